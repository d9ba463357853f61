import * as Fact from '@poolwright/core/Fact'
import { token } from '@poolwright/core/Plan'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type Asked,
  calls,
  factKey,
  findings,
  going,
  group,
  groupTag,
  hidden,
  holds,
  holdsOf,
  input,
  manifestsOf,
  name,
  owner,
  plan,
  poolKey,
  said,
  type Seen,
  untaken,
} from './nodegroup.fixture.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const absent = { nodegroup: null }

it('plans nothing for a group that is as asked', () => {
  const p = plan()
  expect(p.steps).toEqual([])
  expect(p.holds).toEqual([])
  expect(p.findings).toEqual([])
  expect(p.status).toMatchObject({ ready: true, replicas: 3 })
})

describe('create', () => {
  it('C01, C02: one request says everything', () => {
    const p = plan(
      { spec: { instanceType: 't3.large', labels: { a: 'b' }, subnetIDs: ['s1'], scaling: { minSize: 1, maxSize: 5 } } },
      absent,
    )
    expect(calls(p)).toEqual(['CreateNodegroup'])
    expect(input(p, 'nodegroup')).toEqual({
      clusterName: 'prod',
      nodegroupName: name,
      nodeRole: 'arn:aws:iam::000000000000:role/eks-nodegroup.cluster-api-provider-aws.sigs.k8s.io',
      subnets: ['s1'],
      scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 3 },
      instanceTypes: ['t3.large'],
      labels: { a: 'b' },
      tags: { ...owner, 'poolwright.dev/pool': 'default/pool1' },
      updateConfig: { maxUnavailable: 1 },
      capacityType: 'ON_DEMAND',
      version: '1.30',
    })
  })

  it.each([
    ['C05', {}, {}, { minSize: 1, maxSize: 1, desiredSize: 1 }, null],
    ['C06', {}, {}, { minSize: 3, maxSize: 3, desiredSize: 3 }, 3],
    ['C07', { maxSize: 10 }, {}, { minSize: 3, maxSize: 10, desiredSize: 3 }, 3],
    ['C08', { minSize: 1 }, {}, { minSize: 1, maxSize: 3, desiredSize: 3 }, 3],
    ['C09', { minSize: 0, maxSize: 5 }, {}, { minSize: 0, maxSize: 5, desiredSize: 0 }, 0],
    ['nobody’s count within the bounds', { minSize: 2, maxSize: 5 }, {}, { minSize: 2, maxSize: 5, desiredSize: 2 }, null],
    ['no nodes at all', {}, {}, { minSize: 0, maxSize: 1, desiredSize: 0 }, 0],
  ])('%s: sizes of a new group', (_, scaling, more, expected, replicas) => {
    const p = plan({ spec: { scaling, ...more }, machinePool: replicas === null ? { replicas: null } : { replicas } }, absent)
    expect(input(p, 'nodegroup')).toMatchObject({ scalingConfig: expected })
  })

  it('C03: with the release that is asked for, so that nothing rolls right after', () => {
    expect(input(plan({ spec: { amiVersion: '1.30.4-20240901' } }, absent), 'nodegroup')).toMatchObject({
      releaseVersion: '1.30.4-20240901',
    })
  })

  it('C04: waits for a cluster that is behind', () => {
    const p = plan({ machine: { version: 'v1.31.0' } }, absent)
    expect(calls(p)).toEqual([])
    expect(holdsOf(p, 'nodegroup')).toEqual(['PW-WAIT-VERSION'])
  })

  it('C10, C11, C19, C20: taints, Spot, repair', () => {
    const p = plan(
      { spec: { taints: [{ effect: 'no-schedule', key: 'k', value: 'v' }], capacityType: 'spot', nodeRepairConfig: { enabled: true } } },
      absent,
    )
    expect(input(p, 'nodegroup')).toMatchObject({
      taints: [{ effect: 'NO_SCHEDULE', key: 'k', value: 'v' }],
      capacityType: 'SPOT',
      nodeRepairConfig: { enabled: true },
    })
    expect(said(p)).toContain('AWSServiceRoleForEC2Spot')
    expect(input(plan({}, absent), 'nodegroup')).not.toHaveProperty('nodeRepairConfig')
  })

  it('C12, C13: SSH from the cluster’s and the bastion’s groups, and from nowhere else by mistake', () => {
    const p = plan({ spec: { remoteAccess: {} }, control: { bastion: { enabled: true } } }, absent)
    expect(input(p, 'nodegroup')).toMatchObject({ remoteAccess: { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-b', 'sg-c'] } })
    const missing = plan({ spec: { remoteAccess: {} }, controlStatus: { ready: true } }, absent)
    expect(holdsOf(missing, 'nodegroup')).toContain('PW-SECURITY-GROUP-CORE')
  })

  it('C14: to the world only when asked to, and it says so', () => {
    const p = plan({ spec: { remoteAccess: { public: true, sshKeyName: 'k' } } }, absent)
    expect(input(p, 'nodegroup')).toMatchObject({ remoteAccess: { ec2SshKey: 'k' } })
    expect(findings(p)).toContain('PW-SSH-OPEN')
  })

  it('C21: equal input, equal plan', () => expect(plan({}, absent)).toEqual(plan({}, absent)))

  it('a group made again after one that was begun is another request', () => {
    const basis = (record: object) => plan({}, { ...absent, record }).steps[0]?.basis
    expect(basis({})).not.toEqual(basis({ begun: 1 }))
  })

  it.each([
    ['N09', { eksNodegroupName: 'a'.repeat(64) }, 'PW-NAME'],
    ['V06', { scaling: { minSize: 0, maxSize: 0 } }, 'PW-SIZE-BOUNDS'],
    ['V07', { scaling: { minSize: 2, maxSize: 5 } }, 'PW-SIZE-BOUNDS'],
    ['V12', { awsLaunchTemplate: {}, remoteAccess: { sshKeyName: 'k' } }, 'PW-NODEGROUP-CLASH'],
    ['V13', { awsLaunchTemplate: { ami: { id: 'ami-1' } }, amiType: 'AL2023_x86_64_STANDARD' }, 'PW-NODEGROUP-CLASH'],
    ['V14', { awsLaunchTemplate: { ami: { id: 'ami-1' } }, amiVersion: '1.30.4-20240901' }, 'PW-NODEGROUP-CLASH'],
    ['V24', { taints: Array.from({ length: 51 }, (_, i) => ({ effect: 'no-schedule', key: `k${i}`, value: '' })) }, 'PW-NODEGROUP-CLASH'],
    ['N16', { additionalTags: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 'v'])) }, 'PW-TAG-LIMIT'],
    ['P04', { availabilityZones: ['z'] }, 'PW-SUBNET-NONE'],
    ['a custom image that nobody names', { amiType: 'CUSTOM' }, 'PW-NODEGROUP-CLASH'],
  ])('%s is held before anything is sent', (_, spec, code) => {
    const p = plan({ spec, machinePool: { replicas: 9 } }, absent)
    expect(calls(p)).toEqual([])
    expect(holdsOf(p, 'nodegroup')).toContain(code)
  })

  it.each([
    ['P01', { subnetIDs: ['s3'], availabilityZones: ['a'] }, {}, ['s3']],
    ['P02', { availabilityZones: ['a'], availabilityZoneSubnetType: 'private' }, {}, ['s1']],
    ['P03', { availabilityZones: ['a'] }, {}, ['s1', 's3']],
    ['P05', {}, { failureDomains: ['a'] }, ['s1', 's3']],
    ['P06', {}, {}, ['s1', 's2']],
  ])('%s: placement', (_, spec, machinePool, expected) =>
    expect(input(plan({ spec, machinePool }, absent), 'nodegroup')).toMatchObject({ subnets: expected }),
  )
})

