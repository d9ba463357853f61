/**
 * A model as the port of one pass, with what a schedule says goes wrong in it.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { type Call, type Calls, callsThrough } from '@poolwright/core/Calls'
import * as CloudError from '@poolwright/core/CloudError'
import { callOf, type Cell, type Model } from '@poolwright/core/Model'
import { type OpTable, rowOf } from '@poolwright/core/Operation'
import * as E from 'fp-ts/lib/Either.js'
import { type Asked, isWrite } from './History.js'
import { type Fault, kindOf } from './Schedule.js'

/** A world with its past, the latest last. */
export type Past<W> = Cell<W> & {
  /** What a read leaves behind: the same world, counted. It is no change. */
  readonly replace: (w: W) => void
  readonly earlier: (depth: number) => W
  /** The world as it was so many milliseconds ago. */
  readonly ago: (ms: number) => W
  readonly worlds: () => NonEmpty<W>
}
export type NonEmpty<A> = readonly [A, ...ReadonlyArray<A>]

/** Every change is remembered; asking for more than there was gives the first. */
export const pastOf = <W>(model: Pick<Model<W>, 'now' | 'tick'>, [first, ...later]: NonEmpty<W>): Past<W> => {
  const worlds: [W, ...Array<W>] = [first, ...later]
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
    ago: (ms) => {
      const then = model.now(back(0)) - ms
      const before = worlds.findLast((w) => model.now(w) <= then) ?? first
      // What was remembered is what somebody changed; what happened by itself since is worked out again.
      return model.tick(before, Math.max(0, then - model.now(before)))
    },
    worlds: () => [...worlds],
  }
}

/** What the requests of one pass meet besides the cloud. */
export type Circumstances<W> = {
  readonly faults: ReadonlyArray<Fault>
  /** Others acting just before a call. */
  readonly meanwhile: (w: W, edit: string, n: number) => W
  /** What an edit counts as. */
  readonly editKind: (edit: string) => string
  readonly echo: (op: string, answer: object) => object
  /** How many turns others get before each request. */
  readonly lag: number
  /** Every read is as old as so many changes. */
  readonly behind: number
  /** Whether the bucket has nothing left for one more request; asking takes one. */
  readonly isEmpty: (scope: string, bucket: string) => boolean
  /** Waits for the turn of this process. */
  readonly turn: () => Promise<void>
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
  around: Circumstances<W>,
): PassCalls<A, W> => {
  const asked: Array<Asked<W>> = []
  let [count, writes, reads] = [0, 0, 0]
  let dead = false
  let stop: () => void = () => undefined
  const stopped = new Promise<void>((done) => (stop = done))

  const echoing: Model<W> = {
    ...model,
    step: (w, request) => {
      const [next, answer] = model.step(w, request)
      return [next, E.isRight(answer) ? E.right(around.echo(request.op, answer.right)) : answer]
    },
  }
  const portOf = (cell: Cell<W>) => callOf(ops, echoing, cell)
  const writing = portOf(past)
  const reading = portOf({ get: past.get, set: past.replace })
  const lagging = around.faults.find((f) => f.fault === 'lag')
  /** An old world to read from, and why; nothing when reads are up to date. */
  const oldWorld = (struck: ReadonlyArray<Fault>): { readonly world: W; readonly why: string } | undefined => {
    const stale = struck.find((f) => f.fault === 'stale')
    if (stale?.fault === 'stale') return { world: past.earlier(stale.depth), why: 'stale' }
    if (around.behind > 0) return { world: past.earlier(around.behind), why: 'time travel' }
    return lagging?.fault === 'lag' ? { world: past.ago(lagging.ms), why: 'lag' } : undefined
  }

  const call =
    (op: string): Call<unknown, object> =>
    (scope, input, token) =>
    async () => {
      for (let turn = 0; turn < around.lag; turn++) await Promise.resolve()
      await around.turn()
      if (dead) return never()
      const row = rowOf(ops, op)
      const effect = row?.effect ?? 'read'
      const isRead = effect === 'read'
      const [i, write, read] = [count++, isWrite(effect) ? writes++ : -1, isRead ? reads++ : -1]
      const strikes = (f: Fault): boolean => {
        switch (f.fault) {
          case 'lag':
            return false
          case 'stale':
            return isRead && (f.nth ?? read) === read
          case 'lost':
            return f.nth === write
          default:
            return f.nth === (f.of === 'calls' ? i : write)
        }
      }
      const struck = around.faults.filter(strikes)
      // What changes nothing here is not counted: that shows below.
      const kinds = struck.flatMap((f) => (f.fault === 'meanwhile' || f.fault === 'stale' ? [] : [kindOf(f) ?? f.fault]))
      for (const f of struck) {
        if (f.fault !== 'meanwhile') continue
        const was = past.get()
        past.set(around.meanwhile(was, f.edit, f.n))
        if (past.get() !== was) kinds.push('meanwhile', around.editKind(f.edit))
      }
      const before = past.get()
      // Others may write while an answer is on its way; what this request did is seen right after it was sent.
      let after = before
      const note = (answer: E.Either<CloudError.CloudError, object> | undefined) => {
        const error = answer !== undefined && E.isLeft(answer) ? answer.left : null
        const heard = answer !== undefined && E.isRight(answer) ? answer.right : undefined
        asked.push({ op, effect, input, token, error, answer: heard, unanswered: answer === undefined, faults: kinds, before, after })
      }
      const die = () => {
        note(undefined)
        dead = true
        stop()
        return never<E.Either<CloudError.CloudError, object>>()
      }
      const instead = (error: CloudError.CloudError) => {
        const answer = E.left(error)
        note(answer)
        return answer
      }
      if (struck.some((f) => f.fault === 'crash' && f.when === 'before')) return die()
      const failure = struck.find((f) => f.fault === 'error')
      if (failure?.fault === 'error') return instead(errorOf(failure.error))
      if (around.isEmpty(scope, row?.bucket ?? op)) {
        kinds.push('rates')
        return instead(CloudError.throttled())
      }
      const old = isRead ? oldWorld(struck) : undefined
      if (old !== undefined && old.world !== past.get()) kinds.push(old.why)
      const port = old !== undefined ? portOf({ get: () => old.world, set: () => undefined }) : isRead ? reading : writing
      const sent = port(op)(scope, input, token)()
      after = past.get()
      const answer = await sent
      if (dead) return never()
      if (struck.some((f) => f.fault === 'crash' && f.when === 'after')) return die()
      if (struck.some((f) => f.fault === 'lost')) return instead(CloudError.lost)
      note(answer)
      return answer
    }
  return { calls: callsThrough(ops, call), asked, stopped }
}
