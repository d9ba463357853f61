import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dealer, hasCome, type Turn } from './Turn.js'

const lifetime = 600_000
const dealt = (n: number, next = dealer()): ReadonlyArray<Turn> => Array.from({ length: n }, () => next('all'))

it('spreads what was read at once over a lifetime, and leaves out nobody', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 30 }), fc.nat(10 * lifetime), (n, passes, begin) => {
      const turns = dealt(n)
      const read = turns.map(() => begin)
      const step = lifetime / passes
      const counts = Array.from({ length: passes }, (_, pass) => {
        const now = begin + (pass + 1) * step
        const due = turns.flatMap((turn, i) => (hasCome(turn, lifetime, read[i]!, now) ? [i] : []))
        for (const i of due) read[i] = now
        return due.length
      })
      expect(counts.reduce((x, y) => x + y, 0)).toBe(n)
      expect(Math.max(...counts)).toBeLessThanOrEqual(Math.ceil(n / passes))
    }),
  ))

it('comes for every place at the latest when a lifetime is over, however many places are dealt meanwhile', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(50), fc.nat(10 * lifetime), (n, more, since) => {
      const next = dealer()
      const turns = dealt(n, next)
      dealt(more, next)
      expect(turns.every((turn) => hasCome(turn, lifetime, since, since + lifetime))).toBe(true)
    }),
  ))

it('keeps circles apart', () => {
  const next = dealer()
  expect([next('a'), next('b'), next('a')].map((turn) => [turn.place, turn.among.count])).toEqual([
    [0, 2],
    [0, 1],
    [1, 2],
  ])
})