describe('ownership', () => {
  it.each([
    ['G11', {}, 'no tag'],
    ['G12', { 'kubernetes.io/cluster/prod': 'shared' }, 'no tag'],
    ['G13', { ...owner, 'poolwright.dev/pool': 'default/other' }, 'belongs to pool default/other'],
  ])('%s: a group of somebody else is left alone', (_, tags, why) => {
    const p = plan({ spec: { labels: { a: 'b' }, additionalTags: { x: 'y' } } }, { nodegroup: { tags } })
    expect(p.steps).toEqual([])
    expect(holds(p)).toEqual(['PW-NOT-OURS'])
    expect(said(p)).toContain(why)
  })

  it('G14: adopts by tags first, and only what needs no replacing', () => {
    const settings = { adopt: true }
    const p = plan({ spec: { labels: { a: 'b' } } }, { nodegroup: { tags: {} }, settings })
    expect(calls(p)).toEqual(['TagResource'])
    expect(input(p, 'nodegroup-tags')).toMatchObject({ tags: owner })
    const wrong = plan({ spec: { capacityType: 'spot' } }, { nodegroup: { tags: {} }, settings })
    expect(calls(wrong)).toEqual([])
    expect(holds(wrong)).toEqual(['PW-REPLACE'])
  })

  it('T04: the pool’s own tag is enough, and the cluster’s is put back', () => {
    const p = plan({}, { nodegroup: { tags: { 'poolwright.dev/pool': 'default/pool1' } } })
    expect(input(p, 'nodegroup-tags')).toMatchObject({ tags: owner })
  })
})

