import * as Fact from '@poolwright/core/Fact'
import { afterAll, describe, expect, it } from 'vitest'
import {
  calls,
  factKey,
  findings,
  going,
  group,
  groupTag,
  hidden,
  input,
  name,
  nodegroup,
  owner,
  plan,
  said,
  type Seen,
  untaken,
} from './nodegroup.fixture.js'
import { autoscalerTags } from './tags.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const tags = { spec: { additionalTags: { b: '1', a: '1' } } }
const ownTags = { ...owner, a: '1', b: '1' }
const key = factKey('nodegroup', `prod/${name}`)
const change = (fact: string, row: string, before: string | null, after: string | null, paths: ReadonlyArray<string>) => ({
  _tag: 'Change',
  paths,
  fact,
  row,
  before,
  after,
  verdict: 'inPlace',
})

describe('tags of the node group', () => {
  const paths = ['additionalTags', 'AWSManagedControlPlane.spec.additionalTags']
  it('each that differs is a cause, in order', () => {
    const seen = { nodegroup: { tags: { ...owner, z: '9', b: '2', aa: '3' } }, record: { tags: ['z', 'aa'] }, group: null }
    const p = plan(tags, seen)
    expect(input(p, 'nodegroup-tags')).toEqual({ resourceArn: nodegroup.nodegroupArn, tags: { a: '1', b: '1' } })
    expect(input(p, 'nodegroup-untag')).toEqual({ resourceArn: nodegroup.nodegroupArn, tagKeys: ['aa', 'z'] })
    for (const step of p.steps) {
      expect(step.disruption).toEqual({ _tag: 'InPlace' })
      expect(step.causes).toEqual([
        change(key, 'Tags.a', null, '1', paths),
        change(key, 'Tags.aa', '3', null, paths),
        change(key, 'Tags.b', '2', '1', paths),
        change(key, 'Tags.z', '9', null, paths),
      ])
    }
  })

  it('only go where there is nothing to put', () => {
    const p = plan({}, { nodegroup: { tags: { ...owner, z: '9' } }, record: { tags: ['z'] } })
    expect(p.steps).toMatchObject([{ id: 'nodegroup-untag', after: [] }])
  })

  it('are the pool’s own by its record only; the pool’s tag stays', () => {
    const seen = { nodegroup: { tags: { ...owner, 'poolwright.dev/pool': 'default/pool1', z: '9' } } }
    expect(plan({}, seen).steps).toEqual([])
    expect(plan({}, { ...seen, record: { tags: ['poolwright.dev/pool'] } }).steps).toEqual([])
  })

  it.each<readonly [string, object, object, ReadonlyArray<string>]>([
    ['no record knows of', {}, { z: '9', b: '2' }, ['b, z']],
    ['the record does not name', { tags: ['z'] }, { z: '9', c: '2' }, ['c']],
    ['are EKS’s, the autoscaler’s or the pool’s', {}, { 'eks:x': '', 'k8s.io/cluster-autoscaler/x': '', 'poolwright.dev/pool': 'p' }, []],
    ['are wanted', {}, { a: '9' }, []],
  ])('are told of where they stay: those that %s', (_, record, more, kept) => {
    const p = plan({ spec: { additionalTags: { a: '1' } } }, { nodegroup: { tags: { ...owner, ...more } }, record, group: null })
    expect(p.findings.filter((f) => f.code !== 'PW-GROUP-MISSING')).toMatchObject(
      kept.map((keys) => ({
        code: 'PW-FOREIGN-TAGS',
        paths: ['additionalTags'],
        severity: 'info',
        message: expect.stringMatching(`node group has .*: ${keys}$`) as string,
      })),
    )
  })

  it.each<readonly [string, Seen]>([
    ['has no ARN', { more: { [key]: Fact.present({ nodegroupName: name, clusterName: 'prod', status: 'ACTIVE', tags: owner }, 0) } }],
    ['was seen too long ago', { nodegroup: { resources: {} }, ages: { [key]: 10_001 } }],
  ])('are not put on a group that %s', (_, seen) => expect(calls(plan(tags, seen))).toEqual([]))
})

