import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  account,
  after,
  answered,
  at,
  body,
  cancel,
  group,
  newTemplate,
  newVersion,
  pool,
  refresh,
  refusalOf,
  refusals,
  scope,
  SECOND,
  states,
  statusOf,
  update,
} from './account.fixture.js'
import { aws } from './aws.js'
import * as Events from './events.js'
import { groupIn, type World } from './World.js'

const bigger = newVersion({ ...body, InstanceType: 'm5.xlarge' })
const second = { DesiredConfiguration: { LaunchTemplate: at('2') } }
const skipping = { ...second, Preferences: { SkipMatching: true } }
/** A pool of this many on version 1, with a version 2. */
const ready = (n: number): World => after(pool(n), bigger)
const started = (n: number, more: object = second): World => after(ready(n), refresh(more))
const HOUR = 3_600 * SECOND
const sourceOf = (w: World) => groupIn(w, scope, 'pool')?.source
const versions = (w: World) => group(w).instances.map((i) => i.template.Version)
const describeIt = (w: World) =>
  (answered(w, 'autoscaling:DescribeInstanceRefreshes', { AutoScalingGroupName: 'pool' })['InstanceRefreshes'] as ReadonlyArray<object>)[0]
/** The world every five seconds until the refresh has ended, some hours at most. */
const each = (w: World): ReadonlyArray<World> => {
  const seen = [w]
  for (let now = w; seen.length < 2_000 && group(now).refreshes[0]?.endedAt === undefined; seen.push(now)) now = aws.tick(now, 5 * SECOND)
  return seen
}
const serving = (w: World) => group(w).instances.filter((i) => i.state === 'InService').length
const present = (w: World) => group(w).instances.filter((i) => !i.state.startsWith('Terminating')).length

