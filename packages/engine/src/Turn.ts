/**
 * Facts that cost a request each are read again one after the other over a lifetime, not all of them in the pass in which the first is due.
 *
 * Every lifetime is divided evenly among the places that were dealt out. So the moments of `n` places that fall into a span `d` are
 * `n·d/lifetime`, rounded up at most, and no fact grows older than it would without.
 *
 * @example
 * import * as assert from 'node:assert'
 * import * as Turn from '@poolwright/engine/Turn'
 * const next = Turn.dealer()
 * const turns = ['a', 'b', 'c', 'd'].map(() => next('nodegroup'))
 * const due = (now: number) => turns.filter((turn) => Turn.hasCome(turn, 1_000, now - 250, now)).length
 * assert.deepStrictEqual([10_250, 10_500, 10_750, 11_000].map(due), [1, 1, 1, 1])
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'

export type Turn = {
  /** From 0, in the order of dealing. */
  readonly place: number
  /** All that share a lifetime. It grows as more places are dealt. */
  readonly among: { readonly count: number }
}

/** Deals places, to each circle its own. */
export const dealer = (): ((circle: string) => Turn) => {
  const circles = new Map<string, { count: number }>()
  return (circle) => {
    const among = circles.get(circle) ?? { count: 0 }
    circles.set(circle, among)
    return { place: among.count++, among }
  }
}

/** Whether its moment, which comes once in every lifetime, was after `since` and is not after `now`. */
export const hasCome = ({ place, among }: Turn, lifetime: Millis, since: Millis, now: Millis): boolean => {
  const rounds = (at: Millis) => Math.floor((at - (place / among.count) * lifetime) / lifetime)
  return rounds(now) > rounds(since)
}
