import type { AWSLaunchTemplate } from '@poolwright/schema/AWSLaunchTemplate'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import { describe, expect, it } from 'vitest'
import { baseTags, manifestsOf } from '../baseline.fixture.js'
import { findingsOf, refusalsOf } from './checks.js'
import type { PoolContext } from './Desired.js'

const [known] = manifestsOf().awsMachinePools
const [network] = manifestsOf().awsClusters
const contextOf = (template: Partial<AWSLaunchTemplate>, spec: Partial<AWSMachinePoolSpec>, name: string): PoolContext => {
  if (known === undefined) throw new Error('no pool')
  const { value } = known
  const whole = { ...value.spec, ...spec, awsLaunchTemplate: { ...value.spec.awsLaunchTemplate, ...template } }
  return { pool: { ...value, metadata: { ...value.metadata, name }, spec: whole } } as PoolContext
}
const refused = (template: Partial<AWSLaunchTemplate>, spec: Partial<AWSMachinePoolSpec> = {}, name = 'workers', tags: object = baseTags) =>
  refusalsOf(contextOf(template, spec, name), network?.value ?? null, tags as Readonly<Record<string, string>>)
const several = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']))
const stored = { ignition: { storageType: 'ClusterObjectStore' } } as Partial<AWSMachinePoolSpec>
const spot = { spotMarketOptions: {} }
const mixed = { mixedInstancesPolicy: {} } as Partial<AWSMachinePoolSpec>
const market = ['awsLaunchTemplate.marketType', 'awsLaunchTemplate.spotMarketOptions']
const volumes = ['awsLaunchTemplate.rootVolume', 'awsLaunchTemplate.nonRootVolumes']
const device = ['awsLaunchTemplate.nonRootVolumes[].deviceName']
const enclaves = { enclaveOptions: { enabled: true } }
const edge = ['awsLaunchTemplate.enclaveOptions.enabled', 'subnets', 'availabilityZones']

it.each<readonly [string, () => ReturnType<typeof refused>, string, ReadonlyArray<string>, string]>([
  ['a name of two letters', () => refused({}, {}, 'ab'), 'PW-NAME', ['metadata.name'], 'ab has 2 characters'],
  ['a name of 129 letters', () => refused({}, {}, 'a'.repeat(129)), 'PW-NAME', ['metadata.name'], 'has 129 characters'],
  ['48 tags', () => refused({}, {}, 'workers', several(48)), 'PW-TAG-LIMIT', ['additionalTags'], 'there are 51; AWS takes 50'],
  [
    '47 tags of a stub',
    () => refused({}, stored, 'workers', several(47)),
    'PW-TAG-LIMIT',
    ['additionalTags'],
    'there are 51; AWS takes 50',
  ],
  ['enclaves in a subnet at the edge', () => refused(enclaves, { subnets: [{ id: 's-lz' }] }), 'PW-ENCLAVE-EDGE', edge, 's-lz'],
  [
    'enclaves in a zone at the edge',
    () => refused(enclaves, { subnets: [], availabilityZones: ['z-a', 'z-lz'] }),
    'PW-ENCLAVE-EDGE',
    edge,
    'z-lz',
  ],
  ['Spot options on demand', () => refused({ ...spot, marketType: 'OnDemand' }), 'PW-MARKET-CLASH', market, 'marketType OnDemand'],
  [
    'Spot options in a block',
    () => refused({ ...spot, marketType: 'CapacityBlock', capacityReservationId: 'cr-1' }),
    'PW-MARKET-CLASH',
    market,
    'marketType CapacityBlock',
  ],
  ['a block without its reservation', () => refused({ marketType: 'CapacityBlock' }), 'PW-MARKET-CLASH', market, 'reservation id'],
  [
    'Spot with a reservation',
    () => refused({ marketType: 'Spot', capacityReservationId: 'cr-1' }),
    'PW-MARKET-CLASH',
    market,
    'cannot use a capacity reservation',
  ],
  [
    'Spot options with a reservation',
    () => refused({ ...spot, capacityReservationId: 'cr-1' }),
    'PW-MARKET-CLASH',
    market,
    'cannot use a capacity reservation',
  ],
  [
    'a reservation and no preference for it',
    () => refused({ capacityReservationId: 'cr-1', capacityReservationPreference: 'None' }),
    'PW-MARKET-CLASH',
    market,
    'preference None',
  ],
  [
    'a reservation and a preference for any',
    () => refused({ capacityReservationId: 'cr-1', capacityReservationPreference: 'Open' }),
    'PW-MARKET-CLASH',
    market,
    'preference Open',
  ],
  ['Spot under a policy', () => refused({ marketType: 'Spot' }, mixed), 'PW-MARKET-CLASH', market, 'mixed instances policy'],
  ['Spot options under a policy', () => refused(spot, mixed), 'PW-MARKET-CLASH', market, 'mixed instances policy'],
  [
    'a root volume without iops',
    () => refused({ rootVolume: { size: 8, type: 'io1' } }),
    'PW-VOLUME-CLASH',
    volumes,
    'the root volume of type io1 needs iops',
  ],
  [
    'a root volume of no iops',
    () => refused({ rootVolume: { size: 8, type: 'io2', iops: 0 } }),
    'PW-VOLUME-CLASH',
    volumes,
    'the root volume of type io2 needs iops',
  ],
  [
    'a volume with a throughput',
    () => refused({ nonRootVolumes: [{ deviceName: '/dev/sdb', size: 8, type: 'gp2', throughput: 200 }] }),
    'PW-VOLUME-CLASH',
    volumes,
    'volume /dev/sdb has a throughput',
  ],
  [
    'a volume with a throughput and no type',
    () => refused({ rootVolume: { size: 8, throughput: 200 } }),
    'PW-VOLUME-CLASH',
    volumes,
    'the root volume has a throughput',
  ],
  [
    'a volume without iops or device',
    () => refused({ nonRootVolumes: [{ size: 8, type: 'io1' }] }).filter((r) => r.code === 'PW-VOLUME-CLASH'),
    'PW-VOLUME-CLASH',
    volumes,
    'a further volume of type io1 needs iops',
  ],
  ['a volume without a device', () => refused({ nonRootVolumes: [{ size: 8 }, { size: 9 }] }), 'PW-DEVICE', device, 'needs a device name'],
  [
    'two volumes of one device',
    () =>
      refused({
        nonRootVolumes: [
          { size: 8, deviceName: '/dev/sdb' },
          { size: 9, deviceName: '/dev/sdc' },
          { size: 9, deviceName: '/dev/sdc' },
        ],
      }),
    'PW-DEVICE',
    device,
    'called /dev/sdc',
  ],
])('%s: refused', (_, refusals, code, paths, word) => {
  const holds = refusals()
  expect(new Set(holds.map((h) => h.code))).toEqual(new Set([code]))
  expect(holds[0]).toMatchObject({ _tag: 'Refused', paths })
  expect(holds[0]?.why).toContain(word)
})

