import fc from 'fast-check'
import { expect, it } from 'vitest'
import { after, awaitChange, match, Monoid, type Requeue } from './Requeue.js'

const requeue: fc.Arbitrary<Requeue> = fc
  .option(fc.integer({ min: 1, max: 9 }), { nil: undefined })
  .map((n) => (n === undefined ? awaitChange : after(n)))
const delay = match({ AwaitChange: () => Infinity, After: (d) => d })

it('is the sooner of the two: a monoid', () =>
  fc.assert(
    fc.property(requeue, requeue, requeue, (x, y, z) => {
      expect(delay(Monoid.concat(x, y))).toBe(Math.min(delay(x), delay(y)))
      expect(Monoid.concat(Monoid.concat(x, y), z)).toEqual(Monoid.concat(x, Monoid.concat(y, z)))
      expect(Monoid.concat(Monoid.empty, x)).toEqual(x)
      expect(Monoid.concat(x, Monoid.empty)).toEqual(x)
    }),
  ))
