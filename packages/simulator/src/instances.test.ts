import { describe, expect, it } from 'vitest'
import {
  account,
  after,
  answered,
  body,
  group,
  newGroup,
  newTemplate,
  newVersion,
  pool,
  refusalOf,
  refusals,
  scope,
  SECOND,
  states,
  update,
} from './account.fixture.js'
import { aws } from './aws.js'
import * as Events from './events.js'
import { groupIn, type World } from './World.js'

const hook = (transition: string, more: object = {}) =>
  [
    'autoscaling:PutLifecycleHook',
    { AutoScalingGroupName: 'pool', LifecycleHookName: transition, LifecycleTransition: `autoscaling:EC2_INSTANCE_${transition}`, ...more },
  ] as const
const complete = (InstanceId: string, LifecycleHookName: string, LifecycleActionResult: string) =>
  ['autoscaling:CompleteLifecycleAction', { AutoScalingGroupName: 'pool', LifecycleHookName, LifecycleActionResult, InstanceId }] as const
const first = (w: World): string => group(w).instances[0]?.id ?? 'none'
const zones = (w: World) =>
  group(w)
    .instances.map((i) => i.zone.slice(-1))
    .join('')
const suspend = (...ScalingProcesses: ReadonlyArray<string>) =>
  ['autoscaling:SuspendProcesses', { AutoScalingGroupName: 'pool', ScalingProcesses }] as const
const resume = (...ScalingProcesses: ReadonlyArray<string>) =>
  ['autoscaling:ResumeProcesses', { AutoScalingGroupName: 'pool', ScalingProcesses }] as const
const messages = (w: World) => group(w).activities.map((x) => `${x.StatusCode} ${x.StatusMessage ?? ''}`)

describe('instances', () => {
  it('are pending for half a minute, then in service', () => {
    const w = aws.tick(after(account, newTemplate(), newGroup({ DesiredCapacity: 1 })), 29 * SECOND)
    expect(states(w)).toEqual(['Pending 1'])
    expect(states(aws.tick(w, SECOND))).toEqual(['InService 1'])
  })
  it('spread over the zones, the emptiest first', () => {
    expect(zones(pool(5))).toBe('abcab')
    expect(zones(aws.tick(after(pool(5), update({ DesiredCapacity: 7 })), 60 * SECOND))).toBe('abcabca')
  })
  it('stand in a subnet of their zone and carry the tags of template, group and AWS', () => {
    const tags = [
      {
        ResourceType: 'instance',
        Tags: [
          { Key: 'x', Value: 'template' },
          { Key: 'y', Value: 'template' },
        ],
      },
    ]
    const groupTags = [
      { Key: 'x', Value: 'group', PropagateAtLaunch: true },
      { Key: 'z', Value: 'group', PropagateAtLaunch: false },
    ]
    const w = aws.tick(
      after(account, newTemplate({ ...body, TagSpecifications: tags }), newGroup({ DesiredCapacity: 1, Tags: groupTags })),
      0,
    )
    expect(group(w).instances[0]).toMatchObject({
      subnet: 'subnet-a',
      type: 'm5.large',
      tags: {
        x: 'group',
        y: 'template',
        'aws:autoscaling:groupName': 'pool',
        'aws:ec2launchtemplate:id': 'lt-00000000000000001',
        'aws:ec2launchtemplate:version': '1',
      },
    })
    expect(group(w).instances[0]?.tags).not.toHaveProperty('z')
  })
  it('that are ended behind its back are noticed and replaced, the number held', () => {
    const w = pool(2)
    const hit = aws.tick(Events.terminateInstance(w, scope, first(w)), 0)
    expect(states(hit)).toEqual(['Terminating 1', 'InService 1', 'Pending 1'])
    const healed = aws.tick(hit, 60 * SECOND)
    expect(states(healed)).toEqual(['InService 1', 'InService 1'])
    expect(group(healed).instances.map((i) => i.id)).not.toContain(first(w))
    expect(Events.terminateInstance(w, scope, 'i-none')).toBe(w)
  })
  it('that fail a health check are replaced as well, unless that process is suspended', () => {
    const w = pool(2)
    expect(states(aws.tick(Events.failHealthCheck(w, scope, first(w)), 60 * SECOND))).toEqual(['InService 1', 'InService 1'])
    const still = aws.tick(Events.failHealthCheck(after(w, suspend('ReplaceUnhealthy')), scope, first(w)), 60 * SECOND)
    expect(group(still).instances.map((i) => [i.state, i.healthy])).toEqual([
      ['InService', false],
      ['InService', true],
    ])
    const unnoticed = aws.tick(Events.terminateInstance(after(w, suspend('HealthCheck')), scope, first(w)), 60 * SECOND)
    expect(group(unnoticed).instances.map((i) => i.healthy)).toEqual([true, true])
  })
  it('launch from what `$Latest` means at that time', () => {
    const w = after(
      pool(1, { LaunchTemplate: { LaunchTemplateName: 'pool', Version: '$Latest' } }),
      newVersion({ ...body, InstanceType: 'm5.xlarge' }),
      update({ DesiredCapacity: 2 }),
    )
    expect(states(aws.tick(w, 60 * SECOND))).toEqual(['InService 1', 'InService 2'])
  })
})

