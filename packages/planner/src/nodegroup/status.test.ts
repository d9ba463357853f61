import * as Fact from '@poolwright/core/Fact'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type Asked,
  factKey,
  group,
  groupTag,
  hidden,
  name,
  nodegroup,
  owner,
  plan,
  roleArn,
  type Seen,
  untaken,
} from './nodegroup.fixture.js'
import { phaseOf } from './status.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

type Condition = {
  readonly type: string
  readonly status: string
  readonly severity?: string
  readonly reason: string
  readonly message: string
}
type Status = { readonly conditions: ReadonlyArray<Condition>; readonly failureMessage?: string }
const statusOf = (a: Asked = {}, s: Seen = {}) => plan(a, s).status as unknown as Status
const conditions = (a: Asked = {}, s: Seen = {}) => statusOf(a, s).conditions
const one = (named: string, a: Asked = {}, s: Seen = {}) => {
  const found = conditions(a, s).find((x) => x.type === named)
  if (found === undefined) throw new Error(`no ${named}`)
  const { type: _, ...rest } = found
  return rest
}
const ofGroup = (a: Asked = {}, s: Seen = {}) => one('EKSNodegroupReady', a, s)
const well = { status: 'True', reason: 'AsWanted', message: '' }
const present = <A>(value: A) => Fact.present(value, 0)

describe('the phase of a node group', () => {
  it.each([
    ['CREATING', 'Creating'],
    ['ACTIVE', 'Active'],
    ['UPDATING', 'Updating'],
    ['DEGRADED', 'Degraded'],
    ['CREATE_FAILED', 'Failed'],
    ['DELETE_FAILED', 'Failed'],
    ['DELETING', 'Deleting'],
    ['SOMETHING', 'Unknown'],
  ])('that is %s', (status, phase) => expect(phaseOf(present({ ...nodegroup, status }), false)).toBe(phase))

  it('that is not there, or not known', () => {
    expect([phaseOf(Fact.absent(0), false), phaseOf(Fact.absent(0), true), phaseOf(Fact.unread, false)]).toEqual([
      'Pending',
      'Gone',
      'Unknown',
    ])
  })
})

describe('the members of a status', () => {
  it('at rest', () =>
    expect(statusOf()).toEqual({
      ready: true,
      replicas: 3,
      providerIDList: ['aws:///a/i-1', 'aws:///a/i-2', 'aws:///a/i-3'],
      conditions: [
        { type: 'Ready', ...well },
        { type: 'EKSNodegroupReady', ...well },
        { type: 'IAMNodegroupRolesReady', ...well },
      ],
    }))

  it('name the machines of all groups behind it, in order', () => {
    const machine = (InstanceId: string, AvailabilityZone: string) => ({
      InstanceId,
      AvailabilityZone,
      LifecycleState: 'InService',
      HealthStatus: 'Healthy',
    })
    const { Instances: _, ...silent } = group
    const resources = { autoScalingGroups: [{ name: hidden }, { name: 'second' }, { name: 'third' }] }
    const more = {
      [factKey('group', 'second')]: present({ ...group, AutoScalingGroupName: 'second', Instances: [machine('i-9', 'a')] }),
      [factKey('group', 'third')]: present({ ...silent, AutoScalingGroupName: 'third' }),
    }
    expect(statusOf({}, { nodegroup: { resources }, group: { Instances: [machine('i-5', 'b')] }, more })).toMatchObject({
      replicas: 2,
      providerIDList: ['aws:///a/i-9', 'aws:///b/i-5'],
    })
  })

  it('say nothing of machines while the node group cannot be read', () => {
    const status = statusOf({}, { more: { [factKey('nodegroup', `prod/${name}`)]: Fact.unknown('unreadable') } })
    for (const member of ['ready', 'replicas', 'providerIDList']) expect(status).not.toHaveProperty(member)
    expect(status.conditions[1]).toMatchObject({ type: 'EKSNodegroupReady', status: 'Unknown', reason: 'WaitRead' })
  })

  it('name the launch template of the node group, as far as it shows one', () => {
    const lt = (launchTemplate: object) => statusOf({}, { nodegroup: { launchTemplate } })
    expect(statusOf()).not.toHaveProperty('launchTemplateID')
    expect(statusOf()).not.toHaveProperty('launchTemplateVersion')
    expect(lt({ id: 'lt-1', version: '3' })).toMatchObject({ launchTemplateID: 'lt-1', launchTemplateVersion: '3' })
    expect(lt({ name: 'x' })).not.toHaveProperty('launchTemplateID')
    expect(lt({ name: 'x' })).not.toHaveProperty('launchTemplateVersion')
  })

  it('say why a node group failed, and only then', () => {
    const issues = [{ code: 'NodeCreationFailure', message: 'no way', resourceIds: ['i-1'] }]
    const at = (status: string, more: object = {}) => statusOf({}, { nodegroup: { status, ...more } })
    expect(at('CREATE_FAILED').failureMessage).toBe('the node group is CREATE_FAILED')
    expect(at('DELETE_FAILED', { health: { issues } }).failureMessage).toMatch(
      /^the node group is DELETE_FAILED: NodeCreationFailure \(i-1\).*no way$/,
    )
    expect(at('DEGRADED', { health: { issues } })).not.toHaveProperty('failureMessage')
  })
})

