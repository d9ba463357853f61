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

describe('struct says what io-ts says of the same members', () => {
  const Inner = struct('Inner', { n: t.number }, { m: t.string })
  const required = { id: t.string, inner: Inner, list: t.readonlyArray(Inner), any: t.unknown }
  const optional = { note: t.string, maybe: option(t.number), more: t.record(t.string, Inner), choice: t.union([Inner, t.string]) }
  const Fast = struct('Fast', required, optional)
  const Plain = t.exact(t.intersection([t.type(required), t.partial(optional)]), 'Fast')

  const inner = fc.record(
    { n: fc.constantFrom(1, 2, 'x'), m: fc.constantFrom('a', undefined, null), extra: fc.constant(0) },
    { requiredKeys: [] },
  )
  const wide = fc.oneof(inner, fc.constantFrom(undefined, null, 1, 'text', [], {}))
  const ofAnything = fc
    .record(
      {
        id: fc.constantFrom('id', 'id', 'id', 1, undefined),
        inner: fc.oneof({ weight: 4, arbitrary: fc.constant({ n: 1 }) }, wide),
        list: fc.oneof({ weight: 4, arbitrary: fc.array(fc.constant({ n: 2, extra: 1 }), { maxLength: 2 }) }, wide),
        any: fc.constantFrom(0, null, undefined),
        note: fc.constantFrom('note', 7, null, undefined),
        maybe: fc.constantFrom(1, 'x', null, undefined),
        more: fc.oneof(fc.constant({ a: { n: 1 } }), wide),
        choice: wide,
        extra: fc.constant('extra'),
      },
      { requiredKeys: ['id', 'inner', 'list'] },
    )
    .chain((x) =>
      fc.shuffledSubarray(Object.keys(x), { minLength: 3 }).map((keys) => Object.fromEntries(keys.map((k) => [k, Reflect.get(x, k)]))),
    )
  /** Order of members included; `undefined` is not JSON, so it is spelt. */
  const text = (u: unknown) => JSON.stringify(u, (_, x: unknown) => (x === undefined ? '(undefined)' : x))
  /** What `struct` does besides: optional members that are nothing are left out, and `null` is nothing when it is read. */
  const trimmed = (u: { readonly [k: string]: unknown }, nulls: boolean) =>
    Object.fromEntries(Object.entries(u).filter(([k, x]) => !(k in optional && (x === undefined || (nulls && x === null)))))

  it('of any value', () => {
    const seen = { right: 0, left: 0 }
    fc.assert(
      fc.property(ofAnything, (u) => {
        const [fast, plain] = [Fast.decode(u), Plain.decode(trimmed(u, true))]
        seen[E.isRight(fast) ? 'right' : 'left'] += 1
        expect(fast._tag).toBe(plain._tag)
        if (E.isRight(fast) && E.isRight(plain)) expect(text(fast.right)).toBe(text(plain.right))
        if (E.isLeft(fast) && E.isLeft(plain)) expect(faults(fast.left)).toEqual(faults(plain.left))
        expect(Fast.is(u)).toBe(Plain.is(u))
      }),
      { seed: 1, numRuns: 2_000 },
    )
    expect(Math.min(seen.right, seen.left)).toBeGreaterThan(100)
  })
  it('of what it writes', () => {
    fc.assert(
      fc.property(ofAnything, (u) => {
        const decoded = Fast.decode(u)
        if (E.isLeft(decoded)) return
        const written = trimmed(Plain.encode(decoded.right), false)
        expect(text(Fast.encode(decoded.right))).toBe(text(written))
      }),
      { seed: 2, numRuns: 2_000 },
    )
  })
  it('and gives back what does not change', () => {
    const u = { id: 'x', inner: { n: 1 }, list: [], any: 0, note: 'y', maybe: O.none }
    expect(Inner.decode(u.inner)).toEqual(E.right(u.inner))
    const decoded = Inner.decode(u.inner)
    expect(E.isRight(decoded) && decoded.right).toBe(u.inner)
    expect(Inner.encode(u.inner)).toBe(u.inner)
  })
})
