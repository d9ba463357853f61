/**
 * The port of a service out of its SDK: one function for all operations, over a table that says which command each is. It decides
 * nothing: a request is spelt as the SDK wants it, goes through the rate budget, and comes back decoded or as a `CloudError`.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { type Calls, callsThrough } from '@poolwright/core/Calls'
import { type CloudError, codeOf, lost, refused } from '@poolwright/core/CloudError'
import { faults } from '@poolwright/core/codec'
import { digest } from '@poolwright/core/digest'
import { isPlain } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import { type OpRow, type OpTable, rowOf } from '@poolwright/core/Operation'
import type { DeserializeMiddleware, FinalizeRequestMiddleware, InitializeMiddleware, MiddlewareStack } from '@smithy/types'
import { base64 } from '@scure/base'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as AwsScope from './AwsScope.js'
import { type Budget, processBudget } from './Budget.js'
import { type ConnectionOptions, makeClients, type SdkCommand, type Service } from './Clients.js'
import { systemClock } from './Clock.js'
import { cloudErrorOf, loadFailure, type Progress } from './failure.js'
import type { Listener, Metered, Outcome } from './Meter.js'

/** How one operation is sent. */
export type Route = {
  readonly service: Service
  /** Loads the SDK's command class. */
  readonly command: () => Promise<new (input: never) => SdkCommand>
  /** Bytes go as they are, where they are the body of the request; as base64 unless said. */
  readonly raw?: true
  /** The member of the input that takes a client token; absent where the operation takes none. */
  readonly token?: string
}
export type Routes<A extends AnyAct> = { readonly [K in A['op']]: Route }

export type CallOptions = ConnectionOptions & {
  /** The budget of this process when not said. */
  readonly budget?: Budget
  readonly listen?: Listener
}

/** What AWS takes as a client token, everywhere. */
const longestToken = 64
/** A longer token is told by its digest, which is as stable. */
const tokenText = (token: string): string => (token.length <= longestToken ? token : digest(token).slice(0, longestToken))

/** Bytes become base64, as members that take bytes want them. */
const spell = (u: unknown): unknown =>
  u instanceof Uint8Array
    ? base64.encode(u)
    : Array.isArray(u)
      ? u.map(spell)
      : isPlain(u)
        ? Object.fromEntries(Object.entries(u).map(([k, x]) => [k, spell(x)]))
        : u

/** The texts by which bytes of an input might show in a service's message. */
const secretsOf = (u: unknown): ReadonlyArray<string> =>
  u instanceof Uint8Array
    ? [base64.encode(u), new TextDecoder().decode(u)].filter((s) => s !== '')
    : Array.isArray(u)
      ? u.flatMap(secretsOf)
      : isPlain(u)
        ? Object.values(u).flatMap(secretsOf)
        : []

/** Services echo what they refuse; bytes are secrets. */
const without = (input: unknown, e: CloudError): CloudError =>
  'message' in e ? { ...e, message: secretsOf(input).reduce((text, secret) => text.replaceAll(secret, '…'), e.message) } : e

/** What is noted of one call while it is under way. */
type Trip = { progress: Progress; attempts: number; waited: number }

/**
 * A function for each operation of the table. Reads and writes alike answer `Lost` when an answer does not decode: what was asked may have
 * happened, and the listener is told where it went wrong.
 */
