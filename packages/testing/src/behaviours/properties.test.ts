/** Behaviours that no single plan shows. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Case, Document } from './Behaviour.js'
import { parseBaseline } from './parse.js'
import { play } from './run.js'
import { described, lookThrough, observed, situationOf, start } from './situation.js'

const baseline = (() => {
  const read = parseBaseline(readFileSync(join(import.meta.dirname, '../../behaviours/ASG/baseline.yaml'), 'utf8'))
  if (E.isLeft(read)) throw new Error(read.left)
  return read.right
})()

const nothing = { calls: [] }
const empty = { group: null, template: null }
const opsOf = (outcome: { readonly [k: string]: Json } | undefined) =>
  ((outcome?.['calls'] ?? []) as ReadonlyArray<Document>).map((c) => c['op'])

describe('ASG-D34 any wanted value, applied and observed again, leaves nothing to plan', () => {
  const lt = (template: Document): Document => ({ awsLaunchTemplate: template })
  const hook = { name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }
  /** By field, values of the pool's spec; the first pass is from nothing, the second from a pool that lacks them. */
  const values: { readonly [field: string]: ReadonlyArray<Document> } = {
    minSize: [{ minSize: 0 }, { minSize: 3 }],
    maxSize: [{ maxSize: 3 }, { maxSize: 50 }],
    subnets: [{ subnets: [{ id: 's-b' }, { id: 's-a' }] }, { subnets: [{ id: 's-b' }] }],
    availabilityZones: [{ subnets: null, availabilityZones: ['z-b'] }],
    additionalTags: [{ additionalTags: { team: 'x', empty: '' } }, { additionalTags: { Name: 'mine' } }],
    defaultCoolDown: [{ defaultCoolDown: '0s' }, { defaultCoolDown: '1h30m' }],
    defaultInstanceWarmup: [{ defaultInstanceWarmup: '45s' }],
    capacityRebalance: [{ capacityRebalance: true }],
    suspendProcesses: [{ suspendProcesses: { all: true, processes: { launch: false, terminate: false } } }, { suspendProcesses: {} }],
    lifecycleHooks: [
      { lifecycleHooks: [hook] },
      { lifecycleHooks: [{ ...hook, heartbeatTimeout: '2h', defaultResult: 'CONTINUE', notificationMetadata: '' }] },
      {
        lifecycleHooks: [
          { ...hook, roleARN: 'arn:aws:iam::000000000000:role/r', notificationTargetARN: 'arn:aws:sqs:eu-west-1:000000000000:q' },
        ],
      },
    ],
    mixedInstancesPolicy: [
      { mixedInstancesPolicy: { overrides: [{ instanceType: 'm5.large' }, { instanceType: 'm5.xlarge' }] } },
      { mixedInstancesPolicy: { instancesDistribution: {}, overrides: [{ instanceType: 'm5.large' }] } },
      {
        mixedInstancesPolicy: {
          instancesDistribution: { onDemandBaseCapacity: 1, spotAllocationStrategy: 'price-capacity-optimized' },
          overrides: [{ instanceType: 'm5.large' }],
        },
      },
    ],
    refreshPreferences: [{ refreshPreferences: { minHealthyPercentage: 80, maxHealthyPercentage: 100, instanceWarmup: 10 } }],
    instanceType: [lt({ instanceType: 'm5.xlarge' })],
    iamInstanceProfile: [
      lt({ iamInstanceProfile: 'nodes' }),
      lt({ iamInstanceProfile: 'arn:aws:iam::000000000000:instance-profile/a/nodes' }),
      lt({ iamInstanceProfile: '' }),
    ],
    sshKeyName: [lt({ sshKeyName: '' })],
    additionalSecurityGroups: [lt({ additionalSecurityGroups: [{ id: 'sg-l' }, { id: 'sg-n' }, { id: 'sg-n' }] })],
    spotMarketOptions: [
      lt({ spotMarketOptions: {} }),
      lt({ spotMarketOptions: { maxPrice: '' } }),
      lt({ spotMarketOptions: { maxPrice: '0.10' } }),
    ],
    marketType: [lt({ marketType: 'OnDemand' }), lt({ marketType: 'Spot' })],
    capacityReservation: [
      lt({ capacityReservationId: 'cr-1' }),
      lt({ capacityReservationId: 'cr-1', marketType: 'CapacityBlock' }),
      lt({ capacityReservationId: 'cr-1', capacityReservationPreference: 'CapacityReservationsOnly' }),
      lt({ capacityReservationPreference: 'None' }),
      lt({ capacityReservationPreference: '' }),
    ],
    instanceMetadataOptions: [
      lt({ instanceMetadataOptions: {} }),
      lt({ instanceMetadataOptions: { httpProtocolIpv6: 'enabled' } }),
      lt({ instanceMetadataOptions: { httpPutResponseHopLimit: 64, httpTokens: 'required' } }),
    ],
    enclaveOptions: [lt({ enclaveOptions: {} }), lt({ enclaveOptions: { enabled: false } }), lt({ enclaveOptions: { enabled: true } })],
    privateDnsName: [
      lt({ privateDnsName: {} }),
      lt({ privateDnsName: { enableResourceNameDnsARecord: false } }),
      lt({ privateDnsName: { hostnameType: 'resource-name', enableResourceNameDnsAAAARecord: true } }),
    ],
    rootVolume: [
      lt({ rootVolume: { size: 40 } }),
      lt({ rootVolume: { size: 40, type: 'gp3', iops: 4000, throughput: 200, encryptionKey: 'key-1' } }),
      lt({ rootVolume: { size: 40, iops: 0, encrypted: false, deviceName: '/dev/elsewhere' } }),
    ],
    nonRootVolumes: [
      lt({
        nonRootVolumes: [
          { deviceName: '/dev/sdc', size: 20, encrypted: true },
          { deviceName: '/dev/sdb', size: 8 },
        ],
      }),
    ],
  }
  const settle = [{ when: ['apply' as const, { advance: 7_200 }], then: nothing }]

  for (const [field, list] of Object.entries(values))
    it(field, () => {
      for (const spec of list) {
        const fresh: Case = { name: '', given: { pool: { spec }, observed: empty }, then: nothing, again: settle }
        const [made, ...rested] = play(baseline, fresh)
        expect(opsOf(made), 'from nothing').toContain('autoscaling:CreateAutoScalingGroup')
        expect(
          rested.map((o) => [opsOf(o), o['refused']]),
          `made with ${JSON.stringify(spec)}`,
        ).toEqual([[[], []]])
        const later: Case = {
          name: '',
          given: { observed: empty },
          then: nothing,
          again: [{ when: ['apply', { advance: 7_200 }, { change: { pool: { spec } } }], then: nothing }, ...settle, ...settle],
        }
        const changed = play(baseline, later).at(-1)
        expect([opsOf(changed), changed?.['refused']], `changed to ${JSON.stringify(spec)}`).toEqual([[], []])
      }
    })
})

