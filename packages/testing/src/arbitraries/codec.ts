/**
 * Values from codecs: what a codec takes, its boundary values, its leaves, and pairs that differ in one of them. Usable by itself.
 *
 * It reads the structure of io-ts's codecs, of `struct` in core, and of any codec that carries `members`, `item`, `values` or `full`
 * under a `_tag`. A codec without structure is a leaf: it gets those of a stock of edge values that it takes.
 *
 * @since 0.1.0
 */
import { isPlain, type Json } from '@poolwright/core/Json'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import type * as t from 'io-ts'
import { get, type Place, put } from '../Desired.js'
import type { Leaf } from '../Trial.js'

export type AnyCodec = t.Mixed
type Members = { readonly [name: string]: AnyCodec }
/** What a codec is made of. */
export type Structure =
  | { readonly _tag: 'Object'; readonly required: Members; readonly optional: Members }
  | { readonly _tag: 'List'; readonly item: AnyCodec }
  | { readonly _tag: 'Dictionary'; readonly item: AnyCodec }
  | { readonly _tag: 'Choice'; readonly of: ReadonlyArray<AnyCodec> }
  | { readonly _tag: 'Leaf' }

const isCodec = (u: unknown): u is AnyCodec => typeof u === 'object' && u !== null && 'decode' in u
const membersIn = (u: unknown): Members =>
  (isPlain(u) ? Object.fromEntries(Object.entries(u).filter(([, c]) => isCodec(c))) : {}) as Members

export const structureOf = (codec: AnyCodec): Structure => {
  const c = codec as unknown as { readonly [k: string]: unknown }
  const inner = (u: unknown): Structure => (isCodec(u) ? structureOf(u) : { _tag: 'Leaf' })
  const list = (u: unknown): Structure => (isCodec(u) ? { _tag: 'List', item: u } : { _tag: 'Leaf' })
  switch (c['_tag']) {
    case 'InterfaceType':
    case 'StrictType':
      return { _tag: 'Object', required: membersIn(c['props']), optional: {} }
    case 'PartialType':
      return { _tag: 'Object', required: {}, optional: membersIn(c['props']) }
    case 'Struct':
      return { _tag: 'Object', required: membersIn(c['required']), optional: membersIn(c['optional']) }
    case 'Object':
      return { _tag: 'Object', ...needed(codec, membersIn(c['members'])) }
    case 'IntersectionType': {
      const parts = (c['types'] as ReadonlyArray<AnyCodec>).map(structureOf)
      const objects = parts.flatMap((p) => (p._tag === 'Object' ? [p] : []))
      if (objects.length < parts.length) return { _tag: 'Leaf' }
      const all = (which: 'required' | 'optional') => Object.assign({}, ...objects.map((o) => o[which])) as Members
      return { _tag: 'Object', required: all('required'), optional: all('optional') }
    }
    case 'ExactType':
    case 'ReadonlyType':
      return inner(c['type'])
    case 'ArrayType':
    case 'ReadonlyArrayType':
      return list(c['type'])
    case 'List':
      return list(c['item'])
    case 'Shorthand':
      return inner(c['full'])
    case 'DictionaryType':
      return isCodec(c['codomain']) ? { _tag: 'Dictionary', item: c['codomain'] } : { _tag: 'Leaf' }
    case 'Dictionary':
      return isCodec(c['item']) ? { _tag: 'Dictionary', item: c['item'] } : { _tag: 'Leaf' }
    case 'UnionType':
      return { _tag: 'Choice', of: c['types'] as ReadonlyArray<AnyCodec> }
    default:
      return { _tag: 'Leaf' }
  }
}
/** Which members may be left out, where a codec does not say so by itself: those whose absence is no fault. */
const needed = (codec: AnyCodec, members: Members): { readonly required: Members; readonly optional: Members } => {
  const empty = codec.decode({})
  const missing = new Set(E.isLeft(empty) ? empty.left.map((e) => e.context[e.context.length - 1]?.key ?? '') : [])
  const those = (is: boolean) => Object.fromEntries(Object.entries(members).filter(([name]) => missing.has(name) === is))
  return { required: those(true), optional: those(false) }
}

// ---- leaves ----------------------------------------------------------------------------------------------------------------

