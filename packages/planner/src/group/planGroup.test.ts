import type { Group } from '@poolwright/aws/Group'
import type { InstanceRefresh } from '@poolwright/aws/InstanceRefresh'
import * as Fact from '@poolwright/core/Fact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { awsMachinePool } from '../pool/awsMachinePool.js'
import {
  type Asked,
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
  template,
  version,
} from '../baseline.fixture.js'
import { versionsInUse } from './planGroup.js'

const external = { machinePoolAnnotations: { 'cluster.x-k8s.io/replicas-managed-by': '' } }
const bigger: Asked = { template: { instanceType: 'm5.xlarge' } }
const old = version()
const fresh = version({ InstanceType: 'm5.xlarge' })

describe('the group', () => {
  const changes: ReadonlyArray<readonly [id: string, path: string, asked: Asked, sent: object]> = [
    ['A1', 'MachinePool.spec.replicas', { machinePool: { replicas: 4 } }, { DesiredCapacity: 4 }],
    ['A6', 'maxSize', { spec: { maxSize: 8 } }, { MaxSize: 8 }],
    ['A7', 'minSize', { spec: { minSize: 0 } }, { MinSize: 0 }],
    ['A8', 'capacityRebalance', { spec: { capacityRebalance: true } }, { CapacityRebalance: true }],
    ['A10', 'subnets[].id', { spec: { subnets: [{ id: 's-a' }] } }, { VPCZoneIdentifier: 's-a' }],
    ['A18', 'defaultCoolDown', { spec: { defaultCoolDown: '60s' } }, { DefaultCooldown: 60 }],
    ['A19', 'defaultInstanceWarmup', { spec: { defaultInstanceWarmup: '2m' } }, { DefaultInstanceWarmup: 120 }],
  ]
  it.each(changes)('%s: %s is one sparse update', (_, path, asked, sent) => {
    const p = plan(asked)
    expect(calls(p)).toEqual(['UpdateAutoScalingGroup'])
    expect(input(p, 'group')).toEqual({ AutoScalingGroupName: 'workers', ...sent })
    expect(p.steps[0]?.causes).toMatchObject([{ paths: expect.arrayContaining([path]) as unknown }])
  })

  it('A2: puts back a count that was changed by hand, and says how many instances end', () => {
    const p = plan({}, { group: { DesiredCapacity: 5 } })
    expect(input(p, 'group')).toMatchObject({ DesiredCapacity: 3 })
    expect(p.steps[0]?.disruption).toEqual({ _tag: 'Destroys', count: 2 })
  })

  it('A3, A4: never writes a count that others own', () => {
    expect(said(plan(external, { group: { DesiredCapacity: 4 } })).calls).toEqual([])
    const p = plan({ ...external, spec: { minSize: 5 } })
    expect(input(p, 'group')).toEqual({ AutoScalingGroupName: 'workers', MinSize: 5 })
  })

  it('A5: a count outside its bounds is held, the rest goes on', () => {
    const p = plan({ machinePool: { replicas: 6 }, spec: { maxSize: 5, capacityRebalance: true } })
    expect(input(p, 'group')).toEqual({ AutoScalingGroupName: 'workers', CapacityRebalance: true })
    expect(holds(p)).toEqual(['PW-SIZE-BOUNDS'])
  })

  it('ends no instance for a count that it does not take', () => {
    const p = plan({ machinePool: { replicas: 0 }, spec: { capacityRebalance: true } })
    expect([holds(p), p.steps.map((s) => s.disruption)]).toEqual([['PW-SIZE-BOUNDS'], [{ _tag: 'InPlace' }]])
  })

  it('A9, A11: the order of subnets and blanks between them mean nothing', () => {
    expect(said(plan({}, { group: { VPCZoneIdentifier: 's-b, s-a' } }))).toEqual(nothing)
  })

  it('A17: no count is no opinion', () => {
    expect(said(plan({ machinePool: { replicas: null } }))).toEqual(nothing)
  })

  it('never asks for a count outside the bounds that hold when it is asked', () =>
    fc.assert(
      fc.property(fc.nat(8), fc.nat(8), fc.nat(8), fc.nat(8), fc.nat(8), fc.nat(8), (min, max, replicas, a, b, c) => {
        const [MinSize = 0, DesiredCapacity = 0, MaxSize = 0] = [a, b, c].sort((x, y) => x - y)
        const p = plan(
          { spec: { minSize: min, maxSize: Math.max(1, max) }, machinePool: { replicas } },
          { group: { MinSize, MaxSize, DesiredCapacity, Instances: [] } },
        )
        const after = { MinSize, MaxSize, DesiredCapacity, ...(input(p, 'group') as object | undefined) }
        expect(after.MinSize <= after.DesiredCapacity && after.DesiredCapacity <= after.MaxSize).toBe(true)
        if (min <= replicas && replicas <= Math.max(1, max))
          expect(after).toMatchObject({ MinSize: min, MaxSize: Math.max(1, max), DesiredCapacity: replicas })
      }),
      { numRuns: 60 },
    ))
})

