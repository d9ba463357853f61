/**
 * Durations as Kubernetes writes them: `300s`, `1h30m`, `-0.5s`.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { seconds } from '@poolwright/schema/Duration'
 * assert.strictEqual(seconds('1h30m'), 5400)
 * @since 0.1.0
 */
import { pattern } from './internal/codec.js'

const unit = { ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 } as const

/** Kept as it was given; `seconds` reads it. */
export const Duration = pattern('a duration such as 300s, 5m or 1h30m', /^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/)
export type Duration = string

/** Whole seconds, cut toward zero as Cluster API Provider AWS does; 0 for text that is no duration, which the codec refuses. */
export const seconds = (duration: Duration): number => {
  const sign = duration.startsWith('-') ? -1 : 1
  const parts = [...duration.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)]
  const sum = parts.reduce((total, [, amount, of]) => total + Number(amount) * (isUnit(of) ? unit[of] : 0), 0)
  // a tenth of a nanosecond forgives what binary fractions lose: 0.1s + 0.9s is one second
  const whole = Math.floor(sum + 1e-10)
  return whole === 0 ? 0 : sign * whole
}

const isUnit = (text: string | undefined): text is keyof typeof unit => text !== undefined && Object.hasOwn(unit, text)
