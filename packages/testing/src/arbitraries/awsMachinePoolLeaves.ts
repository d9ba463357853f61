/**
 * Values for each leaf of what may be asked of an AWSMachinePool, the same wish in other spellings among them.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import * as fc from 'fast-check'
import type { Setting } from '../Schedule.js'
import type { Leaf } from '../Trial.js'
import { bytes, hooks, leafIn, lookups, pick, settingIn, templateLeaves, type Value } from './templateLeaves.js'

const kind = 'AWSMachinePool'
const inSpec = leafIn(kind)
const setting = settingIn(kind)
const inPool = (path: string, place: ReadonlyArray<string>, ...values: ReadonlyArray<Value>): Leaf => ({
  path,
  place: ['MachinePool', ...place],
  values: pick(...values),
})
const ids = (...xs: ReadonlyArray<string>): Json => xs.map((id) => ({ id }))
const lt = 'awsLaunchTemplate'

/** How the same is reached; none of them asks for another end. */
const settings: ReadonlyArray<Leaf> = [
  setting('retainVersions', undefined, '2', '3'),
  setting('retag', undefined, 'true'),
  setting('rolloutDelay', undefined, '0', '45'),
  setting('userDataChange', undefined, 'roll'),
  setting('imageLookup', undefined, 'notify', 'roll'),
  setting('autoRollback', undefined, 'true'),
  setting('checkpoints', undefined, '{"percentages":[50],"delay":30}'),
  setting('bakeTime', undefined, '30'),
]

const mixed = (distribution: Value, ...types: ReadonlyArray<string>): Json => ({
  ...(distribution === undefined ? {} : { instancesDistribution: distribution }),
  overrides: types.map((instanceType) => ({ instanceType })),
})
/** What a pool goes on without. The others, suspended, keep it from ever coming to rest, or are what others suspend here. */
const harmless: ReadonlyArray<string> = ['addToLoadBalancer', 'alarmNotification', 'azRebalance']
const suspended = (...names: ReadonlyArray<string>): Json => ({ processes: Object.fromEntries(names.map((name) => [name, true])) })
const goesOn: Json = Object.fromEntries(
  ['launch', 'terminate', 'healthCheck', 'instanceRefresh', 'replaceUnhealthy', 'scheduledActions'].map((name) => [name, false]),
)
const filtered = (name: string, ...values: ReadonlyArray<string>): Json => ({ filters: [{ name, values }] })

/** Written by controllers, or without effect on pools: whatever stands there, nothing is done for it. */
const idle: ReadonlyArray<Leaf> = [
  inSpec('providerID', undefined, 'aws:///us-east-1/workers'),
  inSpec('providerIDList', undefined, [], ['aws:///us-east-1a/i-1']),
]

const ignition: ReadonlyArray<Value> = [
  undefined,
  {},
  { version: '2.3' },
  { version: '3.1' },
  { version: '3.4' },
  { version: '3.4', storageType: 'ClusterObjectStore' },
  { version: '3.4', storageType: 'UnencryptedUserData' },
  { storageType: 'UnencryptedUserData' },
  { proxy: {} },
  { proxy: { httpProxy: 'http://proxy' } },
  { proxy: { httpsProxy: 'http://proxy' } },
  { proxy: { noProxy: ['10.0.0.0/8'] } },
  { tls: {} },
  { tls: { certificateAuthorities: ['https://ca'] } },
]
const format = (secret: string): Leaf => ({
  path: 'Secret.data.format',
  place: [secret, 'stringData', 'format'],
  values: pick('cloud-config', 'ignition'),
})
/** Ignition data, and where it goes. */
export const ignited = fc
  .constantFrom(...ignition)
  .map((to): ReadonlyArray<Setting> => [
    { at: ['boot', 'stringData', 'format'], to: 'ignition' },
    { at: ['boot-2', 'stringData', 'format'], to: 'ignition' },
    to === undefined ? { at: [kind, 'spec', 'ignition'] } : { at: [kind, 'spec', 'ignition'], to },
  ])
/** No image by id, and a look-up otherwise than by default, or by default. */
export const lookedUp = fc
  .constantFrom(...lookups, undefined)
  .map((s): ReadonlyArray<Setting> => [
    { at: [kind, 'spec', lt, 'ami'] },
    ...(s === undefined ? [] : [{ ...s, at: [kind, 'spec', lt, ...s.at] }]),
  ])
/** Subnets by zone, of one kind or of all. */
export const zoned = fc
  .constantFrom(undefined, 'public', 'private', 'all')
  .map((to): ReadonlyArray<Setting> => [
    { at: [kind, 'spec', 'subnets'] },
    { at: [kind, 'spec', 'availabilityZones'], to: ['us-east-1b'] },
    to === undefined ? { at: [kind, 'spec', 'availabilityZoneSubnetType'] } : { at: [kind, 'spec', 'availabilityZoneSubnetType'], to },
  ])