describe('mixed instances', () => {
  const ref = { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '$Latest' }
  const mixed = (types: ReadonlyArray<string>, InstancesDistribution?: object): Seen => ({
    group: {
      LaunchTemplate: undefined as never,
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: ref, Overrides: types.map((InstanceType) => ({ InstanceType })) },
        InstancesDistribution: {
          OnDemandAllocationStrategy: 'prioritized',
          OnDemandBaseCapacity: 0,
          OnDemandPercentageAboveBaseCapacity: 100,
          SpotAllocationStrategy: 'lowest-price',
          ...InstancesDistribution,
        },
      },
    },
  })
  const asking = (types: ReadonlyArray<string>, more: object = {}): Asked => ({
    spec: { mixedInstancesPolicy: { overrides: types.map((instanceType) => ({ instanceType })), ...more } },
  })

  it('A12: a policy that says nothing of its distribution agrees with any', () => {
    expect(said(plan(asking(['a', 'b']), mixed(['a', 'b'])))).toEqual(nothing)
    expect(said(plan(asking(['a', 'b']), mixed(['a', 'b'], { SpotAllocationStrategy: 'capacity-optimized' })))).toEqual(nothing)
  })

  it('A13, A14: another strategy or order is one update with the whole policy', () => {
    const p = plan(asking(['b', 'a'], { instancesDistribution: { onDemandBaseCapacity: 1 } }), mixed(['a', 'b']))
    expect(calls(p)).toEqual(['UpdateAutoScalingGroup'])
    expect(input(p, 'group')).toEqual({
      AutoScalingGroupName: 'workers',
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '$Latest' },
          Overrides: [{ InstanceType: 'b' }, { InstanceType: 'a' }],
        },
        InstancesDistribution: {
          OnDemandAllocationStrategy: 'prioritized',
          OnDemandBaseCapacity: 1,
          OnDemandPercentageAboveBaseCapacity: 100,
          SpotAllocationStrategy: 'lowest-price',
        },
      },
    })
  })

  it('another order and another size are one update, with the whole policy', () => {
    const p = plan({ ...asking(['b', 'a']), machinePool: { replicas: 4 } }, mixed(['a', 'b']))
    expect(input(p, 'group')).toEqual({
      AutoScalingGroupName: 'workers',
      DesiredCapacity: 4,
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '$Latest' },
          Overrides: [{ InstanceType: 'b' }, { InstanceType: 'a' }],
        },
      },
    })
  })

  it('stay as they are while the template is not known', () => {
    const more = { [factKey('template', 'workers')]: Fact.unread }
    expect(said(plan(asking(['b', 'a']), { ...mixed(['a', 'b']), more }))).toEqual({ calls: [], holds: ['PW-WAIT-READ'] })
  })

  it('A15: without a policy the group goes back to its template', () => {
    expect(input(plan({}, mixed(['a'])), 'group')).toEqual({
      AutoScalingGroupName: 'workers',
      LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '$Latest' },
    })
  })

  it('A16: a policy without a distribution is put on a group that has none', () => {
    expect(calls(plan(asking(['a'])))).toEqual(['UpdateAutoScalingGroup'])
  })
})