describe('a refresh', () => {
  it('is pending, then in progress, and successful when all are replaced; only then the group has the new template', () => {
    const w = started(2)
    expect(statusOf(w)).toBe('Pending')
    const now = aws.tick(w, 20 * SECOND)
    expect(statusOf(now)).toBe('InProgress')
    expect(sourceOf(now)).toMatchObject({ LaunchTemplate: { Version: '1' } })
    const done = aws.tick(w, 10 * 60 * SECOND)
    expect(statusOf(done)).toBe('Successful')
    expect(sourceOf(done)).toMatchObject({ LaunchTemplate: { Version: '2' } })
    expect(states(done)).toEqual(['InService 2', 'InService 2'])
  })
  it('shows its progress, preferences and what it leads to', () => {
    expect(describeIt(aws.tick(started(2), 35 * SECOND))).toEqual({
      InstanceRefreshId: '00000002-0000-4000-8000-000000000001',
      AutoScalingGroupName: 'pool',
      Status: 'InProgress',
      StartTime: '2026-01-01T00:01:00.000Z',
      PercentageComplete: 50,
      InstancesToUpdate: 1,
      Preferences: {
        MinHealthyPercentage: 90,
        SkipMatching: false,
        AutoRollback: false,
        ScaleInProtectedInstances: 'Wait',
        StandbyInstances: 'Wait',
      },
      Strategy: 'Rolling',
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-00000000000000001', LaunchTemplateName: 'pool', Version: '2' } },
    })
  })
  it('launches from the desired configuration meanwhile, scale-out and replacement alike', () => {
    const w = aws.tick(after(started(2, { ...second, Preferences: { InstanceWarmup: 600 } }), update({ DesiredCapacity: 3 })), 60 * SECOND)
    expect(versions(w)).toEqual(['1', '1', '2'])
    const hit = aws.tick(Events.terminateInstance(w, scope, group(w).instances[0]?.id ?? ''), 60 * SECOND)
    expect(versions(hit)).toEqual(['1', '2', '2'])
  })
  it('without desired configuration replaces everything by what the group has', () => {
    const w = aws.tick(after(ready(2), update({ LaunchTemplate: at('2') }), refresh()), HOUR)
    expect([statusOf(w), ...versions(w)]).toEqual(['Successful', '2', '2'])
  })
  it('replaces equal instances too, unless it skips what matches', () => {
    const again = (more: object) => aws.tick(after(pool(2), refresh(more)), HOUR)
    expect(group(again({})).instances.map((i) => i.n)).toEqual([3, 4])
    expect(group(again({ Preferences: { SkipMatching: true } })).instances.map((i) => i.n)).toEqual([1, 2])
  })
  it('that skips everything, or has nobody to replace, is successful at once', () => {
    expect(statusOf(aws.tick(after(pool(2), refresh({ Preferences: { SkipMatching: true } })), 0))).toBe('Successful')
    expect(statusOf(aws.tick(started(0), 0))).toBe('Successful')
    expect(sourceOf(aws.tick(started(0), 0))).toMatchObject({ LaunchTemplate: { Version: '2' } })
  })
  it('counts an instance after its warm-up: its own, the group’s, or the grace period', () => {
    const lasting = (w: World) => each(w).length
    const quick = lasting(started(1))
    expect(lasting(started(1, { ...second, Preferences: { InstanceWarmup: 100 } }))).toBe(quick + 20)
    expect(lasting(after(ready(1), update({ DefaultInstanceWarmup: 50 }), refresh(second)))).toBe(quick + 10)
    expect(lasting(after(ready(1), update({ HealthCheckGracePeriod: 40 }), refresh(second)))).toBe(quick + 8)
  })
  it('bakes when asked to, and shows that', () => {
    const w = aws.tick(started(1, { ...second, Preferences: { BakeTime: 600 } }), 300 * SECOND)
    expect(statusOf(w)).toBe('Baking')
    expect(sourceOf(w)).toMatchObject({ LaunchTemplate: { Version: '1' } })
    expect(statusOf(aws.tick(w, 600 * SECOND))).toBe('Successful')
  })

  it('keeps to its bounds all the time', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(0, 50, 75, 90, 100),
        fc.option(fc.constantFrom(100, 110, 130, 150), { nil: undefined }),
        fc.constantFrom(0, 45),
        (n, MinHealthyPercentage, MaxHealthyPercentage, InstanceWarmup) => {
          fc.pre((MaxHealthyPercentage ?? 100) - MinHealthyPercentage <= 100)
          const Preferences = {
            MinHealthyPercentage,
            InstanceWarmup,
            ...(MaxHealthyPercentage === undefined ? {} : { MaxHealthyPercentage }),
          }
          const all = each(started(n, { ...second, Preferences }))
          const least = Math.ceil((n * MinHealthyPercentage) / 100)
          const most = MaxHealthyPercentage === undefined ? n : Math.floor((n * MaxHealthyPercentage) / 100)
          // Where the bounds leave no room, one is launched ahead, or without a maximum one is missing.
          const tight = least >= n && most <= n
          for (const w of all) {
            expect(serving(w)).toBeGreaterThanOrEqual(tight && MaxHealthyPercentage === undefined ? n - 1 : least)
            expect(present(w)).toBeLessThanOrEqual(tight && MaxHealthyPercentage !== undefined ? n + 1 : most)
          }
          const last = all[all.length - 1] ?? account
          expect(statusOf(last)).toBe('Successful')
          expect(versions(aws.tick(last, 60 * SECOND))).toEqual(Array.from({ length: n }, () => '2'))
        },
      ),
      { numRuns: 60 },
    ))
})

describe('only one runs at a time:', () => {
  it('a second one is refused until the first has ended', () => {
    const w = started(2)
    expect(refusalOf(w, ...(refresh() as [string, object]))).toContain('InstanceRefreshInProgress')
    expect(refusals(after(aws.tick(w, HOUR), refresh()))).toEqual([])
  })
  it('a cancelled one ends when nothing moves any more, undoes nothing, and leaves the group its template', () => {
    const w = after(aws.tick(started(3), 10 * SECOND), cancel)
    expect(statusOf(w)).toBe('Cancelling')
    expect(refusalOf(w, ...(refresh() as [string, object]))).toContain('InstanceRefreshInProgress')
    expect(refusalOf(w, ...(cancel as [string, object]))).toContain('ActiveInstanceRefreshNotFound')
    expect(statusOf(aws.tick(w, 10 * SECOND))).toBe('Cancelling')
    const done = aws.tick(w, 60 * SECOND)
    expect([statusOf(done), ...states(done)]).toEqual(['Cancelled', 'InService 1', 'InService 1', 'InService 2'])
    expect(sourceOf(done)).toMatchObject({ LaunchTemplate: { Version: '1' } })
  })
  it('there is nothing to cancel when none runs', () =>
    expect(refusalOf(pool(1), ...(cancel as [string, object]))).toContain('ActiveInstanceRefreshNotFound'))
})