describe('states', () => {
  const labels = { spec: { labels: { a: 'b' } } }
  it.each([
    ['CREATING', 'PW-NODEGROUP-BUSY', false, 'Creating'],
    ['UPDATING', 'PW-NODEGROUP-BUSY', true, 'Updating'],
    ['DELETING', 'PW-WAIT-GONE', false, 'Deleting'],
    ['CREATE_FAILED', 'PW-NODEGROUP-FAILED', false, 'Failed'],
    ['DELETE_FAILED', 'PW-NODEGROUP-FAILED', false, 'Failed'],
    ['FOO', 'PW-NODEGROUP-STATUS', false, 'Unknown'],
  ])('G01, G02, G06, G07, G09, G10: %s takes no update', (status, code, ready, phase) => {
    const p = plan(labels, { nodegroup: { status } })
    expect(calls(p)).toEqual([])
    expect(holds(p)).toContain(code)
    expect(p.status).toMatchObject({ ready })
    expect(JSON.stringify(p.status)).toContain(`"reason":"${phase}"`)
    expect(p.next).toEqual({ _tag: 'After', delay: status.endsWith('FAILED') ? 600_000 : 15_000 })
  })

  it('G06: what is behind a group that goes is left alone', () => {
    const asked: Asked = {
      spec: { additionalTags: { a: '1' }, lifecycleHooks: [{ name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }] },
    }
    const at = (status: string) =>
      plan(asked, {
        nodegroup: { status, tags: { ...owner, a: '1' } },
        settings: { nodeGroupHooks: true },
        more: { [factKey('hooks', hidden)]: Fact.present([], 0) },
      }).steps.map((s) => s.id)
    expect(at('ACTIVE')).toEqual(['group-tags', 'hook-h'])
    expect(at('DELETING')).toEqual([])
  })

  it('G03: tags go while an update runs', () => {
    expect(calls(plan({ spec: { additionalTags: { a: '1' } } }, { nodegroup: { status: 'UPDATING' } }))).toContain('TagResource')
  })

  it('G04, G05: a degraded group is planned like any other, and its health is told', () => {
    const health = { issues: [{ code: 'AsgInstanceLaunchFailures', message: 'no capacity', resourceIds: ['asg-1'] }] }
    const p = plan({ machinePool: { replicas: 4 } }, { nodegroup: { status: 'DEGRADED', health } })
    expect(calls(p)).toEqual(['UpdateNodegroupConfig'])
    expect(findings(p)).toContain('PW-NODEGROUP-HEALTH')
    expect(said(p)).toMatch(/AsgInstanceLaunchFailures \(asg-1\).*no capacity/)
    const quiet = plan({}, { nodegroup: { status: 'DEGRADED', health } })
    expect(quiet.steps).toEqual([])
    expect(quiet.status).toMatchObject({ ready: true })
    expect(JSON.stringify(quiet.status)).toContain('"reason":"Degraded"')
  })

  it('G08: a group that failed is made anew when the setting says so', () => {
    const p = plan({}, { nodegroup: { status: 'CREATE_FAILED' }, settings: { recreateFailed: true } })
    expect(calls(p)).toEqual(['DeleteNodegroup'])
  })

  it('G15, G16: nothing is asked of a cluster that is being changed, but tags', () => {
    const p = plan({ spec: { labels: { a: 'b' }, additionalTags: { a: '1' } } }, { cluster: { status: 'UPDATING' } })
    expect(calls(p)).toEqual(['TagResource', 'CreateOrUpdateTags'])
    expect(holdsOf(p, 'config')).toEqual(['PW-WAIT-CLUSTER'])
    expect(calls(plan({}, { ...absent, cluster: null }))).toEqual([])
    expect(holdsOf(plan({}, { ...absent, cluster: { status: 'CREATING' } }), 'nodegroup')).toContain('PW-WAIT-CLUSTER')
  })

  it('G17: paused', () => {
    const p = plan({ ...labels, metadata: { annotations: { 'cluster.x-k8s.io/paused': '' } } })
    expect(calls(p)).toEqual([])
    expect(holdsOf(p, 'config')).toEqual(['PW-PAUSED'])
  })

  it('G18: what EKS does not show is not compared', () => {
    const p = plan(
      { machinePool: { replicas: 5 }, spec: { amiVersion: '1.30.0-20240801' } },
      {
        more: {
          [`nodegroup:aws:000000000000/eu-west-1/prod/${name}`]: {
            _tag: 'Present',
            asOf: 0,
            value: { nodegroupName: name, clusterName: 'prod', status: 'ACTIVE', tags: owner },
          },
        },
      },
    )
    expect(p.steps).toEqual([])
  })
})

