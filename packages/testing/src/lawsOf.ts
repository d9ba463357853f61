/**
 * One test a law, under whatever runs tests: hand in its `it`.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import * as E from 'fp-ts/lib/Either.js'
import { providerLaws, subjectLaws } from './laws/all.js'
import { type Counterexample, type LawOptions, line, type Report, tell } from './Law.js'
import type { SubjectTrial, Trial } from './Trial.js'

export type It = (name: string, test: () => Promise<void>, timeout?: number) => unknown

export type LawsOptions = Omit<LawOptions, 'replay' | 'runs'> & {
  /** The `it` of vitest or jest, the `test` of node:test wrapped to take a time limit. */
  readonly it: It
  /** Times the runs of each law; 1 is about a minute for all on one core. */
  readonly times?: number | undefined
  /** Only these, by name. */
  readonly only?: ReadonlyArray<string> | undefined
  /** Milliseconds that one law may take. */
  readonly timeout?: number | undefined
  /** From a counterexample's last line, where tests take it from POOLWRIGHT_REPLAY: a law's name and a schedule. Only that is tried. */
  readonly replay?: string | undefined
  /** Gets every report: shares, counts, seed. */
  readonly report?: (line: string, report: Report) => void
}

const isPlanned = <A extends AnyAct, W, N>(trial: Trial<A, W, N> | SubjectTrial<A, W>): trial is Trial<A, W, N> => 'planning' in trial

/** Registers a test for each law: all of them for a provider, those about histories for any other subject. */
export const lawsOf = <A extends AnyAct, W, N>(trial: Trial<A, W, N> | SubjectTrial<A, W>, options: LawsOptions): void => {
  const { it, times = 1, only, timeout = 120_000, report, replay, ...rest } = options
  const register = (name: string, runs: number, check: (o: LawOptions) => Promise<E.Either<Counterexample, Report>>) => {
    if (only !== undefined && !only.includes(name)) return
    if (replay !== undefined && !replay.startsWith(`${name} `)) return
    const again = replay === undefined ? {} : { replay: replay.slice(name.length + 1) }
    it(
      name,
      async () => {
        const result = await check({ ...rest, runs: Math.ceil(runs * times), ...again })
        if (E.isLeft(result)) throw new Error(tell(result.left))
        report?.(line(result.right), result.right)
      },
      timeout,
    )
  }
  for (const law of subjectLaws) register(law.name, law.runs, (o) => law.check(trial, o))
  if (isPlanned(trial)) for (const law of providerLaws) register(law.name, law.runs, (o) => law.check(trial, o))
}
