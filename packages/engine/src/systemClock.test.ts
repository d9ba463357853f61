import { expect, it } from 'vitest'
import { anyOf, trigger } from './Signal.js'
import { systemClock } from './systemClock.js'

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

it('wakes with the signal and leaves no timer behind', async () => {
  const before = timers()
  const stop = new AbortController()
  const asleep = Promise.all([systemClock.sleep(1_000_000, stop.signal), systemClock.sleep(Infinity, stop.signal)])
  expect(timers()).toBe(before + 2)
  stop.abort()
  await asleep
  await systemClock.sleep(1_000_000, stop.signal)
  expect(timers()).toBe(before)
})

it('sleeps no shorter than it was told by more than the clock can show', async () => {
  const start = systemClock.now()
  await systemClock.sleep(20)
  expect(systemClock.now() - start).toBeGreaterThanOrEqual(18)
})

it('joins signals, and lets go of them', () => {
  const a = trigger()
  const b = trigger()
  const either = anyOf([a.signal, b.signal])
  const kept = anyOf([a.signal, b.signal])
  either.release()
  b.abort()
  expect([either.signal.aborted, kept.signal.aborted]).toEqual([false, true])
  expect(anyOf([a.signal, b.signal]).signal.aborted).toBe(true)
})
