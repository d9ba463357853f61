/**
 * Carrying a plan out, as a pure machine: which steps may go now, and what an answer changes. Shells differ only in how many
 * requests they keep in flight.
 * @since 0.1.0
 */
import type * as E from 'fp-ts/lib/Either.js'
import type { AnyAct } from './Action.js'
import type { CloudError } from './CloudError.js'
import { type Plan, type Step, waitsFor } from './Plan.js'

export type StepAnswer = E.Either<CloudError, object>
export type Run<A extends AnyAct> = {
  readonly plan: Plan<A>
  readonly sent: ReadonlySet<string>
  readonly answers: ReadonlyMap<string, StepAnswer>
}

export const start = <A extends AnyAct>(plan: Plan<A>): Run<A> => ({ plan, sent: new Set(), answers: new Map() })

/** Steps that are not held, not sent yet, and whose forerunners have all succeeded, in the plan's order. */
export const ready = <A extends AnyAct>(r: Run<A>): ReadonlyArray<Step<A>> =>
  r.plan.steps.filter((s) => s.holds.length === 0 && !r.sent.has(s.id) && waitsFor(s).every((id) => r.answers.get(id)?._tag === 'Right'))

export const sent = <A extends AnyAct>(r: Run<A>, id: string): Run<A> => ({ ...r, sent: new Set(r.sent).add(id) })

/** A failed step never goes again in this run, and what waits for it never goes at all; its siblings are not touched. */
export const answered = <A extends AnyAct>(r: Run<A>, id: string, answer: StepAnswer): Run<A> => ({
  ...r,
  sent: new Set(r.sent).add(id),
  answers: new Map(r.answers).set(id, answer),
})

/** Nothing can go any more and no answer is due. */
export const isOver = <A extends AnyAct>(r: Run<A>): boolean => r.sent.size === r.answers.size && ready(r).length === 0

/** What an earlier step answered in one field; `undefined` when it failed, was not sent, or has no such field. */
export const outputOf =
  <A extends AnyAct>(r: Run<A>) =>
  (id: string, field: string): unknown => {
    const answer = r.answers.get(id)
    return answer?._tag === 'Right' ? (answer.right as { readonly [k: string]: unknown })[field] : undefined
  }
