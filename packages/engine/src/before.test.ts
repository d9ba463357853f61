import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { counterKey, lab, poolKey } from './counters.fixture.js'
import { makeEngine } from './Engine.js'

describe('before the first request of a plan', () => {
  it('the host is told, once a pass, with the facts that the plan looked at', async () => {
    const told: Array<readonly [string, number, string | undefined]> = []
    const { host, pools, cloud } = lab({ a: { value: 3 }, rest: { value: 0 } })
    cloud.counters.set('rest', { Name: 'rest', Id: 'c-9', Value: 0 })
    const engine = makeEngine({
      ...host,
      before: (plan, facts) => {
        told.push([plan.pool, cloud.writes().length, facts[counterKey('a')]?._tag])
        return TE.right(undefined)
      },
    })
    expect((await engine.runUntilStable(pools)).ended).toBe('settled')
    expect(told).toEqual([[poolKey('a'), 0, 'Absent']])
  })

  it.each([
    ['says no', () => TE.left('the disk is full')],
    ['breaks', () => () => Promise.reject(new Error('the disk is full'))],
    [
      'throws',
      () => {
        throw new Error('the disk is full')
      },
    ],
  ])('nothing of the pool is sent when the host %s, and all of it once the host can', async (_, answer) => {
    let works = false
    const { host, pools, cloud, clock } = lab({ a: { value: 3 }, b: { value: 3 } })
    const before: NonNullable<typeof host.before> = (plan) => (plan.pool === poolKey('a') && !works ? answer() : TE.right(undefined))
    const engine = makeEngine({ ...host, before })
    const pass = await engine.reconcileOnce(pools)
    expect(cloud.writes().every((r) => JSON.stringify(r.input) !== '{"Name":"a"}')).toBe(true)
    expect(cloud.counters.has('b')).toBe(true)
    const held = pass.pools.get(poolKey('a'))
    expect(held?.plan.steps.flatMap((s) => s.holds.map((h) => [h.code, h.why]))).toEqual(
      Array.from({ length: 2 }, () => ['PW-NOT-PREPARED', 'what goes before the plan failed: the disk is full']),
    )
    expect((held?.due ?? 0) - clock.now()).toBeLessThanOrEqual(15_000)
    works = true
    expect((await engine.runUntilStable(pools)).ended).toBe('settled')
    expect(cloud.counters.get('a')?.Value).toBe(3)
  })

  it('a process that ends right after it, or after the request, makes nothing that the host has not noted', async () => {
    for (const crash of ['before', 'after'] as const) {
      const noted = new Set<string>()
      const { host, pools, cloud } = lab({ a: { value: 3 } })
      const before: NonNullable<typeof host.before> = (plan) => {
        noted.add(plan.pool)
        return TE.right(undefined)
      }
      // A request that never comes back is all that a process which ended sees of it.
      cloud.interfere = (r) => {
        if (r.op !== 'count:Create') return undefined
        if (crash === 'after') cloud.counters.set('a', { Name: 'a', Id: 'c-1', Value: 0 })
        return new Promise(() => undefined)
      }
      void makeEngine({ ...host, before }).reconcileOnce(pools)
      await new Promise((resolve) => setImmediate(resolve))
      expect([...noted]).toEqual(pools)
      expect(cloud.counters.has('a')).toBe(crash === 'after')
      cloud.interfere = () => undefined
      const again = await makeEngine({ ...host, before }).runUntilStable(pools)
      expect([again.ended, cloud.counters.get('a')?.Value]).toEqual(['settled', 3])
    }
  })
})