describe('what goes wrong', () => {
  const short = (w: World) => Events.setShortage(w, scope, { type: 'm5.xlarge' }, true)
  it('fails after an hour without progress, and the group keeps its template', () => {
    const w = aws.tick(short(started(2)), HOUR - SECOND)
    expect(statusOf(w)).toBe('InProgress')
    const failed = aws.tick(w, 60 * SECOND)
    expect(statusOf(failed)).toBe('Failed')
    expect(sourceOf(failed)).toMatchObject({ LaunchTemplate: { Version: '1' } })
    expect(states(aws.tick(failed, HOUR))).toEqual(['InService 1', 'InService 1'])
  })
  it('rolls back by itself when asked to', () => {
    const w = short(aws.tick(started(3, { ...second, Preferences: { AutoRollback: true } }), 40 * SECOND))
    const failing = aws.tick(w, HOUR + 30 * SECOND)
    expect(statusOf(failing)).toBe('RollbackInProgress')
    const done = aws.tick(failing, HOUR)
    expect([statusOf(done), ...versions(done)]).toEqual(['RollbackSuccessful', '1', '1', '1'])
    expect(describeIt(done)).toMatchObject({ PercentageComplete: 0 })
  })
  it('rolls back on request, back from where there is something to go back to', () => {
    const back = ['autoscaling:RollbackInstanceRefresh', { AutoScalingGroupName: 'pool' }] as const
    const w = aws.tick(after(aws.tick(started(2), 40 * SECOND), back), HOUR)
    expect([statusOf(w), ...versions(w)]).toEqual(['RollbackSuccessful', '1', '1'])
    expect(refusalOf(started(2, {}), ...back)).toContain('IrreversibleInstanceRefresh')
    expect(refusalOf(pool(1), ...back)).toContain('ActiveInstanceRefreshNotFound')
  })
  it('stops on an alarm', () => {
    const w = started(2, { ...second, Preferences: { AlarmSpecification: { Alarms: ['errors'] } } })
    expect(statusOf(aws.tick(Events.setAlarm(aws.tick(w, 10 * SECOND), scope, 'errors', true), 0))).toBe('Failed')
  })
  it.each(['InstanceRefresh', 'Launch', 'Terminate'])('pauses while %s is suspended, and goes on afterwards', (process) => {
    const name = { AutoScalingGroupName: 'pool', ScalingProcesses: [process] }
    const w = aws.tick(after(started(2), ['autoscaling:SuspendProcesses', name]), 5 * HOUR)
    expect([statusOf(w), ...versions(w)]).toEqual(['InProgress', '1', '1'])
    expect(statusOf(aws.tick(after(w, ['autoscaling:ResumeProcesses', name]), HOUR))).toBe('Successful')
  })
  it('waits for protected instances until it fails, replaces them when told, or leaves them alone', () => {
    const w = after(pool(2, { NewInstancesProtectedFromScaleIn: true }), bigger)
    const run = (how: string) => aws.tick(after(w, refresh({ ...second, Preferences: { ScaleInProtectedInstances: how } })), 3 * HOUR)
    expect(['Wait', 'Refresh', 'Ignore'].map((how) => [statusOf(run(how)), ...versions(run(how))])).toEqual([
      ['Failed', '1', '1'],
      ['Successful', '2', '2'],
      ['Successful', '1', '1'],
    ])
  })
})

