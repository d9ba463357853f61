/**
 * The SDK's own repeats, kept small: a request is sent at most twice, the second time at once. Whatever there is to wait is waited in the
 * rate budget, which every attempt passes.
 *
 * The SDK's standard mode would sleep inside a call, and repeats what is no accident (a quota, a group that is being changed). Here a
 * repeat is decided by consequence: after a throttle, after no answer, and after the clock was set right.
 * @since 0.1.0
 */
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types'
import { cloudErrorOf } from './failure.js'

/** Attempts of one call, the first included. */
export const maxAttempts = 2

/** A longer wait than this, in milliseconds, is the caller's to decide on. */
const patience = 5_000

const token = (count: number): RetryToken => ({ getRetryCount: () => count, getRetryDelay: () => 0 })

const isWorthRepeating = ({ error }: RetryErrorInfo): boolean => {
  if (error === undefined || error.name === 'AbortError') return false
  if (error.$metadata?.clockSkewCorrected === true) return true
  const said = cloudErrorOf(error)
  return said._tag === 'Lost' || (said._tag === 'Throttled' && (said.retryAfter._tag === 'None' || said.retryAfter.value <= patience))
}

export const twice: RetryStrategyV2 = {
  acquireInitialRetryToken: () => Promise.resolve(token(0)),
  refreshRetryTokenForRetry: (last, info) =>
    last.getRetryCount() + 1 < maxAttempts && isWorthRepeating(info)
      ? Promise.resolve(token(last.getRetryCount() + 1))
      : Promise.reject(new Error('not repeated')),
  recordSuccess: () => undefined,
}
