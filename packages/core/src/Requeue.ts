/**
 * When to reconcile an object again if no watch event arrives first.
 *
 * @example
 * import * as assert from 'node:assert'
 * import * as Requeue from '@poolwright/core/Requeue'
 * assert.deepStrictEqual(Requeue.Monoid.concat(Requeue.after(60_000), Requeue.after(15_000)), Requeue.after(15_000))
 * @since 0.1.0
 */
import type * as M from 'fp-ts/lib/Monoid.js'
import * as t from 'io-ts'

export type Requeue =
  | { readonly _tag: 'AwaitChange' }
  /** `delay` is in milliseconds and greater than zero. */
  | { readonly _tag: 'After'; readonly delay: number }

export const Requeue: t.Type<Requeue, unknown> = t.union(
  [
    t.readonly(t.exact(t.type({ _tag: t.literal('AwaitChange') }))),
    t.readonly(t.exact(t.type({ _tag: t.literal('After'), delay: t.number }))),
  ],
  'Requeue',
)

export const awaitChange: Requeue = { _tag: 'AwaitChange' }
export const after = (delay: number): Requeue => ({ _tag: 'After', delay })

export const match =
  <B>(on: { readonly AwaitChange: () => B; readonly After: (delay: number) => B }) =>
  (r: Requeue): B =>
    r._tag === 'After' ? on.After(r.delay) : on.AwaitChange()

/** The sooner of the two; `awaitChange` is the identity. */
export const Monoid: M.Monoid<Requeue> = {
  empty: awaitChange,
  concat: (x, y) => (x._tag === 'AwaitChange' ? y : y._tag === 'AwaitChange' || x.delay <= y.delay ? x : y),
}
