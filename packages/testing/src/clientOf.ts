/**
 * A port as clients of SDKs are: what a controller that was written against one needs to be put to the laws.
 * @since 0.1.0
 */
import type { Answer, AnyAct, Filled, In } from '@poolwright/core/Action'
import { type Calls, send } from '@poolwright/core/Calls'
import { codeOf, show } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'

/**
 * A promise of the answer; it rejects with an error whose `name` is the service's own code, or the kind of failure where there is none.
 * `token` is the client token, for operations that take one.
 */
export type Client<A extends AnyAct> = <K extends A['op']>(op: K, input: Filled<In<A, K>>, token?: string) => Promise<Answer<A, K>>

export const clientOf =
  <A extends AnyAct>(calls: Calls<A>, scope: Scope): Client<A> =>
  async <K extends A['op']>(op: K, input: Filled<In<A, K>>, token = ''): Promise<Answer<A, K>> => {
    const answer = await send(calls)(op, scope, input, token)()
    if (E.isLeft(answer)) throw Object.assign(new Error(show(answer.left)), { name: codeOf(answer.left) })
    return answer.right
  }
