import * as Fact from '@poolwright/core/Fact'
import { expect, it } from 'vitest'
import { remains, trimmed } from './record.js'

const scope = 'aws:000000000000/eu-west-1'
const pool = 'awsmanagedmachinepool:kube:/default/workers'
const record = {
  scope,
  nodegroup: 'arn:aws:eks:eu-west-1:000000000000:nodegroup/c/ours/1',
  role: 'nodes',
  begun: 2,
  tags: ['team'],
  labels: ['there', 'taken'],
  taints: ['NO_SCHEDULE:there', 'NO_SCHEDULE:taken'],
  policies: ['arn:there', 'arn:taken'],
}
const present = (value: unknown) => Fact.present(value, 0)
const nodegroup = {
  clusterName: 'c',
  nodegroupName: 'ours',
  status: 'ACTIVE',
  labels: { there: 'x', other: 'x' },
  taints: [{ key: 'there', value: 'x', effect: 'NO_SCHEDULE' }],
}

it('of a managed pool at rest what others took away is not the pool’s any more', () => {
  const facts = {
    [`nodegroup:${scope}/c/ours`]: present(nodegroup),
    [`rolePolicies:${scope}/nodes`]: present(['arn:there', 'arn:other']),
    // A group of the pool's name is somebody else's.
    [`group:${scope}/workers`]: present({ AutoScalingGroupName: 'workers', Tags: [] }),
  }
  expect(trimmed(record, pool, facts)).toEqual({
    ...record,
    labels: ['there'],
    taints: ['NO_SCHEDULE:there'],
    policies: ['arn:there'],
  })
})

it('what was not read stays', () => expect(trimmed(record, pool, {})).toEqual(record))

it('a pool that is gone leaves what tells a later one from it', () => {
  expect(remains({ ...record, template: 'lt-1' })).toEqual({ template: 'lt-1', begun: 2 })
  expect(remains({ scope })).toBeUndefined()
})
