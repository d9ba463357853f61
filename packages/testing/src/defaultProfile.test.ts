import { expect, it } from 'vitest'
import { least, runProfile } from './defaultProfile.js'
import { firstParty } from './firstParty.js'
import { providerLaws } from './laws/all.js'
import { tell } from './Law.js'

it('a fiftieth of the default profile has every kind of mischief in it, rollouts and deletions, of both kinds of pools', async () => {
  const { full, shares, counterexamples, tried, cutShort } = await runProfile(firstParty, { times: 0.02 })
  expect(counterexamples.map(tell)).toEqual([])
  expect(full).toBeGreaterThan(150)
  expect(Object.keys(least).filter((what) => (shares[what] ?? 0) === 0)).toEqual([])
  expect(shares['rollout']).toBeGreaterThan(full / 4)
  expect(shares['deletion']).toBeGreaterThan(full / 8)
  for (const { name } of firstParty) {
    const own = tried.filter((t) => t.part === name)
    expect(own.map((t) => t.law)).toEqual(expect.arrayContaining(providerLaws.map((law) => law.name)))
    expect(own.filter((t) => t.report?.runs !== t.asked)).toEqual([])
    expect(own.some((t) => (t.report?.full.shares['rollout'] ?? 0) > 0)).toBe(true)
  }
  expect(cutShort).toBe(0)
}, 300_000)

it('where time is short every provider has its share of it, and what was not tried is said', async () => {
  const { tried, cutShort, counterexamples } = await runProfile(firstParty, { times: 100, limit: 3_000 })
  expect(counterexamples.map(tell)).toEqual([])
  expect(cutShort).toBe(tried.length)
  const runsOf = (part: string) => tried.reduce((sum, t) => sum + (t.part === part ? (t.report?.runs ?? 0) : 0), 0)
  expect(firstParty.filter(({ name }) => runsOf(name) === 0)).toEqual([])
}, 120_000)
