import * as CloudError from '@poolwright/core/CloudError'
import { destroys } from '@poolwright/core/Disruption'
import * as Fact from '@poolwright/core/Fact'
import * as SavedPlan from '@poolwright/core/SavedPlan'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { disruptionBudget } from './admit.js'
import { counterKey, lab, poolKey, provider } from './counters.fixture.js'
import { makeEngine } from './Engine.js'
import { trigger } from './Signal.js'

const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`n${i}`, { value: 1 }]))
/** Lets everything happen that waits for no timer. */
const turns = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('until stable', () => {
  it('creates what is missing, sets it through the id that the creation answered, and then has nothing to do', async () => {
    const { host, pools, cloud } = lab({ a: { value: 3 } })
    const seen: Array<number> = []
    const outcome = await makeEngine(host).runUntilStable(pools, { onPass: (pass, count) => void seen.push(count * 10 + pass.sent) })
    expect([outcome.ended, outcome.passes]).toEqual(['settled', 2])
    expect(seen).toEqual([12, 20])
    expect(cloud.writes().map((r) => [r.op, r.input])).toEqual([
      ['count:Create', { Name: 'a' }],
      ['count:Set', { Id: 'c-1', Value: 3 }],
    ])
  })

  it('ends as held when what is left waits for somebody, and says which pool', async () => {
    const { host, pools, cloud } = lab({ a: { value: 3 }, b: { value: 3 } })
    cloud.interfere = (r) => (JSON.stringify(r.input) === '{"Name":"a"}' ? CloudError.denied('AccessDenied') : undefined)
    const outcome = await makeEngine(host).runUntilStable(pools)
    expect(outcome.ended).toBe('held')
    expect([...outcome.standings.values()]).toEqual(['held', 'settled'])
    expect(cloud.counters.get('b')?.Value).toBe(3)
  })

  it('ends as held when what it awaits may not be read, and goes on with other pools', async () => {
    const { host, pools, cloud, clock } = lab({ a: { value: 3 }, b: { value: 3, log: true } })
    cloud.interfere = (r) => (r.op === 'count:ReadLog' ? CloudError.denied('AccessDenied') : undefined)
    const outcome = await makeEngine(host).runUntilStable(pools)
    expect([outcome.ended, [...outcome.standings.values()]]).toEqual(['held', ['settled', 'held']])
    expect(clock.slept.length).toBeLessThan(5)
    expect([...cloud.counters.values()].map((c) => c.Value)).toEqual([3, 3])
  })

  it('ends as held when what it awaits is for the host to report', async () => {
    const unread = () => Promise.resolve(new Map([[poolKey('a'), Fact.unread]]))
    const { host, pools, clock } = lab({ a: { value: 3 } }, { watched: ['wanted'], sources: { wanted: () => unread } })
    expect((await makeEngine(host).runUntilStable(pools)).ended).toBe('held')
    expect(clock.slept).toEqual([])
  })

  it('waits for what passes by itself, as long as the plan says', async () => {
    const { host, pools, cloud, clock } = lab({ a: { value: 0 } })
    cloud.interfere = (r, n) => (n < 5 ? (r.op === 'count:Describe' ? CloudError.throttled() : undefined) : undefined)
    const outcome = await makeEngine(host).runUntilStable(pools)
    expect(outcome.ended).toBe('settled')
    expect(clock.slept.slice(0, 4)).toEqual([5_000, 5_000, 5_000, 5_000])
  })

  it('reads again soon what no answer came to, later each time, and no later than the plan says', async () => {
    const { host, pools, cloud, clock } = lab({ a: { value: 0 } })
    cloud.interfere = (r, n) => (n < 5 && r.op === 'count:Describe' ? CloudError.lost : undefined)
    expect((await makeEngine(host).runUntilStable(pools)).ended).toBe('settled')
    // The plan itself would come back every five seconds.
    expect(clock.slept.slice(0, 4)).toEqual([1_000, 2_000, 2_000, 5_000])
  })

  it('gives up after as many passes as it was allowed', async () => {
    const { host, pools, cloud } = lab({ a: { value: 0 } })
    cloud.interfere = () => CloudError.lost
    expect(await makeEngine(host).runUntilStable(pools, { maxPasses: 7 })).toMatchObject({ ended: 'passes', passes: 7 })
  })

  it('ends a wait when the signal is raised, and when something changes', async () => {
    const stop = trigger()
    const { host, pools, cloud, clock, specs } = lab({ a: { value: 0 } })
    const sleeps: Array<() => void> = []
    const sleep: typeof clock.sleep = (_, signal) =>
      new Promise((resolve) => {
        sleeps.push(() => signal?.aborted)
        signal?.addEventListener('abort', resolve)
      })
    cloud.interfere = () => CloudError.lost
    const engine = makeEngine({ ...host, clock: { ...clock, sleep } })
    const outcome = engine.runUntilStable(pools, { signal: stop.signal })
    await turns()
    expect(sleeps.length).toBe(1)
    specs['a'] = { value: 1 }
    engine.changed([poolKey('a')])
    await turns()
    expect(sleeps.length).toBe(2)
    stop.abort()
    expect((await outcome).ended).toBe('aborted')
  })
})

