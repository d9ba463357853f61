import { equals } from '@poolwright/core/Json'
import * as Fact from '@poolwright/core/Fact'
import type { Key } from '@poolwright/core/Key'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeStore } from './Store.js'

type Template = { readonly id: string; readonly latest: number }
const key: Key = 'template:aws:1/r/pool'
const alias: Key = 'template:aws:1/r/lt-1'
const storeAt = () => {
  const time = { now: 1_000 }
  const names = (v: Template) => [v.id]
  const store = makeStore({
    nouns: { template: { lifetime: 60_000, names } },
    everyPass: () => false,
    now: () => time.now,
    visibility: 30_000,
  })
  const put = (fact: Fact.Fact<unknown>, mark = store.mark()) => store.put(key, fact, mark)
  return { time, store, put, fact: () => store.cell(key).fact, version: () => store.cell(key).version }
}
const template = (latest: number): Template => ({ id: 'lt-1', latest })

it('keeps value and version when an answer says the same, and moves the age', () => {
  const { put, fact, version } = storeAt()
  const first = template(1)
  put(Fact.present(first, 1_000))
  const before = version()
  put(Fact.present(template(1), 2_000))
  expect(version()).toBe(before)
  expect(Fact.valueOf(fact())).toBe(first)
  expect(fact()).toMatchObject({ asOf: 2_000 })
  put(Fact.present(template(2), 3_000))
  expect(version()).not.toBe(before)
})

it('returns to the old version when a doubt ends with the old answer', () => {
  const { store, put, version } = storeAt()
  put(Fact.present(template(1), 1_000))
  const before = version()
  store.drop([key])
  expect(version()).not.toBe(before)
  put(Fact.present(template(1), 2_000))
  expect(version()).toBe(before)
})

describe('a request that touches a fact', () => {
  it('puts it in doubt before it is sent, and throws away what was read before its answer', () => {
    const { store, put, fact } = storeAt()
    put(Fact.present(template(1), 1_000))
    const early = store.mark()
    const writing = store.writing([key])
    expect(fact()).toEqual(Fact.unknown('justWritten'))
    put(Fact.present(template(1), 1_001), early)
    const during = store.mark()
    put(Fact.present(template(1), 1_002), during)
    expect(fact()).toEqual(Fact.unknown('justWritten'))
    writing.answered('change')
    put(Fact.present(template(1), 1_003), during)
    expect(fact()).toEqual(Fact.unknown('justWritten'))
    put(Fact.present(template(1), 1_004), store.mark())
    expect(Fact.valueOf(fact())).toEqual(template(1))
  })

  it('reaches the fact by any name of the thing, also one that was not known yet when the read was begun', () => {
    const { store, put, fact } = storeAt()
    const early = store.mark()
    store.writing([alias]).answered()
    put(Fact.present(template(1), 1_000), early)
    expect(fact()._tag).toBe('Unknown')
    put(Fact.present(template(1), 1_000))
    expect(fact()._tag).toBe('Present')
    store.writing([alias])
    expect(fact()).toEqual(Fact.unknown('justWritten'))
  })

  it('leaves it in doubt while another one is still on its way', () => {
    const { store, put, fact } = storeAt()
    const first = store.writing([key])
    const second = store.writing([key])
    first.answered('change')
    put(Fact.present(template(1), 1_000))
    expect(fact()._tag).toBe('Unknown')
    second.answered('change')
    put(Fact.present(template(1), 1_000))
    expect(fact()._tag).toBe('Present')
  })
})

describe('what we made', () => {
  it('is not absent before the cloud had time to show it', () => {
    const { time, store, put, fact } = storeAt()
    put(Fact.absent(1_000))
    store.writing([key]).answered('create')
    put(Fact.absent(1_001))
    expect(fact()).toEqual(Fact.unknown('justWritten'))
    put(Fact.present(template(1), 2_000))
    expect(fact()._tag).toBe('Present')
    put(Fact.absent(3_000))
    expect(fact()).toEqual(Fact.unknown('justWritten'))
    time.now += 30_000
    put(Fact.absent(31_000))
    expect(fact()._tag).toBe('Absent')
  })

  it('is not what was there before that, where the answer tells', () => {
    const { time, store, put, fact } = storeAt()
    put(Fact.present(template(1), 1_000))
    store.writing([key]).answered('create', (seen) => equals(seen, template(3)))
    // It was known from an old copy, and is told from one that is younger and still too old.
    put(Fact.present(template(2), 1_001))
    expect(fact()).toEqual(Fact.unknown('justWritten'))
    put(Fact.present(template(3), 1_002))
    expect(Fact.valueOf(fact())).toEqual(template(3))
    time.now += 30_000
    put(Fact.present(template(2), 31_000))
    expect(Fact.valueOf(fact())).toEqual(template(2))
  })

  it('is not what was there before: a template without the version that we added is an older snapshot', () => {
    const { time, store, put, fact } = storeAt()
    put(Fact.present(template(1), 1_000))
    store.writing([alias]).answered('create')
    put(Fact.present(template(1), 1_001))
    expect(fact()).toEqual(Fact.unknown('justWritten'))
    put(Fact.present(template(2), 1_002))
    expect(Fact.valueOf(fact())).toEqual(template(2))
    time.now += 30_000
    put(Fact.present(template(1), 31_000))
    expect(Fact.valueOf(fact())).toEqual(template(1))
  })

  it('may be gone at once when the request failed, or when we deleted it', () => {
    const { store, put, fact } = storeAt()
    store.writing([key]).answered()
    put(Fact.absent(1_001))
    expect(fact()._tag).toBe('Absent')
    store.writing([key]).answered('create')
    store.writing([key]).answered('destroy')
    put(Fact.absent(1_002))
    expect(fact()._tag).toBe('Absent')
  })

  it('is never absent within the window, whatever snapshots reads answer from and whenever they were begun', () => {
    type Move = 'begin' | 'answer old' | 'answer new' | 'send' | 'made' | 'tick'
    const move = fc.constantFrom<Move>('begin', 'answer old', 'answer new', 'send', 'made', 'tick')
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const { time, store, put, fact } = storeAt()
        put(Fact.absent(0))
        let reads: ReadonlyArray<number> = []
        let writing: ReturnType<typeof store.writing> | undefined
        let until = -Infinity
        for (const m of moves) {
          const [read, ...rest] = reads
          if (m === 'begin') reads = [...reads, store.mark()]
          if (m === 'send') writing ??= store.writing([key])
          if (m === 'tick') time.now += 7_000
          if (m === 'made' && writing !== undefined) {
            writing.answered('create')
            until = time.now + 30_000
          }
          if (m.startsWith('answer') && read !== undefined) {
            put(m === 'answer old' ? Fact.absent(time.now) : Fact.present(template(1), time.now), read)
            reads = rest
            if (time.now < until) expect(fact()._tag).not.toBe('Absent')
          }
          if (m === 'made') writing = undefined
        }
      }),
    )
  })
})

it('lists what is known and leaves out what was never read', () => {
  const { store, put } = storeAt()
  store.cell('template:aws:1/r/other')
  put(Fact.absent(5))
  expect(store.facts()).toEqual({ [key]: Fact.absent(5) })
})
