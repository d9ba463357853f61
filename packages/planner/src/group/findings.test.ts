import type { Group } from '@poolwright/aws/Group'
import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { factKey, group, instance, manifestsOf, plan } from '../baseline.fixture.js'
import { rolloutFindings, strategyFindings, undrained } from './findings.js'

const specOf = (spec: NonNullable<Parameters<typeof manifestsOf>[0]>['spec'] = {}) => {
  const [pool] = manifestsOf({ spec }).awsMachinePools
  if (pool === undefined) throw new Error('no pool')
  return pool.value.spec
}
const hook = (lifecycleTransition: string) => ({ lifecycleHooks: [{ name: 'h', lifecycleTransition }] })
const outdated = { count: 2, of: 3, causes: [], holds: [], gone: [] as ReadonlyArray<string> }
const drains = specOf(hook('autoscaling:EC2_INSTANCE_TERMINATING'))
const suspended = (...names: ReadonlyArray<string>): Group => ({
  ...group,
  SuspendedProcesses: names.map((ProcessName) => ({ ProcessName, SuspensionReason: 'somebody' })),
})

describe('instances that end undrained', () => {
  it.each([
    ['no hook', {}, 2, 1],
    ['a hook for launches', hook('autoscaling:EC2_INSTANCE_LAUNCHING'), 2, 1],
    ['a hook for ends', hook('autoscaling:EC2_INSTANCE_TERMINATING'), 2, 0],
    ['none that end', {}, 0, 0],
  ])('%s', (_, spec, count, found) => expect(undrained(specOf(spec), count)).toHaveLength(found))

  it('are counted', () =>
    expect(undrained(specOf(), 2)).toEqual([
      {
        severity: 'info',
        code: 'PW-UNDRAINED',
        message: '2 instances end without their nodes being drained: no lifecycle hook stands in the way',
        paths: ['lifecycleHooks'],
      },
    ]))
})

describe('a rollout', () => {
  it('is stuck by processes that it needs, and by no others', () => {
    const said = (g: Group) => rolloutFindings(drains, outdated, g)
    expect(said(suspended('Terminate', 'AZRebalance', 'Launch'))).toEqual([
      {
        severity: 'warning',
        code: 'PW-REFRESH-SUSPENDED',
        message: 'a rollout makes no progress while Terminate and Launch is suspended',
        paths: ['suspendProcesses'],
      },
    ])
    expect(said(suspended('AZRebalance'))).toEqual([])
    const { SuspendedProcesses: _, ...silent } = group
    expect(said(silent)).toEqual([])
  })

  it('that is disabled leaves instances as they are, and says how many', () =>
    expect(rolloutFindings(specOf({ refreshPreferences: { disable: true } }), outdated, suspended('Launch'))).toEqual([
      {
        severity: 'info',
        code: 'PW-REFRESH-DISABLED',
        message: '2 of 3 instances run an older version and stay, as rollouts are disabled',
        paths: ['refreshPreferences.disable'],
      },
    ]))

  it('says which versions nobody can read, whether or not something rolls', () => {
    const gone = { ...outdated, gone: ['lt-1/7', 'lt-1/8'] }
    for (const spec of [drains, specOf({ refreshPreferences: { disable: true } })])
      for (const count of [0, 2])
        expect(rolloutFindings(spec, { ...gone, count }, group).filter((f) => f.code === 'PW-VERSION-GONE')).toEqual(
          gone.gone.map((id) => ({
            severity: 'warning',
            code: 'PW-VERSION-GONE',
            message: `instances run version ${id}, which nobody can read any more; whether they are as wanted cannot be told`,
            paths: [],
          })),
        )
    expect(rolloutFindings(specOf(), { ...outdated, count: 0 }, suspended('Launch'))).toEqual([])
  })
})

describe('strategies that somebody else chose', () => {
  const given = (OnDemandAllocationStrategy: string, SpotAllocationStrategy: string): Group => ({
    ...group,
    MixedInstancesPolicy: { InstancesDistribution: { OnDemandAllocationStrategy, SpotAllocationStrategy } },
  })
  const policy = (more: object) => specOf({ mixedInstancesPolicy: { overrides: [{ instanceType: 'm5.large' }], ...more } })

  it('are told of where they are not known', () => {
    expect(strategyFindings(policy({}), given('strange', 'stranger'))).toEqual([
      {
        severity: 'warning',
        code: 'PW-STRATEGY-UNKNOWN',
        message: 'the group has an allocation strategy that is not known here: strange, stranger',
        paths: [],
      },
    ])
    expect(strategyFindings(policy({}), given('prioritized', 'capacity-optimized'))).toEqual([])
    expect(strategyFindings(policy({}), group)).toEqual([])
    expect(strategyFindings(specOf(), { ...group, MixedInstancesPolicy: {} })).toEqual([])
  })

  it('are the pool’s where it has its own', () =>
    expect(strategyFindings(policy({ instancesDistribution: { onDemandBaseCapacity: 1 } }), given('strange', 'stranger'))).toEqual([]))
})

describe('launches that fail', () => {
  const log = (...list: ReadonlyArray<object>) => ({ [factKey('activities', 'workers')]: Fact.present(list, 0) })
  const short = { Instances: [instance('i-1'), instance('i-2'), instance('i-3', '1', { LifecycleState: 'Pending' })] }
  const said = (g: Partial<Group>, more: Fact.Facts) =>
    plan({}, { group: g, more })
      .findings.filter((f) => f.code === 'PW-LAUNCH-FAILED')
      .map((f) => f.message)
  const failed = (more: object = {}) => ({ ActivityId: 'a', StatusCode: 'Failed', ...more })

  it.each([
    ['its own words', failed({ StatusMessage: 'no capacity', Description: 'launching' }), 'no capacity'],
    ['what it was about', failed({ Description: 'launching' }), 'launching'],
    ['that it failed', failed(), 'Failed'],
    ['that it was cancelled', failed({ StatusCode: 'Cancelled' }), 'Cancelled'],
  ])('are told of by the newest: %s', (_, activity, why) =>
    expect(said(short, log(activity, failed({ StatusMessage: 'older' })))).toEqual([
      `2 of 3 instances are in service; the last attempt failed: ${why}`,
    ]),
  )

  it('are over when the newest did not fail, or all are in service, and unknown where the log is', () => {
    expect(said(short, log(failed({ StatusCode: 'Successful' }), failed()))).toEqual([])
    expect(said(short, log())).toEqual([])
    expect(said(short, { [factKey('activities', 'workers')]: Fact.unread })).toEqual([])
    expect(said({}, log(failed()))).toEqual([])
  })

  it('are asked for only where instances are missing', () =>
    expect(said({ DesiredCapacity: 3, Instances: [...short.Instances, instance('i-4')] }, log(failed()))).toEqual([]))
})