describe('the condition of the node group', () => {
  const labels: Asked = { spec: { labels: { a: 'b' } } }
  const issues = [{ code: 'NodeCreationFailure', message: 'no way', resourceIds: ['i-1'] }]
  it.each<readonly [string, Asked, Seen, object]>([
    ['is changed', labels, {}, { status: 'True', reason: 'Changing', message: 'to do: config' }],
    ['is updated', {}, { nodegroup: { status: 'UPDATING' } }, { status: 'True', reason: 'Updating', message: '' }],
    [
      'is updated, with more to come',
      labels,
      { nodegroup: { status: 'UPDATING' } },
      { status: 'True', reason: 'Updating', message: 'to do: config' },
    ],
    ['is not well', {}, { nodegroup: { status: 'DEGRADED' } }, { status: 'True', reason: 'Degraded', message: '' }],
    [
      'is asked for what it does not take',
      { machinePool: { replicas: 9 } },
      {},
      { status: 'False', severity: 'Error', reason: 'SizeBounds', message: expect.stringContaining('9 replicas') as unknown },
    ],
    [
      'waits for its cluster',
      labels,
      { cluster: { status: 'UPDATING' } },
      { status: 'False', severity: 'Info', reason: 'WaitCluster', message: expect.stringContaining('the cluster is UPDATING') as unknown },
    ],
    ['is to be made', {}, { nodegroup: null }, { status: 'False', severity: 'Info', reason: 'Creating', message: 'to do: nodegroup' }],
    ['is made', {}, { nodegroup: { status: 'CREATING' } }, { status: 'False', severity: 'Info', reason: 'Creating', message: '' }],
    [
      'is deleted',
      {},
      { nodegroup: { status: 'DELETING' } },
      {
        status: 'False',
        severity: 'Info',
        reason: 'Deleting',
        message: 'a node group of this name is being deleted; a new one is made once it is gone',
      },
    ],
    [
      'could not be made',
      {},
      { nodegroup: { status: 'CREATE_FAILED' } },
      {
        status: 'False',
        severity: 'Error',
        reason: 'Failed',
        message: expect.stringMatching(/^the node group could not be made/) as unknown,
      },
    ],
    [
      'is in a state that is not known',
      {},
      { nodegroup: { status: 'SOMETHING' } },
      { status: 'False', severity: 'Error', reason: 'Unknown', message: expect.stringContaining('SOMETHING') as unknown },
    ],
  ])('that %s', (_, a, s, expected) => expect(ofGroup(a, s)).toEqual(expected))

  it('says what EKS finds wrong, after what is to do', () => {
    const at = (a: Asked, status: string) => ofGroup(a, { nodegroup: { status, health: { issues } } })
    expect(at({}, 'ACTIVE')).toMatchObject({
      status: 'True',
      reason: 'AsWanted',
      message: expect.stringMatching(/^NodeCreationFailure/) as unknown,
    })
    expect(at(labels, 'DEGRADED')).toMatchObject({
      status: 'True',
      reason: 'Degraded',
      message: expect.stringMatching(/^to do: config; NodeCreationFailure/) as unknown,
    })
    expect(at({ machinePool: { replicas: 9 } }, 'ACTIVE').message).toMatch(/^9 replicas.*; NodeCreationFailure/)
  })

  it('speaks of the version that waits for the configuration only as to be done', () =>
    expect(ofGroup({ ...labels, machine: { version: 'v1.31.0' } }, { cluster: { version: '1.31' } })).toEqual({
      status: 'True',
      reason: 'Changing',
      message: 'to do: config, version',
    }))

  it('of a pool that leaves says that it is gone, or going', () => {
    const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['f'] }
    expect(ofGroup({ metadata }, { nodegroup: null })).toEqual({ status: 'False', severity: 'Info', reason: 'Gone', message: '' })
    expect(ofGroup({ metadata }, { nodegroup: { status: 'DELETING' } })).toEqual({
      status: 'False',
      severity: 'Info',
      reason: 'Deleting',
      message: 'EKS is deleting the node group',
    })
  })
})

