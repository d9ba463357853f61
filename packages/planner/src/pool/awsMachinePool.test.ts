import type { InstanceRefresh } from '@poolwright/aws/InstanceRefresh'
import * as Fact from '@poolwright/core/Fact'
import { docs } from '../documentation.fixture.js'
import { describe, expect, it } from 'vitest'
import { calls, factKey, findings, group, heldCalls, holds, input, nothing, now, plan, said, version } from '../baseline.fixture.js'

describe('gates', () => {
  it('G1: plans nothing for a pool that runs as asked, and looks again in ten minutes', () => {
    const p = plan()
    expect(said(p)).toEqual(nothing)
    expect(p.findings).toEqual([])
    expect(p.next).toEqual({ _tag: 'After', delay: 600_000 })
  })

  it('G2: plans a pool like any other when its status notes a failure, and says so', () => {
    const p = plan({ status: { failureReason: 'Broken' }, machinePool: { replicas: 4 } })
    expect(calls(p)).toEqual(['UpdateAutoScalingGroup'])
    expect(findings(p)).toEqual(['PW-FAILED'])
  })

  it('G3: holds everything while the infrastructure is not ready', () => {
    const p = plan({ spec: { maxSize: 8 }, clusterStatus: { initialization: { infrastructureProvisioned: false } } })
    expect(calls(p)).toEqual([])
    expect(heldCalls(p)).toEqual(['UpdateAutoScalingGroup'])
    expect(holds(p)).toEqual(['PW-WAIT-INFRASTRUCTURE'])
  })

  it('G4: makes nothing without bootstrap data', () => {
    const p = plan({ machine: { bootstrap: {} } }, { group: null, template: null, versions: {} })
    expect(calls(p)).toEqual([])
    expect(holds(p)).toEqual(['PW-ASSUMED-BOOTSTRAP-DATA'])
  })

  it.each([
    ['G5', { cluster: { paused: true } }],
    ['G6', { annotations: { 'cluster.x-k8s.io/paused': '' } }],
  ])('%s: shows what it would do while paused, and does none of it', (_, asked) => {
    const p = plan({ ...asked, template: { instanceType: 'm5.xlarge' } })
    expect(calls(p)).toEqual([])
    expect(heldCalls(p)).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
    expect(holds(p)).toEqual(['PW-PAUSED'])
  })

  it.each([
    ['G7', { subnets: [{ id: 's-lz' }] }],
    ['G8', { subnets: [], availabilityZones: ['z-lz'] }],
  ])('%s: makes no version with enclaves at the edge', (_, spec) => {
    const p = plan({ template: { enclaveOptions: { enabled: true } }, spec })
    expect(calls(p)).not.toContain('CreateLaunchTemplateVersion')
    expect(holds(p)).toContain('PW-ENCLAVE-EDGE')
  })

  it('G9, G10: takes edges without enclaves, and enclaves without edges', () => {
    expect(holds(plan({ spec: { subnets: [{ id: 's-lz' }] } }))).toEqual([])
    expect(calls(plan({ template: { enclaveOptions: { enabled: true } } }))).toEqual([
      'CreateLaunchTemplateVersion',
      'StartInstanceRefresh',
    ])
  })

  it('G11: waits for a group that cannot be read, and the rest goes on', () => {
    const p = plan({ template: { instanceType: 'm5.xlarge' } }, { more: { [factKey('group', 'workers')]: Fact.unknown('unreadable') } })
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion'])
    expect(holds(p)).toEqual(['PW-WAIT-READ'])
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
  })

  it('waits for settings that are not read yet: defaults could do the opposite of what they say', () => {
    const p = plan({}, { more: { 'settings:kube:/ns/workers': Fact.unread }, group: null })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-WAIT-READ'] })
  })

  it('holds everything where no MachinePool refers to the pool', () => {
    expect(said(plan({ without: ['MachinePool'] }))).toEqual({ calls: [], holds: ['PW-WAIT-MACHINEPOOL'] })
  })
})
describe('creation', () => {
  const absent = { group: null, template: null, versions: {} }

  it('C1: makes the template and then the group, and looks again in 15 s', () => {
    const p = plan({}, absent)
    expect(calls(p)).toEqual(['CreateLaunchTemplate', 'CreateAutoScalingGroup'])
    expect(p.steps.map((s) => s.id)).toEqual(['template', 'group'])
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
  })

  it('C10, C14: a following group refers to the latest version and carries the base tags and the pool’s', () => {
    const body = input(plan({}, absent), 'group')
    expect(body).toMatchObject({
      MinSize: 1,
      MaxSize: 5,
      DesiredCapacity: 3,
      VPCZoneIdentifier: 's-a,s-b',
      LaunchTemplate: { LaunchTemplateId: { $out: ['template', 'LaunchTemplateId'] }, Version: '$Latest' },
    })
    const { Tags } = body as { readonly Tags: ReadonlyArray<{ readonly Key: string; readonly PropagateAtLaunch: boolean }> }
    expect(Tags.map((x) => x.Key)).toEqual([
      'Name',
      'kubernetes.io/cluster/c',
      'poolwright.dev/pool',
      'sigs.k8s.io/cluster-api-provider-aws/cluster/c',
      'sigs.k8s.io/cluster-api-provider-aws/role',
    ])
    expect(Tags.every((x) => !x.PropagateAtLaunch)).toBe(true)
  })

  it('pins the version where nothing in the bootstrap data is volatile', () => {
    expect(input(plan({ volatile: '' }, absent), 'group')).toMatchObject({
      LaunchTemplate: { Version: { $out: ['template', 'VersionNumber'] } },
    })
  })

  it('C2: makes only the group where the template agrees', () => {
    expect(calls(plan({}, { group: null }))).toEqual(['CreateAutoScalingGroup'])
  })

  it('C3: makes a version and the group where the template differs, and no refresh', () => {
    expect(calls(plan({ template: { instanceType: 'm5.xlarge' } }, { group: null }))).toEqual([
      'CreateLaunchTemplateVersion',
      'CreateAutoScalingGroup',
    ])
  })

  it.each([
    ['C5', { machinePool: { replicas: 1 }, spec: { minSize: 2 } }],
    ['C8', { machinePool: { replicas: 6 }, machinePoolAnnotations: { 'cluster.x-k8s.io/replicas-managed-by': 'false' } }],
    ['V15', { spec: { minSize: 5, maxSize: 3 } }],
  ])('%s: makes no group of a size that contradicts itself', (_, asked) => {
    const p = plan(asked, absent)
    expect(calls(p)).toEqual([])
    expect(heldCalls(p)).toEqual(['CreateLaunchTemplate', 'CreateAutoScalingGroup'])
    expect(holds(p)).toEqual(['PW-SIZE-BOUNDS'])
  })

  it('C6, C7: a count that others own is a beginning within the bounds, and nothing outside of them', () => {
    const machinePoolAnnotations = { 'cluster.x-k8s.io/replicas-managed-by': '' }
    expect(input(plan({ machinePoolAnnotations }, absent), 'group')).toMatchObject({ DesiredCapacity: 3 })
    const outside = plan({ machinePoolAnnotations, machinePool: { replicas: 6 } }, absent)
    expect(calls(outside)).toContain('CreateAutoScalingGroup')
    expect(input(outside, 'group')).not.toHaveProperty('DesiredCapacity')
  })

  it('leaves the count to AWS where the MachinePool has none', () => {
    expect(input(plan({ machinePool: { replicas: null } }, absent), 'group')).not.toHaveProperty('DesiredCapacity')
  })

  it('C9: a policy names the template, with its overrides in order and no template beside it', () => {
    const mixedInstancesPolicy = { overrides: [{ instanceType: 'm5.xlarge' }, { instanceType: 'm5.large' }], instancesDistribution: {} }
    const body = input(plan({ spec: { mixedInstancesPolicy } }, absent), 'group')
    expect(body).not.toHaveProperty('LaunchTemplate')
    expect(body).toMatchObject({
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateName: 'workers', Version: '$Latest' },
          Overrides: [{ InstanceType: 'm5.xlarge' }, { InstanceType: 'm5.large' }],
        },
        InstancesDistribution: { SpotAllocationStrategy: 'lowest-price', OnDemandPercentageAboveBaseCapacity: 100 },
      },
    })
  })

  it('C12: suspends processes after the group is made, in the same plan', () => {
    const p = plan({ spec: { suspendProcesses: { processes: { launch: true, terminate: true } } } }, absent)
    expect(p.steps.map((s) => [s.id, s.after])).toEqual([
      ['template', []],
      ['group', ['template']],
      ['suspend', ['group']],
    ])
    expect(input(p, 'suspend')).toEqual({ AutoScalingGroupName: 'workers', ScalingProcesses: ['Launch', 'Terminate'] })
  })

  it('C13: makes the group with its hooks, and leaves what they leave open to AWS', () => {
    const lifecycleHooks = [{ name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }]
    expect(input(plan({ spec: { lifecycleHooks } }, absent), 'group')).toMatchObject({
      LifecycleHookSpecificationList: [{ LifecycleHookName: 'h', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }],
    })
  })

  it('C17: leaves a group alone that is not the cluster’s, whatever it is called', () => {
    const p = plan({ spec: { maxSize: 8 } }, { group: { Tags: [] } })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-NOT-OURS'] })
  })

  it('C18: leaves a template alone that is not the cluster’s, and makes no group on it', () => {
    const p = plan({ template: { instanceType: 'm5.xlarge' } }, { group: null, template: { Tags: [] } })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-NOT-OURS'] })
  })

  it('leaves a thing alone that names another pool', () => {
    const named = [...(group.Tags ?? []), { ...tag, Key: 'poolwright.dev/pool', Value: 'other/workers' }]
    expect(holds(plan({ spec: { maxSize: 8 } }, { group: { Tags: named } }))).toEqual(['PW-NOT-OURS'])
  })

  it('adopts what nobody owns when told to, and never what another cluster owns', () => {
    const settings = { adopt: true }
    const adopted = plan({}, { group: { Tags: [] }, template: { Tags: [] }, settings })
    expect(calls(adopted)).toEqual(['CreateTags', 'CreateOrUpdateTags'])
    const theirs = [{ ...tag, Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/other', Value: 'owned' }]
    expect(said(plan({}, { group: { Tags: theirs }, settings }))).toEqual({ calls: [], holds: ['PW-NOT-OURS'] })
  })

  it('waits for a group of the name that is being deleted (A21)', () => {
    const p = plan({ spec: { maxSize: 8 } }, { group: { Status: 'Delete in progress' } })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-WAIT-GONE'] })
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
  })

  it('makes nothing on facts that are too old', () => {
    const stale = (id: string) => ({ [factKey('group', id)]: Fact.unknown('stale') })
    expect(said(plan({}, { ...absent, more: stale('workers') }))).toEqual({ calls: ['CreateLaunchTemplate'], holds: ['PW-WAIT-READ'] })
  })
})
const tag = { PropagateAtLaunch: false, ResourceId: 'workers', ResourceType: 'auto-scaling-group' }

