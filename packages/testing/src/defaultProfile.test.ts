import { expect, it } from 'vitest'
import { trial } from './awsMachinePool.js'
import { least, runProfile } from './defaultProfile.js'
import { tell } from './Law.js'

it('a fiftieth of the default profile has every kind of mischief in it, rollouts and deletions', async () => {
  const { full, shares, counterexamples } = await runProfile(trial, { times: 0.02 })
  expect(counterexamples.map(tell)).toEqual([])
  expect(full).toBeGreaterThan(200)
  expect(Object.keys(least).filter((what) => (shares[what] ?? 0) === 0)).toEqual([])
  expect(shares['rollout']).toBeGreaterThan(full / 4)
  expect(shares['deletion']).toBeGreaterThan(full / 8)
}, 120_000)
