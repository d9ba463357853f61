import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { type Asked, calls, factKey, findings, group, holds, input, instance, plan, type Seen, version } from '../baseline.fixture.js'
import { staying } from './outdated.js'

const bigger: Asked = { template: { instanceType: 'm5.xlarge' } }
type Instance = ReturnType<typeof instance>
const bare = (id: string, LaunchTemplate?: Instance['LaunchTemplate']) => {
  const { LaunchTemplate: _, ...rest } = instance(id)
  return LaunchTemplate === undefined ? rest : { ...rest, LaunchTemplate }
}
/** Version 2 is what is wanted, 1 is what was. */
const world = (Instances: ReadonlyArray<object>, more: Seen = {}): Seen => ({
  template: { LatestVersionNumber: 2 },
  versions: { 1: version(), 2: version({ InstanceType: 'm5.xlarge' }) },
  refreshes: [],
  ...more,
  group: { Instances: Instances as ReadonlyArray<Instance>, DesiredCapacity: 3, ...more.group },
})
const rolls = (a: Asked, s: Seen) => {
  const disruption = plan(a, s).steps.find((x) => x.id === 'refresh')?.disruption
  return disruption?._tag === 'Rolls' ? [disruption.count, disruption.of] : []
}

describe('instances that stay', () => {
  it.each([
    ['InService', true],
    ['Pending:Wait', true],
    ['EnteringStandby', true],
    ['Standby', true],
    ['Terminating', false],
    ['Terminating:Wait', false],
    ['Terminated', false],
    ['Detaching', false],
    ['Detached', false],
  ])('%s', (LifecycleState, stays) => {
    const Instances = [instance('i-1'), instance('i-2', '1', { LifecycleState })]
    expect(staying({ ...group, Instances }).map((i) => i.InstanceId)).toEqual(stays ? ['i-1', 'i-2'] : ['i-1'])
  })

  it('are none where the group shows none', () => {
    const { Instances: _, ...silent } = group
    expect(staying(silent)).toEqual([])
  })
})

describe('instances that are to be replaced', () => {
  const asWanted = { InstanceType: 'm5.xlarge' }
  it.each<readonly [string, ReadonlyArray<object>, ReadonlyArray<number>]>([
    ['all run what was', [instance('i-1'), instance('i-2'), instance('i-3')], [3, 3]],
    ['some run what is wanted', [instance('i-1'), instance('i-2', '2'), instance('i-3', '2')], [1, 3]],
    [
      'one that runs what was is leaving',
      [instance('i-1', '1', { LifecycleState: 'Terminating' }), instance('i-2'), instance('i-3', '2')],
      [1, 2],
    ],
    ['only what leaves runs what was', [instance('i-1', '1', { LifecycleState: 'Terminating:Wait' }), instance('i-2', '2')], []],
    ['one has no template', [bare('i-1'), instance('i-2', '2')], [1, 2]],
    ['one has no template, and is of the type', [{ ...bare('i-1'), ...asWanted }, instance('i-2', '2')], [1, 2]],
    [
      'one has a template without an id',
      [{ ...bare('i-1', { LaunchTemplateName: 'x', Version: '2' }), ...asWanted }, instance('i-2', '2')],
      [1, 2],
    ],
    ['one has a template without a number', [{ ...bare('i-1', { LaunchTemplateId: 'lt-1' }), ...asWanted }, instance('i-2', '2')], [1, 2]],
    ['none is left', [], []],
  ])('where %s', (_, instances, counted) => expect(rolls(bigger, world(instances))).toEqual(counted))

  it('are told apart by their template, not by its number alone', () => {
    const other = { ...bare('i-2'), LaunchTemplate: { LaunchTemplateId: 'lt-2', Version: '1' } }
    const more = { [factKey('version', 'lt-2/1')]: Fact.present(version(asWanted), 0) }
    expect(rolls(bigger, world([instance('i-1', '1'), other, instance('i-3', '2')], { more }))).toEqual([1, 3])
  })

  it('are told why once for each version that they run, and for no other', () => {
    const causes = (instances: ReadonlyArray<object>) =>
      plan(bigger, world(instances, { versions: { 1: version(), 2: version(asWanted), 3: version(), 4: version(asWanted) } }))
        .steps.find((x) => x.id === 'refresh')
        ?.causes.map((x) => (x._tag === 'Change' ? [x.row, x.fact, x.before, x.after] : [x._tag, x.fact]))
    const change = (number: string) => ['InstanceType', factKey('version', `lt-1/${number}`), 'm5.large', 'm5.xlarge']
    expect(causes([instance('i-1'), instance('i-2'), instance('i-3', '2')])).toEqual([change('1')])
    expect(causes([instance('i-1'), instance('i-2', '3'), instance('i-3', '4')])).toEqual([change('1'), change('3')])
    expect(causes([bare('i-1'), instance('i-2', '2')])).toEqual([['World', factKey('group', 'workers')]])
    expect(plan(bigger, world([bare('i-1'), instance('i-2', '2')])).steps.find((x) => x.id === 'refresh')?.causes).toMatchObject([
      { says: '1 instances run what nobody can read any more, or no template' },
    ])
  })

  it('are not begun with while a version that one runs is not known, nor is what the group launches from changed', () => {
    const unread = { more: { [factKey('version', 'lt-1/7')]: Fact.unread } }
    const LaunchTemplate = { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '1' }
    const p = plan(bigger, world([instance('i-1', '7'), instance('i-2'), instance('i-3')], { ...unread, group: { LaunchTemplate } }))
    expect([calls(p), holds(p)]).toEqual([[], ['PW-WAIT-READ']])
    expect(p.holds.map((h) => (h._tag === 'Await' ? h.fact : null))).toEqual([factKey('version', 'lt-1/7')])
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
  })
})

describe('instances of a version that nobody can read any more', () => {
  const gone = { more: { [factKey('version', 'lt-1/7')]: Fact.absent(0) } }
  const policy = { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '$Latest' } } }
  const typed = (InstanceType: string) => instance('i-1', '7', { InstanceType })
  const { InstanceType: _, ...typeless } = typed('')
  it.each<readonly [string, Asked, object, Seen['group'], boolean]>([
    ['are of another type', bigger, typed('m5.large'), {}, true],
    ['are of the type', bigger, typed('m5.xlarge'), {}, false],
    ['show no type', bigger, typeless, {}, false],
    ['are of any type, where none is asked for', { template: { instanceType: null } }, typed('m5.large'), {}, false],
    ['are of any type, where a blank is asked for', { template: { instanceType: '' } }, typed('m5.large'), {}, false],
    ['are of one type of several', bigger, typed('m5.large'), { MixedInstancesPolicy: policy }, false],
  ])('and that %s', (_, asked, one, more, replaced) => {
    const p = plan(
      asked,
      world([one], { ...gone, versions: { 1: version(), 2: version({ InstanceType: 'm5.xlarge' }) }, group: { ...more } }),
    )
    expect(p.steps.some((s) => s.id === 'refresh')).toBe(replaced)
    expect(findings(p)).toContain('PW-VERSION-GONE')
    if (replaced) expect(input(p, 'refresh')).toMatchObject({ AutoScalingGroupName: 'workers' })
  })
})
