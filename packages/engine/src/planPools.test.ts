import * as CloudError from '@poolwright/core/CloudError'
import { present } from '@poolwright/core/Fact'
import type { Key } from '@poolwright/core/Key'
import { describe, expect, it } from 'vitest'
import { counterKey, lab, poolKey, provider } from './counters.fixture.js'
import { makeEngine } from './Engine.js'
import { answering } from './Source.js'

const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`n${i}`, { value: 1 }]))
const settled = async (setUp: ReturnType<typeof lab>) => {
  const engine = makeEngine(setUp.host)
  expect((await engine.runUntilStable(setUp.pools)).ended).toBe('settled')
  setUp.cloud.requests.length = 0
  setUp.counts.plans = 0
  return engine
}

it('reads for all pools in the same requests, and plans as often as the depth of what is asked', async () => {
  const setUp = lab(many(250))
  const plans = await makeEngine(setUp.host).plan(setUp.pools)
  expect(plans.size).toBe(250)
  expect(setUp.cloud.requests.map((r) => r.op)).toEqual(Array(3).fill('count:Describe'))
  // Each pool once to ask for the counter, once with all facts: its manifest is at hand.
  expect(setUp.counts.plans).toBe(2 * 250)
})

it('plans once more where manifests have to be asked for', async () => {
  const { host, pools, counts } = lab(many(3))
  const { wanted } = host.sources
  await makeEngine({ ...host, sources: { wanted: (keys) => wanted!(keys) } }).plan(pools)
  expect(counts.plans).toBe(3 * 3)
})

it('takes what is at hand once in a pass, and again in the next', async () => {
  const { host, pools } = lab({ a: { value: 1 } })
  let looks = 0
  const wanted = answering(() => {
    looks += 1
    return present({ value: 1 }, 0)
  })
  const engine = makeEngine({ ...host, sources: { wanted } })
  for (const so of [1, 2]) {
    await engine.plan(pools)
    expect(looks).toBe(so)
  }
})

it('cannot read what a source that is at hand throws for', async () => {
  const { host, pools } = lab({ a: { value: 1 } })
  const wanted = answering(() => {
    throw new Error('out of order')
  })
  const plans = await makeEngine({ ...host, sources: { wanted } }).plan(pools)
  expect(plans.get(poolKey('a'))?.plan.holds).toMatchObject([{ _tag: 'Await', fact: poolKey('a') }])
})

it('ends after the allowed rounds though a plan never stops asking', async () => {
  const setUp = lab({ a: { value: 1 } }, { limits: { rounds: 5 } })
  const asking = {
    ...setUp.host.provider,
    plan: (pool: Key, look: Parameters<typeof provider.plan>[1], now: number) => {
      let i = 0
      while (look(counterKey(`n${i}`))._tag !== 'Unknown') i++
      return provider.plan(pool, look, now)
    },
  }
  const plans = await makeEngine({ ...setUp.host, provider: asking }).plan(setUp.pools)
  expect(plans.size).toBe(1)
  expect(setUp.cloud.count('count:Describe')).toBe(4)
})

it('asks once in a pass for what cannot be read, and again in the next', async () => {
  const setUp = lab({ a: { value: 1 } })
  setUp.cloud.interfere = () => CloudError.lost
  const engine = makeEngine(setUp.host)
  const first = await engine.plan(setUp.pools)
  expect(first.get(poolKey('a'))?.plan.holds).toMatchObject([{ _tag: 'Await', fact: counterKey('a') }])
  expect(setUp.cloud.requests.length).toBe(1)
  await engine.plan(setUp.pools)
  expect(setUp.cloud.requests.length).toBe(2)
})

it('ends a pass in which reading takes longer than facts live', async () => {
  const setUp = lab({ a: { value: 1 } })
  setUp.cloud.interfere = () => void setUp.clock.advance(100_000)
  const plans = await makeEngine(setUp.host).plan(setUp.pools)
  expect(plans.get(poolKey('a'))?.plan.steps.map((s) => s.id)).toEqual(['create', 'set'])
  expect(setUp.cloud.requests.length).toBe(1)
})

