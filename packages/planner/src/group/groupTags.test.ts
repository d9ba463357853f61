import { describe, expect, it } from 'vitest'
import { baseTags, calls, factKey, group, input, instance, plan, type Seen, template, version } from '../baseline.fixture.js'
import { poolTag } from '../template/tags.js'
import { planAged } from './asked.fixture.js'
import { diff, groupTagsOf } from './groupTags.js'
import { keysNotedIn } from '../pool/Record.js'

const fact = 'group:aws:1/r/workers'
const list = (tags: { readonly [k: string]: string }) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
const ours = new Set(['mine', 'also', 'aws:mine', poolTag])

describe('the difference between tags', () => {
  it('is what is missing, what has another value, and what is ours and not wanted, in order', () => {
    const { put, gone, changes } = diff(
      fact,
      { b: '2', a: '1', same: 'x' },
      list({ same: 'x', b: '1', mine: 'm', also: 'n', theirs: 't' }),
      () => ours,
    )
    expect(put).toEqual({ a: '1', b: '2' })
    expect(gone).toEqual(['also', 'mine'])
    expect(changes).toEqual(
      [
        ['a', null, '1'],
        ['also', 'n', null],
        ['b', '1', '2'],
        ['mine', 'm', null],
      ].map(([name, before, after]) => ({
        _tag: 'Change',
        paths: ['additionalTags', 'AWSCluster.spec.additionalTags', 'AWSManagedControlPlane.spec.additionalTags'],
        fact,
        row: `Tags.${name ?? ''}`,
        before,
        after,
        verdict: 'inPlace',
      })),
    )
  })

  it('leaves alone what is AWS’s, what other rows speak for, and an order', () => {
    const observed = list({ 'aws:mine': 'x', [poolTag]: 'u', b: '2', a: '1' })
    expect(diff(fact, { a: '1', b: '2' }, observed, () => ours)).toEqual({ put: {}, gone: [], changes: [] })
    expect(diff(fact, {}, list({ 'mine-aws:': 'x' }), () => new Set(['mine-aws:'])).gone).toEqual(['mine-aws:'])
  })

  it('sees that a tag goes on to instances, where it is not to', () => {
    const carried = (PropagateAtLaunch: boolean) => diff(fact, { a: '1' }, [{ Key: 'a', Value: '1', PropagateAtLaunch }], () => ours).put
    expect([carried(true), carried(false)]).toEqual([{ a: '1' }, {}])
  })

  it('asks whose a tag is only where one is not wanted', () => {
    let asked = 0
    const count = () => {
      asked += 1
      return ours
    }
    diff(fact, { a: '1' }, list({ a: '2', 'aws:x': 'y' }), count)
    expect(asked).toBe(0)
    diff(fact, { a: '1' }, list({ a: '1', theirs: '2' }), count)
    expect(asked).toBe(1)
  })
})

it('tags of a group stay with the group', () =>
  expect(groupTagsOf('g', { a: '1' })).toEqual([
    { Key: 'a', Value: '1', PropagateAtLaunch: false, ResourceId: 'g', ResourceType: 'auto-scaling-group' },
  ]))

