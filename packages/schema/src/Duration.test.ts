import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { Duration, seconds } from './Duration.js'

it.each([
  ['300s', 300],
  ['5m', 300],
  ['1h30m', 5400],
  ['1h0m0.5s', 3600],
  ['0', 0],
  ['0s', 0],
  ['1500ms', 1],
  ['999ms', 0],
  ['.5h', 1800],
  ['0.1s0.9s', 1],
  ['-1s', -1],
  ['-1.5s', -1],
  ['-0.5s', 0],
  ['+2m', 120],
  ['1000000µs', 1],
])('%s is %d whole seconds', (text, expected) => {
  expect(E.isRight(Duration.decode(text))).toBe(true)
  expect(seconds(text)).toBe(expected)
})

it.each(['', '300', '5 m', '1d', 's', '1h-5m', '--1s', '1.2.3s', 'five minutes'])('%j is no duration', (text) => {
  expect(E.isLeft(Duration.decode(text))).toBe(true)
})

it('hours, minutes and seconds add up', () =>
  fc.assert(
    fc.property(fc.nat(100), fc.nat(1000), fc.nat(1000), (h, m, s) => {
      expect(seconds(`${h}h${m}m${s}s`)).toBe(h * 3600 + m * 60 + s)
    }),
  ))
