/**
 * JSON values, and the one text form in which equal values are equal bytes.
 *
 * @example
 * import * as assert from 'node:assert'
 * import * as Json from '@poolwright/core/Json'
 * assert.strictEqual(Json.canonical({ b: 1, a: [true, undefined, null] }), '{"a":[true,null,null],"b":1}')
 * @since 0.1.0
 */
import * as t from 'io-ts'

export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

const isJson = (u: unknown): u is Json =>
  u === null ||
  typeof u === 'string' ||
  typeof u === 'boolean' ||
  (typeof u === 'number' && Number.isFinite(u)) ||
  (Array.isArray(u) && u.every(isJson)) ||
  (isPlain(u) && Object.values(u).every(isJson))

/** Decodes any finite JSON value; numbers that JSON cannot spell (NaN, infinities) are refused. */
export const Json: t.Type<Json, Json, unknown> = new t.Type(
  'Json',
  isJson,
  (u, c) => (isJson(u) ? t.success(u) : t.failure(u, c)),
  // Lists and records of it know by this very function that they need no copy.
  t.identity,
)

/** True for objects that a literal would make: not arrays, not typed arrays, not maps. */
export const isPlain = (u: unknown): u is { readonly [key: string]: unknown } => {
  if (typeof u !== 'object' || u === null || Array.isArray(u)) return false
  const prototype: unknown = Object.getPrototypeOf(u)
  return prototype === Object.prototype || prototype === null
}

/** Compares by code unit, so that an order never depends on a locale. */
export const byText = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0)

/** Keys sorted, absent members left out: equal values have equal text whatever order they were made in. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((x) => canonical(x ?? null)).join(',')}]`
  if (isPlain(value)) {
    const keys = Object.keys(value).sort(byText)
    const members = keys.filter((k) => value[k] !== undefined).map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`)
    return `{${members.join(',')}}`
  }
  return JSON.stringify(value ?? null)
}

/** Deep equality of JSON values; an absent member and one that is `undefined` are the same. */
export const equals = (x: unknown, y: unknown): boolean => {
  if (Object.is(x, y)) return true
  // Whatever is no object was the same or is not.
  if (typeof x !== 'object' || typeof y !== 'object') return false
  if (Array.isArray(x)) return Array.isArray(y) && x.length === y.length && x.every((e, i) => equals(e, y[i]))
  if (!isPlain(x) || !isPlain(y)) return false
  // `constructor` may be the name of a tag, and every object has one that is not its own.
  for (const k of Object.keys(x)) if (!equals(x[k], Object.hasOwn(y, k) ? y[k] : undefined)) return false
  for (const k of Object.keys(y)) if (y[k] !== undefined && !Object.hasOwn(x, k)) return false
  return true
}