describe('a pool whose facts have not changed', () => {
  it('keeps its plan, the very object, and is not planned', async () => {
    const setUp = lab(many(20))
    const engine = await settled(setUp)
    const first = await engine.plan(setUp.pools)
    const again = await engine.plan(setUp.pools)
    for (const [pool, { plan, reused }] of again) {
      expect(reused).toBe(true)
      expect(plan).toBe(first.get(pool)?.plan)
    }
    expect(setUp.counts.plans).toBe(0)
    expect(setUp.cloud.requests).toEqual([])
  })

  it('keeps it also when its facts have aged, were read again and say the same', async () => {
    const setUp = lab(many(150))
    const engine = await settled(setUp)
    const first = await engine.plan(setUp.pools)
    setUp.clock.advance(61_000)
    const again = await engine.plan(setUp.pools)
    expect([...again].every(([pool, { plan }]) => plan === first.get(pool)?.plan)).toBe(true)
    expect(setUp.cloud.requests.map((r) => r.op)).toEqual(['count:Describe', 'count:Describe'])
    expect(setUp.counts.plans).toBe(0)
  })

  it('is planned as soon as one of them differs, and no other is', async () => {
    const setUp = lab(many(50))
    const engine = await settled(setUp)
    setUp.specs['n7'] = { value: 9 }
    const plans = await engine.plan(setUp.pools)
    expect(setUp.counts.plans).toBe(1)
    expect(plans.get(poolKey('n7'))?.plan.steps.map((s) => s.action)).toEqual([{ op: 'count:Set', input: { Id: 'c-8', Value: 9 } }])
  })

  it('heeds the age that the plan itself asks for', async () => {
    const setUp = lab({ a: { value: 1, maxAge: 2_000 } })
    const engine = await settled(setUp)
    await engine.plan(setUp.pools)
    setUp.cloud.requests.length = 0
    setUp.clock.advance(1_999)
    await engine.plan(setUp.pools)
    expect(setUp.cloud.requests.length).toBe(0)
    setUp.clock.advance(2_000)
    await engine.plan(setUp.pools)
    expect(setUp.cloud.requests.length).toBe(1)
  })

  it('is planned again when a plan that waits has its time', async () => {
    const setUp = lab({ a: { value: 1 } })
    const engine = makeEngine(setUp.host)
    await engine.plan(setUp.pools)
    setUp.counts.plans = 0
    setUp.clock.advance(4_999)
    await engine.plan(setUp.pools)
    expect(setUp.counts.plans).toBe(0)
    setUp.clock.advance(1)
    await engine.plan(setUp.pools)
    expect(setUp.counts.plans).toBe(1)
  })

  it('is not looked at again for what never changes', async () => {
    const setUp = lab({ a: { value: 1, log: true } })
    const engine = await settled(setUp)
    setUp.clock.advance(10_000_000)
    await engine.plan(setUp.pools)
    expect(setUp.cloud.count('count:ReadLog')).toBe(0)
    expect(setUp.cloud.count('count:Describe')).toBe(1)
  })
})

it('asks in turns for what costs a request each, also after all of it was read at once', async () => {
  const { host, pools, cloud, clock } = lab(many(100))
  const { nouns } = host.provider
  const counter = { ...nouns['counter']!, lifetime: 600_000, inTurns: true as const }
  const engine = makeEngine({ ...host, provider: { ...host.provider, nouns: { ...nouns, counter } } })
  expect((await engine.runUntilStable(pools)).ended).toBe('settled')
  engine.forget()
  await engine.plan(pools)
  const reads: Array<number> = []
  for (let pass = 0; pass < 20; pass++) {
    clock.advance(60_000)
    cloud.requests.length = 0
    await engine.plan(pools)
    reads.push(cloud.requests.reduce((n, r) => n + (r.input as { readonly Names: ReadonlyArray<string> }).Names.length, 0))
  }
  expect(reads).toEqual(Array(20).fill(10))
})

it('asks a watched source once, and again when it is told of a change', async () => {
  const asked: Array<number> = []
  const facts = { [poolKey('a')]: present({ value: 1 }, 0) }
  const setUp = lab(
    { a: { value: 1 } },
    {
      watched: ['wanted'],
      sources: {
        wanted: (keys) => () => {
          asked.push(keys.length)
          return Promise.resolve(new Map(keys.map((key) => [key, facts[key] ?? present({ value: 1 }, 0)])))
        },
      },
    },
  )
  const engine = await settled(setUp)
  await engine.plan(setUp.pools)
  expect(asked).toEqual([1])
  facts[poolKey('a')] = present({ value: 2 }, 0)
  engine.changed([poolKey('a')])
  expect((await engine.plan(setUp.pools)).get(poolKey('a'))?.plan.steps.length).toBe(1)
  expect(asked).toEqual([1, 1])
})

it('tells of a planner that throws, and plans all other pools', async () => {
  const setUp = lab({ a: { value: 1 }, b: { value: 1 } })
  const broken = {
    ...setUp.host.provider,
    plan: (pool: Key, look: Parameters<typeof provider.plan>[1], now: number) => {
      if (pool === poolKey('a')) throw new RangeError('out of luck')
      return provider.plan(pool, look, now)
    },
  }
  const plans = await makeEngine({ ...setUp.host, provider: broken }).plan(setUp.pools)
  expect(plans.get(poolKey('a'))?.plan).toMatchObject({
    steps: [],
    holds: [{ _tag: 'Refused', code: 'PW-PLAN-FAILED', why: 'RangeError: out of luck' }],
  })
  expect(plans.get(poolKey('b'))?.plan.steps.length).toBe(2)
})
