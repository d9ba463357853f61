/**
 * A model of AWS behind mocked SDK clients, so that an adapter and its model are tried together.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { CloudError } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import type { Cell, Model } from '@poolwright/core/Model'
import { nameOf } from '@poolwright/core/Operation'
import * as E from 'fp-ts/lib/Either.js'
import type { Route, Routes } from '../callsOf.js'

/** What is used of a mocked client. */
export type Mock = {
  readonly restore: () => unknown
  readonly on: (command: unknown) => { readonly callsFake: (answer: (input: unknown) => unknown) => unknown }
}
type Input = { readonly [member: string]: unknown }

/** A model's refusal as the SDK would have thrown it. */
const thrown = (e: CloudError): Error => {
  if (e._tag === 'Lost') return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  const [code, message] = e._tag === 'Throttled' ? ['Throttling', 'Rate exceeded'] : [e.code, e.message]
  return Object.assign(new Error(message), { name: code, Code: code, $fault: 'client', $metadata: { httpStatusCode: 400 } })
}

/** From now on the mocks, by service, are answered by the model, in this scope. `plain`: a request as the model takes it. */
export const modelBehind = async <W, A extends AnyAct>(
  mocks: { readonly [service: string]: Mock },
  routes: Routes<A>,
  model: Model<W>,
  cell: Cell<W>,
  scope: Scope,
  plain: (input: Input) => Input = (input) => input,
): Promise<void> => {
  for (const [op, route] of Object.entries<Route>(routes)) {
    const command = await route.command()
    mocks[nameOf(op).service]?.on(command).callsFake((asked) => {
      const { [route.token ?? '']: token, ...input } = asked as Input
      const [world, answer] = model.step(cell.get(), { scope, op, input: plain(input), token: typeof token === 'string' ? token : '' })
      cell.set(world)
      if (E.isLeft(answer)) throw thrown(answer.left)
      return answer.right
    })
  }
}
