/**
 * A law: what must hold whatever is wanted and whatever goes wrong. Each is a plain function, for any test runner.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { type History, passesOf, writesIn } from './History.js'
import { explainedItself, held } from './judging.js'
import { editKind, play, type PlayOptions } from './play.js'
import { kindOf, parse, print, type Schedule } from './Schedule.js'
import { story } from './story.js'
import type { Inputs, SubjectTrial, Trial } from './Trial.js'

export type LawOptions = {
  /** How many schedules are tried. Each law has a number of its own that fits a default run. */
  readonly runs?: number
  /** The same seed tries the same schedules. */
  readonly seed?: number
  /** How often the adversary may strike in one schedule. */
  readonly strength?: number
  /** A printed schedule: nothing is drawn, this one is tried. */
  readonly replay?: string
  /** Milliseconds after which no further schedule is drawn; what was tried until then counts. */
  readonly limit?: number
  /** False: the first schedule that breaks the law is reported as it was drawn. Shrinking takes longer and reads better. */
  readonly shrink?: boolean
}

export type Report = {
  readonly law: string
  readonly seed: number
  /** Schedules tried. */
  readonly runs: number
  /** Histories played, references included. */
  readonly histories: number
  readonly passes: number
  readonly requests: number
  /** How many histories had it: each kind of fault, each label that the agreement gives. */
  readonly shares: { readonly [what: string]: number }
  /** Histories in which a wish changed, something went wrong, there were five passes or more, and all came to rest. */
  readonly full: { readonly histories: number; readonly shares: { readonly [what: string]: number } }
}

export type Counterexample = {
  readonly law: string
  readonly says: string
  readonly seed: number
  /** How many schedules it took. */
  readonly runs: number
  readonly schedule: Schedule
  readonly complaints: ReadonlyArray<string>
  readonly story: ReadonlyArray<string>
  /** The law and the printed schedule: what `lawsOf` takes as `replay`. */
  readonly replay: string
}

/** What a law judges with: it plays, and what it plays is counted. */
export type Court<A extends AnyAct, W, N> = {
  readonly trial: Trial<A, W, N>
  readonly play: (s: Schedule, options?: PlayOptions) => Promise<History<W>>
}
/** What is wrong, one sentence each. */
export type Judge = <A extends AnyAct, W, N>(court: Court<A, W, N>, schedule: Schedule) => Promise<ReadonlyArray<string>>

type Frame = {
  readonly name: string
  /** One sentence. */
  readonly says: string
  /** Schedules in a default run. */
  readonly runs: number
  readonly schedules: <W>(inputs: Inputs<W>, strength: number) => fc.Arbitrary<Schedule>
}

type Outcome = Promise<E.Either<Counterexample, Report>>
/** A law about histories: of anything that passes. */
export type SubjectLaw = Frame & {
  readonly about: 'subject'
  /** One schedule, played by whoever holds court. It looks at nothing of the trial that only providers have. */
  readonly judge: Judge
  readonly check: <A extends AnyAct, W>(trial: SubjectTrial<A, W>, options?: LawOptions) => Outcome
}
/** A law about plans: of a provider. */
export type ProviderLaw = Frame & {
  readonly about: 'provider'
  readonly check: <A extends AnyAct, W, N>(trial: Trial<A, W, N>, options?: LawOptions) => Outcome
}
export type Law = SubjectLaw | ProviderLaw

/** The kinds of mischief that a history had: what struck a request, and what happened between passes. */
const kindsIn = <W>(inputs: Inputs<W>, h: History<W>): ReadonlySet<string> => {
  const passes = passesOf(h)
  const between = h.moments.flatMap(({ event, took }) =>
    !took || event.do === 'pass' || (event.do === 'restart' && event.behind !== undefined)
      ? []
      : event.do === 'edit'
        ? [editKind(inputs.edits[event.edit])]
        : [kindOf(event) ?? []].flat(),
  )
  const twice = passes.filter((p) => p.crashed).length > 1 ? ['crash twice'] : []
  return new Set([...passes.flatMap((p) => p.asked.flatMap((a) => a.faults)), ...between, ...twice])
}

const defaultSeed = 20_260
const defaultStrength = 3

