import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { after, answered, newTemplate, refusalOf, refusals, scope, SECOND } from './account.fixture.js'
import { aws } from './aws.js'
import {
  cluster,
  configure,
  deleteNodegroup,
  hidden,
  id,
  issues,
  MINUTE,
  newNodegroup,
  nodes,
  passed,
  role,
  shown,
  sizes,
  status,
} from './eks.fixture.js'
import * as Eks from './eksEvents.js'
import * as Events from './events.js'
import { factsOfWorld, keysOf } from './factsOfWorld.js'
import { provision } from './seed.js'
import { nextEvent } from './time.js'
import { groupIn, regionOf, type World } from './World.js'
import { decodeWorld, encodeWorld } from './worldFile.js'

const made = after(cluster, newNodegroup())
const active = passed(made, 5)
const refusal = (more: object, w: World = cluster): string => refusalOf(w, ...newNodegroup(more))

describe('creating a node group', () => {
  it('is CREATING until its nodes are ready, then ACTIVE', () => {
    expect([0, 29, 60, 89, 120].map((s) => status(aws.tick(made, s * SECOND)))).toEqual([
      'CREATING',
      'CREATING',
      'CREATING',
      'CREATING',
      'ACTIVE',
    ])
    expect(nodes(active)).toEqual(['1', '1'])
    expect(nextEvent(passed(active, 60))).toBeUndefined()
  })

  it('fills in what EKS fills in', () => {
    expect(shown(active)).toMatchObject({
      version: '1.33',
      releaseVersion: '1.33.4-20260101',
      amiType: 'AL2023_x86_64_STANDARD',
      capacityType: 'ON_DEMAND',
      diskSize: 20,
      updateConfig: { maxUnavailable: 1, updateStrategy: 'DEFAULT' },
      labels: {},
      health: { issues: [] },
    })
    const bare = after(cluster, [
      'eks:CreateNodegroup',
      { clusterName: 'prod', nodegroupName: 'workers', nodeRole: role, subnets: ['subnet-a'] },
    ])
    expect(shown(bare)).toMatchObject({ instanceTypes: ['t3.medium'], scalingConfig: sizes(1, 2, 2) })
    expect(shown(after(cluster, newNodegroup({ amiType: 'WINDOWS_CORE_2022_x86_64' })))).toMatchObject({ diskSize: 50 })
  })

  it('makes an ordinary Auto Scaling group, named and tagged as its own, from a template of its own', () => {
    const group = hidden(active)
    expect(group?.name).toMatch(/^eks-workers-[0-9a-f]{8}-/)
    expect(shown(active)).toMatchObject({ resources: { autoScalingGroups: [{ name: group?.name }] } })
    expect(group?.tags).toMatchObject({
      'eks:cluster-name': { Value: 'prod', PropagateAtLaunch: true },
      'eks:nodegroup-name': { Value: 'workers' },
      'k8s.io/cluster-autoscaler/enabled': { Value: 'true' },
      'k8s.io/cluster-autoscaler/prod': { Value: 'owned' },
      'kubernetes.io/cluster/prod': { Value: 'owned' },
    })
    expect(group?.instances.map((i) => i.zone)).toEqual(['eu-west-1a', 'eu-west-1b'])
    expect(answered(active, 'autoscaling:DescribeAutoScalingGroups', {})['AutoScalingGroups']).toHaveLength(1)
    expect(shown(made)).not.toHaveProperty('resources')
  })

  it("derives its template from the user's, and then shows neither disk nor types that are in it", () => {
    const w = passed(
      after(
        cluster,
        newTemplate({ InstanceType: 'm5.xlarge' }),
        newNodegroup({ instanceTypes: undefined, launchTemplate: { name: 'pool' } }),
      ),
      5,
    )
    expect(shown(w)).toMatchObject({ launchTemplate: { name: 'pool', version: '1' }, status: 'ACTIVE' })
    expect(shown(w)).not.toHaveProperty('diskSize')
    expect(shown(w)).not.toHaveProperty('instanceTypes')
    expect(hidden(w)?.instances.map((i) => i.type)).toEqual(['m5.xlarge', 'm5.xlarge'])
  })

  it("is a group of an image of one's own where the template has one", () => {
    const w = passed(after(cluster, newTemplate({ ImageId: 'ami-1' }), newNodegroup({ launchTemplate: { name: 'pool' } })), 5)
    expect(shown(w)).toMatchObject({ amiType: 'CUSTOM', releaseVersion: 'ami-1', status: 'ACTIVE' })
  })

  it('remembers its token: the same request again makes nothing, and says the same', () => {
    const [op, input] = newNodegroup()
    const once = after(cluster, [op, input, 'token'])
    expect(answered(once, op, input, 'token')).toEqual(answered(cluster, op, input, 'token'))
    expect(refusalOf(once, op, input, 'other')).toContain('ResourceInUseException: NodeGroup already exists with name workers')
  })

  it.each([
    ['a cluster that is not there', { clusterName: 'test' }, 'ResourceNotFoundException: No cluster found for name: test.'],
    ['a name with a dot', { nodegroupName: 'a.b' }, 'InvalidParameterException'],
    ['a name of 64 characters', { nodegroupName: 'a'.repeat(64) }, 'InvalidParameterException'],
    ['no subnets', { subnets: [] }, 'InvalidParameterException'],
    ['a subnet that is not there', { subnets: ['subnet-x'] }, "The subnet ID 'subnet-x' does not exist"],
    ['a role that is not there', { nodeRole: `${role}2` }, 'The role with name nodes2 cannot be found.'],
    ['a minimum above the desired size', { scalingConfig: sizes(3, 2, 5) }, "Minimum capacity 3 can't be greater than desired size 2"],
    ['a desired size above the maximum', { scalingConfig: sizes(0, 6, 5) }, "can't be greater than maxSize 5"],
    ['a maximum of none', { scalingConfig: sizes(0, 0, 0) }, 'InvalidParameterException'],
    ['sizes in part', { scalingConfig: { minSize: 1 } }, 'must all be given'],
    ['another version than the cluster', { version: '1.32' }, 'should be equal to Cluster kubernetes version 1.33'],
    ['a release of another version', { releaseVersion: '1.32.1-20250101' }, 'is not valid for kubernetes version 1.33'],
    ['an image type that has ended', { amiType: 'AL2_x86_64' }, '1.32 or earlier'],
    ['an image type that never was', { amiType: 'DEBIAN' }, 'Invalid amiType'],
    ['a type of another architecture', { instanceTypes: ['m6g.large'] }, 'not a valid instance type for requested amiType'],
    ['a type that is not there', { instanceTypes: ['m5.huge'] }, 'do not exist: [m5.huge]'],
    ['21 types', { instanceTypes: Array.from({ length: 21 }, () => 'm5.large') }, 'At most 20'],
    ['both forms of maxUnavailable', { updateConfig: { maxUnavailable: 1, maxUnavailablePercentage: 10 } }, 'Exactly one'],
    ['maxUnavailable above the maximum', { updateConfig: { maxUnavailable: 6 } }, "can't be greater than the maximum size 5"],
    ['a label of 64 characters', { labels: { a: 'x'.repeat(64) } }, '1 to 63'],
    ['51 taints', { taints: Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, effect: 'NO_SCHEDULE' })) }, 'at most 50 taints'],
    ['a taint as Kubernetes spells it', { taints: [{ key: 'a', effect: 'NoSchedule' }] }, 'Invalid taint effect'],
    ['the same taint twice', { taints: ['1', '2'].map((value) => ({ key: 'a', value, effect: 'NO_EXECUTE' })) }, 'Duplicate taint'],
    ['a tag of AWS', { tags: { 'aws:x': '' } }, 'BadRequestException'],
    ['a key pair that is not there', { remoteAccess: { ec2SshKey: 'none' } }, "key pair 'none' does not exist"],
    [
      'a repair configuration with both forms',
      { nodeRepairConfig: { maxParallelNodesRepairedCount: 1, maxParallelNodesRepairedPercentage: 1 } },
      'cannot both',
    ],
    ['a capacity type of no kind', { capacityType: 'CHEAP' }, 'Invalid capacityType'],
  ])('refuses %s', (_, more, words) => expect(refusal(more)).toContain(words))

  const with_ = (data: object) => after(cluster, newTemplate(data))
  const bare = { launchTemplate: { name: 'pool' }, instanceTypes: undefined }
  it.each([
    ['a disk', { KeyName: 'key' }, { diskSize: 30 }, 'Disk size must be specified within the launch template.'],
    ['remote access', { KeyName: 'key' }, { remoteAccess: { ec2SshKey: 'key' } }, 'Remote access'],
    [
      'types in both places',
      { InstanceType: 'm5.large' },
      { instanceTypes: ['m5.large'] },
      'InvalidRequestException: Cannot specify instance types',
    ],
    ['an image and an image type', { ImageId: 'ami-1' }, { amiType: 'AL2023_x86_64_STANDARD' }, 'other than CUSTOM'],
    ['an image and a version', { ImageId: 'ami-1' }, { version: '1.33' }, 'kubernetesVersion when using custom AMIs'],
    ['an image and a release', { ImageId: 'ami-1' }, { releaseVersion: '1.33.4-20260101' }, 'releaseVersion when using custom AMIs'],
    ['CUSTOM without an image', { KeyName: 'key' }, { amiType: 'CUSTOM' }, 'must contain an image id'],
    ['an instance profile', { IamInstanceProfile: { Name: 'p' } }, {}, 'IAM instance profile'],
    ['Spot options', { InstanceMarketOptions: { MarketType: 'spot' } }, {}, 'Spot options'],
    ['both names of the template', { KeyName: 'key' }, { launchTemplate: { name: 'pool', id: 'lt-1' } }, 'not both'],
    ['a version that is not there', { KeyName: 'key' }, { launchTemplate: { name: 'pool', version: '9' } }, 'does not exist'],
    ['an image that is not there', { ImageId: 'ami-2' }, {}, 'does not exist'],
    ['a security group that is not there', { SecurityGroupIds: ['sg-9'] }, {}, "'sg-9' does not exist"],
  ])('refuses beside a template: %s', (_, data, more, words) => expect(refusal({ ...bare, ...more }, with_(data))).toContain(words))

  it('is refused while the cluster is not active, and above 30 groups in one', () => {
    expect(refusal({}, Eks.setCluster(cluster, scope, 'prod', { status: 'UPDATING' }))).toContain('InvalidRequestException')
    const full = after(cluster, ...Array.from({ length: 30 }, (_, i) => newNodegroup({ nodegroupName: `w${i}` })))
    expect(refusals(full)).toEqual([])
    expect(refusal({}, full)).toContain('ResourceLimitExceededException')
  })
})

