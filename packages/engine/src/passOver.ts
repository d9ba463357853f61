/**
 * One pass over some pools: plan, admit, ask for approval, look again at what has aged, carry out.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { delayOf } from '@poolwright/core/Attempt'
import type { Facts, Millis } from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import { rowOf } from '@poolwright/core/Operation'
import { effects, isQuiet, mayGo, type Plan, type Step } from '@poolwright/core/Plan'
import * as Requeue from '@poolwright/core/Requeue'
import type { Run } from '@poolwright/core/Run'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { admit } from './admit.js'
import type { Emit } from './Event.js'
import type { Host } from './Host.js'
import { limitsOf, type Memory } from './Memory.js'
import { isAtRest, type Planned, type Plans } from './planPools.js'
import { dueAt } from './Queue.js'
import { isAborted, type Signal } from './Signal.js'

/** What a pass did for one pool. */
export type PoolPass<A extends AnyAct> = {
  /** With all holds: the provider's, those of rules, and of an approval that was not given. */
  readonly plan: Plan<A>
  /** What was sent, and what came back; `None` when nothing could go. */
  readonly run: O.Option<Run<A>>
  /** When the pool wants to be looked at again; `Infinity`: when something about it changes. */
  readonly due: Millis
}

export type Passes<A extends AnyAct> = {
  /** Plans with the rules of the host applied. */
  readonly plan: (pools: ReadonlyArray<Key>, signal?: Signal) => Promise<Plans<A>>
  /** Plans and carries out. `done` is called for each pool as soon as nothing more is done for it in this pass. */
  readonly over: (pools: ReadonlyArray<Key>, done: (pool: Key, pass: PoolPass<A>) => void, signal?: Signal) => Promise<void>
  /** Carries out these plans as they are. */
  readonly act: (plans: Plans<A>, done: (pool: Key, pass: PoolPass<A>) => void, signal?: Signal) => Promise<void>
}

/** When a plan that the host could not prepare is tried again, in milliseconds. */
const repeat: Millis = 15_000

export const sentIn = <A extends AnyAct>(pass: PoolPass<A>): number => (O.isSome(pass.run) ? pass.run.value.sent.size : 0)

