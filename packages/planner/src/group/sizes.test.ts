import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { type Asked, calls, factKey, holds, input, instance, plan, type Seen, version } from '../baseline.fixture.js'

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
