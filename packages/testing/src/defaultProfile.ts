/**
 * How much is tried of the laws about mischief before a version is published: ten thousand histories, in which a wish changed, something went
 * wrong, there were five passes or more, and all came to rest. `npm run laws` runs it.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import * as E from 'fp-ts/lib/Either.js'
import { type Counterexample, type LawOptions, line, percentages, type Report } from './Law.js'
import { crashSafe } from './laws/crashSafe.js'
import { eventuallyStable } from './laws/eventuallyStable.js'
import { handsOff } from './laws/handsOff.js'
import { noLeak } from './laws/noLeak.js'
import { partialSafe } from './laws/partialSafe.js'
import { reorderSafe } from './laws/reorderSafe.js'
import { staleSafe } from './laws/staleSafe.js'
import { twoLeaders } from './laws/twoLeaders.js'
import { vanishSafe } from './laws/vanishSafe.js'
import type { SubjectLaw } from './Law.js'
import type { SubjectTrial } from './Trial.js'

/** Schedules by law. What `eventually-stable` draws has every kind of mischief, and costs one history each: it has the most. */
const runs: ReadonlyArray<readonly [SubjectLaw, number]> = [
  [eventuallyStable, 8_000],
  [vanishSafe, 1_200],
  [handsOff, 1_400],
  [crashSafe, 1_500],
  [staleSafe, 700],
  [partialSafe, 700],
  [reorderSafe, 600],
  [twoLeaders, 500],
  [noLeak, 500],
]

/** What each share of a whole profile has to be at least, in percent of its full histories. */
export const least: { readonly [what: string]: number } = {
  rollout: 30,
  deletion: 15,
  ...Object.fromEntries(
    [
      'crash before',
      'crash after',
      'crash twice',
      'restart',
      'time travel',
      'stale',
      'lag',
      'error',
      'lost',
      'rates',
      'meanwhile',
      'others: changes',
      'others: deletes',
      'others: tags',
      'others: scales',
      'forget',
      'clock',
      'together',
      'watch drop',
      'watch reverse',
      'watch repeat',
    ].map((kind) => [kind, 2]),
  ),
}

export type Profile = {
  readonly full: number
  readonly shares: { readonly [what: string]: number }
  readonly counterexamples: ReadonlyArray<Counterexample>
  /** One sentence for each share that is too small. */
  readonly missing: ReadonlyArray<string>
}

/** `times` the runs of each law, from one seed. `limit`: milliseconds that all of it may take; what is left then is not tried. */
export const runProfile = async <A extends AnyAct, W>(
  trial: SubjectTrial<A, W>,
  options: Pick<LawOptions, 'seed' | 'limit'> & { readonly times?: number; readonly tell?: (line: string) => void } = {},
): Promise<Profile> => {
  const { times = 1, seed, limit, tell } = options
  const whole = runs.reduce((sum, [, n]) => sum + n, 0)
  const reports: Array<Report> = []
  const counterexamples: Array<Counterexample> = []
  for (const [law, n] of runs) {
    const result = await law.check(trial, {
      runs: Math.ceil(n * times),
      ...(seed === undefined ? {} : { seed }),
      ...(limit === undefined ? {} : { limit: (limit * n) / whole }),
    })
    if (E.isLeft(result)) counterexamples.push(result.left)
    else {
      reports.push(result.right)
      tell?.(line(result.right))
    }
  }
  const full = reports.reduce((sum, r) => sum + r.full.histories, 0)
  const shares: Record<string, number> = {}
  for (const r of reports) for (const [what, n] of Object.entries(r.full.shares)) shares[what] = (shares[what] ?? 0) + n
  tell?.(`${full} full histories: ${percentages(shares, full)}`)
  const missing = Object.entries(least).flatMap(([what, percent]) => {
    const is = (100 * (shares[what] ?? 0)) / Math.max(1, full)
    return is < percent ? [`${what}: ${is.toFixed(1)} % of histories, and ${percent} % is the least`] : []
  })
  return { full, shares, counterexamples, missing }
}
