/**
 * The rate budget of accounts: every request of this process takes a token of its account, region and bucket before it is sent, repeats
 * included. It is the only thing that waits, first come, first served.
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import * as Bucket from './Bucket.js'
import { type Clock, systemClock } from './Clock.js'
import { type Rates, rateOf } from './rates.js'

export type Budget = {
  /** Resolves with the milliseconds that were waited, once a request may be sent. `account` is `<account>/<region>`. Never rejects. */
  readonly take: (account: string, bucket: string) => Promise<Millis>
  /** A request was throttled; `retryAfter` in milliseconds, 0 where the service named no wait. */
  readonly throttled: (account: string, bucket: string, retryAfter: Millis) => void
  readonly succeeded: (account: string, bucket: string) => void
  /** This process is one of `n` that share the accounts: it has the `n`-th part of every rate from now on. `n` is at least 1. */
  readonly divide: (n: number) => void
  /** Every bucket in use, for metrics. */
  readonly seen: () => ReadonlyArray<{
    readonly account: string
    readonly bucket: string
    readonly perSecond: number
    readonly waiting: number
  }>
}

export type BudgetOptions = { readonly clock?: Clock; readonly rates?: Rates }

type Lane = {
  readonly account: string
  readonly name: string
  readonly queue: Array<() => void>
  bucket: Bucket.Bucket
  pumping: boolean
}

export const makeBudget = ({ clock = systemClock, rates = {} }: BudgetOptions = {}): Budget => {
  const wholeRate = rateOf(rates)
  let users = 1
  const rate = (name: string) => Bucket.share(wholeRate(name), users)
  const lanes = new Map<string, Lane>()
  const laneOf = (account: string, name: string): Lane => {
    const key = `${account} ${name}`
    const known = lanes.get(key)
    if (known !== undefined) return known
    const fresh: Lane = { account, name, queue: [], bucket: Bucket.full(rate(name), clock.now()), pumping: false }
    lanes.set(key, fresh)
    return fresh
  }
  const pump = async (lane: Lane): Promise<void> => {
    if (lane.pumping) return
    lane.pumping = true
    while (lane.queue.length > 0) {
      const { bucket, wait } = Bucket.take(rate(lane.name))(lane.bucket, clock.now())
      lane.bucket = bucket
      if (wait > 0) await clock.sleep(wait)
      else lane.queue.shift()?.()
    }
    lane.pumping = false
  }
  return {
    take: (account, name) =>
      new Promise((resolve) => {
        const lane = laneOf(account, name)
        const came = clock.now()
        lane.queue.push(() => resolve(clock.now() - came))
        void pump(lane)
      }),
    throttled: (account, name, retryAfter) => {
      const lane = laneOf(account, name)
      lane.bucket = Bucket.throttled(rate(name))(lane.bucket, clock.now(), retryAfter)
    },
    succeeded: (account, name) => {
      const lane = laneOf(account, name)
      lane.bucket = Bucket.succeeded(rate(name))(lane.bucket, clock.now())
    },
    divide: (n) => {
      const before = new Map([...lanes.values()].map((lane) => [lane, rate(lane.name)]))
      users = Math.max(1, n)
      for (const [lane, from] of before) lane.bucket = Bucket.rescaled(from, rate(lane.name))(lane.bucket, clock.now())
    },
    seen: () =>
      [...lanes.values()].map(({ account, name, bucket, queue }) => ({
        account,
        bucket: name,
        perSecond: bucket.perSecond,
        waiting: queue.length,
      })),
  }
}

/** What adapters use unless they are given another: one budget for all of this process. */
export const processBudget: Budget = makeBudget()
