import { describe, expect, it } from 'vitest'
import { read, type ReadOptions } from '../read.js'

const options: ReadOptions = { environment: {}, substitute: true, unknown: 'error', strict: false }

/** What is said of a pool with this spec, without what is said of its being alone. */
const said = (spec: object, { uid, ...how }: Partial<ReadOptions> & { readonly uid?: string } = {}) => {
  const metadata = { name: 'pool', ...(uid === undefined ? {} : { uid }) }
  const object = {
    apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
    kind: 'AWSMachinePool',
    metadata,
    spec: { awsLaunchTemplate: {}, ...spec },
  }
  return read({ ...options, ...how })([{ file: 'pool.json', text: JSON.stringify(object) }])
    .problems.filter((p) => p.code !== 'PW-POOL-UNUSED')
    .map((p) => `${p.severity} ${p.code} ${p.path}`)
}
const hook = { name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }
const hooks = (...given: ReadonlyArray<object>) => ({ lifecycleHooks: given.map((h) => ({ ...hook, ...h })) })
const template = (awsLaunchTemplate: object) => ({ awsLaunchTemplate })
const root = (volume: object) => template({ rootVolume: { size: 20, ...volume } })
const tags = (additionalTags: object) => ({ additionalTags })
const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v']))
const both = { id: 'x', filters: [{ name: 'a', values: ['b'] }] }

