import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { trial } from './awsMachinePool.js'
import { everyCrash, everyInterleaving, everyStaleRead, type Small, tryAll } from './exhaustive.js'
import { tell } from './Law.js'
import { crashSafe } from './laws/crashSafe.js'
import { staleSafe } from './laws/staleSafe.js'
import { twoLeaders } from './laws/twoLeaders.js'
import { bugs } from './planted/awsMachinePool.js'

const spec = ['AWSMachinePool', 'spec'] as const
const type = { at: [...spec, 'awsLaunchTemplate', 'instanceType'], to: 'c5.large' }
/** Pools of up to three instances: made, rolled, resized, given another token, and deleted. */
const worlds: { readonly [name: string]: Small } = {
  'a pool is made': { first: [], changes: [] },
  'the type changes': { first: [{ at: ['MachinePool', 'spec', 'replicas'], to: 3 }], changes: [type] },
  'type, bounds and count change': {
    first: [],
    changes: [type, { at: [...spec, 'maxSize'], to: 5 }, { at: ['MachinePool', 'spec', 'replicas'], to: 3 }],
  },
  'bootstrap data changes': { first: [], changes: [{ at: ['boot', 'stringData', 'value'], to: '#cloud-config\ntoken: other\n' }] },
  'tags change': { first: [], changes: [{ at: [...spec, 'additionalTags'], to: { team: 'a' } }] },
  'the pool goes': { first: [], changes: [{ at: ['AWSMachinePool', 'metadata', 'deletionTimestamp'], to: '2026-01-02T00:00:00Z' }] },
}

describe('small worlds, tried out whole', () => {
  for (const [name, small] of Object.entries(worlds)) {
    it(`${name}: stopped at every point`, async () => {
      const result = await tryAll(crashSafe, trial, await everyCrash(trial, small))
      if (E.isLeft(result)) throw new Error(tell(result.left))
      process.stdout.write(`${name}: ${result.right} crash points\n`)
      expect(result.right).toBeGreaterThan(0)
    }, 60_000)

    it(`${name}: every read as old as up to three changes`, async () => {
      const result = await tryAll(staleSafe, trial, await everyStaleRead(trial, small))
      if (E.isLeft(result)) throw new Error(tell(result.left))
      process.stdout.write(`${name}: ${result.right} old reads\n`)
      expect(result.right).toBeGreaterThan(0)
    }, 60_000)

    it(`${name}: two processes at once, their requests in every order`, async () => {
      const result = await everyInterleaving(twoLeaders, trial, small)
      if (E.isLeft(result)) throw new Error(tell(result.left))
      const { orders, states, merged, longest } = result.right
      process.stdout.write(`${name}: ${orders} orders of up to ${longest} requests, ${states} states, ${merged} met again\n`)
      expect(orders).toBeGreaterThan(1)
      expect(merged).toBeGreaterThan(0)
    }, 120_000)
  }

  it('finds what goes wrong only in some orders', async () => {
    const bug = bugs.find((b) => b.name === 'makes tokens of its own in each process')
    const result = await everyInterleaving(twoLeaders, bug?.plant(trial) ?? trial, { first: [], changes: [type] })
    expect(E.isLeft(result) && result.left.complaints).toContain('a version was made 3 times, without faults 2')
  }, 120_000)
})
