/**
 * One token bucket as a value: a request takes a token, tokens come back with time, and an empty bucket says how long to wait.
 *
 * The speed at which tokens come back is learnt: it is halved when the service throttles, at most once a second, because one burst of
 * throttles is one piece of news; and it rises while requests succeed that had to wait, because only those show that more would have been
 * asked. Where AWS publishes a number that is the ceiling, where it does not there is room above the start.
 *
 * @example
 * import * as assert from 'node:assert'
 * import * as Bucket from '@poolwright/aws-client/Bucket'
 * const rate = Bucket.published(1, 5)
 * const { bucket, wait } = Bucket.take(rate)(Bucket.full(rate, 0), 0)
 * assert.strictEqual(wait, 0)
 * assert.strictEqual(Bucket.take(rate)(bucket, 0).wait, 200)
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'

export type Rate = {
  /** Tokens in a full bucket, at least 1. */
  readonly burst: number
  /** Tokens a second at the start. */
  readonly perSecond: number
  /** Tokens a second that are never exceeded. */
  readonly ceiling: number
}

/** A limit that AWS publishes. */
export const published = (burst: number, perSecond: number): Rate => ({ burst, perSecond, ceiling: perSecond })
/** A limit that nobody knows: begins low and may rise to ten times that. */
export const learnt = (burst: number, perSecond: number): Rate => ({ burst, perSecond, ceiling: perSecond * 10 })

/** The part of a limit that one of `n` equal users of an account may have. */
export const share = (rate: Rate, n: number): Rate => ({
  burst: Math.max(1, rate.burst / n),
  perSecond: rate.perSecond / n,
  ceiling: rate.ceiling / n,
})

export type Bucket = {
  readonly tokens: number
  /** Tokens a second, as learnt so far. */
  readonly perSecond: number
  /** When `tokens` was true. */
  readonly at: Millis
  /** No token is given before this time. */
  readonly closedUntil: Millis
  /** When the speed was last halved. */
  readonly halvedAt: Millis
  /** Whether somebody had to wait since the last success. */
  readonly wanted: boolean
}

export const full = (rate: Rate, now: Millis): Bucket => ({
  tokens: rate.burst,
  perSecond: rate.perSecond,
  at: now,
  closedUntil: now,
  halvedAt: -Infinity,
  wanted: false,
})

const SECOND = 1_000
/** The longest that a service's own wait is honoured, in milliseconds. */
const LONGEST = 20 * SECOND
/** Of the starting speed: how far it may fall, and how much it rises in a second of success. */
const FLOOR = 0.1
const GAIN = 0.25

const refilled = (rate: Rate, b: Bucket, now: Millis): Bucket =>
  now <= b.at ? b : { ...b, at: now, tokens: Math.min(rate.burst, b.tokens + ((now - b.at) / SECOND) * b.perSecond) }

/** Takes a token, or says in how many milliseconds it is worth asking again. A wait of 0 means that it was taken. */
export const take =
  (rate: Rate) =>
  (before: Bucket, now: Millis): { readonly bucket: Bucket; readonly wait: Millis } => {
    const b = refilled(rate, before, now)
    if (now < b.closedUntil) return { bucket: { ...b, wanted: true }, wait: b.closedUntil - now }
    // A hair below one counts as one: times are whole milliseconds, tokens are not.
    if (b.tokens >= 1 - 1e-9) return { bucket: { ...b, tokens: Math.max(0, b.tokens - 1) }, wait: 0 }
    return { bucket: { ...b, wanted: true }, wait: Math.max(1, Math.ceil(((1 - b.tokens) / b.perSecond) * SECOND)) }
  }

/** The service said "too often". `retryAfter`, in milliseconds, is its own wish and is kept up to 20 s. */
export const throttled =
  (rate: Rate) =>
  (before: Bucket, now: Millis, retryAfter: Millis = 0): Bucket => {
    const b = refilled(rate, before, now)
    const closedUntil = Math.max(b.closedUntil, now + Math.min(retryAfter, LONGEST))
    const empty = { ...b, tokens: 0, closedUntil }
    return now - b.halvedAt < SECOND ? empty : { ...empty, halvedAt: now, perSecond: Math.max(rate.perSecond * FLOOR, b.perSecond / 2) }
  }

/** A request got an answer that was no throttle. */
export const succeeded =
  (rate: Rate) =>
  (before: Bucket, now: Millis): Bucket => {
    const b = refilled(rate, before, now)
    if (!b.wanted) return b
    // `perSecond` successes make a second, so that a second of them adds the gain once.
    const step = (rate.perSecond * GAIN) / Math.max(1, b.perSecond)
    return { ...b, wanted: false, perSecond: Math.min(rate.ceiling, b.perSecond + step) }
  }

/** The same bucket under another rate, such as a smaller share: what was learnt and what is left are scaled with it. */
export const rescaled =
  (from: Rate, to: Rate) =>
  (before: Bucket, now: Millis): Bucket => {
    const b = refilled(from, before, now)
    const perSecond = Math.min(to.ceiling, b.perSecond * (to.perSecond / from.perSecond))
    return { ...b, perSecond, tokens: Math.min(to.burst, b.tokens * (to.burst / from.burst)) }
  }
