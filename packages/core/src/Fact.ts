/**
 * What is known of one thing, and how long ago it was true.
 *
 * @example
 * import * as assert from 'node:assert'
 * import * as Fact from '@poolwright/core/Fact'
 * const look = Fact.lookIn<{ group: number }>({ 'group:aws:1/r/p': Fact.present(3, 1_000) })
 * assert.deepStrictEqual(look('group:aws:1/r/p'), Fact.present(3, 1_000))
 * assert.deepStrictEqual(look('group:aws:1/r/q'), Fact.unread)
 * @since 0.1.0
 */
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import { CloudError } from './CloudError.js'
import { oneOf, option } from './codec.js'
import type { Key } from './Key.js'

/** Milliseconds since 1970, or a span of them. Time is always handed in. */
export type Millis = number

/** Why nothing is known: not asked yet, too old, written by us a moment ago, the read failed, or it did not decode. */
export type Doubt = 'unread' | 'stale' | 'justWritten' | 'unreadable' | 'invalid'

export type Fact<A> =
  | { readonly _tag: 'Present'; readonly value: A; readonly asOf: Millis }
  | { readonly _tag: 'Absent'; readonly asOf: Millis }
  | { readonly _tag: 'Unknown'; readonly why: Doubt; readonly error: O.Option<CloudError> }

/**
 * A planner's only door. What it cannot answer it notes, and the engine reads it before the pool is planned again. A fact that is
 * older than `maxAge` milliseconds answers as `stale`; without `maxAge` the noun's own lifetime counts.
 */
export type Look<N> = <K extends keyof N & string>(key: Key<K>, maxAge?: Millis) => Fact<N[K]>

export const present = <A>(value: A, asOf: Millis): Fact<A> => ({ _tag: 'Present', value, asOf })
export const absent = (asOf: Millis): Fact<never> => ({ _tag: 'Absent', asOf })
export const unknown = (why: Doubt, error: O.Option<CloudError> = O.none): Fact<never> => ({ _tag: 'Unknown', why, error })
export const unread: Fact<never> = unknown('unread')

export const isPresent = <A>(f: Fact<A>): f is Extract<Fact<A>, { readonly _tag: 'Present' }> => f._tag === 'Present'

/** The value, or `undefined` where it is absent or unknown: for reports, never for deciding to create or delete. */
export const valueOf = <A>(f: Fact<A>): A | undefined => (f._tag === 'Present' ? f.value : undefined)

/** Facts by key, as embedders and tests write them down and as saved plans carry them. */
export type Facts = { readonly [key: string]: Fact<unknown> }

/**
 * A plain record of facts as a look. A key that it does not hold answers `missing`, by default `Unknown`; a record that is a whole
 * world says `absent(asOf)`. Ages are not judged: whoever writes facts down vouches for them.
 */
export const lookIn =
  <N>(facts: Facts, missing: (key: string) => Fact<unknown> = () => unread): Look<N> =>
  <K extends keyof N & string>(key: Key<K>) =>
    // The noun in the key is what types the fact; a record cannot say so of each of its members.
    (facts[key] ?? missing(key)) as Fact<N[K]>

/** Codec of a fact around the codec of its value. */
export const codecOf = <A>(value: t.Type<A, unknown>): t.Type<Fact<A>, unknown> =>
  t.union(
    [
      t.readonly(t.exact(t.type({ _tag: t.literal('Present'), value, asOf: t.number }))),
      t.readonly(t.exact(t.type({ _tag: t.literal('Absent'), asOf: t.number }))),
      t.readonly(
        t.exact(
          t.type({
            _tag: t.literal('Unknown'),
            why: oneOf('unread', 'stale', 'justWritten', 'unreadable', 'invalid'),
            error: option(CloudError),
          }),
        ),
      ),
    ],
    `Fact<${value.name}>`,
  )
