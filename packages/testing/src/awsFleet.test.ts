import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { budget, fleetTrial } from './awsFleet.js'
import { tell } from './Law.js'
import { withinBudget } from './laws/withinBudget.js'
import { profileOf } from './profile.js'

describe('three pools under one disruption budget', () => {
  const { times = 1, seed, timeout } = profileOf(process.env, 0.2)
  it(
    'within-budget',
    async () => {
      const law = withinBudget(budget)
      const result = await law.check(fleetTrial(), { runs: Math.ceil(law.runs * times), ...(seed === undefined ? {} : { seed }) })
      if (E.isLeft(result)) throw new Error(tell(result.left))
      expect(result.right.shares['rollout']).toBeGreaterThan(result.right.histories / 4)
    },
    timeout,
  )
})
