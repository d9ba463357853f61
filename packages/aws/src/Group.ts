/**
 * EC2 Auto Scaling groups and what belongs to them, as their description shows it.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html
 * @since 0.1.0
 */
import { RefText } from '@poolwright/core/Action'
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'
import { GroupTag } from './tags.js'
import { TimeText } from './time.js'

/** A template by id or by name, never both, and a version: a number, `$Latest` or `$Default`. */
export const TemplateRef = struct(
  'LaunchTemplateSpecification',
  {},
  { LaunchTemplateId: RefText, LaunchTemplateName: RefText, Version: RefText },
)
export type TemplateRef = t.TypeOf<typeof TemplateRef>
/** As it comes back: with both names where AWS knows them. */
export const ObservedTemplateRef = struct(
  'ObservedLaunchTemplateSpecification',
  {},
  { LaunchTemplateId: t.string, LaunchTemplateName: t.string, Version: t.string },
)
export type ObservedTemplateRef = t.TypeOf<typeof ObservedTemplateRef>

const InstancesDistribution = struct(
  'InstancesDistribution',
  {},
  {
    OnDemandAllocationStrategy: t.string,
    OnDemandBaseCapacity: t.number,
    OnDemandPercentageAboveBaseCapacity: t.number,
    SpotAllocationStrategy: t.string,
    SpotInstancePools: t.number,
    SpotMaxPrice: t.string,
  },
)
const Override = struct('LaunchTemplateOverrides', {}, { InstanceType: t.string, WeightedCapacity: t.string })
const policy = <S>(spec: t.Type<S, unknown>) =>
  struct(
    'MixedInstancesPolicy',
    {},
    {
      InstancesDistribution,
      LaunchTemplate: struct('LaunchTemplate', {}, { LaunchTemplateSpecification: spec, Overrides: t.readonlyArray(Override) }),
    },
  )
export const MixedInstancesPolicy = policy(TemplateRef)
export type MixedInstancesPolicy = t.TypeOf<typeof MixedInstancesPolicy>
export const ObservedMixedInstancesPolicy = policy(ObservedTemplateRef)
export type ObservedMixedInstancesPolicy = t.TypeOf<typeof ObservedMixedInstancesPolicy>

export const Instance = struct(
  'Instance',
  { InstanceId: t.string, LifecycleState: t.string, HealthStatus: t.string, AvailabilityZone: t.string },
  { InstanceType: t.string, LaunchTemplate: ObservedTemplateRef, ProtectedFromScaleIn: t.boolean },
)
export type Instance = t.TypeOf<typeof Instance>

export const SuspendedProcess = struct('SuspendedProcess', { ProcessName: t.string }, { SuspensionReason: t.string })

export const Group = struct(
  'AutoScalingGroup',
  { AutoScalingGroupName: t.string, MinSize: t.number, MaxSize: t.number, DesiredCapacity: t.number },
  {
    AutoScalingGroupARN: t.string,
    LaunchTemplate: ObservedTemplateRef,
    LaunchConfigurationName: t.string,
    MixedInstancesPolicy: ObservedMixedInstancesPolicy,
    /** Subnet ids joined with commas; the order means nothing. */
    VPCZoneIdentifier: t.string,
    DefaultCooldown: t.number,
    DefaultInstanceWarmup: t.number,
    CapacityRebalance: t.boolean,
    Instances: t.readonlyArray(Instance),
    SuspendedProcesses: t.readonlyArray(SuspendedProcess),
    Tags: t.readonlyArray(GroupTag),
    /** Only while it is being deleted: `Delete in progress`. */
    Status: t.string,
  },
)
export type Group = t.TypeOf<typeof Group>

export const LifecycleHook = struct(
  'LifecycleHook',
  { LifecycleHookName: t.string, LifecycleTransition: t.string },
  {
    AutoScalingGroupName: t.string,
    NotificationTargetARN: t.string,
    RoleARN: t.string,
    NotificationMetadata: t.string,
    HeartbeatTimeout: t.number,
    DefaultResult: t.string,
  },
)
export type LifecycleHook = t.TypeOf<typeof LifecycleHook>

/** One entry of the group's activity log; the only place where failed launches show. */
export const Activity = struct(
  'Activity',
  { ActivityId: t.string, StatusCode: t.string },
  { StatusMessage: t.string, Cause: t.string, Description: t.string, StartTime: TimeText },
)
export type Activity = t.TypeOf<typeof Activity>
