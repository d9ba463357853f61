/**
 * All that is known of an operation without calling it: one row in one table. Permissions, costs, budgets, saved plans and
 * "which facts does this make unknown" are read off here.
 * @since 0.1.0
 */
import type * as t from 'io-ts'
import type { Act, AnyAct, Answer, In } from './Action.js'
import type { Key, Scope } from './Key.js'

/** What an operation does to the world. A `report` publishes what is known and is outside approval. */
export type Effect = 'read' | 'create' | 'change' | 'destroy' | 'report'

/**
 * Why a repeat does no harm: it sets what it says (`natural`), a taken name refuses it (`name`), the client token is remembered
 * (`token`), or a second one is refused while the first runs (`conflicts`).
 */
export type Repeat = 'natural' | 'name' | 'token' | 'conflicts'

export type OpRow<I, R> = {
  readonly effect: Effect
  readonly repeat: Repeat
  /** The IAM action or Kubernetes verb that it needs. */
  readonly permission: string
  /** Operations of one bucket share a rate limit within a scope. */
  readonly bucket: string
  readonly input: t.Type<I, unknown>
  readonly answer: t.Type<R, unknown>
  /** The facts that are no longer known once it was sent, whatever it answered. Things may be named by any of their names. */
  readonly touches: (scope: Scope, input: I) => ReadonlyArray<Key>
  /**
   * Whether the value of a touched fact was read after this answer, where that can be told from the two; a value that was not is an older
   * snapshot. Absence: only a value equal to the one before the request counts as older.
   */
  readonly shows?: (answer: R, seen: unknown) => boolean
}

/** A row of a new cloud's table, typed by its codecs: with `ActsOf` the table is all that has to be written. */
export const operation = <I extends object, R extends object>(row: OpRow<I, R>): OpRow<I, R> => row

/** The actions that a table of rows made by `operation` speaks of. */
export type ActsOf<T> = {
  [K in keyof T & string]: T[K] extends OpRow<infer I extends object, infer R extends object> ? Act<K, I, R> : never
}[keyof T & string]

export type OpTable<A extends AnyAct> = { readonly [K in A['op']]: OpRow<In<A, K>, Answer<A, K>> }

/** The one place where an action meets its row; `undefined` for an operation that the table does not know. */
export const rowOf = <A extends AnyAct>(table: OpTable<A>, op: string): OpRow<object, object> | undefined =>
  // A table is typed operation by operation; a row looked up by a name of run time fits any of them.
  Object.hasOwn(table, op) ? (table as unknown as { readonly [op: string]: OpRow<object, object> })[op] : undefined

/** `autoscaling:UpdateAutoScalingGroup` is operation `UpdateAutoScalingGroup` of service `autoscaling`. */
export const nameOf = (op: string): { readonly service: string; readonly operation: string } => {
  const at = op.indexOf(':')
  return { service: op.slice(0, at), operation: op.slice(at + 1) }
}
