/**
 * How much is tried of the laws about mischief before a version is published: ten thousand histories, in which a wish changed, something went
 * wrong, there were five passes or more, and all came to rest. `npm run laws` runs it on the first-party providers.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import * as E from 'fp-ts/lib/Either.js'
import { type Counterexample, type Law, type LawOptions, line, percentages, type Report } from './Law.js'
import { crashSafe } from './laws/crashSafe.js'
import { eventuallyStable } from './laws/eventuallyStable.js'
import { handsOff } from './laws/handsOff.js'
import { noLeak } from './laws/noLeak.js'
import { partialSafe } from './laws/partialSafe.js'
import { reorderSafe } from './laws/reorderSafe.js'
import { staleSafe } from './laws/staleSafe.js'
import { twoLeaders } from './laws/twoLeaders.js'
import { vanishSafe } from './laws/vanishSafe.js'
import { providerLaws } from './laws/all.js'
import type { SubjectLaw } from './Law.js'
import type { Trial } from './Trial.js'

/** Schedules by law. What `eventually-stable` draws has every kind of mischief, and costs one history each: it has the most. */
const runs: ReadonlyArray<readonly [SubjectLaw, number]> = [
  [eventuallyStable, 9_800],
  [vanishSafe, 400],
  [handsOff, 400],
  [crashSafe, 400],
  [staleSafe, 250],
  [partialSafe, 250],
  [reorderSafe, 250],
  [twoLeaders, 200],
  [noLeak, 200],
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

/** One of the providers that share a profile. */
export type Part<A extends AnyAct, W, N> = {
  readonly name: string
  /** What part of the schedules is tried on it; all parts together are 1. */
  readonly share: number
  readonly trial: Trial<A, W, N>
}

/** What came of one law on one provider. */
export type Tried = {
  readonly part: string
  readonly law: string
  /** Schedules that were to be tried. */
  readonly asked: number
  /** Nothing where a counterexample was found. */
  readonly report: Report | undefined
}

export type Profile = {
  readonly tried: ReadonlyArray<Tried>
  readonly full: number
  readonly shares: Shares
  readonly counterexamples: ReadonlyArray<Counterexample>
  /** One sentence for each share that is too small. */
  readonly missing: ReadonlyArray<string>
  /** Laws that were stopped by the clock, before all their schedules were tried. */
  readonly cutShort: number
}
type Shares = Report['shares']

const on =
  <A extends AnyAct, W, N>({ trial }: Part<A, W, N>, law: Law) =>
  (options: LawOptions) =>
    law.about === 'subject' ? law.check(trial, options) : law.check(trial, options)

/** Full histories of several reports as those of one. */
const together = (reports: ReadonlyArray<Report | undefined>): Report['full'] => {
  const shares: Record<string, number> = {}
  for (const r of reports) for (const [what, n] of Object.entries(r?.full.shares ?? {})) shares[what] = (shares[what] ?? 0) + n
  return { histories: reports.reduce((sum, r) => sum + (r?.full.histories ?? 0), 0), shares }
}
const tooSmall = ({ histories, shares }: Report['full']): ReadonlyArray<string> =>
  Object.entries(least).flatMap(([what, percent]) => {
    const is = (100 * (shares[what] ?? 0)) / Math.max(1, histories)
    return is < percent ? [`${what}: ${is.toFixed(1)} % of histories, and ${percent} % is the least`] : []
  })

/**
 * `times` the runs of each law, from one seed: of the laws about histories as many as stand above, shared out among the parts, and of those
 * about plans each part's own. `limit`: milliseconds that all of it may take. Each law on each part has of the time that is left what its
 * schedules are of those that are left; what nobody came to is not tried.
 */
export const runProfile = async <A extends AnyAct, W, N>(
  parts: ReadonlyArray<Part<A, W, N>>,
  options: Pick<LawOptions, 'seed' | 'limit'> & { readonly times?: number; readonly tell?: (line: string) => void } = {},
): Promise<Profile> => {
  const { times = 1, seed, limit, tell } = options
  const end = Date.now() + (limit ?? 0)
  const work = parts.flatMap((part) => [
    ...runs.map(([law, n]) => ({ part, law: law.name, asked: Math.ceil(n * times * part.share), check: on(part, law) })),
    ...providerLaws.map((law) => ({ part, law: law.name, asked: Math.ceil(law.runs * times), check: on(part, law) })),
  ])
  let left = work.reduce((sum, { asked }) => sum + asked, 0)
  const tried: Array<Tried> = []
  const counterexamples: Array<Counterexample> = []
  for (const { part, law, asked, check } of work) {
    const result = await check({
      runs: asked,
      ...(seed === undefined ? {} : { seed }),
      ...(limit === undefined ? {} : { limit: Math.max(1, ((end - Date.now()) * asked) / left) }),
    })
    left -= asked
    const report = E.isRight(result) ? result.right : undefined
    tried.push({ part: part.name, law, asked, report })
    if (E.isLeft(result)) counterexamples.push(result.left)
    tell?.(`${part.name}, ${report === undefined ? `${law}: does not hold` : line(report)}`)
  }
  for (const { name } of parts) {
    const { histories, shares } = together(tried.map((t) => (t.part === name ? t.report : undefined)))
    tell?.(`${name}: ${histories} full histories: ${percentages(shares, histories)}`)
  }
  const all = together(tried.map((t) => t.report))
  tell?.(`all: ${all.histories} full histories: ${percentages(all.shares, all.histories)}`)
  return {
    tried,
    full: all.histories,
    shares: all.shares,
    counterexamples,
    missing: tooSmall(all),
    cutShort: tried.filter(({ report, asked }) => report !== undefined && report.runs < asked).length,
  }
}
