/**
 * Values for each leaf of what may be asked of an AWSMachinePool, the same wish in other spellings among them.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import * as fc from 'fast-check'
import type { Leaf } from '../Trial.js'

/** In every secret leaf; never to be seen outside the request that carries it. */
export const canaries: ReadonlyArray<string> = ['canary-5d1e-bootstrap-data', 'canary-9b20-join-token']
export const bytes = (script: string, token = '1'): string =>
  `#cloud-config\nruncmd: [${script}]\nnote: ${canaries[0] ?? ''}\ntoken: ${canaries[1] ?? ''}-${token}\n`

const pick = (...values: ReadonlyArray<Json | undefined>): fc.Arbitrary<Json | undefined> => fc.constantFrom(...values)
const inSpec = (path: string, ...values: ReadonlyArray<Json | undefined>): Leaf => ({
  path,
  place: ['AWSMachinePool', 'spec', ...path.replaceAll('[].id', '').split('.')],
  values: pick(...values),
})
const inPool = (path: string, place: ReadonlyArray<string>, ...values: ReadonlyArray<Json | undefined>): Leaf => ({
  path,
  place: ['MachinePool', ...place],
  values: pick(...values),
})
const ids = (...xs: ReadonlyArray<string>): Json => xs.map((id) => ({ id }))
const lt = 'awsLaunchTemplate'
const hook = (name: string, heartbeatTimeout: string, more: { readonly [k: string]: Json } = {}): Json => ({
  name,
  lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatTimeout,
  ...more,
})

/** What a pool says of itself by annotation. */
const setting = (name: string, ...values: ReadonlyArray<string | undefined>): Leaf => ({
  path: `settings.${name}`,
  place: ['AWSMachinePool', 'metadata', 'annotations', `poolwright.dev/${name}`],
  values: pick(...values),
})
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

export const leaves: ReadonlyArray<Leaf> = [
  ...settings,
  { ...inSpec('minSize', 0, 1, 2, 3, undefined), weight: 3 },
  { ...inSpec('maxSize', 2, 3, 4, 5), weight: 3 },
  inSpec(
    'subnets[].id',
    ids('subnet-a', 'subnet-b'),
    ids('subnet-b', 'subnet-a'),
    ids('subnet-a'),
    ids('subnet-c', 'subnet-b'),
    ['subnet-a'],
    [{ filters: [{ name: 'tag:tier', values: ['private'] }] }],
    [{ id: 'subnet-a' }, { filters: [{ name: 'tag:tier', values: ['private', 'none'] }] }],
    undefined,
  ),
  inSpec('availabilityZones', undefined, ['us-east-1b'], ['us-east-1c', 'us-east-1b']),
  inPool('MachinePool.spec.failureDomains', ['spec', 'failureDomains'], undefined, ['us-east-1a']),
  inSpec('defaultCoolDown', '60s', '300s', '5m', undefined),
  inSpec('defaultInstanceWarmup', '100s', '300s', undefined),
  inSpec('capacityRebalance', true, false, undefined),
  inSpec('additionalTags', undefined, {}, { team: 'a' }, { team: 'b', 'cost/centre': '' }, { Name: 'other' }),
  inSpec(`${lt}.instanceType`, 'm5.large', 'm5.xlarge', 'c5.large'),
  { ...inSpec(`${lt}.ami.id`, 'ami-1', 'ami-2', undefined) },
  inSpec(`${lt}.sshKeyName`, '', 'key-1', 'key-2', undefined),
  inSpec(`${lt}.iamInstanceProfile`, 'nodes', 'nodes-2', 'arn:aws:iam::000000000000:instance-profile/nodes', undefined),
  inSpec(`${lt}.additionalSecurityGroups[].id`, undefined, ids('sg-1'), ids('sg-2', 'sg-1'), ids('sg-1', 'sg-2', 'sg-1', 'sg-lb'), [
    { filters: [{ name: 'tag:team', values: ['net'] }] },
    { id: 'sg-1' },
  ]),
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
  inSpec(`${lt}.rootVolume`, undefined, { size: 20 }, { size: 20, type: 'gp3', encrypted: true }, { size: 40, type: 'io1', iops: 100 }),
  inSpec(
    `${lt}.instanceMetadataOptions`,
    undefined,
    {},
    { httpTokens: 'required' },
    { httpTokens: 'optional', httpPutResponseHopLimit: 2 },
    { httpProtocolIpv6: 'enabled', instanceMetadataTags: 'enabled' },
  ),
  inSpec(`${lt}.spotMarketOptions`, undefined, {}, { maxPrice: '' }, { maxPrice: '0.10' }, { maxPrice: '0.1' }),
  inSpec(
    `${lt}.nonRootVolumes`,
    undefined,
    [],
    [{ deviceName: '/dev/sdf', size: 10 }],
    [
      { deviceName: '/dev/sdg', size: 10, type: 'gp3', throughput: 200 },
      { deviceName: '/dev/sdf', size: 20, encrypted: true },
    ],
  ),
  inSpec(`${lt}.marketType`, undefined, 'OnDemand', 'Spot'),
  inSpec(`${lt}.capacityReservationPreference`, undefined, '', 'None', 'Open'),
  inSpec(`${lt}.enclaveOptions`, undefined, {}, { enabled: false }, { enabled: true }),
  inSpec(
    `${lt}.privateDnsName`,
    undefined,
    { enableResourceNameDnsARecord: true },
    { hostnameType: 'resource-name', enableResourceNameDnsAAAARecord: true },
  ),
  inSpec(
    'mixedInstancesPolicy',
    undefined,
    { overrides: [{ instanceType: 'm5.large' }, { instanceType: 'm5.xlarge' }] },
    { overrides: [{ instanceType: 'm5.xlarge' }, { instanceType: 'm5.large' }] },
    { instancesDistribution: {}, overrides: [{ instanceType: 'm5.large' }] },
    {
      instancesDistribution: {
        onDemandBaseCapacity: 1,
        onDemandPercentageAboveBaseCapacity: 50,
        spotAllocationStrategy: 'capacity-optimized',
      },
      overrides: [{ instanceType: 'm5.large' }],
    },
  ),
  inSpec(
    'suspendProcesses',
    undefined,
    {},
    { processes: { alarmNotification: true } },
    {
      processes: { alarmNotification: true, addToLoadBalancer: true, launch: false },
    },
  ),
  inSpec(
    'lifecycleHooks',
    undefined,
    [],
    [hook('drain', '30s')],
    [hook('drain', '60s', { defaultResult: 'CONTINUE' })],
    [hook('drain', '30s'), hook('tell', '30s', { notificationMetadata: 'note' })],
  ),
  inSpec('refreshPreferences', undefined, { minHealthyPercentage: 50 }, { minHealthyPercentage: 100, maxHealthyPercentage: 150 }),
  { ...inPool('MachinePool.spec.replicas', ['spec', 'replicas'], 0, 1, 2, 3, 4, 7, undefined), weight: 3 },
  inPool('MachinePool.spec.template.spec.version', ['spec', 'template', 'spec', 'version'], 'v1.34.0', '1.34.1'),
  inPool(
    'MachinePool.spec.template.spec.bootstrap.dataSecretName',
    ['spec', 'template', 'spec', 'bootstrap', 'dataSecretName'],
    'boot',
    'boot-2',
  ),
  inPool(
    'MachinePool.metadata.annotations',
    ['metadata', 'annotations', 'cluster.x-k8s.io/replicas-managed-by'],
    undefined,
    'an autoscaler',
    '',
    'false',
  ),
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
