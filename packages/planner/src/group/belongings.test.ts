import type { LifecycleHook } from '@poolwright/aws/Group'
import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import {
  type Asked,
  baseTags,
  calls,
  factKey,
  findings,
  group,
  holds,
  input,
  nothing,
  plan,
  said,
  type Seen,
  template,
  version,
} from '../baseline.fixture.js'

describe('processes', () => {
  const suspended = (...names: ReadonlyArray<string>): Seen => ({
    group: { SuspendedProcesses: names.map((ProcessName) => ({ ProcessName })) },
  })
  const asking = (suspendProcesses: Asked['spec']): Asked => ({ spec: { suspendProcesses: suspendProcesses ?? {} } })
  const lt = asking({ processes: { launch: true, terminate: true } })

  it('P1: suspends what is missing, and resumes what the record says is ours', () => {
    const p = plan(lt, { ...suspended('Launch', 'AZRebalance'), record: { processes: ['AZRebalance'] } })
    expect(calls(p)).toEqual(['SuspendProcesses', 'ResumeProcesses'])
    expect(input(p, 'suspend')).toMatchObject({ ScalingProcesses: ['Terminate'] })
    expect(input(p, 'resume')).toMatchObject({ ScalingProcesses: ['AZRebalance'] })
  })

  it('P2, P3: all are nine, less what is excepted', () => {
    expect(input(plan(asking({ all: true })), 'suspend')).toMatchObject({ ScalingProcesses: { length: 9 } })
    const names = (
      input(plan(asking({ all: true, processes: { launch: false } })), 'suspend') as { readonly ScalingProcesses: ReadonlyArray<string> }
    ).ScalingProcesses
    expect(names).toHaveLength(8)
    expect(names).not.toContain('Launch')
  })

  it('P4: the order means nothing', () => {
    expect(said(plan(lt, suspended('Terminate', 'Launch')))).toEqual(nothing)
  })

  it('P5: what others suspended stays, unless ownership is strict', () => {
    const p = plan({}, suspended('AZRebalance'))
    expect(said(p)).toEqual(nothing)
    expect(findings(p)).toEqual(['PW-FOREIGN-PROCESSES'])
    expect(calls(plan({}, { ...suspended('AZRebalance'), settings: { ownership: 'strict' } }))).toEqual(['ResumeProcesses'])
  })
})

describe('hooks', () => {
  const launching = 'autoscaling:EC2_INSTANCE_LAUNCHING'
  const hook = { name: 'h', lifecycleTransition: launching }
  const there: LifecycleHook = { LifecycleHookName: 'h', LifecycleTransition: launching, HeartbeatTimeout: 3600, DefaultResult: 'ABANDON' }
  const asking = (...lifecycleHooks: ReadonlyArray<{ readonly [k: string]: string }>): Asked => ({ spec: { lifecycleHooks } })
  const seeing = (...hooks: ReadonlyArray<LifecycleHook>): Seen => ({ more: { [factKey('hooks', 'workers')]: Fact.present(hooks, 0) } })

  it('H1: puts a new one with what it leaves open filled in', () => {
    expect(input(plan(asking(hook), seeing()), 'hook-h')).toEqual({
      AutoScalingGroupName: 'workers',
      LifecycleHookName: 'h',
      LifecycleTransition: launching,
      HeartbeatTimeout: 3600,
      DefaultResult: 'ABANDON',
    })
  })

  it('H2, H4: defaults and blanks are no change', () => {
    expect(said(plan(asking(hook), seeing(there)))).toEqual(nothing)
    expect(said(plan(asking({ ...hook, notificationMetadata: '' }), seeing(there)))).toEqual(nothing)
  })

  it.each<readonly [string, LifecycleHook]>([
    ['transition', { ...there, LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }],
    ['timeout', { ...there, HeartbeatTimeout: 60 }],
    ['result', { ...there, DefaultResult: 'CONTINUE' }],
    ['role', { ...there, RoleARN: 'r' }],
    ['target', { ...there, NotificationTargetARN: 't' }],
    ['metadata', { ...there, NotificationMetadata: 'm' }],
  ])('H3: puts back another %s', (_, observed) => {
    expect(calls(plan(asking(hook), seeing(observed)))).toEqual(['PutLifecycleHook'])
  })

  it('H5, H6: removes what is ours and not wanted, and leaves what is not', () => {
    expect(calls(plan({}, { ...seeing(there), record: { hooks: ['h'] } }))).toEqual(['DeleteLifecycleHook'])
    const other = { ...there, LifecycleHookName: 'other' }
    const p = plan(asking(hook), seeing(there, other))
    expect(said(p)).toEqual(nothing)
    expect(findings(p)).toEqual(['PW-FOREIGN-HOOKS'])
    expect(calls(plan({}, { ...seeing(there), settings: { ownership: 'strict' } }))).toEqual(['DeleteLifecycleHook'])
  })

  it('H7: puts before it removes', () => {
    const p = plan(asking({ ...hook, name: 'new' }), { ...seeing(there), record: { hooks: ['h'] } })
    expect(p.steps.map((s) => [s.id, s.after])).toEqual([
      ['hook-new', []],
      ['unhook-h', ['hook-new']],
    ])
  })

  it('H8: clears target and role with empty text', () => {
    const p = plan(asking(hook), seeing({ ...there, RoleARN: 'r', NotificationTargetARN: 't' }))
    expect(input(p, 'hook-h')).toMatchObject({ RoleARN: '', NotificationTargetARN: '' })
  })

  it('H9: hooks do not wait for each other', () => {
    const p = plan(asking({ ...hook, name: 'slow', heartbeatTimeout: '3h' }, hook), seeing())
    expect(calls(p)).toEqual(['PutLifecycleHook'])
    expect(holds(p)).toEqual(['PW-HOOK-HEARTBEAT'])
  })

  it('V16: two of one name are held', () => {
    expect(said(plan(asking(hook, hook), seeing()))).toEqual({ calls: [], holds: ['PW-HOOK-NAMES'] })
  })

  it('asks AWS for hooks only where some are wanted, ours, or all are managed', () => {
    const unread: Seen = { more: { [factKey('hooks', 'workers')]: Fact.unread } }
    expect(said(plan({}, unread))).toEqual(nothing)
    expect(holds(plan(asking(hook), unread))).toEqual(['PW-WAIT-READ'])
  })
})

