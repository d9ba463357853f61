import { describe, expect, it } from 'vitest'
import {
  account,
  after,
  answered,
  at,
  body,
  group,
  newGroup,
  newTemplate,
  newVersion,
  pool,
  refresh,
  refusalOf,
  refusals,
  remove,
  scope,
  SECOND,
  update,
} from './account.fixture.js'
import { aws } from './aws.js'
import { groupIn, regionOf, type World } from './World.js'

const templated = after(account, newTemplate())
const create = 'autoscaling:CreateAutoScalingGroup'
const input = newGroup()[1]
const describeGroups = 'autoscaling:DescribeAutoScalingGroups'
const shown = (w: World, more: object = {}) =>
  (
    answered(w, describeGroups, { AutoScalingGroupNames: ['pool'], ...more })['AutoScalingGroups'] as ReadonlyArray<Record<string, unknown>>
  )[0]
const sizes = (w: World) => {
  const g = groupIn(w, scope, 'pool')
  return [g?.min, g?.desired, g?.max]
}

describe('a new group', () => {
  it('shows everything that AWS fills in', () => {
    const w = after(templated, newGroup({ MinSize: 1, Tags: [{ Key: 'a', Value: 'b', PropagateAtLaunch: false }] }))
    expect(shown(w)).toEqual({
      AutoScalingGroupName: 'pool',
      AutoScalingGroupARN:
        'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:00000002-0000-4000-8000-000000000000:autoScalingGroupName/pool',
      LaunchTemplate: { LaunchTemplateId: 'lt-00000000000000001', LaunchTemplateName: 'pool', Version: '1' },
      MinSize: 1,
      MaxSize: 10,
      DesiredCapacity: 1,
      AvailabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
      VPCZoneIdentifier: 'subnet-a,subnet-b,subnet-c',
      DefaultCooldown: 300,
      HealthCheckType: 'EC2',
      HealthCheckGracePeriod: 0,
      TerminationPolicies: ['Default'],
      NewInstancesProtectedFromScaleIn: false,
      DeletionProtection: 'none',
      LoadBalancerNames: [],
      TargetGroupARNs: [],
      TrafficSources: [],
      EnabledMetrics: [],
      AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-best-effort' },
      CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
      ServiceLinkedRoleARN: 'arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
      CreatedTime: '2026-01-01T00:00:00.000Z',
      Instances: [],
      SuspendedProcesses: [],
      Tags: [{ ResourceId: 'pool', ResourceType: 'auto-scaling-group', Key: 'a', Value: 'b', PropagateAtLaunch: false }],
    })
  })
  it('keeps the version literally, `$Default` where none was given, while instances show the number', () => {
    const w = aws.tick(after(templated, newVersion(body), newGroup({ DesiredCapacity: 1, LaunchTemplate: at('$Latest') })), 60 * SECOND)
    expect(shown(w)).toMatchObject({ LaunchTemplate: { Version: '$Latest' }, Instances: [{ LaunchTemplate: { Version: '2' } }] })
    expect(shown(after(templated, newGroup({ LaunchTemplate: { LaunchTemplateName: 'pool' } })))).toMatchObject({
      LaunchTemplate: { Version: '$Default' },
    })
  })
  it('keeps the order of its subnets', () =>
    expect(shown(after(templated, newGroup({ VPCZoneIdentifier: 'subnet-c, subnet-a' })))).toMatchObject({
      VPCZoneIdentifier: 'subnet-c,subnet-a',
      AvailabilityZones: ['eu-west-1a', 'eu-west-1c'],
    }))
  it('by zones alone launches into their subnets', () => {
    const w = after(templated, newGroup({ VPCZoneIdentifier: undefined, AvailabilityZones: ['eu-west-1b'], DesiredCapacity: 1 }))
    expect(shown(w)).not.toHaveProperty('VPCZoneIdentifier')
    expect(group(aws.tick(w, 0)).instances.map((i) => i.subnet)).toEqual(['subnet-b'])
  })
  it('launches nothing before time passes', () => {
    const w = after(templated, newGroup({ DesiredCapacity: 2 }))
    expect(group(w).instances).toEqual([])
    expect(group(aws.tick(w, 0)).instances.map((i) => i.state)).toEqual(['Pending', 'Pending'])
  })

  it.each([
    ['a desired capacity outside the bounds', { DesiredCapacity: 11 }, 'must be between the specified min size:0 and max size:10'],
    ['bounds the wrong way round', { MinSize: 11 }, 'Max bound, 10'],
    ['sizes that are no whole numbers', { MinSize: 0.5 }, 'MinSize'],
    ['no launch source', { LaunchTemplate: undefined }, 'must contain either LaunchTemplate'],
    ['two launch sources', { MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: at('1') } } }, 'only one of them'],
    [
      'a template by id and name',
      { LaunchTemplate: { ...at('1'), LaunchTemplateId: 'lt-00000000000000001' } },
      'either launchTemplateId or LaunchTemplateName',
    ],
    ['a template that is not there', { LaunchTemplate: { LaunchTemplateName: 'none' } }, 'valid fully-formed launch template'],
    ['a version that is not there', { LaunchTemplate: at('2') }, 'valid fully-formed launch template'],
    ['no place to launch into', { VPCZoneIdentifier: undefined }, 'At least one Availability Zone or VPC Subnet'],
    ['a subnet that is not there', { VPCZoneIdentifier: 'subnet-a,subnet-z' }, "'subnet-z' does not exist"],
    ['a zone without subnets', { VPCZoneIdentifier: undefined, AvailabilityZones: ['eu-west-1z'] }, 'Invalid availability zones'],
    ['zones that are not those of the subnets', { AvailabilityZones: ['eu-west-1a'] }, 'do not match'],
    ['reserved tags', { Tags: [{ Key: 'aws:x', Value: '' }] }, 'reserved'],
    ['tags of another group', { Tags: [{ Key: 'x', Value: '', ResourceId: 'other' }] }, 'resource of a tag'],
    ['a name with a colon', { AutoScalingGroupName: 'a:b' }, 'Invalid Auto Scaling group name'],
    ['a cooldown below zero', { DefaultCooldown: -1 }, 'DefaultCooldown'],
    ['a lifetime under a day', { MaxInstanceLifetime: 3_600 }, 'MaxInstanceLifetime'],
    [
      'a heartbeat over two hours',
      {
        LifecycleHookSpecificationList: [
          { LifecycleHookName: 'h', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING', HeartbeatTimeout: 7_201 },
        ],
      },
      'between 30 and 7200',
    ],
  ])('is refused for %s', (_, more, words) => {
    const why = refusalOf(templated, create, { ...input, ...more })
    expect(why).toContain('ValidationError: ')
    expect(why).toContain(words)
  })
  it('is refused with more than fifty tags', () =>
    expect(refusalOf(templated, create, { ...input, Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) })).toContain(
      'LimitExceeded',
    ))
  it('is refused for a name that is taken, with other words while that one is being deleted', () => {
    const w = pool(0)
    expect(refusalOf(w, create, input)).toMatch(/^AlreadyExists: (?!.*pending delete)/)
    expect(refusalOf(after(w, remove()), create, input)).toMatch(/^AlreadyExists: .*pending delete/)
  })
})

