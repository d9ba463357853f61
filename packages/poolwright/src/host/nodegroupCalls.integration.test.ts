/** What node groups cost in requests, and how soon what others do to them is seen. */
import { emulatedCluster } from '@poolwright/aws-eks/conformance/emulatedCluster'
import { nouns } from '@poolwright/aws/nouns'
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import { unread, valueOf } from '@poolwright/core/Fact'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { callsSince, farm, type Farm, metered, scope } from '../testing/farm.js'
import { type Fleet, fleetIn, clearNodegroups } from '../testing/nodegroups.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const prefix = `nodegroup-calls-${process.pid}`
const minute = 60_000
const sweep = nouns.nodegroup.lifetime
const groups = 'autoscaling:DescribeAutoScalingGroups'
const clusters = 'eks:DescribeCluster'
const describeOne = 'eks:DescribeNodegroup'

describe.skipIf(endpoint === undefined)('node groups at rest', () => {
  const { calls, counts } = metered()
  const fleets: Array<Fleet> = []
  afterAll(async () => {
    for (const fleet of fleets) await clearNodegroups(calls, fleet)
  }, 300_000)

  const settled = async (fleet: Fleet, options: Parameters<typeof farm>[2] = {}, port = calls): Promise<Farm> => {
    fleets.push(fleet)
    for (const cluster of fleet.clusters) await emulatedCluster({ name: cluster, version: '1.34', subnets: fleet.subnets })
    const f = farm(port, fleet.text, options)
    const outcome = await f.engine.runUntilStable(f.pools())
    expect(
      outcome.ended,
      JSON.stringify([...outcome.last.pools.values()].find((p) => p.plan.holds.length + p.plan.steps.length > 0)?.plan),
    ).toBe('settled')
    return f
  }
  type Asked = { readonly [op: string]: number }
  const total = (asked: Asked) => Object.values(asked).reduce((x, y) => x + y, 0)
  /** Passes that have nothing to do, each as much later as the groups' facts live; what each asked, and how long after the one before. */
  const passes = async (f: Farm, n: number) => {
    const all: Array<{ readonly asked: Asked; readonly after: number }> = []
    for (let last = Date.now(), step = 1.01 * minute; all.length < n;) {
      f.later(step)
      const before = counts()
      const { sent, pools } = await f.engine.reconcileOnce(f.pools())
      expect([sent, [...pools.values()].flatMap((p) => [...p.plan.steps, ...p.plan.holds])]).toEqual([0, []])
      all.push({ asked: callsSince(before, counts()), after: step + Date.now() - last })
      last = Date.now()
    }
    return all
  }
  const plain = { [groups]: 1, [clusters]: 1 }

  it('one pool: two requests a pass, and one more on its sweep', async () => {
    const f = await settled(await fleetIn(calls, { prefix: `${prefix}-one`, clusters: 1, pools: 1 }))
    const asked = (await passes(f, 20)).map((p) => p.asked)
    const due = asked.filter((x) => x[describeOne] !== undefined)
    expect(due).toEqual(Array(due.length).fill({ ...plain, [describeOne]: 1 }))
    expect(asked.filter((x) => x[describeOne] === undefined)).toEqual(Array(20 - due.length).fill(plain))
    expect([2, 3]).toContain(due.length)
  })

  it('one pool whose role is managed: two more once an hour', async () => {
    const fleet = await fleetIn(calls, { prefix: `${prefix}-role`, clusters: 1, pools: 1 })
    const f = await settled(fleet, { settings: { EKSEnableIAM: true } })
    const asked = (await passes(f, 65)).map(({ asked: { [describeOne]: _, ...rest } }) => rest)
    const hourly = asked.filter((x) => total(x) > 2)
    expect(hourly).toEqual(Array(hourly.length).fill({ ...plain, 'iam:GetRole': 1, 'iam:ListAttachedRolePolicies': 1 }))
    expect([1, 2]).toContain(hourly.length)
  }, 240_000)

  it('300 pools in 10 clusters: 13 requests a pass, and the share of 300 that the pass is of a sweep', async () => {
    const fleet = await fleetIn(calls, { prefix: `${prefix}-many`, clusters: 10, pools: 300 })
    const f = await settled(fleet)
    // After a restart everything is as old as everything else.
    f.engine.forget()
    await f.engine.plan(f.pools())
    const all = await passes(f, 10)
    for (const { asked, after } of all) {
      expect(asked).toMatchObject({ [groups]: 3, [clusters]: 10 })
      expect(total(asked)).toBeLessThanOrEqual(13 + Math.ceil((300 * after) / sweep))
    }
    expect(all.reduce((n, { asked }) => n + (asked[describeOne] ?? 0), 0)).toBeGreaterThanOrEqual(300)
  }, 600_000)

  describe('what others do', () => {
    type Edit = {
      readonly what: string
      readonly does: (named: { readonly clusterName: string; readonly nodegroupName: string }) => Promise<unknown>
      readonly shows: string
    }
    const ailing = new Set<string>()
    const done = async (answer: Promise<E.Either<unknown, unknown>>) => expect(await answer).toMatchObject({ _tag: 'Right' })
    const edits: ReadonlyArray<Edit> = [
      {
        what: 'labels',
        does: (named) => {
          const labels = { addOrUpdateLabels: { 'example.com/tier': 'theirs' } }
          return done(calls['eks:UpdateNodegroupConfig'](scope, { ...named, labels }, `${prefix}-labels`)())
        },
        shows: 'eks:UpdateNodegroupConfig',
      },
      {
        what: 'a version',
        does: (named) => done(calls['eks:UpdateNodegroupVersion'](scope, { ...named, version: '1.33' }, `${prefix}-version`)()),
        shows: 'eks:UpdateNodegroupVersion',
      },
      {
        what: 'its health',
        does: ({ nodegroupName }) => Promise.resolve(ailing.add(nodegroupName)),
        shows: 'PW-NODEGROUP-HEALTH',
      },
    ]
    const port: typeof calls = {
      ...calls,
      [describeOne]: (where, input, token) => async () => {
        const answer = await calls[describeOne](where, input, token)()
        if (E.isLeft(answer) || !ailing.has(input.nodegroupName)) return answer
        const health = { issues: [{ code: 'AccessDenied', message: 'no', resourceIds: ['i-1'] }] }
        return E.right({ nodegroup: { ...answer.right.nodegroup, status: 'DEGRADED', health } })
      },
    }

    it('is seen within the sweep: labels, a version, its health', async () => {
      const fleet = await fleetIn(calls, { prefix: `${prefix}-others`, clusters: 1, pools: 3 })
      const f = await settled(fleet, {}, port)
      for (const [i, { does }] of edits.entries()) {
        const [clusterName, nodegroupName] = fleet.nodegroups[i]!
        await does({ clusterName, nodegroupName })
      }
      const seen = new Map<string, number>()
      for (let after = 0; after < sweep; after += minute) {
        f.later(minute)
        const plans = await f.engine.plan(f.pools())
        for (const [i, { what, shows }] of edits.entries()) {
          const plan = [...plans.values()].find((p) => p.plan.pool.endsWith(`/${fleet.nodegroups[i]![1]}`))?.plan
          const said = [...(plan?.steps ?? []).map((x) => x.action.op), ...(plan?.findings ?? []).map((x) => x.code)]
          if (said.includes(shows) && !seen.has(what)) seen.set(what, after)
        }
      }
      expect([...seen.keys()].sort()).toEqual(edits.map((x) => x.what).sort())
    }, 120_000)

    it('another size of the group behind it is a reason to look at once', async () => {
      const fleet = await fleetIn(calls, { prefix: `${prefix}-size`, clusters: 1, pools: 1 })
      const f = await settled(fleet)
      const key = Object.keys(f.engine.facts()).find((k) => k.startsWith('nodegroup:')) ?? ''
      const nodegroup = valueOf(f.engine.facts()[key] ?? unread) as Nodegroup
      const AutoScalingGroupName = nodegroup.resources?.autoScalingGroups?.[0]?.name ?? ''
      // Just after a sweep, so that none is due.
      while ((await passes(f, 1))[0]?.asked[describeOne] === undefined);
      await done(calls['autoscaling:UpdateAutoScalingGroup'](scope, { AutoScalingGroupName, DesiredCapacity: 1 }, '')())
      f.later(1.01 * minute)
      const before = counts()
      await f.engine.plan(f.pools())
      expect(callsSince(before, counts())).toEqual({ ...plain, [describeOne]: 1 })
    }, 120_000)
  })
})
