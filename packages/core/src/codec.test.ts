import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { faults, oneOf, option, struct } from './codec.js'

const Box = struct('Box', { id: t.string, inner: struct('Inner', { n: t.number }) }, { note: t.string, kind: oneOf('a', 'b') })
const box = fc.record(
  {
    id: fc.string(),
    inner: fc.record({ n: fc.double({ noNaN: true }) }),
    note: fc.string(),
    kind: fc.constantFrom('a' as const, 'b' as const),
  },
  { requiredKeys: ['id', 'inner'] },
)
const wrong = (u: unknown) => {
  const decoded = Box.decode(u)
  return E.isLeft(decoded) ? faults(decoded.left) : []
}

describe('struct', () => {
  it('reads back what it wrote', () =>
    fc.assert(
      fc.property(box, (b) => {
        expect(Box.decode(Box.encode(b))).toEqual(E.right(b))
      }),
    ))

  it('drops unknown members at every depth', () =>
    expect(Box.decode({ id: 'x', inner: { n: 1, m: 2 }, odd: true })).toEqual(E.right({ id: 'x', inner: { n: 1 } })))

  it('takes null for an optional member as absent, and not for a required one', () => {
    expect(Box.decode({ id: 'x', inner: { n: 1 }, note: null })).toEqual(E.right({ id: 'x', inner: { n: 1 } }))
    expect(wrong({ id: null, inner: { n: 1 } })).toEqual(['id: expected string'])
  })

  it('leaves out what is undefined, reading and writing', () => {
    const decoded = Box.decode({ id: 'x', inner: { n: 1 }, note: undefined })
    expect(E.isRight(decoded) && Object.keys(decoded.right)).toEqual(['id', 'inner'])
    const odd = { id: 'x', inner: { n: 1 }, note: undefined } as unknown as t.TypeOf<typeof Box>
    expect(Object.keys(Box.encode(odd) as object)).toEqual(['id', 'inner'])
  })

  it('names every place that is wrong and never the value that is there', () => {
    expect(wrong({ id: 1, inner: { n: 'SECRET' }, kind: 'SECRET' })).toEqual([
      'id: expected string',
      'inner.n: expected number',
      'kind: expected "a" | "b"',
    ])
    expect(wrong('SECRET').join()).not.toContain('SECRET')
  })
})

it('spells an option as null or the value', () => {
  const Maybe = option(t.number)
  fc.assert(
    fc.property(fc.option(fc.double({ noNaN: true }), { nil: undefined }), (n) => {
      const value = O.fromNullable(n)
      expect(Maybe.is(value)).toBe(true)
      expect(Maybe.decode(Maybe.encode(value))).toEqual(E.right(value))
    }),
  )
  expect(Maybe.encode(O.none)).toBe(null)
  expect(Maybe.decode('x')._tag).toBe('Left')
  expect(Maybe.is({ _tag: 'Some', value: 'x' })).toBe(false)
})