describe('the content of a template is looked at when a group is made with it:', () => {
  it.each([
    ['no image', { InstanceType: 'm5.large' }, 'ImageId'],
    ['an image that is not there', { ...body, ImageId: 'ami-none' }, "'[ami-none]' does not exist"],
    ['no type', { ImageId: 'ami-1' }, 'InstanceType'],
    ['a type that is none', { ...body, InstanceType: 'm5.larg' }, "'m5.larg'"],
    ['a type for another processor', { ...body, InstanceType: 'm6g.large' }, 'architecture'],
    ['a key pair that is not there', { ...body, KeyName: 'lost' }, "key pair 'lost'"],
    ['a security group that is not there', { ...body, SecurityGroupIds: ['sg-1', 'sg-9'] }, "'sg-9'"],
    [
      'a root volume under its snapshot',
      { ...body, BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 7 } }] },
      'expect size >= 8GB',
    ],
  ])('%s', (_, data, words) => {
    const w = after(account, newTemplate(data))
    expect(refusals(w)).toEqual([])
    expect(refusalOf(w, create, input)).toContain(`ValidationError: You must use a valid fully-formed launch template.`)
    expect(refusalOf(w, create, input)).toContain(words)
  })
  it('images behind an SSM parameter and arm images on arm types pass', () => {
    expect(refusals(after(account, newTemplate({ ...body, ImageId: 'resolve:ssm:/x' }), newGroup()))).toEqual([])
    expect(refusals(after(account, newTemplate({ ImageId: 'ami-arm', InstanceType: 'm6g.large' }), newGroup()))).toEqual([])
  })
})

