/**
 * Values for each leaf of what may be asked of an AWSManagedMachinePool, the same wish in other spellings among them.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import * as fc from 'fast-check'
import type { Setting } from '../Schedule.js'
import type { Leaf } from '../Trial.js'
import { bytes, hooks, leafIn, lookups, pick, settingIn, templateLeaves, type Value } from './templateLeaves.js'

const kind = 'AWSManagedMachinePool'
const lt = 'awsLaunchTemplate'
const inSpec = leafIn(kind)
const setting = settingIn(kind)
const inDocument = (document: string, path: string, place: ReadonlyArray<string>, ...values: ReadonlyArray<Value>): Leaf => ({
  path,
  place: [document, ...place],
  values: pick(...values),
})
const inPool = (path: string, place: ReadonlyArray<string>, ...values: ReadonlyArray<Value>): Leaf =>
  inDocument('MachinePool', path, place, ...values)
const inControl = (path: string, place: ReadonlyArray<string>, ...values: ReadonlyArray<Value>): Leaf =>
  inDocument('AWSManagedControlPlane', `AWSManagedControlPlane.${path}`, place, ...values)
const often = (leaf: Leaf, weight: number): Leaf => ({ ...leaf, weight })

const taint = (effect: string, key: string, value: string): Json => ({ effect, key, value })
const arn = (policy: string): string => `arn:aws:iam::aws:policy/${policy}`

/** No subnets but those of a zone, of one kind or of all. */
export const zoned = fc
  .constantFrom(undefined, 'public', 'private')
  .map((to): ReadonlyArray<Setting> => [
    { at: [kind, 'spec', 'subnetIDs'] },
    { at: [kind, 'spec', 'availabilityZones'], to: ['us-east-1b'] },
    to === undefined ? { at: [kind, 'spec', 'availabilityZoneSubnetType'] } : { at: [kind, 'spec', 'availabilityZoneSubnetType'], to },
  ])
/** What cannot stand beside a launch template. */
const withoutOwn = ['instanceType', 'diskSize', 'remoteAccess'].map((name): Setting => ({ at: [kind, 'spec', name] }))
/** A launch template, and nothing beside it that EKS would not take. */
export const withTemplate = fc
  .constantFrom('m5.large', 'm5.xlarge')
  .map((to): ReadonlyArray<Setting> => [
    ...withoutOwn,
    { at: [kind, 'spec', lt, 'instanceType'], to },
    { at: ['MachinePool', 'spec', 'template', 'spec', 'bootstrap', 'dataSecretName'], to: 'boot' },
  ])
/** Another image of one's own, where the template has one; or the first: named or looked up. */
export const withImage = fc
  .constantFrom<Setting>(
    ...['ami-1', 'ami-2'].map((to): Setting => ({ at: ['ami', 'id'], to })),
    ...['AmazonLinux2023', 'AmazonLinux2023GPU'].map((to): Setting => ({ at: ['ami', 'eksLookupType'], to })),
    ...lookups,
  )
  .map((s): ReadonlyArray<Setting> => [
    ...withoutOwn,
    ...['amiType', 'amiVersion'].map((name): Setting => ({ at: [kind, 'spec', name] })),
    ...[['ami'], ...lookups.map((x) => x.at)].map((at): Setting => ({ at: [kind, 'spec', lt, ...at] })),
    { ...s, at: [kind, 'spec', lt, ...s.at] },
  ])
/** Hooks on the group behind the node group, where the pool says that they may be put there. */
export const hooked = fc
  .constantFrom(...hooks)
  .map((to): ReadonlyArray<Setting> => [
    { at: [kind, 'metadata', 'annotations', 'poolwright.dev/nodeGroupHooks'], to: 'true' },
    to === undefined ? { at: [kind, 'spec', 'lifecycleHooks'] } : { at: [kind, 'spec', 'lifecycleHooks'], to },
  ])

/** What EKS never changes comes less often: a group that is there is held then, and nothing more happens to the leaf. */
const fixed: ReadonlyArray<Leaf> = [
  inSpec('subnetIDs', ['subnet-a', 'subnet-b'], ['subnet-b', 'subnet-a'], ['subnet-c'], undefined),
  inSpec('availabilityZoneSubnetType', undefined, 'private', 'public'),
  inSpec('availabilityZones', undefined, ['us-east-1b'], ['us-east-1c', 'us-east-1a']),
  inPool('MachinePool.spec.failureDomains', ['spec', 'failureDomains'], undefined, ['us-east-1a']),
  inSpec('roleName', undefined, '', 'nodes'),
  inSpec('instanceType', undefined, 'm5.large', 'c5.large'),
  inSpec('diskSize', undefined, 20, 40),
  inSpec('amiType', undefined, 'AL2023_x86_64_STANDARD', 'BOTTLEROCKET_x86_64', 'CUSTOM'),
  inSpec('capacityType', undefined, 'onDemand', 'spot'),
  inSpec(
    'remoteAccess',
    undefined,
    {},
    { sshKeyName: 'key-1' },
    { sshKeyName: 'key-2', sourceSecurityGroups: ['sg-2', 'sg-1'] },
    { sshKeyName: 'key-2', sourceSecurityGroups: ['sg-1'] },
    { sshKeyName: 'key-2', sourceSecurityGroups: ['sg-1', 'sg-2', 'sg-1'] },
    { public: true },
  ),
  inControl('spec.sshKeyName', ['spec', 'sshKeyName'], undefined, 'key-1'),
  inControl('spec.bastion', ['spec', 'bastion'], undefined, { enabled: true }),
  inSpec('rolePath', undefined, '/', '/nodes/'),
]

