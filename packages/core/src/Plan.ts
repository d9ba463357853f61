/**
 * What must be done for one pool: steps in a graph, each with its causes, and what stands in the way.
 * @since 0.1.0
 */
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { type Answer, type AnyAct, type In, type Out, stepsNamedIn } from './Action.js'
import type { Cause } from './Change.js'
import { digestOf } from './digest.js'
import * as Disruption from './Disruption.js'
import type { Finding } from './Finding.js'
import type { Hold } from './Hold.js'
import { canonical, type Json } from './Json.js'
import type { Key, Scope } from './Key.js'
import { type OpTable, rowOf } from './Operation.js'
import type { Requeue } from './Requeue.js'

export type Step<A extends AnyAct> = {
  /** A name, the same in every run: `template`, `group`, `refresh`. Unique within its plan. */
  readonly id: string
  readonly scope: Scope
  readonly action: A
  /** Steps that must have succeeded first, besides those whose outputs the input names. */
  readonly after: ReadonlyArray<string>
  readonly causes: NonEmptyArray<Cause>
  /** Empty: it may run. */
  readonly holds: ReadonlyArray<Hold>
  readonly disruption: Disruption.Disruption
  /** The one fact that makes the same request a new one, for its token: an id or a number last seen. Never a time. */
  readonly basis: Json
}

export type Plan<A extends AnyAct> = {
  readonly pool: Key
  readonly steps: ReadonlyArray<Step<A>>
  /** Why there is less to do than there might be: holds that are about no single step. */
  readonly holds: ReadonlyArray<Hold>
  readonly findings: ReadonlyArray<Finding>
  /** The pool's status as its API spells it, computed from facts and holds; `null` where nothing can be said yet. */
  readonly status: Json
  readonly next: Requeue
}

/** A step of the union `A`, with everything but its identity defaulted: no waiting, no holds, no disruption, no basis. */
export const step =
  <A extends AnyAct>() =>
  <K extends A['op']>(
    id: string,
    scope: Scope,
    op: K,
    input: In<A, K>,
    causes: NonEmptyArray<Cause>,
    more: Partial<Pick<Step<A>, 'after' | 'holds' | 'disruption' | 'basis'>> = {},
  ): Step<Extract<A, { readonly op: K }>> => ({
    after: [],
    holds: [],
    disruption: Disruption.none,
    basis: null,
    ...more,
    id,
    scope,
    // `op` and `input` belong together by the signature; the compiler cannot follow that into a member of the union.
    action: { op, input } as unknown as Extract<A, { readonly op: K }>,
    causes,
  })

/** What `s` will answer in `field`, for the input of a later step. */
export const out = <A extends AnyAct, F extends keyof Answer<A> & string>(s: Step<A>, field: F): Out<Answer<A>[F]> => ({
  $out: [s.id, field],
})

/** Everything in `then` waits for everything in `first`. */
export const before = <A extends AnyAct>(first: ReadonlyArray<Step<A>>, then: ReadonlyArray<Step<A>>): ReadonlyArray<Step<A>> =>
  first.length === 0 ? then : [...first, ...then.map((s) => ({ ...s, after: [...s.after, ...first.map((f) => f.id)] }))]

/** All that a step waits for: what it says, and the steps whose outputs its input names. */
export const waitsFor = <A extends AnyAct>(s: Step<A>): ReadonlyArray<string> => {
  const named = stepsNamedIn(s.action.input)
  return named.length === 0 ? s.after : [...new Set([...s.after, ...named])]
}

/**
 * The same intention has the same token after a restart, and a new one once `basis` has moved on: content alone would bring back a
 * deleted thing's answer, a clock would make a second thing after a crash.
 */
export const token = <A extends AnyAct>(uid: string, s: Step<A>): string =>
  digestOf([uid, s.id, s.scope, s.action.op, s.action.input, s.basis])

/** The steps that change something: all but reports. */
export const effectsOf = <A extends AnyAct>(ops: OpTable<A>, p: Plan<A>): ReadonlyArray<Step<A>> =>
  p.steps.filter((s) => rowOf(ops, s.action.op)?.effect !== 'report')

/** The effects in one normal form: what a saved plan and an approval compare. Causes, holds and disruption are not part of it. */
export const effects = <A extends AnyAct>(ops: OpTable<A>, p: Plan<A>): string =>
  canonical(effectsOf(ops, p).map((s) => ({ id: s.id, scope: s.scope, action: s.action, after: [...waitsFor(s)].sort(), basis: s.basis })))

/** The steps that a pass over this plan may send: nothing holds them, neither themselves nor through a step that they wait for. */
export const mayGo = <A extends AnyAct>(p: Plan<A>): ReadonlyArray<Step<A>> => {
  const free = p.steps.filter((s) => s.holds.length === 0)
  const without = (steps: ReadonlyArray<Step<A>>): ReadonlyArray<Step<A>> => {
    const ids = new Set(steps.map((s) => s.id))
    const left = steps.filter((s) => waitsFor(s).every((id) => ids.has(id)))
    return left.length === steps.length ? left : without(left)
  }
  return without(free)
}

/** True when a pass over this plan would send nothing now. */
export const isQuiet = <A extends AnyAct>(p: Plan<A>): boolean => mayGo(p).length === 0
