/**
 * What a host hands to the engine: values and ports, nothing else.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Calls } from '@poolwright/core/Calls'
import type { Facts, Millis } from '@poolwright/core/Fact'
import type { Key } from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import type { PoolProvider } from '@poolwright/core/Provider'
import type { Vault } from '@poolwright/core/Secret'
import type { Task } from 'fp-ts/lib/Task.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Rule } from './admit.js'
import type { Clock } from './Clock.js'
import type { Event } from './Event.js'
import type { Random } from './Random.js'
import type { Source } from './Source.js'

export type Limits = {
  /** Requests that read, in flight at the same time. */
  readonly reads: number
  /** Requests that change something, in flight at the same time. */
  readonly writes: number
  /** How often a pool is planned within one pass, at most: one more than the depth of what plans ask for. */
  readonly rounds: number
  /** Pages of one question that are followed. */
  readonly pages: number
  /** How old a fact may be, in milliseconds, when something is written because of it. */
  readonly maxFactAge: Millis
  /** How long the cloud's copies may lag behind what we made, in milliseconds. */
  readonly visibility: Millis
  /** How soon a pool is looked at again after something was sent for it, in milliseconds. */
  readonly lookAgain: Millis
}

export const defaultLimits: Limits = {
  reads: 8,
  writes: 8,
  rounds: 16,
  pages: 100,
  maxFactAge: 15_000,
  visibility: 30_000,
  lookAgain: 1_000,
}

export type Host<A extends AnyAct, N> = {
  readonly provider: PoolProvider<A, N>
  /** Where the provider's operations go, reads and writes alike. */
  readonly calls: Calls<A>
  /** Facts that do not come from the provider's nouns: manifests, settings, the record. A noun here wins over the provider's. */
  readonly sources: { readonly [noun: string]: Source }
  /**
   * Those of `sources` whose changes are reported with `changed`; they are not asked again before. All others are asked once in
   * every pass.
   */
  readonly watched?: ReadonlyArray<string>
  readonly vault: Vault
  readonly clock: Clock
  readonly random: Random
  /** What tells a pool from an earlier one of the same name, for the tokens of requests. The pool's key when not given. */
  readonly uidOf?: (pool: Key) => string
  readonly rules?: ReadonlyArray<Rule<A>>
  /**
   * Asked before anything is carried out, with the plans that have effects to send; answers those that may go. Of all others nothing but
   * reports is sent. What was approved is carried out only as long as it is what the plan would do.
   */
  readonly approve?: (plans: ReadonlyArray<Plan<A>>) => Task<ReadonlySet<Key>>
  /**
   * Runs before the first request of a plan that changes something, with the facts that the plan looked at: the place to write down what
   * must outlive a crash, such as a record of what the plan makes. Left, or a rejection, says why that could not be done; then nothing of
   * the plan is sent but reports, and it is tried again. A crash between it and the first request, or after any, runs it again: it has
   * to be safe to repeat.
   */
  readonly before?: (plan: Plan<A>, facts: Facts) => TaskEither<string, unknown>
  readonly onEvent?: (event: Event<A>) => unknown
  readonly limits?: Partial<Limits>
}