describe('a node group that fails', () => {
  it('is CREATE_FAILED for ever where there is no capacity, and says why', () => {
    const short = Events.setShortage(cluster, scope, {}, true)
    const failed = passed(after(short, newNodegroup()), 20)
    expect([status(failed), issues(failed)[0]]).toEqual(['CREATE_FAILED', 'AsgInstanceLaunchFailures'])
    expect(status(passed(Events.setShortage(failed, scope, {}, false), 60))).toBe('CREATE_FAILED')
    expect(refusalOf(failed, ...configure({ labels: { addOrUpdateLabels: { a: 'b' } } }))).toContain('not in Active State')
    expect(status(passed(after(failed, deleteNodegroup), 5))).toBeUndefined()
  })

  it('is CREATE_FAILED where nodes do not join: a bad image, or a role that does not let them', () => {
    const bad = Eks.setBadImage(cluster, scope, '1.33.4-20260101', true)
    expect(issues(passed(after(bad, newNodegroup()), 20))).toContain('NodeCreationFailure')
    const idle = provision(cluster, scope, { roles: [{ name: 'nodes', policies: [] }] })
    const failed = passed(after(idle, newNodegroup()), 20)
    expect([status(failed), issues(failed)]).toEqual(['CREATE_FAILED', ['NodeCreationFailure']])
  })

  it('has no Auto Scaling group where the role went away before one was made', () => {
    const policies = { RoleName: 'nodes' }
    const plain = provision(cluster, scope, { roles: [{ name: 'nodes', policies: [] }] })
    const gone = after(plain, newNodegroup())
    // Somebody may take the role away only once nothing uses it; here the account loses it.
    const lost = passed({ ...gone, roles: gone.roles.clear() }, 5)
    expect([status(lost), issues(lost)[0]]).toEqual(['CREATE_FAILED', 'IamNodeRoleNotFound'])
    expect(shown(lost)).not.toHaveProperty('resources')
    expect(refusalOf(gone, 'iam:DeleteRole', policies)).toContain('instance profile')
  })

  it('is DEGRADED while there is an issue, and ACTIVE again when its cause has gone', () => {
    const short = Events.setShortage(active, scope, {}, true)
    const degraded = passed(after(short, configure({ scalingConfig: { desiredSize: 4 } })), 5)
    expect([status(degraded), issues(degraded)]).toEqual(['DEGRADED', ['AsgInstanceLaunchFailures']])
    const emptied = passed(after(degraded, configure({ scalingConfig: { desiredSize: 0 } })), 60)
    expect(status(emptied)).toBe('DEGRADED')
    expect(status(passed(Events.setShortage(degraded, scope, {}, false), 60))).toBe('ACTIVE')
  })

  it('notices what becomes of what it needs', () => {
    const name = hidden(active)?.name ?? ''
    const template = Eks.nodegroupIn(active, scope, id)?.copy
    const cases: ReadonlyArray<readonly [string, World]> = [
      [
        'AutoScalingGroupNotFound',
        after(active, ['autoscaling:DeleteAutoScalingGroup', { AutoScalingGroupName: name, ForceDelete: true }]),
      ],
      ['AutoScalingGroupInstanceRefreshActive', after(active, ['autoscaling:StartInstanceRefresh', { AutoScalingGroupName: name }])],
      ['Ec2LaunchTemplateNotFound', after(active, ['ec2:DeleteLaunchTemplate', { LaunchTemplateId: template }])],
      [
        'Ec2LaunchTemplateVersionMismatch',
        after(active, newTemplate(), [
          'autoscaling:UpdateAutoScalingGroup',
          { AutoScalingGroupName: name, LaunchTemplate: { LaunchTemplateName: 'pool' } },
        ]),
      ],
      ['Ec2SubnetNotFound', Events.forget(active, scope, 'subnets', 'subnet-b')],
      ['NodeCreationFailure', Eks.setBadImage(active, scope, '1.33.4-20260101', true)],
      [
        'Ec2SecurityGroupDeletionFailure',
        Eks.setIssues(active, scope, id, [{ code: 'Ec2SecurityGroupDeletionFailure', message: '', resourceIds: [] }]),
      ],
    ]
    for (const [code, w] of cases) {
      const later = aws.tick(w, code === 'NodeCreationFailure' ? 20 * MINUTE : SECOND)
      expect([code, status(later), issues(later)[0]]).toEqual([code, 'DEGRADED', code])
    }
  })
})