describe('tags', () => {
  const tags = { additionalTags: { a: '1' } }
  it('T01, T02, T03, T12: what is wanted is put first, what was ours goes, what is others’ stays', () => {
    const p = plan(
      { spec: tags },
      { nodegroup: { tags: { ...owner, a: '2', b: '2', cost: 'x' } }, group: { Tags: [groupTag('a', '1')] }, record: { tags: ['a', 'b'] } },
    )
    expect(going(p).map((s) => s.id)).toEqual(['nodegroup-tags', 'nodegroup-untag'])
    expect(input(p, 'nodegroup-tags')).toMatchObject({ tags: { a: '1' } })
    expect(input(p, 'nodegroup-untag')).toMatchObject({ tagKeys: ['b'] })
    expect(p.steps[1]?.after).toEqual(['nodegroup-tags'])
  })

  it('T05, T06: instances get them from the group behind it', () => {
    for (const Tags of [[], [groupTag('a', '1', false)]]) {
      const p = plan({ spec: tags }, { nodegroup: { tags: { ...owner, a: '1' } }, group: { Tags } })
      expect(input(p, 'group-tags')).toEqual({ Tags: [groupTag('a', '1')] })
    }
  })

  it('T07, T08: tags of EKS and the autoscaler stay, whatever the record says', () => {
    const keys = [
      'eks:cluster-name',
      'k8s.io/cluster-autoscaler/enabled',
      'k8s.io/cluster-autoscaler/node-template/label/x',
      'kubernetes.io/cluster/prod',
    ]
    expect(plan({}, { group: { Tags: keys.map((k) => groupTag(k, 'x')) }, record: { tags: keys } }).steps).toEqual([])
  })

  it('T09, T10: one call for all groups; one that is gone is told', () => {
    const resources = { autoScalingGroups: [{ name: hidden }, { name: 'second' }, { name: 'gone' }] }
    const second = {
      [`group:aws:000000000000/eu-west-1/second`]: { _tag: 'Present', asOf: 0, value: { ...group, AutoScalingGroupName: 'second' } },
    } as const
    const p = plan({ spec: tags }, { nodegroup: { resources, tags: { ...owner, a: '1' } }, more: second })
    expect(calls(p)).toEqual(['CreateOrUpdateTags'])
    expect(input(p, 'group-tags')).toEqual({ Tags: [groupTag('a', '1'), groupTag('a', '1', true, 'second')] })
    expect(findings(p)).toEqual(['PW-GROUP-MISSING'])
  })

  it('the autoscaler is told of labels and taints when the setting says so', () => {
    const spec = { labels: { l: 'x' }, taints: [{ effect: 'no-execute', key: 't', value: 'y' }] }
    const seen = { nodegroup: { labels: { l: 'x' }, taints: [{ effect: 'NO_EXECUTE', key: 't', value: 'y' }] } }
    expect(plan({ spec }, seen).steps).toEqual([])
    const p = plan({ spec }, { ...seen, settings: { autoscalerTags: true } })
    const prefix = 'k8s.io/cluster-autoscaler/node-template'
    expect(input(p, 'group-tags')).toEqual({ Tags: [groupTag(`${prefix}/label/l`, 'x'), groupTag(`${prefix}/taint/t`, 'y:NoExecute')] })
  })
})