export const callsOf = <A extends AnyAct>(ops: OpTable<A>, routes: Routes<A>, options: CallOptions = {}): Calls<A> => {
  const clock = options.clock ?? systemClock
  const budget = options.budget ?? processBudget
  const clients = makeClients(options)
  const tell = (event: Metered): void => {
    try {
      options.listen?.(event)
    } catch {
      // A listener that fails must not make a request fail that went well.
    }
  }

  /** One attempt: a token, the request, and what the answer says about the budget. */
  const budgeted = (scope: Scope, account: string, op: string, bucket: string, trip: Trip) => {
    return async <R>(send: () => Promise<R>): Promise<R> => {
      const waited = await budget.take(account, bucket)
      trip.waited += waited
      trip.attempts += 1
      const began = clock.now()
      const event = (outcome: Outcome, code: string): Metered => {
        const millis = clock.now() - began
        return { _tag: 'Attempt', scope, op, outcome, code, millis, waited, attempts: 1, faults: [] }
      }
      try {
        const answer = await send()
        budget.succeeded(account, bucket)
        tell(event('Ok', 'Ok'))
        return answer
      } catch (error) {
        const said = cloudErrorOf(error, trip.progress)
        if (said._tag === 'Throttled') budget.throttled(account, bucket, O.getOrElse(() => 0)(said.retryAfter))
        else if (said._tag !== 'Lost') budget.succeeded(account, bucket)
        tell(event(said._tag, codeOf(said)))
        throw error
      }
    }
  }

  const send = async (op: string, row: OpRow<object, object>, route: Route, scope: Scope, input: unknown, token: string, trip: Trip) => {
    const client = await clients.get(scope, route.service)
    if (E.isLeft(client)) return client
    const Command = await route.command().then(E.right, (error: unknown) => E.left(loadFailure(error)))
    if (E.isLeft(Command)) return Command
    const spelt = (route.raw === true ? input : spell(input)) as object
    // The table pairs each operation with the command of its own name, whose input is the operation's.
    const command = new Command.right((route.token === undefined ? spelt : { ...spelt, [route.token]: tokenText(token) }) as never)
    const account = O.match(() => scope, AwsScope.accountOf)(AwsScope.parse(scope))
    watch(command, trip, budgeted(scope, account, op, row.bucket, trip))
    try {
      return E.right(await client.right.send(command as never))
    } catch (error) {
      return E.left(without(input, cloudErrorOf(error, trip.progress)))
    }
  }

  const call = (op: string) => (scope: Scope, input: unknown, token: string) => async (): Promise<E.Either<CloudError, object>> => {
    const row = rowOf(ops, op)
    const route = (routes as { readonly [op: string]: Route | undefined })[op]
    if (row === undefined || route === undefined) return E.left(refused('UnknownOperation', `nothing here carries out ${op}`))
    const trip: Trip = { progress: 'unknown', attempts: 0, waited: 0 }
    const began = clock.now()
    const answer = await send(op, row, route, scope, input, token, trip)
    const over = (outcome: Outcome, code: string, where: ReadonlyArray<string> = []): void => {
      const { attempts, waited } = trip
      tell({ _tag: 'Call', scope, op, outcome, code, millis: clock.now() - began - waited, waited, attempts, faults: where })
    }
    if (E.isLeft(answer)) {
      over(answer.left._tag, codeOf(answer.left))
      return answer
    }
    const decoded = row.answer.decode(answer.right)
    if (E.isLeft(decoded)) {
      over('Unreadable', 'Unreadable', faults(decoded.left))
      return E.left(lost)
    }
    over('Ok', 'Ok')
    return decoded
  }
  return callsThrough(ops, call)
}

/** Puts the budget into a command's own middleware: inside the SDK's repeats, before a request is signed. */
const watch = (command: SdkCommand, trip: Trip, attempt: <R>(send: () => Promise<R>) => Promise<R>): void => {
  // Which input and output a command has does not matter to what is added here.
  const stack = command.middlewareStack as unknown as MiddlewareStack<object, object>
  const begin: InitializeMiddleware<object, object> = (next) => (args) => {
    trip.progress = 'made'
    return next(args)
  }
  const grant: FinalizeRequestMiddleware<object, object> = (next) => (args) => attempt(() => next(args))
  const depart: DeserializeMiddleware<object, object> = (next) => (args) => {
    trip.progress = 'sent'
    return next(args)
  }
  stack.add(begin, { name: 'poolwrightBegin', step: 'initialize' })
  stack.addRelativeTo(grant, { name: 'poolwrightBudget', relation: 'after', toMiddleware: 'retryMiddleware' })
  stack.add(depart, { name: 'poolwrightDepart', step: 'deserialize', priority: 'low' })
}
