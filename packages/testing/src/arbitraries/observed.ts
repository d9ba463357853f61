/**
 * Values and worlds near those that were observed: what is read next is seldom anything at all, and mostly nearly what was read before. Usable
 * by themselves.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { nearTo } from '@poolwright/testing/arbitraries/observed'
 * import * as fc from 'fast-check'
 * import * as t from 'io-ts'
 * const Shelf = t.type({ name: t.string, size: t.number })
 * for (const shelf of fc.sample(nearTo(Shelf, { name: 'a', size: 2 }), 20)) assert.notDeepStrictEqual(shelf, { name: 'a', size: 2 })
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { equals, type Json } from '@poolwright/core/Json'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { type Desired, get, put } from '../Desired.js'
import type { SubjectTrial } from '../Trial.js'
import { type AnyCodec, leavesOf } from './codec.js'

/**
 * A value with one leaf otherwise, which the codec takes as well. A codec that leaves nothing to change, such as a literal, has no such values:
 * drawing one does not end.
 */
export const nearTo = (codec: AnyCodec, observed: Json): fc.Arbitrary<Json> =>
  fc
    .oneof(...leavesOf(codec, ['it']).map((leaf) => leaf.values.map((to) => get(['it'])(put(leaf.place, to)({ it: observed })) ?? null)))
    .filter((x) => !equals(x, observed) && E.isRight(codec.decode(x)))

export type Drift = {
  /** What is wanted meanwhile: others may go by it. The trial's base when not given. */
  readonly desired?: Desired
  /** How often something happens at most: 4 when not given. */
  readonly most?: number
  /** Whose things others touch: both when not given. */
  readonly whose?: ReadonlyArray<'ours' | 'foreign'>
}

/**
 * An observed world as it may look later: after what others do in the trial, and after time. The world itself is among them. With
 * `{ ...trial, inputs: { ...trial.inputs, world } }` the laws begin in one.
 */
export const worldsFrom = <A extends AnyAct, W>({ inputs, model }: SubjectTrial<A, W>, observed: W, o: Drift = {}): fc.Arbitrary<W> => {
  const { desired = inputs.base, most = 4, whose = ['ours', 'foreign'] } = o
  const edits = Object.values(inputs.edits).filter((edit) => whose.includes(edit.whose))
  const waits = fc.integer({ min: 1_000, max: 3_600_000 }).map((ms) => (w: W) => model.tick(w, ms))
  const changes = edits.map((edit) => fc.nat(9).map((n) => (w: W) => edit.does(w, n, desired)))
  return fc.array(fc.oneof(waits, ...changes), { maxLength: most }).map((happened) => happened.reduce((w, change) => change(w), observed))
}
