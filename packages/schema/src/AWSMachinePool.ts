/**
 * AWSMachinePool: an Auto Scaling group and its launch template, as Cluster API Provider AWS's v1beta1 and v1beta2 have it. Both
 * versions decode into one form.
 * @since 0.1.0
 */
import { isPlain } from '@poolwright/core/Json'
import type * as t from 'io-ts'
import { AWSLaunchTemplate, ResourceReference } from './AWSLaunchTemplate.js'
import { Duration } from './Duration.js'
import { choice, dictionary, flag, int32, int64, list, object, open, ShorthandCodec, text, textOf, whole } from './internal/codec.js'
import { type Metadata, metadataOf, ObjectMeta } from './Metadata.js'

/**
 * How instances of several types and prices are mixed. Once `instancesDistribution` is present, its absent members take defaults.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
 */
export const InstancesDistribution = object(
  'an instances distribution',
  {},
  {
    onDemandAllocationStrategy: choice('prioritized', 'lowest-price'),
    spotAllocationStrategy: choice('lowest-price', 'capacity-optimized', 'capacity-optimized-prioritized', 'price-capacity-optimized'),
    onDemandBaseCapacity: whole(0, int64),
    onDemandPercentageAboveBaseCapacity: whole(0, int64),
  },
)
export interface InstancesDistribution extends t.TypeOf<typeof InstancesDistribution> {}

/** One more instance type; the order of overrides is their priority. */
export const Override = object('an override', { instanceType: text })
export interface Override extends t.TypeOf<typeof Override> {}

export const MixedInstancesPolicy = object(
  'a mixed instances policy',
  {},
  { instancesDistribution: InstancesDistribution, overrides: list(Override) },
)
export interface MixedInstancesPolicy extends t.TypeOf<typeof MixedInstancesPolicy> {}

/** How a rollout replaces instances; percentages of the desired capacity, `instanceWarmup` in seconds. */
export const RefreshPreferences = object(
  'refresh preferences',
  {},
  {
    disable: flag,
    strategy: text,
    instanceWarmup: whole(0, int64),
    minHealthyPercentage: whole(0, int64),
    maxHealthyPercentage: whole(100, 200),
  },
)
export interface RefreshPreferences extends t.TypeOf<typeof RefreshPreferences> {}

/** Nine processes of Auto Scaling, `true` to suspend; with `all` an explicit `false` excepts one. */
export const Processes = object(
  'processes',
  {},
  {
    launch: flag,
    terminate: flag,
    addToLoadBalancer: flag,
    alarmNotification: flag,
    azRebalance: flag,
    healthCheck: flag,
    instanceRefresh: flag,
    replaceUnhealthy: flag,
    scheduledActions: flag,
  },
)
export interface Processes extends t.TypeOf<typeof Processes> {}

export const SuspendProcesses = object('processes to suspend', {}, { all: flag, processes: Processes })
export interface SuspendProcesses extends t.TypeOf<typeof SuspendProcesses> {}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html */
export const LifecycleHook = object(
  'a lifecycle hook',
  { name: textOf(1, 255), lifecycleTransition: choice('autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING') },
  {
    notificationTargetARN: text,
    roleARN: text,
    heartbeatTimeout: Duration,
    defaultResult: choice('CONTINUE', 'ABANDON'),
    notificationMetadata: text,
  },
)
export interface LifecycleHook extends t.TypeOf<typeof LifecycleHook> {}

/** Where Ignition bootstrap data goes. `proxy` and `tls` are read and have no effect on pools. */
export const Ignition = object(
  'Ignition options',
  {},
  {
    storageType: choice('ClusterObjectStore', 'UnencryptedUserData'),
    version: choice('2.3', '3.0', '3.1', '3.2', '3.3', '3.4'),
    proxy: object('proxy options', {}, { httpProxy: text, httpsProxy: text, noProxy: list(text) }),
    tls: object('TLS options', {}, { certificateAuthorities: list(text) }),
  },
)
export interface Ignition extends t.TypeOf<typeof Ignition> {}

/** A subnet by id or filters; a bare id is short for `{id}`. */
const Subnet = new ShorthandCodec(ResourceReference, (u) => (typeof u === 'string' ? { id: u } : null))

const sizes = { minSize: whole(0, int32), maxSize: whole(1, int32) }
const rest = {
  providerID: text,
  availabilityZones: list(text),
  availabilityZoneSubnetType: choice('public', 'private', 'all'),
  subnets: list(Subnet),
  additionalTags: dictionary(text),
  mixedInstancesPolicy: MixedInstancesPolicy,
  providerIDList: list(text),
  defaultCoolDown: Duration,
  defaultInstanceWarmup: Duration,
  refreshPreferences: RefreshPreferences,
  capacityRebalance: flag,
  suspendProcesses: SuspendProcesses,
  ignition: Ignition,
  lifecycleHooks: list(LifecycleHook),
}

/** The spec as written: sizes may be absent, they have defaults. */
export const WrittenSpec = object('an AWSMachinePool spec', { awsLaunchTemplate: AWSLaunchTemplate }, { ...sizes, ...rest })
export interface WrittenSpec extends t.TypeOf<typeof WrittenSpec> {}

/**
 * The spec with its defaults. `providerID` and `providerIDList` are written by the controller and only carried.
 * `defaultCoolDown`, `defaultInstanceWarmup`: as written, `seconds` reads them.
 */
export const AWSMachinePoolSpec = object('an AWSMachinePool spec', { ...sizes, awsLaunchTemplate: AWSLaunchTemplate }, rest)
export interface AWSMachinePoolSpec extends t.TypeOf<typeof AWSMachinePoolSpec> {}

/** What the controller last said. Nothing is planned from it but a finding when it says that it failed. */
export interface AWSMachinePoolStatus {
  readonly ready?: boolean
  readonly failureReason?: string
  readonly failureMessage?: string
  readonly launchTemplateID?: string
}

export interface AWSMachinePool {
  readonly metadata: Metadata
  readonly spec: AWSMachinePoolSpec
  readonly status: AWSMachinePoolStatus
}

/** As written, in either version. */
export const WrittenAWSMachinePool = object(
  'an AWSMachinePool',
  { apiVersion: text, kind: text, metadata: ObjectMeta, spec: WrittenSpec },
  { status: open },
)

export const awsMachinePoolOf = (written: t.TypeOf<typeof WrittenAWSMachinePool>, spec: AWSMachinePoolSpec): AWSMachinePool => ({
  metadata: metadataOf(written.metadata),
  spec,
  status: statusOf(written.status),
})

/** Status is never an error: what is not of the expected type is left out. */
const statusOf = (status: unknown): AWSMachinePoolStatus => {
  const written = isPlain(status) ? status : {}
  return {
    ...(typeof written['ready'] === 'boolean' ? { ready: written['ready'] } : {}),
    ...(typeof written['failureReason'] === 'string' ? { failureReason: written['failureReason'] } : {}),
    ...(typeof written['failureMessage'] === 'string' ? { failureMessage: written['failureMessage'] } : {}),
    ...(typeof written['launchTemplateID'] === 'string' ? { launchTemplateID: written['launchTemplateID'] } : {}),
  }
}
