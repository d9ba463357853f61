/**
 * Our own last failures, as facts: what was refused is not asked again at once, and a plan says why.
 * @since 0.1.0
 */
import * as t from 'io-ts'
import type { AnyAct } from './Action.js'
import { CloudError, codeOf, show } from './CloudError.js'
import { struct } from './codec.js'
import type { Look, Millis } from './Fact.js'
import * as Hold from './Hold.js'
import * as Key from './Key.js'
import { type Plan, token } from './Plan.js'
import * as Requeue from './Requeue.js'

/** The failures of one step since it last succeeded or changed. */
export type Attempt = {
  /** The token of the request that failed; another request is not held by it. */
  readonly token: string
  readonly error: CloudError
  readonly at: Millis
  /** How often it has failed in a row, from 1. */
  readonly count: number
  /** Not before this time. The host draws it, with jitter, from `delayOf`. */
  readonly notBefore: Millis
}
export const Attempt: t.Type<Attempt, unknown> = struct('Attempt', {
  token: t.string,
  error: CloudError,
  at: t.number,
  count: t.number,
  notBefore: t.number,
})

export type AttemptNouns = { readonly attempt: Attempt }

/** The last failure of a pool's step. */
export const keyOf = (pool: Key.Key, step: string): Key.Key<'attempt'> => {
  const { noun, scope, id } = Key.parse(pool)
  return Key.of('attempt', scope, `${noun}/${id}#${step}`)
}

/**
 * How long to wait after the `count`-th failure in a row, in milliseconds, before jitter: from 1 s for what should pass at once, from
 * 15 s for what was refused or denied, doubling up to 10 minutes.
 */
export const delayOf = (error: CloudError, count: number): Millis => {
  const first =
    error._tag === 'Refused' || error._tag === 'Denied'
      ? 15_000
      : error._tag === 'Throttled'
        ? 5_000
        : error._tag === 'Busy'
          ? 5_000
          : 1_000
  const asked = error._tag === 'Throttled' && error.retryAfter._tag === 'Some' ? error.retryAfter.value : 0
  return Math.max(asked, Math.min(first * 2 ** Math.min(count - 1, 16), 600_000))
}

/** Holds the steps whose same request failed a short while ago, and comes back when the first of them may go again. */
export const heed =
  <A extends AnyAct, N extends AttemptNouns>(uid: string, look: Look<N>, now: Millis) =>
  (plan: Plan<A>): Plan<A> => {
    let next = plan.next
    const steps = plan.steps.map((s) => {
      const fact = look(keyOf(plan.pool, s.id))
      if (fact._tag !== 'Present' || fact.value.notBefore <= now || fact.value.token !== token(uid, s)) return s
      const { error } = fact.value
      next = Requeue.Monoid.concat(next, Requeue.after(fact.value.notBefore - now))
      const hold =
        error._tag === 'Refused' || error._tag === 'Denied'
          ? Hold.refused('PW-CLOUD-REFUSED', [], `${s.action.op} was refused: ${show(error)}`)
          : Hold.awaits('PW-CLOUD-RETRY', keyOf(plan.pool, s.id), `${s.action.op} is asked again after ${codeOf(error)}`)
      return { ...s, holds: [...s.holds, hold] }
    })
    return next === plan.next && steps.every((s, i) => s === plan.steps[i]) ? plan : { ...plan, steps, next }
  }
