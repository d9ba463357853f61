/**
 * Rules over many pools: one more pure pass over their plans, which can only add holds.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { machinesEnded } from '@poolwright/core/Disruption'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import { mayGo, type Plan, type Step } from '@poolwright/core/Plan'

/**
 * `running`: the latest plans of all other pools as they were admitted; `asking`: those that are to be admitted now, in the order of
 * favour. The answer names the holds to add to a step.
 */
export type Rule<A extends AnyAct> = (
  running: ReadonlyArray<Plan<A>>,
  asking: ReadonlyArray<Plan<A>>,
) => (pool: Key, step: Step<A>) => ReadonlyArray<Hold.Hold>

/** Steps keep what holds them already. A plan to which nothing was added is the same object. */
export const admit =
  <A extends AnyAct>(rules: ReadonlyArray<Rule<A>>) =>
  (running: ReadonlyArray<Plan<A>>, asking: ReadonlyArray<Plan<A>>): ReadonlyArray<Plan<A>> =>
    rules.reduce<ReadonlyArray<Plan<A>>>((plans, rule) => {
      const holdsOf = rule(running, plans)
      return plans.map((plan) => withHolds(plan, (step) => holdsOf(plan.pool, step)))
    }, asking)

const withHolds = <A extends AnyAct>(plan: Plan<A>, holdsOf: (step: Step<A>) => ReadonlyArray<Hold.Hold>): Plan<A> => {
  const steps = plan.steps.map((step) => {
    const more = holdsOf(step)
    return more.length === 0 ? step : { ...step, holds: [...step.holds, ...more] }
  })
  return steps.every((step, i) => step === plan.steps[i]) ? plan : { ...plan, steps }
}

export type Budget<A extends AnyAct> = {
  /** How many machines may be on their way out at the same time, over all pools. */
  readonly machines: number
  /** In how many pools at the same time. */
  readonly pools: number
  /** Machines of this pool that are being replaced right now, counted from facts (its status), never from memory. */
  readonly inProgress: (plan: Plan<A>) => number
}

/** How many machines the steps of a plan that may run would end. */
export const machinesAtStake = <A extends AnyAct>(plan: Plan<A>): number =>
  mayGo(plan).reduce((sum, step) => sum + machinesEnded(step.disruption), 0)

/**
 * Holds the steps that end machines while the budget is spent. A plan is admitted with all of its steps or none; one that needs more than the whole
 * budget goes when nothing else is on its way, so that a budget delays and never forbids.
 */
export const disruptionBudget =
  <A extends AnyAct>(budget: Budget<A>): Rule<A> =>
  (running, asking) => {
    const busy = [...running.map((plan) => machinesAtStake(plan) + budget.inProgress(plan)), ...asking.map(budget.inProgress)].filter(
      (n) => n > 0,
    )
    const spent = { machines: busy.reduce((x, y) => x + y, 0), pools: busy.length }
    const held = new Map<Key, Hold.Hold>()
    for (const plan of asking) {
      const need = machinesAtStake(plan)
      if (need === 0) continue
      const isFirst = spent.pools === 0
      const fits = spent.machines + need <= budget.machines && spent.pools < budget.pools
      if (isFirst || fits) {
        spent.machines += need
        spent.pools += 1
      } else {
        const why = `${spent.machines} of ${budget.machines} machines in ${spent.pools} of ${budget.pools} pools are being replaced`
        held.set(plan.pool, Hold.rule('PW-RULE-BUDGET', 'budget', why))
      }
    }
    return (pool, step) => {
      const hold = held.get(pool)
      return hold === undefined || machinesEnded(step.disruption) === 0 ? [] : [hold]
    }
  }