describe('deleting a node group', () => {
  it('takes its instances, its group and its template with it', () => {
    const deleting = after(active, deleteNodegroup)
    expect(status(deleting)).toBe('DELETING')
    const gone = passed(deleting, 5)
    expect(shown(gone)).toEqual({})
    expect([regionOf(gone, scope).groups.size, regionOf(gone, scope).templates.size, nextEvent(gone)]).toEqual([0, 0, undefined])
    expect(refusalOf(gone, ...deleteNodegroup)).toContain('ResourceNotFoundException: No node group found')
  })

  it('is refused while something else goes on', () => {
    expect(refusalOf(made, ...deleteNodegroup)).toContain('ResourceInUseException')
    expect(refusalOf(after(active, deleteNodegroup), ...deleteNodegroup)).toContain('ResourceInUseException')
    expect(refusalOf(after(active, configure({ scalingConfig: { maxSize: 9 } })), ...deleteNodegroup)).toContain('ResourceInUseException')
  })

  it('can fail, and be tried again', () => {
    const issue = { code: 'Ec2SecurityGroupDeletionFailure', message: 'in use', resourceIds: ['sg-1'] }
    const failed = passed(after(Eks.failDeletion(active, scope, id, issue), deleteNodegroup), 10)
    expect([status(failed), issues(failed)]).toEqual(['DELETE_FAILED', ['Ec2SecurityGroupDeletionFailure']])
    expect(status(passed(after(failed, deleteNodegroup), 10))).toBe('DELETE_FAILED')
    expect(shown(passed(after(Eks.failDeletion(failed, scope, id), deleteNodegroup), 10))).toEqual({})
  })

  it('is over when the cluster goes', () => {
    const gone = Eks.removeCluster(active, scope, 'prod')
    expect(refusalOf(gone, 'eks:DescribeNodegroup', { clusterName: 'prod', nodegroupName: 'workers' })).toContain('No cluster found')
    expect(nextEvent(passed(gone, 1))).toBeUndefined()
  })
})

