import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { oneOf, option, struct } from './codec.js'
import { equals, isPlain, type Json } from './Json.js'
import * as JsonSchema from './JsonSchema.js'
import { nouns, ops, saved } from './samples.fixture.js'
import * as SavedPlan from './SavedPlan.js'

type Schema = { readonly [keyword: string]: unknown }
/** Just enough of a validator for the keywords that are written here, and it fails on any other. */
const valid = (schema: unknown, v: unknown, root: Schema): boolean => {
  if (schema === false) return false
  const s = schema as Schema
  const each = (list: unknown) => list as ReadonlyArray<unknown>
  const has = isPlain(v) ? v : {}
  const properties = (s['properties'] ?? {}) as Schema
  const patterns = Object.entries((s['patternProperties'] ?? {}) as Schema)
  const rest = Object.keys(has).filter((k) => !Object.hasOwn(properties, k) && !patterns.some(([p]) => new RegExp(p).test(k)))
  const checks: { readonly [keyword: string]: (x: unknown) => boolean } = {
    type: (x) =>
      x === 'integer'
        ? Number.isInteger(v)
        : x === 'array'
          ? Array.isArray(v)
          : x === 'null'
            ? v === null
            : x === 'object'
              ? isPlain(v)
              : typeof v === x,
    const: (x) => equals(x, v),
    enum: (x) => each(x).some((y) => equals(y, v)),
    anyOf: (x) => each(x).some((y) => valid(y, v, root)),
    allOf: (x) => each(x).every((y) => valid(y, v, root)),
    not: (x) => !valid(x, v, root),
    items: (x) =>
      !Array.isArray(v) || v.slice(s['prefixItems'] === undefined ? 0 : each(s['prefixItems']).length).every((y) => valid(x, y, root)),
    prefixItems: (x) => !Array.isArray(v) || each(x).every((y, i) => i >= v.length || valid(y, v[i], root)),
    minItems: (x) => !Array.isArray(v) || v.length >= Number(x),
    minimum: (x) => typeof v !== 'number' || v >= Number(x),
    pattern: (x) => typeof v !== 'string' || new RegExp(String(x)).test(v),
    properties: () => Object.entries(properties).every(([k, y]) => !Object.hasOwn(has, k) || valid(y, has[k], root)),
    patternProperties: () => patterns.every(([p, y]) => Object.entries(has).every(([k, x]) => !new RegExp(p).test(k) || valid(y, x, root))),
    required: (x) => !isPlain(v) || each(x).every((k) => Object.hasOwn(v, String(k))),
    additionalProperties: (x) => rest.every((k) => valid(x, has[k], root)),
    $ref: (x) =>
      valid(
        String(x)
          .slice(2)
          .split('/')
          .reduce<unknown>((at, k) => (at as Schema)[k], root),
        v,
        root,
      ),
    $defs: () => true,
    $schema: () => true,
    title: () => true,
    description: () => true,
  }
  return Object.entries(s).every(([keyword, x]) => {
    const check = checks[keyword]
    if (check === undefined) throw new Error(`unknown keyword: ${keyword}`)
    return check(x)
  })
}
const accepts = (codec: t.Mixed) => {
  const schema = JsonSchema.of(codec)
  return (v: unknown) => valid(schema, v, schema)
}

