/**
 * A leaf on which desired and observed disagree, and why a step exists at all.
 * @since 0.1.0
 */
import * as t from 'io-ts'
import { oneOf } from './codec.js'
import { Json } from './Json.js'
import { describe } from './JsonSchema.js'
import type { Key } from './Key.js'

/** What happens to running machines when a leaf changes: see the field table of each provider. */
export type Verdict = 'inPlace' | 'newOnly' | 'roll' | 'replace' | 'refused' | 'ignored' | 'report'
export const Verdict: t.Type<Verdict, unknown> = oneOf('inPlace', 'newOnly', 'roll', 'replace', 'refused', 'ignored', 'report')

export type Change = {
  readonly _tag: 'Change'
  /** Where in the manifests the wanted value comes from. */
  readonly paths: ReadonlyArray<string>
  readonly fact: Key
  readonly row: string
  readonly before: Json
  readonly after: Json
  readonly verdict: Verdict
}

export type Cause =
  | Change
  /** The thing is not there. */
  | { readonly _tag: 'Missing'; readonly fact: Key }
  /** Something in the world that no leaf speaks of: too many versions, a refresh in the way, a pool that is being deleted. */
  | { readonly _tag: 'World'; readonly fact: Key; readonly says: string }

export const KeyText: t.Type<Key, unknown> = describe(
  { type: 'string', pattern: ':' },
  new t.Type<Key, unknown>(
    'key of a fact',
    (u): u is Key => typeof u === 'string' && u.includes(':'),
    (u, c) => (typeof u === 'string' && u.includes(':') ? t.success(u as Key) : t.failure(u, c)),
    (a) => a,
  ),
)

export const Cause: t.Type<Cause, unknown> = t.union(
  [
    t.readonly(
      t.exact(
        t.type({
          _tag: t.literal('Change'),
          paths: t.readonlyArray(t.string),
          fact: KeyText,
          row: t.string,
          before: Json,
          after: Json,
          verdict: Verdict,
        }),
      ),
    ),
    t.readonly(t.exact(t.type({ _tag: t.literal('Missing'), fact: KeyText }))),
    t.readonly(t.exact(t.type({ _tag: t.literal('World'), fact: KeyText, says: t.string }))),
  ],
  'Cause',
)

export const missing = (fact: Key): Cause => ({ _tag: 'Missing', fact })
export const world = (fact: Key, says: string): Cause => ({ _tag: 'World', fact, says })
