import * as Requeue from '@poolwright/core/Requeue'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { poolKey } from './counters.fixture.js'
import { dueAt, makeQueue } from './Queue.js'

const [a, b] = [poolKey('a'), poolKey('b')]

it('gives out each pool once, and again when it is due or was woken meanwhile', () => {
  const queue = makeQueue()
  queue.set([a, b])
  expect(queue.take(0)).toEqual([a, b])
  expect(queue.take(0)).toEqual([])
  queue.wake(a)
  queue.done(a, 1_000)
  queue.done(b, 1_000)
  expect(queue.next()).toBe(-Infinity)
  expect(queue.take(5)).toEqual([a])
  expect(queue.next()).toBe(1_000)
  expect(queue.take(1_000)).toEqual([b])
  expect(queue.next()).toBe(Infinity)
})

it('forgets pools that are gone, also while they are worked on', () => {
  const queue = makeQueue()
  queue.set([a, b])
  queue.take(0)
  queue.set([b])
  queue.done(a, 10)
  queue.done(b, 10)
  queue.wake(a)
  expect(queue.take(10)).toEqual([b])
})

it('brings pools at rest together, never later than they asked for', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.nat(60_000), fc.integer({ min: 1, max: 600_000 }), (at, off, delay) => {
      const due = dueAt(at, Requeue.after(delay), true)
      expect(due).toBeGreaterThan(at)
      expect(due).toBeLessThanOrEqual(at + delay)
      expect((dueAt(at + off, Requeue.after(delay), true) - due) % delay).toBe(0)
    }),
  )
  expect(dueAt(7, Requeue.after(10), false)).toBe(17)
  expect(dueAt(7, Requeue.awaitChange, true)).toBe(Infinity)
})