describe('scaling in takes', () => {
  const down = (w: World, DesiredCapacity: number) => aws.tick(after(w, update({ DesiredCapacity })), 60 * SECOND)
  it('the fullest zone first, there the oldest', () => {
    expect(zones(down(pool(5), 4))).toBe('bcab')
    expect(group(down(pool(5), 3)).instances.map((i) => i.n)).toEqual([3, 4, 5])
  })
  it('those on another version before those on the current one', () => {
    const mixed = aws.tick(
      after(pool(3), newVersion(body), update({ LaunchTemplate: { LaunchTemplateName: 'pool', Version: '2' }, DesiredCapacity: 6 })),
      60 * SECOND,
    )
    expect(states(down(mixed, 3))).toEqual(['InService 2', 'InService 2', 'InService 2'])
  })
  it('none that is protected: the number falls, the machines stay', () => {
    const w = down(pool(2, { NewInstancesProtectedFromScaleIn: true }), 0)
    expect(states(w)).toEqual(['InService 1', 'InService 1'])
    expect(groupIn(w, scope, 'pool')?.desired).toBe(0)
  })
  it('nothing while Terminate is suspended', () => {
    const w = down(after(pool(2), suspend('Terminate')), 1)
    expect(states(w).length).toBe(2)
    expect(states(aws.tick(after(w, resume('Terminate')), 60 * SECOND)).length).toBe(1)
  })
})

describe('suspended processes', () => {
  it('Launch holds launches up until it is resumed', () => {
    const w = aws.tick(after(pool(1), suspend('Launch'), update({ DesiredCapacity: 3 })), 600 * SECOND)
    expect(states(w).length).toBe(1)
    expect(states(aws.tick(after(w, resume('Launch')), 60 * SECOND)).length).toBe(3)
  })
  it('are sets: none named means all, unknown names are refused, repeats change nothing', () => {
    const all = after(pool(0), suspend())
    expect(Object.keys(groupIn(all, scope, 'pool')?.suspended ?? {}).length).toBe(9)
    expect(groupIn(after(all, suspend('Launch')), scope, 'pool')?.suspended).toEqual(groupIn(all, scope, 'pool')?.suspended)
    expect(groupIn(after(all, resume()), scope, 'pool')?.suspended).toEqual({})
    expect(refusalOf(all, ...suspend('Sleep'))).toContain('not a valid process type')
  })
})

describe('what cannot be launched', () => {
  it('shows in the activities, is tried again at growing intervals, and comes when it can', () => {
    const short = Events.setShortage(after(account, newTemplate(), newGroup({ DesiredCapacity: 1 })), scope, { type: 'm5.large' }, true)
    const w = aws.tick(short, 100 * SECOND)
    expect(messages(w)).toEqual(
      Array.from({ length: 3 }, () => expect.stringMatching(/^Failed We currently do not have sufficient m5.large capacity/) as string),
    )
    expect(states(w)).toEqual([])
    expect(states(aws.tick(Events.setShortage(w, scope, { type: 'm5.large' }, false), 300 * SECOND))).toEqual(['InService 1'])
    // An update makes it try at once.
    expect(states(aws.tick(after(Events.setShortage(w, scope, { type: 'm5.large' }, false), update({ MaxSize: 9 })), 0))).toEqual([
      'Pending 1',
    ])
  })
  it('in one zone goes into the others', () => {
    const w = Events.setShortage(after(account, newTemplate(), newGroup({ DesiredCapacity: 3 })), scope, { zone: 'eu-west-1b' }, true)
    expect(zones(aws.tick(w, 60 * SECOND))).toBe('aca')
  })
  it('as Spot says so in its own words, and on demand is not concerned', () => {
    const spot = after(account, newTemplate({ ...body, InstanceMarketOptions: { MarketType: 'spot' } }), newGroup({ DesiredCapacity: 1 }))
    const short = (w: World) => aws.tick(Events.setShortage(w, scope, { market: 'spot' }, true), 0)
    expect(messages(short(spot))).toEqual([expect.stringContaining('Could not launch Spot Instances')])
    expect(messages(short(after(account, newTemplate(), newGroup({ DesiredCapacity: 1 }))))).toEqual([])
  })
  it('because its template is gone says that', () => {
    const w = after(pool(1), ['ec2:DeleteLaunchTemplate', { LaunchTemplateName: 'pool' }], update({ DesiredCapacity: 2 }))
    expect(messages(aws.tick(w, 0))[0]).toContain('does not exist. Launching EC2 instance failed.')
  })
})

