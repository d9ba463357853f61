/**
 * Auto Scaling groups without instances: sizes, members, tags, processes, hooks (`aws-semantics` §3.1, §3.2, §3.5).
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
 * @since 0.1.0
 */
import type { Group } from '@poolwright/aws/Group'
import type { Json } from '@poolwright/core/Json'
import { type Ground, type Seen, type Sequence, step, textOf } from './Sequence.js'

const name = (g: Ground) => ({ AutoScalingGroupName: `${g.prefix}-group` })
const templateId = (seen: Seen) => textOf(seen, 'template', 'LaunchTemplateId')

/** A template to make groups from, and its end. */
export const withTemplate = step(
  'a template to launch from is made',
  'ec2:CreateLaunchTemplate',
  (g) => ({
    LaunchTemplateName: `${g.prefix}-of-group`,
    LaunchTemplateData: { ImageId: g.images[0], InstanceType: g.instanceType },
  }),
  { as: 'template' },
)
export const tidyGroup = [
  step('the group is deleted', 'autoscaling:DeleteAutoScalingGroup', (g) => ({ ...name(g), ForceDelete: true })),
  step('the group is gone', 'autoscaling:DescribeAutoScalingGroups', (g) => ({ AutoScalingGroupNames: [name(g).AutoScalingGroupName] }), {
    sees: (a) => a.AutoScalingGroups.length,
    wants: 0,
    settles: true,
  }),
  step('the template is deleted', 'ec2:DeleteLaunchTemplate', (_, seen) => ({ LaunchTemplateId: templateId(seen) })),
]
export const make = (g: Ground, seen: Seen) => ({
  ...{ ...name(g), MinSize: 0, MaxSize: 2, VPCZoneIdentifier: g.subnet },
  LaunchTemplate: { LaunchTemplateId: templateId(seen), Version: '$Latest' },
})
const tag = (g: Ground, Key: string, Value: string, PropagateAtLaunch = true) => ({
  ...{ ResourceId: name(g).AutoScalingGroupName, ResourceType: 'auto-scaling-group' },
  ...{ Key, Value, PropagateAtLaunch },
})
const made = [withTemplate, step('a group is made', 'autoscaling:CreateAutoScalingGroup', make)]

/** What the group says of itself. */
export const look = (says: string, sees: (group: Group) => Json, wants: Json | ((g: Ground, seen: Seen) => Json)) =>
  step(says, 'autoscaling:DescribeAutoScalingGroups', (g) => ({ AutoScalingGroupNames: [name(g).AutoScalingGroupName], MaxRecords: 100 }), {
    sees: (a) => (a.AutoScalingGroups[0] === undefined ? 'no such group' : sees(a.AutoScalingGroups[0])),
    wants,
    settles: true,
  })
const sizes = (x: Group) => [x.MinSize, x.DesiredCapacity, x.MaxSize]
const update = (says: string, sent: object, wants: Json = 'done') =>
  step(says, 'autoscaling:UpdateAutoScalingGroup', (g) => ({ ...name(g), ...sent }), { wants })
const tagsOf = (x: Group) => (x.Tags ?? []).map((t) => `${t.Key}=${t.Value}${t.PropagateAtLaunch ? '' : ' (not at launch)'}`).sort()
const nobody = { AutoScalingGroupName: 'poolwright-no-such-group' }

