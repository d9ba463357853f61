/**
 * AWSManagedMachinePool: an EKS managed node group, as Cluster API Provider AWS's v1beta1 and v1beta2 have it. Both versions decode
 * into one form.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
 * @since 0.1.0
 */
import { isPlain } from '@poolwright/core/Json'
import type * as t from 'io-ts'
import { AWSLaunchTemplate } from './AWSLaunchTemplate.js'
import { LifecycleHook } from './AWSMachinePool.js'
import { choice, dictionary, flag, int32, list, object, open, text, textOf, whole } from './internal/codec.js'
import { type Metadata, metadataOf, ObjectMeta } from './Metadata.js'

/**
 * Which of EKS's images the nodes start from. `CUSTOM`: the launch template says. The last four are EKS's own and newer than the
 * definition that Cluster API Provider AWS installs.
 */
export const AMIType = choice(
  'AL2_x86_64',
  'AL2_x86_64_GPU',
  'AL2_ARM_64',
  'CUSTOM',
  'BOTTLEROCKET_ARM_64',
  'BOTTLEROCKET_x86_64',
  'BOTTLEROCKET_ARM_64_FIPS',
  'BOTTLEROCKET_x86_64_FIPS',
  'BOTTLEROCKET_ARM_64_NVIDIA',
  'BOTTLEROCKET_x86_64_NVIDIA',
  'WINDOWS_CORE_2019_x86_64',
  'WINDOWS_FULL_2019_x86_64',
  'WINDOWS_CORE_2022_x86_64',
  'WINDOWS_FULL_2022_x86_64',
  'AL2023_x86_64_STANDARD',
  'AL2023_ARM_64_STANDARD',
  'AL2023_x86_64_NEURON',
  'AL2023_x86_64_NVIDIA',
  'AL2023_ARM_64_NVIDIA',
  'BOTTLEROCKET_ARM_64_NVIDIA_FIPS',
  'BOTTLEROCKET_x86_64_NVIDIA_FIPS',
  'WINDOWS_CORE_2025_x86_64',
  'WINDOWS_FULL_2025_x86_64',
)

/** Bounds of the group; each by itself. How many nodes there are is the MachinePool's `replicas`. */
export const Scaling = object('bounds', {}, { minSize: whole(0, int32), maxSize: whole(0, int32) })
export interface Scaling extends t.TypeOf<typeof Scaling> {}

/** A taint of the nodes, in Cluster API Provider AWS's words. `value` may be empty. */
export const NodeTaint = object('a taint', {
  effect: choice('no-schedule', 'no-execute', 'prefer-no-schedule'),
  key: text,
  value: text,
})
export interface NodeTaint extends t.TypeOf<typeof NodeTaint> {}

/** SSH to the nodes. Without a key the control plane's is used. `public` opens port 22 to the world. */
export const RemoteAccess = object('remote access', {}, { sshKeyName: text, sourceSecurityGroups: list(text), public: flag })
export interface RemoteAccess extends t.TypeOf<typeof RemoteAccess> {}

const share = whole(1, 100)
/**
 * How many nodes may be down at once while a version rolls: a number or a percentage, one of them.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupUpdateConfig.html
 */
export const UpdateConfig = object('an update configuration', {}, { maxUnavailable: share, maxUnavailablePercentage: share })
export interface UpdateConfig extends t.TypeOf<typeof UpdateConfig> {}
/** As the older version spells it. */
const WrittenUpdateConfig = object('an update configuration', {}, { maxUnavailable: share, maxUnavailablePrecentage: share })

/** Whether EKS replaces nodes that it finds unhealthy. */
export const NodeRepairConfig = object('a node repair configuration', {}, { enabled: flag })
export interface NodeRepairConfig extends t.TypeOf<typeof NodeRepairConfig> {}

