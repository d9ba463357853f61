/**
 * What is put to the laws: anything that reconciles in passes. Poolwright's providers are made into one by `plainly` or `embedded`; a
 * controller of your own needs `start` and `pass`, nothing else.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Calls } from '@poolwright/core/Calls'
import type { Millis } from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import type { Cell } from '@poolwright/core/Model'
import type { Desired } from './Desired.js'

/** What outlives a process: the documents as they are wanted now, and one cell for whatever the subject keeps elsewhere. */
export type Surroundings = {
  readonly desired: () => Desired
  /** How often what is wanted has changed: a list of `desired` is as of this. */
  readonly version: () => number
  /** `null` at first, and again once a schedule has lost it. */
  readonly record: Cell<Json>
}

/** What a pass may say of itself. All of it is optional; laws that need it say so. */
export type Said = {
  /** What was planned, as JSON: told in counterexamples, searched for secrets. */
  readonly plans?: ReadonlyArray<unknown>
  /** Why there was less to do than there might have been: codes. */
  readonly held?: ReadonlyArray<string>
  /** Where in the documents those reasons are, as paths of leaves; an empty one is about all of them. Not said: so is each of them. */
  readonly heldAt?: ReadonlyArray<string>
  /** What a person is warned of: codes. */
  readonly warned?: ReadonlyArray<string>
  /** What a person is told of although nothing is amiss, such as what stays because it is somebody else's: codes. */
  readonly told?: ReadonlyArray<string>
  /** How many steps with an effect are planned, held ones included. */
  readonly effects?: number
  /** Milliseconds until it wants to look again. */
  readonly next?: Millis
}

/** One document as it was after a change; `to` is missing when it was taken out. */
export type Told = {
  readonly document: string
  readonly to?: Json
  /** What `Surroundings.version` was then. What comes late has a lower number than what was told before. */
  readonly version: number
}

/** One life of a subject: its memory is lost with it. */
export type Process<A extends AnyAct> = {
  /** Looks once and does what is to be done. A process that is stopped by a schedule never gets an answer again. */
  readonly pass: (calls: Calls<A>, now: Millis) => Promise<Said | void>
  /**
   * For subjects that are told of changes instead of listing what is wanted in every pass: one change. A schedule may lose it, repeat it
   * later, or tell several in another order; nobody says so.
   */
  readonly told?: (change: Told) => void
}

export type Subject<A extends AnyAct> = {
  /** A fresh process. It must not share memory with others that this made. */
  readonly start: (surroundings: Surroundings) => Process<A>
}
