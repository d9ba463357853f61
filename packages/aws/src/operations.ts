/**
 * What is known of each AWS operation without calling it.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/ and https://docs.aws.amazon.com/autoscaling/ec2/APIReference/
 * @since 0.1.0
 */
import type { Answer, In } from '@poolwright/core/Action'
import * as Key from '@poolwright/core/Key'
import type { Effect, OpRow, OpTable, Repeat } from '@poolwright/core/Operation'
import { type AwsAct, type AwsOp, codecs } from './actions.js'

type Touches<K extends AwsOp> = (scope: Key.Scope, input: In<AwsAct, K>) => ReadonlyArray<Key.Key>
const nothing = (): ReadonlyArray<Key.Key> => []

/** EC2 throttles every action by itself; Auto Scaling has one bucket for all of its operations. */
const row = <K extends AwsOp>(
  op: K,
  effect: Effect,
  repeat: Repeat,
  touches: Touches<K> = nothing,
): OpRow<In<AwsAct, K>, Answer<AwsAct, K>> => {
  const [input, answer] = codecs[op]
  const bucket = op.startsWith('ec2:') ? op : op.slice(0, op.indexOf(':'))
  // The pair of codecs is the one that `AwsAct` was derived from for this very `op`.
  return { effect, repeat, permission: op, bucket, input, answer, touches } as unknown as OpRow<In<AwsAct, K>, Answer<AwsAct, K>>
}

type Named = { readonly AutoScalingGroupName: string }
const group = (scope: Key.Scope, i: Named) => [Key.of('group', scope, i.AutoScalingGroupName)]
const groupAndRefresh = (scope: Key.Scope, i: Named) => [...group(scope, i), Key.of('refresh', scope, i.AutoScalingGroupName)]
const groupAndHooks = (scope: Key.Scope, i: Named) => [...group(scope, i), Key.of('hooks', scope, i.AutoScalingGroupName)]
const template = (scope: Key.Scope, i: { readonly LaunchTemplateId: string }) => [Key.of('template', scope, i.LaunchTemplateId)]
const groupsOfTags = (scope: Key.Scope, i: { readonly Tags: ReadonlyArray<{ readonly ResourceId: string }> }) =>
  [...new Set(i.Tags.map((x) => x.ResourceId))].map((id) => Key.of('group', scope, id))
const resources = (scope: Key.Scope, i: { readonly Resources: ReadonlyArray<string> }) =>
  i.Resources.filter((id) => id.startsWith('lt-')).map((id) => Key.of('template', scope, id))

export const operations: OpTable<AwsAct> = {
  'ec2:DescribeLaunchTemplates': row('ec2:DescribeLaunchTemplates', 'read', 'natural'),
  'ec2:DescribeLaunchTemplateVersions': row('ec2:DescribeLaunchTemplateVersions', 'read', 'natural'),
  'ec2:CreateLaunchTemplate': row('ec2:CreateLaunchTemplate', 'create', 'token', (scope, i) => [
    Key.of('template', scope, i.LaunchTemplateName),
  ]),
  'ec2:CreateLaunchTemplateVersion': row('ec2:CreateLaunchTemplateVersion', 'create', 'token', template),
  'ec2:DeleteLaunchTemplateVersions': row('ec2:DeleteLaunchTemplateVersions', 'destroy', 'natural', (scope, i) => [
    ...template(scope, i),
    ...i.Versions.map((v) => Key.of('version', scope, `${i.LaunchTemplateId}/${v}`)),
  ]),
  'ec2:DeleteLaunchTemplate': row('ec2:DeleteLaunchTemplate', 'destroy', 'natural', template),
  'ec2:CreateTags': row('ec2:CreateTags', 'change', 'natural', resources),
  'ec2:DeleteTags': row('ec2:DeleteTags', 'change', 'natural', resources),
  'ec2:DescribeImages': row('ec2:DescribeImages', 'read', 'natural'),
  'ec2:DescribeSubnets': row('ec2:DescribeSubnets', 'read', 'natural'),
  'ec2:DescribeSecurityGroups': row('ec2:DescribeSecurityGroups', 'read', 'natural'),
  'ec2:DescribeInstanceTypes': row('ec2:DescribeInstanceTypes', 'read', 'natural'),
  'autoscaling:DescribeAutoScalingGroups': row('autoscaling:DescribeAutoScalingGroups', 'read', 'natural'),
  'autoscaling:DescribeInstanceRefreshes': row('autoscaling:DescribeInstanceRefreshes', 'read', 'natural'),
  'autoscaling:DescribeLifecycleHooks': row('autoscaling:DescribeLifecycleHooks', 'read', 'natural'),
  'autoscaling:DescribeScalingActivities': row('autoscaling:DescribeScalingActivities', 'read', 'natural'),
  'autoscaling:CreateAutoScalingGroup': row('autoscaling:CreateAutoScalingGroup', 'create', 'name', groupAndHooks),
  'autoscaling:UpdateAutoScalingGroup': row('autoscaling:UpdateAutoScalingGroup', 'change', 'natural', group),
  'autoscaling:DeleteAutoScalingGroup': row('autoscaling:DeleteAutoScalingGroup', 'destroy', 'natural', groupAndRefresh),
  'autoscaling:StartInstanceRefresh': row('autoscaling:StartInstanceRefresh', 'destroy', 'conflicts', groupAndRefresh),
  'autoscaling:CancelInstanceRefresh': row('autoscaling:CancelInstanceRefresh', 'change', 'natural', groupAndRefresh),
  'autoscaling:CreateOrUpdateTags': row('autoscaling:CreateOrUpdateTags', 'change', 'natural', groupsOfTags),
  'autoscaling:DeleteTags': row('autoscaling:DeleteTags', 'change', 'natural', groupsOfTags),
  'autoscaling:SuspendProcesses': row('autoscaling:SuspendProcesses', 'change', 'natural', group),
  'autoscaling:ResumeProcesses': row('autoscaling:ResumeProcesses', 'change', 'natural', group),
  'autoscaling:PutLifecycleHook': row('autoscaling:PutLifecycleHook', 'change', 'natural', groupAndHooks),
  'autoscaling:DeleteLifecycleHook': row('autoscaling:DeleteLifecycleHook', 'destroy', 'natural', groupAndHooks),
  'ssm:GetParameters': row('ssm:GetParameters', 'read', 'natural'),
}