describe('a mixed instances policy', () => {
  const policy = (more: object = {}) => ({
    LaunchTemplate: undefined,
    MixedInstancesPolicy: {
      LaunchTemplate: { LaunchTemplateSpecification: at('1'), Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'm5a.large' }] },
      ...more,
    },
  })
  it('is filled in with defaults, pools only where they mean something', () => {
    expect(shown(after(templated, newGroup(policy())))).toMatchObject({
      MixedInstancesPolicy: {
        InstancesDistribution: {
          OnDemandAllocationStrategy: 'prioritized',
          OnDemandBaseCapacity: 0,
          OnDemandPercentageAboveBaseCapacity: 100,
          SpotAllocationStrategy: 'lowest-price',
          SpotInstancePools: 2,
        },
      },
    })
    const w = after(
      templated,
      newGroup(policy({ InstancesDistribution: { SpotAllocationStrategy: 'capacity-optimized', SpotMaxPrice: '' } })),
    )
    expect(shown(w)?.['MixedInstancesPolicy']).toMatchObject({
      InstancesDistribution: expect.not.objectContaining({ SpotInstancePools: 2 }) as object,
    })
    expect(JSON.stringify(shown(w))).not.toContain('SpotMaxPrice')
  })
  it('takes the place of a template and gives it back', () => {
    const w = after(pool(0), update(policy()))
    expect(shown(w)).not.toHaveProperty('LaunchTemplate')
    expect(shown(after(w, update({ LaunchTemplate: at('1') })))).not.toHaveProperty('MixedInstancesPolicy')
  })
  it('keeps what an update of it leaves out', () => {
    const w = after(
      templated,
      newGroup(policy({ InstancesDistribution: { OnDemandBaseCapacity: 1 } })),
      update({ MixedInstancesPolicy: { InstancesDistribution: { SpotMaxPrice: '0.1' } } }),
    )
    expect(refusals(w)).toEqual([])
    expect(shown(w)).toMatchObject({
      MixedInstancesPolicy: {
        LaunchTemplate: { Overrides: [{}, {}] },
        InstancesDistribution: { OnDemandBaseCapacity: 1, SpotMaxPrice: '0.1' },
      },
    })
  })
  it('is refused over a template that asks for Spot itself, and with a share over 100', () => {
    const spot = after(account, newTemplate({ ...body, InstanceMarketOptions: { MarketType: 'spot' } }))
    expect(refusalOf(spot, create, { ...input, ...policy() })).toContain('InstanceMarketOptions')
    expect(
      refusalOf(templated, create, { ...input, ...policy({ InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 101 } }) }),
    ).toContain('between 0 and 100')
  })
  it('launches on demand for the base and the share, Spot for the rest', () => {
    const w = aws.tick(
      after(
        templated,
        newGroup({
          ...policy({ InstancesDistribution: { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 50 } }),
          DesiredCapacity: 5,
        }),
      ),
      60 * SECOND,
    )
    expect(group(w).instances.map((i) => i.spot)).toEqual([false, false, true, false, true])
  })
})