describe('what is ours among tags that nobody wants', () => {
  const extra = [
    ...(group.Tags ?? []),
    { Key: 'old', Value: 'x', PropagateAtLaunch: false, ResourceId: 'workers', ResourceType: 'auto-scaling-group' },
  ]
  const both: Seen = { group: { Tags: extra }, template: { Tags: [...(template.Tags ?? []), { Key: 'old', Value: 'x' }] } }
  const annotation = 'sigs.k8s.io/cluster-api-provider-aws-last-applied-tags'
  const kept = version()
  const tagged = version({
    TagSpecifications: (kept.TagSpecifications ?? []).map((s) => ({ ...s, Tags: [...s.Tags, { Key: 'old', Value: 'x' }] })),
  })

  it('is told by the record', () => {
    const p = plan({}, { ...both, record: { tags: ['old'] } })
    expect([...calls(p)].sort()).toEqual(['DeleteTags', 'DeleteTags'])
    expect(input(p, 'group-untag')).toEqual({ Tags: [{ Key: 'old', ResourceId: 'workers', ResourceType: 'auto-scaling-group' }] })
    expect(input(p, 'template-untag')).toEqual({ Resources: ['lt-1'], Tags: [{ Key: 'old' }] })
    for (const s of p.steps) expect([s.disruption, s.causes.length]).toEqual([{ _tag: 'InPlace' }, 1])
  })

  it('is told by the older controller’s note', () => {
    expect(calls(plan({ annotations: { [annotation]: '{"old":"x"}' } }, both)).length).toBe(2)
    expect(calls(plan({ annotations: { [annotation]: 'old' } }, both))).toEqual([])
  })

  it('is told by a version that an instance runs', () => {
    const running = { ...both, group: { ...both.group, Instances: [instance('i-1', '1'), instance('i-2', '2'), instance('i-3', '2')] } }
    const p = plan({}, { ...running, template: { ...both.template, LatestVersionNumber: 2 }, versions: { 1: tagged, 2: kept } })
    expect(calls(p).filter((op) => op === 'DeleteTags').length).toBe(2)
  })

  it('is not told by anything else', () => expect(calls(plan({}, both))).toEqual([]))

  it.each([
    [undefined, []],
    ['{"a":"1","b":2}', ['a', 'b']],
    ['{}', []],
    ['["a"]', []],
    ['"a"', []],
    ['no note', []],
  ])('a note that says %s', (note, keys) => expect(keysNotedIn(note)).toEqual(keys))
})

it('of a thing of ours, each missing tag is put', () => {
  const bare = Object.entries(baseTags)
    .filter(([key]) => key.includes('/cluster/c'))
    .map(([Key, Value]) => ({ Key, Value }))
  const p = plan({}, { template: { Tags: bare } })
  expect(input(p, 'template-tags')).toEqual({
    Resources: ['lt-1'],
    Tags: [
      { Key: 'Name', Value: 'workers' },
      { Key: 'sigs.k8s.io/cluster-api-provider-aws/role', Value: 'node' },
    ],
  })
})

describe('tags of a group and of its template', () => {
  const keys = [factKey('group', 'workers'), factKey('template', 'workers')]
  const asked = { spec: { additionalTags: { team: 'x' } } }
  const own = ['group-tags', 'group-untag', 'template-tags', 'template-untag']
  const tagged = (p: ReturnType<typeof plan>) => p.steps.filter((s) => own.some((id) => s.id.startsWith(id)))
  const many = Array.from({ length: 26 }, (_, i) => `old-${String(i).padStart(2, '0')}`)
  const crowded: Seen = {
    group: {
      Tags: [
        ...(group.Tags ?? []),
        ...many.map((Key) => ({ Key, Value: 'x', PropagateAtLaunch: false, ResourceId: 'workers', ResourceType: 'auto-scaling-group' })),
      ],
    },
    template: { Tags: [...(template.Tags ?? []), ...many.map((Key) => ({ Key, Value: 'x' }))] },
    record: { tags: many },
  }

  it('are put and taken away by operations of their own, in place', () =>
    expect(tagged(plan(asked, crowded)).map((s) => [s.id, s.action.op, s.disruption, s.causes.length])).toEqual([
      ['template-tags', 'ec2:CreateTags', { _tag: 'InPlace' }, 27],
      ['template-untag', 'ec2:DeleteTags', { _tag: 'InPlace' }, 27],
      ['group-tags', 'autoscaling:CreateOrUpdateTags', { _tag: 'InPlace' }, 27],
      ['group-untag', 'autoscaling:DeleteTags', { _tag: 'InPlace' }, 27],
      ['group-untag-2', 'autoscaling:DeleteTags', { _tag: 'InPlace' }, 27],
    ]))

  it('are taken away in pieces, each once', () => {
    const p = plan({}, crowded)
    const keysOf = (id: string) => (input(p, id) as { readonly Tags: ReadonlyArray<{ readonly Key: string }> }).Tags.map((x) => x.Key)
    expect([keysOf('group-untag').length, keysOf('group-untag-2')]).toEqual([25, ['old-25']])
    expect(tagged(p).map((s) => s.id)).toEqual(['template-untag', 'group-untag', 'group-untag-2'])
  })

  it('are written only where they were seen a moment ago, which nobody asks for at rest', () => {
    expect(tagged(planAged(asked, crowded, keys).plan)).toEqual([])
    const rest = planAged({}, {})
    expect(keys.flatMap(rest.ages)).not.toContain(10_000)
  })
})