/** `memory` is asked for anew in every pass: an engine may lose it in between. */
export const makePasses = <A extends AnyAct, N>(host: Host<A, N>, memory: () => Memory<A>, emit: Emit<A>): Passes<A> => {
  const { ops } = host.provider
  const { now } = host.clock
  const limits = limitsOf(host.limits)
  const rules = host.rules ?? []
  const isEffect = (step: Step<A>): boolean => rowOf(ops, step.action.op)?.effect !== 'report'
  const hasEffect = (plan: Plan<A>): boolean => mayGo(plan).some(isEffect)

  const withPlans = (plans: Plans<A>, changed: ReadonlyArray<Plan<A>>): Plans<A> => {
    const byPool = new Map(changed.map((plan) => [plan.pool, plan]))
    return new Map([...plans].map(([pool, planned]) => [pool, { ...planned, plan: byPool.get(pool) ?? planned.plan }]))
  }
  const admitted = (plans: Plans<A>): Plans<A> => {
    if (rules.length === 0) return plans
    const all = memory().admitted
    const running = [...all].flatMap(([pool, plan]) => (plans.has(pool) ? [] : [plan]))
    const asking = admit(rules)(
      running,
      [...plans.values()].map((planned) => planned.plan),
    )
    for (const plan of asking) all.set(plan.pool, plan)
    return withPlans(plans, asking)
  }
  const tellHeld = (plan: Plan<A>) => {
    for (const { id, holds } of plan.steps) if (holds.length > 0) emit({ _tag: 'StepHeld', at: now(), pool: plan.pool, step: id, holds })
  }
  const planWithin = async (pools: ReadonlyArray<Key>, within: Millis | undefined, signal: Signal | undefined): Promise<Plans<A>> => {
    const plans = admitted(await memory().planner.plan(pools, within === undefined ? { signal } : { within, signal }))
    const at = now()
    for (const [pool, planned] of plans) {
      if (within === undefined || !planned.reused) emit({ _tag: 'Planned', at, pool, plan: planned.plan, reused: planned.reused })
      if (!planned.reused) tellHeld(planned.plan)
    }
    return plans
  }
  const plan: Passes<A>['plan'] = (pools, signal) => planWithin(pools, undefined, signal)

  /** How soon what a plan awaits is worth reading again, in milliseconds, where nothing but an accident kept it from being read. */
  const readAgain = (plan: Plan<A>): Millis => {
    const { store } = memory()
    const delays = [...plan.holds, ...plan.steps.flatMap((step) => step.holds)].flatMap((hold) => {
      if (hold._tag !== 'Await') return []
      const { fact, failures } = store.cell(hold.fact)
      if (fact._tag !== 'Unknown' || O.isNone(fact.error)) return []
      const { value: error } = fact.error
      return error._tag === 'Throttled' || error._tag === 'Lost' ? [delayOf(error, failures)] : []
    })
    return Math.min(Infinity, ...delays)
  }
  const finished = (planned: Planned<A>, run: O.Option<Run<A>>): PoolPass<A> => {
    const sent = O.isSome(run) && run.value.sent.size > 0
    const due = sent
      ? now() + limits.lookAgain
      : Math.min(dueAt(planned.at, planned.plan.next, isAtRest(planned.plan)), now() + readAgain(planned.plan))
    const { pool } = planned.plan
    emit({ _tag: 'Waiting', at: now(), pool, until: due === Infinity ? O.none : O.some(due) })
    return { plan: planned.plan, run, due }
  }
  const withHold = (p: Plan<A>, hold: Hold.Hold): Plan<A> => ({
    ...p,
    steps: p.steps.map((step) => (isEffect(step) ? { ...step, holds: [...step.holds, hold] } : step)),
  })
  /** What the host has to write down first. When it cannot, every effect of the plan waits for it. */
  const prepared = async (planned: Planned<A>): Promise<Planned<A>> => {
    if (host.before === undefined || !hasEffect(planned.plan)) return planned
    const { store } = memory()
    const facts = Object.fromEntries(planned.reads.map((key) => [key, store.cell(key).fact]))
    const why = await reasonAgainst(host.before, planned.plan, facts)
    if (why === null) return planned
    const held = withHold(planned.plan, Hold.awaits('PW-NOT-PREPARED', planned.plan.pool, `what goes before the plan failed: ${why}`))
    tellHeld(held)
    return { ...planned, plan: { ...held, next: Requeue.Monoid.concat(held.next, Requeue.after(repeat)) } }
  }
  const reasonAgainst = async (before: NonNullable<Host<A, N>['before']>, p: Plan<A>, facts: Facts): Promise<string | null> => {
    try {
      const said = await before(p, facts)()
      return E.isLeft(said) ? said.left : null
    } catch (error) {
      return error instanceof Error ? error.message : 'no reason was given'
    }
  }
  const act: Passes<A>['act'] = async (plans, done, signal) => {
    const goes = ({ plan: p }: Planned<A>) => !isQuiet(p) && !isAborted(signal)
    const one = async (pool: Key, agreed: Planned<A>) => {
      const planned = goes(agreed) ? await prepared(agreed) : agreed
      done(pool, finished(planned, goes(planned) ? O.some(await memory().carryOut(planned.plan, signal)) : O.none))
    }
    await Promise.all([...plans].map(([pool, planned]) => one(pool, planned)))
  }

  /** An approval that could not be asked for was not given. */
  const approvals = async (asked: ReadonlyArray<Plan<A>>): Promise<ReadonlySet<Key>> => {
    try {
      return (await host.approve?.(asked)()) ?? new Set()
    } catch {
      return new Set()
    }
  }
  /** Adds a hold to every effect of the plans that nobody approved. */
  const approved = async (plans: Plans<A>): Promise<Plans<A>> => {
    if (host.approve === undefined) return plans
    const asked = [...plans.values()].map((planned) => planned.plan).filter(hasEffect)
    if (asked.length === 0) return plans
    const may = await approvals(asked)
    const hold = Hold.rule('PW-RULE-APPROVAL', 'approval', 'nobody has approved this plan yet')
    const refused = asked.filter((p) => !may.has(p.pool)).map((p) => withHold(p, hold))
    refused.forEach(tellHeld)
    return withPlans(plans, refused)
  }

  const over: Passes<A>['over'] = async (pools, done, signal) => {
    const plans = await plan(pools, signal)
    const work = new Map<Key, Planned<A>>()
    for (const [pool, planned] of plans)
      if (!isQuiet(planned.plan) && !isAborted(signal)) work.set(pool, planned)
      else done(pool, finished(planned, O.none))
    if (work.size === 0) return
    const agreed = await approved(work)
    const going = [...agreed].filter(([, planned]) => hasEffect(planned.plan))
    const names = going.map(([pool]) => pool)
    const fresh = await planWithin(names, limits.maxFactAge, signal)
    const outdated = new Set(
      host.approve === undefined ? [] : going.flatMap(([pool, { plan: was }]) => (isSame(was, fresh.get(pool)) ? [] : [pool])),
    )
    for (const pool of outdated) {
      emit({ _tag: 'Outdated', at: now(), pool })
      const planned = fresh.get(pool) ?? agreed.get(pool)
      if (planned !== undefined) done(pool, { plan: planned.plan, run: O.none, due: now() + limits.lookAgain })
    }
    const rest = [...agreed].filter(([pool]) => !outdated.has(pool))
    await act(new Map(rest.map(([pool, planned]) => [pool, fresh.get(pool) ?? planned])), done, signal)
  }
  const isSame = (was: Plan<A>, is: Planned<A> | undefined): boolean => is !== undefined && effects(ops, was) === effects(ops, is.plan)

  return { plan, over, act }
}