describe('before something is written', () => {
  it('looks again at what has aged, and writes what is right now', async () => {
    const { host, pools, cloud, clock, specs } = lab({ a: { value: 1 } })
    const engine = makeEngine(host)
    await engine.runUntilStable(pools)
    cloud.counters.set('a', { Name: 'a', Id: 'c-1', Value: 5 })
    clock.advance(20_000)
    specs['a'] = { value: 5 }
    const pass = await engine.reconcileOnce(pools)
    expect([pass.sent, cloud.count('count:Set')]).toEqual([0, 1])
    expect(pass.pools.get(poolKey('a'))?.plan.steps).toEqual([])
  })

  it('does not look again at what is young, nor where nothing is to be written', async () => {
    const { host, pools, cloud, clock, specs } = lab({ a: { value: 1 } })
    const engine = makeEngine(host)
    await engine.runUntilStable(pools)
    const reads = cloud.count('count:Describe')
    clock.advance(14_000)
    specs['a'] = { value: 5 }
    await engine.reconcileOnce(pools)
    expect(cloud.count('count:Describe')).toBe(reads)
  })

  it('looks again for all pools in the same requests', async () => {
    const { host, pools, cloud, clock, specs } = lab(many(100))
    const engine = makeEngine(host)
    await engine.runUntilStable(pools)
    clock.advance(20_000)
    for (const name of Object.keys(specs)) specs[name] = { value: 2 }
    const reads = cloud.count('count:Describe')
    await engine.reconcileOnce(pools)
    expect(cloud.count('count:Describe')).toBe(reads + 1)
    expect([...cloud.counters.values()].every((c) => c.Value === 2)).toBe(true)
  })
})

it('makes nothing twice while reads lag behind', async () => {
  const { host, pools, cloud, clock } = lab({ a: { value: 3 } })
  cloud.freeze()
  const engine = makeEngine(host)
  for (let i = 0; i < 20; i++) {
    await engine.reconcileOnce(pools)
    clock.advance(1_000)
  }
  expect(cloud.writes().length).toBe(2)
  cloud.snapshot = undefined
  expect((await engine.runUntilStable(pools)).ended).toBe('settled')
  expect(cloud.writes().length).toBe(2)
})

describe('approval', () => {
  it('is asked for plans that have something to send, and lets those go that it names', async () => {
    const asked: Array<ReadonlyArray<string>> = []
    const { host, pools, cloud } = lab(
      { a: { value: 1 }, b: { value: 1 } },
      {
        approve: (plans) => () => {
          asked.push(plans.map((p) => p.pool))
          return Promise.resolve(new Set([poolKey('b')]))
        },
      },
    )
    const pass = await makeEngine(host).reconcileOnce(pools)
    expect(asked).toEqual([pools])
    expect([...cloud.counters.keys()]).toEqual(['b'])
    expect(pass.pools.get(poolKey('a'))?.plan.steps[0]?.holds).toMatchObject([{ code: 'PW-RULE-APPROVAL' }])
    expect(pass.pools.get(poolKey('a'))?.run).toEqual(O.none)
  })

  it('that cannot be asked for was not given', async () => {
    const { host, pools, cloud } = lab({ a: { value: 1 } }, { approve: () => () => Promise.reject(new Error('nobody there')) })
    expect((await makeEngine(host).reconcileOnce(pools)).sent).toBe(0)
    expect(cloud.writes()).toEqual([])
  })

  it('does not cover what the plan has become while somebody thought about it', async () => {
    const { host, pools, cloud, clock, specs, events } = lab({ a: { value: 1 } })
    await makeEngine(host).runUntilStable(pools)
    specs['a'] = { value: 0 }
    const approve: typeof host.approve = (plans) => () => {
      clock.advance(60_000)
      specs['a'] = { value: 7 }
      return Promise.resolve(new Set(plans.map((p) => p.pool)))
    }
    const engine = makeEngine({ ...host, approve })
    const writes = cloud.writes().length
    await engine.reconcileOnce(pools)
    expect(cloud.writes().length).toBe(writes)
    expect(events.some((e) => e._tag === 'Outdated')).toBe(true)
    await engine.reconcileOnce(pools)
    expect(cloud.counters.get('a')?.Value).toBe(7)
  })
})

