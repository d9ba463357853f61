import type { LifecycleHook } from '@poolwright/aws/Group'
import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { type Asked, calls, factKey, findings, input, nothing, plan, said, type Seen } from '../baseline.fixture.js'
import { planAged } from './asked.fixture.js'

const launching = 'autoscaling:EC2_INSTANCE_LAUNCHING'
const key = factKey('hooks', 'workers')
const hook = { name: 'h', lifecycleTransition: launching }
const there: LifecycleHook = { LifecycleHookName: 'h', LifecycleTransition: launching, HeartbeatTimeout: 3600, DefaultResult: 'ABANDON' }
const shown = (name: string): LifecycleHook => ({ ...there, LifecycleHookName: name })
type HookAsked = { readonly [k: string]: string }
const asking = (...lifecycleHooks: ReadonlyArray<HookAsked>): Asked => ({ spec: { lifecycleHooks } })
const seeing = (...hooks: ReadonlyArray<LifecycleHook>): Seen => ({ more: { [key]: Fact.present(hooks, 0) } })
const empty: Seen = { group: null, template: null, versions: {} }
const soon = { _tag: 'After', delay: 15_000 }
const full = {
  ...hook,
  heartbeatTimeout: '2m',
  defaultResult: 'CONTINUE',
  notificationTargetARN: 'arn:t',
  roleARN: 'arn:r',
  notificationMetadata: 'm',
}

describe('the hooks that a group is made with', () => {
  const madeWith = (a: Asked) =>
    (input(plan(a, empty), 'group') as { readonly LifecycleHookSpecificationList?: unknown }).LifecycleHookSpecificationList
  it.each<readonly [string, HookAsked, object]>([
    [
      'all that is said',
      full,
      { HeartbeatTimeout: 120, DefaultResult: 'CONTINUE', NotificationTargetARN: 'arn:t', RoleARN: 'arn:r', NotificationMetadata: 'm' },
    ],
    ['nothing of what is left open', hook, {}],
    ['nothing of what is blank', { ...hook, notificationTargetARN: '', roleARN: '', notificationMetadata: '' }, {}],
  ])('have %s', (_, one, more) =>
    expect(madeWith(asking(one))).toStrictEqual([{ LifecycleHookName: 'h', LifecycleTransition: launching, ...more }]),
  )

  it('are all of them, and none are sent where none are asked for', () => {
    const two = input(plan(asking(hook, { ...hook, name: 'i' }), empty), 'group')
    expect(two).toMatchObject({ LifecycleHookSpecificationList: [{ LifecycleHookName: 'h' }, { LifecycleHookName: 'i' }] })
    expect(input(plan({}, empty), 'group')).not.toHaveProperty('LifecycleHookSpecificationList')
  })
})

describe('what a hook may not be', () => {
  const holdsOf = (a: Asked, s: Seen) => {
    const p = plan(a, s)
    return p.steps.filter((x) => x.id === 'group' || x.id.startsWith('hook-')).flatMap((x) => x.holds)
  }
  it.each<readonly [string | undefined, number | null]>([
    [undefined, null],
    ['29s', 29],
    ['30s', null],
    ['2h', null],
    ['7201s', 7201],
    ['48h', 172_800],
  ])('waiting for %s', (heartbeatTimeout, refused) => {
    const a = asking({ ...hook, ...(heartbeatTimeout === undefined ? {} : { heartbeatTimeout }) })
    const why = `hook h waits ${refused ?? ''} s; AWS takes 30 to 7200`
    const holds =
      refused === null ? [] : [{ _tag: 'Refused', code: 'PW-HOOK-HEARTBEAT', paths: ['lifecycleHooks[].heartbeatTimeout'], why }]
    expect(holdsOf(a, empty)).toEqual(holds)
    expect(holdsOf(a, seeing())).toEqual(holds)
  })

  it('called as another: said once, however many there are', () => {
    const a = asking(hook, { ...hook, name: 'i' }, hook, hook)
    const held = [{ _tag: 'Refused', code: 'PW-HOOK-NAMES', paths: ['lifecycleHooks[].name'], why: 'two hooks are called h' }]
    expect(holdsOf(a, empty)).toEqual(held)
    const p = plan(a, seeing())
    expect(p.steps.map((s) => [s.id, s.holds])).toEqual([
      ['hook-h', held],
      ['hook-i', []],
    ])
  })
})

