/**
 * What happened when a schedule was played. Worlds are kept as they are: they never change, so keeping one costs a reference.
 * @since 0.1.0
 */
import type { CloudError } from '@poolwright/core/CloudError'
import type { Millis } from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import type { Effect } from '@poolwright/core/Operation'
import type { Desired } from './Desired.js'
import type { Event, Schedule } from './Schedule.js'
import type { Said } from './Subject.js'

/** One request. */
export type Asked<W> = {
  readonly op: string
  readonly effect: Effect
  /** As it was sent: bytes of secrets included, so it is never printed as it is. */
  readonly input: unknown
  readonly token: string
  /** `null`: it was answered; or what it was answered instead. */
  readonly error: CloudError | null
  /** What it was answered, nothing when it failed. */
  readonly answer: object | undefined
  /** The process ended before an answer came. */
  readonly unanswered: boolean
  /** The kinds of faults that struck it. */
  readonly faults: ReadonlyArray<string>
  readonly before: W
  readonly after: W
}

export type Passed<W> = {
  readonly as: number
  readonly now: Millis
  readonly asked: ReadonlyArray<Asked<W>>
  /** Nothing when it was stopped, or does not speak. */
  readonly said: Said | undefined
  readonly crashed: boolean
  /** What it threw. A pass never throws. */
  readonly threw: string | undefined
  readonly after: W
  /** What the subject kept outside, when the pass was over. */
  readonly record: Json
}

/** One event of the schedule and what came of it. */
export type Moment<W> = {
  readonly event: Event
  /** False: a change that no API server would take, or an edit that found nothing to do. */
  readonly took: boolean
  readonly desired: Desired
  readonly passes: ReadonlyArray<Passed<W>>
  readonly world: W
  /** Of processes whose requests waited for their turns: whose turn it was, request by request, and who was waiting. */
  readonly turns?: ReadonlyArray<Turn>
}
export type Turn = { readonly went: number; readonly waiting: ReadonlyArray<number> }

export type History<W> = {
  readonly schedule: Schedule
  readonly first: Desired
  readonly start: W
  /** The last one is always a `settle`, whether the schedule says so or not. */
  readonly moments: ReadonlyArray<Moment<W>>
  /** Every `settle` came to rest within its bound. */
  readonly rested: boolean
  readonly desired: Desired
  readonly world: W
}

export const passesOf = <W>(h: History<W>): ReadonlyArray<Passed<W>> => h.moments.flatMap((m) => m.passes)
export const askedIn = <W>(h: History<W>): ReadonlyArray<Asked<W>> => passesOf(h).flatMap((p) => p.asked)
/** Requests that were carried out and changed something, or should have. */
export const writesIn = <W>(h: History<W>): ReadonlyArray<Asked<W>> => askedIn(h).filter((a) => isWrite(a.effect))
export const isWrite = (effect: Effect): boolean => effect !== 'read' && effect !== 'report'
/** Whether the answer was what was so before. */
export const wasOld = <W>({ faults }: Asked<W>): boolean => faults.some((kind) => ['stale', 'lag', 'time travel'].includes(kind))
/** The last pass that ended by itself. */
export const lastSaid = <W>(h: History<W>): Said | undefined =>
  [...passesOf(h)].reverse().find((p) => !p.crashed && p.threw === undefined)?.said
