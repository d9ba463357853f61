import * as Attempt from '@poolwright/core/Attempt'
import * as CloudError from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import * as Run from '@poolwright/core/Run'
import { secretOf, vaultOf } from '@poolwright/core/Secret'
import * as O from 'fp-ts/lib/Option.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CounterAct, counterKey, type CounterNouns, lab, poolKey } from './counters.fixture.js'
import { type Engine, makeEngine, type Pass } from './Engine.js'
import type { Host } from './Host.js'
import { trigger } from './Signal.js'

const siblings = ['x', 'y', 'z']
const family = (more: Partial<Host<CounterAct, CounterNouns>> = {}) => lab({ a: { value: 3, siblings } }, more)
const answersOf = (pass: Pass<CounterAct>) => {
  const run = pass.pools.get(poolKey('a'))?.run ?? O.none
  return O.isSome(run) ? Object.fromEntries([...run.value.answers].map(([id, a]) => [id, a._tag])) : {}
}

it('lets siblings go on when one step fails, and drops only what waits for it', async () => {
  const { host, pools, cloud } = family()
  cloud.interfere = (r) => (JSON.stringify(r.input) === '{"Name":"a"}' ? CloudError.refused('NoMoreOfThese') : undefined)
  const pass = await makeEngine(host).reconcileOnce(pools)
  expect(answersOf(pass)).toEqual({ create: 'Left', 'sibling-x': 'Right', 'sibling-y': 'Right', 'sibling-z': 'Right' })
  expect([pass.sent, pass.failed]).toEqual([4, 1])
})

it('sends the same token for the same intention after a restart, so that a lost answer makes nothing twice', async () => {
  const { host, pools, cloud, clock } = lab({ a: { value: 3 } })
  cloud.interfere = (r, n) => (r.op === 'count:Create' && n < 3 ? 'lost after' : undefined)
  cloud.freeze()
  await makeEngine(host).reconcileOnce(pools)
  clock.advance(60_000)
  expect((await makeEngine(host).reconcileOnce(pools)).failed).toBe(0)
  const tokens = cloud.requests.filter((r) => r.op === 'count:Create').map((r) => r.token)
  expect(tokens.length).toBe(2)
  expect(new Set(tokens).size).toBe(1)
  expect(cloud.counters.size).toBe(1)
})

it('has at most as many requests that write in flight as allowed, over all pools', async () => {
  const wanted = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((n) => [n, { value: 0, siblings: [`${n}1`, `${n}2`] }]))
  const { host, pools, cloud } = lab(wanted, { limits: { writes: 3 } })
  let running = 0
  let most = 0
  cloud.interfere = async (r) => {
    if (r.op === 'count:Describe') return undefined
    running += 1
    most = Math.max(most, running)
    for (let i = 0; i < 5; i++) await Promise.resolve()
    running -= 1
    return undefined
  }
  await makeEngine(host).reconcileOnce(pools)
  expect(cloud.counters.size).toBe(15)
  expect(most).toBe(3)
})

describe('secrets', () => {
  const bytes = new TextEncoder().encode('CANARY-7f3a')
  const secret = secretOf(bytes)

  it('are opened when the request is sent, and are in no event, fact or plan', async () => {
    const { host, pools, cloud, events } = lab({ a: { value: 0, secret } }, { vault: vaultOf(new Map([[secret.$secret, bytes]])) })
    const engine = makeEngine(host)
    const outcome = await engine.runUntilStable(pools)
    expect(cloud.writes()[0]?.input).toEqual({ Name: 'a', Seed: bytes })
    const told = JSON.stringify([events, engine.facts(), outcome], (_, v: unknown) => (v instanceof Map ? [...v] : v))
    expect(told).toContain(secret.$secret)
    expect(told).not.toContain('CANARY')
    expect(told).not.toContain(JSON.stringify([...bytes]).slice(1, -1))
  })

  it('that were not handed in keep the request from being sent', async () => {
    const { host, pools, cloud } = lab({ a: { value: 0, secret } })
    const pass = await makeEngine(host).reconcileOnce(pools)
    expect(answersOf(pass)).toEqual({ create: 'Left' })
    expect(cloud.writes()).toEqual([])
  })
})