it.each<readonly [string, () => ReturnType<typeof refused>]>([
  ['nothing special', () => refused({})],
  ['a name of three letters', () => refused({}, {}, 'abc')],
  ['a name of 128 letters', () => refused({}, {}, 'a'.repeat(128))],
  ['47 tags', () => refused({}, {}, 'workers', several(47))],
  ['46 tags of a stub', () => refused({}, stored, 'workers', several(46))],
  ['the edge without enclaves', () => refused({ enclaveOptions: { enabled: false } }, { subnets: [{ id: 's-lz' }] })],
  ['enclaves elsewhere', () => refused(enclaves, { subnets: [{ id: 's-a' }], availabilityZones: ['z-a'] })],
  ['Spot options', () => refused(spot)],
  ['Spot', () => refused({ ...spot, marketType: 'Spot' })],
  ['a block with its reservation', () => refused({ marketType: 'CapacityBlock', capacityReservationId: 'cr-1' })],
  [
    'a reservation and no others',
    () => refused({ capacityReservationId: 'cr-1', capacityReservationPreference: 'CapacityReservationsOnly' }),
  ],
  ['no preference for reservations', () => refused({ capacityReservationPreference: 'None' })],
  ['a preference for any', () => refused({ capacityReservationPreference: 'Open' })],
  ['a policy', () => refused({}, mixed)],
  ['a volume with iops', () => refused({ rootVolume: { size: 8, type: 'io1', iops: 100 } })],
  ['a volume of a type that needs none', () => refused({ rootVolume: { size: 8, type: 'gp3', throughput: 200 } })],
  [
    'two volumes of two devices',
    () =>
      refused({
        nonRootVolumes: [
          { size: 8, deviceName: '/dev/sdb' },
          { size: 8, deviceName: '/dev/sdc' },
        ],
      }),
  ],
])('%s: not refused', (_, holds) => expect(holds()).toEqual([]))

it('all edges are named, and a device without a name is no double', () => {
  expect(refused(enclaves, { subnets: [{ id: 's-lz' }], availabilityZones: ['z-lz'] })[0]?.why).toContain('s-lz, z-lz')
  expect(refused({ nonRootVolumes: [{ size: 8 }, { size: 9 }] })).toHaveLength(1)
})

describe('what has no effect', () => {
  const found = (template: Partial<AWSLaunchTemplate>, spec: Partial<AWSMachinePoolSpec> = {}) =>
    findingsOf(contextOf(template, spec, 'workers'), 'c', network?.value ?? null)
  const ignition = (more: object) => ({ ignition: { ...more } }) as Partial<AWSMachinePoolSpec>

  it.each<readonly [string, () => ReturnType<typeof found>, string, string, string]>([
    ['another name', () => found({ name: 'other' }), 'PW-NO-EFFECT', 'awsLaunchTemplate.name', 'called as the pool'],
    ['a number', () => found({ versionNumber: 7 }), 'PW-NO-EFFECT', 'awsLaunchTemplate.versionNumber', 'AWS numbers versions'],
    ['a proxy', () => found({}, ignition({ proxy: {} })), 'PW-NO-EFFECT', 'ignition.proxy', 'proxies'],
    ['authorities', () => found({}, ignition({ tls: {} })), 'PW-NO-EFFECT', 'ignition.tls', 'certificate authorities'],
    [
      'the tags of ownership',
      () => found({}, { additionalTags: { 'kubernetes.io/cluster/c': 'shared', 'sigs.k8s.io/cluster-api-provider-aws/role': 'x' } }),
      'PW-TAG-RESERVED',
      'additionalTags',
      'kubernetes.io/cluster/c and sigs.k8s.io/cluster-api-provider-aws/role',
    ],
  ])('%s', (_, warnings, code, path, word) => {
    const findings = warnings()
    expect(findings).toMatchObject([{ code, paths: [path], severity: 'warning' }])
    expect(findings[0]?.message).toContain(word)
  })

  it.each<readonly [string, () => ReturnType<typeof found>]>([
    ['its own name', () => found({ name: 'workers' })],
    ['an empty name', () => found({ name: '' })],
    ['ignition without either', () => found({}, ignition({ version: '3.4' }))],
    ['the tags of another cluster', () => found({}, { additionalTags: { 'kubernetes.io/cluster/d': 'shared' } })],
  ])('nothing of %s', (_, findings) => expect(findings()).toEqual([]))
})
