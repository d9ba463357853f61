/**
 * Values for each leaf of what may be asked of an AWSManagedMachinePool, the same wish in other spellings among them.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import * as fc from 'fast-check'
import type { Leaf } from '../Trial.js'
import { bytes } from './awsMachinePoolLeaves.js'

const pick = (...values: ReadonlyArray<Json | undefined>): fc.Arbitrary<Json | undefined> => fc.constantFrom(...values)
const inDocument = (document: string, path: string, place: ReadonlyArray<string>, ...values: ReadonlyArray<Json | undefined>): Leaf => ({
  path,
  place: [document, ...place],
  values: pick(...values),
})
const inSpec = (path: string, ...values: ReadonlyArray<Json | undefined>): Leaf =>
  inDocument('AWSManagedMachinePool', path, ['spec', ...path.replaceAll('[].id', '').split('.')], ...values)
const inPool = (path: string, place: ReadonlyArray<string>, ...values: ReadonlyArray<Json | undefined>): Leaf =>
  inDocument('MachinePool', path, place, ...values)
const inControl = (path: string, place: ReadonlyArray<string>, ...values: ReadonlyArray<Json | undefined>): Leaf =>
  inDocument('AWSManagedControlPlane', `AWSManagedControlPlane.${path}`, place, ...values)
const often = (leaf: Leaf, weight: number): Leaf => ({ ...leaf, weight })

const taint = (effect: string, key: string, value: string): Json => ({ effect, key, value })
const lt = 'awsLaunchTemplate'
const arn = (policy: string): string => `arn:aws:iam::aws:policy/${policy}`

/** What EKS never changes comes less often: a group that is there is held then, and nothing more happens to the leaf. */
const fixed: ReadonlyArray<Leaf> = [
  inSpec('subnetIDs', ['subnet-a', 'subnet-b'], ['subnet-b', 'subnet-a'], ['subnet-c'], undefined),
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
  inSpec(`${lt}.sshKeyName`, '', 'key-1', 'key-2', undefined),
  inSpec(
    `${lt}.additionalSecurityGroups[].id`,
    undefined,
    [{ id: 'sg-1' }],
    [{ id: 'sg-2' }, { id: 'sg-1' }],
    [{ filters: [{ name: 'tag:team', values: ['net'] }] }, { id: 'sg-1' }],
  ),
  inControl('status.networkStatus.securityGroups', ['status', 'networkStatus', 'securityGroups', 'node', 'id'], 'sg-node', 'sg-1'),
  inSpec(`${lt}.rootVolume`, undefined, { size: 20 }, { size: 20, type: 'gp3', encrypted: true }, { size: 40, type: 'io1', iops: 100 }),
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
  inSpec(
    `${lt}.instanceMetadataOptions`,
    undefined,
    {},
    { httpTokens: 'required' },
    { httpTokens: 'optional', httpPutResponseHopLimit: 2 },
    { httpProtocolIpv6: 'enabled', instanceMetadataTags: 'enabled' },
  ),
  inSpec(`${lt}.enclaveOptions`, undefined, {}, { enabled: false }, { enabled: true }),
  inSpec(`${lt}.privateDnsName`, undefined, { enableResourceNameDnsARecord: true }, { hostnameType: 'resource-name' }),
  inSpec(`${lt}.capacityReservationPreference`, undefined, '', 'None', 'Open'),
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

export const managedLeaves: ReadonlyArray<Leaf> = [...fixed, ...configured, ...rolled]