describe('rollouts of a following group', () => {
  it('D1, R1: a version, and a refresh of all', () => {
    const p = plan(bigger)
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
    expect(input(p, 'refresh')).toEqual({ AutoScalingGroupName: 'workers', Strategy: 'Rolling' })
    expect(p.steps[1]).toMatchObject({
      after: ['template'],
      basis: null,
      disruption: { _tag: 'Rolls', count: 3, of: 3, floor: 2, seconds: 900 },
    })
  })

  it('R2: sends the preferences that are asked for', () => {
    const p = plan({
      ...bigger,
      spec: { refreshPreferences: { instanceWarmup: 100, minHealthyPercentage: 80, maxHealthyPercentage: 100 } },
    })
    expect(input(p, 'refresh')).toMatchObject({ Preferences: { InstanceWarmup: 100, MinHealthyPercentage: 80, MaxHealthyPercentage: 100 } })
  })

  it('sends what the settings add', () => {
    const settings = { checkpoints: { percentages: [50, 100], delay: 60 }, bakeTime: 30, alarms: ['errors'] }
    expect(input(plan(bigger, { settings }), 'refresh')).toMatchObject({
      Preferences: { CheckpointPercentages: [50, 100], CheckpointDelay: 60, BakeTime: 30, AlarmSpecification: { Alarms: ['errors'] } },
    })
    const open = plan(bigger, { settings: { checkpoints: { percentages: [60, 20] } } })
    expect(input(open, 'refresh')).toMatchObject({ Preferences: { CheckpointPercentages: [20, 60, 100] } })
  })

  const running = (Status: string, more: Partial<InstanceRefresh> = {}): ReadonlyArray<InstanceRefresh> => [
    { InstanceRefreshId: 'r-1', Status, ...more },
  ]
  it.each(['InProgress', 'Pending', 'Baking'])('R3, R4, R7: cancels one that leads elsewhere (%s), and the rest waits', (status) => {
    const p = plan(bigger, { refreshes: running(status) })
    expect(calls(p)).toEqual(['CancelInstanceRefresh'])
    expect(heldCalls(p)).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
    expect(holds(p)).toEqual(['PW-REFRESH-ENDING'])
  })

  it.each(['Cancelling', 'RollbackInProgress'])('R5, R7: waits for one that is ending (%s)', (status) => {
    const p = plan(bigger, { refreshes: running(status) })
    expect(calls(p)).toEqual([])
    expect(holds(p)).toEqual(['PW-REFRESH-ENDING'])
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
  })

  it('R5: and new bootstrap data alone does not wait', () => {
    const p = plan({ data: 'hostname: a\ntoken: two\n' }, { refreshes: running('Cancelling') })
    expect(said(p)).toEqual({ calls: ['CreateLaunchTemplateVersion'], holds: [] })
  })

  it('R6: finished ones are in nobody’s way, and the new one is counted from them', () => {
    const p = plan(bigger, { refreshes: running('Successful') })
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
    expect(p.steps[1]?.basis).toBe('r-1')
  })

  it('R9: new bootstrap data goes out while one runs, which is left alone', () => {
    const p = plan({ data: 'hostname: a\ntoken: two\n' }, { refreshes: running('InProgress') })
    expect(said(p)).toEqual({ calls: ['CreateLaunchTemplateVersion'], holds: [] })
  })

  it('R10, R11: disabled means that nothing is started, cancelled or waited for', () => {
    const p = plan({ ...bigger, spec: { refreshPreferences: { disable: true } } }, { refreshes: running('InProgress') })
    expect(said(p)).toEqual({ calls: ['CreateLaunchTemplateVersion'], holds: [] })
    expect(findings(p)).toEqual(['PW-REFRESH-DISABLED'])
  })

  describe('disabled, a group', () => {
    const pinned = { ...group, LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' } }
    const leading = (Version: string) => ({ DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version } } })
    const two: Seen = { group: pinned, template: { LatestVersionNumber: 2 }, versions: { 1: old, 2: fresh } }
    const refreshes = factKey('refresh', 'workers')
    const disabled: Asked = { ...bigger, spec: { refreshPreferences: { disable: true } } }
    it.each<readonly [string, Seen, object]>([
      ['that is pinned is moved', { ...two, refreshes: [] }, { calls: ['UpdateAutoScalingGroup'], heldCalls: [], holds: [] }],
      [
        'is moved beside a rollout that says nothing of a template',
        { ...two, refreshes: running('InProgress') },
        { calls: ['UpdateAutoScalingGroup'], heldCalls: [], holds: [] },
      ],
      ...['InProgress', 'Cancelling'].map((status): readonly [string, Seen, object] => [
        `waits for a rollout that leads elsewhere (${status}), as AWS refuses to move it`,
        { ...two, refreshes: running(status, leading('1')) },
        { calls: [], heldCalls: ['UpdateAutoScalingGroup'], holds: ['PW-REFRESH-RUNNING'] },
      ]),
      [
        'is moved by a rollout that leads there',
        { ...two, refreshes: running('InProgress', leading('2')) },
        { calls: [], heldCalls: [], holds: [] },
      ],
      [
        'has its new version made meanwhile',
        { group: pinned, refreshes: running('InProgress', leading('1')) },
        { calls: ['CreateLaunchTemplateVersion'], heldCalls: ['UpdateAutoScalingGroup'], holds: ['PW-REFRESH-RUNNING'] },
      ],
      [
        'has its new version made while another rollout ends',
        { group: pinned, refreshes: running('Cancelling', leading('1')) },
        { calls: ['CreateLaunchTemplateVersion'], heldCalls: ['UpdateAutoScalingGroup'], holds: ['PW-REFRESH-RUNNING'] },
      ],
      [
        'rests where nothing is to be moved, and nobody asks for rollouts',
        { ...two, group: { ...group, LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } }, more: { [refreshes]: Fact.unread } },
        { calls: [], heldCalls: [], holds: [] },
      ],
      [
        'that follows the latest is not written to, and nobody asks for rollouts',
        { more: { [refreshes]: Fact.unread } },
        { calls: ['CreateLaunchTemplateVersion'], heldCalls: [], holds: [] },
      ],
      [
        'is not moved while nobody knows',
        { ...two, more: { [refreshes]: Fact.unread } },
        { calls: [], heldCalls: ['UpdateAutoScalingGroup'], holds: ['PW-WAIT-READ'] },
      ],
    ])('%s', (_, seen, what) => {
      const p = plan(disabled, seen)
      expect({ calls: calls(p), heldCalls: heldCalls(p), holds: holds(p) }).toEqual(what)
    })
  })

  it('R12: starts the rollout that a crash kept from starting', () => {
    const p = plan(bigger, { template: { LatestVersionNumber: 2 }, versions: { 1: old, 2: fresh } })
    expect(calls(p)).toEqual(['StartInstanceRefresh'])
  })

  it('R13: instances that differ in bootstrap data only stay', () => {
    const p = plan({ data: 'other' }, { template: { LatestVersionNumber: 2 }, versions: { 1: old, 2: version({}, 'other') } })
    expect(said(p)).toEqual(nothing)
  })

  describe('how young it has to be known that no rollout is under way', () => {
    const agesIn = (a: Asked, s: Seen): ReadonlyArray<number | 'usual'> => {
      const ages: Array<number | 'usual'> = []
      const look = lookOf(a, s)
      awsMachinePool.plan(
        'awsmachinepool:kube:/ns/workers',
        (key, maxAge) => {
          if (key === factKey('refresh', 'workers')) ages.push(maxAge ?? 'usual')
          return look(key, maxAge)
        },
        now,
      )
      return ages
    }
    const stray: Seen = { refreshes: [], template: { LatestVersionNumber: 2 }, versions: { 1: old, 2: fresh } }
    const behind: Seen = { ...stray, group: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' } } }
    const onlyOnce = (ages: ReadonlyArray<number | 'usual'>) => ages.length > 0 && ages.every((age) => age === Infinity)

    it('at rest nobody asks', () => expect(agesIn({}, {})).toEqual([]))
    it("to replace another's version, once is enough, while none is under way", () => {
      expect(calls(plan({}, stray))).toEqual(['CreateLaunchTemplateVersion'])
      expect(onlyOnce(agesIn({}, stray))).toBe(true)
      expect(agesIn({}, { ...stray, refreshes: running('InProgress') })).toContain('usual')
      expect(calls(plan({}, { ...stray, refreshes: running('InProgress') }))).toEqual(['CancelInstanceRefresh'])
    })
    it('behind the latest version, once is enough', () => {
      expect(said(plan({}, behind))).toEqual(nothing)
      expect(onlyOnce(agesIn({}, behind))).toBe(true)
    })
    it('where a group is given another version that is there, a minute ago is enough', () => {
      const versions = { 1: version({}, undefined, ''), 2: version({}, 'other', '') }
      const LaunchTemplate = { LaunchTemplateId: 'lt-1', Version: '1' }
      expect(
        agesIn({ volatile: '', data: 'other' }, { template: { LatestVersionNumber: 2 }, versions, group: { LaunchTemplate } }),
      ).toContain(60_000)
    })
    it('where a group is given a new version, it has to be seen', () => {
      const pinnedTo: Seen = {
        group: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' } },
        versions: { 1: version({}, undefined, '') },
      }
      expect(calls(plan({ volatile: '', data: 'other' }, pinnedTo))).toEqual(['CreateLaunchTemplateVersion', 'UpdateAutoScalingGroup'])
      expect(agesIn({ volatile: '', data: 'other' }, pinnedTo)).toContain(10_000)
    })
    it('where machines are to be replaced, or are on their way, it has to be seen', () => {
      expect(agesIn(bigger, {})).toContain(10_000)
      expect(agesIn({}, { ...stray, group: { Instances: [instance('i-1'), instance('i-2')] } })).toContain(10_000)
      expect(agesIn({}, { group: { Instances: [instance('i-1'), instance('i-2')] } })).toContain(60_000)
    })
  })

  it('R14: a new size does not wait for a refresh to end', () => {
    const p = plan({ ...bigger, machinePool: { replicas: 5 } }, { refreshes: running('InProgress') })
    expect(calls(p)).toEqual(['UpdateAutoScalingGroup', 'CancelInstanceRefresh'])
  })

  it('R15: skips instances that are as wanted already', () => {
    const Instances = [instance('i-1', '2'), instance('i-2'), instance('i-3')]
    const p = plan(bigger, {
      group: { Instances },
      template: { LatestVersionNumber: 2 },
      versions: { 1: old, 2: fresh },
      refreshes: running('Cancelled'),
    })
    expect(input(p, 'refresh')).toMatchObject({ Preferences: { SkipMatching: true } })
    expect(p.steps[0]).toMatchObject({ basis: 'r-1', disruption: { count: 2, of: 3 } })
  })

  it('R17: says so when a suspended process keeps a rollout from going on', () => {
    expect(findings(plan(bigger, { group: { SuspendedProcesses: [{ ProcessName: 'InstanceRefresh' }] } }))).toContain(
      'PW-REFRESH-SUSPENDED',
    )
  })

  it('a refresh in flight is good when its version agrees in what rolls, whatever its number', () => {
    const Instances = [instance('i-1', '2'), instance('i-2'), instance('i-3')]
    const versions = { 1: old, 2: fresh, 3: version({ InstanceType: 'm5.xlarge' }, 'hostname: a\ntoken: two\n') }
    const p = plan(
      { ...bigger, data: 'hostname: a\ntoken: two\n' },
      { group: { Instances }, template: { LatestVersionNumber: 3 }, versions, refreshes: running('InProgress') },
    )
    expect(said(p)).toEqual(nothing)
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
  })

  it('rests after a failure that may be the same, and tries again', () => {
    const world = { template: { LatestVersionNumber: 2 }, versions: { 1: old, 2: fresh } }
    const failed = running('Failed', { StatusReason: 'unhealthy', EndTime: '1970-01-01T00:16:00Z' })
    const p = plan(bigger, { ...world, refreshes: failed })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-REFRESH-FAILED'] })
    // Nothing is read again and again meanwhile: it looks again when the rest is over, at the latest.
    expect(p.next).toMatchObject({ _tag: 'After' })
    expect(p.next._tag === 'After' && p.next.delay).toBeGreaterThan(500_000)
    expect(calls(plan(bigger, { ...world, refreshes: failed, now: 960_000 + 600_000 }))).toEqual(['StartInstanceRefresh'])
  })

  it('waits for versions that nobody has read', () => {
    const p = plan(bigger, { versions: {}, complete: false, template: { LatestVersionNumber: 1 } })
    expect(calls(p)).toEqual([])
    expect(holds(p)).toEqual(['PW-WAIT-READ'])
  })

  it('D7: what was taken away by hand is put back by a rollout', () => {
    expect(calls(plan({}, { versions: { 1: version({ SecurityGroupIds: ['sg-n'] }) } }))).toEqual([
      'CreateLaunchTemplateVersion',
      'StartInstanceRefresh',
    ])
  })

  it('D32: a template made anew is put into the group at once', () => {
    const p = plan({}, { template: null, versions: {} })
    expect(calls(p)).toEqual(['CreateLaunchTemplate', 'UpdateAutoScalingGroup'])
    expect(input(p, 'group')).toEqual({
      AutoScalingGroupName: 'workers',
      LaunchTemplate: { LaunchTemplateId: { $out: ['template', 'LaunchTemplateId'] }, Version: '$Latest' },
    })
    expect(findings(p)).toEqual(['PW-VERSION-GONE'])
  })

  it('D32: and not before it can be made', () => {
    const additionalTags = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 'v']))
    const p = plan({ spec: { additionalTags } }, { template: null, versions: {} })
    expect(p.steps.find((s) => s.id === 'launch')?.holds).toMatchObject([{ code: 'PW-TAG-LIMIT' }])
    expect(calls(p)).toEqual(['CreateOrUpdateTags', 'CreateOrUpdateTags'])
  })
})

