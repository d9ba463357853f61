/**
 * What a step does, in the one character that stands in front of it.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Disruption } from '@poolwright/core/Disruption'
import { type OpTable, rowOf } from '@poolwright/core/Operation'
import type { Plan, Step } from '@poolwright/core/Plan'
import type { Paint, Style } from './Paint.js'
import { count, showSeconds } from './value.js'

export type Kind = 'create' | 'change' | 'destroy' | 'roll'

/** A new revision of what is there already is a change of it; a rolling replacement is neither change nor end. */
export const kindOf = <A extends AnyAct>(ops: OpTable<A>, s: Step<A>): Kind => {
  const effect = rowOf(ops, s.action.op)?.effect
  if (s.disruption._tag === 'Rolls') return 'roll'
  if (effect === 'destroy') return 'destroy'
  return effect === 'create' && !s.causes.some((c) => c._tag === 'Change') ? 'create' : 'change'
}

const signs: { readonly [K in Kind]: string } = { create: '+', change: '~', destroy: '-', roll: '±' }
export const sign = (p: Paint, kind: Kind): string => p[kind](signs[kind])
export const styleOf = (p: Paint, kind: Kind): Style => p[kind]

export type Tally = { readonly [K in Kind]: number } & { readonly calls: number; readonly held: number; readonly pools: number }

/** What all plans together do. Steps that are held count as held, not as done; reports are left out. */
export const tally = <A extends AnyAct>(ops: OpTable<A>, plans: ReadonlyArray<Plan<A>>): Tally => {
  const steps = plans.flatMap((p) => p.steps).filter((s) => rowOf(ops, s.action.op)?.effect !== 'report')
  const free = steps.filter((s) => s.holds.length === 0)
  const of = (kind: Kind) => free.filter((s) => kindOf(ops, s) === kind).length
  return {
    create: of('create'),
    change: of('change'),
    destroy: of('destroy'),
    roll: of('roll'),
    calls: free.length,
    held: steps.length - free.length + plans.reduce((n, p) => n + p.holds.length, 0),
    pools: plans.length,
  }
}

/** Neither a step nor a hold: the one case in which a plan says "No changes". */
export const isEmpty = (t: Tally): boolean => t.calls === 0 && t.held === 0

/** What happens to machines that run, as a sentence without its full stop; nothing when nothing does. */
export const showDisruption = (d: Disruption): string | undefined => {
  switch (d._tag) {
    case 'None':
    case 'InPlace':
      return undefined
    case 'Destroys':
      return d.count === 0 ? undefined : `ends ${count(d.count, 'instance')}`
    case 'Rolls': {
      const surge = d.surge === 0 ? '' : `, at most ${d.surge} more than wanted`
      return `rolls ${d.count} of ${count(d.of, 'instance')}, at least ${d.floor} in service${surge}, about ${showSeconds(d.seconds)}`
    }
  }
}

/** True for what a person should agree to first: machines that run are replaced or end. */
export const disrupts = <A extends AnyAct>(p: Plan<A>): boolean =>
  p.steps.some(
    (s) => s.holds.length === 0 && (s.disruption._tag === 'Rolls' || (s.disruption._tag === 'Destroys' && s.disruption.count > 0)),
  )

/** How many machines that run are replaced or end by what may run now. */
export const machinesIn = <A extends AnyAct>(plans: ReadonlyArray<Plan<A>>): number =>
  plans
    .flatMap((p) => p.steps)
    .filter((s) => s.holds.length === 0)
    .reduce((n, s) => n + (s.disruption._tag === 'Rolls' || s.disruption._tag === 'Destroys' ? s.disruption.count : 0), 0)
