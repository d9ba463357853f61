import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trial } from './awsManagedMachinePool.js'
import { put } from './Desired.js'
import { lawsOf } from './lawsOf.js'
import { play } from './play.js'
import { profileOf } from './profile.js'
import * as Schedule from './Schedule.js'

const report = (text: string) => void process.stdout.write(`${text}\n`)

describe('AWSManagedMachinePool: every law holds of planner, engine and simulator together', () => {
  lawsOf(trial, { it, report, ...profileOf(process.env, 0.1) })
})

/** Leaves that ask nothing of the first world by themselves. */
const silent: ReadonlyArray<string> = [
  'AWSManagedControlPlane.spec.bastion',
  'AWSManagedControlPlane.spec.sshKeyName',
  'AWSManagedControlPlane.status.networkStatus.securityGroups',
  'MachinePool.metadata.annotations',
  'MachinePool.spec.failureDomains',
  'MachinePool.spec.template.spec.bootstrap.dataSecretName',
  'Secret.data.value',
  'availabilityZoneSubnetType',
  'availabilityZones',
  'lifecycleHooks',
  'providerIDList',
  'settings.nodeGroupHooks',
  'settings.retainVersions',
]

it('every leaf that is changed here is one that the agreement table speaks of', async () => {
  const { agreement, inputs } = trial
  const { world } = await play(trial, Schedule.schedule([], [Schedule.settle]))
  const unheard = inputs.leaves.filter((leaf) => {
    const values = fc.sample(leaf.values, { numRuns: 50, seed: 1 })
    return values.every((to) => {
      const d = put(leaf.place, to)(inputs.base)
      const beyond = agreement.beyond?.(world, d) ?? []
      return agreement.possible(d, world) && agreement.disagreements(world, d).length + beyond.length === 0
    })
  })
  expect(unheard.map((leaf) => leaf.path).sort()).toEqual([...silent].sort())
})
