/**
 * JSON Schema (2020-12) from codecs, for editors and for whoever reads our files without our code: saved plans, worlds, settings.
 *
 * A schema describes what is *written*: members that a codec would drop are not allowed, and `null` for an optional member, which
 * codecs read as absence, is not either.
 *
 * @example
 * import * as assert from 'node:assert'
 * import * as t from 'io-ts'
 * import { struct } from '@poolwright/core/codec'
 * import * as JsonSchema from '@poolwright/core/JsonSchema'
 * const Budget = struct('Budget', { machines: JsonSchema.describe({ minimum: 1 }, t.Int) }, { note: t.string })
 * assert.deepStrictEqual(JsonSchema.of(Budget), {
 *   type: 'object',
 *   title: 'Budget',
 *   properties: { machines: { type: 'integer', minimum: 1 }, note: { type: 'string' } },
 *   required: ['machines'],
 *   additionalProperties: false,
 * })
 * @since 0.1.0
 */
import * as t from 'io-ts'
import type { OptionOf, Struct } from './codec.js'
import type { Json } from './Json.js'

export type JsonSchema = { readonly [keyword: string]: Json }

/** What a codec's code knows and its structure does not tell: ranges, patterns, descriptions, defaults. */
const described = new WeakMap<object, JsonSchema>()

/** A codec of its own, equal to the given one, of which these keywords are known; they win over what its structure says. */
export const describe = <A, O, I>(keywords: JsonSchema, codec: t.Type<A, O, I>): t.Type<A, O, I> => {
  // A copy with the same prototype: a codec is immutable, so that both behave alike, and `_tag` and members stay readable.
  const copy = Object.assign(Object.create(Object.getPrototypeOf(codec) as object) as t.Type<A, O, I>, codec)
  described.set(copy, { ...described.get(codec), ...keywords })
  return copy
}

/** A whole document, with the keyword that says which edition of JSON Schema it follows. */
export const document = (codec: t.Mixed, keywords: JsonSchema = {}): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...keywords,
  ...of(codec),
})

/** The schema of a codec. A codec without structure (or with one that refers to itself) of which nothing was described allows anything. */
export const of = (codec: t.Mixed): JsonSchema => {
  const own = described.get(codec)
  // `_tag` tells the classes of io-ts apart; a codec without one has no structure.
  const schema = structureOf(codec as unknown as Known)
  return own === undefined ? schema : { ...schema, ...own }
}

/** The codecs of io-ts that have structure, ours, and refinements and brands of them. */
type Known =
  | t.StringType
  | t.NumberType
  | t.BooleanType
  | t.NullType
  | t.UndefinedType
  | t.AnyArrayType
  | t.AnyDictionaryType
  | t.LiteralType<string | number | boolean>
  | t.KeyofType<{ readonly [key: string]: unknown }>
  | t.ArrayType<t.Mixed>
  | t.ReadonlyArrayType<t.Mixed>
  | t.ReadonlyType<t.Mixed>
  | t.ExactType<t.Mixed & t.HasProps>
  | t.RefinementType<t.Mixed>
  | t.InterfaceType<t.Props>
  | t.PartialType<t.Props>
  | t.UnionType<Array<t.Mixed>>
  | t.IntersectionType<Array<t.Mixed>>
  | t.TupleType<Array<t.Mixed>>
  | t.DictionaryType<t.Mixed, t.Mixed>
  | Struct<unknown>
  | OptionOf<unknown>

const structureOf = (codec: Known): JsonSchema => {
  switch (codec._tag) {
    case 'StringType':
      return { type: 'string' }
    case 'NumberType':
      return { type: 'number' }
    case 'BooleanType':
      return { type: 'boolean' }
    case 'NullType':
      return { type: 'null' }
    case 'UndefinedType':
      return { not: {} }
    case 'AnyArrayType':
      return { type: 'array' }
    case 'AnyDictionaryType':
      return { type: 'object' }
    case 'LiteralType':
      return { const: codec.value }
    case 'KeyofType':
      return { enum: Object.keys(codec.keys) }
    case 'ArrayType':
    case 'ReadonlyArrayType':
      return { type: 'array', items: of(codec.type) }
    case 'ReadonlyType':
      return of(codec.type)
    case 'ExactType':
      return closed(of(codec.type))
    case 'RefinementType':
      return codec.name === 'Int' ? { ...of(codec.type), type: 'integer' } : of(codec.type)
    case 'InterfaceType':
      return objectOf(codec.props, Object.keys(codec.props))
    case 'PartialType':
      return objectOf(codec.props, [])
    case 'UnionType':
      return anyOf(codec.types.filter((c) => !isUndefined(c)).map(of))
    case 'IntersectionType':
      return allOf(codec.types.map(of))
    case 'TupleType':
      return { type: 'array', prefixItems: codec.types.map(of), items: false, minItems: codec.types.length }
    case 'DictionaryType':
      return dictionaryOf(of(codec.domain), of(codec.codomain))
    case 'Struct': {
      const both = objectOf({ ...codec.required, ...codec.optional }, Object.keys(codec.required))
      return { type: 'object', title: codec.name, ...both, additionalProperties: false }
    }
    case 'OptionOf':
      return anyOf([of(codec.codec), { type: 'null' }])
    default:
      return {}
  }
}

const isUndefined = (codec: t.Mixed): boolean => codec instanceof t.UndefinedType

const objectOf = (props: t.Props, required: ReadonlyArray<string>): JsonSchema => {
  const optional = (c: t.Mixed): boolean =>
    isUndefined(c) || (c instanceof t.UnionType && (c.types as ReadonlyArray<t.Mixed>).some(isUndefined))
  const must = required.filter((name) => props[name] !== undefined && !optional(props[name]))
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(props).map(([name, codec]) => [name, of(codec)])),
    ...(must.length === 0 ? {} : { required: must }),
  }
}

const isObject = (schema: JsonSchema): boolean => schema['type'] === 'object' && schema['properties'] !== undefined
const closed = (schema: JsonSchema): JsonSchema => (isObject(schema) ? { ...schema, additionalProperties: false } : schema)

/** Closed schemas of one object would refuse each other's members, so that they are made into one. */
const allOf = (schemas: ReadonlyArray<JsonSchema>): JsonSchema => {
  if (!schemas.every(isObject)) return { allOf: schemas }
  const required = schemas.flatMap((s) => (Array.isArray(s['required']) ? (s['required'] as ReadonlyArray<Json>) : []))
  const properties = schemas.reduce<JsonSchema>((all, s) => ({ ...all, ...(s['properties'] as JsonSchema) }), {})
  const isClosed = schemas.some((s) => s['additionalProperties'] === false)
  return {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    ...(isClosed ? { additionalProperties: false } : {}),
  }
}

const anyOf = (schemas: ReadonlyArray<JsonSchema>): JsonSchema => {
  const [first] = schemas
  if (first !== undefined && schemas.length === 1) return first
  const constants = schemas.flatMap((s) => (Object.keys(s).length === 1 && s['const'] !== undefined ? [s['const']] : []))
  return constants.length === schemas.length ? { enum: constants } : { anyOf: schemas }
}

const dictionaryOf = (domain: JsonSchema, codomain: JsonSchema): JsonSchema => {
  const names = domain['enum'] as ReadonlyArray<string> | undefined
  if (names === undefined) return { type: 'object', additionalProperties: codomain }
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, codomain])),
    required: names,
    additionalProperties: false,
  }
}