it('a group that is refused before it is made, or held by a person, says so', () => {
  expect(ofGroup({ machinePool: { replicas: 9 } }, { nodegroup: null })).toMatchObject({
    status: 'False',
    severity: 'Error',
    reason: 'SizeBounds',
  })
  const metadata = { annotations: { 'cluster.x-k8s.io/paused': '' } }
  expect(ofGroup({ metadata, spec: { labels: { a: 'b' } } })).toMatchObject({ status: 'False', severity: 'Info', reason: 'Paused' })
})

it('a group that is not well and waits says that it waits', () =>
  expect(ofGroup({ spec: { labels: { a: 'b' } } }, { nodegroup: { status: 'DEGRADED' }, cluster: { status: 'UPDATING' } })).toMatchObject({
    status: 'False',
    severity: 'Info',
    reason: 'WaitCluster',
  }))

it('a group that goes once another has taken its place is well until then', () => {
  const other = {
    ...nodegroup,
    nodegroupName: `${name}_b`,
    capacityType: 'SPOT',
    status: 'UPDATING',
    tags: { 'poolwright.dev/pool': 'default/pool1' },
  }
  const seen: Seen = { settings: { replace: 'allowed' }, more: { [factKey('nodegroup', `prod/${name}_b`)]: present(other) } }
  expect(plan({ spec: { capacityType: 'spot' } }, seen).holds.map((h) => h.code)).toContain('PW-WAIT-SUCCESSOR')
  expect(ofGroup({ spec: { capacityType: 'spot' } }, seen)).toMatchObject({ status: 'True' })
})

it('a group that waits for its template only is pending', () =>
  expect(
    ofGroup({ spec: { awsLaunchTemplate: {} } }, { nodegroup: null, more: { [factKey('template', 'cp-pool1')]: Fact.unread } }),
  ).toMatchObject({ status: 'False', severity: 'Info', reason: 'Pending' }))

it('a group that failed of two things says both', () => {
  const issues = ['NodeCreationFailure', 'PodEvictionFailure'].map((code) => ({ code, message: 'so', resourceIds: [] }))
  expect(statusOf({}, { nodegroup: { status: 'CREATE_FAILED', health: { issues } } }).failureMessage).toMatch(/: so PodEvictionFailure: /)
})

