import { describe, expect, it } from 'vitest'
import { type Asked, calls, instance, lookOf, now, plan, region, type Seen, template, version } from '../baseline.fixture.js'
import { defaults } from '../pool/Settings.js'
import { windowOf } from './window.js'

const asked: Asked = { template: { instanceType: 'm5.xlarge' } }
const made = (seconds: number) => ({ ...version({ InstanceType: 'm5.xlarge' }), CreateTime: new Date(now - seconds * 1_000).toISOString() })
const late = (seconds: number, more: Seen = {}): Seen => ({
  template: { LatestVersionNumber: 2 },
  versions: { 1: version(), 2: made(seconds) },
  settings: { rolloutDelay: 60 },
  ...more,
})
const held = (p: ReturnType<typeof plan>) => p.steps.flatMap((s) => s.holds.map((h) => [s.id, h.code, h._tag === 'Rule' && h.rule]))

describe('the window for edits in quick succession', () => {
  it('makes the version at once, and holds its rollout', () => {
    const p = plan(asked, { settings: { rolloutDelay: 60 } })
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion'])
    expect(held(p)).toEqual([['refresh', 'PW-ROLLOUT-WINDOW', 'window']])
  })

  it('comes back when the window opens, and not before something else moves', () => {
    const p = plan(asked, late(20))
    expect([calls(p), held(p).length, p.next]).toEqual([[], 1, { _tag: 'After', delay: 40_000 }])
    expect(calls(plan(asked, late(60)))).toEqual(['StartInstanceRefresh'])
  })

  it('opens at once for a version that is older, as when a change is taken back, or whose age nobody knows', () => {
    const back: Seen = { ...late(5), versions: { 1: version(), 2: version({ InstanceType: 'm5.xlarge' }) } }
    expect(calls(plan(asked, back))).toEqual(['StartInstanceRefresh'])
    expect(calls(plan(asked, late(5, { settings: {} })))).toEqual(['StartInstanceRefresh'])
  })

  it('says what is waited for', () =>
    expect(plan(asked, late(20)).steps.flatMap((s) => s.holds.map((h) => h.why))).toEqual([
      'a rollout starts 60 seconds after the version that it leads to was made',
    ]))

  it('is open for a version that nobody can see, and has just begun where there is nothing to see', () => {
    const c = { settings: { ...defaults, rolloutDelay: 60 }, look: lookOf({}, late(20)), scope: region, now }
    expect(windowOf(c, template, '9')).toBeNull()
    expect([windowOf(c, null, '2')?.again, windowOf(c, template, null)?.again]).toEqual([60_000, 60_000])
  })

  it('never waits longer than the delay, whatever the clocks say', () =>
    expect(plan(asked, late(-10_000)).next).toEqual({ _tag: 'After', delay: 60_000 }))

  it('says nothing when there is nothing to roll', () => {
    const all = ['1', '2', '3'].map((n) => instance(`i-${n}`, '2'))
    expect(plan(asked, late(5, { group: { Instances: all } })).steps).toEqual([])
  })
})
