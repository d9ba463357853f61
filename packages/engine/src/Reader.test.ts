import * as Fact from '@poolwright/core/Fact'
import type { Key } from '@poolwright/core/Key'
import { expect, it } from 'vitest'
import { makeReader } from './Reader.js'
import type { FactsRead } from './Source.js'
import { makeStore } from './Store.js'

const a: Key = 'counter:count:1/r/a'
const b: Key = 'counter:count:1/r/b'
const setUp = () => {
  const store = makeStore({ nouns: {}, everyPass: () => false, now: () => 0, visibility: 0 })
  const asked: Array<{ readonly keys: ReadonlyArray<Key>; readonly answer: (value: number) => void }> = []
  const read = makeReader(
    store,
    (keys) => () =>
      new Promise<FactsRead>((resolve) => {
        asked.push({ keys, answer: (value) => resolve(new Map(keys.map((key) => [key, Fact.present(value, 0)]))) })
      }),
  )
  const answer = (i: number, value: number) => asked[i]?.answer(value)
  return { store, asked, answer, read }
}

it('asks once for what several want at the same time', async () => {
  const { store, asked, answer, read } = setUp()
  const both = Promise.all([read([a, b]), read([b, a]), read([b])])
  expect(asked.map((x) => x.keys)).toEqual([[a, b]])
  answer(0, 1)
  await both
  expect(store.cell(b).fact).toEqual(Fact.present(1, 0))
  const later = read([a])
  expect(asked.length).toBe(2)
  answer(1, 2)
  await later
})

it('does not share a question that was asked before we wrote', async () => {
  const { store, asked, answer, read } = setUp()
  const early = read([a, b])
  store.writing([a]).answered('change')
  const late = read([a, b])
  expect(asked.map((x) => x.keys)).toEqual([[a, b], [a]])
  answer(1, 2)
  answer(0, 1)
  await Promise.all([early, late])
  expect(store.cell(a).fact).toEqual(Fact.present(2, 0))
  expect(store.cell(b).fact).toEqual(Fact.present(1, 0))
})
