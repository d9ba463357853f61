/**
 * The few ways in which codecs are put together here.
 * @since 0.1.0
 */
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import { isPlain } from './Json.js'

type Shape = t.Props
type Flat<A> = { readonly [K in keyof A]: A[K] }
export type StructOf<R extends Shape, P extends Shape> = Flat<
  { readonly [K in keyof R]: t.TypeOf<R[K]> } & { readonly [K in keyof P]?: t.TypeOf<P[K]> }
>

/**
 * An object with required and optional members. Unknown members are dropped, optional ones that are `undefined` are left out.
 * `null` for an optional member counts as absent, as servers spell it.
 */
export const struct = <R extends Shape, P extends Shape = {}>(name: string, required: R, optional?: P): t.Type<StructOf<R, P>, unknown> => {
  const exact: t.Mixed = t.exact(t.intersection([t.type(required), t.partial(optional ?? {})]), name)
  const keys = Object.keys(optional ?? {})
  const trim = (value: unknown, nulls: boolean): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const object = value as { readonly [k: string]: unknown }
    const gone = (x: unknown) => x === undefined || (nulls && x === null)
    if (!keys.some((k) => k in object && gone(object[k]))) return value
    return Object.fromEntries(Object.entries(object).filter(([k, x]) => !(keys.includes(k) && gone(x))))
  }
  const { is, decoded, encoded } = quickly(required, optional ?? {})
  return new Struct<StructOf<R, P>>(
    name,
    (u): u is StructOf<R, P> => is(u) ?? exact.is(u),
    (u, c) => {
      const quick = decoded(u, c)
      // io-ts says where a value went wrong, and does so in its own way.
      return (quick === undefined ? exact.validate(trim(u, true), c) : t.success(quick)) as t.Validation<StructOf<R, P>>
    },
    (a) => encoded(a) ?? trim(exact.encode(a), false),
    required,
    optional ?? {},
  )
}

type Open = { readonly [k: string]: unknown }
type Quickly = {
  readonly is: (u: unknown) => boolean | undefined
  readonly decoded: (u: unknown, c: t.Context) => Open | undefined
  readonly encoded: (u: unknown) => Open | undefined
}

/**
 * What io-ts's own codecs answer, in one walk over an ordinary object: every answer of a cloud goes through here. `undefined`: whoever asks
 * has to ask io-ts. A value in which nothing changes is given back as it is.
 */
const quickly = (required: Shape, optional: Shape): Quickly => {
  const codecs = new Map<string, t.Mixed>([...Object.entries(required), ...Object.entries(optional)])
  const needed = Object.keys(required)
  const isOverlapping = needed.some((k) => Object.hasOwn(optional, k))
  const isOrdinary = (u: unknown): u is Open => !isOverlapping && isPlain(u) && needed.every((k) => u[k] !== undefined)

  let known: ReadonlyArray<readonly [string, unknown]> | undefined
  /** What members become that are not there: not every codec leaves them out. Asked for when there is a value, as codecs may be recursive. */
  const absences = (): ReadonlyArray<readonly [string, unknown]> => {
    known ??= Object.entries(optional).flatMap(([k, codec]) => {
      const result = codec.decode(undefined)
      return result._tag === 'Right' && result.right !== undefined ? [[k, result.right] as const] : []
    })
    return known
  }

  return {
    is: (u) => {
      if (!isOrdinary(u)) return undefined
      for (const [k, codec] of codecs) if (u[k] !== undefined && !codec.is(u[k])) return false
      return true
    },
    decoded: (u, c) => {
      if (!isOrdinary(u)) return undefined
      const made: Record<string, unknown> = {}
      let isSame = true
      for (const k of Object.keys(u)) {
        const codec = codecs.get(k)
        const x = u[k]
        if (codec === undefined || ((x === undefined || x === null) && Object.hasOwn(optional, k))) {
          isSame = false
          continue
        }
        const result = codec.validate(x, c)
        if (result._tag === 'Left') return undefined
        made[k] = result.right
        isSame &&= result.right === x
      }
      for (const [k, x] of absences()) {
        if (Object.hasOwn(made, k)) continue
        made[k] = x
        isSame = false
      }
      return isSame ? u : made
    },
    encoded: (u) => {
      if (!isOrdinary(u)) return undefined
      const made: Record<string, unknown> = {}
      let isSame = true
      for (const k of Object.keys(u)) {
        const codec = codecs.get(k)
        const x = u[k]
        if (codec === undefined || x === undefined) {
          isSame = false
          continue
        }
        const written: unknown = codec.encode(x)
        made[k] = written
        isSame &&= written === x
      }
      return isSame ? u : made
    },
  }
}

/** What `struct` makes; its members stay readable for whoever derives schemas, arbitraries or tables from codecs. */
export class Struct<A> extends t.Type<A, unknown> {
  readonly _tag = 'Struct' as const
  readonly required: Shape
  readonly optional: Shape
  constructor(name: string, is: t.Is<A>, validate: t.Validate<unknown, A>, encode: t.Encode<A, unknown>, required: Shape, optional: Shape) {
    super(name, is, validate, encode)
    this.required = required
    this.optional = optional
  }
}

/** `null` for none, the value for some: what absence looks like in JSON. */
export const option = <A>(codec: t.Type<A, unknown>): t.Type<O.Option<A>, unknown> => new OptionOf(codec)

/** What `option` makes; the codec of the value stays readable. */
export class OptionOf<A> extends t.Type<O.Option<A>, unknown> {
  readonly _tag = 'OptionOf' as const
  readonly codec: t.Type<A, unknown>
  constructor(codec: t.Type<A, unknown>) {
    super(
      `Option<${codec.name}>`,
      (u): u is O.Option<A> =>
        typeof u === 'object' &&
        u !== null &&
        '_tag' in u &&
        (u._tag === 'None' || (u._tag === 'Some' && 'value' in u && codec.is(u.value))),
      (u, c) => {
        if (u === null || u === undefined) return t.success(O.none)
        const inner = codec.validate(u, c)
        return inner._tag === 'Left' ? inner : t.success(O.some(inner.right))
      },
      (a) => (O.isSome(a) ? codec.encode(a.value) : null),
    )
    this.codec = codec
  }
}

/** One of these texts. */
export const oneOf = <const T extends readonly [string, string, ...ReadonlyArray<string>]>(...values: T): t.Type<T[number], unknown> =>
  t.keyof(Object.fromEntries(values.map((v) => [v, null])) as Record<T[number], null>)

/** Where a value went wrong and what was wanted there, one line each; the value itself is never shown, it may be a secret. */
export const faults = (errors: t.Errors): ReadonlyArray<string> => [
  ...new Set(
    errors.map((e) => {
      const path = e.context
        .slice(1)
        .filter((_, i) => !isChoice(e.context[i]?.type))
        .map((c) => c.key)
        .join('.')
      return `${path === '' ? 'value' : path}: expected ${e.context[e.context.length - 1]?.type.name ?? 'something else'}`
    }),
  ),
]

/** Whether the next step of a path is the number of an alternative, not a member: our structs are intersections inside. */
const isChoice = (codec: unknown): boolean => {
  if (typeof codec !== 'object' || codec === null || !('_tag' in codec)) return false
  if (codec._tag === 'UnionType' || codec._tag === 'IntersectionType' || codec._tag === 'Struct') return true
  const isWrapper = codec._tag === 'ReadonlyType' || codec._tag === 'ExactType' || codec._tag === 'RefinementType'
  return isWrapper && 'type' in codec && isChoice(codec.type)
}
