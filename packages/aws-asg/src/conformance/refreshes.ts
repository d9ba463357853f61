/**
 * Groups with an instance, and instance refreshes (`aws-semantics` §3.3, §3.4).
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StartInstanceRefresh.html
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import { look, make, tidyGroup, withTemplate } from './groups.js'
import { type Ground, type Seen, type Sequence, step, textOf } from './Sequence.js'

const name = (g: Ground) => ({ AutoScalingGroupName: make(g, {}).AutoScalingGroupName })
const template = (seen: Seen, Version: string) => ({ LaunchTemplateId: textOf(seen, 'template', 'LaunchTemplateId'), Version })
const nobody = { AutoScalingGroupName: 'poolwright-no-such-group' }

/** A group on version 1 with one instance in service, and a version 2. */
const running = [
  withTemplate,
  step('another version is made', 'ec2:CreateLaunchTemplateVersion', (g, seen) => ({
    LaunchTemplateId: textOf(seen, 'template', 'LaunchTemplateId'),
    LaunchTemplateData: { ImageId: g.images[1], InstanceType: g.instanceType },
  })),
  step('a group of one instance is made', 'autoscaling:CreateAutoScalingGroup', (g, seen) => ({
    ...make(g, seen),
    ...{ MinSize: 1, LaunchTemplate: template(seen, '1') },
  })),
  look('the instance comes into service', (x) => (x.Instances ?? []).map((i) => [i.LifecycleState, i.HealthStatus]), [
    ['InService', 'Healthy'],
  ]),
]
const start = (says: string, wants: Json = 'done') =>
  step(
    says,
    'autoscaling:StartInstanceRefresh',
    (g, seen) => ({
      ...{ ...name(g), Strategy: 'Rolling', DesiredConfiguration: { LaunchTemplate: template(seen, '2') } },
      Preferences: { MinHealthyPercentage: 0, InstanceWarmup: 0, SkipMatching: true },
    }),
    { wants },
  )
const latest = (says: string, wants: string) =>
  step(says, 'autoscaling:DescribeInstanceRefreshes', (g) => ({ ...name(g), MaxRecords: 10 }), {
    sees: (a) => a.InstanceRefreshes[0]?.Status ?? 'none',
    wants,
    settles: true,
  })

export const refreshes: ReadonlyArray<Sequence> = [
  {
    name: 'instances',
    steps: [
      ...running,
      look('an instance names the version that it runs', (x) => (x.Instances ?? []).map((i) => i.LaunchTemplate?.Version ?? ''), ['1']),
      step('what happened is in the log', 'autoscaling:DescribeScalingActivities', (g) => ({ ...name(g), MaxRecords: 20 }), {
        sees: (a) => a.Activities.map((x) => x.StatusCode),
        wants: ['Successful'],
        settles: true,
      }),
      step('a group with instances is not deleted without force', 'autoscaling:DeleteAutoScalingGroup', name, {
        wants: 'Busy ResourceInUse',
      }),
      step('an update reaches new instances only', 'autoscaling:UpdateAutoScalingGroup', (g, seen) => ({
        ...name(g),
        ...{ LaunchTemplate: template(seen, '2') },
      })),
      look(
        'those that run stay as they are',
        (x) => [x.LaunchTemplate?.Version ?? '', ...(x.Instances ?? []).map((i) => i.LaunchTemplate?.Version ?? '')],
        ['2', '1'],
      ),
      step('a minimum above the desired capacity raises it', 'autoscaling:UpdateAutoScalingGroup', (g) => ({ ...name(g), MinSize: 2 })),
      look('to the minimum', (x) => x.DesiredCapacity, 2),
      look(
        'and new instances run the new version',
        (x) => (x.Instances ?? []).map((i) => `${i.LaunchTemplate?.Version ?? ''} ${i.LifecycleState}`).sort(),
        ['1 InService', '2 InService'],
      ),
      step('with force the instances go too', 'autoscaling:DeleteAutoScalingGroup', (g) => ({ ...name(g), ForceDelete: true })),
      step(
        'and the group after them',
        'autoscaling:DescribeAutoScalingGroups',
        (g) => ({ AutoScalingGroupNames: [name(g).AutoScalingGroupName] }),
        {
          sees: (a) => a.AutoScalingGroups.length,
          wants: 0,
          settles: true,
        },
      ),
    ],
    tidy: tidyGroup,
  },
  {
    name: 'refresh',
    steps: [
      ...running,
      step('there is no refresh to cancel', 'autoscaling:CancelInstanceRefresh', name, { wants: 'Stale ActiveInstanceRefreshNotFound' }),
      start('a refresh is started'),
      start('one at a time', 'Busy InstanceRefreshInProgress'),
      look('the group keeps its template until the end', (x) => x.LaunchTemplate?.Version ?? '', '1'),
      step(
        'and takes no other meanwhile',
        'autoscaling:UpdateAutoScalingGroup',
        (g, seen) => ({ ...name(g), LaunchTemplate: template(seen, '1') }),
        {
          wants: 'Busy ValidationError',
        },
      ),
      step('but other members', 'autoscaling:UpdateAutoScalingGroup', (g) => ({ ...name(g), MaxSize: 3 })),
      latest('the refresh ends well', 'Successful'),
      look('then the group has the template', (x) => x.LaunchTemplate?.Version ?? '', '2'),
      look(
        'and so have its instances',
        (x) => (x.Instances ?? []).filter((i) => i.LifecycleState === 'InService').map((i) => i.LaunchTemplate?.Version ?? ''),
        ['2'],
      ),
      start('a refresh with nothing to replace may start'),
      latest('and ends at once', 'Successful'),
      step('a group that is not there has no refreshes', 'autoscaling:DescribeInstanceRefreshes', () => nobody, {
        wants: 'Stale ValidationError',
      }),
    ],
    tidy: tidyGroup,
  },
  {
    name: 'refresh-cancel',
    steps: [
      ...running,
      step('a process that a refresh needs is suspended', 'autoscaling:SuspendProcesses', (g) => ({
        ...name(g),
        ScalingProcesses: ['InstanceRefresh'],
      })),
      start('a refresh is started'),
      step('and cancelled', 'autoscaling:CancelInstanceRefresh', name),
      latest('it ends so', 'Cancelled'),
      look('the group keeps its template', (x) => x.LaunchTemplate?.Version ?? '', '1'),
      step('once is enough', 'autoscaling:CancelInstanceRefresh', name, { wants: 'Stale ActiveInstanceRefreshNotFound' }),
    ],
    tidy: tidyGroup,
  },
]
