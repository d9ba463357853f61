/**
 * Three AWSMachinePools under one disruption budget, put to the law about budgets: each may change its instance type, all at once.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { isUnfinished } from '@poolwright/aws/InstanceRefresh'
import type { Facts } from '@poolwright/core/Fact'
import { isPlain, type Json } from '@poolwright/core/Json'
import { disruptionBudget, type Rule } from '@poolwright/engine/admit'
import { inProgress } from '@poolwright/planner/fleet/inProgress'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import type { World } from '@poolwright/simulator/World'
import * as fc from 'fast-check'
import { planning, trial as single, watched } from './awsMachinePool.js'
import type { Desired } from './Desired.js'
import { embedded } from './embedded.js'
import type { DisruptionBudget } from './laws/withinBudget.js'
import type { Leaf, Trial } from './Trial.js'

const others = ['more', 'most']
/** The same document for a pool of another name: every member that names the pool names the other. */
const renamed = (u: Json, from: string, to: string): Json => {
  if (u === from) return to
  if (Array.isArray(u)) return (u as ReadonlyArray<Json>).map((x) => renamed(x, from, to))
  return isPlain(u) ? Object.fromEntries(Object.entries(u).map(([k, x]) => [k, renamed(x, from, to)])) : u
}
const base: Desired = {
  ...single.inputs.base,
  ...Object.fromEntries(
    others.flatMap((name) =>
      ['MachinePool', 'AWSMachinePool'].map((kind) => [`${kind} ${name}`, renamed(single.inputs.base[kind] ?? null, 'workers', name)]),
    ),
  ),
}
const type = (document: string): Leaf => ({
  path: 'awsLaunchTemplate.instanceType',
  place: [document, 'spec', 'awsLaunchTemplate', 'instanceType'],
  values: fc.constantFrom('m5.large', 'm5.xlarge', 'c5.large'),
})
const leaves = ['', ...others].map((name) => type(name === '' ? 'AWSMachinePool' : `AWSMachinePool ${name}`))
const together = leaves.map((leaf) => leaf.place)

/** Machines that rollouts still have to replace, group by group. */
const disrupted = (w: World): ReadonlyArray<number> =>
  [...w.scopes.values()].flatMap((region) =>
    [...region.groups.values()].flatMap((g) => {
      const refresh = g.refreshes.find((r) => isUnfinished(r.status))
      return refresh === undefined ? [] : [Math.max(1, refresh.remaining)]
    }),
  )

/** How a host holds back what is over its budget; a wrapped one is a planted bug. */
export const budgetRule =
  (budget: DisruptionBudget) =>
  (facts: () => Facts): ReadonlyArray<Rule<AwsAct>> => [disruptionBudget<AwsAct>({ ...budget, inProgress: inProgress(facts) })]

export const budget: DisruptionBudget = { machines: 3, pools: 1 }

export const fleetTrial = (
  rules: (facts: () => Facts) => ReadonlyArray<Rule<AwsAct>> = budgetRule(budget),
): Trial<AwsAct, World, PoolNouns> => ({
  ...single,
  subject: embedded(planning, { watched, rules }),
  agreement: { ...single.agreement, disrupted },
  inputs: {
    ...single.inputs,
    base,
    leaves,
    together: [fc.constantFrom('m5.xlarge', 'c5.large').map((to) => together.map((at) => ({ at, to })))],
  },
})
