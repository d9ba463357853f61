/**
 * Instance refreshes: the rolling replacement that Auto Scaling runs for a group.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'
import { MixedInstancesPolicy, ObservedMixedInstancesPolicy, ObservedTemplateRef, TemplateRef } from './Group.js'
import { TimeText } from './time.js'

/** `Pending` to `Baking` and the two in reverse are unfinished; a group has at most one of those. */
export const isUnfinished = (status: string): boolean =>
  ['Pending', 'InProgress', 'Baking', 'Cancelling', 'RollbackInProgress'].includes(status)

export const Preferences = struct(
  'RefreshPreferences',
  {},
  {
    MinHealthyPercentage: t.number,
    MaxHealthyPercentage: t.number,
    InstanceWarmup: t.number,
    SkipMatching: t.boolean,
    AutoRollback: t.boolean,
    CheckpointPercentages: t.readonlyArray(t.number),
    CheckpointDelay: t.number,
    BakeTime: t.number,
    AlarmSpecification: struct('AlarmSpecification', {}, { Alarms: t.readonlyArray(t.string) }),
    ScaleInProtectedInstances: t.string,
    StandbyInstances: t.string,
  },
)
export type Preferences = t.TypeOf<typeof Preferences>

/** What the group is to become when the refresh succeeds; until then it shows its old template. */
export const DesiredConfiguration = struct('DesiredConfiguration', {}, { LaunchTemplate: TemplateRef, MixedInstancesPolicy })
export type DesiredConfiguration = t.TypeOf<typeof DesiredConfiguration>
const ObservedDesiredConfiguration = struct(
  'ObservedDesiredConfiguration',
  {},
  { LaunchTemplate: ObservedTemplateRef, MixedInstancesPolicy: ObservedMixedInstancesPolicy },
)

export const InstanceRefresh = struct(
  'InstanceRefresh',
  { InstanceRefreshId: t.string, Status: t.string },
  {
    AutoScalingGroupName: t.string,
    StatusReason: t.string,
    PercentageComplete: t.number,
    InstancesToUpdate: t.number,
    StartTime: TimeText,
    EndTime: TimeText,
    Preferences,
    DesiredConfiguration: ObservedDesiredConfiguration,
  },
)
export type InstanceRefresh = t.TypeOf<typeof InstanceRefresh>
