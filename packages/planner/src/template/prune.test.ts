import * as Fact from '@poolwright/core/Fact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedFor, calls, factKey, input, instance, nothing, plan, said, type Seen, version } from '../baseline.fixture.js'

const all = (from: number, to: number) => Object.fromEntries(Array.from({ length: to - from + 1 }, (_, i) => [String(from + i), version()]))
const at = (latest: number, versions = all(1, latest), more: Seen = {}): Seen => ({
  template: { LatestVersionNumber: latest },
  versions,
  ...more,
  group: { Instances: [instance('i-1', String(latest)), instance('i-2', String(latest)), instance('i-3', String(latest))], ...more.group },
})
const heading = (number: string) => ({
  refreshes: [
    {
      InstanceRefreshId: 'r',
      Status: 'InProgress',
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: number } },
    },
  ],
})
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i))
const pruned = (s: Seen): ReadonlyArray<string> | undefined =>
  (input(plan({}, s), 'prune') as { readonly Versions: ReadonlyArray<string> } | undefined)?.Versions

describe('pruning', () => {
  it('D26, D27: keeps few versions', () => {
    expect(said(plan({}, at(3)))).toEqual(nothing)
    expect(said(plan({}, at(19)))).toEqual(nothing)
  })

  it('D28: of thirty the oldest go in one call, but for the default', () => {
    expect(pruned(at(30))).toEqual(Array.from({ length: 19 }, (_, i) => String(i + 2)))
    expect(calls(plan({}, at(30)))).toEqual(['DeleteLaunchTemplateVersions'])
  })

  it('is over once they are gone', () => {
    expect(said(plan({}, at(30, { 1: version(), ...all(21, 30) })))).toEqual(nothing)
    expect(said(plan({}, at(39, { 1: version(), ...all(21, 39) })))).toEqual(nothing)
  })

  it('keeps as many as the settings say', () => {
    expect(pruned(at(6, undefined, { settings: { retainVersions: 2 } }))).toEqual(['2', '3', '4'])
  })

  it('takes nothing away while it cannot see what is in use', () => {
    const more = { [factKey('group', 'workers')]: Fact.unknown('unreadable') }
    expect(pruned(at(30, undefined, { more }))).toBeUndefined()
  })

  it('goes by the newest that should be gone and may go', () => {
    expect(pruned(at(30, undefined, { template: { LatestVersionNumber: 30, DefaultVersionNumber: 20 } }))).toEqual(numbers(1, 19))
    const pinned = { LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '20' } }
    const step = plan({}, at(30, undefined, { group: pinned })).steps.find((s) => s.id === 'prune')
    expect(step?.basis).toBe(30)
    expect(step?.causes).toEqual([
      { _tag: 'World', fact: factKey('version', 'lt-1/19'), says: 'version 19 is 11 versions old and not in use; 10 are kept' },
    ])
  })

  it('waits for nothing where that one is not there any more, or is what a refresh leads to', () => {
    const without = { [factKey('versionNumbers', 'lt-1')]: Fact.present([30, 19, 18], 0) }
    expect(said(plan({}, at(30, undefined, { more: without })))).toEqual(nothing)
    expect(pruned(at(30, undefined, heading('20')))).toBeUndefined()
    expect(pruned(at(30, undefined, heading('19')))).toEqual([...numbers(2, 18), '20'])
  })

  it('asks for no version where none may go, and for no stored data where none is', () => {
    const settings = { retainVersions: 2 }
    const ids = (s: Seen, noun: string) => askedFor({}, s).filter((key) => key.startsWith(`${noun}:`))
    const LaunchTemplate = { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '2' }
    expect(ids(at(4, undefined, { settings, group: { LaunchTemplate } }), 'version').sort()).toEqual(
      [2, 4].map((n) => factKey('version', `lt-1/${n}`)),
    )
    expect(ids(at(30), 'object')).toEqual([])
  })

  it('takes the newest of them first, as many as AWS takes in one call, in whatever order it tells them', () => {
    const told = Array.from({ length: 300 }, (_, i) => ((i * 7) % 300) + 1)
    const more = { [factKey('versionNumbers', 'lt-1')]: Fact.present(told, 0) }
    expect(pruned(at(300, { 290: version(), 300: version() }, { more }))).toEqual(numbers(91, 290))
  })

  it('never takes the default, the latest, what runs, what the group has, or what a refresh leads to', () => {
    const number = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 40 }),
        number,
        fc.array(number, { maxLength: 4 }),
        number,
        number,
        (latest, d, run, pinned, target) => {
          const within = (n: number) => Math.min(n, latest)
          const ref = (n: number) => ({ LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: String(within(n)) })
          const gone = pruned(
            at(latest, undefined, {
              template: { LatestVersionNumber: latest, DefaultVersionNumber: within(d) },
              group: { LaunchTemplate: ref(pinned), Instances: run.map((n, i) => instance(`i-${i}`, String(within(n)))) },
              ...heading(String(within(target))),
            }),
          )
          const kept = [latest, d, pinned, target, ...run].map((n) => String(within(n)))
          expect((gone ?? []).filter((n) => kept.includes(n))).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })
})
