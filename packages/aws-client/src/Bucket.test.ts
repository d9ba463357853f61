import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Bucket from './Bucket.js'

const rates = fc.record({ burst: fc.integer({ min: 1, max: 100 }), perSecond: fc.integer({ min: 1, max: 50 }) })
const published = rates.map((r) => Bucket.published(r.burst, r.perSecond))

/** Asks as soon as the bucket says, for `millis`; the times at which a token was given. */
const greedy = (
  rate: Bucket.Rate,
  millis: number,
  start: Bucket.Bucket = Bucket.full(rate, 0),
  after = (b: Bucket.Bucket, _: number) => b,
) => {
  const granted: Array<number> = []
  let bucket = start
  for (let now = 0; now <= millis;) {
    const taken = Bucket.take(rate)(bucket, now)
    bucket = taken.bucket
    if (taken.wait === 0) {
      granted.push(now)
      bucket = after(bucket, now)
    }
    now += taken.wait
  }
  return { granted, bucket }
}

describe('a bucket of tokens', () => {
  it('gives no more than a burst and what came back since, in every window', () =>
    fc.assert(
      fc.property(published, (rate) => {
        const { granted } = greedy(rate, 5_000)
        granted.forEach((from, i) => {
          const to = granted[granted.length - 1]!
          // A request at each end of the window.
          expect(granted.length - i).toBeLessThanOrEqual(rate.burst + ((to - from) / 1_000) * rate.perSecond + 1e-6)
        })
      }),
    ))

  it('gives all of it: nothing is lost by asking when told', () =>
    fc.assert(
      fc.property(published, (rate) => {
        const { granted } = greedy(rate, 5_000)
        // Waits are rounded up to whole milliseconds, each costs at most one.
        const slack = 1 + (rate.perSecond * granted.length) / 1_000
        expect(granted.length).toBeGreaterThanOrEqual(rate.burst + 5 * rate.perSecond - slack)
      }),
    ))

  it('shares of one limit together never exceed it', () =>
    fc.assert(
      fc.property(published, fc.integer({ min: 2, max: 6 }), (rate, n) => {
        const part = Bucket.share(rate, n)
        const granted = n * greedy(part, 5_000).granted.length
        expect(granted).toBeLessThanOrEqual(Math.max(n, rate.burst) + 5 * rate.perSecond + n)
      }),
    ))

  it('is halved by a throttle, and once only by a burst of them', () => {
    const rate = Bucket.published(50, 20)
    const once = Bucket.throttled(rate)(Bucket.full(rate, 0), 0)
    expect(once).toMatchObject({ tokens: 0, perSecond: 10 })
    expect(Bucket.throttled(rate)(once, 999)).toMatchObject({ tokens: 0, perSecond: 10 })
    expect(Bucket.throttled(rate)(once, 1_000)).toMatchObject({ tokens: 0, perSecond: 5 })
  })

  it('never falls so low that it stands still, and comes back to its ceiling, no higher', () =>
    fc.assert(
      fc.property(published, fc.integer({ min: 1, max: 20 }), (rate, throttles) => {
        let bucket = Bucket.full(rate, 0)
        for (let i = 0; i < throttles; i++) bucket = Bucket.throttled(rate)(bucket, i * 1_000)
        expect(bucket.perSecond).toBeGreaterThanOrEqual(rate.perSecond / 10)
        const start = { ...bucket, at: 0, closedUntil: 0 }
        const recovered = greedy(rate, 60_000, start, Bucket.succeeded(rate)).bucket
        expect(recovered.perSecond).toBeCloseTo(rate.ceiling, 6)
      }),
    ))

  it('learns: it rises above where it began while somebody waits, and not while nobody does', () => {
    const rate = Bucket.learnt(10, 10)
    expect(greedy(rate, 4_000, undefined, Bucket.succeeded(rate)).bucket.perSecond).toBeGreaterThan(15)
    let idle = Bucket.full(rate, 0)
    for (let now = 0; now < 20_000; now += 500) idle = Bucket.succeeded(rate)(Bucket.take(rate)(idle, now).bucket, now)
    expect(idle.perSecond).toBe(10)
  })

  it("keeps the service's own wait, up to 20 seconds", () => {
    const rate = Bucket.published(50, 20)
    const asked = (retryAfter: number) => Bucket.take(rate)(Bucket.throttled(rate)(Bucket.full(rate, 0), 0, retryAfter), 0).wait
    expect(asked(3_000)).toBe(3_000)
    expect(asked(3_600_000)).toBe(20_000)
  })

  it('keeps what it has learnt when its share changes', () => {
    const rate = Bucket.published(100, 20)
    const slow = Bucket.throttled(rate)(Bucket.full(rate, 0), 0)
    const half = Bucket.rescaled(rate, Bucket.share(rate, 2))(slow, 0)
    expect(half.perSecond).toBe(5)
    expect(Bucket.rescaled(Bucket.share(rate, 2), rate)(half, 0).perSecond).toBe(10)
  })
})
