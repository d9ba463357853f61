/**
 * Rate buckets of a cloud: each holds so many requests and is filled up as time goes by.
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'

export type Buckets = {
  /** Takes one request out of a bucket; true when there was none left. */
  readonly isEmpty: (bucket: string, now: Millis) => boolean
}

/** Nothing: as many requests as one likes. */
export const bucketsOf = (rate: { readonly burst: number; readonly perMinute: number } | undefined): Buckets => {
  if (rate === undefined) return { isEmpty: () => false }
  const levels = new Map<string, { readonly left: number; readonly at: Millis }>()
  return {
    isEmpty: (bucket, now) => {
      const last = levels.get(bucket) ?? { left: rate.burst, at: now }
      const left = Math.min(rate.burst, last.left + ((now - last.at) * rate.perMinute) / 60_000)
      levels.set(bucket, { left: left < 1 ? left : left - 1, at: now })
      return left < 1
    },
  }
}
