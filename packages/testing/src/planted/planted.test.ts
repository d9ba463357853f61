import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { trial } from '../awsMachinePool.js'
import { providerLaws, subjectLaws } from '../laws/all.js'
import { budget } from '../awsFleet.js'
import { withinBudget } from '../laws/withinBudget.js'
import { bugs } from './awsMachinePool.js'
import { fleetBugs } from './bugsOfHosts.js'
import { findsBugs } from './findsBugs.js'

/** As many schedules as a law may need for a bug of its own. */
const most = 1_200

describe('each planted bug is found by the law named for it', () => {
  findsBugs(trial, bugs, { it, report: (line) => void process.stdout.write(line), most, timeout: 120_000 })

  for (const bug of fleetBugs)
    it(`${bug.law}: ${bug.name}`, async () => {
      const found = await withinBudget(budget).check(bug.trial(), { runs: most, shrink: false })
      expect(E.isLeft(found)).toBe(true)
      if (E.isLeft(found)) process.stdout.write(`${bug.law}: ${bug.name}: found after ${found.left.runs} runs\n`)
    }, 120_000)

  it('there are bugs for every law', () => {
    const laws = [...subjectLaws, ...providerLaws].map((law) => law.name)
    expect([...new Set(bugs.map((bug) => bug.law))].sort()).toEqual([...laws].sort())
  })
})