describe('lifecycle hooks', () => {
  const spec = { lifecycleHooks: [{ name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }] }
  it('V23: have no effect and say so, unless the setting puts them on the group behind it', () => {
    const none = { [`hooks:aws:000000000000/eu-west-1/${hidden}`]: { _tag: 'Present', asOf: 0, value: [] } } as const
    const p = plan({ spec }, { more: none })
    expect(p.steps).toEqual([])
    expect(findings(p)).toEqual(['PW-HOOKS-UNUSED'])
    const set = plan({ spec }, { settings: { nodeGroupHooks: true }, more: none })
    expect(input(set, 'hook-h')).toMatchObject({ AutoScalingGroupName: hidden, LifecycleHookName: 'h' })
    expect(findings(set)).toEqual([])
  })
})

describe('before anything can be said of a node group', () => {
  const soon = { _tag: 'After', delay: 15_000 }
  const kube = (noun: string, id: string) => `${noun}:kube:/default/${id}`
  const machinePool = kube('machinepool', 'AWSManagedMachinePool/pool1')
  const labels: Asked = { spec: { labels: { a: 'b' } } }

  it.each([
    ['the pool', poolKey],
    ['its settings', kube('settings', 'pool1')],
    ['its MachinePool', machinePool],
    ['the cluster', kube('cluster', 'c')],
    ['the control plane', kube('awsmanagedcontrolplane', 'cp')],
  ])('%s is waited for while it is not known', (_, fact) => {
    const p = plan(labels, { instead: { [fact]: Fact.unread } })
    expect(p).toMatchObject({ pool: poolKey, steps: [], holds: [{ code: 'PW-WAIT-READ', fact }], status: null, next: soon })
    expect([p.holds.length, p.findings]).toEqual([1, []])
  })

  it('a pool that is gone needs nothing', () =>
    expect(plan({}, { instead: { [poolKey]: Fact.absent(0) } })).toEqual({
      pool: poolKey,
      steps: [],
      holds: [],
      findings: [],
      status: null,
      next: { _tag: 'AwaitChange' },
    }))

  it('a pool that no MachinePool refers to waits for one', () => {
    const p = plan({ ...labels, without: ['MachinePool'] })
    expect(p).toMatchObject({ steps: [], next: { _tag: 'After', delay: 600_000 } })
    expect(p.holds).toEqual([
      {
        _tag: 'Await',
        code: 'PW-WAIT-MACHINEPOOL',
        fact: machinePool,
        why: 'no MachinePool refers to this AWSManagedMachinePool',
      },
    ])
  })

  const others = (kind: string | null, infrastructure: string): Asked => ({
    cluster: {
      controlPlaneRef: kind === null ? null : { apiGroup: 'controlplane.cluster.x-k8s.io', kind, name: 'cp' },
      infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: infrastructure, name: 'c' },
    },
  })
  it('a cluster whose control plane is not EKS’s has no node groups', () => {
    const p = plan({ ...labels, ...others('KubeadmControlPlane', 'AWSCluster') })
    expect(p.steps).toEqual([])
    expect(p.holds).toEqual([
      {
        _tag: 'Refused',
        code: 'PW-CLUSTER-KIND',
        paths: ['MachinePool.spec.clusterName'],
        why: 'the control plane of c is of kind KubeadmControlPlane; node groups are of EKS clusters only',
      },
    ])
  })

  it('a cluster behind whose network nothing stands that is known here gives its name', () => {
    const p = plan(
      { ...others(null, 'SomeCluster'), spec: { awsLaunchTemplate: { instanceType: 'm5.large' }, subnetIDs: ['s1'] } },
      { ...absent, settings: { assumptions: 'allow', region: 'eu-west-1' } },
    )
    expect(input(p, 'template')).toMatchObject({ LaunchTemplateName: 'c-pool1' })
  })

  it('all is held while the infrastructure of the cluster is not ready', () => {
    const [cluster] = manifestsOf(labels).clusters
    const unready = { ...cluster?.value, status: { ...cluster?.value.status, infrastructureProvisioned: false } }
    const p = plan(labels, { instead: { [kube('cluster', 'c')]: Fact.present(unready, 0) }, cluster: { status: 'UPDATING' } })
    expect(p.holds.map((h) => h.code)).toEqual(['PW-WAIT-INFRASTRUCTURE', 'PW-WAIT-CLUSTER'])
    expect(p.holds[0]).toEqual({
      _tag: 'Await',
      code: 'PW-WAIT-INFRASTRUCTURE',
      fact: kube('cluster', 'c'),
      why: 'the infrastructure of cluster c is not ready',
    })
    expect(holdsOf(p, 'config')).toEqual(['PW-WAIT-CLUSTER', 'PW-WAIT-INFRASTRUCTURE'])
  })

  it('all is held while the cluster is paused', () =>
    expect(holdsOf(plan({ ...labels, cluster: { paused: true } }), 'config')).toEqual(['PW-PAUSED']))

  it.each<readonly [string, Asked]>([
    ['the Cluster is not there', { without: ['Cluster'] }],
    ['nothing says what EKS calls the cluster', { without: ['AWSManagedControlPlane'] }],
  ])('a role is made where %s only if that may be assumed', (_, asked) => {
    const made = (settings: Seen['settings']) =>
      plan(asked, { ...absent, settings: { ...settings, EKSEnableIAM: true, region: 'eu-west-1' } }).steps.filter((s) =>
        s.action.op.startsWith('iam:'),
      )
    expect(made({}).map((s) => s.holds.map((h) => h.code))).toEqual(Array(4).fill(['PW-ASSUMED-CLUSTER']))
    expect(made({ assumptions: 'allow' }).map((s) => s.holds)).toEqual(Array(4).fill([]))
  })

  it('nothing is asked of a cluster that is not known, or not there', () => {
    const of = (fact: Fact.Fact<never>) => plan(labels, { more: { [factKey('ekscluster', 'prod')]: fact } })
    expect([holdsOf(of(Fact.unread), 'config'), of(Fact.unread).next]).toEqual([['PW-WAIT-READ'], soon])
    expect(of(Fact.absent(0)).holds).toMatchObject([{ code: 'PW-WAIT-CLUSTER', why: 'EKS has no such cluster: prod' }])
    const changing = plan(labels, { cluster: { status: 'UPDATING' } })
    expect(changing.holds).toMatchObject([{ why: 'the cluster is UPDATING, and EKS changes no node group of it meanwhile' }])
  })

  it('what the status notes is told', () => expect(findings(plan({ status: { failureMessage: 'no' } }))).toEqual(['PW-FAILED']))

  it('the control plane says where, and the record only where nothing else does', () =>
    expect(plan({}, { record: { scope: 'aws:000000000000/us-east-1' } }).steps).toEqual([]))

  describe('a group is deleted', () => {
    const leaves: Asked = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['f'] } }
    const prod = { cluster: 'prod', scope: 'aws:000000000000/eu-west-1' } as const

    it.each<readonly [string, Asked, Seen['record']]>([
      ['that its control plane names, whatever the record says', {}, { ...prod, cluster: 'another' }],
      ['of the record, where the control plane is gone', { without: ['AWSManagedControlPlane'] }, prod],
      ['of the record, where the Cluster is gone', { without: ['Cluster'] }, prod],
    ])('in the cluster %s', (_, asked, record = {}) => {
      const p = plan({ ...leaves, ...asked }, { record })
      expect([calls(p), input(p, 'nodegroup')]).toEqual([['DeleteNodegroup'], { clusterName: 'prod', nodegroupName: name }])
    })

    it('in no cluster where nothing says which', () => {
      const p = plan({ ...leaves, without: ['AWSManagedControlPlane'] }, { record: { scope: prod.scope } })
      expect(p.steps.map((s) => s.id)).not.toContain('nodegroup')
    })

    it.each([
      [true, ['PW-PAUSED']],
      [false, []],
    ])('where the cluster is paused: %s', (paused, codes) =>
      expect(holdsOf(plan({ ...leaves, cluster: { paused } }), 'nodegroup')).toEqual(codes),
    )
  })
})

