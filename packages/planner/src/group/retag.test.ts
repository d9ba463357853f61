import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { type Asked, baseTags, calls, factKey, findings, input, instance, now, plan, type Seen, version } from '../baseline.fixture.js'
import { planAged } from './asked.fixture.js'

const tags = (more: { readonly [k: string]: string } = {}) => ({ ...baseTags, 'aws:autoscaling:groupName': 'workers', ...more })
const list = (all: { readonly [k: string]: string }) => Object.entries(all).map(([Key, Value]) => ({ Key, Value }))
const shown = (id: string, own = tags(), volume = baseTags as { readonly [k: string]: string }): Fact.Facts => ({
  [factKey('instance', id)]: Fact.present(
    {
      InstanceId: id,
      Tags: list(own),
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { VolumeId: `vol-${id}`, DeleteOnTermination: true } },
        { DeviceName: '/dev/xvdb', Ebs: { VolumeId: 'vol-of-a-claim', DeleteOnTermination: false } },
      ],
    },
    now,
  ),
  [factKey('resourceTags', `vol-${id}`)]: Fact.present(volume, now),
})
const three = { ...shown('i-1'), ...shown('i-2'), ...shown('i-3') }
const asked: Asked = { spec: { additionalTags: { team: 'x' } } }
const seen = (more: Fact.Facts, s: Seen = {}): Seen => ({ ...s, settings: { retag: true }, more })
const own = ['retag', 'untag']
const retags = (p: ReturnType<typeof plan>) =>
  p.steps.filter((s) => own.includes(s.id.split('-')[0] ?? '')).map((s) => [s.id, s.action.input])

const soon = { _tag: 'After', delay: 15_000 }
const codes = (p: ReturnType<typeof plan>) => p.holds.map((h) => [h.code, h._tag === 'Await' ? h.fact : null])