it('applies the rules of the host over all pools, those of earlier passes too', async () => {
  const { host, pools, cloud, specs } = lab(many(3), { rules: [disruptionBudget({ machines: 2, pools: 9, inProgress: () => 0 })] })
  const engine = makeEngine(host)
  await engine.runUntilStable(pools)
  for (const name of Object.keys(specs)) specs[name] = { value: 0 }
  const plans = [...(await engine.plan(pools)).values()].map((p) => p.plan.steps[0])
  expect(plans.map((s) => s?.disruption)).toEqual([destroys(1), destroys(1), destroys(1)])
  expect(plans.map((s) => s?.holds.length)).toEqual([0, 0, 1])
  await engine.runUntilStable(pools.slice(0, 2))
  expect((await engine.runUntilStable(pools)).ended).toBe('settled')
  expect([...cloud.counters.values()].map((c) => c.Value)).toEqual([0, 0, 0])
})

describe('a saved plan', () => {
  const decoded = async (setUp: ReturnType<typeof lab>) => {
    const engine = makeEngine(setUp.host)
    const saved = engine.saved('test', await engine.plan(setUp.pools))
    const text = JSON.stringify(SavedPlan.encode(provider.ops, provider.nouns)(saved))
    const back = SavedPlan.decode(provider.ops, provider.nouns)(JSON.parse(text))
    if (E.isLeft(back)) throw new Error(back.left.join('\n'))
    return back.right
  }

  it('is applied when nothing has changed', async () => {
    const setUp = lab({ a: { value: 3 } })
    const saved = await decoded(setUp)
    expect(Object.keys(saved.reads)).toContain(counterKey('a'))
    setUp.clock.advance(3_600_000)
    const applied = await makeEngine(setUp.host).apply(saved)
    expect(E.isRight(applied) && applied.right.sent).toBe(2)
    expect(setUp.cloud.counters.get('a')?.Value).toBe(3)
  })

  it('is refused when it would do something else now, and says what', async () => {
    const setUp = lab({ a: { value: 3 } })
    const saved = await decoded(setUp)
    setUp.specs['a'] = { value: 4 }
    const engine = makeEngine(setUp.host)
    expect(await engine.apply(saved)).toEqual(E.left([{ pool: poolKey('a'), step: 'set', what: 'changed', rows: [] }]))
    expect(setUp.cloud.writes()).toEqual([])
    setUp.specs['a'] = { value: 3 }
    expect(E.isRight(await engine.stillGood(saved))).toBe(true)
    setUp.cloud.counters.set('a', { Name: 'a', Id: 'c-9', Value: 3 })
    expect(await engine.stillGood(saved)).toMatchObject({
      left: [
        { step: 'create', what: 'gone' },
        { step: 'set', what: 'gone' },
      ],
    })
  })
})

