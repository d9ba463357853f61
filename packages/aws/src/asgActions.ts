/**
 * What Auto Scaling pools ask of EC2, EC2 Auto Scaling, S3 and SSM: each operation with its request and its answer, in AWS's own names.
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import { Secret } from '@poolwright/core/Secret'
import * as t from 'io-ts'
import { Activity, Group, LifecycleHook, MixedInstancesPolicy, TemplateRef } from './Group.js'
import { ResourceTag, RunningInstance } from './instances.js'
import { DesiredConfiguration, InstanceRefresh, Preferences } from './InstanceRefresh.js'
import { Template, TemplateData, TemplateVersion } from './LaunchTemplate.js'
import { type ActsIn, flattened, list, none } from './codecs.js'
import { Filter, Image, InstanceType, SecurityGroup, Subnet } from './lookups.js'
import { StoredObject } from './objects.js'
import { GroupTag, Tag, TagSpecification } from './tags.js'

const texts = list(t.string)
const page = { NextToken: t.string }

const CreatedTemplate = flattened(
  struct('CreatedLaunchTemplate', { LaunchTemplateId: t.string, VersionNumber: t.string }),
  struct('RawCreatedLaunchTemplate', { LaunchTemplate: struct('Made', { LaunchTemplateId: t.string, LatestVersionNumber: t.number }) }),
  (r) => ({ LaunchTemplateId: r.LaunchTemplate.LaunchTemplateId, VersionNumber: String(r.LaunchTemplate.LatestVersionNumber) }),
)
const CreatedVersion = flattened(
  struct('CreatedLaunchTemplateVersion', { VersionNumber: t.string }),
  struct('RawCreatedLaunchTemplateVersion', { LaunchTemplateVersion: struct('Made', { VersionNumber: t.number }) }),
  (r) => ({ VersionNumber: String(r.LaunchTemplateVersion.VersionNumber) }),
)
/** Versions that are still there, though the call as a whole succeeded. */
const DeletedVersions = struct(
  'DeletedLaunchTemplateVersions',
  {},
  { UnsuccessfullyDeletedLaunchTemplateVersions: t.readonlyArray(struct('NotDeleted', {}, { VersionNumber: t.number })) },
)

const groupBody = {
  LaunchTemplate: TemplateRef,
  MixedInstancesPolicy,
  VPCZoneIdentifier: t.string,
  DefaultCooldown: t.number,
  DefaultInstanceWarmup: t.number,
  CapacityRebalance: t.boolean,
  DesiredCapacity: t.number,
}
const name = { AutoScalingGroupName: t.string }
const object = { Bucket: t.string, Key: t.string }
const hookBody = {
  NotificationTargetARN: t.string,
  RoleARN: t.string,
  NotificationMetadata: t.string,
  HeartbeatTimeout: t.number,
  DefaultResult: t.string,
}