it('ASG-W8 reads of pools at rest grow with batches, not with pools', () => {
  const s = situationOf(baseline, {})
  const seen = lookThrough(start, described(s, start), observed(s, start))
  awsMachinePool.plan(s.pool ?? 'awsmachinepool:', seen.look, start)
  /** What one pool asked of AWS that may have changed since: of a version it never does. */
  const asked = [...seen.asked].map(Key.parse).filter(({ noun }) => (awsMachinePool.nouns[noun]?.lifetime ?? Infinity) < Infinity)
  const requests = (pools: number) =>
    [...new Set(asked.map((key) => key.noun))].reduce((sum, noun) => {
      const ids = asked.filter((key) => key.noun === noun).flatMap(({ id }) => Array.from({ length: pools }, (_, i) => `${id}-${i}`))
      return sum + (awsMachinePool.nouns[noun]?.requests(asked[0]?.scope ?? '', ids).length ?? 0)
    }, 0)
  expect(requests(1)).toBe(2)
  expect(requests(100)).toBe(2)
  expect(requests(200)).toBe(3)
  expect(requests(1_000)).toBe(15)
})

it('ASG-X12 a slow deletion never keeps a pass waiting: each looks, sends what can go, and says when to look again', () => {
  const slow = Array.from({ length: 80 }, () => ({ when: ['apply' as const, { advance: 15 }], then: nothing }))
  const passes = play(baseline, {
    name: '',
    given: { observed: empty },
    then: nothing,
    again: [{ when: ['apply', { advance: 7_200 }, { change: { deleting: true } }], then: nothing }, ...slow],
  }).slice(1)
  expect(passes.flatMap(opsOf)).toEqual(['autoscaling:DeleteAutoScalingGroup', 'ec2:DeleteLaunchTemplate'])
  const gone = passes.findIndex((p) => opsOf(p).includes('ec2:DeleteLaunchTemplate'))
  expect(gone).toBeGreaterThan(1)
  expect(passes.slice(0, gone).map((p) => p['requeue'])).toEqual(Array.from({ length: gone }, () => 15))
  expect(passes.flatMap((p) => p['refused'] as ReadonlyArray<Json>)).toEqual([])
})
