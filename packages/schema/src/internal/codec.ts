/**
 * The few shapes that manifests are made of. Each codec is named by what a person should have written, and carries its members, so
 * that unknown fields and secret leaves are found by walking it.
 */
import { isPlain } from '@poolwright/core/Json'
import { type Secret, secretOf } from '@poolwright/core/Secret'
import * as t from 'io-ts'
import { utf8 } from './bytes.js'

/** A codec of a manifest's part; what it was read from is always a JSON value. */
export type Codec<A> = t.Type<A, unknown, unknown>
type Members = Readonly<Record<string, t.Mixed>>
type Flat<A> = { readonly [K in keyof A]: A[K] }
/** The type of an object codec: `?:` members are absent, never `undefined`. */
export type ObjectOf<R extends Members, O extends Members> = Flat<
  { readonly [K in keyof R]: t.TypeOf<R[K]> } & { readonly [K in keyof O]?: t.TypeOf<O[K]> }
>

/** What is wrong with a leaf, handed on as the message of io-ts's error. */
type Fault = 'PW-TYPE' | 'PW-REQUIRED' | 'PW-RANGE' | 'PW-ENUM' | 'PW-FORMAT'

const succeeds =
  <A>(validate: t.Validate<unknown, A>): t.Is<A> =>
  (u): u is A =>
    validate(u, [])._tag === 'Right'
const asWritten = (a: unknown): unknown => a

/** A mapping with known members. `null` is absence, as the API server has it. */
export class ObjectCodec<A> extends t.Type<A, unknown, unknown> {
  readonly _tag = 'Object' as const
  readonly members: Members
  constructor(name: string, members: Members, validate: t.Validate<unknown, A>) {
    super(name, succeeds(validate), validate, asWritten)
    this.members = members
  }
}

export const object = <R extends Members, O extends Members = {}>(name: string, required: R, optional?: O): ObjectCodec<ObjectOf<R, O>> => {
  const members: Members = { ...required, ...optional }
  const entries = Object.entries(members)
  return new ObjectCodec<ObjectOf<R, O>>(name, members, (u, c) => {
    if (!isPlain(u)) return t.failure(u, c, 'PW-TYPE' satisfies Fault)
    const errors: t.ValidationError[] = []
    const value: Record<string, unknown> = {}
    for (const [key, codec] of entries) {
      const member = u[key]
      if (member === undefined || member === null) {
        if (key in required) {
          errors.push({ value: member, context: t.appendContext(c, key, codec, member), message: 'PW-REQUIRED' satisfies Fault })
        }
        continue
      }
      const read = codec.validate(member, t.appendContext(c, key, codec, member))
      if (read._tag === 'Left') for (const error of read.left) errors.push(error)
      else value[key] = read.right
    }
    // the loop above has put in exactly the members that the type names
    return errors.length > 0 ? t.failures(errors) : t.success(value as ObjectOf<R, O>)
  })
}

/** A list, its order kept. */
export class ListCodec<A> extends t.Type<ReadonlyArray<A>, unknown, unknown> {
  readonly _tag = 'List' as const
  readonly item: Codec<A>
  constructor(item: Codec<A>, validate: t.Validate<unknown, ReadonlyArray<A>>) {
    super('a list', succeeds(validate), validate, asWritten)
    this.item = item
  }
}

export const list = <A>(item: Codec<A>): ListCodec<A> =>
  new ListCodec(item, (u, c) => {
    if (!Array.isArray(u)) return t.failure(u, c, 'PW-TYPE' satisfies Fault)
    const read = u.map((x: unknown, i) => item.validate(x, t.appendContext(c, String(i), item, x)))
    const errors = read.flatMap((r) => (r._tag === 'Left' ? r.left : []))
    return errors.length > 0 ? t.failures(errors) : t.success(read.flatMap((r) => (r._tag === 'Right' ? [r.right] : [])))
  })

/** A mapping with keys of the author's choice, such as labels and tags. */
export class DictionaryCodec<A> extends t.Type<Readonly<Record<string, A>>, unknown, unknown> {
  readonly _tag = 'Dictionary' as const
  readonly item: Codec<A>
  constructor(item: Codec<A>, validate: t.Validate<unknown, Readonly<Record<string, A>>>) {
    super('a mapping', succeeds(validate), validate, asWritten)
    this.item = item
  }
}

export const dictionary = <A>(item: Codec<A>): DictionaryCodec<A> =>
  new DictionaryCodec(item, (u, c) => {
    if (!isPlain(u)) return t.failure(u, c, 'PW-TYPE' satisfies Fault)
    const read = Object.entries(u).map(([k, x]) => [k, item.validate(x, t.appendContext(c, k, item, x))] as const)
    const errors = read.flatMap(([, r]) => (r._tag === 'Left' ? r.left : []))
    if (errors.length > 0) return t.failures(errors)
    return t.success(Object.fromEntries(read.flatMap(([k, r]) => (r._tag === 'Right' ? [[k, r.right] as const] : []))))
  })

