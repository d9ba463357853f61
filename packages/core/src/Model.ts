/**
 * A pure model of a cloud: it answers requests as data, in virtual time. Laws, the embedded cloud and forecasts run on one.
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import type { AnyAct } from './Action.js'
import { type Call, type Calls, callsThrough } from './Calls.js'
import { type CloudError, lost, refused } from './CloudError.js'
import type { Millis } from './Fact.js'
import type { Scope } from './Key.js'
import { type OpTable, rowOf } from './Operation.js'

/** A request with nothing symbolic left in it: outputs are values, secrets are bytes. */
export type Request = { readonly scope: Scope; readonly op: string; readonly input: unknown; readonly token: string }

export type Model<W> = {
  /** A world in which nothing exists, at this time. */
  readonly empty: (now: Millis) => W
  readonly now: (w: W) => Millis
  /** What happens by itself in this many milliseconds. Two ticks are the same as one of their sum. */
  readonly tick: (w: W, by: Millis) => W
  /** The answer in the cloud's own form, before any codec. A refused request leaves the world as it was, but for what is counted. */
  readonly step: (w: W, request: Request) => readonly [W, E.Either<CloudError, object>]
}

/** Where a model's world is kept; whoever runs one says how. */
export type Cell<W> = { readonly get: () => W; readonly set: (w: W) => void }

/**
 * A model as the port that everything else speaks. Answers are decoded by the operation's own codec, as an
 * adapter does: one that does not decode is `Lost`, because what was asked may have happened.
 */
export const callsOf = <A extends AnyAct, W>(ops: OpTable<A>, model: Model<W>, cell: Cell<W>): Calls<A> =>
  callsThrough(ops, callOf(ops, model, cell))

/** One operation of that port: for whoever needs few of them. */
export const callOf =
  <A extends AnyAct, W>(ops: OpTable<A>, model: Model<W>, cell: Cell<W>) =>
  (op: string): Call<unknown, object> =>
  (scope, input, token) =>
  () => {
    const row = rowOf(ops, op)
    const [world, answer] = model.step(cell.get(), { scope, op, input, token })
    cell.set(world)
    if (E.isLeft(answer)) return Promise.resolve(answer)
    if (row === undefined) return Promise.resolve(E.left(refused('UnknownOperation', `no such operation: ${op}`)))
    const decoded = row.answer.decode(answer.right)
    return Promise.resolve(E.isRight(decoded) ? decoded : E.left(lost))
  }
