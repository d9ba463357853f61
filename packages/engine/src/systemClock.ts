/**
 * The clock on the wall. The only module of the engine that knows timers.
 * @since 0.1.0
 */
import type { Clock } from './Clock.js'
import type { Signal } from './Signal.js'

// Every platform has these two, and no library of types is loaded here that would say so.
declare const setTimeout: (f: () => void, ms: number) => unknown
declare const clearTimeout: (timer: unknown) => void

/** The longest that a timer can be told to wait: longer ones fire at once. */
const longest = 2 ** 31 - 1

const sleep = (ms: number, signal?: Signal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve()
      return
    }
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, Math.min(Math.max(ms, 0), longest))
    signal?.addEventListener('abort', end)
  })

export const systemClock: Clock = { now: () => Date.now(), sleep }
