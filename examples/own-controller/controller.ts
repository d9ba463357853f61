/**
 * A controller as people write them: no plan, no provider, an SDK's client and `if`s. It keeps an Auto Scaling group and its launch
 * template as a document says. It has nothing of Poolwright's but the type of its client.
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Client } from '@poolwright/testing/clientOf'

export type Spec = {
  readonly name: string
  readonly instanceType: string
  readonly size: { readonly min: number; readonly max: number; readonly desired: number }
  readonly deleted?: boolean
}
type Aws = Client<AwsAct>

const find = async (aws: Aws, name: string) => {
  const { LaunchTemplates } = await aws('ec2:DescribeLaunchTemplates', { Filters: [{ Name: 'launch-template-name', Values: [name] }] })
  const { AutoScalingGroups } = await aws('autoscaling:DescribeAutoScalingGroups', { AutoScalingGroupNames: [name] })
  return { template: LaunchTemplates[0], group: AutoScalingGroups[0] }
}

const latestVersion = async (aws: Aws, LaunchTemplateId: string) => {
  const { LaunchTemplateVersions } = await aws('ec2:DescribeLaunchTemplateVersions', { LaunchTemplateId, Versions: ['$Latest'] })
  return LaunchTemplateVersions[0]
}

const reconcileGroup = async (aws: Aws, spec: Spec, group: Awaited<ReturnType<typeof find>>['group']) => {
  const name = { AutoScalingGroupName: spec.name }
  const size = { MinSize: spec.size.min, MaxSize: spec.size.max, DesiredCapacity: spec.size.desired }
  if (group === undefined)
    await aws('autoscaling:CreateAutoScalingGroup', {
      ...name,
      ...size,
      LaunchTemplate: { LaunchTemplateName: spec.name, Version: '$Latest' },
      VPCZoneIdentifier: 'subnet-a',
    })
  else if (group.MinSize !== size.MinSize || group.MaxSize !== size.MaxSize || group.DesiredCapacity !== size.DesiredCapacity)
    await aws('autoscaling:UpdateAutoScalingGroup', { ...name, ...size })
}

const remove = async (aws: Aws, { template, group }: Awaited<ReturnType<typeof find>>) => {
  if (group !== undefined && group.Status === undefined)
    await aws('autoscaling:DeleteAutoScalingGroup', { AutoScalingGroupName: group.AutoScalingGroupName, ForceDelete: true })
  else if (group === undefined && template !== undefined)
    await aws('ec2:DeleteLaunchTemplate', { LaunchTemplateId: template.LaunchTemplateId })
}

const dataOf = (spec: Spec) => ({ ImageId: 'ami-1', InstanceType: spec.instanceType })

/** What is wrong with it: the type that it wrote last is in its memory, and whoever starts it again has none. */
export const makeForgetful = () => {
  let written: string | undefined
  return async (aws: Aws, spec: Spec): Promise<void> => {
    const found = await find(aws, spec.name)
    if (spec.deleted === true) return remove(aws, found)
    if (found.template === undefined)
      await aws('ec2:CreateLaunchTemplate', { LaunchTemplateName: spec.name, LaunchTemplateData: dataOf(spec) })
    else if (written !== spec.instanceType)
      await aws('ec2:CreateLaunchTemplateVersion', {
        LaunchTemplateId: found.template.LaunchTemplateId,
        LaunchTemplateData: dataOf(spec),
      })
    written = spec.instanceType
    await reconcileGroup(aws, spec, found.group)
  }
}

/**
 * Repaired: it compares with what is there, and says by a token which version it means, so that two of it make one. The token is made of the
 * answer that was compared; one made of another answer, a moment younger, would name another version.
 */
export const reconcile = async (aws: Aws, spec: Spec): Promise<void> => {
  const found = await find(aws, spec.name)
  if (spec.deleted === true) return remove(aws, found)
  if (found.template === undefined)
    await aws('ec2:CreateLaunchTemplate', { LaunchTemplateName: spec.name, LaunchTemplateData: dataOf(spec) })
  else {
    const { LaunchTemplateId } = found.template
    const latest = await latestVersion(aws, LaunchTemplateId)
    if (latest !== undefined && latest.LaunchTemplateData.InstanceType !== spec.instanceType)
      await aws(
        'ec2:CreateLaunchTemplateVersion',
        { LaunchTemplateId, LaunchTemplateData: dataOf(spec) },
        `${LaunchTemplateId} after ${latest.VersionNumber}`,
      )
  }
  await reconcileGroup(aws, spec, found.group)
}
