/**
 * Planted bugs: a right provider, made wrong from outside. Each is modelled on something that happened to somebody, and has a law that
 * must find it; a law that finds none of its bugs is decoration.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { type Call, callsThrough, send } from '@poolwright/core/Calls'
import type { CloudError } from '@poolwright/core/CloudError'
import type * as Fact from '@poolwright/core/Fact'
import type { Key } from '@poolwright/core/Key'
import type { Plan, Step } from '@poolwright/core/Plan'
import type * as E from 'fp-ts/lib/Either.js'
import type { Desired } from '../Desired.js'
import type { Subject } from '../Subject.js'
import type { Planning, Trial } from '../Trial.js'

export type Planted<A extends AnyAct, W, N> = {
  /** What is wrong, in a few words. */
  readonly name: string
  /** Where it happened: a row of the collected pains, or a bug of the controller that people run today. */
  readonly after: string
  /** The law that must find it. */
  readonly law: string
  /** Paths of the leaves that it is about, which change often in the schedules that are to find it; none: as often as any other. */
  readonly about?: ReadonlyArray<string>
  readonly plant: (trial: Trial<A, W, N>) => Trial<A, W, N>
}

/** How a subject is made from what was planted in its planning. */
export type Around<A extends AnyAct, N> = (p: Planning<A, N>) => Subject<A>

export const inPlanning =
  <A extends AnyAct, W, N>(around: Around<A, N>, change: (p: Planning<A, N>) => Planning<A, N>) =>
  (trial: Trial<A, W, N>): Trial<A, W, N> => {
    const planning = change(trial.planning)
    // What a bug remembers, it remembers as long as its process lives.
    return { ...trial, planning, subject: { start: (surroundings) => around(change(trial.planning)).start(surroundings) } }
  }

type Look = (key: Key, maxAge?: Fact.Millis) => Fact.Fact<unknown>
/** What a planner knew while it made a plan. */
export type Known = { readonly pool: Key; readonly look: Look; readonly now: Fact.Millis }

/** A plan that comes out otherwise. */
export const inPlan = <A extends AnyAct, W, N>(around: Around<A, N>, change: (p: Plan<A>, known: Known) => Plan<A>) =>
  inPlanning<A, W, N>(around, (p) => ({
    ...p,
    provider: {
      ...p.provider,
      plan: (pool, look, now) => change(p.provider.plan(pool, look, now), { pool, look: look as Look, now }),
    },
  }))

/** Facts that are read otherwise. */
export const inLook = <A extends AnyAct, W, N>(around: Around<A, N>, change: (f: Fact.Fact<unknown>, key: string) => Fact.Fact<unknown>) =>
  inPlanning<A, W, N>(around, (p) => ({
    ...p,
    provider: {
      ...p.provider,
      // The fact behind a key keeps its noun; only what it says changes.
      plan: (pool, look, now) =>
        p.provider.plan(pool, ((key: Key, age?: number) => change((look as Look)(key, age), key)) as typeof look, now),
    },
  }))

/** Documents that are read otherwise. */
export const inDocuments = <A extends AnyAct, W, N>(around: Around<A, N>, change: (d: Desired) => Desired) =>
  inPlanning<A, W, N>(around, (p) => ({ ...p, facts: (d, now, record) => p.facts(change(d), now, record) }))

type Next = () => Promise<E.Either<CloudError, object>>
/** Requests that are sent otherwise. */
export const inCalls =
  <A extends AnyAct, W, N>(
    change: (op: string, scope: string, input: unknown, token: string, next: (input: unknown, token: string) => Next) => Next,
  ) =>
  (trial: Trial<A, W, N>): Trial<A, W, N> => ({
    ...trial,
    subject: {
      start: (surroundings) => {
        const process = trial.subject.start(surroundings)
        return {
          pass: (calls, now) => {
            const call =
              (op: string): Call<unknown, object> =>
              (scope, input, token) =>
                change(op, scope, input, token, (i, t) => send(calls)(op, scope, i, t))
            return process.pass(callsThrough(trial.ops, call), now)
          },
        }
      },
    },
  })

/** The plan with other steps. */
export const withSteps = <A extends AnyAct>(p: Plan<A>, steps: ReadonlyArray<Step<A>>): Plan<A> => ({ ...p, steps })
/** Without some steps and without what waits for them by name. */
export const without = <A extends AnyAct>(p: Plan<A>, ...ids: ReadonlyArray<string>): Plan<A> =>
  withSteps(
    p,
    p.steps.filter((s) => !ids.includes(s.id)).map((s) => ({ ...s, after: s.after.filter((x) => !ids.includes(x)) })),
  )
/** The plan with the input of one operation changed. */
export const withInput = <A extends AnyAct>(
  p: Plan<A>,
  op: A['op'],
  change: (input: { readonly [k: string]: unknown }) => object,
): Plan<A> =>
  withSteps(
    p,
    p.steps.map((s) =>
      // The input stays one of its operation: a member more, less or otherwise.
      s.action.op === op ? { ...s, action: { ...s.action, input: change(s.action.input as { readonly [k: string]: unknown }) } } : s,
    ),
  )