export const leaves: ReadonlyArray<Leaf> = [
  ...settings,
  ...idle,
  { ...inSpec('minSize', 0, 1, 2, 3, undefined), weight: 3 },
  { ...inSpec('maxSize', 2, 3, 4, 5), weight: 3 },
  inSpec(
    'subnets[].id',
    ids('subnet-a', 'subnet-b'),
    ids('subnet-b', 'subnet-a'),
    ids('subnet-a'),
    ids('subnet-c', 'subnet-b'),
    ['subnet-a'],
    [filtered('tag:tier', 'private')],
    [filtered('tag:tier', 'edge')],
    [filtered('tag:rack', 'private')],
    [{ id: 'subnet-a' }, filtered('tag:tier', 'private', 'none')],
    undefined,
  ),
  inSpec('availabilityZones', undefined, ['us-east-1b'], ['us-east-1c', 'us-east-1b']),
  inSpec('availabilityZoneSubnetType', undefined, 'private', 'public'),
  inPool('MachinePool.spec.failureDomains', ['spec', 'failureDomains'], undefined, ['us-east-1a']),
  inSpec('defaultCoolDown', '60s', '300s', '5m', undefined),
  inSpec('defaultInstanceWarmup', '100s', '300s', undefined),
  inSpec('capacityRebalance', true, false, undefined),
  inSpec('additionalTags', undefined, {}, { team: 'a' }, { team: 'b', 'cost/centre': '' }, { Name: 'other' }),
  ...templateLeaves(kind),
  inSpec(`${lt}.instanceType`, 'm5.large', 'm5.xlarge', 'c5.large'),
  { ...inSpec(`${lt}.ami.id`, 'ami-1', 'ami-2', undefined) },
  inSpec(`${lt}.iamInstanceProfile`, 'nodes', 'nodes-2', 'arn:aws:iam::000000000000:instance-profile/nodes', undefined),
  {
    path: 'AWSCluster.status.networkStatus.securityGroups',
    place: ['AWSCluster', 'status', 'networkStatus', 'securityGroups', 'node', 'id'],
    values: pick('sg-node', 'sg-1'),
  },
  {
    path: 'AWSCluster.spec.additionalTags',
    place: ['AWSCluster', 'spec', 'additionalTags'],
    values: pick(undefined, { team: 'all' }, { cost: '1' }),
  },
  inSpec(`${lt}.spotMarketOptions`, undefined, {}, { maxPrice: '' }, { maxPrice: '0.10' }, { maxPrice: '0.1' }),
  inSpec(`${lt}.marketType`, undefined, 'OnDemand', 'Spot'),
  ...lookups.map((s): Leaf => inSpec(`${lt}.${s.at.join('.')}`, undefined, s.to)),
  inSpec(
    'mixedInstancesPolicy',
    undefined,
    mixed(undefined, 'm5.large', 'm5.xlarge'),
    mixed(undefined, 'm5.xlarge', 'm5.large'),
    mixed({}, 'm5.large'),
    mixed({ onDemandBaseCapacity: 1 }, 'm5.large'),
    mixed({ onDemandPercentageAboveBaseCapacity: 50 }, 'm5.large'),
    mixed({ onDemandAllocationStrategy: 'lowest-price' }, 'm5.large'),
    mixed({ spotAllocationStrategy: 'capacity-optimized' }, 'm5.large'),
    mixed({ onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 50, spotAllocationStrategy: 'capacity-optimized' }, 'm5.large'),
  ),
  inSpec(
    'suspendProcesses',
    undefined,
    {},
    { processes: {} },
    ...harmless.map((name) => suspended(name)),
    suspended('alarmNotification', 'addToLoadBalancer'),
    { processes: goesOn },
    { all: true, processes: goesOn },
  ),
  inSpec('lifecycleHooks', ...hooks),
  inSpec(
    'refreshPreferences',
    undefined,
    {},
    { minHealthyPercentage: 50 },
    { minHealthyPercentage: 100 },
    { minHealthyPercentage: 100, maxHealthyPercentage: 150 },
    { strategy: 'Rolling' },
    { instanceWarmup: 30 },
    { disable: true },
  ),
  inSpec('ignition', ...ignition),
  format('boot'),
  format('boot-2'),
  { ...inPool('MachinePool.spec.replicas', ['spec', 'replicas'], 0, 1, 2, 3, 4, 7, undefined), weight: 3 },
  inPool('MachinePool.spec.template.spec.version', ['spec', 'template', 'spec', 'version'], 'v1.34.0', '1.34.1'),
  inPool(
    'MachinePool.spec.template.spec.bootstrap.dataSecretName',
    ['spec', 'template', 'spec', 'bootstrap', 'dataSecretName'],
    'boot',
    'boot-2',
  ),
  // Often: what others may move is seen only where they move it meanwhile.
  {
    ...inPool(
      'MachinePool.metadata.annotations',
      ['metadata', 'annotations', 'cluster.x-k8s.io/replicas-managed-by'],
      undefined,
      'an autoscaler',
      '',
      'false',
    ),
    weight: 4,
  },
  {
    path: 'Secret.data.value',
    place: ['boot', 'stringData', 'value'],
    values: pick(bytes('join'), bytes('join', '2'), bytes('join --again')),
  },
  {
    path: 'Secret.metadata.annotations',
    place: ['boot', 'metadata', 'annotations', 'poolwright.dev/volatile'],
    values: pick(undefined, 'token'),
  },
]