describe('tags and what others do', () => {
  const arn = shown(active)['nodegroupArn']
  it('are set and taken by ARN, at any time, and reach no instance', () => {
    const tagged = after(
      active,
      ['eks:TagResource', { resourceArn: arn, tags: { a: '1', b: '2' } }],
      ['eks:UntagResource', { resourceArn: arn, tagKeys: ['b'] }],
    )
    expect(shown(tagged)).toMatchObject({ tags: { a: '1' }, status: 'ACTIVE' })
    expect(hidden(tagged)?.tags).not.toHaveProperty('a')
    expect(refusalOf(active, 'eks:TagResource', { resourceArn: `${String(arn)}0`, tags: {} })).toContain('NotFoundException')
  })

  it('of the hidden group may be edited', () => {
    const w = passed(Events.editTags(active, scope, hidden(active)?.name ?? '', { team: 'x' }), 1)
    expect([groupIn(w, scope, hidden(w)?.name ?? '')?.tags['team']?.Value, status(w)]).toEqual(['x', 'ACTIVE'])
  })

  it('shows the desired size that an autoscaler gave to the group', () => {
    const w = passed(Events.setDesired(active, scope, hidden(active)?.name ?? '', 4), 5)
    expect(shown(w)).toMatchObject({ scalingConfig: sizes(0, 4, 5) })
    expect(refusalOf(w, ...configure({ scalingConfig: { maxSize: 3 } }))).toContain("can't be greater than maxSize 3")
  })
})

