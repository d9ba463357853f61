/**
 * The seam that a kind of pool fills, ours and anybody's: its operations, the nouns it reads, the rows it writes, and one function
 * that plans.
 * @since 0.1.0
 */
import type * as O from 'fp-ts/lib/Option.js'
import type * as t from 'io-ts'
import type { Answer, AnyAct, In } from './Action.js'
import type { Look, Millis } from './Fact.js'
import type { Key, Scope } from './Key.js'
import type { OpTable } from './Operation.js'
import type { Plan } from './Plan.js'
import type { RowFaces } from './Row.js'

/** One request that answers for some ids, and how to read its answer. */
export type Reading<V> = {
  readonly ids: ReadonlyArray<string>
  readonly action: AnyAct
  /** Values by id, from the answers to the request and all that `more` asked after it. An id that is not in it does not exist. */
  readonly facts: (pages: ReadonlyArray<object>) => ReadonlyMap<string, V>
  /** The request for the next page, if there is one. */
  readonly more: (answer: object) => O.Option<AnyAct>
  /** Codes of a `Stale` answer by which the service says "not found". Of a request for several ids each is then asked for alone. */
  readonly absentOn: ReadonlyArray<string>
}

/** How one kind of fact is read, in as few requests as the service allows. */
export type Noun<V> = {
  readonly codec: t.Type<V, unknown>
  /** How old a fact may be, in milliseconds, when the look names no age. `Infinity` for what never changes. */
  readonly lifetime: Millis
  /**
   * Each fact costs a request of its own and there may be many: they are read again one after the other over a lifetime, rather than all of
   * them in one pass. None grows older for it.
   */
  readonly inTurns?: true
  /** All requests that are needed for these ids within one scope. */
  readonly requests: (scope: Scope, ids: ReadonlyArray<string>) => ReadonlyArray<Reading<V>>
  /**
   * A question whose pages show many of the kind whether they were asked for or not, where that may be cheaper for these ids. What its
   * pages do not show says nothing: it is asked for by `requests`. Left out, or `None`: there is no such question, or it does not pay.
   */
  readonly sweep?: (scope: Scope, ids: ReadonlyArray<string>) => O.Option<Reading<V>>
  /** Other names of the same thing, by which an operation may say that it touched it. */
  readonly names?: (value: V) => ReadonlyArray<string>
}
/** A noun whatever its values are: what engines and file formats read. */
export type AnyNoun = {
  readonly codec: t.Mixed
  readonly lifetime: Millis
  readonly inTurns?: true
  readonly requests: (scope: Scope, ids: ReadonlyArray<string>) => ReadonlyArray<Reading<unknown>>
  readonly sweep?: (scope: Scope, ids: ReadonlyArray<string>) => O.Option<Reading<unknown>>
  readonly names?: (value: never) => ReadonlyArray<string>
}
export type NounTable<N> = { readonly [K in keyof N & string]: Noun<N[K]> }

/** A reading of the union `A`, typed by its operation. Without `more` it has one page. */
export const reading =
  <A extends AnyAct>() =>
  <K extends A['op'], V>(r: {
    readonly ids: ReadonlyArray<string>
    readonly op: K
    readonly input: In<A, K>
    /** What one page says. */
    readonly facts: (answer: Answer<A, K>) => ReadonlyMap<string, V>
    /** One value out of what two pages say of the same id, the earlier page first. Without it the later page counts. */
    readonly join?: (earlier: V, later: V) => V
    readonly more?: (answer: Answer<A, K>) => O.Option<In<A, K>>
    readonly absentOn?: ReadonlyArray<string>
  }): Reading<V> => ({
    ids: r.ids,
    action: { op: r.op, input: r.input },
    facts: (pages) => {
      const found = new Map<string, V>()
      // The answer to `op` is what `facts` and `more` take: the operation's table decodes it so.
      for (const page of pages)
        for (const [id, value] of r.facts(page)) {
          const earlier = r.join === undefined ? undefined : found.get(id)
          found.set(id, r.join === undefined || earlier === undefined ? value : r.join(earlier, value))
        }
      return found
    },
    more: (answer) => {
      const next = r.more === undefined ? none : r.more(answer)
      return next._tag === 'None' ? none : { _tag: 'Some', value: { op: r.op, input: next.value } }
    },
    absentOn: r.absentOn ?? [],
  })
const none: O.None = { _tag: 'None' }

export type PoolProvider<A extends AnyAct, N> = {
  /** The kind of infrastructure object it plans for, e.g. `AWSMachinePool`. */
  readonly kind: string
  readonly ops: OpTable<A>
  /** The nouns that are read through the cloud; nouns of manifests and of the host come from elsewhere. */
  readonly nouns: { readonly [noun: string]: AnyNoun }
  readonly rows: { readonly [table: string]: RowFaces }
  /** Total and synchronous. Reads nothing but `look`; equal answers give an equal plan, so it may be run as often as one likes. */
  readonly plan: (pool: Key, look: Look<N>, now: Millis) => Plan<A>
}
