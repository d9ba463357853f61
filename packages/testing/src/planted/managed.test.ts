import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { trial } from '../awsManagedMachinePool.js'
import { providerLaws, subjectLaws } from '../laws/all.js'
import { managedBugs } from './awsManagedMachinePool.js'

/** As many schedules as a law may need for a bug of its own. */
const most = 400

describe('each bug planted in managed pools is found by the law named for it', () => {
  for (const bug of managedBugs)
    it(`${bug.law}: ${bug.name}`, async () => {
      const planted = bug.plant(trial)
      const options = { runs: most, shrink: false }
      const subject = subjectLaws.find((law) => law.name === bug.law)
      const provider = providerLaws.find((law) => law.name === bug.law)
      const found = await (subject?.check(planted, options) ?? provider?.check(planted, options))
      if (found === undefined) throw new Error(`there is no law ${bug.law}`)
      expect(E.isLeft(found)).toBe(true)
      if (E.isLeft(found)) process.stdout.write(`${bug.law}: ${bug.name}: found after ${found.left.runs} runs\n`)
    }, 240_000)
})
