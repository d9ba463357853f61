/**
 * Small worlds tried out whole: every point at which a process can be stopped, every depth of every old answer.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import * as E from 'fp-ts/lib/Either.js'
import { askedIn } from './History.js'
import type { Counterexample, SubjectLaw } from './Law.js'
import { play } from './play.js'
import * as S from './Schedule.js'
import type { SubjectTrial } from './Trial.js'

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

/** Tries every schedule on a law: how many held, or the first that did not. */
export const tryAll = async <A extends AnyAct, W>(
  law: SubjectLaw,
  trial: SubjectTrial<A, W>,
  schedules: ReadonlyArray<S.Schedule>,
): Promise<E.Either<Counterexample, number>> => {
  for (const schedule of schedules) {
    const result = await law.check(trial, { replay: S.print(schedule) })
    if (E.isLeft(result)) return result
  }
  return E.right(schedules.length)
}