describe('checkpoints', () => {
  const steps = { ...second, Preferences: { CheckpointPercentages: [25, 100], CheckpointDelay: 600 } }
  it('hold it up at their share for their delay', () => {
    const w = aws.tick(started(4, steps), 300 * SECOND)
    expect([statusOf(w), ...versions(w)]).toEqual(['InProgress', '1', '1', '1', '2'])
    expect(describeIt(w)).toMatchObject({ PercentageComplete: 25 })
    expect(versions(aws.tick(w, 1_200 * SECOND))).toEqual(['2', '2', '2', '2'])
  })
  it('end it when the last one is under a hundred', () => {
    const w = aws.tick(started(4, { ...second, Preferences: { CheckpointPercentages: [50], CheckpointDelay: 0 } }), HOUR)
    expect([statusOf(w), ...versions(w)]).toEqual(['Successful', '1', '1', '2', '2'])
  })
  it('are kept to by a rollout that launches ahead', () => {
    const w = aws.tick(
      started(4, { ...second, Preferences: { ...steps.Preferences, MinHealthyPercentage: 100, MaxHealthyPercentage: 150 } }),
      300 * SECOND,
    )
    expect(versions(w)).toEqual(['1', '1', '1', '2'])
  })
})

describe('a start is refused', () => {
  it.each([
    ['for a spread over a hundred', { Preferences: { MinHealthyPercentage: 0, MaxHealthyPercentage: 110 } }, 'difference between'],
    ['for a maximum without a minimum', { Preferences: { MaxHealthyPercentage: 110 } }, 'needs MinHealthyPercentage'],
    [
      'for a maximum under a hundred',
      { Preferences: { MinHealthyPercentage: 50, MaxHealthyPercentage: 99 } },
      'MaxHealthyPercentage must be',
    ],
    ['for checkpoints out of order', { Preferences: { CheckpointPercentages: [50, 20] } }, 'ascending'],
    ['for a delay without checkpoints', { Preferences: { CheckpointDelay: 60 } }, 'needs CheckpointPercentages'],
    ['for rolling back from nothing', { Preferences: { AutoRollback: true } }, 'DesiredConfiguration is empty'],
    [
      'for rolling back from a version that moves',
      { DesiredConfiguration: { LaunchTemplate: at('$Latest') }, Preferences: { AutoRollback: true } },
      '$Latest',
    ],
    ['for a strategy it does not have', { Strategy: 'BlueGreen' }, 'strategy'],
    [
      'for a configuration that cannot be launched',
      { DesiredConfiguration: { LaunchTemplate: at('9') } },
      'valid fully-formed launch template',
    ],
    ['for other values of a choice', { Preferences: { StandbyInstances: 'Sit' } }, 'StandbyInstances'],
  ])('%s', (_, more, words) => {
    const why = refusalOf(ready(1), ...(refresh(more) as [string, object]))
    expect(why).toContain('ValidationError: ')
    expect(why).toContain(words)
  })
  it('for a group that is not there or is being deleted', () => {
    expect(refusalOf(after(account, newTemplate()), ...(refresh() as [string, object]))).toContain('name not found')
    expect(
      refusalOf(
        after(pool(0), ['autoscaling:DeleteAutoScalingGroup', { AutoScalingGroupName: 'pool' }]),
        ...(refresh() as [string, object]),
      ),
    ).toContain('pending delete')
  })
  it('never for skipping what matches', () => expect(statusOf(aws.tick(after(ready(2), refresh(skipping)), HOUR))).toBe('Successful'))
  it('and a policy can be what it leads to', () => {
    const MixedInstancesPolicy = { LaunchTemplate: { LaunchTemplateSpecification: at('2'), Overrides: [{ InstanceType: 'm5a.xlarge' }] } }
    const w = aws.tick(
      after(ready(2), refresh({ DesiredConfiguration: { MixedInstancesPolicy }, Preferences: { SkipMatching: true } })),
      HOUR,
    )
    expect(statusOf(w)).toBe('Successful')
    expect(group(w).instances.map((i) => i.type)).toEqual(['m5a.xlarge', 'm5a.xlarge'])
    expect(sourceOf(w)).toHaveProperty('MixedInstancesPolicy')
  })
})
