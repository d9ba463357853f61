/** How the parts of a plan depend on each other: what holds one holds another only where it would be for nothing without it. */
import type { AwsAct } from '@poolwright/aws/actions'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import { describe, expect, it } from 'vitest'
import {
  type Asked,
  askedFor,
  baseTags,
  calls,
  factKey,
  findings,
  group,
  heldCalls,
  holds,
  input,
  instance,
  lookOf,
  nothing,
  now,
  plan,
  said,
  type Seen,
  version,
} from '../baseline.fixture.js'
import { awsMachinePool } from './awsMachinePool.js'

const none: Seen = { group: null, template: null, versions: {} }
const noTemplate: Seen = { template: null, versions: {} }
const thirty = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [String(i + 1), version()]))
const otherType: Asked = { template: { instanceType: 'm5.xlarge' } }
const holdsOf = (p: Plan<AwsAct>, id: string): ReadonlyArray<string> | undefined =>
  p.steps.find((s) => s.id === id)?.holds.map((h) => h.code)
const list = (tags: { readonly [k: string]: string }) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
const tag = { PropagateAtLaunch: false, ResourceId: 'workers', ResourceType: 'auto-scaling-group' }

describe('a template and its group', () => {
  it('is made with the base tags and the pool’s', () => {
    expect(input(plan({}, none), 'template')).toMatchObject({
      TagSpecifications: [
        {
          ResourceType: 'launch-template',
          Tags: list({ ...baseTags, 'poolwright.dev/pool': 'ns/workers' }).sort((x, y) => (x.Key < y.Key ? -1 : 1)),
        },
      ],
    })
  })

  it.each<readonly [string, Asked, Seen, ReadonlyArray<string> | undefined]>([
    ['a first template waits for what keeps its group from being made', { spec: { minSize: 5, maxSize: 3 } }, none, ['PW-SIZE-BOUNDS']],
    ['a first template is not made for a group of somebody else', {}, { ...noTemplate, group: { Tags: [] } }, ['PW-NOT-OURS']],
    [
      'a first template is made for a group that is there, whatever holds a change of that',
      { spec: { subnets: [{ filters: [{ name: 'a', values: ['b'] }] }] } },
      noTemplate,
      [],
    ],
    ['a version is made whatever keeps a group from being made', { ...otherType, spec: { minSize: 5, maxSize: 3 } }, { group: null }, []],
    ['a version is made for a group of somebody else', otherType, { group: { Tags: [] } }, []],
  ])('%s', (_, asked, seen, expected) => expect(holdsOf(plan(asked, seen), 'template')).toEqual(expected))

  it('a first template does not wait until the rollout to it may begin', () => {
    const { LaunchTemplate: _, ...untold } = instance('i-1')
    const p = plan(
      {},
      { ...noTemplate, group: { LaunchTemplate: undefined as never, Instances: [untold] }, settings: { rolloutDelay: 60 } },
    )
    expect([holdsOf(p, 'template'), holdsOf(p, 'refresh')]).toEqual([[], ['PW-ROLLOUT-WINDOW']])
  })

  it('what holds a part twice is said once', () => {
    const more = { [factKey('instanceType', 'm5.large')]: Fact.unread }
    const p = plan({ template: { ami: {}, rootVolume: { size: 30 } } }, { ...none, more })
    expect([holdsOf(p, 'template'), holdsOf(p, 'group')]).toEqual([['PW-WAIT-READ'], ['PW-WAIT-READ']])
  })

  it('what belongs to a group that is going is left alone', () => {
    const asked: Asked = { spec: { suspendProcesses: { processes: { launch: true } }, additionalTags: { a: 'b' } } }
    const versions = { 1: version({ TagSpecifications: [] }) }
    const p = plan(asked, { group: { Status: 'Delete in progress', Tags: group.Tags ?? [] }, versions })
    expect(p.steps.map((s) => s.id)).not.toEqual(expect.arrayContaining(['suspend']))
    expect(p.steps.map((s) => s.id)).not.toEqual(expect.arrayContaining(['group-tags']))
    expect(p.holds.map((h) => [h._tag, h.code, 'fact' in h && h.fact])).toEqual([['Await', 'PW-WAIT-GONE', factKey('group', 'workers')]])
    expect(p.holds[0]?.why).toContain('being deleted')
  })

  it('tags that others put stay, whether or not template and group are both there', () => {
    const Tags = [...(group.Tags ?? []), { ...tag, Key: 'cost', Value: 'x' }]
    expect(calls(plan({}, { ...noTemplate, group: { Tags } }))).toEqual(['CreateLaunchTemplate', 'UpdateAutoScalingGroup'])
    expect(calls(plan({}, { group: null, template: { Tags: list({ ...baseTags, cost: 'x' }) } }))).toEqual(['CreateAutoScalingGroup'])
  })

  it('old versions go though no group is there', () => {
    const p = plan({}, { group: null, template: { LatestVersionNumber: 30 }, versions: thirty })
    expect(calls(p)).toEqual(['CreateAutoScalingGroup', 'DeleteLaunchTemplateVersions'])
  })

  it('old versions go without a look at the rollouts of a group that is not there', () => {
    const more = { [factKey('refresh', 'workers')]: Fact.unread }
    const p = plan({}, { group: null, template: { LatestVersionNumber: 30 }, versions: thirty, more })
    expect(calls(p)).toEqual(['CreateAutoScalingGroup', 'DeleteLaunchTemplateVersions'])
  })

  it('a template of somebody else is waited for by nobody’s clock', () => {
    const p = plan(otherType, { template: { Tags: [] } })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-NOT-OURS'] })
    expect(p.next).toEqual({ _tag: 'After', delay: 600_000 })
  })
})

