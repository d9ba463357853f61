/**
 * A bound on how many requests are in flight.
 * @since 0.1.0
 */
import type { Task } from 'fp-ts/lib/Task.js'

/** Runs the task once a slot is free, in the order of asking. */
export type Slots = <A>(task: Task<A>) => Promise<A>

export const makeSlots = (size: number): Slots => {
  let free = Math.max(1, size)
  const waiting: Array<() => void> = []
  const leave = () => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  return async (task) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await task()
    } finally {
      leave()
    }
  }
}