export const groups: ReadonlyArray<Sequence> = [
  {
    name: 'group',
    steps: [
      withTemplate,
      step(
        'a size outside the bounds is refused at creation',
        'autoscaling:CreateAutoScalingGroup',
        (g, seen) => ({ ...make(g, seen), DesiredCapacity: 5 }),
        {
          wants: 'Refused ValidationError',
        },
      ),
      step(
        'so is a group without a source of instances',
        'autoscaling:CreateAutoScalingGroup',
        (g, seen) => {
          const { LaunchTemplate: _, ...rest } = make(g, seen)
          return rest
        },
        { wants: 'Refused ValidationError' },
      ),
      step('a group is made', 'autoscaling:CreateAutoScalingGroup', (g, seen) => ({ ...make(g, seen), Tags: [tag(g, 'team', 'a')] })),
      step('a name is taken once, also by an equal request', 'autoscaling:CreateAutoScalingGroup', make, { wants: 'Stale AlreadyExists' }),
      look('the desired capacity begins at the minimum', sizes, [0, 0, 2]),
      look('the version shows as it was written', (x) => x.LaunchTemplate?.Version ?? '', '$Latest'),
      look(
        'the template shows by id and by name',
        (x) => [x.LaunchTemplate?.LaunchTemplateId ?? '', x.LaunchTemplate?.LaunchTemplateName ?? ''],
        (g, seen) => [templateId(seen), `${g.prefix}-of-group`],
      ),
      look(
        'members that were not sent have their defaults',
        (x) => [x.DefaultCooldown ?? 0, x.DefaultInstanceWarmup ?? -1, x.VPCZoneIdentifier ?? ''],
        (g) => [300, -1, g.subnet],
      ),
      step(
        'names that nothing has are left out of an answer',
        'autoscaling:DescribeAutoScalingGroups',
        (g) => ({
          AutoScalingGroupNames: [nobody.AutoScalingGroupName, name(g).AutoScalingGroupName],
        }),
        { sees: (a) => a.AutoScalingGroups.map((x) => x.AutoScalingGroupName), wants: (g) => [name(g).AutoScalingGroupName] },
      ),
      update('an update changes what it names', { MaxSize: 3, DefaultCooldown: 60, CapacityRebalance: true, DefaultInstanceWarmup: 30 }),
      look('and nothing else', (x) => [...sizes(x), x.DefaultCooldown ?? 0, x.CapacityRebalance ?? false, x.DefaultInstanceWarmup ?? -1], [
        0,
        0,
        3,
        60,
        true,
        30,
      ]),
      update('a warm-up is taken away with -1', { DefaultInstanceWarmup: -1 }),
      look('and shows no more', (x) => x.DefaultInstanceWarmup ?? -1, -1),
      update('a desired capacity outside the bounds is refused', { DesiredCapacity: 9 }, 'Refused ValidationError'),
      update('a minimum above the maximum is refused', { MinSize: 9 }, 'Refused ValidationError'),
      step('a group without instances is deleted without force', 'autoscaling:DeleteAutoScalingGroup', name),
      step(
        'and is gone after a while',
        'autoscaling:DescribeAutoScalingGroups',
        (g) => ({ AutoScalingGroupNames: [name(g).AutoScalingGroupName] }),
        {
          sees: (a) => a.AutoScalingGroups.length,
          wants: 0,
          settles: true,
        },
      ),
      step('a group that is gone cannot be updated', 'autoscaling:UpdateAutoScalingGroup', (g) => ({ ...name(g), MaxSize: 1 }), {
        wants: 'Stale ValidationError',
      }),
      step('nor deleted', 'autoscaling:DeleteAutoScalingGroup', name, { wants: 'Stale ValidationError' }),
    ],
    tidy: tidyGroup,
  },
  {
    name: 'group-tags',
    steps: [
      ...made,
      step('tags are added', 'autoscaling:CreateOrUpdateTags', (g) => ({ Tags: [tag(g, 'team', 'a'), tag(g, 'cost', 'x', false)] })),
      look('and show on the group', tagsOf, ['cost=x (not at launch)', 'team=a']),
      step('a tag is written over, its reach included', 'autoscaling:CreateOrUpdateTags', (g) => ({ Tags: [tag(g, 'team', 'b', false)] })),
      look('and shows so', tagsOf, ['cost=x (not at launch)', 'team=b (not at launch)']),
      step('tags are deleted by key', 'autoscaling:DeleteTags', (g) => {
        const { ResourceId, ResourceType } = tag(g, '', '')
        return { Tags: [{ ResourceId, ResourceType, Key: 'cost' }] }
      }),
      look('and show no more', tagsOf, ['team=b (not at launch)']),
    ],
    tidy: tidyGroup,
  },
  {
    name: 'group-processes',
    steps: [
      ...made,
      step('processes are suspended', 'autoscaling:SuspendProcesses', (g) => ({ ...name(g), ScalingProcesses: ['AZRebalance', 'Launch'] })),
      step('again without harm', 'autoscaling:SuspendProcesses', (g) => ({ ...name(g), ScalingProcesses: ['Launch'] })),
      look('and show on the group', (x) => (x.SuspendedProcesses ?? []).map((p) => p.ProcessName).sort(), ['AZRebalance', 'Launch']),
      step('processes are resumed', 'autoscaling:ResumeProcesses', (g) => ({ ...name(g), ScalingProcesses: ['Launch', 'Terminate'] })),
      look('the others stay suspended', (x) => (x.SuspendedProcesses ?? []).map((p) => p.ProcessName), ['AZRebalance']),
      step(
        'a group that is not there has no processes',
        'autoscaling:SuspendProcesses',
        () => ({ ...nobody, ScalingProcesses: ['Launch'] }),
        {
          wants: 'Stale ValidationError',
        },
      ),
    ],
    tidy: tidyGroup,
  },
  {
    name: 'group-hooks',
    steps: [
      withTemplate,
      step('a group is made with a hook', 'autoscaling:CreateAutoScalingGroup', (g, seen) => ({
        ...make(g, seen),
        LifecycleHookSpecificationList: [
          {
            LifecycleHookName: 'drain',
            LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
            HeartbeatTimeout: 60,
            DefaultResult: 'CONTINUE',
          },
        ],
      })),
      step('a hook is added', 'autoscaling:PutLifecycleHook', (g) => ({
        ...{ ...name(g), LifecycleHookName: 'boot' },
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      })),
      step('hooks show with their defaults', 'autoscaling:DescribeLifecycleHooks', name, {
        sees: (a) =>
          [...a.LifecycleHooks]
            .sort((x, y) => (x.LifecycleHookName < y.LifecycleHookName ? -1 : 1))
            .map((h) => [h.LifecycleHookName, h.LifecycleTransition, h.HeartbeatTimeout ?? 0, h.DefaultResult ?? '']),
        wants: [
          ['boot', 'autoscaling:EC2_INSTANCE_LAUNCHING', 3600, 'ABANDON'],
          ['drain', 'autoscaling:EC2_INSTANCE_TERMINATING', 60, 'CONTINUE'],
        ],
        settles: true,
      }),
      step('a hook is deleted', 'autoscaling:DeleteLifecycleHook', (g) => ({ ...name(g), LifecycleHookName: 'boot' })),
      step('and shows no more', 'autoscaling:DescribeLifecycleHooks', name, {
        sees: (a) => a.LifecycleHooks.map((h) => h.LifecycleHookName),
        wants: ['drain'],
        settles: true,
      }),
      step(
        'a hook needs a group',
        'autoscaling:PutLifecycleHook',
        () => ({
          ...{ ...nobody, LifecycleHookName: 'boot' },
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        }),
        { wants: 'Stale ValidationError' },
      ),
    ],
    tidy: tidyGroup,
  },
  {
    name: 'group-policy',
    steps: [
      withTemplate,
      step('a group is made of several types', 'autoscaling:CreateAutoScalingGroup', (g, seen) => {
        const { LaunchTemplate: LaunchTemplateSpecification, ...rest } = make(g, seen)
        return {
          ...rest,
          MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification, Overrides: [{ InstanceType: g.instanceType }] } },
        }
      }),
      look(
        'the distribution that was not sent is filled in',
        (x) => {
          const d = x.MixedInstancesPolicy?.InstancesDistribution
          return [
            d?.OnDemandAllocationStrategy ?? '',
            d?.OnDemandBaseCapacity ?? -1,
            d?.OnDemandPercentageAboveBaseCapacity ?? -1,
            d?.SpotAllocationStrategy ?? '',
          ]
        },
        ['prioritized', 0, 100, 'lowest-price'],
      ),
      look('there is no template beside a policy', (x) => x.LaunchTemplate === undefined, true),
      step('a template takes the place of the policy', 'autoscaling:UpdateAutoScalingGroup', (g, seen) => ({
        ...name(g),
        LaunchTemplate: make(g, seen).LaunchTemplate,
      })),
      look('and there is one of them', (x) => [x.LaunchTemplate?.Version ?? '', x.MixedInstancesPolicy === undefined], ['$Latest', true]),
    ],
    tidy: tidyGroup,
  },
]
