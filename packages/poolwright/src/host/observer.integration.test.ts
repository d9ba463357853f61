import * as O from 'fp-ts/lib/Option.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AwsProxy, awsProxy, type Call, type Fate } from '../testing/awsProxy.js'
import { type Change, clear, empty, farm, type Ids, idsIn, metered, pools } from '../testing/farm.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const prefix = `observer-${process.pid}`
const hooked: Change = (text, i) =>
  empty(text, i).replace(
    '  awsLaunchTemplate:',
    '  lifecycleHooks:\n    - name: drain\n      lifecycleTransition: autoscaling:EC2_INSTANCE_TERMINATING\n      heartbeatTimeout: 5m\n  awsLaunchTemplate:',
  )
const minute = 60_000
const groups = 'autoscaling:DescribeAutoScalingGroups'
const templates = 'ec2:DescribeLaunchTemplates'
const versions = 'ec2:DescribeLaunchTemplateVersions'
const hooks = 'autoscaling:DescribeLifecycleHooks'

describe.skipIf(endpoint === undefined)('one observer for all pools', () => {
  let calls: ReturnType<typeof metered>['calls']
  let proxy: AwsProxy
  let ids: Ids
  const made = new Set<string>()
  beforeAll(async () => {
    proxy = await awsProxy(endpoint ?? '')
    calls = metered(proxy.url).calls
    ids = await idsIn(calls)
  })
  afterAll(async () => {
    await clear(calls, [...made])
    await proxy.close()
  }, 300_000)

  const grow = (name: string, n: number, change = empty) => {
    const all = pools(ids, `${prefix}-${name}`, n, change)
    all.names.forEach((x) => made.add(x))
    return all.text
  }
  /** What is read in one pass; it is to change nothing. */
  const pass = async (f: ReturnType<typeof farm>) => {
    proxy.reset()
    const { sent, pools: passes } = await f.engine.reconcileOnce(f.pools())
    expect(sent).toBe(0)
    expect([...passes.values()].flatMap((p) => [...p.plan.steps, ...p.plan.holds])).toEqual([])
    expect([...passes.values()].every((p) => O.isNone(p.run))).toBe(true)
    return proxy.requests()
  }

  it('N pools at rest are read in ceil(N/100) + ceil(N/200) requests', async () => {
    const f = farm(calls, grow('n', 1))
    for (const n of [1, 200, 1_000]) {
      f.become(grow('n', n))
      f.engine.changed(f.pools())
      expect((await f.engine.runUntilStable(f.pools())).ended).toBe('settled')
      f.later(2 * minute)
      expect([n, await pass(f)]).toEqual([n, { [groups]: Math.ceil(n / 100), [templates]: Math.ceil(n / 200) }])
      expect([n, await pass(f)]).toEqual([n, {}])
    }
    // After a restart also the latest version of every template of the region, 200 to a page; there may be more templates than ours.
    f.engine.forget()
    const cold = await pass(f)
    expect(cold).toMatchObject({ [groups]: 10, [templates]: 5 })
    expect(cold[versions]).toBeGreaterThanOrEqual(5)
    expect(cold[versions]).toBeLessThan(10)
  }, 600_000)

  it('a request that the SDK repeats, because no answer came, counts once', async () => {
    const f = farm(calls, grow('n', 1))
    expect((await f.engine.runUntilStable(f.pools())).ended).toBe('settled')
    f.later(2 * minute)
    const lost: Array<string> = []
    const fate = ({ op }: Call): Fate => {
      if (lost.includes(op)) return 'pass'
      lost.push(op)
      return 'loseAfter'
    }
    proxy.become({ fate })
    expect(await pass(f)).toEqual({ [groups]: 1, [templates]: 1 })
    expect(proxy.counts()).toEqual({ [groups]: 2, [templates]: 2 })
    proxy.become({})
  })

  it('hooks that the pool wants are read one request a group, as often as their age says', async () => {
    const n = 5
    const f = farm(calls, grow('hooks', n, hooked))
    expect((await f.engine.runUntilStable(f.pools())).ended).toBe('settled')
    const reads: Array<number> = []
    for (let i = 0; i < 6; i++) {
      f.later(1.1 * minute)
      const { [hooks]: due = 0, ...rest } = await pass(f)
      expect(rest).toEqual({ [groups]: 1, [templates]: 1 })
      reads.push(due)
    }
    expect(reads.filter((due) => due > 0)).toEqual([n])
  })

  it('a page that fails leaves its own pools unknown, and all others as they are', async () => {
    const n = 101
    const f = farm(calls, grow('n', n))
    expect((await f.engine.runUntilStable(f.pools())).ended).toBe('settled')
    const broken = farm(
      {
        ...calls,
        [groups]: (scope: string, input: { readonly AutoScalingGroupNames?: ReadonlyArray<string> }, token: string) =>
          input.AutoScalingGroupNames?.length === 1
            ? () => Promise.resolve({ _tag: 'Left' as const, left: { _tag: 'Throttled' as const, retryAfter: O.none } })
            : calls[groups](scope, input, token),
      },
      grow('n', n),
    )
    const plans = await broken.engine.plan(broken.pools())
    const held = [...plans.values()].filter(({ plan }) => plan.holds.length > 0)
    expect(held).toHaveLength(1)
    expect(held[0]?.plan.steps).toEqual([])
    expect([...plans.values()].filter(({ plan }) => plan.steps.length === 0 && plan.holds.length === 0)).toHaveLength(n - 1)
  })

  it('questions that come at the same time are one question', async () => {
    const f = farm(calls, grow('n', 1))
    proxy.reset()
    await Promise.all([f.engine.plan(f.pools()), f.engine.plan(f.pools()), f.engine.plan(f.pools())])
    expect(proxy.requests()).toEqual({ [groups]: 1, [templates]: 1, [versions]: 1 })
  })
})