describe('lifecycle hooks', () => {
  const born = (...hooks: ReadonlyArray<ReturnType<typeof hook>>) =>
    aws.tick(after(account, newTemplate(), newGroup(), ...hooks, update({ DesiredCapacity: 1 })), 30 * SECOND)
  it('hold launches up until they are completed', () => {
    const w = born(hook('LAUNCHING'))
    expect(states(w)).toEqual(['Pending:Wait 1'])
    expect(states(after(w, complete(first(w), 'LAUNCHING', 'CONTINUE')))).toEqual(['InService 1'])
    const abandoned = after(w, complete(first(w), 'LAUNCHING', 'ABANDON'))
    expect(states(aws.tick(abandoned, 0))).toEqual(['Terminating 1', 'Pending 1'])
    expect(messages(abandoned)[0]).toContain('Failed')
    expect(refusalOf(w, ...complete('i-none', 'LAUNCHING', 'CONTINUE'))).toContain('No active Lifecycle Action')
  })
  it('end with their default result when the heartbeat is over', () => {
    const timed = (DefaultResult: string) => aws.tick(born(hook('LAUNCHING', { HeartbeatTimeout: 60, DefaultResult })), 60 * SECOND)
    expect(states(timed('CONTINUE'))).toEqual(['InService 1'])
    expect(states(timed('ABANDON'))).toEqual(['Terminating 1', 'Pending 1'])
  })
  it('hold terminations up, whose instances count no more', () => {
    const w = aws.tick(after(pool(1), hook('TERMINATING', { HeartbeatTimeout: 100 }), update({ DesiredCapacity: 0 })), 0)
    expect(states(w)).toEqual(['Terminating:Wait 1'])
    const done = after(w, complete(first(w), 'TERMINATING', 'CONTINUE'))
    expect(states(done)).toEqual(['Terminating:Proceed 1'])
    expect(states(aws.tick(done, 20 * SECOND))).toEqual([])
    expect(states(aws.tick(w, 119 * SECOND))).toEqual(['Terminating:Proceed 1'])
    expect(states(aws.tick(w, 120 * SECOND))).toEqual([])
  })
  it('of one kind wait for each other', () => {
    const second = [
      'autoscaling:PutLifecycleHook',
      { AutoScalingGroupName: 'pool', LifecycleHookName: 'second', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' },
    ] as const
    const w = born(hook('LAUNCHING'), second)
    const one = after(w, complete(first(w), 'second', 'CONTINUE'))
    expect(states(one)).toEqual(['Pending:Wait 1'])
    expect(states(after(one, complete(first(w), 'LAUNCHING', 'CONTINUE')))).toEqual(['InService 1'])
  })
  it('are completed by their deletion: launches abandoned, terminations continued', () => {
    const launching = born(hook('LAUNCHING'))
    expect(
      states(after(launching, ['autoscaling:DeleteLifecycleHook', { AutoScalingGroupName: 'pool', LifecycleHookName: 'LAUNCHING' }])),
    ).toEqual(['Terminating 1'])
    const ending = aws.tick(after(pool(1), hook('TERMINATING'), update({ DesiredCapacity: 0 })), 0)
    expect(
      states(after(ending, ['autoscaling:DeleteLifecycleHook', { AutoScalingGroupName: 'pool', LifecycleHookName: 'TERMINATING' }])),
    ).toEqual(['Terminating:Proceed 1'])
  })
  it('show with what AWS fills in, and an update keeps what it leaves out', () => {
    const w = after(pool(0), hook('LAUNCHING', { NotificationMetadata: 'm' }), [
      'autoscaling:PutLifecycleHook',
      { AutoScalingGroupName: 'pool', LifecycleHookName: 'LAUNCHING', HeartbeatTimeout: 60 },
    ])
    expect(refusals(w)).toEqual([])
    expect(answered(w, 'autoscaling:DescribeLifecycleHooks', { AutoScalingGroupName: 'pool' })).toEqual({
      LifecycleHooks: [
        {
          LifecycleHookName: 'LAUNCHING',
          AutoScalingGroupName: 'pool',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
          NotificationMetadata: 'm',
          HeartbeatTimeout: 60,
          GlobalTimeout: 6_000,
          DefaultResult: 'ABANDON',
        },
      ],
    })
  })
  it.each([
    ['without a transition', { LifecycleTransition: undefined }],
    ['with a heartbeat under half a minute', { HeartbeatTimeout: 29 }],
    ['with another result', { DefaultResult: 'MAYBE' }],
    ['with a blank in its name', { LifecycleHookName: 'a b' }],
  ])('are refused %s', (_, more) => {
    const [op, input] = hook('LAUNCHING')
    expect(refusalOf(pool(0), op, { ...input, ...more })).toContain('ValidationError')
  })
  it('that are not there cannot be deleted', () =>
    expect(refusalOf(pool(0), 'autoscaling:DeleteLifecycleHook', { AutoScalingGroupName: 'pool', LifecycleHookName: 'none' })).toContain(
      'No Lifecycle Hook found',
    ))
})
