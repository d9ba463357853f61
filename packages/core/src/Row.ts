/**
 * One row for each leaf of what a provider writes: where the wanted value comes from, how it reads from the cloud's answer, how it is
 * written, when two values are the same, and whose it is. The comparison, whole bodies, sparse updates, changes, field tables and
 * coverage all come from here, so a leaf cannot be compared and not written, or the other way round.
 * @since 0.1.0
 */
import type { Ownership } from './Ownership.js'
import type { Change, Verdict } from './Change.js'
import { equals, isPlain, type Json } from './Json.js'
import type { Key } from './Key.js'
import { isSecret, type Secret } from './Secret.js'
import { isOut } from './Action.js'

/** A leaf as its author writes it. `C`: what wanted values are worked out from; `R`: what the cloud answers; `W`: what it is sent. */
export type Leaf<C, R, W, A, P extends string> = {
  readonly paths: ReadonlyArray<P>
  readonly verdict: Verdict
  readonly ownership?: Ownership
  readonly want: (c: C) => A
  readonly read: (r: R) => A
  readonly write: (a: A) => Partial<W>
  /** Two values in the normal form that `want` and `read` share. Structural when not given. */
  readonly eq?: (x: A, y: A) => boolean
  /** The form in which a person sees the value, where `A` is no JSON or says too much. */
  readonly show?: (a: A) => Json
}

export type Row<C, R, W, P extends string = string> = {
  readonly paths: ReadonlyArray<P>
  readonly verdict: Verdict
  readonly ownership: Ownership
  readonly differs: (c: C, r: R) => boolean
  readonly before: (r: R) => Json
  readonly after: (c: C) => Json
  readonly put: (c: C) => Partial<W>
}
export type Rows<C, R, W> = { readonly [name: string]: Row<C, R, W> }
/** What a row says of itself, whatever it is about: what docs and coverage read. */
export type RowFace = { readonly paths: ReadonlyArray<string>; readonly verdict: Verdict; readonly ownership: Ownership }
export type RowFaces = { readonly [name: string]: RowFace }

type Flat = string | number | boolean | null | undefined | Secret | ReadonlyArray<string | number>
/** `a.b`, `volumes[].size`; a map of any keys and a list of texts are one leaf each. */
export type LeafPath<S> = { [K in keyof S & string]-?: Under<K, NonNullable<S[K]>> }[keyof S & string]
type Under<K extends string, X> = [X] extends [Flat]
  ? K
  : X extends ReadonlyArray<infer I>
    ? `${K}[].${LeafPath<I>}`
    : string extends keyof X
      ? K
      : `${K}.${LeafPath<X>}`
export type PathsOf<R> = R extends { readonly [k: string]: { readonly paths: ReadonlyArray<infer P extends string> } } ? P : never
/** `true`, or the leaves that no row and no stated reason speaks for: `const covered: Covered<Spec, …> = true`. */
export type Covered<S, P extends string> = Exclude<LeafPath<S>, P> extends never ? true : Exclude<LeafPath<S>, P>

const toJson = (value: unknown): Json => (value === undefined ? null : (value as Json))

/** Hides the comparable type `A`, so that rows of different `A` live in one table. */
export const leaf =
  <C, R, W = R>() =>
  <A, const P extends string>(l: Leaf<C, R, W, A, P>): Row<C, R, W, P> => {
    const eq: (x: A, y: A) => boolean = l.eq ?? equals
    const show = l.show ?? toJson
    return {
      paths: l.paths,
      verdict: l.verdict,
      ownership: l.ownership ?? 'owned',
      differs: (c, r) => !eq(l.want(c), l.read(r)),
      before: (r) => show(l.read(r)),
      after: (c) => show(l.want(c)),
      put: (c) => l.write(l.want(c)),
    }
  }

const names = new WeakMap<object, ReadonlyArray<string>>()
/** The names of a table in the order written; remembered, because plans ask for them all the time. */
export const namesOf = (rows: RowFaces): ReadonlyArray<string> => {
  const known = names.get(rows)
  if (known !== undefined) return known
  const fresh = Object.keys(rows)
  names.set(rows, fresh)
  return fresh
}

const none: ReadonlyArray<string> = []
/** Names of the rows on which wanted and observed disagree, in the table's order. */
export const differing = <C, R, W>(rows: Rows<C, R, W>, c: C, r: R): ReadonlyArray<string> => {
  const found = namesOf(rows).filter((name) => rows[name]?.differs(c, r))
  return found.length === 0 ? none : found
}

/** The cloud's form of the named rows, or of all. Objects that several rows write to are merged, lists are joined. */
export const write = <C, R, W>(rows: Rows<C, R, W>, c: C, only: ReadonlyArray<string> = namesOf(rows)): Partial<W> =>
  only.reduce<Partial<W>>((body, name) => merge(body, rows[name]?.put(c) ?? {}) as Partial<W>, {})

const isNode = (x: unknown): x is { readonly [k: string]: unknown } => isPlain(x) && !isOut(x) && !isSecret(x)
const isList = (x: unknown): x is ReadonlyArray<unknown> => Array.isArray(x)
const merge = (x: unknown, y: unknown): unknown => {
  if (isNode(x) && isNode(y)) {
    const both: Record<string, unknown> = { ...x }
    for (const k of Object.keys(y)) both[k] = k in both ? merge(both[k], y[k]) : y[k]
    return both
  }
  return isList(x) && isList(y) ? [...x, ...y] : y
}

/** The change of one named row, as a step's cause. */
export const change =
  <C, R, W>(rows: Rows<C, R, W>, c: C, r: R, fact: Key) =>
  (name: string): Change => {
    const row = rows[name]
    if (row === undefined) return { _tag: 'Change', paths: [], fact, row: name, before: null, after: null, verdict: 'ignored' }
    return { _tag: 'Change', paths: row.paths, fact, row: name, before: row.before(r), after: row.after(c), verdict: row.verdict }
  }
