/**
 * The test that each planted bug is: the law named for it finds it, before so many schedules are tried.
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import type { It } from '../lawsOf.js'
import type { Sought } from './all.js'

export type Finding = {
  readonly it: It
  readonly report: (line: string) => void
  /** As many schedules as a law may need for a bug of its own. */
  readonly most: number
  /** Milliseconds for each. */
  readonly timeout: number
}

/** Throws, in the test, where the law finds nothing wrong. */
export const findsBugs = (bugs: ReadonlyArray<Sought>, { it, report, most, timeout }: Finding): void => {
  for (const { name, law, about, find } of bugs) {
    const test = async (): Promise<void> => {
      const found = await find({ runs: most, shrink: false })
      if (E.isRight(found)) throw new Error(`${law} found nothing wrong in ${found.right.runs} runs: ${name}`)
      const steered = about.length === 0 ? '' : `, changing ${about.join(' and ')} often`
      report(`${law}: ${name}: found after ${found.left.runs} runs${steered}\n`)
    }
    it(`${law}: ${name}`, test, timeout)
  }
}
