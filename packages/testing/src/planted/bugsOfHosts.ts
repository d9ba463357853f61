/**
 * Bugs of hosts: of how they learn what is wanted, and of what they let go at the same time.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import { disruptionBudget } from '@poolwright/engine/admit'
import type { World } from '@poolwright/simulator/World'
import { budget, budgetRule, fleetTrial } from '../awsFleet.js'
import { watched } from '../awsMachinePool.js'
import { embedded } from '../embedded.js'
import type { Subject } from '../Subject.js'
import type { Trial } from '../Trial.js'
import { type Bug, whereSizesMove } from './parts.js'

/** Changes are told to it as if each were the newest. */
const believing = (subject: Subject<AwsAct>): Subject<AwsAct> => ({
  start: (surroundings) => {
    const process = subject.start(surroundings)
    let told = 1_000_000
    return {
      pass: process.pass,
      ...(process.told === undefined ? {} : { told: (change) => process.told?.({ ...change, version: told++ }) }),
    }
  },
})

export const bugsOfHosts: ReadonlyArray<Bug> = [
  {
    name: 'never lists again what it watches',
    after: 'M1: js#596, js#958, an informer that went quiet',
    law: 'reorder-safe',
    plant: whereSizesMove((trial) => ({
      ...trial,
      subject: embedded(trial.planning, { watched, relistAfter: Infinity }),
    })),
  },
  {
    name: 'believes what it was told last',
    after: 'M3: js#494, pepr#295, replayed events',
    law: 'reorder-safe',
    plant: whereSizesMove((trial) => ({
      ...trial,
      subject: believing(embedded(trial.planning, { watched, relistAfter: Infinity })),
    })),
  },
]

/** Bugs that show over several pools only. */
export const fleetBugs: ReadonlyArray<Omit<Bug, 'plant'> & { readonly trial: () => Trial<AwsAct, World, PoolNouns> }> = [
  {
    name: 'lets every rollout go at once',
    after: 'B2: ACK#2758; home-operations/kopiur PR#265, 600 objects at once',
    law: 'within-budget',
    trial: () => fleetTrial(() => []),
  },
  {
    name: 'counts what it has begun from memory',
    after: 'B2: NOFireAI/ravel#24; Sieve: state that a restart forgets',
    law: 'within-budget',
    trial: () => fleetTrial(() => [disruptionBudget<AwsAct>({ ...budget, inProgress: () => 0 })]),
  },
  {
    name: 'has a budget for machines and none for pools',
    after: 'B2: ratio-only breakers; karp#1576',
    law: 'within-budget',
    trial: () => fleetTrial(budgetRule({ machines: 9, pools: 9 })),
  },
]
