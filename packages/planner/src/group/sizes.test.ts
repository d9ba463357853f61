import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { type Asked, baseTags, calls, factKey, group, holds, input, instance, now, plan, type Seen, version } from '../baseline.fixture.js'
import { planAged } from './asked.fixture.js'

const empty: Seen = { group: null, template: null, versions: {} }
const managed = { machinePoolAnnotations: { 'cluster.x-k8s.io/replicas-managed-by': 'external-autoscaler' } }
const disruption = (a: Asked, s: Seen = {}) => plan(a, s).steps.find((x) => x.id === 'group')?.disruption

describe('sizes', () => {
  it.each([
    ['below the minimum', { spec: { minSize: 4 } }, ['PW-SIZE-BOUNDS']],
    ['at the minimum', { spec: { minSize: 3 } }, []],
    ['at the maximum', { spec: { maxSize: 3 } }, []],
    ['above the maximum', { spec: { maxSize: 2 } }, ['PW-SIZE-BOUNDS']],
  ])('a count %s', (_, asked, codes) => {
    expect(holds(plan(asked))).toEqual(codes)
    expect(holds(plan(asked, empty))).toEqual(codes)
  })

  it('of a group that is there may be anything where somebody else counts', () => {
    const outside: Asked = { ...managed, machinePool: { replicas: 9 } }
    expect(holds(plan(outside))).toEqual([])
    expect(calls(plan(outside))).toEqual([])
  })

  it('that contradict themselves are refused, and say where', () => {
    const p = plan({ spec: { minSize: 5, maxSize: 4 } })
    const [hold] = p.holds
    expect(hold).toEqual({ _tag: 'Refused', code: 'PW-SIZE-BOUNDS', paths: ['minSize', 'maxSize'], why: 'minSize 5 is above maxSize 4' })
    expect(calls(p)).toEqual([])
  })
})

describe('what a change of sizes ends', () => {
  const at = (DesiredCapacity: number, Instances = [instance('i-1'), instance('i-2'), instance('i-3')]): Seen => ({
    group: { DesiredCapacity, Instances },
  })
  it.each([
    ['fewer replicas', { machinePool: { replicas: 1 } }, {}, { _tag: 'Destroys', count: 2 }],
    ['more replicas', { machinePool: { replicas: 4 } }, {}, { _tag: 'InPlace' }],
    ['a lower maximum that all fit under', { ...managed, spec: { maxSize: 4 } }, {}, { _tag: 'InPlace' }],
    ['a lower maximum that some do not', { ...managed, spec: { maxSize: 2 } }, {}, { _tag: 'Destroys', count: 1 }],
    ['a higher minimum', { ...managed, spec: { minSize: 4 } }, {}, { _tag: 'InPlace' }],
    ['a lower minimum', { ...managed, spec: { minSize: 0 } }, {}, { _tag: 'InPlace' }],
    ['something that is no size', { spec: { defaultCoolDown: '60s' } }, {}, { _tag: 'InPlace' }],
    [
      'a size and something else',
      { machinePool: { replicas: 2 }, spec: { defaultCoolDown: '60s' } },
      at(3),
      { _tag: 'Destroys', count: 1 },
    ],
  ] as const)('%s', (_, asked, seen, ends) => expect(disruption(asked, seen)).toEqual(ends))
})

describe('a group that has just appeared', () => {
  it('is not made once more, and what nobody knows is waited for', () => {
    const p = plan({}, { ...empty, more: { [factKey('group', 'workers')]: Fact.unread } })
    expect(p.steps.filter((s) => s.id === 'group')).toEqual([])
    expect(holds(p)).toContain('PW-WAIT-READ')
  })

  const key = factKey('group', 'workers')
  it.each<readonly [string, Fact.Fact<unknown>, string]>([
    ['is seen when it is looked at once more', Fact.present(group, now), 'the group has just appeared'],
    ['cannot be looked at once more', Fact.unknown('stale'), `${key} was read too long ago`],
  ])('waits where it %s', (_, young, why) => {
    const { plan: p, ages } = planAged({}, empty, [key], young)
    expect(p.steps.filter((s) => s.id === 'group')).toEqual([])
    expect(p.holds).toContainEqual({ _tag: 'Await', code: 'PW-WAIT-READ', fact: key, why })
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
    expect(ages(key)).toEqual(['usual', 10_000])
  })
})

