import * as O from 'fp-ts/lib/Option.js'
import { expect, it } from 'vitest'
import type { Acts } from './Action.js'
import { reading } from './Provider.js'

type ListAct = Acts<{ 'list:Get': [{ readonly Next?: string }, { readonly Items: ReadonlyArray<number>; readonly Next?: string }] }>
const read = reading<ListAct>()
const pages = [{ Items: [1, 2], Next: 'n' }, { Items: [3] }]

it('a value that is spread over pages is joined in their order, any other is the last that was said', () => {
  const of = (join?: (x: ReadonlyArray<number>, y: ReadonlyArray<number>) => ReadonlyArray<number>) =>
    read({
      ids: ['a'],
      op: 'list:Get',
      input: {},
      facts: (a) => new Map([['a', a.Items]]),
      more: (a) => (a.Next === undefined ? O.none : O.some({ Next: a.Next })),
      ...(join === undefined ? {} : { join }),
    })
  expect(of().facts(pages)).toEqual(new Map([['a', [3]]]))
  const joined = of((x, y) => [...x, ...y])
  expect(joined.facts(pages)).toEqual(new Map([['a', [1, 2, 3]]]))
  expect(joined.facts([])).toEqual(new Map())
  expect(pages.map((p) => joined.more(p))).toEqual([O.some({ op: 'list:Get', input: { Next: 'n' } }), O.none])
})
