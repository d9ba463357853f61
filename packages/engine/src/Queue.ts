/**
 * Which pool is looked at when. A pool is in it once, and not while it is being worked on.
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import type { Key } from '@poolwright/core/Key'
import type { Requeue } from '@poolwright/core/Requeue'

export type Queue = {
  /** Exactly these pools from now on: new ones are due at once, others keep their time. */
  readonly set: (pools: ReadonlyArray<Key>) => void
  /** Takes out all that are due; they are out until `done` says when to come back. */
  readonly take: (now: Millis) => ReadonlyArray<Key>
  /** Due at once, or as soon as it is done when it is being worked on. */
  readonly wake: (pool: Key) => void
  /** Worked on; due again at this time, unless it was woken meanwhile. `Infinity`: only when woken. */
  readonly done: (pool: Key, due: Millis) => void
  /** When the next one is due; `Infinity` when none is. */
  readonly next: () => Millis
}

export const makeQueue = (): Queue => {
  const due = new Map<Key, Millis>()
  const busy = new Set<Key>()
  return {
    set: (pools) => {
      const wanted = new Set(pools)
      for (const pool of due.keys()) if (!wanted.has(pool)) due.delete(pool)
      for (const pool of wanted) if (!due.has(pool)) due.set(pool, -Infinity)
    },
    take: (now) => {
      const taken = [...due].flatMap(([pool, at]) => (at <= now && !busy.has(pool) ? [pool] : []))
      for (const pool of taken) {
        busy.add(pool)
        due.set(pool, Infinity)
      }
      return taken
    },
    wake: (pool) => {
      if (due.has(pool)) due.set(pool, -Infinity)
    },
    done: (pool, at) => {
      busy.delete(pool)
      const woken = due.get(pool)
      if (woken !== undefined) due.set(pool, Math.min(woken, at))
    },
    next: () => {
      let first = Infinity
      for (const [pool, at] of due) if (at < first && !busy.has(pool)) first = at
      return first
    },
  }
}

/**
 * When a plan wants to be looked at again. Pools at rest come back together, at whole multiples of their delay, so that their reads share requests;
 * what waits for something comes back exactly when it said.
 */
export const dueAt = (at: Millis, next: Requeue, isAtRest: boolean): Millis => {
  if (next._tag === 'AwaitChange') return Infinity
  const due = at + next.delay
  return isAtRest ? Math.floor(due / next.delay) * next.delay : due
}
