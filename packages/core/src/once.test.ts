import { expect, it } from 'vitest'
import { once } from './once.js'

it('what is answered for an object is worked out once, also where that is nothing', () => {
  const asked: Array<unknown> = []
  const size = once((list: ReadonlyArray<number>) => {
    asked.push(list)
    return list.length === 0 ? undefined : list.length
  })
  const [none, two] = [[], [1, 2]]
  expect([none, two, none, two, [1, 2]].map(size)).toEqual([undefined, 2, undefined, 2, 2])
  expect(asked).toEqual([none, two, [1, 2]])
})

it.each([null, undefined, 'a', 1])('what is no object is asked about each time: %j', (value) => {
  let asked = 0
  const count = once((_: typeof value) => (asked += 1))
  expect([count(value), count(value)]).toEqual([1, 2])
})