const rest = {
  availabilityZones: list(text),
  availabilityZoneSubnetType: choice('public', 'private', 'all'),
  subnetIDs: list(text),
  additionalTags: dictionary(text),
  roleAdditionalPolicies: list(text),
  roleName: text,
  rolePath: text,
  rolePermissionsBoundary: text,
  amiVersion: textOf(2, int32),
  amiType: AMIType,
  labels: dictionary(text),
  taints: list(NodeTaint),
  diskSize: whole(-int32, int32),
  instanceType: text,
  scaling: Scaling,
  remoteAccess: RemoteAccess,
  providerIDList: list(text),
  awsLaunchTemplate: AWSLaunchTemplate,
  lifecycleHooks: list(LifecycleHook),
  nodeRepairConfig: NodeRepairConfig,
}
const CapacityType = choice('onDemand', 'spot')
const defaulted = { eksNodegroupName: text, capacityType: CapacityType }

/** The spec as written in v1beta2. */
export const WrittenManagedSpec = object('an AWSManagedMachinePool spec', {}, { ...defaulted, ...rest, updateConfig: UpdateConfig })
export interface WrittenManagedSpec extends t.TypeOf<typeof WrittenManagedSpec> {}
const OlderManagedSpec = object('an AWSManagedMachinePool spec', {}, { ...defaulted, ...rest, updateConfig: WrittenUpdateConfig })

/**
 * The spec with its defaults: the node group has a name, a capacity type and an update configuration. An absent `amiType` stays
 * absent: EKS then takes the image that fits the cluster's version and the instance type. `roleName` and `providerIDList` are also
 * written by Cluster API Provider AWS's controller.
 */
export const AWSManagedMachinePoolSpec = object('an AWSManagedMachinePool spec', { ...defaulted, updateConfig: UpdateConfig }, rest)
export interface AWSManagedMachinePoolSpec extends t.TypeOf<typeof AWSManagedMachinePoolSpec> {}

/** What the controller last said. Nothing is planned from it but a finding when it says that it failed. */
export interface AWSManagedMachinePoolStatus {
  readonly ready?: boolean
  readonly failureReason?: string
  readonly failureMessage?: string
  readonly launchTemplateID?: string
  readonly launchTemplateVersion?: string
}

export interface AWSManagedMachinePool {
  readonly metadata: Metadata
  readonly spec: AWSManagedMachinePoolSpec
  readonly status: AWSManagedMachinePoolStatus
}

const head = { apiVersion: text, kind: text, metadata: ObjectMeta }
export const AWSManagedMachinePoolV1Beta1 = object('an AWSManagedMachinePool', head, { spec: OlderManagedSpec, status: open })
export const AWSManagedMachinePoolV1Beta2 = object('an AWSManagedMachinePool', head, { spec: WrittenManagedSpec, status: open })

/** The newer version's spelling of an older spec. */
export const respelt = (older: t.TypeOf<typeof OlderManagedSpec>): WrittenManagedSpec => {
  const { updateConfig, ...same } = older
  if (updateConfig === undefined) return same
  const { maxUnavailablePrecentage, ...count } = updateConfig
  return {
    ...same,
    updateConfig: {
      ...count,
      ...(maxUnavailablePrecentage === undefined ? {} : { maxUnavailablePercentage: maxUnavailablePrecentage }),
    },
  }
}
/** Where the older version has what the newer one calls otherwise. */
export const olderPaths: Readonly<Record<string, string>> = {
  'spec.updateConfig.maxUnavailablePercentage': 'spec.updateConfig.maxUnavailablePrecentage',
}

export const awsManagedMachinePoolOf = (
  written: { readonly metadata: ObjectMeta; readonly status?: unknown },
  spec: AWSManagedMachinePoolSpec,
): AWSManagedMachinePool => ({ metadata: metadataOf(written.metadata), spec, status: statusOf(written.status) })

const members = ['failureReason', 'failureMessage', 'launchTemplateID', 'launchTemplateVersion'] as const
/** Status is never an error: what is not of the expected type is left out. */
const statusOf = (status: unknown): AWSManagedMachinePoolStatus => {
  const written = isPlain(status) ? status : {}
  const texts = members.flatMap((name) => (typeof written[name] === 'string' ? [[name, written[name]] as const] : []))
  return {
    ...(typeof written['ready'] === 'boolean' ? { ready: written['ready'] } : {}),
    ...Object.fromEntries(texts),
  }
}
