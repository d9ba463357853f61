import type { Group } from '@poolwright/aws/Group'
import type { InstanceRefresh } from '@poolwright/aws/InstanceRefresh'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import { describe, expect, it } from 'vitest'
import { factKey, group, input, now, plan, region, type Seen, template, version } from '../baseline.fixture.js'
import { activeIn, failureOf, hasDesiredConfiguration, headingFor, lookAtQuietRefreshes, newestIn, refreshKey, REST } from './rollout.js'

const refresh = (more: Partial<InstanceRefresh> = {}): InstanceRefresh => ({
  InstanceRefreshId: 'r-1',
  AutoScalingGroupName: 'workers',
  Status: 'InProgress',
  ...more,
})
const known = (...list: ReadonlyArray<InstanceRefresh>) => Fact.present(list, now)
const desired = (Version: string, LaunchTemplateId = 'lt-1') => ({
  DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId, Version } },
})

describe('a refresh', () => {
  it('under way is the unfinished one, the newest the first', () => {
    const old = refresh({ InstanceRefreshId: 'r-0', Status: 'Successful' })
    expect(activeIn(known(old, refresh()))?.InstanceRefreshId).toBe('r-1')
    expect(newestIn(known(old, refresh()))?.InstanceRefreshId).toBe('r-0')
    expect([activeIn(known(old)), activeIn(Fact.unread), activeIn(Fact.absent(now)), newestIn(Fact.unread)]).toEqual(
      Array(4).fill(undefined),
    )
  })

  it('says what the group is to become, or does not', () => {
    expect(hasDesiredConfiguration(refresh())).toBe(false)
    expect(hasDesiredConfiguration(refresh({ DesiredConfiguration: {} }))).toBe(false)
    expect(hasDesiredConfiguration(refresh(desired('2')))).toBe(true)
  })

  const at = (LaunchTemplate: Group['LaunchTemplate']): Group => ({ ...group, ...(LaunchTemplate === undefined ? {} : { LaunchTemplate }) })
  const t = { ...template, LatestVersionNumber: 4, DefaultVersionNumber: 2 }
  it.each([
    ['its own number', refresh(desired('3')), group, '3'],
    ['the latest by its own word', refresh(desired('$Latest')), at({ LaunchTemplateId: 'lt-1', Version: '1' }), '4'],
    ['what the group follows', refresh(), group, '4'],
    ['what the group is pinned to', refresh(), at({ LaunchTemplateId: 'lt-1', Version: '1' }), '1'],
    [
      'the group’s, where it says nothing of a template',
      refresh({ DesiredConfiguration: {} }),
      at({ LaunchTemplateId: 'lt-1', Version: '1' }),
      '1',
    ],
    ['another template', refresh(desired('3', 'lt-2')), group, null],
    ['another template that the group has', refresh(), at({ LaunchTemplateId: 'lt-2', Version: '1' }), null],
    ['a template without a number', refresh(), at({ LaunchTemplateName: 'other' }), null],
    ['nothing, when it is over', refresh({ Status: 'Successful', ...desired('3') }), group, null],
  ])('leads to %s', (_, r, g, number) => expect(headingFor(known(r), g, t)).toBe(number))
})

describe('what was known once to be quiet', () => {
  const key = refreshKey(region, 'workers')
  const over = refresh({ Status: 'Successful' })
  it.each<readonly [string, Fact.Fact<ReadonlyArray<InstanceRefresh>>, ReadonlyArray<number | 'usual'>]>([
    ['none is known to be under way: that stays so', known(over), [Infinity]],
    ['one was under way: it is looked at again', known(refresh()), [Infinity, 'usual']],
    ['nothing is known: it is looked at again', Fact.unread, [Infinity, 'usual']],
  ])('%s', (_, fact, ages) => {
    const asked: Array<number | 'usual'> = []
    const found = lookAtQuietRefreshes((_key, age) => {
      asked.push(age ?? 'usual')
      return fact as never
    }, key)
    expect([asked, found]).toEqual([ages, fact])
  })
})