describe('tags of the groups behind it', () => {
  const paths = ['additionalTags', 'AWSManagedControlPlane.spec.additionalTags', 'settings.autoscalerTags']
  const own = { nodegroup: { tags: ownTags } }
  const hiddenKey = factKey('group', hidden)
  const second = factKey('group', 'second')
  const two = { resources: { autoScalingGroups: [{ name: hidden }, {}, { name: 'second' }] }, tags: ownTags }
  const more = { [second]: Fact.present({ ...group, AutoScalingGroupName: 'second', Tags: [groupTag('a', '1', true, 'second')] }, 0) }

  it('T09: are put in one call and taken away in one call after it', () => {
    const Tags = [groupTag('z', '9'), groupTag('a', '2')]
    const p = plan(tags, { nodegroup: two, group: { Tags }, more, record: { tags: ['z'] } })
    expect(going(p).map((s) => [s.id, s.after])).toEqual([
      ['group-tags', []],
      ['group-untag', ['group-tags']],
    ])
    expect(input(p, 'group-tags')).toEqual({ Tags: [groupTag('a', '1'), groupTag('b', '1'), groupTag('b', '1', true, 'second')] })
    expect(input(p, 'group-untag')).toEqual({ Tags: [{ Key: 'z', ResourceId: hidden, ResourceType: 'auto-scaling-group' }] })
    for (const step of p.steps) {
      expect(step.disruption).toEqual({ _tag: 'InPlace' })
      expect(step.causes).toEqual([
        change(hiddenKey, 'GroupTags.a', '2', '1', paths),
        change(hiddenKey, 'GroupTags.b', null, '1', paths),
        change(hiddenKey, 'GroupTags.z', '9', null, paths),
        change(second, 'GroupTags.b', null, '1', paths),
      ])
    }
  })

  it('only go where there is nothing to put', () => {
    const p = plan({}, { group: { Tags: [groupTag('z', '9')] }, record: { tags: ['z'] } })
    expect(p.steps).toMatchObject([{ id: 'group-untag', after: [] }])
  })

  it('are told of where they stay', () => {
    const p = plan({}, { group: { Tags: [groupTag('z', '9'), groupTag('y', '9')] }, record: { tags: ['z'] } })
    expect(said(p)).toContain(`${hidden} has tags that are not this pool's and stay: y`)
  })

  it('are those of a group that shows none', () => {
    const { Tags: _, ...rest } = group
    const p = plan(tags, { ...own, more: { [hiddenKey]: Fact.present({ ...rest }, 0) } })
    expect(input(p, 'group-tags')).toEqual({ Tags: [groupTag('a', '1'), groupTag('b', '1')] })
  })

  it('that reach no instance are put again', () => {
    const Tags = [groupTag('a', '1', false), groupTag('b', '1')]
    expect(input(plan(tags, { ...own, group: { Tags } }), 'group-tags')).toEqual({ Tags: [groupTag('a', '1')] })
  })

  it.each([hiddenKey, second])('are not touched while %s was seen too long ago', (old) => {
    const p = plan(tags, { nodegroup: two, more, ages: { [old]: 10_001 } })
    expect(p.steps).toEqual([])
  })

  it.each<readonly [string, Seen, ReadonlyArray<string>]>([
    ['all are there', { nodegroup: two, more }, []],
    ['one is not known', { nodegroup: two, more: { [second]: Fact.unread } }, []],
    ['there are none', { nodegroup: { resources: {}, tags: ownTags } }, []],
    ['one is gone', { nodegroup: two }, ['second']],
    ['all are gone', { nodegroup: two, group: null }, [`${hidden}, second`]],
  ])('T10: are told of where a group is gone: %s', (_, seen, expected) => {
    const p = plan(tags, { ...seen, record: {}, settings: {} })
    expect(findings(p)).toEqual(expected.map(() => 'PW-GROUP-MISSING'))
    for (const names of expected) expect(said(p)).toContain(`is not there: ${names}`)
  })
})

it('nothing has to be read just now where all tags are as they should be', () => {
  const asked: Array<string> = []
  const Tags = [groupTag('a', '1'), groupTag('b', '1')]
  expect(plan(tags, { nodegroup: { tags: ownTags }, group: { Tags }, asked }).steps).toEqual([])
  expect(asked).toEqual([])
})

it('the autoscaler’s words for labels and taints', () => {
  const prefix = 'k8s.io/cluster-autoscaler/node-template'
  const taint = (effect: string) => ({ key: effect, value: 'v', effect })
  expect(autoscalerTags({ l: 'x' }, ['NO_SCHEDULE', 'NO_EXECUTE', 'PREFER_NO_SCHEDULE', 'NEW'].map(taint))).toEqual({
    [`${prefix}/label/l`]: 'x',
    [`${prefix}/taint/NO_SCHEDULE`]: 'v:NoSchedule',
    [`${prefix}/taint/NO_EXECUTE`]: 'v:NoExecute',
    [`${prefix}/taint/PREFER_NO_SCHEDULE`]: 'v:PreferNoSchedule',
    [`${prefix}/taint/NEW`]: 'v:NEW',
  })
})
