/**
 * Two processes whose requests wait for their turns, so that the order of what they do is chosen and not left to chance.
 * @since 0.1.0
 */
import type { Turn } from './History.js'

export type Gate = {
  /** Resolves when it is this process's turn to send one request. */
  readonly enter: (as: number) => Promise<void>
  /** The process sends nothing more. */
  readonly leave: (as: number) => void
  readonly turns: ReadonlyArray<Turn>
}

/**
 * How many turns of the event loop's own queue a process gets to come to its next request, measured generously. One that takes longer
 * comes later in the order, in every run alike.
 */
const patience = 400

/** Whoever is at the gate is let through in this order; when it ends, the first process goes on to its end, then the second. */
export const gateOf = (order: ReadonlyArray<number>, processes: number): Gate => {
  const queues = new Map<number, Array<() => void>>(Array.from({ length: processes }, (_, i) => [i, []]))
  const inside = new Set(queues.keys())
  const turns: Array<Turn> = []
  let busy = false
  let at = 0

  const waiting = () => [...queues].flatMap(([as, queue]) => (queue.length > 0 ? [as] : []))
  /** Lets everybody come to the gate, then opens it for one. */
  const advance = async () => {
    if (busy) return
    busy = true
    for (;;) {
      for (let i = 0; i < patience && waiting().length < inside.size; i++) await Promise.resolve()
      const here = waiting()
      const wanted = order[at]
      const went = wanted !== undefined && here.includes(wanted) ? wanted : here[0]
      if (went === undefined) break
      at += 1
      turns.push({ went, waiting: here })
      queues.get(went)?.shift()?.()
      // It sends before the gate opens again.
      for (let i = 0; i < 8; i++) await Promise.resolve()
    }
    busy = false
  }

  return {
    enter: (as) =>
      new Promise((go) => {
        queues.get(as)?.push(go)
        void advance()
      }),
    leave: (as) => {
      inside.delete(as)
      queues.delete(as)
    },
    turns,
  }
}