describe('the documentation’s example', () => {
  it('is held on a real cloud: nobody pays for instances that cannot join', () => {
    const p = docs('hold')
    expect(heldCalls(p)).toEqual(['CreateLaunchTemplate', 'CreateAutoScalingGroup'])
    expect(calls(p)).toEqual([])
    for (const s of p.steps)
      expect(s.holds.map((h) => [h._tag, h.code])).toEqual([
        ['Assumption', 'PW-ASSUMED-CLUSTER'],
        ['Assumption', 'PW-ASSUMED-SECURITY-GROUPS'],
        ['Assumption', 'PW-ASSUMED-BOOTSTRAP-DATA'],
      ])
  })

  it('is two calls where assumptions are allowed, and says what it assumed', () => {
    const p = docs('allow')
    expect(p.steps.map((s) => [s.id, s.action.op, s.holds])).toEqual([
      ['template', 'ec2:CreateLaunchTemplate', []],
      ['group', 'autoscaling:CreateAutoScalingGroup', []],
    ])
    expect(input(p, 'group')).toMatchObject({ MinSize: 1, MaxSize: 10, DesiredCapacity: 2, VPCZoneIdentifier: 'subnet-1' })
    expect(input(p, 'template')).toMatchObject({ LaunchTemplateData: { ImageId: 'ami-9', InstanceType: 't3.large', KeyName: 'default' } })
    expect(input(p, 'template')).not.toHaveProperty('LaunchTemplateData.UserData')
    expect(findings(p)).toEqual(['PW-ASSUMED-CLUSTER', 'PW-ASSUMED-SECURITY-GROUPS', 'PW-ASSUMED-BOOTSTRAP-DATA'])
  })
})

