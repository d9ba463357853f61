/**
 * Small worlds tried out whole: every point at which a process can be stopped, every depth of every old answer, every order in which
 * the requests of two processes can come.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import * as E from 'fp-ts/lib/Either.js'
import { digestOf } from '@poolwright/core/digest'
import { askedIn, type History, type Passed } from './History.js'
import type { Counterexample, Court, SubjectLaw } from './Law.js'
import { play } from './play.js'
import * as S from './Schedule.js'
import { redacted } from './story.js'
import type { SubjectTrial, Trial } from './Trial.js'

/** What is wanted at first, and what changes once the world is at rest. Without changes it is the making that is tried. */
export type Small = { readonly first: ReadonlyArray<S.Setting>; readonly changes: ReadonlyArray<S.Setting> }

const before = ({ changes }: Small): ReadonlyArray<S.Event> => (changes.length === 0 ? [] : [S.settle, ...changes.map(S.set)])
/** How many requests the pass that meets the change makes, all and reads. */
const counted = async <A extends AnyAct, W>(trial: SubjectTrial<A, W>, small: Small) => {
  const h = await play(trial, S.schedule(small.first, [...before(small), S.pass()]))
  const asked = askedIn({ ...h, moments: h.moments.filter((m) => m.event.do === 'pass') })
  return { calls: asked.length, reads: asked.filter((a) => a.effect === 'read').length }
}
const range = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, i) => i)

/** Stopped before and after each request of the pass that meets the change. */
export const everyCrash = async <A extends AnyAct, W>(trial: SubjectTrial<A, W>, small: Small): Promise<ReadonlyArray<S.Schedule>> => {
  const { calls } = await counted(trial, small)
  const points = range(calls).flatMap((nth) =>
    (['before', 'after'] as const).map((when): S.Fault => ({ fault: 'crash', when, of: 'calls', nth })),
  )
  return points.map((point) => S.schedule(small.first, [...before(small), S.pass(point)]))
}

/** Each read of the pass that meets the change, and all of them, as old as up to `depth` changes. */
export const everyStaleRead = async <A extends AnyAct, W>(
  trial: SubjectTrial<A, W>,
  small: Small,
  depth = 3,
): Promise<ReadonlyArray<S.Schedule>> => {
  const { reads } = await counted(trial, small)
  const old = range(depth).flatMap((d): ReadonlyArray<S.Fault> => [
    { fault: 'stale', depth: d + 1 },
    ...range(reads).map((nth): S.Fault => ({ fault: 'stale', depth: d + 1, nth })),
  ])
  return old.map((fault) => S.schedule(small.first, [...before(small), S.pass(fault)]))
}

export type Explored = {
  /** Orders of requests that were played, each to its end. */
  readonly orders: number
  /** Different states between two requests, processes that may stand for each other counted as one. */
  readonly states: number
  /** Ways on that led to a state that was known. */
  readonly merged: number
  /** The most requests that both together made. */
  readonly longest: number
}

/** What a process has been through: all that its next request can depend on. */
const memoryOf = <W>(passed: Passed<W> | undefined, upTo: number): string =>
  digestOf((passed?.asked ?? []).slice(0, upTo).map((a) => redacted([a.op, a.input, a.error, a.answer])))

/**
 * Two processes that meet a change at the same time, in every order that their requests can come in. Orders that lead to a state that was
 * seen before are not followed further: the world is the same, and so is what each process has been told, whichever of the two it is.
 */
export const everyInterleaving = async <A extends AnyAct, W>(
  law: SubjectLaw,
  trial: SubjectTrial<A, W>,
  small: Small,
): Promise<E.Either<Counterexample, Explored>> => {
  const seen = new Set<string>()
  const todo: Array<ReadonlyArray<number>> = [[]]
  const court = courtOf(trial)
  let [orders, merged, longest] = [0, 0, 0]
  for (let prefix = todo.pop(); prefix !== undefined; prefix = todo.pop()) {
    const schedule = S.schedule(small.first, [...before(small), { do: 'together', lag: 0, order: prefix }])
    const complaints = await law.judge(court, schedule)
    const history = await court.play(schedule)
    orders += 1
    const moment = history.moments.find((m) => m.event.do === 'together')
    const turns = moment?.turns ?? []
    if (complaints.length > 0) {
      const order = turns.map((turn) => turn.went)
      const found = await law.check(trial, {
        replay: S.print(S.schedule(small.first, [...before(small), { do: 'together', lag: 0, order }])),
      })
      if (E.isLeft(found)) return found
    }
    longest = Math.max(longest, turns.length)
    const went = [0, 0]
    let world = moment?.passes.flatMap((p) => p.asked)[0]?.before
    for (const [i, turn] of turns.entries()) {
      const memories = [0, 1].map((as) => memoryOf(moment?.passes[as], went[as] ?? 0))
      const state = digestOf([world === undefined ? '' : trial.agreement.text(world), [...memories].sort()])
      // Where this order was taken from is known; what it found after that may not be.
      if (i >= prefix.length) {
        if (seen.has(state)) {
          merged += 1
          break
        }
        seen.add(state)
        const alike = memories[0] === memories[1]
        for (const other of turn.waiting) if (other !== turn.went && !alike) todo.push([...turns.slice(0, i).map((t) => t.went), other])
      }
      const asked = moment?.passes[turn.went]?.asked[went[turn.went] ?? 0]
      went[turn.went] = (went[turn.went] ?? 0) + 1
      world = asked?.after ?? world
    }
  }
  return E.right({ orders, states: seen.size, merged, longest })
}

/** Tries every schedule on a law: how many held, or the first that did not. */
export const tryAll = async <A extends AnyAct, W>(
  law: SubjectLaw,
  trial: SubjectTrial<A, W>,
  schedules: ReadonlyArray<S.Schedule>,
): Promise<E.Either<Counterexample, number>> => {
  const court = courtOf(trial)
  for (const schedule of schedules) {
    if ((await law.judge(court, schedule)).length === 0) continue
    const found = await law.check(trial, { replay: S.print(schedule) })
    if (E.isLeft(found)) return found
  }
  return E.right(schedules.length)
}

/** A court that plays nothing twice: many schedules are measured by the same one without faults. */
const courtOf = <A extends AnyAct, W>(trial: SubjectTrial<A, W>): Court<A, W, never> => {
  const played = new Map<string, Promise<History<W>>>()
  return {
    // A law about histories never looks at `planning`.
    trial: trial as unknown as Trial<A, W, never>,
    play: (s, options) => {
      const text = S.print(s)
      const history = played.get(text) ?? play(trial, s, options)
      played.set(text, history)
      return history
    },
  }
}