describe('a released pool', () => {
  const released = { released: true }
  it.each<readonly [string, Seen]>([
    ['nothing', none],
    ['a group of somebody else', { group: { Tags: [], LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' } } }],
    ['a template of somebody else', { template: { Tags: [] }, group: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' } } }],
  ])('with %s there is left alone', (_, seen) => {
    const p = plan(otherType, { ...seen, record: released })
    expect([said(p), findings(p)]).toEqual([nothing, ['PW-RELEASED']])
  })

  it('is not deleted under whoever has it', () => {
    const p = plan({ deleted: true }, { record: released })
    expect([calls(p), heldCalls(p)]).toEqual([[], ['DeleteAutoScalingGroup', 'DeleteLaunchTemplate']])
    expect(p.steps[0]?.holds).toMatchObject([{ _tag: 'Rule', code: 'PW-RELEASED', rule: 'paused' }])
    expect(p.steps[0]?.holds[0]?.why).toContain('released to another controller')
  })
})

describe('which versions would do', () => {
  const xlarge = version({ InstanceType: 'm5.xlarge' }, undefined, '')
  const versions = { 1: version({}, undefined, ''), 2: xlarge, 3: version({ InstanceType: 'm5.2xlarge' }, undefined, '') }
  const pinned: Seen = {
    template: { LatestVersionNumber: 3 },
    versions,
    group: {
      LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '1' },
      Instances: [instance('i-1'), instance('i-2'), instance('i-3')],
    },
    refreshes: [
      {
        InstanceRefreshId: 'r',
        Status: 'InProgress',
        DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } },
      },
    ],
  }
  const to = (instanceType: string, disable: boolean): Asked => ({
    volatile: '',
    template: { instanceType },
    spec: { refreshPreferences: { disable } },
  })
  it.each<readonly [string, Asked, ReadonlyArray<string>]>([
    ['the one that the group has', to('m5.large', true), []],
    ['the one that a refresh leads to', to('m5.xlarge', false), []],
    ['not the one that a refresh led to, where refreshes are off', to('m5.xlarge', true), ['template']],
    ['the latest', to('m5.2xlarge', true), []],
    ['none', to('m5.4xlarge', false), ['template']],
  ])('%s', (_, asked, made) =>
    expect(
      plan(asked, pinned)
        .steps.map((s) => s.id)
        .filter((id) => id === 'template'),
    ).toEqual(made),
  )

  it.each<readonly [string, Asked, ReadonlyArray<string>]>([
    ['no more of them than are compared, where the image has a name', { volatile: '' }, ['1']],
    ['all of them, where an image in use is kept', { volatile: '', template: { ami: {} } }, ['1', '3']],
    ['all of them, where the name is empty', { volatile: '', template: { ami: { id: '' } } }, ['1', '3']],
  ])('are asked for: %s', (_, asked, expected) => {
    const look = lookOf(asked, { ...pinned, refreshes: [] })
    const seen = new Set<string>()
    const noting: typeof look = (key, maxAge) => {
      if (Key.nounOf(key) === 'version') seen.add(key.slice(key.lastIndexOf('/') + 1))
      return look(key, maxAge)
    }
    awsMachinePool.plan('awsmachinepool:kube:/ns/workers', noting, now)
    expect([...seen].sort()).toEqual(expected)
  })
})

describe('what a pool asks for', () => {
  const changed: Asked = { data: 'hostname: b\ntoken: one\n' }
  it.each<readonly [string, Seen, ReadonlyArray<string>]>([
    ['reaches new instances only', {}, ['CreateLaunchTemplateVersion']],
    [
      'replaces those that run, where the settings say so',
      { settings: { userDataChange: 'roll' } },
      ['CreateLaunchTemplateVersion', 'StartInstanceRefresh'],
    ],
  ])('by other bootstrap data %s', (_, seen, expected) => expect(calls(plan(changed, seen))).toEqual(expected))

  it.each<readonly [string, Seen]>([
    ['no group', { group: null }],
    ['a group of another template', { group: { LaunchTemplate: { LaunchTemplateId: 'lt-9', Version: '1' }, Instances: [] } }],
  ])('with %s asks for the latest version alone, and for no rollout', (_, seen) => {
    const keys = askedFor({}, { template: { LatestVersionNumber: 3 }, versions: { 3: version() }, ...seen })
    expect(keys.filter((key) => key.startsWith('version:'))).toEqual([factKey('version', 'lt-1/3')])
  })

  it('by failure domains is where its instances are', () => {
    const p = plan({ spec: { subnets: [] }, machinePool: { failureDomains: ['z-a'] } }, none)
    expect(input(p, 'group')).toMatchObject({ VPCZoneIdentifier: 's-a' })
  })
})

describe('around a pool', () => {
  const own = { infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSCluster', name: 'c' } }
  const other: Asked = { cluster: { infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'OtherCluster', name: 'c' } } }
  it('a pool that is not there is no plan, and nothing is awaited but it', () => {
    const p = awsMachinePool.plan('awsmachinepool:kube:/ns/nobody', lookOf(), now)
    expect(p).toEqual({
      pool: 'awsmachinepool:kube:/ns/nobody',
      steps: [],
      holds: [],
      findings: [],
      status: null,
      next: { _tag: 'AwaitChange' },
    })
  })

  it.each(['awsmachinepool', 'settings'])('without a %s that is known nothing is said of it', (noun) => {
    const look = lookOf()
    const without: typeof look = (key, maxAge) => (Key.nounOf(key) === noun ? Fact.unread : look(key, maxAge))
    const p = awsMachinePool.plan('awsmachinepool:kube:/ns/workers', without, now)
    expect([p.findings, p.status]).toEqual([[], null])
  })

  it('a pool without what says how it is run has the host’s settings and says no more', () => {
    expect(plan().findings).toEqual([])
  })

  it.each<readonly [string, Asked, Seen, string, string, string]>([
    [
      'no MachinePool',
      { without: ['MachinePool'] },
      {},
      'PW-WAIT-MACHINEPOOL',
      'machinepool:kube:/ns/AWSMachinePool/workers',
      'AWSMachinePool',
    ],
    [
      'a cluster that is not ready',
      { clusterStatus: {}, awsClusterStatus: { ready: false } },
      {},
      'PW-WAIT-INFRASTRUCTURE',
      'cluster:kube:/ns/c',
      'cluster c',
    ],
    ['no cluster', { without: ['Cluster', 'AWSCluster'] }, none, 'PW-ASSUMED-CLUSTER', 'cluster:kube:/ns/c', 'Cluster c'],
    [
      'a cluster of EKS without a name',
      { eks: { eksClusterName: '' } },
      none,
      'PW-ASSUMED-CLUSTER',
      'awsmanagedcontrolplane:kube:/ns/cp',
      'ns_cp',
    ],
  ])('%s is told with what it is about', (_, asked, seen, code, fact, word) => {
    const p = plan(asked, seen)
    const found = [...p.holds, ...p.steps.flatMap((s) => s.holds)].find((h) => h.code === code)
    expect(found).toMatchObject({ code, fact })
    expect(found?.why).toContain(word)
  })

  it.each<readonly [string, Asked, string, string]>([
    ['no cluster', { without: ['Cluster', 'AWSCluster'] }, 'MachinePool.spec.clusterName', 'Cluster c'],
    ['a cluster of EKS without a name', { eks: { eksClusterName: '' } }, 'AWSManagedControlPlane.spec.eksClusterName', 'ns_cp'],
  ])('%s is assumed, and said where to name it', (_, asked, path, word) => {
    const p = plan(asked, { ...none, settings: { assumptions: 'allow' } })
    expect([holds(p), plan(asked, none).findings]).toEqual([[], []])
    const finding = p.findings.find((f) => f.code === 'PW-ASSUMED-CLUSTER')
    expect(finding).toMatchObject({ paths: [path] })
    expect(finding?.message).toContain(word)
  })

  it.each<readonly [string, Asked, string]>([
    [
      'control planes of another kind',
      { cluster: { ...own, controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: 'kcp' } } },
      'awscluster:kube:/ns/c',
    ],
    [
      'a network that is called otherwise',
      { cluster: { infrastructureRef: { ...own.infrastructureRef, name: 'net' } } },
      'awscluster:kube:/ns/net',
    ],
    ['nobody who says what is behind it', { without: ['Cluster'] }, 'awscluster:kube:/ns/c'],
    ['a control plane of EKS', { eks: {} }, 'awsmanagedcontrolplane:kube:/ns/cp'],
  ])('a cluster with %s is looked for by its own name', (_, asked, key) =>
    expect(askedFor(asked).filter((k) => /^aws(cluster|managedcontrolplane):/.test(k))).toEqual([key]),
  )

  it('a cluster of EKS whose name nobody says is told so', () => {
    const p = plan({ eks: { eksClusterName: undefined as never } }, none)
    expect([...p.steps.flatMap((s) => s.holds)].find((h) => h.code === 'PW-ASSUMED-CLUSTER')?.why).toContain('ns_cp')
  })

  it('a cluster of another kind has a network of its own, and the pool is in the host’s region', () => {
    const p = plan(other, { ...none, settings: { region: 'us-west-2', assumptions: 'allow' } })
    expect(p.steps.map((s) => s.scope)).toEqual(['aws:000000000000/us-west-2', 'aws:000000000000/us-west-2'])
  })

  it('tags follow the cluster’s, for the same pool', () => {
    const first: Asked = { awsCluster: { region: 'eu-west-1', network: { vpc: { id: 'vpc-1' } }, additionalTags: { team: 'a' } } }
    const look = lookOf(first, none)
    const called =
      (key: string, value: unknown): typeof look =>
      (k, maxAge) =>
        k === key ? (Fact.present(value, now) as never) : look(k, maxAge)
    const bodyOf = (l: typeof look) => JSON.stringify(awsMachinePool.plan('awsmachinepool:kube:/ns/workers', l, now).steps[0]?.action.input)
    expect(bodyOf(look)).toContain('"Value":"a"')
    const cluster = look('awscluster:kube:/ns/c')
    const machinePool = look('machinepool:kube:/ns/AWSMachinePool/workers')
    if (cluster._tag !== 'Present' || machinePool._tag !== 'Present') throw new Error('not there')
    const retagged = { ...cluster.value, spec: { ...cluster.value.spec, additionalTags: { team: 'b' } } }
    expect(bodyOf(called('awscluster:kube:/ns/c', retagged))).toContain('"Value":"b"')
    const moved = { ...machinePool.value, spec: { ...machinePool.value.spec, clusterName: 'd' } }
    const inOther = called('machinepool:kube:/ns/AWSMachinePool/workers', moved)
    expect(bodyOf(inOther)).toContain('kubernetes.io/cluster/d')
    const shared: typeof look = (key, maxAge) =>
      (key as string) === 'cluster:kube:/ns/d' ? (look('cluster:kube:/ns/c') as never) : inOther(key, maxAge)
    expect(bodyOf(look)).toContain('kubernetes.io/cluster/c')
    expect(bodyOf(shared)).toContain('kubernetes.io/cluster/d')
  })

  it('data that may not be looked for is told of, with its place', () => {
    const asked: Asked = {
      format: 'ignition',
      spec: { ignition: { version: '3.4' } },
      awsCluster: { region: 'eu-west-1', network: { vpc: { id: 'vpc-1' } }, s3Bucket: { name: 'bucket-b' } },
    }
    const look = lookOf(asked, none)
    const denied: typeof look = (key, maxAge) =>
      Key.nounOf(key) === 'object'
        ? Fact.unknown('unreadable', { _tag: 'Some', value: { _tag: 'Denied', code: 'AccessDenied', message: 'no' } })
        : look(key, maxAge)
    const found = awsMachinePool.plan('awsmachinepool:kube:/ns/workers', denied, now).findings.find((f) => f.code === 'PW-IGNITION-UNSEEN')
    expect(found).toMatchObject({ paths: ['AWSCluster.spec.s3Bucket.name'] })
    expect(found?.message).toMatch(/machine-pool\/workers\/.* is in bucket-b/)
  })
})

describe('a pool that goes', () => {
  const gone = { group: null } as const
  const eksTags = { 'sigs.k8s.io/cluster-api-provider-aws/cluster/eks-x': 'owned' }
  it.each<readonly [string, Asked, Seen, ReadonlyArray<string>]>([
    [
      'without anybody who says its cluster',
      { without: ['MachinePool', 'Cluster', 'AWSCluster'] },
      { record: { scope: 'aws:000000000000/eu-west-1' } },
      [],
    ],
    [
      'by its own record',
      { without: ['MachinePool', 'Cluster', 'AWSCluster'] },
      { record: { cluster: 'c', scope: 'aws:000000000000/eu-west-1' } },
      ['DeleteLaunchTemplate'],
    ],
    [
      'by the name that EKS has, before that of its record',
      { eks: {} },
      { template: { Tags: list(eksTags) }, record: { cluster: 'c' } },
      ['DeleteLaunchTemplate'],
    ],
    [
      'by its record, where nothing says the name that EKS has',
      { eks: { eksClusterName: '' } },
      { record: { cluster: 'c' } },
      ['DeleteLaunchTemplate'],
    ],
    [
      'in a cluster of another kind',
      { cluster: { infrastructureRef: { apiGroup: 'x.y', kind: 'OtherCluster', name: 'c' } } },
      { record: { scope: 'aws:000000000000/eu-west-1' } },
      ['DeleteLaunchTemplate'],
    ],
    [
      'in the region of its cluster, before that of its record',
      {},
      { record: { scope: 'aws:000000000000/us-west-2' } },
      ['DeleteLaunchTemplate'],
    ],
  ])('%s', (_, asked, seen, expected) => expect(calls(plan({ ...asked, deleted: true }, { ...gone, ...seen }))).toEqual(expected))

  it.each(['machinepool', 'cluster', 'awscluster'])('is done without a %s that cannot be read', (noun) => {
    const look = lookOf({ deleted: true }, { ...gone, record: { cluster: 'c', scope: 'aws:000000000000/eu-west-1' } })
    const without: typeof look = (key, maxAge) => (Key.nounOf(key) === noun ? Fact.unknown('unreadable') : look(key, maxAge))
    expect(calls(awsMachinePool.plan('awsmachinepool:kube:/ns/workers', without, now))).toEqual(['DeleteLaunchTemplate'])
  })

  it('is paused with its cluster, or by itself though nobody says its cluster', () => {
    expect(holds(plan({ deleted: true, cluster: { paused: true } }, gone))).toEqual(['PW-PAUSED'])
    const alone: Asked = { deleted: true, without: ['MachinePool', 'Cluster', 'AWSCluster'] }
    const Tags = list({ 'poolwright.dev/pool': 'ns/workers' })
    const seen: Seen = { ...gone, template: { Tags }, record: { scope: 'aws:000000000000/eu-west-1' } }
    expect(calls(plan(alone, seen))).toEqual(['DeleteLaunchTemplate'])
    expect(holds(plan({ ...alone, annotations: { 'cluster.x-k8s.io/paused': '' } }, seen))).toEqual(['PW-PAUSED'])
  })
})
