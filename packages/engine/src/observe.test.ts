import * as CloudError from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import type { Key } from '@poolwright/core/Key'
import { type AnyNoun, reading } from '@poolwright/core/Provider'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { type CounterAct, counterCloud, counterKey, logKey, provider } from './counters.fixture.js'
import { observe, type ReadSent } from './observe.js'
import { makeSlots } from './Slots.js'
import { unanswered } from './Source.js'

const names = (n: number) => Array.from({ length: n }, (_, i) => `n${i}`)
const observer = (inFlight = 8, pages = 100, nouns: { readonly [noun: string]: AnyNoun } = provider.nouns) => {
  const { cloud, calls } = counterCloud()
  const sent: Array<ReadSent> = []
  const source = observe({
    nouns,
    calls,
    now: () => 5,
    slots: makeSlots(inFlight),
    pages,
    onRead: (r) => void sent.push(r),
  })
  const exists = (n: number) => names(n).forEach((Name, i) => cloud.counters.set(Name, { Name, Id: `c-${i}`, Value: i }))
  return { cloud, sent, exists, read: (keys: ReadonlyArray<Key>) => source(keys)() }
}

it('asks for as many at once as the service takes, each key once, and answers for every key', async () => {
  const { cloud, exists, read, sent } = observer()
  exists(240)
  const keys = [...names(250), ...names(10)].map(counterKey)
  const facts = await read(keys)
  expect(cloud.count('count:Describe')).toBe(3)
  expect(sent.map((r) => r.ids)).toEqual([100, 100, 50])
  expect(facts.size).toBe(250)
  expect(facts.get(counterKey('n7'))).toEqual(Fact.present({ Name: 'n7', Id: 'c-7', Value: 7 }, 5))
  expect(facts.get(counterKey('n245'))).toEqual(Fact.absent(5))
})

it('follows pages, and calls an answer without end unreadable', async () => {
  const { cloud, exists, read } = observer(8, 4)
  exists(9)
  cloud.pageSize = 3
  const keys = names(9).map(counterKey)
  expect([...(await read(keys)).values()].every(Fact.isPresent)).toBe(true)
  expect(cloud.count('count:Describe')).toBe(3)
  cloud.pageSize = 1
  expect((await read(keys)).get(counterKey('n0'))).toMatchObject({
    _tag: 'Unknown',
    why: 'unreadable',
    error: { value: { code: 'TooManyPages' } },
  })
})

it('leaves unknown only what the failed request was about', async () => {
  const { cloud, exists, read } = observer()
  exists(150)
  cloud.interfere = (r) => (JSON.stringify(r.input).includes('n120') ? CloudError.denied('AccessDenied') : undefined)
  const facts = await read(names(150).map(counterKey))
  expect(facts.get(counterKey('n3'))?._tag).toBe('Present')
  expect(facts.get(counterKey('n149'))).toEqual(Fact.unknown('unreadable', O.some(CloudError.denied('AccessDenied'))))
})

it('asks alone for each when the service refuses the list because one of them is not there', async () => {
  const { cloud, exists, read } = observer()
  exists(3)
  const facts = await read(['c-0', 'c-1', 'c-9'].map(logKey))
  expect([...facts.values()].map((f) => f._tag)).toEqual(['Present', 'Present', 'Absent'])
  expect(cloud.count('count:ReadLog')).toBe(4)
})

it('says so when an answer does not decode, when the port throws, and when nothing reads such a noun', async () => {
  const { cloud, read } = observer()
  cloud.counters.set('odd', { Name: 'odd', Id: 'c-1', Value: 'three' as unknown as number })
  expect((await read([counterKey('odd')])).get(counterKey('odd'))).toEqual(Fact.unknown('invalid'))
  cloud.interfere = () => {
    throw new Error('a defect of the port')
  }
  expect((await read([counterKey('odd')])).get(counterKey('odd'))).toEqual(Fact.unknown('unreadable', O.some(CloudError.lost)))
  expect((await read(['nobody:x:1/r/y'])).get('nobody:x:1/r/y')).toEqual(unanswered('nobody:x:1/r/y'))
})