describe('run', () => {
  const running = (setUp: ReturnType<typeof lab>) => {
    const stop = trigger()
    let sleeping: (() => void) | undefined
    /** Sleeps until the test lets it. */
    const sleep: typeof setUp.clock.sleep = (_, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve()
          return
        }
        sleeping = resolve
        signal?.addEventListener('abort', resolve)
      })
    const engine = makeEngine({ ...setUp.host, clock: { ...setUp.clock, sleep } })
    const ended = engine.run(() => Object.keys(setUp.specs).map(poolKey), { signal: stop.signal })
    const after = async (ms: number) => {
      setUp.clock.advance(ms)
      sleeping?.()
      await turns()
    }
    return { engine, after, stop: () => (stop.abort(), ended) }
  }

  it('looks at each pool when its plan asks for it, all pools at rest in the same requests', async () => {
    const setUp = lab(many(120))
    const { after, stop } = running(setUp)
    await after(0)
    await after(1_000)
    setUp.cloud.requests.length = 0
    for (let i = 0; i < 60; i++) await after(10_000)
    expect(setUp.cloud.writes()).toEqual([])
    expect(setUp.cloud.requests.length).toBeLessThanOrEqual(2 * 10)
    expect(setUp.cloud.requests.length).toBeGreaterThanOrEqual(2 * 4)
    await stop()
  })

  it('takes in new pools and changes as soon as it is told', async () => {
    const setUp = lab({ a: { value: 1 } })
    const { engine, after, stop } = running(setUp)
    await after(0)
    await after(1_000)
    setUp.specs['b'] = { value: 5 }
    setUp.specs['a'] = { value: 2 }
    engine.changed([poolKey('a'), poolKey('b')])
    await turns()
    expect([...setUp.cloud.counters.values()].map((c) => [c.Name, c.Value])).toEqual([
      ['a', 2],
      ['b', 5],
    ])
    await stop()
  })

  it('is not held up by a pool whose request takes for ever', async () => {
    const setUp = lab({ slow: { value: 1 }, quick: { value: 1 } })
    let release: (() => void) | undefined
    setUp.cloud.interfere = (r) =>
      JSON.stringify(r.input) === '{"Name":"slow"}' ? new Promise((resolve) => (release = () => resolve(undefined))) : undefined
    const { engine, after, stop } = running(setUp)
    await after(0)
    await after(1_000)
    setUp.specs['quick'] = { value: 2 }
    engine.changed([poolKey('quick')])
    await turns()
    expect(setUp.cloud.counters.get('quick')?.Value).toBe(2)
    expect(setUp.cloud.counters.has('slow')).toBe(false)
    release?.()
    await turns()
    expect(setUp.cloud.counters.has('slow')).toBe(true)
    await stop()
  })

  it('ends with the signal, once what is on its way has been answered', async () => {
    const setUp = lab({ a: { value: 1 } })
    let release: (() => void) | undefined
    setUp.cloud.interfere = (r) => (r.op === 'count:Create' ? new Promise((resolve) => (release = () => resolve(undefined))) : undefined)
    const { after, stop } = running(setUp)
    await after(0)
    let over = false
    const ended = stop().then(() => (over = true))
    await turns()
    expect(over).toBe(false)
    release?.()
    await ended
    expect(setUp.cloud.writes().map((r) => r.op)).toEqual(['count:Create'])
  })
})

it('tells what it does, and goes on when whoever listens fails', async () => {
  const { host, pools, events } = lab({ a: { value: 1 } })
  await makeEngine(host).reconcileOnce(pools)
  expect(events.map((e) => e._tag)).toEqual([
    'Read',
    'Planned',
    'StepSent',
    'StepAnswered',
    'StepSent',
    'StepAnswered',
    'Waiting',
    'PassEnded',
  ])
  const failing = lab(
    { a: { value: 1 } },
    {
      onEvent: (e) =>
        e._tag === 'Read'
          ? Promise.reject(new Error('later'))
          : Promise.resolve().then(() => {
              throw new Error(e._tag)
            }),
    },
  )
  expect((await makeEngine(failing.host).runUntilStable(failing.pools)).ended).toBe('settled')
  const throwing = lab(
    { a: { value: 1 } },
    {
      onEvent: () => {
        throw new Error('now')
      },
    },
  )
  expect((await makeEngine(throwing.host).runUntilStable(throwing.pools)).ended).toBe('settled')
})

it('tells once of a step that is held, not in every pass', async () => {
  const { host, pools, cloud, events } = lab({ a: { value: 1 } })
  cloud.interfere = (r) => (r.op === 'count:Create' ? CloudError.denied('AccessDenied') : undefined)
  const engine = makeEngine(host)
  for (let i = 0; i < 3; i++) await engine.reconcileOnce(pools)
  const held = events.flatMap((e) => (e._tag === 'StepHeld' ? [[e.step, e.holds.map((h) => h.code)]] : []))
  expect(held).toEqual([['create', ['PW-CLOUD-REFUSED']]])
})

it('forgets everything on demand and ends where it was', async () => {
  const { host, pools, cloud } = lab(many(5))
  const engine = makeEngine(host)
  await engine.runUntilStable(pools)
  const writes = cloud.writes().length
  engine.forget()
  expect(engine.facts()).toEqual({})
  expect((await engine.runUntilStable(pools)).ended).toBe('settled')
  expect(cloud.writes().length).toBe(writes)
})

it('costs as many requests for a thousand pools as ten batches', async () => {
  const { host, pools, cloud, clock, counts } = lab(many(1_000))
  const engine = makeEngine(host)
  await engine.runUntilStable(pools)
  cloud.requests.length = 0
  counts.plans = 0
  clock.advance(61_000)
  await engine.reconcileOnce(pools)
  expect(cloud.requests.length).toBe(10)
  expect(counts.plans).toBe(0)
})