describe('hooks of a group that is there', () => {
  const { HeartbeatTimeout: _, DefaultResult: __, ...silent } = there
  it.each<readonly [string, HookAsked, LifecycleHook, object | null]>([
    ['shows nothing of what is left open', hook, silent, null],
    ['shows nothing, and the defaults are asked for', { ...hook, heartbeatTimeout: '1h', defaultResult: 'ABANDON' }, silent, null],
    ['shows blanks', hook, { ...there, RoleARN: '', NotificationTargetARN: '', NotificationMetadata: '' }, null],
    ['shows nothing, and another wait is asked for', { ...hook, heartbeatTimeout: '2m' }, silent, { HeartbeatTimeout: 120 }],
    ['shows nothing, and another result is asked for', { ...hook, defaultResult: 'CONTINUE' }, silent, { DefaultResult: 'CONTINUE' }],
    ['has a role that is not asked for', hook, { ...there, RoleARN: 'r' }, { RoleARN: '' }],
    ['has a target that is not asked for', hook, { ...there, NotificationTargetARN: 't' }, { NotificationTargetARN: '' }],
    ['has metadata that are not asked for', hook, { ...there, NotificationMetadata: 'm' }, { NotificationMetadata: '' }],
    ['lacks a role', { ...hook, roleARN: 'r' }, there, { RoleARN: 'r' }],
    ['lacks a target', { ...hook, notificationTargetARN: 't' }, there, { NotificationTargetARN: 't' }],
    ['lacks metadata', { ...hook, notificationMetadata: 'm' }, there, { NotificationMetadata: 'm' }],
    ['has other metadata', { ...hook, notificationMetadata: 'm' }, { ...there, NotificationMetadata: 'n' }, { NotificationMetadata: 'm' }],
  ])('one that %s', (_, one, observed, more) => {
    const p = plan(asking(one), seeing(observed))
    if (more === null) expect(said(p)).toEqual(nothing)
    else
      expect(input(p, 'hook-h')).toEqual({
        AutoScalingGroupName: 'workers',
        LifecycleHookName: 'h',
        LifecycleTransition: launching,
        HeartbeatTimeout: 3600,
        DefaultResult: 'ABANDON',
        ...more,
      })
  })

  it('are put for what differs, or because they are not there', () => {
    const causes = (s: Seen) => plan(asking({ ...hook, defaultResult: 'CONTINUE' }), s).steps.map((x) => [x.id, x.disruption, x.causes])
    expect(causes(seeing({ ...there, HeartbeatTimeout: 60 }))).toEqual([
      [
        'hook-h',
        { _tag: 'InPlace' },
        [
          ['HeartbeatTimeout', 'heartbeatTimeout', 60, 3600],
          ['DefaultResult', 'defaultResult', 'ABANDON', 'CONTINUE'],
        ].map(([row, path, before, after]) => ({
          _tag: 'Change',
          paths: [`lifecycleHooks[].${path ?? ''}`],
          fact: key,
          row,
          before,
          after,
          verdict: 'inPlace',
        })),
      ],
    ])
    expect(causes(seeing())).toMatchObject([['hook-h', { _tag: 'InPlace' }, [{ _tag: 'Missing', fact: key }]]])
  })

  it('go in order, after those that can be put', () => {
    const a = asking({ ...hook, name: 'slow', heartbeatTimeout: '3h' }, { ...hook, name: 'new' })
    const p = plan(a, { ...seeing(shown('z'), shown('a'), shown('theirs')), record: { hooks: ['a', 'z'] } })
    expect(p.steps.map((s) => [s.id, s.action.op, s.after, s.disruption])).toEqual([
      ['hook-slow', 'autoscaling:PutLifecycleHook', [], { _tag: 'InPlace' }],
      ['hook-new', 'autoscaling:PutLifecycleHook', [], { _tag: 'InPlace' }],
      ['unhook-a', 'autoscaling:DeleteLifecycleHook', ['hook-new'], { _tag: 'InPlace' }],
      ['unhook-z', 'autoscaling:DeleteLifecycleHook', ['hook-new'], { _tag: 'InPlace' }],
    ])
    expect(input(p, 'unhook-a')).toEqual({ AutoScalingGroupName: 'workers', LifecycleHookName: 'a' })
    expect(p.steps.at(-1)?.causes).toMatchObject([{ _tag: 'World', fact: key, says: 'hook z is there and not wanted' }])
  })

  it('of others stay, and are told of in order', () => {
    const p = plan(asking(hook), seeing(shown('z'), there, shown('a')))
    expect(p.findings).toEqual([
      { severity: 'info', code: 'PW-FOREIGN-HOOKS', message: "the group has hooks that are not this pool's and stay: a, z", paths: [] },
    ])
    expect([said(p), p.next]).toEqual([nothing, plan().next])
    expect(findings(plan(asking(hook), { ...seeing(there, shown('a')), settings: { ownership: 'strict' } }))).toEqual([])
  })
})

describe('how young hooks have to be known', () => {
  it.each<readonly [string, Asked, Seen, boolean]>([
    ['nothing is wanted and nothing is ours', {}, {}, false],
    ['some are wanted', asking(hook), {}, true],
    ['some are ours', {}, { record: { hooks: ['h'] } }, true],
    ['all are managed', {}, { settings: { ownership: 'strict' } }, true],
  ])('where %s', (_, a, s, asked) => expect(planAged(a, { ...seeing(there), ...s }).ages(key)[0]).toBe(asked ? 300_000 : undefined))

  it('before one is put or taken away, a moment ago', () => {
    for (const [a, s] of [
      [asking(hook), seeing()],
      [{}, { ...seeing(there), record: { hooks: ['h'] } }],
    ] as const) {
      expect(planAged(a, s).ages(key)).toEqual([300_000, 10_000])
      const { plan: p } = planAged(a, s, [key])
      expect([p.steps, p.findings, p.next]).toEqual([[], [], soon])
    }
    expect(planAged(asking(hook), seeing(there)).ages(key)).toEqual([300_000])
  })

  it('what is not known is waited for', () => {
    const p = plan(asking(hook), { more: { [key]: Fact.unread } })
    expect([calls(p), p.holds, p.next]).toMatchObject([[], [{ code: 'PW-WAIT-READ', fact: key }], soon])
  })

  it('of a group that is gone, none are put, and there are none of others', () => {
    const gone: Seen = { more: { [key]: Fact.absent(0) } }
    expect(calls(plan(asking(hook), gone))).toEqual([])
    expect(findings(plan({}, { ...gone, record: { hooks: ['h'] } }))).toEqual([])
  })
})