it('keeps no more requests in flight than it was told to', async () => {
  const { cloud, read } = observer(2)
  let running = 0
  let most = 0
  cloud.interfere = async () => {
    running += 1
    most = Math.max(most, running)
    await Promise.resolve()
    await Promise.resolve()
    running -= 1
    return undefined
  }
  await read(names(1_000).map(counterKey))
  expect(cloud.requests.length).toBe(10)
  expect(most).toBe(2)
})

describe('a question that shows all of a kind', () => {
  /** Asked for one by one, or all at once: of those, every `n`. */
  const counter = provider.nouns['counter']
  const one = (id: string) =>
    reading<CounterAct>()({
      ids: [id],
      op: 'count:Describe',
      input: { Names: [id] },
      facts: (a) => new Map(a.Counters.map((c) => [c.Name, c])),
    })
  const all = (Names: ReadonlyArray<string>, ids: ReadonlyArray<string>) =>
    reading<CounterAct>()({
      ids,
      op: 'count:Describe',
      input: { Names },
      facts: (a) => new Map(a.Counters.map((c) => [c.Name, c])),
      more: (a) => (a.Next === undefined ? O.none : O.some({ Names, Next: a.Next })),
    })
  const sweeping = (shows: ReadonlyArray<string>) => {
    if (counter === undefined) throw new Error('there is no such noun')
    const swept: AnyNoun = {
      ...counter,
      requests: (_, ids) => ids.map(one),
      sweep: (_, ids) => (ids.length < 4 ? O.none : O.some(all(shows, ids))),
    }
    return observer(8, 100, { counter: swept })
  }
  const tags = (facts: ReadonlyMap<Key, Fact.Fact<unknown>>) => [...facts.values()].map((f) => f._tag)

  it('is asked instead of many, and what it does not show is asked for by itself', async () => {
    const { cloud, exists, read, sent } = sweeping(names(50))
    exists(52)
    const facts = await read(names(53).map(counterKey))
    expect(sent.map((r) => r.ids)).toEqual([53, 1, 1, 1])
    expect(tags(facts)).toEqual([...names(52).map(() => 'Present'), 'Absent'])
    expect(facts.get(counterKey('n7'))).toEqual(Fact.present(cloud.counters.get('n7'), 5))
  })
  it('is not asked for a few', async () => {
    const { exists, read, sent } = sweeping(names(50))
    exists(50)
    await read(names(3).map(counterKey))
    expect(sent.map((r) => r.ids)).toEqual([1, 1, 1])
  })
  it('is left as soon as nothing is missing, or its pages would be more than the requests it saves', async () => {
    const early = sweeping(names(100))
    early.exists(100)
    early.cloud.pageSize = 10
    await early.read(names(20).map(counterKey))
    expect(early.sent.map((r) => r.ids)).toEqual([20, 10])
    const late = sweeping(names(100))
    late.exists(110)
    late.cloud.pageSize = 10
    const wanted = names(110).slice(104)
    expect(tags(await late.read(wanted.map(counterKey)))).toEqual(wanted.map(() => 'Present'))
    expect(late.sent.length).toBe(2 * wanted.length)
  })
  it.each(['Throttled', 'Denied'] as const)('leaves unknown what it was about when it was %s', async (tag) => {
    const { cloud, exists, read, sent } = sweeping(names(50))
    exists(50)
    cloud.pageSize = 30
    const error = tag === 'Denied' ? CloudError.denied('AccessDenied') : CloudError.throttled()
    cloud.interfere = (_, n) => (n === 2 ? error : undefined)
    const facts = await read(names(50).map(counterKey))
    expect(sent.length).toBe(2)
    expect(facts.get(counterKey('n3'))?._tag).toBe('Present')
    expect(facts.get(counterKey('n40'))).toEqual(Fact.unknown('unreadable', O.some(error)))
  })
  it('leaves all to their requests when it was not understood or not answered', async () => {
    for (const error of [CloudError.refused('InvalidRequest'), CloudError.lost]) {
      const { cloud, exists, read, sent } = sweeping(names(50))
      exists(5)
      cloud.interfere = (_, n) => (n === 1 ? error : undefined)
      expect(tags(await read(names(5).map(counterKey)))).toEqual(names(5).map(() => 'Present'))
      expect(sent.length).toBe(6)
    }
  })
})
