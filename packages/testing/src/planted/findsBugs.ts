/**
 * The test that each planted bug is: the law named for it finds it, before so many schedules are tried.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import * as E from 'fp-ts/lib/Either.js'
import { providerLaws, subjectLaws } from '../laws/all.js'
import type { It } from '../lawsOf.js'
import type { Trial } from '../Trial.js'
import type { Planted } from './Planted.js'

export type Finding = {
  readonly it: It
  readonly report: (line: string) => void
  /** As many schedules as a law may need for a bug of its own. */
  readonly most: number
  /** Milliseconds for each. */
  readonly timeout: number
}

/** How much more often a leaf changes that a bug is about. */
const often = 40
const about = <A extends AnyAct, W, N>(trial: Trial<A, W, N>, paths: ReadonlyArray<string>): Trial<A, W, N> => ({
  ...trial,
  inputs: {
    ...trial.inputs,
    leaves: trial.inputs.leaves.map((leaf) => (paths.includes(leaf.path) ? { ...leaf, weight: often * (leaf.weight ?? 1) } : leaf)),
  },
})

/** Throws, in the test, where the law finds nothing wrong. */
export const findsBugs = <A extends AnyAct, W, N>(
  trial: Trial<A, W, N>,
  bugs: ReadonlyArray<Planted<A, W, N>>,
  { it, report, most, timeout }: Finding,
): void => {
  for (const bug of bugs) {
    const test = async (): Promise<void> => {
      const planted = bug.plant(bug.about === undefined ? trial : about(trial, bug.about))
      const options = { runs: most, shrink: false }
      const subject = subjectLaws.find((law) => law.name === bug.law)
      const provider = providerLaws.find((law) => law.name === bug.law)
      const found = await (subject?.check(planted, options) ?? provider?.check(planted, options))
      if (found === undefined) throw new Error(`there is no law ${bug.law}`)
      if (E.isRight(found)) throw new Error(`${bug.law} found nothing wrong in ${found.right.runs} runs: ${bug.name}`)
      const steered = bug.about === undefined ? '' : `, changing ${bug.about.join(' and ')} often`
      report(`${bug.law}: ${bug.name}: found after ${found.left.runs} runs${steered}\n`)
    }
    it(`${bug.law}: ${bug.name}`, test, timeout)
  }
}
