/**
 * Which SDK command each operation is: one row each, nothing else. What goes in and what comes out is said by the operation's own codecs.
 * @since 0.1.0
 */
import type { AsgAct } from '@poolwright/aws'
import type { Routes } from '@poolwright/aws-client/callsOf'
import { autoScaling, ec2, ec2Once, s3, ssm } from './services.js'

export const routes: Routes<AsgAct> = {
  'ec2:DescribeLaunchTemplates': ec2((sdk) => sdk.DescribeLaunchTemplatesCommand),
  'ec2:DescribeLaunchTemplateVersions': ec2((sdk) => sdk.DescribeLaunchTemplateVersionsCommand),
  'ec2:CreateLaunchTemplate': ec2((sdk) => sdk.CreateLaunchTemplateCommand),
  'ec2:CreateLaunchTemplateVersion': ec2Once((sdk) => sdk.CreateLaunchTemplateVersionCommand),
  'ec2:DeleteLaunchTemplateVersions': ec2((sdk) => sdk.DeleteLaunchTemplateVersionsCommand),
  'ec2:DeleteLaunchTemplate': ec2((sdk) => sdk.DeleteLaunchTemplateCommand),
  'ec2:CreateTags': ec2((sdk) => sdk.CreateTagsCommand),
  'ec2:DeleteTags': ec2((sdk) => sdk.DeleteTagsCommand),
  'ec2:DescribeInstances': ec2((sdk) => sdk.DescribeInstancesCommand),
  'ec2:DescribeTags': ec2((sdk) => sdk.DescribeTagsCommand),
  'ec2:DescribeImages': ec2((sdk) => sdk.DescribeImagesCommand),
  'ec2:DescribeSubnets': ec2((sdk) => sdk.DescribeSubnetsCommand),
  'ec2:DescribeSecurityGroups': ec2((sdk) => sdk.DescribeSecurityGroupsCommand),
  'ec2:DescribeInstanceTypes': ec2((sdk) => sdk.DescribeInstanceTypesCommand),
  'autoscaling:DescribeAutoScalingGroups': autoScaling((sdk) => sdk.DescribeAutoScalingGroupsCommand),
  'autoscaling:DescribeInstanceRefreshes': autoScaling((sdk) => sdk.DescribeInstanceRefreshesCommand),
  'autoscaling:DescribeLifecycleHooks': autoScaling((sdk) => sdk.DescribeLifecycleHooksCommand),
  'autoscaling:DescribeScalingActivities': autoScaling((sdk) => sdk.DescribeScalingActivitiesCommand),
  'autoscaling:CreateAutoScalingGroup': autoScaling((sdk) => sdk.CreateAutoScalingGroupCommand),
  'autoscaling:UpdateAutoScalingGroup': autoScaling((sdk) => sdk.UpdateAutoScalingGroupCommand),
  'autoscaling:DeleteAutoScalingGroup': autoScaling((sdk) => sdk.DeleteAutoScalingGroupCommand),
  'autoscaling:StartInstanceRefresh': autoScaling((sdk) => sdk.StartInstanceRefreshCommand),
  'autoscaling:CancelInstanceRefresh': autoScaling((sdk) => sdk.CancelInstanceRefreshCommand),
  'autoscaling:CreateOrUpdateTags': autoScaling((sdk) => sdk.CreateOrUpdateTagsCommand),
  'autoscaling:DeleteTags': autoScaling((sdk) => sdk.DeleteTagsCommand),
  'autoscaling:SuspendProcesses': autoScaling((sdk) => sdk.SuspendProcessesCommand),
  'autoscaling:ResumeProcesses': autoScaling((sdk) => sdk.ResumeProcessesCommand),
  'autoscaling:PutLifecycleHook': autoScaling((sdk) => sdk.PutLifecycleHookCommand),
  'autoscaling:DeleteLifecycleHook': autoScaling((sdk) => sdk.DeleteLifecycleHookCommand),
  's3:PutObject': s3((sdk) => sdk.PutObjectCommand),
  's3:DeleteObject': s3((sdk) => sdk.DeleteObjectCommand),
  's3:HeadObject': s3((sdk) => sdk.HeadObjectCommand),
  'ssm:GetParameters': ssm((sdk) => sdk.GetParametersCommand),
}