describe('conditions beside that of the node group', () => {
  const template: Asked = { spec: { awsLaunchTemplate: { instanceType: 'm5.large' } } }
  const tags = [
    { Key: 'Name', Value: 'cp-pool1' },
    { Key: 'kubernetes.io/cluster/prod', Value: 'owned' },
    { Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/prod', Value: 'owned' },
    { Key: 'sigs.k8s.io/cluster-api-provider-aws/role', Value: 'node' },
  ]
  const numbers = (latest: number) => Array.from({ length: latest }, (_, i) => i + 1)
  const said = {
    InstanceType: 'm5.large',
    SecurityGroupIds: ['sg-e', 'sg-n'],
    TagSpecifications: ['instance', 'volume'].map((ResourceType) => ({ ResourceType, Tags: tags })),
  }
  const at = (latest: number, more: Fact.Facts = {}): Seen => ({
    nodegroup: { launchTemplate: { id: 'lt-1', version: String(latest) } },
    settings: { retainVersions: 2 },
    more: {
      [factKey('template', 'cp-pool1')]: present({
        LaunchTemplateId: 'lt-1',
        LaunchTemplateName: 'cp-pool1',
        DefaultVersionNumber: 1,
        LatestVersionNumber: latest,
        Tags: tags,
      }),
      [factKey('versionNumbers', 'lt-1')]: present(numbers(latest).reverse()),
      ...Object.fromEntries(numbers(latest).map((n) => [factKey('version', `lt-1/${n}`), present(said)])),
      ...more,
    },
  })

  it('a launch template has one where there is one, or is to be one', () => {
    expect(conditions().map((x) => x.type)).toEqual(['Ready', 'EKSNodegroupReady', 'IAMNodegroupRolesReady'])
    expect(one('LaunchTemplateReady', template, at(1))).toEqual(well)
    expect(one('LaunchTemplateReady', template, { nodegroup: null })).toEqual({
      status: 'False',
      severity: 'Info',
      reason: 'Creating',
      message: 'to do: template',
    })
    expect(ofGroup(template, { nodegroup: null }).message).toBe('to do: nodegroup')
  })

  it('a launch template goes after the node group, and is not refused with it', () => {
    const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['f'] }
    expect(one('LaunchTemplateReady', { ...template, metadata }, at(1))).toEqual({
      status: 'False',
      severity: 'Warning',
      reason: 'Deleting',
      message: 'the node group has to be gone first',
    })
    expect(one('LaunchTemplateReady', { ...template, machinePool: { replicas: 9 } }, at(1))).toEqual(well)
  })

  it('what is only tidied up is spoken of by none', () => {
    expect(plan(template, at(6)).steps.map((s) => s.id)).toEqual(['prune'])
    expect(conditions(template, at(6)).map((x) => [x.type, x.reason, x.message])).toEqual(
      ['Ready', 'EKSNodegroupReady', 'IAMNodegroupRolesReady', 'LaunchTemplateReady'].map((type) => [type, 'AsWanted', '']),
    )
  })

  it('what a launch template waits for is its own affair', () => {
    for (const unread of [factKey('version', 'lt-1/1'), factKey('template', 'cp-pool1')]) {
      const s = at(1, { [unread]: Fact.unread })
      expect(ofGroup(template, s)).toEqual(well)
    }
    expect(one('LaunchTemplateReady', template, at(1, { [factKey('version', 'lt-1/1')]: Fact.unread }))).toMatchObject({
      status: 'Unknown',
      reason: 'WaitRead',
    })
  })

  it('what a role waits for, or is changed in, is its own affair', () => {
    const settings = { EKSEnableIAM: true }
    const asked: Asked = { spec: { roleName: 'r' } }
    const s: Seen = {
      settings,
      role: { RoleName: 'r', Arn: roleArn.replace(/[^/]*$/, 'r'), Tags: [{ Key: 'kubernetes.io/cluster/prod', Value: 'owned' }] },
    }
    const kept = { nodegroup: { nodeRole: roleArn.replace(/[^/]*$/, 'r') } }
    for (const noun of ['role', 'rolePolicies']) {
      const unread: Seen = { ...s, ...kept, more: { [factKey(noun, 'r')]: Fact.unread } }
      expect([noun, ofGroup(asked, unread)]).toEqual([noun, well])
      expect([noun, one('IAMNodegroupRolesReady', asked, unread)]).toMatchObject([noun, { status: 'Unknown', reason: 'WaitRead' }])
    }
    const wanting: Seen = { ...s, ...kept, policies: [] }
    expect(ofGroup(asked, wanting)).toEqual(well)
    expect(one('IAMNodegroupRolesReady', asked, wanting)).toMatchObject({ status: 'True', reason: 'Changing' })
  })

  it('the whole is as the first that is not well, and says which', () => {
    const unread = at(1, { [factKey('version', 'lt-1/1')]: Fact.unread })
    const [ready] = conditions(template, unread)
    expect(ready).toMatchObject({
      type: 'Ready',
      status: 'Unknown',
      reason: 'WaitRead',
      message: expect.stringMatching(/^LaunchTemplateReady: /) as unknown,
    })
    const [made] = conditions({}, { nodegroup: { status: 'CREATING' } })
    expect(made).toEqual({ type: 'Ready', status: 'False', severity: 'Info', reason: 'Creating', message: 'EKSNodegroupReady' })
  })

  it('tags of groups are the node group’s affair', () =>
    expect(
      ofGroup(
        { spec: { additionalTags: { a: '1' } } },
        { nodegroup: { tags: { ...owner, a: '1' } }, group: { Tags: [groupTag('a', '2')] } },
      ),
    ).toEqual({
      status: 'True',
      reason: 'Changing',
      message: 'to do: group-tags',
    }))
})
