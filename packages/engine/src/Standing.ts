/**
 * Where a pool stands after a pass: whether anything is left to do, and who has to move next.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Fact, Millis } from '@poolwright/core/Fact'
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
 * `factOf`: what is known of what a hold awaits; what may not be read is not had by waiting.
 */
export const standingOf = <A extends AnyAct>(
  plan: Plan<A>,
  sent: number,
  rest: Millis,
  factOf: (key: Key) => Fact<unknown> | undefined,
): Standing => {
  if (sent > 0 || !isQuiet(plan)) return 'working'
  const holds = [...plan.holds, ...plan.steps.flatMap((step) => step.holds)]
  // A window opens by itself.
  const passes = (hold: Hold) => (hold._tag === 'Await' && !isDenied(factOf(hold.fact))) || (hold._tag === 'Rule' && hold.rule === 'window')
  if (holds.some(passes)) return 'waiting'
  if (holds.length > 0) return 'held'
  return plan.next._tag === 'After' && plan.next.delay < rest ? 'waiting' : 'settled'
}

const isDenied = (fact: Fact<unknown> | undefined): boolean =>
  fact?._tag === 'Unknown' && fact.error._tag === 'Some' && fact.error.value._tag === 'Denied'