/** Reads either form; the second one is a short way to write the first. */
export class ShorthandCodec<A> extends t.Type<A, unknown, unknown> {
  readonly _tag = 'Shorthand' as const
  readonly full: Codec<A>
  constructor(full: Codec<A>, short: (u: unknown) => A | null) {
    super(
      full.name,
      full.is,
      (u, c) => {
        const read = short(u)
        return read === null ? full.validate(u, c) : t.success(read)
      },
      asWritten,
    )
    this.full = full
  }
}

/** Text whose bytes are kept away: it decodes to a digest, and `secretsIn` finds the bytes. */
class HiddenCodec extends t.Type<Secret, unknown, unknown> {
  readonly _tag = 'Hidden' as const
  constructor() {
    super(
      'text',
      (u): u is Secret => isPlain(u) && typeof u['$secret'] === 'string',
      (u, c) => (typeof u === 'string' ? t.success(secretOf(utf8(u))) : t.failure(u, c, 'PW-TYPE' satisfies Fault)),
      asWritten,
    )
  }
}
export const hidden = new HiddenCodec()

const leaf = <A>(name: string, is: (u: unknown) => u is A, within: (a: A) => boolean, fault: Fault): Codec<A> => {
  const ok = (u: unknown): u is A => is(u) && within(u)
  return new t.Type<A, unknown, unknown>(
    name,
    ok,
    (u, c) => (!is(u) ? t.failure(u, c, 'PW-TYPE' satisfies Fault) : within(u) ? t.success(u) : t.failure(u, c, fault)),
    asWritten,
  )
}
const isText = (u: unknown): u is string => typeof u === 'string'
const isNumber = (u: unknown): u is number => typeof u === 'number'

export const text: Codec<string> = leaf('text', isText, () => true, 'PW-FORMAT')
export const flag: Codec<boolean> = leaf(
  'true or false',
  (u) => typeof u === 'boolean',
  () => true,
  'PW-FORMAT',
)

/** Text of `from` to `to` characters, as Go counts them for these fields: code points. */
export const textOf = (from: number, to: number): Codec<string> =>
  leaf(`text of ${from} to ${to} characters`, isText, (s) => [...s].length >= from && [...s].length <= to, 'PW-RANGE')

export const pattern = (name: string, form: RegExp): Codec<string> => leaf(name, isText, (s) => form.test(s), 'PW-FORMAT')

/** A whole number with both bounds within it. */
export const whole = (from: number, to: number): Codec<number> =>
  leaf(
    to >= int64 ? (from <= -int64 ? 'a whole number' : `a whole number of at least ${from}`) : `a whole number from ${from} to ${to}`,
    isNumber,
    (n) => Number.isSafeInteger(n) && n >= from && n <= to,
    'PW-RANGE',
  )
/** Beyond this JSON numbers are no longer exact; the API's int64 fields never get near it. */
export const int64 = Number.MAX_SAFE_INTEGER
export const int32 = 2_147_483_647

/** One of these texts; `values` stay readable for "did you mean". */
export class ChoiceCodec<A extends string> extends t.Type<A, unknown, unknown> {
  readonly _tag = 'Choice' as const
  readonly values: ReadonlyArray<A>
  constructor(values: ReadonlyArray<A>) {
    const is = (u: unknown): u is A => values.some((v) => v === u)
    super(
      `one of ${values.map((v) => (v === '' ? '""' : v)).join(', ')}`,
      is,
      (u, c) => (is(u) ? t.success(u) : t.failure(u, c, (isText(u) ? 'PW-ENUM' : 'PW-TYPE') satisfies Fault)),
      asWritten,
    )
    this.values = values
  }
}
export const choice = <const V extends ReadonlyArray<string>>(...values: V): ChoiceCodec<V[number]> => new ChoiceCodec<V[number]>(values)

/** Not looked into: parts of an object that nothing here reads. */
export const open: Codec<unknown> = new t.Type<unknown, unknown, unknown>('anything', (_u): _u is unknown => true, t.success, asWritten)

/** The secret texts of a value by digest, found where its codec hides them; parts that do not decode are passed over. */
export const secretsIn = (codec: t.Mixed, value: unknown): ReadonlyArray<readonly [string, Uint8Array]> => {
  if (codec instanceof HiddenCodec) return isText(value) ? [[secretOf(utf8(value)).$secret, utf8(value)]] : []
  if (codec instanceof ObjectCodec && isPlain(value)) {
    const members: Members = codec.members
    return Object.entries(members).flatMap(([k, member]) => secretsIn(member, value[k]))
  }
  if (codec instanceof ListCodec && Array.isArray(value)) return value.flatMap((x) => secretsIn(codec.item, x))
  if (codec instanceof DictionaryCodec && isPlain(value)) return Object.values(value).flatMap((x) => secretsIn(codec.item, x))
  return []
}