describe('rules', () => {
  it.each<readonly [rule: string, spec: object, expected: string]>([
    ['V2', { defaultCoolDown: '-1s' }, 'error PW-RANGE spec.defaultCoolDown'],
    ['V3', { subnets: ['s', both] }, 'error PW-ID-OR-FILTERS spec.subnets[1]'],
    ['V3', template({ additionalSecurityGroups: [both] }), 'error PW-ID-OR-FILTERS spec.awsLaunchTemplate.additionalSecurityGroups[0]'],
    ['V4', { ...template({ spotMarketOptions: {} }), mixedInstancesPolicy: {} }, 'error PW-SPOT spec.awsLaunchTemplate.spotMarketOptions'],
    ['V5', { refreshPreferences: { maxHealthyPercentage: 150 } }, 'error PW-REFRESH spec.refreshPreferences.maxHealthyPercentage'],
    [
      'V5',
      { refreshPreferences: { maxHealthyPercentage: 150, minHealthyPercentage: 25 } },
      'error PW-REFRESH spec.refreshPreferences.maxHealthyPercentage',
    ],
    [
      'V5',
      { refreshPreferences: { maxHealthyPercentage: 90, minHealthyPercentage: 25 } },
      'error PW-RANGE spec.refreshPreferences.maxHealthyPercentage',
    ],
    ['V6', hooks({ roleARN: 'r' }), 'error PW-HOOK spec.lifecycleHooks[0]'],
    ['V6', hooks({ notificationTargetARN: 't' }), 'error PW-HOOK spec.lifecycleHooks[0]'],
    ['V6', hooks({ heartbeatTimeout: '29s' }), 'error PW-HOOK spec.lifecycleHooks[0].heartbeatTimeout'],
    ['V6', hooks({ heartbeatTimeout: '172801s' }), 'error PW-HOOK spec.lifecycleHooks[0].heartbeatTimeout'],
    ['V6', hooks({ lifecycleTransition: 'launching' }), 'error PW-ENUM spec.lifecycleHooks[0].lifecycleTransition'],
    ['V8', tags({ '': 'v' }), 'error PW-TAGS spec.additionalTags[""]'],
    ['V8', tags({ ['k'.repeat(132)]: 'v' }), `error PW-TAGS spec.additionalTags.${'k'.repeat(132)}`],
    ['V8', tags({ 'aws:x': 'v' }), 'error PW-TAGS spec.additionalTags["aws:x"]'],
    ['V8', tags({ k: 'v'.repeat(260) }), 'error PW-TAGS spec.additionalTags.k'],
    ['V8', tags(many), 'error PW-TAGS spec.additionalTags'],
    ['V8', tags({ k: 'a*b' }), 'error PW-TAGS spec.additionalTags.k'],
    ['V9', template({ marketType: 'CapacityBlock' }), 'error PW-MARKET spec.awsLaunchTemplate.marketType'],
    [
      'V9',
      template({ marketType: 'CapacityBlock', capacityReservationId: 'cr-1', spotMarketOptions: {} }),
      'error PW-MARKET spec.awsLaunchTemplate.spotMarketOptions',
    ],
    ['V10', template({ marketType: 'OnDemand', spotMarketOptions: {} }), 'error PW-MARKET spec.awsLaunchTemplate.spotMarketOptions'],
    [
      'V10',
      template({ marketType: 'Spot', capacityReservationId: 'cr-1' }),
      'error PW-MARKET spec.awsLaunchTemplate.capacityReservationId',
    ],
    ['V10', template({ capacityReservationId: 'cr-1', spotMarketOptions: {} }), 'error PW-MARKET spec.awsLaunchTemplate.spotMarketOptions'],
    [
      'V11',
      template({ capacityReservationId: 'cr-1', capacityReservationPreference: 'None' }),
      'error PW-MARKET spec.awsLaunchTemplate.capacityReservationPreference',
    ],
    [
      'V11',
      template({ capacityReservationId: 'cr-1', capacityReservationPreference: 'Open' }),
      'error PW-MARKET spec.awsLaunchTemplate.capacityReservationPreference',
    ],
    ['V12', root({ type: 'io1' }), 'error PW-VOLUME spec.awsLaunchTemplate.rootVolume.iops'],
    ['V12', root({ type: 'gp2', throughput: 200 }), 'error PW-VOLUME spec.awsLaunchTemplate.rootVolume.throughput'],
    ['V12', root({ type: 'gp3', throughput: 100 }), 'error PW-VOLUME spec.awsLaunchTemplate.rootVolume.throughput'],
    ['V12', root({ type: 'gp3', throughput: 2001 }), 'error PW-VOLUME spec.awsLaunchTemplate.rootVolume.throughput'],
    ['V14', template({ nonRootVolumes: [{ size: 20 }] }), 'error PW-VOLUME spec.awsLaunchTemplate.nonRootVolumes[0].deviceName'],
  ])('%s refuses %j', (_, spec, expected) => {
    expect(said(spec)).toEqual([expected])
  })

  /** Accepted by the provider: a warning, and an error when asked to be strict. */
  it.each<readonly [rule: string, spec: object, expected: string]>([
    [
      'V14',
      template({
        nonRootVolumes: [
          { size: 20, deviceName: '/dev/sdb' },
          { size: 20, deviceName: '/dev/sdb' },
        ],
      }),
      'PW-VOLUME-TWICE spec.awsLaunchTemplate.nonRootVolumes[1].deviceName',
    ],
    [
      'V14',
      template({ rootVolume: { size: 20, deviceName: '/dev/sda1' }, nonRootVolumes: [{ size: 20, deviceName: '/dev/sda1' }] }),
      'PW-VOLUME-TWICE spec.awsLaunchTemplate.nonRootVolumes[0].deviceName',
    ],
    ['V15', { minSize: 5, maxSize: 3 }, 'PW-SIZE-ORDER spec.minSize'],
    ['V15', { minSize: 2 }, 'PW-SIZE-ORDER spec.minSize'],
    ['V16', hooks({}, {}), 'PW-HOOK-TWICE spec.lifecycleHooks[1].name'],
    ['V18', { ignition: { proxy: {} } }, 'PW-IGNITION spec.ignition.proxy'],
    ['V18', { ignition: { tls: {} } }, 'PW-IGNITION spec.ignition.tls'],
    ['hook over 2h', hooks({ heartbeatTimeout: '7201s' }), 'PW-HOOK-TIMEOUT spec.lifecycleHooks[0].heartbeatTimeout'],
    ['a rollout of another strategy', { refreshPreferences: { strategy: 'Blue' } }, 'PW-REFRESH spec.refreshPreferences.strategy'],
    [
      'more healthy than all',
      { refreshPreferences: { minHealthyPercentage: 101 } },
      'PW-REFRESH spec.refreshPreferences.minHealthyPercentage',
    ],
    ['a subnet of nothing', { subnets: [{}] }, 'PW-ID-OR-FILTERS spec.subnets[0]'],
    ['a negative warm-up', { defaultInstanceWarmup: '-2s' }, 'PW-RANGE spec.defaultInstanceWarmup'],
    [
      'more than all on demand',
      { mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 101 } } },
      'PW-RANGE spec.mixedInstancesPolicy.instancesDistribution.onDemandPercentageAboveBaseCapacity',
    ],
  ])('%s warns of %j', (_, spec, expected) => {
    expect(said(spec)).toEqual([`warning ${expected}`])
    expect(said(spec, { strict: true })).toEqual([`error ${expected}`])
  })

  it.each<readonly [rule: string, spec: object]>([
    ['V1', {}],
    ['V2', { defaultCoolDown: '-0.5s' }],
    ['V5', { refreshPreferences: { minHealthyPercentage: 90, maxHealthyPercentage: 110, strategy: 'Rolling' } }],
    ['V6', hooks({ heartbeatTimeout: '30s' }, { name: 'i', heartbeatTimeout: '2h' })],
    ['V7', hooks({ heartbeatTimeout: '180s', roleARN: 'r', notificationTargetARN: 't' })],
    ['V8', tags({ 'kubernetes.io/cluster/c': 'owned', Größe: 'a b_.:/=+-@' })],
    ['V9', template({ marketType: 'CapacityBlock', capacityReservationId: 'cr-1' })],
    ['V10', template({ marketType: 'Spot', spotMarketOptions: {} })],
    ['V11', template({ capacityReservationId: 'cr-1', capacityReservationPreference: 'CapacityReservationsOnly' })],
    ['V11', template({ capacityReservationId: 'cr-1', capacityReservationPreference: '' })],
    ['V12', root({ type: 'gp3', throughput: 125, iops: 3000 })],
    ['V12', root({ type: 'io2', iops: 100 })],
    ['V17', { ignition: {} }],
    ['V19', root({ deviceName: '/dev/xvda' })],
    ['G9', template({ enclaveOptions: {} })],
  ])('%s accepts %j', (_, spec) => {
    expect(said(spec, { strict: true })).toEqual([])
  })

  it('V13: what only creation refuses is a warning on an object that an API server holds', () => {
    const spec = root({ type: 'io1' })
    expect(said(spec, { uid: 'u' })).toEqual(['warning PW-VOLUME spec.awsLaunchTemplate.rootVolume.iops'])
    expect(said(spec, { uid: 'u', strict: true })).toEqual(['error PW-VOLUME spec.awsLaunchTemplate.rootVolume.iops'])
    expect(said({ defaultCoolDown: '-1s' }, { uid: 'u' })).toEqual(['error PW-RANGE spec.defaultCoolDown'])
  })

  it('are not asked about members that are themselves wrong, and are about all others', () => {
    expect(said({ minSize: 5, maxSize: 'three', ...hooks({}, {}) })).toEqual([
      'error PW-TYPE spec.maxSize',
      'warning PW-HOOK-TWICE spec.lifecycleHooks[1].name',
    ])
  })
})
