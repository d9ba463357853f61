/**
 * The providers that are made here, as they share the default profile: most histories are of the pools that do most by themselves.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import type { World } from '@poolwright/simulator/World'
import * as R from 'fp-ts/lib/Record.js'
import * as groups from './awsMachinePool.js'
import * as nodegroups from './awsManagedMachinePool.js'
import type { Part } from './defaultProfile.js'
import type { Edit, Trial } from './Trial.js'

type OnAws = Trial<AwsAct, World, PoolNouns>

/** What costs most to get wrong is a rollout: what begins one is changed more often than any other leaf. What others seldom do comes more often, too. */
const steered = (trial: OnAws, weights: { readonly [path: string]: number }): OnAws => ({
  ...trial,
  inputs: {
    ...trial.inputs,
    leaves: trial.inputs.leaves.map((leaf) => ({ ...leaf, weight: weights[leaf.path] ?? leaf.weight ?? 1 })),
    edits: R.map((edit: Edit<World>) => (edit.how === 'scales' ? { ...edit, weight: 2 } : edit))(trial.inputs.edits),
  },
})

export const firstParty: ReadonlyArray<Part<AwsAct, World, PoolNouns>> = [
  { name: 'AWSMachinePool', share: 0.75, trial: steered(groups.trial, { 'awsLaunchTemplate.instanceType': 16 }) },
  {
    name: 'AWSManagedMachinePool',
    share: 0.25,
    trial: steered(nodegroups.trial, { amiVersion: 45, 'awsLaunchTemplate.instanceType': 8 }),
  },
]
