import { expect, it } from 'vitest'
import { parseDuration, showDuration } from './duration.js'

it('reads sums of units, and nothing else', () => {
  expect(['90s', '10m', '1h30m', '1.5h', '2d'].map(parseDuration)).toEqual([90_000, 600_000, 5_400_000, 5_400_000, 172_800_000])
  expect(['', '10', 'm', '-1s', '1w', '0s', '1h 2m', `${'9'.repeat(400)}d`].map(parseDuration)).toEqual(Array(8).fill(undefined))
})

it('says the two largest units', () => {
  expect([0, 45_000, 90_000, 5_400_000, 90_061_000].map(showDuration)).toEqual(['0s', '45s', '1m 30s', '1h 30m', '1d 1h'])
})
