/**
 * What is known of each operation of Auto Scaling pools without calling it.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/ and https://docs.aws.amazon.com/autoscaling/ec2/APIReference/
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/
 * @since 0.1.0
 */
import * as Key from '@poolwright/core/Key'
import type { OpTable } from '@poolwright/core/Operation'
import { type AsgAct, asgCodecs } from './asgActions.js'
import { rowsOf } from './codecs.js'
import { Template } from './LaunchTemplate.js'
import { objectId } from './objects.js'

/** Where IAM's action is called otherwise than the operation: whoever may get an object may ask whether it is there. */
const actions: { readonly [op: string]: string } = { 's3:HeadObject': 's3:GetObject' }

/** EC2 throttles every action by itself; Auto Scaling, S3 and SSM have one bucket for all of their operations. */
const row = rowsOf(asgCodecs, {
  bucketOf: (op) => (op.startsWith('ec2:') ? op : op.slice(0, op.indexOf(':'))),
  permissionOf: (op) => actions[op] ?? op,
})

type Named = { readonly AutoScalingGroupName: string }
const group = (scope: Key.Scope, i: Named) => [Key.of('group', scope, i.AutoScalingGroupName)]
const groupAndRefresh = (scope: Key.Scope, i: Named) => [...group(scope, i), Key.of('refresh', scope, i.AutoScalingGroupName)]
const groupAndHooks = (scope: Key.Scope, i: Named) => [...group(scope, i), Key.of('hooks', scope, i.AutoScalingGroupName)]
const template = (scope: Key.Scope, i: { readonly LaunchTemplateId: string }) => [Key.of('template', scope, i.LaunchTemplateId)]
const templateAndVersions = (scope: Key.Scope, i: { readonly LaunchTemplateId: string }) => [
  ...template(scope, i),
  Key.of('versionNumbers', scope, i.LaunchTemplateId),
]
/** Numbers of versions only grow: a template that does not show the new one yet was looked at before it was made. */
const hasVersion = ({ VersionNumber }: { readonly VersionNumber: string }, seen: unknown): boolean =>
  !Template.is(seen) || seen.LatestVersionNumber >= Number(VersionNumber)
const object = (scope: Key.Scope, i: { readonly Bucket: string; readonly Key: string }) => [
  Key.of('object', scope, objectId(i.Bucket, i.Key)),
]
const groupsOfTags = (scope: Key.Scope, i: { readonly Tags: ReadonlyArray<{ readonly ResourceId: string }> }) =>
  [...new Set(i.Tags.map((x) => x.ResourceId))].map((id) => Key.of('group', scope, id))
const resources = (scope: Key.Scope, i: { readonly Resources: ReadonlyArray<string> }) =>
  i.Resources.flatMap((id) => {
    const noun = kinds[id.slice(0, id.indexOf('-'))]
    return noun === undefined ? [] : [Key.of(noun, scope, id)]
  })
/** By what stands in front of an id, the noun whose fact shows the tags. */
const kinds: { readonly [prefix: string]: string } = { lt: 'template', i: 'instance', vol: 'resourceTags' }

export const asgOperations: OpTable<AsgAct> = {
  'ec2:DescribeLaunchTemplates': row('ec2:DescribeLaunchTemplates', 'read', 'natural'),
  'ec2:DescribeLaunchTemplateVersions': row('ec2:DescribeLaunchTemplateVersions', 'read', 'natural'),
  // By its name and not by its token, which AWS would answer with the id of a template that somebody has deleted since.
  'ec2:CreateLaunchTemplate': row('ec2:CreateLaunchTemplate', 'create', 'name', (scope, i) => [
    Key.of('template', scope, i.LaunchTemplateName),
  ]),
  'ec2:CreateLaunchTemplateVersion': row('ec2:CreateLaunchTemplateVersion', 'create', 'token', templateAndVersions, hasVersion),
  'ec2:DeleteLaunchTemplateVersions': row('ec2:DeleteLaunchTemplateVersions', 'destroy', 'natural', (scope, i) => [
    ...templateAndVersions(scope, i),
    ...i.Versions.map((v) => Key.of('version', scope, `${i.LaunchTemplateId}/${v}`)),
  ]),
  'ec2:DeleteLaunchTemplate': row('ec2:DeleteLaunchTemplate', 'destroy', 'natural', templateAndVersions),
  'ec2:CreateTags': row('ec2:CreateTags', 'change', 'natural', resources),
  'ec2:DeleteTags': row('ec2:DeleteTags', 'change', 'natural', resources),
  'ec2:DescribeInstances': row('ec2:DescribeInstances', 'read', 'natural'),
  'ec2:DescribeTags': row('ec2:DescribeTags', 'read', 'natural'),
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
  's3:PutObject': row('s3:PutObject', 'create', 'natural', object),
  's3:DeleteObject': row('s3:DeleteObject', 'destroy', 'natural', object),
  's3:HeadObject': row('s3:HeadObject', 'read', 'natural'),
  'ssm:GetParameters': row('ssm:GetParameters', 'read', 'natural'),
}
