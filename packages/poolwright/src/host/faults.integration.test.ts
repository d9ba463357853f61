import * as E from 'fp-ts/lib/Either.js'
import { makeBudget } from '@poolwright/aws-client/Budget'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awsProxy, type Fate, type ProxyOptions } from '../testing/awsProxy.js'
import { virtualTime } from '../testing/clocks.js'
import { all, type Change, clear, empty, farm, type Ids, idsIn, metered, pools, scope } from '../testing/farm.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const prefix = `faults-${process.pid}`
const n = 200

const deleted: Change = (text) =>
  text.replace('kind: AWSMachinePool\nmetadata:\n', "kind: AWSMachinePool\nmetadata:\n  deletionTimestamp: '2026-01-01T00:00:00Z'\n")

/** Numbers from 0 to 1, the same every time. */
const numbers = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}
/** 10 % throttled, 5 % lost before and 5 % after their effect, and reads that may be three seconds old. */
const harm = (seed: number, now: () => number): ProxyOptions => {
  const next = numbers(seed)
  const fate = (): Fate => {
    const x = next()
    return x < 0.1 ? 'throttle' : x < 0.15 ? 'loseBefore' : x < 0.2 ? 'loseAfter' : 'old'
  }
  return { fate, maxAge: 3_000, now }
}

describe.skipIf(endpoint === undefined)('200 pools, while calls are throttled, lost and answered from the past', () => {
  const { calls } = metered()
  let ids: Ids
  beforeAll(async () => {
    ids = await idsIn(calls)
  })
  const prefixes = [`${prefix}-well`, `${prefix}-ill`]
  afterAll(
    () =>
      clear(
        calls,
        prefixes.flatMap((p) => pools(ids, p, n).names),
      ),
    300_000,
  )

  /** Creates all of them, then deletes them; how long each takes, and how many calls. */
  const story = async (name: string, options: (now: () => number) => ProxyOptions) => {
    const asleep = (): number => budget.seen().reduce((sum, { waiting }) => sum + waiting, 0)
    const { clock, through } = virtualTime(asleep)
    // AWS's own rates: what they allow is most of the time that so many pools take.
    const budget = makeBudget({ clock })
    const proxy = await awsProxy(endpoint ?? '', options(clock.now))
    const { names, text } = pools(ids, name, n, empty)
    const f = farm(through(metered(proxy.url, budget).calls), text, { clock })
    const settling = async () => {
      proxy.reset()
      const began = clock.now()
      const { ended } = await f.engine.runUntilStable(f.pools())
      const took = clock.now() - began
      expect(ended).toBe('settled')
      return { took, count: Object.values(proxy.counts()).reduce((x, y) => x + y, 0), there: await there(names) }
    }
    const created = await settling()
    f.become(pools(ids, name, n, all(empty, deleted)).text)
    f.engine.changed(f.pools())
    const gone = await settling()
    await proxy.close()
    return { created, gone }
  }
  const there = async (names: ReadonlyArray<string>) => {
    const groups = await Promise.all(
      [names.slice(0, 100), names.slice(100)].map((AutoScalingGroupNames) =>
        calls['autoscaling:DescribeAutoScalingGroups'](scope, { AutoScalingGroupNames, MaxRecords: 100 }, '')(),
      ),
    )
    const filter = { Filters: [{ Name: 'launch-template-name', Values: names }], MaxResults: 200 }
    const templates = await calls['ec2:DescribeLaunchTemplates'](scope, filter, '')()
    return {
      groups: groups.flatMap((g) => (E.isRight(g) ? g.right.AutoScalingGroups.map((x) => x.AutoScalingGroupName) : [])).length,
      templates: E.isRight(templates) ? templates.right.LaunchTemplates.length : -1,
      versions: E.isRight(templates) ? Math.max(...templates.right.LaunchTemplates.map((x) => x.LatestVersionNumber)) : -1,
    }
  }

  it('are created within three times the time, and created and deleted within twice the calls, with nothing twice and nothing left over', async () => {
    const well = await story(`${prefix}-well`, () => ({}))
    const ill = await story(`${prefix}-ill`, (now) => harm(7, now))
    const whole = { groups: n, templates: n, versions: 1 }
    const none = { groups: 0, templates: 0, versions: -Infinity }
    for (const [phase, end] of [['created', whole] as const, ['gone', none] as const]) {
      expect([phase, well[phase].there, ill[phase].there]).toEqual([phase, end, end])
      expect(ill[phase].count, phase).toBeLessThanOrEqual(2 * well[phase].count)
      // Two calls a pool, and a few pages.
      expect(well[phase].count, phase).toBeLessThan(2 * n + 40)
      expect(ill[phase].took, phase).toBeLessThanOrEqual(3 * well[phase].took)
      // The budget has to be what takes the time: 50 templates at once and 5 a second.
      expect(well[phase].took, phase).toBeGreaterThanOrEqual(30_000)
    }
  }, 900_000)
})