describe('a new group', () => {
  it('is made from all that is asked, after its template', () => {
    const p = plan({ spec: { additionalTags: { team: 'x' } } }, empty)
    const made = p.steps.find((s) => s.id === 'group')
    const tagged = Object.entries({ ...baseTags, 'poolwright.dev/pool': 'ns/workers', team: 'x' }).map(([Key, Value]) => ({
      Key,
      Value,
      PropagateAtLaunch: false,
      ResourceId: 'workers',
      ResourceType: 'auto-scaling-group',
    }))
    expect(made).toMatchObject({ after: ['template'], causes: [{ _tag: 'Missing', fact: factKey('group', 'workers') }], holds: [] })
    expect(made?.action).toMatchObject({
      op: 'autoscaling:CreateAutoScalingGroup',
      input: {
        AutoScalingGroupName: 'workers',
        MinSize: 1,
        MaxSize: 5,
        DesiredCapacity: 3,
        VPCZoneIdentifier: 's-a,s-b',
        LaunchTemplate: { LaunchTemplateId: { $out: ['template', 'LaunchTemplateId'] }, Version: '$Latest' },
        Tags: expect.arrayContaining(tagged) as unknown,
      },
    })
  })

  it.each<readonly [string, Asked, number | undefined]>([
    ['its author', {}, 3],
    ['somebody else, and its author at first', managed, 3],
    ['somebody else, and its author out of bounds', { ...managed, machinePool: { replicas: 9 } }, undefined],
    ['nobody', { machinePool: { replicas: null } }, undefined],
  ])('has as many instances as %s says', (_, a, count) =>
    expect((input(plan(a, empty), 'group') as { readonly DesiredCapacity?: number }).DesiredCapacity).toBe(count),
  )

  it('is held by all that is not right with it, each once', () => {
    const p = plan({ spec: { minSize: 4, subnets: [], availabilityZones: ['z-x'] } }, empty)
    const made = p.steps.find((s) => s.id === 'group')
    expect(made?.holds.map((h) => [h.code, h.why])).toEqual([
      ['PW-SIZE-BOUNDS', '3 replicas are not within minSize 4 and maxSize 5'],
      ['PW-SUBNET-NONE', 'no usable subnet is known in zone z-x'],
    ])
    expect(made?.holds[0]).toMatchObject({ paths: ['MachinePool.spec.replicas', 'minSize', 'maxSize'] })
  })
})

describe('a group that is there', () => {
  const key = factKey('group', 'workers')
  const soon = { _tag: 'After', delay: 15_000 }
  const three = (more: object) => ({ Instances: [instance('i-1'), instance('i-2'), { ...instance('i-3'), ...more }] })
  it.each<readonly [string, Seen['group'], boolean]>([
    ['has all in service', {}, false],
    ['has one on its way', three({ LifecycleState: 'Pending' }), true],
    ['has one leaving', three({ LifecycleState: 'Terminating' }), true],
    ['has too few', { Instances: [instance('i-1'), instance('i-2')] }, true],
    ['shows none', { Instances: undefined as never }, true],
    ['wants none and shows none', { Instances: undefined as never, DesiredCapacity: 0 }, false],
  ])('is soon seen again where it %s', (_, g, moves) => {
    const asked: Asked = { machinePool: { replicas: null } }
    expect(plan(asked, { group: { ...g } }).next).toEqual(moves ? soon : plan(asked).next)
  })

  it.each<readonly [string, Fact.Fact<unknown>, ReadonlyArray<unknown>]>([
    ['was seen too long ago', Fact.unknown('stale'), [['PW-WAIT-READ', `${key} was read too long ago`]]],
    ['is gone when it is looked at once more', Fact.absent(now), []],
  ])('is not written to where it %s', (_, young, held) => {
    const { plan: p } = planAged({ spec: { maxSize: 9 } }, {}, [key], young)
    expect([p.steps, p.holds.map((h) => [h.code, h.why]), p.next]).toEqual([[], held, soon])
  })

  it('need not be seen a moment ago where nothing is written', () => expect(planAged({}, {}, [key]).ages(key)).not.toContain(10_000))
})

describe('one update of the group', () => {
  const keysOf = (u: unknown) => Object.keys(u ?? {}).sort()
  it('says nothing of what it launches from, where that does not differ', () =>
    expect(keysOf(input(plan({ spec: { maxSize: 9 } }), 'group'))).toEqual(['AutoScalingGroupName', 'MaxSize']))

  it('says all of what it launches from, where any of it differs, and the rest that differs besides', () => {
    const mixed: Asked = { spec: { maxSize: 9, mixedInstancesPolicy: { overrides: [{ instanceType: 'm5.large' }] } } }
    const p = plan(mixed)
    expect(keysOf(input(p, 'group'))).toEqual(['AutoScalingGroupName', 'MaxSize', 'MixedInstancesPolicy'])
    expect(input(p, 'group')).toMatchObject({
      MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '$Latest' } } },
    })
  })
})

describe('versions that instances run', () => {
  const many = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [String(i + 1), version()]))
  const pruned = (Instances: ReadonlyArray<ReturnType<typeof instance>>) =>
    input(
      plan(
        {},
        {
          template: { LatestVersionNumber: 6, DefaultVersionNumber: 6 },
          versions: many,
          group: { Instances: [...Instances] },
          settings: { retainVersions: 1 },
        },
      ),
      'prune',
    )
  const on = (id: string, LaunchTemplate: object) => ({ ...instance(id, '6'), LaunchTemplate })

  it('stay, those of other templates count for nothing', () => {
    const Versions = (u: unknown) => (u as { readonly Versions?: ReadonlyArray<string> } | undefined)?.Versions ?? []
    expect(Versions(pruned([instance('i-1', '2'), instance('i-2', '6'), instance('i-3', '6')]))).not.toContain('2')
    const other = on('i-1', { LaunchTemplateId: 'lt-9', LaunchTemplateName: 'others', Version: '2' })
    expect(Versions(pruned([other, instance('i-2', '6'), instance('i-3', '6')]))).toContain('2')
  })
})