describe('rollouts of a pinned group', () => {
  const pinned = (more: Asked = {}): Asked => ({ volatile: '', ...more })
  const ref = (Version: string) => ({ LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version })
  const stable = (more = {}, text?: string) => version(more, text, '')
  const at = (number: string, more: Seen = {}): Seen => ({
    versions: { 1: stable(), 2: stable({ InstanceType: 'm5.xlarge' }) },
    template: { LatestVersionNumber: 2 },
    ...more,
    group: { LaunchTemplate: ref(number), Instances: ['i-1', 'i-2', 'i-3'].map((id) => instance(id, number)), ...more.group },
  })
  const toward = (Version: string, Status = 'InProgress'): ReadonlyArray<InstanceRefresh> => [
    { InstanceRefreshId: 'r-1', Status, DesiredConfiguration: { LaunchTemplate: ref(Version) } },
  ]

  it('a rollout is a version and a refresh that carries it', () => {
    const p = plan(pinned({ template: { instanceType: 'm5.2xlarge' } }), at('1'))
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
    expect(input(p, 'refresh')).toMatchObject({
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: { $out: ['template', 'VersionNumber'] } } },
    })
  })

  it('while it runs nothing is left to do, and AWS moves the group', () => {
    const p = plan(pinned(bigger), at('1', { refreshes: toward('2') }))
    expect(said(p)).toEqual(nothing)
    expect(said(plan(pinned(bigger), at('2')))).toEqual(nothing)
  })

  it('D21: new bootstrap data is a version and an update', () => {
    const p = plan(pinned({ data: 'other' }), at('1', { template: { LatestVersionNumber: 1 } }))
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'UpdateAutoScalingGroup'])
  })

  it('R9: the update waits for a refresh with a configuration of its own, and a new size does not', () => {
    const p = plan(pinned({ ...bigger, data: 'other', machinePool: { replicas: 4 } }), at('1', { refreshes: toward('2') }))
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'UpdateAutoScalingGroup'])
    expect(input(p, 'group')).toEqual({ AutoScalingGroupName: 'workers', DesiredCapacity: 4 })
    expect(said(plan(pinned({ ...bigger, data: 'other' }), at('1', { refreshes: toward('2'), group: { Instances: [] } })))).toEqual({
      calls: ['CreateLaunchTemplateVersion'],
      holds: ['PW-REFRESH-RUNNING'],
    })
  })

  it('good, bad, good: goes back to the version that was there, cancelling what leads elsewhere', () => {
    const Instances = [instance('i-1', '2'), instance('i-2'), instance('i-3')]
    const p = plan(pinned(), at('1', { refreshes: toward('2'), group: { Instances } }))
    expect(calls(p)).toEqual(['CancelInstanceRefresh'])
    expect(input(p, 'refresh')).toMatchObject({
      DesiredConfiguration: { LaunchTemplate: { Version: '1' } },
      Preferences: { SkipMatching: true },
    })
    expect(calls(plan(pinned(), at('1', { refreshes: toward('2') })))).toEqual(['CancelInstanceRefresh'])
  })

  it('a version in use wins over a newer one of equal content', () => {
    expect(said(plan(pinned(), at('1', { versions: { 1: stable(), 2: stable() } })))).toEqual(nothing)
  })

  it('A22: a number that is not the wanted one is put right, without a rollout where nothing rolls', () => {
    const p = plan(pinned({ data: 'other' }), at('1', { versions: { 1: stable(), 2: stable({}, 'other') } }))
    expect(input(p, 'group')).toEqual({ AutoScalingGroupName: 'workers', LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } })
  })

  it('a literal that nobody here chose is no change, and gives way at the next rollout', () => {
    for (const literal of ['$Latest', '$Default']) {
      const group = { LaunchTemplate: ref(literal) }
      expect(said(plan(pinned(), { versions: { 1: stable() }, group }))).toEqual(nothing)
      expect(input(plan(pinned(bigger), { versions: { 1: stable() }, group }), 'refresh')).toHaveProperty('DesiredConfiguration')
    }
  })

  it('begins to follow at the next rollout once the bootstrap data has a volatile part', () => {
    expect(said(plan({}, { group: { LaunchTemplate: ref('1') } }))).toEqual(nothing)
    const p = plan(bigger, { group: { LaunchTemplate: ref('1') } })
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'UpdateAutoScalingGroup', 'StartInstanceRefresh'])
    expect(input(p, 'group')).toMatchObject({ LaunchTemplate: { Version: '$Latest' } })
    expect(input(p, 'refresh')).not.toHaveProperty('DesiredConfiguration')
  })

  it('does not start what failed, until another version is wanted or the settings say so', () => {
    const failed = at('1', { refreshes: toward('2', 'Failed') })
    expect(said(plan(pinned(bigger), failed))).toEqual({ calls: [], holds: ['PW-REFRESH-FAILED'] })
    expect(plan(pinned(bigger), failed).next).toEqual({ _tag: 'After', delay: 600_000 })
    expect(calls(plan(pinned(bigger), { ...failed, settings: { retryFailedRefresh: true } }))).toEqual(['StartInstanceRefresh'])
    expect(calls(plan(pinned({ template: { instanceType: 'm5.2xlarge' } }), failed))).toEqual([
      'CreateLaunchTemplateVersion',
      'StartInstanceRefresh',
    ])
  })

  it('does not begin to follow for a rollout that failed', () => {
    const failed = at('1', { refreshes: toward('2', 'Failed'), versions: { 1: old, 2: fresh } })
    expect(said(plan(bigger, failed))).toEqual({ calls: [], holds: ['PW-REFRESH-FAILED'] })
  })

  it('begins to follow by name, where the group has a policy', () => {
    const policy = { LaunchTemplateSpecification: ref('1'), Overrides: [{ InstanceType: 'm5.large' }] }
    const p = plan(
      { ...bigger, spec: { mixedInstancesPolicy: { overrides: [{ instanceType: 'm5.large' }] } } },
      { group: { LaunchTemplate: undefined as never, MixedInstancesPolicy: { LaunchTemplate: policy } } },
    )
    expect(input(p, 'group')).toMatchObject({
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: 'workers', Version: '$Latest' } },
      },
    })
  })

  it('a version waits for the end of a rollout that leads elsewhere, or where it rolls, for any that is ending', () => {
    const other = pinned({ ...bigger, data: 'other' })
    const astray = plan(other, at('2', { refreshes: toward('1') }))
    expect([calls(astray), heldCalls(astray)]).toEqual([
      ['CancelInstanceRefresh'],
      ['CreateLaunchTemplateVersion', 'UpdateAutoScalingGroup'],
    ])
    const ending = plan(
      other,
      at('1', { versions: { 1: stable() }, template: { LatestVersionNumber: 1 }, refreshes: toward('1', 'Cancelling') }),
    )
    expect([calls(ending), heldCalls(ending)]).toEqual([[], ['CreateLaunchTemplateVersion', 'StartInstanceRefresh']])
  })

  it('an update of the version waits until it is known whether one is under way', () => {
    const more = { [factKey('refresh', 'workers')]: Fact.unread }
    const p = plan(pinned({ data: 'other' }), at('1', { versions: { 1: stable(), 2: stable({}, 'other') }, more }))
    expect([calls(p), heldCalls(p), holds(p)]).toEqual([[], ['UpdateAutoScalingGroup'], ['PW-WAIT-READ']])
  })

  it('rolls back by itself where the settings say so', () => {
    expect(input(plan(pinned(bigger), at('1', { settings: { autoRollback: true } })), 'refresh')).toMatchObject({
      Preferences: { AutoRollback: true },
    })
    expect(input(plan(bigger, { settings: { autoRollback: true } }), 'refresh')).not.toHaveProperty('Preferences')
  })

  it('carries the whole policy of a group that has one', () => {
    const policy = { LaunchTemplateSpecification: ref('1'), Overrides: [{ InstanceType: 'm5.large' }] }
    const seen = at('1', { group: { LaunchTemplate: undefined as never, MixedInstancesPolicy: { LaunchTemplate: policy } } })
    const p = plan(pinned({ ...bigger, spec: { mixedInstancesPolicy: { overrides: [{ instanceType: 'm5.large' }] } } }), seen)
    expect(input(p, 'refresh')).toEqual({
      AutoScalingGroupName: 'workers',
      Strategy: 'Rolling',
      DesiredConfiguration: {
        MixedInstancesPolicy: {
          LaunchTemplate: {
            LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '2' },
            Overrides: [{ InstanceType: 'm5.large' }],
          },
        },
      },
    })
  })

  it('is begun after what it needs: a version that it names is known to it by that', () => {
    const afterOf = (p: ReturnType<typeof plan>) => p.steps.map((s) => [s.id, s.after])
    expect(afterOf(plan(pinned({ template: { instanceType: 'm5.2xlarge' } }), at('1')))).toEqual([
      ['template', []],
      ['refresh', []],
    ])
    expect(afterOf(plan(bigger, { group: { LaunchTemplate: ref('1') } }))).toEqual([
      ['template', []],
      ['group', []],
      ['refresh', ['group']],
    ])
    expect(afterOf(plan(bigger))).toEqual([
      ['template', []],
      ['refresh', ['template']],
    ])
  })

  it('says why it cancels, and which rollout', () => {
    const p = plan(
      pinned(),
      at('1', { refreshes: toward('2'), group: { Instances: [instance('i-1', '2'), instance('i-2'), instance('i-3')] } }),
    )
    expect(p.steps.find((s) => s.id === 'cancel')).toMatchObject({
      basis: 'r-1',
      disruption: { _tag: 'InPlace' },
      causes: [
        { _tag: 'World', fact: factKey('refresh', 'workers'), says: 'rollout r-1 leads to a version that is not wanted' },
        { _tag: 'Change', row: 'InstanceType', before: 'm5.xlarge', after: 'm5.large' },
      ],
    })
    const whole = plan(pinned({ template: { instanceType: 'm5.2xlarge' } }), at('2', { refreshes: toward('2') }))
    expect(whole.steps.find((s) => s.id === 'cancel')?.causes.map((x) => x._tag)).toEqual(['World', 'Change'])
    const none = at('2', { refreshes: toward('2'), group: { Instances: [] } })
    const cancel = plan(pinned({ template: { instanceType: 'm5.2xlarge' } }), none).steps.find((s) => s.id === 'cancel')
    expect(cancel?.causes.map((x) => (x._tag === 'Change' ? x.after : x._tag))).toEqual(['World', 'm5.2xlarge'])
  })

  it('an update says what made the version that it goes to', () => {
    const p = plan(pinned({ data: 'other' }), at('1', { template: { LatestVersionNumber: 1 } }))
    expect(p.steps.find((s) => s.id === 'group')?.causes.map((x) => (x._tag === 'Change' ? x.row : x._tag))).toEqual([
      'LaunchTemplate',
      'UserData',
    ])
    const sized = plan(pinned({ data: 'other', machinePool: { replicas: 4 } }), at('1', { refreshes: toward('1') }))
    expect(
      sized.steps.filter((s) => s.action.op === 'autoscaling:UpdateAutoScalingGroup').map((s) => [s.id, s.holds, s.causes]),
    ).toMatchObject([
      ['group', [], [{ row: 'DesiredCapacity' }]],
      [
        'launch',
        [
          {
            _tag: 'Await',
            code: 'PW-REFRESH-RUNNING',
            fact: factKey('refresh', 'workers'),
            why: 'AWS takes no other template for the group until rollout r-1 has ended',
          },
        ],
        [{ row: 'LaunchTemplate' }, { row: 'UserData' }],
      ],
    ])
  })

  it('needs no refresh where no instance runs', () => {
    const p = plan(pinned(bigger), at('1', { group: { Instances: [], DesiredCapacity: 3 } }))
    expect(calls(p)).toEqual(['UpdateAutoScalingGroup'])
  })
})