const configured: ReadonlyArray<Leaf> = [
  often(inSpec('scaling.minSize', 0, 1, 2, 3, undefined), 3),
  often(inSpec('scaling.maxSize', 2, 3, 4, 5, undefined), 3),
  often(inPool('MachinePool.spec.replicas', ['spec', 'replicas'], 0, 1, 2, 3, 4, 7, undefined), 3),
  inPool(
    'MachinePool.metadata.annotations',
    ['metadata', 'annotations', 'cluster.x-k8s.io/replicas-managed-by'],
    undefined,
    'an autoscaler',
    '',
    'false',
  ),
  often(inSpec('labels', undefined, {}, { zone: 'a' }, { zone: 'b', team: 'x' }, { team: 'x', zone: 'b' }), 3),
  often(
    inSpec(
      'taints',
      undefined,
      [],
      [taint('no-schedule', 'gpu', 'yes')],
      [taint('no-schedule', 'gpu', ''), taint('no-execute', 'gpu', 'yes')],
      [taint('no-execute', 'gpu', 'yes'), taint('no-schedule', 'gpu', '')],
      [taint('no-schedule', 'gpu', 'no')],
      [taint('no-execute', 'gpu', 'yes')],
      [taint('no-schedule', 'tpu', 'yes')],
      [taint('prefer-no-schedule', 'batch', 'x')],
    ),
    3,
  ),
  often(
    inSpec(
      'updateConfig',
      undefined,
      { maxUnavailable: 1 },
      { maxUnavailable: 2 },
      { maxUnavailable: 4 },
      { maxUnavailablePercentage: 50 },
      { maxUnavailablePercentage: 100 },
    ),
    2,
  ),
  often(inSpec('nodeRepairConfig', undefined, {}, { enabled: false }, { enabled: true }), 2),
  often(inSpec('additionalTags', undefined, {}, { team: 'a' }, { team: 'b', 'cost/centre': '' }, { Name: 'other' }), 2),
  inControl('spec.additionalTags', ['spec', 'additionalTags'], undefined, { team: 'all' }, { cost: '1' }),
  often(inSpec('roleAdditionalPolicies', undefined, [], [arn('AmazonSSMManagedInstanceCore')], [arn('A'), arn('AmazonEKS_CNI_Policy')]), 2),
  inSpec('lifecycleHooks', ...hooks),
  inSpec('rolePermissionsBoundary', undefined, '', arn('Boundary'), arn('Narrower')),
]

const rolled: ReadonlyArray<Leaf> = [
  often(
    inPool('MachinePool.spec.template.spec.version', ['spec', 'template', 'spec', 'version'], 'v1.33.2', '1.33.0', 'v1.34.0', undefined),
    2,
  ),
  often(inSpec('amiVersion', undefined, '1.33.4-20260101', '1.33.5-20260201', '1.33.3-20251101'), 3),
  often(inSpec(`${lt}.instanceType`, 'm5.large', 'm5.xlarge', 'c5.large'), 3),
  inSpec(`${lt}.ami.id`, 'ami-1', 'ami-2', '', undefined),
  inSpec(`${lt}.ami.eksLookupType`, undefined, 'AmazonLinux2023', 'AmazonLinux2023GPU'),
  ...lookups.map((s): Leaf => inSpec(`${lt}.${s.at.join('.')}`, undefined, s.to)),
  inSpec(`${lt}.marketType`, undefined, 'OnDemand'),
  ...templateLeaves(kind),
  inControl('status.networkStatus.securityGroups', ['status', 'networkStatus', 'securityGroups', 'node', 'id'], 'sg-node', 'sg-1'),
  inPool(
    'MachinePool.spec.template.spec.bootstrap.dataSecretName',
    ['spec', 'template', 'spec', 'bootstrap', 'dataSecretName'],
    '',
    'boot',
    'boot-2',
  ),
  {
    path: 'Secret.data.value',
    place: ['boot', 'stringData', 'value'],
    values: pick(bytes('join'), bytes('join', '2'), bytes('join --again')),
  },
]

/** Written by controllers, for readers: whatever stands there, nothing is done for it. */
const idle: ReadonlyArray<Leaf> = [inSpec('providerIDList', undefined, [], ['aws:///us-east-1a/i-1'])]

const settings: ReadonlyArray<Leaf> = [
  setting('retainVersions', undefined, '2', '3'),
  setting('nodeGroupHooks', undefined, 'true'),
  setting('updateStrategy', undefined, 'DEFAULT', 'MINIMAL'),
  setting('instanceTypes', undefined, '["m5.large","m5.xlarge"]', '["m5.xlarge"]'),
  setting('nodeRepair', undefined, '{"maxParallelNodesRepairedCount":1}', '{"maxParallelNodesRepairedCount":2}'),
]

export const managedLeaves: ReadonlyArray<Leaf> = [...settings, ...idle, ...fixed, ...configured, ...rolled]