describe('an update', () => {
  it('moves the desired capacity with the bounds, and not when it says one', () => {
    const w = pool(3)
    expect(sizes(after(w, update({ MinSize: 5 })))).toEqual([5, 5, 10])
    expect(sizes(after(w, update({ MaxSize: 2 })))).toEqual([0, 2, 2])
    expect(sizes(after(w, update({ MinSize: 4, DesiredCapacity: 6 })))).toEqual([4, 6, 10])
    expect(refusalOf(w, ...(update({ MaxSize: 2, DesiredCapacity: 3 }) as [string, object]))).toContain('must be between')
  })
  it('leaves alone what it does not name, and takes away what AWS says is taken away so', () => {
    const w = after(pool(0), update({ DefaultCooldown: 10, DefaultInstanceWarmup: 60, CapacityRebalance: true }))
    expect(shown(w)).toMatchObject({ DefaultCooldown: 10, DefaultInstanceWarmup: 60, CapacityRebalance: true })
    const next = after(w, update({ DefaultInstanceWarmup: -1 }))
    expect(shown(next)).toMatchObject({ DefaultCooldown: 10, CapacityRebalance: true })
    expect(shown(next)).not.toHaveProperty('DefaultInstanceWarmup')
  })
  it('of a group that is not there, or is being deleted, is refused with words that tell them apart', () => {
    expect(refusalOf(templated, ...(update({ MaxSize: 1 }) as [string, object]))).toMatch(
      /ValidationError: AutoScalingGroup name not found/,
    )
    expect(refusalOf(after(pool(0), remove()), ...(update({ MaxSize: 1 }) as [string, object]))).toMatch(
      /ValidationError: .*while it is pending delete/,
    )
  })
  it('of the template is refused during a refresh with a desired configuration, other members and other refreshes are not', () => {
    const w = after(pool(2), newVersion(body))
    const pinned = after(w, refresh({ DesiredConfiguration: { LaunchTemplate: at('2') } }))
    expect(refusalOf(pinned, ...(update({ LaunchTemplate: at('2') }) as [string, object]))).toContain(
      'active instance refresh with a desired configuration',
    )
    expect(refusals(after(pinned, update({ MaxSize: 11 })))).toEqual([])
    expect(refusals(after(w, refresh(), update({ LaunchTemplate: at('2') })))).toEqual([])
  })
  it('does not touch running instances', () => {
    const w = after(pool(2), newVersion({ ...body, InstanceType: 'm5.xlarge' }), update({ LaunchTemplate: at('2') }))
    expect(group(aws.tick(w, 600 * SECOND)).instances.map((i) => i.type)).toEqual(['m5.large', 'm5.large'])
  })
  it('of the desired capacity alone has its own words outside the bounds', () => {
    const set = (DesiredCapacity: number) =>
      refusalOf(pool(1, { MinSize: 1 }), 'autoscaling:SetDesiredCapacity', { AutoScalingGroupName: 'pool', DesiredCapacity })
    expect([set(11), set(0), set(5)]).toEqual([
      expect.stringContaining('above max value 10'),
      expect.stringContaining('below min value 1'),
      'answered',
    ])
  })
})