describe('when a pool that rolls is seen again', () => {
  const soon = { _tag: 'After', delay: 15_000 }
  const rest = plan().next
  const world = { template: { LatestVersionNumber: 2 }, versions: { 1: old, 2: fresh } }
  const failed = (EndTime: string): ReadonlyArray<InstanceRefresh> => [{ InstanceRefreshId: 'r-1', Status: 'Failed', EndTime }]
  it.each<readonly [string, Asked, Seen, unknown]>([
    ['soon, where it begins to roll', bigger, { ...world, refreshes: [] }, soon],
    ['soon, where one is under way', bigger, { ...world, refreshes: [{ InstanceRefreshId: 'r-1', Status: 'InProgress' }] }, soon],
    [
      'as soon as it has rested, where one failed',
      bigger,
      { ...world, refreshes: failed(new Date(now - 595_000).toISOString()) },
      { _tag: 'After', delay: 5_000 },
    ],
    ['as usual, where rollouts are disabled', { ...bigger, spec: { refreshPreferences: { disable: true } } }, world, rest],
    [
      'as usual, where what is asked for is refused',
      { template: { instanceType: 'm5.xlarge', marketType: 'Spot', spotMarketOptions: {}, capacityReservationId: 'cr-1' } },
      {},
      rest,
    ],
  ])('%s', (_, a, s, next) => expect(plan(a, s).next).toEqual(next))
})