describe('status', () => {
  it('W1, W2: counts all and those in service, and lists provider ids by zone', () => {
    const Instances = [
      { ...(group.Instances?.[0] ?? never), InstanceId: 'i-2', AvailabilityZone: 'z-b' },
      { ...(group.Instances?.[0] ?? never), InstanceId: 'i-1' },
      { ...(group.Instances?.[0] ?? never), InstanceId: 'i-3', LifecycleState: 'Terminating' },
    ]
    expect(plan({}, { group: { Instances } }).status).toMatchObject({
      ready: true,
      replicas: 3,
      inService: 2,
      providerIDList: ['aws:///z-a/i-1', 'aws:///z-a/i-3', 'aws:///z-b/i-2'],
      launchTemplateID: 'lt-1',
      launchTemplateVersion: '1',
    })
  })

  it('W5: is not ready before the group was seen', () => {
    expect(plan({}, { group: null }).status).toMatchObject({ ready: false, replicas: 0 })
  })

  it('says why it is not as wanted, in the same bytes for the same cause', () => {
    const asked = { machinePool: { replicas: 9 } }
    expect(plan(asked).status).toMatchObject({
      conditions: [
        { type: 'Ready', status: 'False', reason: 'SizeBounds' },
        { type: 'LaunchTemplateReady', status: 'True' },
        { type: 'ASGReady', status: 'False', reason: 'SizeBounds', message: '9 replicas are not within minSize 1 and maxSize 5' },
      ],
    })
    expect(JSON.stringify(plan(asked, { now: 5 }).status)).toBe(JSON.stringify(plan(asked).status))
  })

  it('W7: looks again soon while instances are missing, and says what AWS says about it', () => {
    const activities = [{ ActivityId: 'a', StatusCode: 'Failed', StatusMessage: 'no capacity in z-a' }]
    const p = plan({}, { group: { Instances: [] }, more: { [factKey('activities', 'workers')]: Fact.present(activities, 0) } })
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
    expect(p.findings).toMatchObject([{ code: 'PW-LAUNCH-FAILED' }])
    expect(p.findings[0]?.message).toContain('no capacity in z-a')
    const said = { reason: 'LaunchFailed', message: '0 of 3 instances are in service; the last attempt failed: no capacity in z-a' }
    expect(p.status).toMatchObject({
      conditions: [{ status: 'False' }, {}, { type: 'ASGReady', status: 'False', severity: 'Warning', ...said }],
    })
  })

  it('says how far a rollout is, and why one failed', () => {
    const asked = { template: { instanceType: 'm5.xlarge' } }
    const later = { template: { LatestVersionNumber: 2 }, versions: { 1: version(), 2: version({ InstanceType: 'm5.xlarge' }) } }
    const at = (refresh: InstanceRefresh) => plan(asked, { ...later, refreshes: [refresh] }).status
    const type = 'PostLaunchTemplateUpdateOperationSuccess'
    expect(at({ InstanceRefreshId: 'r', Status: 'InProgress', PercentageComplete: 33, InstancesToUpdate: 2 })).toMatchObject({
      conditions: [
        { type: 'Ready', status: 'True' },
        {},
        {},
        { type, status: 'True', reason: 'InstanceRefreshRunning', message: 'InProgress: 33 % done, 2 to go' },
      ],
    })
    const failed = { InstanceRefreshId: 'r', Status: 'Failed', StatusReason: 'alarm went off', EndTime: new Date(now).toISOString() }
    const DesiredConfiguration = { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } }
    expect(JSON.stringify(at({ ...failed, DesiredConfiguration }))).toContain('rollout r ended as Failed: alarm went off')
  })
})
const never = { InstanceId: '', LifecycleState: '', HealthStatus: '', AvailabilityZone: '' }