const long = (n: number) => 'x'.repeat(n)
const stock: ReadonlyArray<Json> = [
  ...[0, 1, -1, 2, 8, 29, 30, 63, 64, 99, 100, 101, 200, 255, 256, 300, 2_147_483_647, 9_007_199_254_740_991, 0.5],
  ...[true, false, null],
  ...['', 'a', 'a-b', 'A b', 'é', '😀', 'none', '0', '300s', '5m', '1', 'v1.34.0', 'sg-1', 'autoscaling:EC2_INSTANCE_LAUNCHING'],
  ...[63, 64, 253, 254, 255, 256, 512].map(long),
]
/** Numbers that a codec's name speaks of, and their neighbours. */
const named = (codec: AnyCodec): ReadonlyArray<Json> =>
  (codec.name.replaceAll(/(\d),(?=\d)/g, '$1').match(/-?\d+/g) ?? [])
    .map(Number)
    .flatMap((n) => [n - 1, n, n + 1, ...(n >= 0 && n < 5_000 ? [long(n)] : [])])
const spelt = (codec: AnyCodec): ReadonlyArray<Json> => {
  const c = codec as unknown as { readonly values?: unknown; readonly keys?: unknown; readonly value?: unknown }
  const listed = Array.isArray(c.values) ? (c.values as ReadonlyArray<Json>) : isPlain(c.keys) ? Object.keys(c.keys) : []
  return 'value' in c && (typeof c.value === 'string' || typeof c.value === 'number' || typeof c.value === 'boolean')
    ? [...listed, c.value]
    : listed
}

/** Values at and beside the boundaries of a codec without structure; only those that it takes. */
export const edges = (codec: AnyCodec): ReadonlyArray<Json> => {
  const all = [...spelt(codec), ...named(codec), ...stock]
  const taken = all.filter((x) => E.isRight(codec.decode(x)))
  return [...new Map(taken.map((x) => [JSON.stringify(x), x])).values()]
}

// ---- values ----------------------------------------------------------------------------------------------------------------

const keys = fc.constantFrom('a', 'team', 'cost/centre', 'é', '0')

/** What a codec takes, as it would be written: absent members are left out, never `undefined`. Structure deeper than `depth` is cut. */
export const written = (codec: AnyCodec, depth = 6): fc.Arbitrary<Json> => {
  const s = structureOf(codec)
  const made = ((): fc.Arbitrary<Json> => {
    switch (s._tag) {
      case 'Object': {
        const arbitraries = (m: Members) => Object.fromEntries(Object.entries(m).map(([name, c]) => [name, written(c, depth - 1)]))
        const required = arbitraries(s.required)
        return fc.record({ ...required, ...(depth > 0 ? arbitraries(s.optional) : {}) }, { requiredKeys: Object.keys(required) })
      }
      case 'List':
        return depth > 0 ? fc.array(written(s.item, depth - 1), { maxLength: 3 }) : fc.constant([])
      case 'Dictionary':
        return depth > 0 ? fc.dictionary(keys, written(s.item, depth - 1), { maxKeys: 3, noNullPrototype: true }) : fc.constant({})
      case 'Choice':
        return fc.oneof(...s.of.map((c) => written(c, depth - 1)))
      case 'Leaf': {
        const values = edges(codec)
        return values.length === 0 ? fc.constant(null) : fc.constantFrom(...values)
      }
    }
  })()
  // Rules that structure does not tell, such as refinements, are kept by asking the codec.
  return made.filter((x) => E.isRight(codec.decode(x)))
}

/**
 * The leaves of a codec with values for each, as the laws take them; members that may be left out may be. `path` is what is written in
 * front of each leaf's path, `place` where the whole stands among the documents. Lists and dictionaries are leaves as a whole.
 */
export const leavesOf = (codec: AnyCodec, place: Place, path = '', depth = 6): ReadonlyArray<Leaf> => {
  const s = structureOf(codec)
  if (s._tag !== 'Object' || depth === 0) return [{ path, place, values: written(codec) }]
  const under = (members: Members, optional: boolean): ReadonlyArray<Leaf> =>
    Object.entries(members).flatMap(([name, c]) => {
      const inner = leavesOf(c, [...place, name], path === '' ? name : `${path}.${name}`, depth - 1)
      const [only] = inner
      if (!optional) return inner
      if (only !== undefined && inner.length === 1 && only.place.length === place.length + 1)
        return [{ ...only, values: fc.option(only.values, { nil: undefined, freq: 4 }) }]
      return inner
    })
  return [...under(s.required, false), ...under(s.optional, true)]
}

/** Two values that a codec takes and that differ in one leaf. */
export const nearMiss = (codec: AnyCodec): fc.Arbitrary<readonly [Json, Json]> => {
  const leaves = leavesOf(codec, ['it'])
  const swapped = leaves.map((leaf) => leaf.values.map((to) => ({ leaf, to })))
  return fc
    .tuple(written(codec), fc.oneof(...swapped))
    .map(([x, { leaf, to }]): readonly [Json, Json] => [x, get(['it'])(put(leaf.place, to)({ it: x })) ?? null])
    .filter(([x, y]) => JSON.stringify(x) !== JSON.stringify(y) && E.isRight(codec.decode(y)))
}
