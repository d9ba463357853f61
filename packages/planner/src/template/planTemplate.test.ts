import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import { describe, expect, it } from 'vitest'
import { type Asked, calls, factKey, instance, lookOf, now, plan, region, said, type Seen, template, version } from '../baseline.fixture.js'
import { pools } from '../pool/pools.js'
import { lookAtVersion } from './planTemplate.js'

const absent = Fact.absent(0)
const there = Fact.present(version(), 0)
const justWritten = Fact.unknown('justWritten')

describe('a version that is looked at', () => {
  type Found = Fact.Fact<unknown>
  it.each<readonly [string, Found, Found, typeof template | null, string, string, Found]>([
    ['is there', there, absent, template, 'lt-1', '1', there],
    ['is not known', Fact.unread, absent, template, 'lt-1', '1', Fact.unread],
    ['is there by now', absent, there, template, 'lt-1', '1', there],
    ['was deleted', absent, absent, { ...template, LatestVersionNumber: 2 }, 'lt-1', '1', absent],
    ['is the latest, and not shown yet', absent, absent, template, 'lt-1', '1', justWritten],
    ['is the latest of another template', absent, absent, template, 'lt-0', '1', absent],
    ['is of a template that is not there', absent, absent, null, 'lt-1', '1', absent],
    ['was not seen lately', absent, Fact.unknown('stale'), template, 'lt-1', '1', Fact.unknown('stale')],
  ])('%s', (_, first, again, t, id, number, expected) => {
    const look: Parameters<typeof lookAtVersion>[0] = (key, maxAge) =>
      (key === `version:${region}/${id}/${number}` ? (maxAge === undefined ? first : again) : Fact.unread) as never
    expect(lookAtVersion(look, region, t, id, number)).toEqual(expected)
  })
})

describe('a template', () => {
  const none: Seen = { group: null, template: null, versions: {} }
  const pinned = (number: string, more: Seen): Seen => ({
    ...more,
    group: {
      LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: number },
      Instances: ['i-1', 'i-2', 'i-3'].map((id) => instance(id, '2')),
    },
  })
  const still: Asked = { volatile: '' }
  const last = version({}, undefined, '')
  const other = version({ InstanceType: 'm5.xlarge' }, undefined, '')
  const held = (p: ReturnType<typeof plan>) => p.holds.map((h) => [h.code, 'fact' in h ? h.fact : null])

  it('that has just appeared is not made', () => {
    const look = lookOf({}, none)
    const appeared: typeof look = (key, maxAge) =>
      Key.nounOf(key) === 'template' && maxAge !== undefined ? (Fact.present(template, now) as never) : look(key, maxAge)
    const p = pools.plan('awsmachinepool:kube:/ns/workers', appeared, now)
    expect([p.steps, held(p)]).toEqual([[], [['PW-WAIT-READ', factKey('template', 'workers')]]])
    expect(p.holds[0]?.why).toContain('just appeared')
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
  })

  it('that was not seen lately is waited for by that, and not made', () => {
    const look = lookOf({}, none)
    const old: typeof look = (key, maxAge) =>
      Key.nounOf(key) === 'template' && maxAge !== undefined ? Fact.unknown('stale') : look(key, maxAge)
    const p = pools.plan('awsmachinepool:kube:/ns/workers', old, now)
    expect([p.steps, held(p)]).toEqual([[], [['PW-WAIT-READ', factKey('template', 'workers')]]])
    expect(p.holds[0]?.why).toContain('was read too long ago')
  })

  it('that is not there is made because it is missing, and nothing else', () => {
    const made = plan({}, none).steps.find((s) => s.id === 'template')
    expect(made?.causes).toEqual([{ _tag: 'Missing', fact: factKey('template', 'workers') }])
    const given = plan({}, { template: null, versions: {} }).steps.find((s) => s.id === 'group')
    expect(given?.causes.map((c) => c._tag === 'Change' && c.row)).toEqual(['LaunchTemplate'])
  })

  it('whose latest version is not shown yet is waited for', () => {
    const p = plan({}, { versions: {} })
    expect([p.steps, held(p)]).toEqual([[], [['PW-WAIT-READ', factKey('version', 'lt-1/1')]]])
    expect(p.holds[0]?.why).toContain('written a moment ago')
  })

  it('whose version in use was deleted goes on with the latest, if that is as wanted', () => {
    const seen = pinned('1', { template: { LatestVersionNumber: 2 }, versions: { 2: last } })
    expect(calls(plan(still, seen))).not.toContain('CreateLaunchTemplateVersion')
  })

  it('gets a version that says what differs from the one in use, and is told by the latest', () => {
    const seen = pinned('1', { template: { LatestVersionNumber: 2 }, versions: { 1: last, 2: other } })
    const made = plan({ ...still, template: { instanceType: 'm5.2xlarge' } }, seen).steps.find((s) => s.id === 'template')
    expect(made?.basis).toBe(2)
    expect(made?.causes).toMatchObject([
      { row: 'InstanceType', fact: factKey('version', 'lt-1/1'), before: 'm5.large', after: 'm5.2xlarge', verdict: 'roll' },
    ])
  })

  it('whose version in use is as wanted gets none, whatever the latest says', () => {
    const seen = pinned('1', { template: { LatestVersionNumber: 2 }, versions: { 1: last, 2: other } })
    expect(said(plan(still, seen)).calls).not.toContain('CreateLaunchTemplateVersion')
  })
})
