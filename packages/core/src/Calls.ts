/**
 * The one port of a cloud, reads and writes alike: a function for each operation. Adapters merge by spreading, a bigger port
 * passes for a smaller one, and a simulator is one too.
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { AnyAct, Answer, Filled, In } from './Action.js'
import type { CloudError } from './CloudError.js'
import type { Scope } from './Key.js'
import type { OpTable } from './Operation.js'

/**
 * Never throws and never waits for what it began to finish. `token` is the same text for the same intention, also after a
 * restart; operations that take a client token send it.
 */
export type Call<I, R> = (scope: Scope, input: Filled<I>, token: string) => TE.TaskEither<CloudError, R>
export type Calls<A extends AnyAct> = { readonly [K in A['op']]: Call<In<A, K>, Answer<A, K>> }

/** A port all of whose operations go the same way: for whoever sends, forwards, simulates or counts them. */
export const callsThrough = <A extends AnyAct>(ops: OpTable<A>, call: (op: A['op'] & string) => Call<unknown, object>): Calls<A> => {
  const calls: { [op: string]: Call<unknown, object> } = {}
  for (const op in ops) calls[op] = call(op)
  // A port is a record of functions, each with its own input; here it is made operation by operation.
  return calls as unknown as Calls<A>
}

/** A request by the name of its operation, for whoever meets actions at run time. An operation without a function is refused. */
export const send =
  <A extends AnyAct>(calls: Calls<A>) =>
  (op: string, scope: Scope, input: unknown, token: string): TE.TaskEither<CloudError, object> => {
    // Each function takes its own input; which of them it is, is known only now.
    const table = calls as unknown as { readonly [op: string]: Call<unknown, object> | undefined }
    const call = Object.hasOwn(table, op) ? table[op] : undefined
    return call === undefined
      ? () => Promise.resolve(E.left({ _tag: 'Refused', code: 'UnknownOperation', message: `nothing here carries out ${op}` }))
      : call(scope, input, token)
  }