describe('what a refresh under way means', () => {
  const astray: Seen = { template: { LatestVersionNumber: 2 }, versions: { 1: version(), 2: version({ InstanceType: 'm5.xlarge' }) } }
  const running = (more: Partial<InstanceRefresh>, s: Seen = {}) => {
    const p = plan({ template: { instanceType: 'm5.xlarge' } }, { ...astray, refreshes: [refresh(more)], ...s })
    const holds = [...p.holds, ...p.steps.flatMap((x) => x.holds)]
    return { steps: p.steps.map((x) => [x.id, x.holds.map((h) => h.code)]), holds: holds.map((h) => h.why), next: p.next }
  }
  const soon = { _tag: 'After', delay: 15_000 }

  it('one that leads to what is wanted is left alone', () => expect(running({})).toEqual({ steps: [], holds: [], next: soon }))

  it('one that leads elsewhere is cancelled, and the next waits for its end', () => {
    const { steps, holds } = running(desired('1'))
    expect(steps).toEqual([
      ['cancel', []],
      ['refresh', ['PW-REFRESH-ENDING']],
    ])
    expect(holds).toEqual(['rollout r-1, which leads elsewhere, has to end first'])
    expect(input(plan({ template: { instanceType: 'm5.xlarge' } }, { ...astray, refreshes: [refresh(desired('1'))] }), 'cancel')).toEqual({
      AutoScalingGroupName: 'workers',
    })
  })

  it('one that leads to a template that is not the pool’s any more is cancelled', () =>
    expect(running({}, { template: null }).steps.map(([id]) => id)).toContain('cancel'))

  it.each(['Cancelling', 'RollbackInProgress'] as const)('one that is %s is waited for', (Status) =>
    expect(running({ Status, ...desired('1') }).steps).toEqual([['refresh', ['PW-REFRESH-ENDING']]]),
  )

  const foreign = (InstanceType: string) => ({ more: { [factKey('version', 'lt-2/3')]: Fact.present(version({ InstanceType }), now) } })
  it('one that leads to another template is judged by what it leads to', () => {
    expect(running(desired('3', 'lt-2'), foreign('m5.xlarge'))).toEqual({ steps: [], holds: [], next: soon })
    expect(running(desired('3', 'lt-2'), foreign('m5.large')).steps.map(([id]) => id)).toEqual(['cancel', 'refresh'])
  })

  it.each<readonly [string, Partial<InstanceRefresh>, Seen['group']]>([
    ['known by its name only', { DesiredConfiguration: { LaunchTemplate: { LaunchTemplateName: 'other', Version: '3' } } }, {}],
    ['without a number', { DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-2' } } }, {}],
    ['that the group has and that is none', {}, { LaunchTemplate: undefined as never }],
  ])('one that leads to another template %s is cancelled', (_, more, g) =>
    expect(running(more, { group: { ...g } }).steps.map(([id]) => id)).toContain('cancel'),
  )

  describe('for a group that is kept on a version, and whose number is not the wanted one', () => {
    const plain = (more = {}) => version(more, undefined, '')
    const numbers = (more: Partial<InstanceRefresh>) => {
      const p = plan(
        { volatile: '', data: 'other' },
        {
          template: { LatestVersionNumber: 2 },
          versions: { 1: plain(), 2: version({}, 'other', '') },
          group: { LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '1' } },
          refreshes: [refresh(more)],
          more: { [factKey('version', 'lt-2/2')]: Fact.present(version({}, 'other', ''), now) },
        },
      )
      return p.steps.map((x) => [x.id, x.holds.map((h) => h.code)])
    }
    it.each<readonly [string, Partial<InstanceRefresh>, ReadonlyArray<unknown>]>([
      ['brings the number: there is nothing to write', desired('2'), []],
      ['brings another number: it is written afterwards', desired('1'), [['launch', ['PW-REFRESH-RUNNING']]]],
      ['brings another template: ours is written afterwards', desired('2', 'lt-2'), [['launch', ['PW-REFRESH-RUNNING']]]],
      ['brings nothing: it is written now', {}, [['group', []]]],
    ])('one that %s', (_, more, steps) => expect(numbers(more)).toEqual(steps))
  })

  it('where it leads has to be known: a version that is gone, or unread, is no reason to cancel', () => {
    expect(running(desired('9'))).toEqual({ steps: [], holds: ['the version that rollout r-1 leads to cannot be found'], next: soon })
    const p = plan({ template: { instanceType: 'm5.xlarge' } }, { ...astray, refreshes: [refresh(desired('9'))] })
    expect(p.holds.map((h) => [h.code, h._tag === 'Await' ? h.fact : null])).toEqual([['PW-WAIT-READ', factKey('version', 'lt-1/9')]])
    const unread = { more: { [factKey('version', 'lt-1/9')]: Fact.unread } }
    expect(running(desired('9'), unread).steps).toEqual([])
    expect(running(desired('9'), unread).holds.join()).toContain('lt-1/9')
  })

  it('refreshes that are not known are waited for', () => {
    const { steps, holds, next } = running({}, { more: { [refreshKey(region, 'workers')]: Fact.unread } })
    expect([steps, holds.length, next]).toEqual([[], 1, soon])
    expect(Key.nounOf(refreshKey(region, 'workers'))).toBe('refresh')
  })
})

describe('a refresh that failed', () => {
  const ended = new Date(now).toISOString()
  const failed = (more: Partial<InstanceRefresh> = {}) => refresh({ Status: 'Failed', EndTime: ended, ...desired('2'), ...more })
  const judge = (r: InstanceRefresh, retry: boolean, after: number, wanted: string | null = '2') => {
    const failure = failureOf(known(r), wanted, retry, now + after)
    return failure === null ? null : failure.again
  }
  const follows = { DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '$Latest' } } }
  const ofGroup = refresh({ Status: 'Failed', EndTime: ended })

  it.each([
    ['named its version: never again', failed(), false, 0, null, 'held'],
    ['named its version, long ago: never again', failed(), false, REST * 9, null, 'held'],
    ['named its version, and may be tried again: after its rest', failed(), true, 60_000, REST - 60_000, 'held'],
    ['has rested', failed(), true, REST, null, 'free'],
    ['has almost rested', failed(), true, REST - 1, 1, 'held'],
    ['followed the latest: after its rest', failed(follows), false, 0, REST, 'held'],
    ['followed, and has rested', failed(follows), false, REST, null, 'free'],
    ['followed the group: after its rest', ofGroup, false, 0, REST, 'held'],
    ['said nothing of a template: after its rest', failed({ DesiredConfiguration: {} }), false, 0, REST, 'held'],
    ['was rolled back', failed({ Status: 'RollbackSuccessful' }), false, 0, null, 'held'],
    ['could not be rolled back', failed({ Status: 'RollbackFailed' }), false, 0, null, 'held'],
    ['was cancelled by somebody', failed({ Status: 'Cancelled' }), false, 0, null, 'free'],
    ['was about another version', failed(desired('1')), false, 0, null, 'free'],
    ['says no time: never again', refresh({ Status: 'Failed', ...desired('2') }), false, 0, null, 'held'],
    ['says no time, but may be tried again', refresh({ Status: 'Failed', ...desired('2') }), true, 0, null, 'free'],
    ['followed and says no time: never again', refresh({ Status: 'Failed', ...follows }), false, REST, null, 'held'],
  ])('%s', (_, r, retry, after, again, state) => {
    expect(judge(r, retry, after)).toBe(again)
    expect(failureOf(known(r), '2', retry, now + after) === null ? 'free' : 'held').toBe(state)
  })

  it('is nobody’s failure where the version is still to be made, or nothing is known', () => {
    expect(judge(failed(), false, 0, null)).toBeNull()
    expect(judge(ofGroup, false, 0, null)).toBeNull()
    expect(failureOf(known(), '2', false, now)).toBeNull()
    expect(failureOf(Fact.unread, '2', false, now)).toBeNull()
  })

  it('says how it ended, why, and what comes next', () => {
    const why = (r: InstanceRefresh, retry: boolean) => failureOf(known(r), '2', retry, now)?.hold.why
    expect(failureOf(known(failed()), '2', false, now)?.hold).toMatchObject({ _tag: 'Refused', code: 'PW-REFRESH-FAILED', paths: [] })
    expect(why(failed({ StatusReason: 'no capacity' }), false)).toBe(
      'rollout r-1 ended as Failed: no capacity; it is not started again before the spec changes',
    )
    expect(why(failed(), true)).toBe('rollout r-1 ended as Failed; it is started again ten minutes after it ended')
  })
})
