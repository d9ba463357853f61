/**
 * Where a pool stands after a pass: whether anything is left to do, and who has to move next.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Millis } from '@poolwright/core/Fact'
import type { Hold } from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import { isQuiet, type Plan } from '@poolwright/core/Plan'

export type Standing =
  /** We have just changed something, or are about to. */
  | 'working'
  /** Something moves, or is awaited, and time alone may be enough. */
  | 'waiting'
  /** What is left does not go before somebody changes the spec, a setting, a permission or a rule. */
  | 'held'
  /** Nothing is left to do. */
  | 'settled'

/**
 * `sent`: how many requests the pass sent for it. `rest`: a plan that asks to be looked at sooner than this, in milliseconds, waits.
 * `comes`: whether a fact that a hold awaits can be had by waiting.
 */
export const standingOf = <A extends AnyAct>(plan: Plan<A>, sent: number, rest: Millis, comes: (fact: Key) => boolean): Standing => {
  if (sent > 0 || !isQuiet(plan)) return 'working'
  const holds = [...plan.holds, ...plan.steps.flatMap((step) => step.holds)]
  // A window opens by itself.
  const passes = (hold: Hold) => (hold._tag === 'Await' && comes(hold.fact)) || (hold._tag === 'Rule' && hold.rule === 'window')
  if (holds.some(passes)) return 'waiting'
  if (holds.length > 0) return 'held'
  return plan.next._tag === 'After' && plan.next.delay < rest ? 'waiting' : 'settled'
}
