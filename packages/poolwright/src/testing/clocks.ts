/**
 * Time for tests that ask a real account, in which how slow the machine is makes no difference.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Calls } from '@poolwright/core/Calls'
import type { Clock } from '@poolwright/engine/Clock'
import { systemClock } from '@poolwright/engine/systemClock'

/** Moves in sleeps alone, each of which takes as long as it says, or that many times shorter. */
export const sleptClock = (haste = 1): Clock => {
  let time = Date.now()
  return {
    now: () => time,
    sleep: async (milliseconds, signal) => {
      await systemClock.sleep(milliseconds / haste, signal)
      time += milliseconds
    },
  }
}

export type VirtualTime = {
  readonly clock: Clock
  /** The same port; time stands still while any of its calls is on its way and does not sleep. */
  readonly through: (calls: Calls<AwsAct>) => Calls<AwsAct>
}

type Sleeper = { readonly at: number; readonly wake: () => void }

/**
 * Stands still while something happens, and jumps to the next who wakes when nothing does: everything takes as long as it waits, for turns and for
 * budgets, and requests take no time. `asleep`: how many of the calls on their way wait for somebody who sleeps.
 */
export const virtualTime = (asleep: () => number): VirtualTime => {
  let time = Date.now()
  let underWay = 0
  let isTurning = false
  const sleepers = new Set<Sleeper>()
  const turn = (): void => {
    isTurning = sleepers.size > 0
    if (!isTurning) return
    if (underWay === asleep()) {
      time = Math.max(time, Math.min(...[...sleepers].map((s) => s.at)))
      for (const sleeper of [...sleepers]) if (sleeper.at <= time) sleeper.wake()
    }
    // A timer comes after all that follows from what was woken.
    setTimeout(turn, 1)
  }
  const sleep: Clock['sleep'] = (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve()
      const wake = () => {
        sleepers.delete(sleeper)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      const sleeper: Sleeper = { at: time + Math.max(0, milliseconds), wake }
      sleepers.add(sleeper)
      signal?.addEventListener('abort', wake)
      if (!isTurning) {
        isTurning = true
        setTimeout(turn, 1)
      }
    })
  const counted =
    (op: AwsAct['op'], calls: Calls<AwsAct>) =>
    (...asked: Parameters<Calls<AwsAct>[typeof op]>) =>
    async () => {
      underWay += 1
      try {
        // The operation that the arguments are of is the one that is asked.
        return await (calls[op] as (...asked: ReadonlyArray<unknown>) => () => Promise<unknown>)(...asked)()
      } finally {
        underWay -= 1
      }
    }
  return {
    clock: { now: () => time, sleep },
    // A port is a record of functions, one an operation.
    through: (calls) =>
      Object.fromEntries(Object.keys(calls).map((op) => [op, counted(op as AwsAct['op'], calls)])) as unknown as Calls<AwsAct>,
  }
}