type Positive = { readonly Positive: unique symbol }
const Everything = struct(
  'Everything',
  {
    text: t.string,
    count: JsonSchema.describe(
      { minimum: 0 },
      t.refinement(t.Int, (n) => n >= 0, 'Count'),
    ),
    brand: t.brand(t.number, (n): n is t.Branded<number, Positive> => n > 0, 'Positive'),
    kind: oneOf('a', 'b'),
    literal: t.literal('x'),
    numbers: t.readonlyArray(t.number),
    byName: t.record(t.string, t.boolean),
    byKind: t.record(t.keyof({ p: null, q: null }), t.string),
    choice: t.union([t.string, t.readonly(t.exact(t.type({ n: t.number })))]),
    both: t.exact(t.intersection([t.type({ a: t.string }), t.partial({ b: t.number })])),
    pair: t.tuple([t.string, t.number]),
    none: t.null,
    maybe: option(t.number),
    levels: t.union([t.literal(1), t.literal(2)]),
    any: t.unknown,
    list: t.UnknownArray,
    map: t.UnknownRecord,
  },
  { note: t.string, blank: t.union([t.string, t.undefined]) },
)
const sample = {
  text: 't',
  count: 1,
  brand: 1,
  kind: 'a',
  literal: 'x',
  numbers: [1],
  byName: { z: true },
  byKind: { p: 'p', q: 'q' },
  choice: { n: 1 },
  both: { a: 'a', b: 2 },
  pair: ['p', 1],
  none: null,
  maybe: null,
  levels: 2,
  any: { deep: [null] },
  list: [1, 'x'],
  map: { x: 1 },
  note: 'n',
}

describe('the schema of a codec', () => {
  const accept = accepts(Everything)

  it('accepts what the codec writes', () => {
    const decoded = Everything.decode(sample)
    expect(E.isRight(decoded)).toBe(true)
    if (E.isRight(decoded)) expect(accept(Everything.encode(decoded.right))).toBe(true)
  })

  it('refuses, member by member, what the codec refuses', () => {
    const odd = fc.constantFrom<Json>(null, true, -1, 1.5, 'z', [], {}, [true], { n: 'x' }, { odd: 1 })
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(sample)), odd, (name, value) => {
        const edited = { ...sample, [name]: value }
        // A null is read as absence where a member is optional, and it is never written.
        if (name === 'note' && value === null) return
        // Unknown members are dropped when read, and never written; a brand's own predicate is code.
        if (name === 'brand' || (isPlain(value) && 'odd' in value)) return
        expect([name, accept(edited)]).toEqual([name, E.isRight(Everything.decode(edited))])
      }),
    )
  })

  it('wants what is required and nothing that nobody knows', () => {
    for (const name of Object.keys(sample)) {
      const { [name]: _, ...rest } = sample as Record<string, unknown>
      expect([name, accept(rest)]).toEqual([name, name === 'note'])
    }
    expect(accept({ ...sample, odd: 1 })).toBe(false)
  })

  it('says what was described, and leaves the codec as it was', () => {
    const Port = JsonSchema.describe({ description: 'a port', maximum: 9 }, JsonSchema.describe({ minimum: 1 }, t.Int))
    expect(JsonSchema.of(Port)).toEqual({ type: 'integer', minimum: 1, description: 'a port', maximum: 9 })
    expect(JsonSchema.of(t.Int)).toEqual({ type: 'integer' })
    expect([Port.is(3), Port.decode('x')._tag, Port.name]).toEqual([true, 'Left', 'Int'])
  })

  it('is a whole document when asked', () =>
    expect(JsonSchema.document(t.string, { title: 'T' })).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'T',
      type: 'string',
    }))
})

describe('the schema of saved plans', () => {
  const schema = SavedPlan.schema(ops, nouns)
  const text = JSON.stringify(SavedPlan.encode(ops, nouns)(saved))
  const accept = (edited: string) => valid(schema, JSON.parse(edited), schema)

  it('accepts what is written, and refuses another format, operation, input or fact', () => {
    expect(accept(text)).toBe(true)
    for (const [from, to] of [
      ['"format":1', '"format":2'],
      ['box:Fill', 'box:Burn'],
      ['box:Fill', 'box:Describe'],
      ['"Amount":3', '"Amount":"three"'],
      ['"Id":"c"', '"Id":7'],
      ['"_tag":"AwaitChange"', '"_tag":"Never"'],
    ] as const)
      expect([to, accept(text.replace(from, to))]).toEqual([to, false])
  })
})