describe('retag', () => {
  it('gives running instances and the volumes that go with them what new ones get, in one call', () => {
    expect(retags(plan(asked, seen(three)))).toEqual([
      ['retag', { Resources: ['i-1', 'vol-i-1', 'i-2', 'vol-i-2', 'i-3', 'vol-i-3'], Tags: [{ Key: 'team', Value: 'x' }] }],
    ])
    expect(calls(plan(asked, seen(three)))).not.toContain('StartInstanceRefresh')
  })

  it('asks for nothing and touches nothing without the setting', () => expect(retags(plan(asked, { more: three }))).toEqual([]))

  it('rests once all have them, whatever AWS and others added', () => {
    const done = ['i-1', 'i-2', 'i-3'].map((id) =>
      shown(id, tags({ team: 'x', owner: 'somebody' }), { ...baseTags, team: 'x', foreign: '1' }),
    )
    expect(retags(plan(asked, seen(Object.assign({}, ...done) as Fact.Facts)))).toEqual([])
  })

  it('takes away only what the pool put there', () => {
    const old = { ...three, ...shown('i-2', tags({ mine: '1', theirs: '1' }), { ...baseTags, mine: '1' }) }
    expect(retags(plan({}, { ...seen(old), record: { tags: ['mine'] } }))).toEqual([
      ['untag', { Resources: ['i-2', 'vol-i-2'], Tags: [{ Key: 'mine' }] }],
    ])
    expect(retags(plan({}, seen(old)))).toEqual([])
  })

  it('sends at most 500 resources in a call', () => {
    const ids = Array.from({ length: 300 }, (_, i) => `i-${i}`)
    const more = Object.assign({}, ...ids.map((id) => shown(id))) as Fact.Facts
    const p = plan(
      { ...asked, machinePool: { replicas: 300 }, spec: { ...asked.spec, maxSize: 300 } },
      {
        ...seen(more),
        group: { Instances: ids.map((id) => instance(id)), DesiredCapacity: 300, MaxSize: 300 },
      },
    )
    const sizes = retags(p).map(([id, i]) => [id, (i as { Resources: ReadonlyArray<string> }).Resources.length])
    expect(sizes).toEqual([
      ['retag', 500],
      ['retag-2', 100],
    ])
  })

  it('waits for what is not read yet, and leaves out what is gone', () => {
    const p = plan(asked, seen({ ...three, [factKey('instance', 'i-2')]: Fact.unread, [factKey('instance', 'i-3')]: Fact.absent(now) }))
    expect(retags(p)).toMatchObject([['retag', { Resources: ['i-1', 'vol-i-1'] }]])
    expect(p.holds.map((h) => h.code)).toContain('PW-WAIT-READ')
  })

  it('waits for tags of volumes that are not read yet, and tags the rest', () => {
    const p = plan(asked, seen({ ...three, [factKey('resourceTags', 'vol-i-2')]: Fact.unread }))
    expect(retags(p)).toMatchObject([['retag', { Resources: ['i-1', 'vol-i-1', 'i-2', 'i-3', 'vol-i-3'] }]])
    expect(codes(p)).toEqual([['PW-WAIT-READ', factKey('resourceTags', 'vol-i-2')]])
    expect(p.next).toEqual(soon)
  })

  it('comes back soon for what it waits for, also with nothing to write', () => {
    const p = plan({}, seen({ ...three, [factKey('instance', 'i-2')]: Fact.unread }))
    expect([retags(p), codes(p), p.next]).toEqual([[], [['PW-WAIT-READ', factKey('instance', 'i-2')]], soon])
  })

  it('gives all tags to what shows none', () => {
    const { Tags: _, ...bare } = (three[factKey('instance', 'i-2')] as { readonly value: { readonly Tags?: unknown } }).value
    const p = plan(
      {},
      seen({ ...three, [factKey('instance', 'i-2')]: Fact.present(bare, now), [factKey('resourceTags', 'vol-i-3')]: Fact.absent(now) }),
    )
    expect(retags(p)).toEqual([['retag', { Resources: ['i-2', 'vol-i-3'], Tags: list(baseTags) }]])
  })

  it('takes away what is ours in order, and says why by the first of them', () => {
    const old = { ...three, ...shown('i-2', tags({ b: '1' })), ...shown('i-3', tags({ a: '1' })) }
    const p = plan(asked, { ...seen(old), record: { tags: ['a', 'b'] } })
    expect(input(p, 'untag')).toEqual({ Resources: ['i-2', 'i-3'], Tags: [{ Key: 'a' }, { Key: 'b' }] })
    const steps = p.steps.filter((s) => own.includes(s.id))
    expect(steps.map((s) => [s.action.op, s.disruption])).toEqual([
      ['ec2:CreateTags', { _tag: 'InPlace' }],
      ['ec2:DeleteTags', { _tag: 'InPlace' }],
    ])
    expect(steps.map((s) => s.causes.map((x) => (x._tag === 'Change' ? [x.row, x.fact] : [])))).toEqual([
      [['Tags.team', factKey('instance', 'i-1')]],
      [
        ['Tags.b', factKey('instance', 'i-2')],
        ['Tags.team', factKey('instance', 'i-2')],
      ],
    ])
  })

  it('writes only where tags were seen to differ a moment ago', () => {
    const keys = Object.keys(three)
    const { plan: p } = planAged(asked, seen(three), [factKey('resourceTags', 'vol-i-2')])
    expect([retags(p), codes(p), p.next]).toEqual([[], [['PW-WAIT-READ', factKey('resourceTags', 'vol-i-2')]], soon])
    const { plan: alone } = planAged({}, seen({ ...three, ...shown('i-2', { ...tags(), Name: 'x' }) }), [factKey('instance', 'i-2')])
    expect([alone.steps, codes(alone), alone.next]).toEqual([[], [['PW-WAIT-READ', factKey('instance', 'i-2')]], soon])
    const rest = planAged({}, seen(three), keys)
    expect([retags(rest.plan), codes(rest.plan)]).toEqual([[], []])
    expect(keys.map(rest.ages)).toEqual(keys.map(() => ['usual']))
  })
})

it('more tags than Auto Scaling takes in one call go in several', () => {
  const additionalTags = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`tag-${i}`, 'x']))
  const p = plan({ spec: { additionalTags } }, { versions: { 1: version() } })
  const counts = p.steps.flatMap((s) => (s.action.op === 'autoscaling:CreateOrUpdateTags' ? [[s.id, s.action.input.Tags.length]] : []))
  expect(counts).toEqual([
    ['group-tags', 25],
    ['group-tags-2', 5],
  ])
  expect(input(p, 'group-tags-2')).not.toEqual(input(p, 'group-tags'))
  expect(findings(p)).toEqual([])
})