describe('a failure', () => {
  const attemptOf = (engine: Engine<CounterAct>) => engine.facts()[Attempt.keyOf(poolKey('a'), 'create')]

  it('becomes a fact that holds the same request until its time, longer each time, and success clears it', async () => {
    const { host, pools, cloud, clock } = lab({ a: { value: 0 } }, { random: () => 0.5 })
    const engine = makeEngine(host)
    let isBroken = true
    cloud.interfere = (r) => (isBroken && r.op === 'count:Create' ? CloudError.refused('Unpaid') : undefined)
    await engine.reconcileOnce(pools)
    expect(attemptOf(engine)).toMatchObject({ value: { count: 1, notBefore: clock.now() + 15_000 * 1.125 } })

    const held = await engine.reconcileOnce(pools)
    expect(held.sent).toBe(0)
    expect(held.pools.get(poolKey('a'))).toMatchObject({
      plan: { steps: [{ id: 'create', holds: [{ _tag: 'Refused', code: 'PW-CLOUD-REFUSED' }] }, { id: 'set' }] },
    })
    clock.advance(15_000 * 1.125)
    expect((await engine.reconcileOnce(pools)).failed).toBe(1)
    expect(attemptOf(engine)).toMatchObject({ value: { count: 2, notBefore: clock.now() + 30_000 * 1.125 } })

    isBroken = false
    clock.advance(30_000 * 1.125)
    expect((await engine.reconcileOnce(pools)).failed).toBe(0)
    expect(attemptOf(engine)?._tag).toBe('Absent')
  })

  it('is asked about a few times a minute at most, though passes run all the time', async () => {
    const { host, pools, cloud, clock } = lab({ a: { value: 0 } })
    cloud.interfere = (r) => (r.op === 'count:Create' ? CloudError.refused('Unpaid') : undefined)
    const engine = makeEngine(host)
    const start = clock.now()
    while (clock.now() < start + 60_000) {
      await engine.reconcileOnce(pools)
      clock.advance(100)
    }
    expect(cloud.writes().length).toBeLessThanOrEqual(3)
  })

  it('does not hold another request of the same step', async () => {
    const { host, pools, cloud, specs } = lab({ a: { value: 0 } })
    const engine = makeEngine(host)
    await engine.runUntilStable(pools)
    cloud.interfere = (r) => (JSON.stringify(r.input).includes('"Value":7') ? CloudError.refused('Unlucky') : undefined)
    specs['a'] = { value: 7 }
    expect((await engine.reconcileOnce(pools)).failed).toBe(1)
    specs['a'] = { value: 8 }
    expect((await engine.reconcileOnce(pools)).failed).toBe(0)
    expect(cloud.counters.get('a')?.Value).toBe(8)
  })
})

it('reads again what it wrote, and only that, in the next pass', async () => {
  const { host, pools, cloud, specs } = lab({ a: { value: 1 }, b: { value: 1 } })
  const engine = makeEngine(host)
  await engine.runUntilStable(pools)
  specs['a'] = { value: 2 }
  await engine.reconcileOnce(pools)
  expect(engine.facts()[counterKey('a')]).toEqual(Fact.unknown('justWritten'))
  cloud.requests.length = 0
  await engine.reconcileOnce(pools)
  expect(cloud.requests.map((r) => r.input)).toEqual([{ Names: ['a'] }])
})

it('sends nothing more once the signal is raised, and waits for what is on its way', async () => {
  const { host, pools, cloud } = family({ limits: { writes: 1 } })
  const stop = trigger()
  let answered = 0
  cloud.interfere = async (r) => {
    if (r.op === 'count:Describe') return undefined
    stop.abort()
    for (let i = 0; i < 5; i++) await Promise.resolve()
    answered += 1
    return undefined
  }
  const pass = await makeEngine(host).reconcileOnce(pools, { signal: stop.signal })
  expect([pass.sent, answered, cloud.writes().length]).toEqual([1, 1, 1])
})

it('ends with the same answers in whatever order they come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.subarray(['create', 'set', 'x', 'y', 'z']), async (s, broken) => {
      const { host, pools, cloud } = family()
      const names: Readonly<Record<string, string>> = { create: '{"Name":"a"}', set: '{"Id"', x: '"x"', y: '"y"', z: '"z"' }
      cloud.interfere = (r) => {
        if (r.op === 'count:Describe') return undefined
        const text = JSON.stringify(r.input)
        const fails = broken.some((b) => text.includes(names[b] ?? '?'))
        return s.schedule(Promise.resolve(fails ? CloudError.denied('No') : undefined))
      }
      const pass = await s.waitFor(makeEngine(host).reconcileOnce(pools))
      const tag = (name: string) => (broken.includes(name) ? 'Left' : 'Right')
      const siblingsToo = Object.fromEntries(siblings.map((n) => [`sibling-${n}`, tag(n)]))
      expect(answersOf(pass)).toEqual({ create: tag('create'), ...(broken.includes('create') ? {} : { set: tag('set') }), ...siblingsToo })
      const run = pass.pools.get(poolKey('a'))?.run ?? O.none
      expect(O.isSome(run) && Run.isOver(run.value)).toBe(true)
    }),
  )
})
