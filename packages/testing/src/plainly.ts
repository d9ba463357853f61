/**
 * A provider with the shortest loop around it, as a subject: what fails then is the provider's doing. `embedded` puts the engine
 * around it instead.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { send } from '@poolwright/core/Calls'
import type { Plan } from '@poolwright/core/Plan'
import { carryOut, effectSteps, planWith } from './planning.js'
import type { Said, Subject } from './Subject.js'
import type { Planning } from './Trial.js'

/** What plans say, for stories and searches. */
export const saidOf = <A extends AnyAct>(ops: Planning<A, never>['provider']['ops'], plans: ReadonlyArray<Plan<A>>): Said => {
  const holds = plans.flatMap((p) => [...p.holds, ...p.steps.flatMap((s) => s.holds)])
  const delays = plans.flatMap((p) => (p.next._tag === 'After' ? [p.next.delay] : []))
  return {
    plans,
    held: holds.map((h) => h.code),
    heldAt: holds.flatMap((h) => (h._tag === 'Refused' && h.paths.length > 0 ? h.paths : [''])),
    warned: plans.flatMap((p) => p.findings.filter((f) => f.severity !== 'info').map((f) => f.code)),
    told: plans.flatMap((p) => p.findings.filter((f) => f.severity === 'info').map((f) => f.code)),
    effects: plans.reduce((n, p) => n + effectSteps(ops, p).length, 0),
    next: Math.min(...delays, 3_600_000),
  }
}

export const plainly = <A extends AnyAct, N>(planning: Planning<A, N>): Subject<A> => ({
  start: (surroundings) => ({
    pass: async (calls, now) => {
      const desired = surroundings.desired()
      const ask = (scope: string, op: string, input: unknown) => send(calls)(op, scope, input, '')()
      const { plans, facts } = await planWith(planning, ask, desired, now, surroundings.record.get())
      surroundings.record.set(planning.record?.(plans, surroundings.record.get(), facts) ?? surroundings.record.get())
      for (const plan of plans) await carryOut(planning, calls, desired, plan)
      return saidOf(planning.provider.ops, plans)
    },
  }),
})