describe('versions in use', () => {
  const of = (LaunchTemplateId: string, Version: string) => ({ LaunchTemplate: { LaunchTemplateId, Version } })
  const { LaunchTemplate: _, ...bare } = instance('i-1')
  const { Instances: __, ...silent } = group
  it.each<readonly [string, Group, ReadonlyArray<string>]>([
    ['the group’s', { ...group, ...of('lt-1', '3'), Instances: [] }, ['3']],
    ['the latest, where the group follows it', { ...group, Instances: [] }, ['4']],
    ['the group’s, where it shows no instances', { ...silent, ...of('lt-1', '3') }, ['3']],
    [
      'those that instances run',
      { ...group, ...of('lt-1', '3'), Instances: [instance('i-1', '1'), instance('i-2', '2')] },
      ['3', '1', '2'],
    ],
    [
      'none of another template’s',
      { ...group, ...of('lt-2', '3'), Instances: [{ ...bare, ...of('lt-2', '2') }, instance('i-2', '1')] },
      ['1'],
    ],
    ['none of instances without a template', { ...group, ...of('lt-1', '3'), Instances: [bare] }, ['3']],
    [
      'none of instances that show no number',
      { ...group, ...of('lt-1', '3'), Instances: [{ ...bare, LaunchTemplate: { LaunchTemplateId: 'lt-1' } }] },
      ['3'],
    ],
  ])('are %s', (_, g, numbers) => expect([...versionsInUse(g, { ...template, LatestVersionNumber: 4 })]).toEqual(numbers))
})

describe('what cannot be known', () => {
  it('judges instances of a version that is gone by what can still be seen', () => {
    const group = { Instances: [instance('i-1', '7', { InstanceType: 'm4.large' }), instance('i-2'), instance('i-3')] }
    const p = plan({}, { group, more: { [factKey('version', 'lt-1/7')]: Fact.absent(0) } })
    expect(calls(p)).toEqual(['StartInstanceRefresh'])
    expect(findings(p)).toContain('PW-VERSION-GONE')
    const same = { Instances: [instance('i-1', '7'), instance('i-2'), instance('i-3')] }
    expect(calls(plan({}, { group: same, more: { [factKey('version', 'lt-1/7')]: Fact.absent(0) } }))).toEqual([])
  })
})