describe('a world with node groups', () => {
  const busy = after(active, [
    'eks:UpdateNodegroupVersion',
    { clusterName: 'prod', nodegroupName: 'workers', releaseVersion: '1.33.5-20260201' },
  ])

  it('passes the same whether in one step or in many', () => {
    for (const w of [made, busy, after(active, deleteNodegroup)]) {
      const many = Array.from({ length: 90 }).reduce<World>((next) => aws.tick(next, 7 * SECOND), w)
      expect(encodeWorld(many)).toEqual(encodeWorld(aws.tick(w, 90 * 7 * SECOND)))
    }
  })

  it('is the same after a file, at any moment', () => {
    const mid = aws.tick(busy, 100 * SECOND)
    const read = decodeWorld(JSON.parse(JSON.stringify(encodeWorld(mid))))
    expect(E.isRight(read) && encodeWorld(read.right)).toEqual(encodeWorld(mid))
    expect(E.isRight(read) && encodeWorld(passed(read.right, 60))).toEqual(encodeWorld(passed(mid, 60)))
  })

  it('is read whole by its keys', () => {
    const facts = factsOfWorld(busy)
    const present = Object.entries(facts).flatMap(([key, f]) => (f._tag === 'Present' ? [key.slice(0, key.indexOf(':'))] : []))
    expect(present).toEqual(
      expect.arrayContaining([
        'ekscluster',
        'nodegroup',
        'nodegroupUpdates',
        'nodegroupUpdate',
        'role',
        'rolePolicies',
        'roleInlinePolicies',
        'group',
      ]),
    )
    expect(Object.values(facts).filter((f) => f._tag === 'Unknown')).toEqual([])
    expect(keysOf(busy).length).toBe(new Set(keysOf(busy)).size)
  })
})
