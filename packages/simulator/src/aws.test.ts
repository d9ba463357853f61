import { isUnfinished } from '@poolwright/aws/InstanceRefresh'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { account, after, answered, body, newGroup, newTemplate, refusalOf, refusals, scope, start } from './account.fixture.js'
import { aws } from './aws.js'
import * as Events from './events.js'
import { emptyWorld, provision } from './seed.js'
import { callLimit, type Group, regionOf, type World } from './World.js'
import { decodeWorld, encodeWorld } from './worldFile.js'

/** Anything that can happen to two pools: requests of ours, of others, time. */
type Happening = { readonly what: string; readonly run: (w: World) => World }
const names = fc.constantFrom('pool', 'other')
const size = fc.nat(6)
const version = fc.constantFrom('1', '2', '3', '$Latest', '$Default')
const data = fc.constantFrom(body, { ...body, InstanceType: 'm5.xlarge' }, { ...body, KeyName: 'key' }, { ImageId: 'ami-gone' })
const preferences = fc.record(
  {
    MinHealthyPercentage: fc.constantFrom(0, 50, 90, 100),
    MaxHealthyPercentage: fc.constantFrom(100, 110, 150),
    InstanceWarmup: fc.constantFrom(0, 30, 300),
    SkipMatching: fc.boolean(),
    AutoRollback: fc.boolean(),
    BakeTime: fc.constantFrom(0, 60),
    CheckpointPercentages: fc.constantFrom([50, 100], [20, 40], [100]),
    CheckpointDelay: fc.constantFrom(0, 30, 600),
  },
  { requiredKeys: [] },
)
const request = (op: string, input: object): Happening => ({ what: op, run: (w) => after(w, [op, input]) })
const requests: fc.Arbitrary<Happening> = fc.oneof(
  fc
    .tuple(names, data)
    .map(([LaunchTemplateName, LaunchTemplateData]) => request('ec2:CreateLaunchTemplate', { LaunchTemplateName, LaunchTemplateData })),
  fc
    .tuple(names, data)
    .map(([LaunchTemplateName, LaunchTemplateData]) =>
      request('ec2:CreateLaunchTemplateVersion', { LaunchTemplateName, LaunchTemplateData }),
    ),
  fc
    .tuple(names, version)
    .map(([LaunchTemplateName, v]) => request('ec2:DeleteLaunchTemplateVersions', { LaunchTemplateName, Versions: [v] })),
  names.map((LaunchTemplateName) => request('ec2:DeleteLaunchTemplate', { LaunchTemplateName })),
  {
    weight: 3,
    arbitrary: fc
      .tuple(names, size, size, fc.option(size, { nil: undefined }), version)
      .map(([n, MinSize, MaxSize, DesiredCapacity, Version]) => ({
        what: 'create group',
        run: (w: World) => after(w, newGroup({ MinSize, MaxSize, DesiredCapacity, LaunchTemplate: { LaunchTemplateName: n, Version } }, n)),
      })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        names,
        fc.record({ MinSize: size, MaxSize: size, DesiredCapacity: size }, { requiredKeys: [] }),
        fc.option(version, { nil: undefined }),
      )
      .map(([n, sizes, Version]) =>
        request('autoscaling:UpdateAutoScalingGroup', {
          AutoScalingGroupName: n,
          ...sizes,
          ...(Version === undefined ? {} : { LaunchTemplate: { LaunchTemplateName: n, Version } }),
        }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(names, preferences, fc.option(version, { nil: undefined })).map(([n, Preferences, Version]) =>
      request('autoscaling:StartInstanceRefresh', {
        AutoScalingGroupName: n,
        Preferences,
        ...(Version === undefined ? {} : { DesiredConfiguration: { LaunchTemplate: { LaunchTemplateName: n, Version } } }),
      }),
    ),
  },
  names.map((n) => request('autoscaling:CancelInstanceRefresh', { AutoScalingGroupName: n })),
  names.map((n) => request('autoscaling:RollbackInstanceRefresh', { AutoScalingGroupName: n })),
  fc
    .tuple(names, fc.boolean())
    .map(([n, ForceDelete]) => request('autoscaling:DeleteAutoScalingGroup', { AutoScalingGroupName: n, ForceDelete })),
  fc
    .tuple(names, fc.subarray(['Launch', 'Terminate', 'HealthCheck', 'InstanceRefresh']))
    .map(([n, ScalingProcesses]) => request('autoscaling:SuspendProcesses', { AutoScalingGroupName: n, ScalingProcesses })),
  names.map((n) => request('autoscaling:ResumeProcesses', { AutoScalingGroupName: n })),
  fc.tuple(names, fc.constantFrom('LAUNCHING', 'TERMINATING'), fc.constantFrom('CONTINUE', 'ABANDON')).map(([n, t, DefaultResult]) =>
    request('autoscaling:PutLifecycleHook', {
      AutoScalingGroupName: n,
      LifecycleHookName: t,
      LifecycleTransition: `autoscaling:EC2_INSTANCE_${t}`,
      HeartbeatTimeout: 60,
      DefaultResult,
    }),
  ),
  fc
    .tuple(names, fc.constantFrom('LAUNCHING', 'TERMINATING'))
    .map(([n, LifecycleHookName]) => request('autoscaling:DeleteLifecycleHook', { AutoScalingGroupName: n, LifecycleHookName })),
  fc
    .tuple(fc.constantFrom('data', 'none'), names, fc.uint8Array({ maxLength: 3 }))
    .map(([Bucket, n, Body]) => request('s3:PutObject', { Bucket, Key: `machine-pool/${n}`, Body })),
  names.map((n) => request('s3:DeleteObject', { Bucket: 'data', Key: `machine-pool/${n}` })),
)
const nth = (w: World, n: string, k: number): string => {
  const all = regionOf(w, scope).groups.get(n)?.instances ?? []
  return all[k % Math.max(1, all.length)]?.id ?? 'i-none'
}
const events: fc.Arbitrary<Happening> = fc.oneof(
  fc.tuple(names, fc.nat(5)).map(([n, k]) => ({ what: 'terminate', run: (w: World) => Events.terminateInstance(w, scope, nth(w, n, k)) })),
  fc.tuple(names, fc.nat(5)).map(([n, k]) => ({ what: 'unhealthy', run: (w: World) => Events.failHealthCheck(w, scope, nth(w, n, k)) })),
  fc.tuple(names, size).map(([n, d]) => ({ what: 'set desired', run: (w: World) => Events.setDesired(w, scope, n, d) })),
  fc.boolean().map((on) => ({ what: 'shortage', run: (w: World) => Events.setShortage(w, scope, { type: 'm5.large' }, on) })),
)
const spans = fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.constantFrom(0, 20_000, 30_000, 60_000, 3_600_000, 8_000_000))
const time = spans.map((by): Happening => ({ what: `+${by}`, run: (w) => aws.tick(w, by) }))
const history = fc.array(fc.oneof({ weight: 4, arbitrary: requests }, events, { weight: 3, arbitrary: time }), { maxLength: 25 })
/** Two pools that exist, so that most of what happens has something to happen to. */
const begun = after(
  account,
  newTemplate(),
  newTemplate({ ...body, InstanceType: 'm6i.large' }, 'other'),
  newGroup({ DesiredCapacity: 3 }),
  newGroup({ DesiredCapacity: 1, LaunchTemplate: { LaunchTemplateName: 'other', Version: '$Latest' } }, 'other'),
)
/** All worlds on the way. */
const worlds = (all: ReadonlyArray<Happening>): ReadonlyArray<World> =>
  all.reduce<ReadonlyArray<World>>((seen, x) => [...seen, x.run(seen[seen.length - 1] ?? begun)], [begun])
const last = (all: ReadonlyArray<Happening>): World => all.reduce((w, x) => x.run(w), begun)
const groupsOf = (w: World): ReadonlyArray<Group> => [...regionOf(w, scope).groups.values()]
/** A world without its count of requests. */
const quiet = ({ calls: _, called: _n, ...w }: World) => w

describe('whatever happens', () => {
  it('min ≤ desired ≤ max, at most one refresh is active and it is the newest', () =>
    fc.assert(
      fc.property(history, (all) => {
        for (const w of worlds(all))
          for (const g of groupsOf(w)) {
            expect(g.min).toBeLessThanOrEqual(g.desired)
            expect(g.desired).toBeLessThanOrEqual(g.max)
            expect(g.refreshes.slice(1).filter((r) => isUnfinished(r.status))).toEqual([])
            expect(new Set(g.instances.map((i) => i.id)).size).toBe(g.instances.length)
            for (const r of g.refreshes) {
              expect(r.percent).toBeGreaterThanOrEqual(0)
              expect(r.percent).toBeLessThanOrEqual(100)
              if (!isUnfinished(r.status)) expect(r.endedAt).toBeDefined()
            }
          }
      }),
      { numRuns: 150 },
    ))

  it('version numbers only grow, and are not given twice', () =>
    fc.assert(
      fc.property(history, (all) => {
        const given = new Map<string, number>()
        for (const w of worlds(all))
          for (const x of regionOf(w, scope).templates.values()) {
            expect(x.given).toBeGreaterThanOrEqual(given.get(x.id) ?? 1)
            expect(x.versions.has(x.latestVersion)).toBe(true)
            expect(x.versions.has(x.defaultVersion)).toBe(true)
            expect(Math.max(...x.versions.keys())).toBe(x.latestVersion)
            given.set(x.id, x.given)
          }
      }),
      { numRuns: 100 },
    ))

  it('two spans of time are one of their sum', () =>
    fc.assert(
      fc.property(history, spans, spans, (all, a, b) => {
        const w = last(all)
        expect(encodeWorld(aws.tick(aws.tick(w, a), b))).toEqual(encodeWorld(aws.tick(w, a + b)))
      }),
      { numRuns: 150 },
    ))

  it('its file reads back as the same world, which goes on the same way', () =>
    fc.assert(
      fc.property(history, spans, (all, by) => {
        const w = last(all)
        const read = decodeWorld(JSON.parse(JSON.stringify(encodeWorld(w))))
        const back = E.isRight(read) ? read.right : emptyWorld(0)
        expect(encodeWorld(back)).toEqual(encodeWorld(w))
        expect(encodeWorld(aws.tick(back, by))).toEqual(encodeWorld(aws.tick(w, by)))
      }),
      { numRuns: 100 },
    ))

  it('a refused request changes nothing but the count, a look changes nothing either', () =>
    fc.assert(
      fc.property(history, requests, (all, x) => {
        const w = last(all)
        const next = x.run(w)
        expect(next.called).toBe(w.called + 1)
        if (next.calls.last()?.code !== undefined) expect(quiet(next)).toEqual(quiet(w))
        expect(quiet(after(next, ['autoscaling:DescribeAutoScalingGroups', {}]))).toEqual(quiet(next))
      }),
      { numRuns: 150 },
    ))

  it('a forced delete ends in nothing, and after it the name is free', () =>
    fc.assert(
      fc.property(history, (all) => {
        const deleted = after(last(all), ['autoscaling:DeleteAutoScalingGroup', { AutoScalingGroupName: 'pool', ForceDelete: true }])
        const w = aws.tick(deleted, 60_000)
        expect(regionOf(w, scope).groups.has('pool')).toBe(false)
        expect(regionOf(w, scope).due.has('pool')).toBe(false)
        const again = after(w, newTemplate(body, 'fresh'), newGroup({ LaunchTemplate: { LaunchTemplateName: 'fresh', Version: '1' } }))
        expect(refusals(again).slice(-1)).toEqual(refusals(w).slice(-1))
        expect(regionOf(again, scope).groups.has('pool')).toBe(true)
      }),
      { numRuns: 60 },
    ))

  it('it comes to rest with the number of instances that is desired, once launches work and no hook waits', () =>
    fc.assert(
      fc.property(history, (all) => {
        const freed = names_.reduce(
          (w, AutoScalingGroupName) => after(w, ['autoscaling:ResumeProcesses', { AutoScalingGroupName }]),
          Events.setShortage(last(all), scope, { type: 'm5.large' }, false),
        )
        const usable = freed.scopes
          .get(scope)
          ?.groups.filter((g) => g.hooks.every((h) => h.DefaultResult === 'CONTINUE' || h.LifecycleHookName === 'TERMINATING'))
        const w = aws.tick(freed, 5 * 86_400_000)
        expect(groupsOf(w).filter((g) => isUnfinished(g.refreshes[0]?.status ?? ''))).toEqual([])
        for (const g of groupsOf(w)) {
          if (usable?.has(g.name) !== true || g.failures > 0) continue
          expect(g.instances.map((i) => i.state)).toEqual(g.instances.map(() => 'InService'))
          expect(g.instances.length).toBe(g.desired)
        }
      }),
      { numRuns: 60 },
    ))
})
const names_ = ['pool', 'other']

describe('the model', () => {
  it('keeps scopes apart', () => {
    const other = 'aws:999999999999/us-east-1'
    const w = aws.step(begun, { scope: other, op: 'autoscaling:DescribeAutoScalingGroups', input: {}, token: '' })
    expect(w[1]).toEqual(E.right({ AutoScalingGroups: [] }))
    expect(groupsOf(w[0]).length).toBe(2)
  })

  it('answers a repeated token with the first answer, and refuses it with other parameters', () => {
    const op = 'ec2:CreateLaunchTemplateVersion'
    const create = { LaunchTemplateName: 'pool', LaunchTemplateData: { ...body, UserData: new Uint8Array([1, 2, 3]) } }
    const before = after(account, newTemplate())
    const w = after(before, [op, create, 'token'])
    const first = answered(before, op, create, 'token')
    expect(answered(w, op, create, 'token')).toEqual(first)
    const other = { ...create, LaunchTemplateData: { ...body, UserData: new Uint8Array([1, 2, 4]) } }
    expect(refusalOf(w, op, other, 'token')).toContain('IdempotentParameterMismatch')
    expect(answered(w, op, create, 'another')).not.toEqual(first)
    const gone = after(w, ['ec2:DeleteLaunchTemplate', { LaunchTemplateName: 'pool' }])
    expect(answered(gone, op, create, 'token')).toEqual(first)
  })

  it('gives a name once, whatever the token', () => {
    const create = { LaunchTemplateName: 'new', LaunchTemplateData: body }
    const w = after(account, ['ec2:CreateLaunchTemplate', create, 'token'])
    expect(refusalOf(w, 'ec2:CreateLaunchTemplate', create, 'token')).toContain('AlreadyExistsException')
  })

  it('counts every request with its outcome, the latest ones only', () => {
    const w = after(account, newTemplate(), newTemplate(), ['ec2:DescribeSubnets', {}], ['ec2:Nonsense', {}])
    expect(w.calls.toArray().map((c) => [c.op, c.mutating, c.code])).toEqual([
      ['ec2:CreateLaunchTemplate', true, undefined],
      ['ec2:CreateLaunchTemplate', true, 'InvalidLaunchTemplateName.AlreadyExistsException'],
      ['ec2:DescribeSubnets', false, undefined],
      ['ec2:Nonsense', true, 'InvalidAction'],
    ])
    const many = Array.from({ length: callLimit + 5 }).reduce<World>((x) => after(x, ['ec2:DescribeSubnets', {}]), w)
    expect([many.calls.size, many.called]).toEqual([callLimit, callLimit + 9])
  })

  it('shares with the world before whatever a request does not touch, in a world of a thousand groups', () => {
    const big = Array.from({ length: 1_000 }, (_, i) => i).reduce<World>(
      (w, i) => after(w, newGroup({ DesiredCapacity: 1 }, `pool-${i}`)),
      after(
        provision(emptyWorld(start), scope, {
          catalogue: true,
          subnets: [
            { id: 'subnet-a', zone: 'a' },
            { id: 'subnet-b', zone: 'b' },
            { id: 'subnet-c', zone: 'c' },
          ],
          images: [{ id: 'ami-1' }],
        }),
        newTemplate(),
      ),
    )
    const rested = aws.tick(big, 60_000)
    const before = regionOf(rested, scope)
    const next = after(rested, ['autoscaling:UpdateAutoScalingGroup', { AutoScalingGroupName: 'pool-7', MaxSize: 11 }])
    const now = regionOf(next, scope)
    expect([...now.groups].filter(([name, g]) => before.groups.get(name) !== g).map(([name]) => name)).toEqual(['pool-7'])
    expect(now.templates).toBe(before.templates)
    expect(now.subnets).toBe(before.subnets)
    // At rest time passes for nobody: the maps are the very same.
    expect(before.due.size).toBe(0)
    expect(aws.tick(rested, 3_600_000).scopes).toBe(rested.scopes)
    // Only the one that moves is looked at.
    const later = regionOf(aws.tick(next, 60_000), scope)
    expect([...later.groups].filter(([name, g]) => now.groups.get(name) !== g).map(([name]) => name)).toEqual([])
  })
})