describe('a delete', () => {
  it('without force wants an empty and quiet group', () => {
    expect(refusalOf(pool(1), ...(remove() as [string, object]))).toContain('ResourceInUse: ')
    const leaving = aws.tick(after(pool(1), update({ DesiredCapacity: 0 })), SECOND)
    expect(refusalOf(leaving, ...(remove() as [string, object]))).toContain('ScalingActivityInProgress: ')
    expect(refusals(after(aws.tick(leaving, 60 * SECOND), remove()))).toEqual([])
  })
  it('shows the group for a minute, ends its instances without waiting for hooks, then it is gone and so is its place in time', () => {
    const hooked = after(
      pool(2),
      [
        'autoscaling:PutLifecycleHook',
        { AutoScalingGroupName: 'pool', LifecycleHookName: 'h', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' },
      ],
      refresh(),
    )
    const w = after(hooked, remove({ ForceDelete: true }))
    expect(shown(w)).toMatchObject({
      Status: 'Delete in progress',
      Instances: [{ LifecycleState: 'Terminating' }, { LifecycleState: 'Terminating' }],
    })
    expect(shown(aws.tick(w, 20 * SECOND))).toMatchObject({ Status: 'Delete in progress', Instances: [] })
    const gone = aws.tick(w, 60 * SECOND)
    expect(answered(gone, describeGroups, { AutoScalingGroupNames: ['pool'] })).toEqual({ AutoScalingGroups: [] })
    expect(regionOf(gone, scope).due.size).toBe(0)
  })
  it('is refused by deletion protection', () => {
    const w = after(pool(0), update({ DeletionProtection: 'prevent-force-deletion' }))
    expect(refusalOf(w, ...(remove({ ForceDelete: true }) as [string, object]))).toContain('protection')
    expect(refusals(after(w, remove()))).toEqual([])
  })
  it('of a group that is not there is an error, as a second one is', () => {
    expect(refusalOf(templated, ...(remove() as [string, object]))).toContain('name not found')
    expect(refusalOf(after(pool(0), remove()), ...(remove() as [string, object]))).toContain('pending delete')
  })
})

describe('descriptions', () => {
  const many = Array.from({ length: 120 }, (_, i) => `g${String(i).padStart(3, '0')}`).reduce(
    (w, name) => after(w, newGroup({ Tags: [{ Key: 'n', Value: name }] }, name)),
    templated,
  )
  const names = (input_: object) =>
    (answered(many, describeGroups, input_)['AutoScalingGroups'] as ReadonlyArray<{ readonly AutoScalingGroupName: string }>).map(
      (g) => g.AutoScalingGroupName,
    )
  it('come in pages of fifty unless asked for up to a hundred', () => {
    expect(names({}).length).toBe(50)
    const first = answered(many, describeGroups, { MaxRecords: 100 })
    expect(names({ MaxRecords: 100, NextToken: first['NextToken'] })).toEqual(Array.from({ length: 20 }, (_, i) => `g${100 + i}`))
    expect(refusalOf(many, describeGroups, { MaxRecords: 101 })).toContain('ValidationError')
    expect(refusalOf(many, describeGroups, { NextToken: 'x' })).toContain('InvalidNextToken')
  })
  it('drop names that are not there, and take no more names than a page', () => {
    expect(names({ AutoScalingGroupNames: ['g001', 'none'] })).toEqual(['g001'])
    expect(refusalOf(many, describeGroups, { AutoScalingGroupNames: Array.from({ length: 51 }, (_, i) => `g${i}`) })).toContain(
      'ValidationError',
    )
  })
  it('filter by tags', () => {
    expect(names({ Filters: [{ Name: 'tag:n', Values: ['g007', 'g008'] }] })).toEqual(['g007', 'g008'])
    expect(
      names({
        Filters: [
          { Name: 'tag-key', Values: ['n'] },
          { Name: 'tag-value', Values: ['g009'] },
        ],
      }),
    ).toEqual(['g009'])
  })
  it('leave instances out when asked', () =>
    expect(shown(pool(1), { IncludeInstances: false })).toMatchObject({ Instances: [], DesiredCapacity: 1 }))
  it('of activities and refreshes want a group that is there', () => {
    for (const op of ['DescribeScalingActivities', 'DescribeInstanceRefreshes', 'DescribeLifecycleHooks'])
      expect(refusalOf(templated, `autoscaling:${op}`, { AutoScalingGroupName: 'none' })).toContain('ValidationError')
  })
})
