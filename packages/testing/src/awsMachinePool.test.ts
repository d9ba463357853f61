import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trial } from './awsMachinePool.js'
import { put } from './Desired.js'
import { lawsOf } from './lawsOf.js'
import { play } from './play.js'
import { profileOf } from './profile.js'
import * as Schedule from './Schedule.js'

const report = (text: string) => void process.stdout.write(`${text}\n`)

describe('AWSMachinePool: every law holds of planner, engine and simulator together', () => {
  lawsOf(trial, { it, report, ...profileOf(process.env, 0.2) })
})

/** Leaves that ask nothing of the first world by themselves: what only counts beside something else, and what says how and not where to. */
const silent = [
  'MachinePool.metadata.annotations',
  'MachinePool.spec.failureDomains',
  'MachinePool.spec.template.spec.version',
  'Secret.data.format',
  'Secret.data.format',
  'Secret.metadata.annotations',
  'availabilityZoneSubnetType',
  'availabilityZones',
  ...['Format', 'Org', 'BaseOS', 'BaseOS'].map((name) => `awsLaunchTemplate.imageLookup${name}`),
  'awsLaunchTemplate.name',
  'awsLaunchTemplate.versionNumber',
  'ignition',
  'providerID',
  'providerIDList',
  'refreshPreferences',
  ...['autoRollback', 'bakeTime', 'checkpoints', 'imageLookup', 'retag', 'retainVersions', 'rolloutDelay', 'userDataChange'].map(
    (name) => `settings.${name}`,
  ),
]

it('every leaf that is changed here is one that the agreement table speaks of', async () => {
  const { agreement, inputs } = trial
  const { world } = await play(trial, Schedule.schedule([], [Schedule.settle]))
  const unheard = inputs.leaves.filter((leaf) => {
    const values = fc.sample(leaf.values, { numRuns: 50, seed: 1 })
    return values.every((to) => {
      const d = put(leaf.place, to)(inputs.base)
      return agreement.possible(d, world) && agreement.disagreements(world, d).length === 0
    })
  })
  expect(unheard.map((leaf) => leaf.path).sort()).toEqual([...silent].sort())
})
