import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byText, canonical, equals, isPlain, Json } from './Json.js'
import { digestOf } from './digest.js'

const json = fc.jsonValue().map((v) => JSON.parse(JSON.stringify(v)) as Json)
/** The same value, its members in another order. */
const shuffled = (v: unknown): unknown =>
  Array.isArray(v)
    ? v.map(shuffled)
    : isPlain(v)
      ? Object.fromEntries(
          Object.entries(v)
            .reverse()
            .map(([k, x]) => [k, shuffled(x)]),
        )
      : v

describe('canonical text', () => {
  it('is JSON for the same value, whatever the order of members', () =>
    fc.assert(
      fc.property(json, (v) => {
        expect(JSON.parse(canonical(v))).toEqual(v)
        expect(canonical(shuffled(v))).toBe(canonical(v))
        expect(digestOf(shuffled(v))).toBe(digestOf(v))
      }),
    ))

  it('tells two values apart exactly when they are not equal', () =>
    fc.assert(
      fc.property(json, json, (x, y) => {
        expect(canonical(x) === canonical(y)).toBe(equals(x, y))
      }),
    ))

  it('leaves absent members out', () => expect(canonical({ b: undefined, a: [undefined] })).toBe('{"a":[null]}'))
})

describe('equality', () => {
  it('is an equivalence that sees no order of members', () =>
    fc.assert(
      fc.property(json, json, json, (x, y, z) => {
        expect(equals(x, shuffled(x))).toBe(true)
        expect(equals(x, y)).toBe(equals(y, x))
        if (equals(x, y) && equals(y, z)) expect(equals(x, z)).toBe(true)
      }),
    ))

  it('sees every difference of one leaf, and none between absent and undefined', () => {
    expect(equals({ a: 1, b: undefined }, { a: 1 })).toBe(true)
    expect(equals({ a: 1 }, { a: 1, b: null })).toBe(false)
    expect(equals({ a: { b: [1, 2] } }, { a: { b: [2, 1] } })).toBe(false)
    expect(equals([1], { 0: 1 })).toBe(false)
    expect(equals({}, null)).toBe(false)
    expect(equals({}, { constructor: 1 })).toBe(false)
    expect(equals({ constructor: Object }, {})).toBe(false)
  })
})

it('decodes what JSON can spell and nothing else', () => {
  fc.assert(
    fc.property(json, (v) => {
      expect(Json.is(v)).toBe(true)
    }),
  )
  for (const odd of [NaN, Infinity, undefined, () => 1, new Map(), { a: undefined }, 1n]) expect(Json.decode(odd)._tag).toBe('Left')
})

it('orders texts by code unit', () => expect(['b', 'B', 'ä', 'a'].sort(byText)).toEqual(['B', 'a', 'b', 'ä']))
