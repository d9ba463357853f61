import { describe, expect, it } from 'vitest'
import { type Asked, calls, factKey, findings, input, nothing, plan, said, type Seen } from '../baseline.fixture.js'
import { planAged } from './asked.fixture.js'

const key = factKey('group', 'workers')
const suspended = (...names: ReadonlyArray<string>): Seen => ({
  group: { SuspendedProcesses: names.map((ProcessName) => ({ ProcessName })) },
})
const asking = (suspendProcesses: NonNullable<Asked['spec']>): Asked => ({ spec: { suspendProcesses } })
const namesOf = (a: Asked, s: Seen = {}) =>
  (input(plan(a, s), 'suspend') as { readonly ScalingProcesses: ReadonlyArray<string> } | undefined)?.ScalingProcesses
const names = {
  launch: 'Launch',
  terminate: 'Terminate',
  addToLoadBalancer: 'AddToLoadBalancer',
  alarmNotification: 'AlarmNotification',
  azRebalance: 'AZRebalance',
  healthCheck: 'HealthCheck',
  instanceRefresh: 'InstanceRefresh',
  replaceUnhealthy: 'ReplaceUnhealthy',
  scheduledActions: 'ScheduledActions',
}

describe('processes that are to be suspended', () => {
  it.each(Object.entries(names))('%s is %s', (name, process) => {
    expect(namesOf(asking({ processes: { [name]: true } }))).toEqual([process])
    expect(namesOf(asking({ all: true, processes: { [name]: false } }))).toEqual(
      Object.values(names)
        .filter((x) => x !== process)
        .sort(),
    )
  })

  it.each<readonly [string, NonNullable<Asked['spec']>, ReadonlyArray<string> | undefined]>([
    ['all', { all: true }, Object.values(names).sort()],
    [
      'all but what is excepted',
      { all: true, processes: { launch: false, terminate: true } },
      Object.values(names)
        .filter((x) => x !== 'Launch')
        .sort(),
    ],
    ['none', {}, undefined],
    ['none, where not all are', { all: false }, undefined],
    ['those that are named', { all: false, processes: { terminate: true, launch: true, healthCheck: false } }, ['Launch', 'Terminate']],
  ])('are %s', (_, asked, processes) => expect(namesOf(asking(asked))).toEqual(processes))

  it('of a new group are suspended as soon as it is there', () => {
    const p = plan(asking({ processes: { launch: true } }), { group: null, template: null, versions: {} })
    expect(p.steps.find((s) => s.id === 'suspend')).toMatchObject({
      action: { input: { AutoScalingGroupName: 'workers', ScalingProcesses: ['Launch'] } },
      after: ['group'],
    })
    expect(plan({}, { group: null, template: null, versions: {} }).steps.map((s) => s.id)).toEqual(['template', 'group'])
  })
})

describe('processes of a group that is there', () => {
  const strict = { settings: { ownership: 'strict' } } as const
  it('are suspended and resumed in place, and it is said why', () => {
    const p = plan(asking({ processes: { launch: true } }), { ...suspended('HealthCheck', 'AZRebalance'), ...strict })
    const change = (before: ReadonlyArray<string>, after: ReadonlyArray<string>) => [
      { _tag: 'Change', fact: key, row: 'SuspendedProcesses', before, after, verdict: 'inPlace' },
    ]
    expect(p.steps.map((s) => [s.id, s.action.op, s.disruption])).toEqual([
      ['suspend', 'autoscaling:SuspendProcesses', { _tag: 'InPlace' }],
      ['resume', 'autoscaling:ResumeProcesses', { _tag: 'InPlace' }],
    ])
    expect(p.steps.map((s) => s.causes)).toMatchObject([change([], ['Launch']), change(['AZRebalance', 'HealthCheck'], [])])
    expect(p.steps[0]?.causes).toMatchObject([{ paths: { length: 10 } }])
    expect(input(p, 'resume')).toEqual({ AutoScalingGroupName: 'workers', ScalingProcesses: ['AZRebalance', 'HealthCheck'] })
  })

  it('that others suspended are told of, in order, and those resumed are not', () => {
    const p = plan({}, { ...suspended('Terminate', 'Launch', 'HealthCheck'), record: { processes: ['HealthCheck'] } })
    expect(input(p, 'resume')).toMatchObject({ ScalingProcesses: ['HealthCheck'] })
    expect(p.findings).toEqual([
      {
        severity: 'info',
        code: 'PW-FOREIGN-PROCESSES',
        message: 'processes are suspended that this pool did not suspend, and stay so: Launch, Terminate',
        paths: [],
      },
    ])
    expect(findings(plan({}, { ...suspended('Launch'), ...strict }))).toEqual([])
  })

  it('that no manifest can name are nobody’s business', () => {
    for (const s of [suspended('DiskCheck'), { ...suspended('DiskCheck'), ...strict }]) {
      expect(said(plan({}, s))).toEqual(nothing)
      expect(findings(plan({}, s))).toEqual([])
    }
  })

  it('are as they were where the group does not show any', () =>
    expect(said(plan({}, { group: { SuspendedProcesses: undefined as never } }))).toEqual(nothing))

  it('are changed only where they were seen a moment ago', () => {
    const foreign = asking({ processes: { launch: true } })
    const { plan: p } = planAged(foreign, suspended('AZRebalance'), [key])
    expect([calls(p), findings(p)]).toEqual([[], ['PW-FOREIGN-PROCESSES']])
    expect(planAged(foreign, suspended('Launch')).ages(key)).not.toContain(10_000)
    expect(planAged(foreign, suspended()).ages(key)).toContain(10_000)
  })
})