describe('a configuration that EKS refuses', () => {
  const both: Asked = { spec: { labels: { a: 'b' } }, machine: { version: 'v1.31.0' } }
  const at = (more: Seen = {}): Seen => ({ cluster: { version: '1.31' }, ...more })
  const refused = (seen: Seen, asked: Asked = both) => {
    const config = plan(asked, at(seen)).steps.find((s) => s.id === 'config')
    const error = { _tag: 'Refused', code: 'InvalidParameterException', message: 'no' } as const
    const attempt = { token: config === undefined ? '' : token('default/pool1', config), error, at: 0, count: 1, notBefore: 60_000 }
    return plan(asked, at({ ...seen, more: { 'attempt:kube:/default/awsmanagedmachinepool/pool1#config': Fact.present(attempt, 0) } }))
  }
  it('does not keep the version back, which otherwise waits for it', () => {
    expect(holdsOf(plan(both, at()), 'version')).toEqual(['PW-UPDATE-FIRST'])
    expect(calls(refused({}))).toEqual(['UpdateNodegroupVersion'])
    expect(holdsOf(refused({}), 'config')).toEqual(['PW-CLOUD-REFUSED'])
  })
  it('and what keeps it back otherwise does', () =>
    expect(holdsOf(plan(both, at({ cluster: { version: '1.31', status: 'UPDATING' } })), 'version')).toEqual([
      'PW-WAIT-CLUSTER',
      'PW-UPDATE-FIRST',
    ]))
  it('is told by its name among other steps', () => {
    const spec = { ...both.spec, roleName: 'r' }
    const nodeRole = 'arn:aws:iam::000000000000:role/r'
    const role = { RoleName: 'r', Arn: nodeRole, Tags: [{ Key: 'kubernetes.io/cluster/prod', Value: 'owned' }] }
    const p = refused({ nodegroup: { nodeRole }, role, policies: [], settings: { EKSEnableIAM: true } }, { ...both, spec })
    expect(p.steps[0]?.id).not.toBe('config')
    expect(holdsOf(p, 'version')).toEqual([])
  })
  it('and what else keeps it stays', () =>
    expect(holdsOf(refused({ cluster: { version: '1.31', status: 'UPDATING' } }), 'version')).toEqual(['PW-WAIT-CLUSTER']))
})