/** Request and answer codecs by operation. */
export const asgCodecs = {
  'ec2:DescribeLaunchTemplates': [
    struct('DescribeLaunchTemplates', {}, { Filters: list(Filter), LaunchTemplateIds: texts, MaxResults: t.number, ...page }),
    struct('LaunchTemplates', { LaunchTemplates: list(Template) }, page),
  ],
  'ec2:DescribeLaunchTemplateVersions': [
    struct('DescribeLaunchTemplateVersions', {}, { LaunchTemplateId: t.string, Versions: texts, MaxResults: t.number, ...page }),
    struct('LaunchTemplateVersions', { LaunchTemplateVersions: list(TemplateVersion) }, page),
  ],
  'ec2:CreateLaunchTemplate': [
    struct(
      'CreateLaunchTemplate',
      { LaunchTemplateName: t.string, LaunchTemplateData: TemplateData },
      { TagSpecifications: list(TagSpecification) },
    ),
    CreatedTemplate,
  ],
  'ec2:CreateLaunchTemplateVersion': [
    struct('CreateLaunchTemplateVersion', { LaunchTemplateId: t.string, LaunchTemplateData: TemplateData }),
    CreatedVersion,
  ],
  'ec2:DeleteLaunchTemplateVersions': [
    struct('DeleteLaunchTemplateVersions', { LaunchTemplateId: t.string, Versions: texts }),
    DeletedVersions,
  ],
  'ec2:DeleteLaunchTemplate': [struct('DeleteLaunchTemplate', { LaunchTemplateId: t.string }), none],
  'ec2:CreateTags': [struct('CreateTags', { Resources: texts, Tags: list(Tag) }), none],
  'ec2:DeleteTags': [struct('DeleteTags', { Resources: texts, Tags: list(struct('TagKey', { Key: t.string })) }), none],
  'ec2:DescribeInstances': [
    struct('DescribeInstances', {}, { Filters: list(Filter), MaxResults: t.number, ...page }),
    struct('Reservations', { Reservations: list(struct('Reservation', {}, { Instances: list(RunningInstance) })) }, page),
  ],
  'ec2:DescribeTags': [
    struct('DescribeTags', {}, { Filters: list(Filter), MaxResults: t.number, ...page }),
    struct('TagDescriptions', { Tags: list(ResourceTag) }, page),
  ],
  'ec2:DescribeImages': [
    struct('DescribeImages', {}, { ImageIds: texts, Filters: list(Filter), MaxResults: t.number, ...page }),
    struct('Images', { Images: list(Image) }, page),
  ],
  'ec2:DescribeSubnets': [
    struct('DescribeSubnets', {}, { SubnetIds: texts, Filters: list(Filter), MaxResults: t.number, ...page }),
    struct('Subnets', { Subnets: list(Subnet) }, page),
  ],
  'ec2:DescribeSecurityGroups': [
    struct('DescribeSecurityGroups', {}, { GroupIds: texts, Filters: list(Filter), MaxResults: t.number, ...page }),
    struct('SecurityGroups', { SecurityGroups: list(SecurityGroup) }, page),
  ],
  'ec2:DescribeInstanceTypes': [
    struct('DescribeInstanceTypes', {}, { Filters: list(Filter), MaxResults: t.number, ...page }),
    struct('InstanceTypes', { InstanceTypes: list(InstanceType) }, page),
  ],
  'autoscaling:DescribeAutoScalingGroups': [
    struct('DescribeAutoScalingGroups', {}, { AutoScalingGroupNames: texts, MaxRecords: t.number, ...page }),
    struct('AutoScalingGroups', { AutoScalingGroups: list(Group) }, page),
  ],
  'autoscaling:DescribeInstanceRefreshes': [
    struct('DescribeInstanceRefreshes', name, { MaxRecords: t.number, ...page }),
    struct('InstanceRefreshes', { InstanceRefreshes: list(InstanceRefresh) }, page),
  ],
  'autoscaling:DescribeLifecycleHooks': [
    struct('DescribeLifecycleHooks', name),
    struct('LifecycleHooks', { LifecycleHooks: list(LifecycleHook) }),
  ],
  'autoscaling:DescribeScalingActivities': [
    struct('DescribeScalingActivities', name, { MaxRecords: t.number, ...page }),
    struct('Activities', { Activities: list(Activity) }, page),
  ],
  'autoscaling:CreateAutoScalingGroup': [
    struct(
      'CreateAutoScalingGroup',
      { ...name, MinSize: t.number, MaxSize: t.number },
      {
        ...groupBody,
        Tags: list(GroupTag),
        LifecycleHookSpecificationList: list(
          struct('LifecycleHookSpecification', { LifecycleHookName: t.string, LifecycleTransition: t.string }, hookBody),
        ),
      },
    ),
    none,
  ],
  'autoscaling:UpdateAutoScalingGroup': [
    struct('UpdateAutoScalingGroup', name, { MinSize: t.number, MaxSize: t.number, ...groupBody }),
    none,
  ],
  'autoscaling:DeleteAutoScalingGroup': [struct('DeleteAutoScalingGroup', name, { ForceDelete: t.boolean }), none],
  'autoscaling:StartInstanceRefresh': [
    struct('StartInstanceRefresh', name, { Strategy: t.string, DesiredConfiguration, Preferences }),
    struct('StartedInstanceRefresh', { InstanceRefreshId: t.string }),
  ],
  'autoscaling:CancelInstanceRefresh': [struct('CancelInstanceRefresh', name), none],
  'autoscaling:CreateOrUpdateTags': [struct('CreateOrUpdateTags', { Tags: list(GroupTag) }), none],
  'autoscaling:DeleteTags': [
    struct('DeleteGroupTags', { Tags: list(struct('GroupTagKey', { Key: t.string, ResourceId: t.string, ResourceType: t.string })) }),
    none,
  ],
  'autoscaling:SuspendProcesses': [struct('SuspendProcesses', { ...name, ScalingProcesses: texts }), none],
  'autoscaling:ResumeProcesses': [struct('ResumeProcesses', { ...name, ScalingProcesses: texts }), none],
  'autoscaling:PutLifecycleHook': [
    struct('PutLifecycleHook', { ...name, LifecycleHookName: t.string }, { LifecycleTransition: t.string, ...hookBody }),
    none,
  ],
  'autoscaling:DeleteLifecycleHook': [struct('DeleteLifecycleHook', { ...name, LifecycleHookName: t.string }), none],
  's3:PutObject': [struct('PutObject', { ...object, Body: Secret }, { ServerSideEncryption: t.string }), none],
  's3:DeleteObject': [struct('DeleteObject', object), none],
  's3:HeadObject': [struct('HeadObject', object), StoredObject],
  'ssm:GetParameters': [
    struct('GetParameters', { Names: texts }),
    struct('Parameters', { Parameters: list(struct('Parameter', { Name: t.string, Value: t.string })) }),
  ],
} as const

export type AsgAct = ActsIn<typeof asgCodecs>
