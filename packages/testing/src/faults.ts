/**
 * A model as the port of one pass, with what a schedule says goes wrong in it.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Call, Calls } from '@poolwright/core/Calls'
import * as CloudError from '@poolwright/core/CloudError'
import { callsOf, type Cell, type Model } from '@poolwright/core/Model'
import { type OpTable, rowOf } from '@poolwright/core/Operation'
import * as E from 'fp-ts/lib/Either.js'
import { type Asked, isWrite } from './History.js'
import type { Fault } from './Schedule.js'

/** A world with its past, the latest last. */
export type Past<W> = Cell<W> & {
  /** What a read leaves behind: the same world, counted. It is no change. */
  readonly replace: (w: W) => void
  readonly earlier: (depth: number) => W
}

/** Every change is remembered; asking for more than there was gives the first. */
export const pastOf = <W>(first: W): Past<W> => {
  const worlds: Array<W> = [first]
  const back = (depth: number): W => worlds[Math.max(0, worlds.length - 1 - depth)] ?? first
  return {
    get: () => back(0),
    set: (w) => {
      if (w !== back(0)) worlds.push(w)
    },
    replace: (w) => {
      worlds[worlds.length - 1] = w
    },
    earlier: back,
  }
}

export type PassCalls<A extends AnyAct, W> = {
  readonly calls: Calls<A>
  readonly asked: ReadonlyArray<Asked<W>>
  /** Settles when a fault stops the process; until then it waits. */
  readonly stopped: Promise<void>
}

/** How the cloud says what a schedule makes it say. */
const errorOf = (name: Extract<Fault, { fault: 'error' }>['error']): CloudError.CloudError => {
  switch (name) {
    case 'Throttled':
      return CloudError.throttled()
    case 'Busy':
      return CloudError.busy('ResourceContention')
    case 'Stale':
      return CloudError.stale('Stale')
    case 'Refused':
      return CloudError.refused('ValidationError')
    case 'Denied':
      return CloudError.denied('AccessDenied')
    case 'Lost':
      return CloudError.lost
  }
}

/** An answer that never comes: a process that is stopped goes no further, whatever it was doing. */
const never = <A>(): Promise<A> => new Promise<A>(() => undefined)

export const passCalls = <A extends AnyAct, W>(
  ops: OpTable<A>,
  model: Model<W>,
  past: Past<W>,
  faults: ReadonlyArray<Fault>,
  /** Others acting just before a call. */
  meanwhile: (w: W, edit: string, n: number) => W,
  echo: (op: string, answer: object) => object,
  /** How many turns others get before each request. */
  lag: number,
): PassCalls<A, W> => {
  const asked: Array<Asked<W>> = []
  let [count, writes, reads] = [0, 0, 0]
  let dead = false
  let stop: () => void = () => undefined
  const stopped = new Promise<void>((done) => (stop = done))
  type Plain = { readonly [op: string]: Call<unknown, object> }

  const echoing: Model<W> = {
    ...model,
    step: (w, request) => {
      const [next, answer] = model.step(w, request)
      return [next, E.isRight(answer) ? E.right(echo(request.op, answer.right)) : answer]
    },
  }
  // A port is a record of functions; here it is gone through operation by operation.
  const portOf = (cell: Cell<W>): Plain => callsOf(ops, echoing, cell) as unknown as Plain
  const writing = portOf(past)
  const reading = portOf({ get: past.get, set: past.replace })

  const call =
    (op: string): Call<unknown, object> =>
    (scope, input, token) =>
    async () => {
      for (let turn = 0; turn < lag; turn++) await Promise.resolve()
      if (dead) return never()
      const effect = rowOf(ops, op)?.effect ?? 'read'
      const [i, write, read] = [count++, isWrite(effect) ? writes++ : -1, effect === 'read' ? reads++ : -1]
      const here = (f: { readonly of: 'calls' | 'writes'; readonly nth: number }) => f.nth === (f.of === 'calls' ? i : write)
      const struck = faults.filter((f) =>
        f.fault === 'stale' ? read >= 0 && (f.nth ?? read) === read : f.fault === 'lost' ? f.nth === write : here(f),
      )
      const kinds = struck.map((f) => f.fault)
      for (const f of struck) if (f.fault === 'meanwhile') past.set(meanwhile(past.get(), f.edit, f.n))
      const before = past.get()
      // Others may write while an answer is on its way; what this request did is seen right after it was sent.
      let after = before
      const note = (error: CloudError.CloudError | null, unanswered: boolean) =>
        asked.push({ op, effect, input, token, error, unanswered, faults: kinds, before, after })
      const die = () => {
        note(null, true)
        dead = true
        stop()
        return never<E.Either<CloudError.CloudError, object>>()
      }
      if (struck.some((f) => f.fault === 'crash' && f.when === 'before')) return die()
      const failure = struck.find((f) => f.fault === 'error')
      if (failure?.fault === 'error') {
        const error = errorOf(failure.error)
        note(error, false)
        return E.left(error)
      }
      const stale = struck.find((f) => f.fault === 'stale')
      let answer: E.Either<CloudError.CloudError, object>
      const port =
        stale?.fault === 'stale' ? portOf({ get: () => past.earlier(stale.depth), set: () => undefined }) : read >= 0 ? reading : writing
      const send = port[op]
      if (send === undefined) answer = E.left(CloudError.refused('UnknownOperation', op))
      else {
        const sent = send(scope, input, token)()
        after = past.get()
        answer = await sent
      }
      if (dead) return never()
      if (struck.some((f) => f.fault === 'crash' && f.when === 'after')) return die()
      if (struck.some((f) => f.fault === 'lost')) answer = E.left(CloudError.lost)
      note(E.isLeft(answer) ? answer.left : null, false)
      return answer
    }
  const calls = Object.fromEntries(Object.keys(ops).map((op) => [op, call(op)])) as unknown as Calls<A>
  return { calls, asked, stopped }
}
