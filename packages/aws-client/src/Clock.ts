/**
 * Time as a port, so that tests run in virtual time.
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'

export type Clock = {
  readonly now: () => Millis
  /** Resolves after this many milliseconds; never rejects. */
  readonly sleep: (ms: Millis) => Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}