describe('tags', () => {
  const tagged = (more: { readonly [k: string]: string }): Seen => ({
    group: {
      Tags: [
        ...(group.Tags ?? []),
        ...Object.entries(more).map(([Key, Value]) => ({
          Key,
          Value,
          PropagateAtLaunch: false,
          ResourceId: 'workers',
          ResourceType: 'auto-scaling-group',
        })),
      ],
    },
    template: { Tags: [...(template.Tags ?? []), ...Object.entries(more).map(([Key, Value]) => ({ Key, Value }))] },
    versions: { 1: withTags(more) },
  })
  const withTags = (more: { readonly [k: string]: string }) =>
    version({
      TagSpecifications: (version().TagSpecifications ?? []).map((s) => ({
        ...s,
        Tags: [...s.Tags, ...Object.entries(more).map(([Key, Value]) => ({ Key, Value }))],
      })),
    })
  const asking = (additionalTags: { readonly [k: string]: string }): Asked => ({ spec: { additionalTags } })

  it('T1, T2: a new tag goes to template, group and new instances, and replaces nothing', () => {
    const p = plan(asking({ team: 'x' }))
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'CreateTags', 'CreateOrUpdateTags'])
    expect(input(p, 'template-tags')).toEqual({ Resources: ['lt-1'], Tags: [{ Key: 'team', Value: 'x' }] })
    expect(input(p, 'group-tags')).toMatchObject({ Tags: [{ Key: 'team', Value: 'x', PropagateAtLaunch: false }] })
  })

  it('C4: what was made with its tags is no change', () => {
    expect(said(plan(asking({ team: 'x' }), tagged({ team: 'x' })))).toEqual(nothing)
  })

  it('T3: another value is written over, not deleted', () => {
    expect(calls(plan(asking({ team: 'y' }), tagged({ team: 'x' })))).toEqual([
      'CreateLaunchTemplateVersion',
      'CreateTags',
      'CreateOrUpdateTags',
    ])
  })

  it('T4: a tag that was ours goes, also when only the record or an older note still knows it', () => {
    const gone = ['CreateLaunchTemplateVersion', 'DeleteTags', 'DeleteTags']
    expect(calls(plan({}, tagged({ team: 'x' })))).toEqual(gone)
    const forgotten = { ...tagged({ team: 'x' }), versions: { 1: version() } }
    expect(said(plan({}, forgotten))).toEqual(nothing)
    const { TagSpecifications: _, ...untagged } = version()
    expect(calls(plan({}, { ...forgotten, versions: { 1: untagged } }))).toEqual(['CreateLaunchTemplateVersion'])
    expect(calls(plan({}, { ...forgotten, record: { tags: ['team'] } }))).toEqual(gone.slice(1))
    const annotations = { 'sigs.k8s.io/cluster-api-provider-aws-last-applied-tags': '{"team":"x"}' }
    expect(calls(plan({ annotations }, forgotten))).toEqual(gone.slice(1))
  })

  it('T5: the pool’s word comes before the cluster’s', () => {
    const p = plan({ ...asking({ team: 'pool' }), awsCluster: { additionalTags: { team: 'cluster', cost: '1' }, network: {} } })
    expect(input(p, 'template-tags')).toMatchObject({
      Tags: [
        { Key: 'cost', Value: '1' },
        { Key: 'team', Value: 'pool' },
      ],
    })
  })

  it('T6: the name comes back once nobody wants another', () => {
    const renamed = { group: { Tags: (group.Tags ?? []).map((x) => (x.Key === 'Name' ? { ...x, Value: 'x' } : x)) } }
    expect(input(plan({}, renamed), 'group-tags')).toMatchObject({ Tags: [{ Key: 'Name', Value: 'workers' }] })
  })

  it('T7: what says whose a thing is keeps its value', () => {
    const p = plan(asking({ 'sigs.k8s.io/cluster-api-provider-aws/role': 'x' }))
    expect(said(p)).toEqual(nothing)
    expect(findings(p)).toEqual(['PW-TAG-RESERVED'])
  })

  it('T8: a base tag that was taken away is put back', () => {
    const Tags = (group.Tags ?? []).filter((x) => !x.Key.endsWith('/role'))
    expect(calls(plan({}, { group: { Tags } }))).toEqual(['CreateOrUpdateTags'])
  })

  it('T9: more tags than AWS takes are refused', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 'v']))
    const p = plan(asking(many), { group: null, template: null, versions: {} })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-TAG-LIMIT'] })
    const few = Object.fromEntries(Array.from({ length: 50 - Object.keys(baseTags).length - 3 }, (_, i) => [`k${i}`, 'v']))
    expect(holds(plan(asking(few), { group: null, template: null, versions: {} }))).toEqual([])
  })

  it('tags of others and the pool’s own stay', () => {
    const more = { 'poolwright.dev/pool': 'ns/workers', theirs: 'x', 'aws:cloudformation:stack-name': 's' }
    const seen = tagged(more)
    expect(said(plan({}, { ...seen, versions: { 1: version() } }))).toEqual(nothing)
  })
})
