/**
 * The engine's only way to know the time and to let it pass. Laws and forecasts hand in a clock of their own.
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import type { Signal } from './Signal.js'

export type Clock = {
  readonly now: () => Millis
  /**
   * Resolves after `ms` milliseconds, or as soon as the signal is raised. It may wake early, never rejects, and leaves no timer behind.
   */
  readonly sleep: (ms: Millis, signal?: Signal) => Promise<void>
}