const checking =
  (frame: Frame, judge: Judge) =>
  async <A extends AnyAct, W, N>(trial: Trial<A, W, N>, options: LawOptions = {}): Outcome => {
    const seed = options.seed ?? defaultSeed
    let [histories, passes, requests, runs] = [0, 0, 0, 0]
    const shares: Record<string, number> = {}
    const full = { histories: 0, shares: {} as Record<string, number> }
    const court: Court<A, W, N> = {
      trial,
      play: async (s, o) => {
        const h = await play(trial, s, o)
        histories += 1
        passes += passesOf(h).length
        const asked = passesOf(h).flatMap((p) => p.asked)
        requests += asked.length
        const kinds = kindsIn(trial.inputs, h)
        const labels = trial.agreement.labels(writesIn(h).map((a) => a.op))
        const excused = held(h) ? ['ends held'] : explainedItself(h) ? ['ends with a warning'] : []
        const all = [...new Set([...kinds, ...labels, ...excused])]
        for (const what of all) shares[what] = (shares[what] ?? 0) + 1
        const changed = h.moments.some((m) => m.event.do === 'set' && m.took)
        if (changed && kinds.size > 0 && passesOf(h).length >= 5 && h.rested) {
          full.histories += 1
          for (const what of all) full.shares[what] = (full.shares[what] ?? 0) + 1
        }
        return h
      },
    }
    const told = async (s: Schedule, complaints: ReadonlyArray<string>): Promise<E.Either<Counterexample, Report>> => {
      const h = await play(trial, s)
      const { name, says } = frame
      return E.left({ law: name, says, seed, runs, schedule: s, complaints, story: story(h), replay: `${name} ${print(s)}` })
    }
    const report = (): E.Either<Counterexample, Report> =>
      E.right({ law: frame.name, seed, runs, histories, passes, requests, shares, full })

    if (options.replay !== undefined) {
      const parsed = parse(options.replay)
      if (E.isLeft(parsed)) throw new Error(`not a schedule: ${parsed.left.join('; ')}`)
      runs = 1
      const complaints = await judge(court, parsed.right)
      return complaints.length > 0 ? told(parsed.right, complaints) : report()
    }
    const property = fc.asyncProperty(frame.schedules(trial.inputs, options.strength ?? defaultStrength), async (s) => {
      runs += 1
      return (await judge(court, s)).length === 0
    })
    const result = await fc.check(property, {
      numRuns: options.runs ?? frame.runs,
      seed,
      endOnFailure: options.shrink === false,
      ...(options.limit === undefined ? {} : { interruptAfterTimeLimit: options.limit }),
    })
    if (!result.failed) return report()
    const found = result.counterexample?.[0]
    // Where the time was over before the first schedule nothing was tried, and nothing failed.
    if (found === undefined && result.interrupted) return report()
    // `check` throws only when a schedule cannot even be drawn; then there is no counterexample to tell.
    if (found === undefined) throw result.errorInstance instanceof Error ? result.errorInstance : new Error('no schedule could be drawn')
    runs = result.numRuns
    return told(found, await judge(court, found))
  }

export const subjectLaw = (frame: Frame, judge: Judge): SubjectLaw => ({
  ...frame,
  about: 'subject',
  judge,
  // A law about histories never looks at `planning`, so that a trial may do without.
  check: (trial, options) => checking(frame, judge)(trial as unknown as Trial<AnyAct, never, never>, options),
})
export const providerLaw = (frame: Frame, judge: Judge): ProviderLaw => ({ ...frame, about: 'provider', check: checking(frame, judge) })

/** A counterexample as text. */
export const tell = (c: Counterexample): string =>
  [
    `${c.law} does not hold: ${c.says}`,
    ...c.complaints.map((x) => `  - ${x}`),
    `found after ${c.runs} runs with seed ${c.seed}:`,
    ...c.story.map((x) => `  ${x}`),
    `again: POOLWRIGHT_REPLAY='${c.replay.replaceAll("'", "'\\''")}' npx vitest run`,
  ].join('\n')

/** A report in one line. */
export const line = (r: Report): string => {
  return `${r.law}: ${r.runs} schedules, ${r.histories} histories, ${r.passes} passes, ${r.requests} requests, seed ${r.seed}; ${percentages(r.shares, r.histories)}`
}

/** Each share in whole percents, in the order of their names. */
export const percentages = (shares: Report['shares'], of: number): string =>
  Object.entries(shares)
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([what, n]) => `${what} ${Math.round((100 * n) / Math.max(1, of))}%`)
    .join(', ')
