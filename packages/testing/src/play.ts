/**
 * Plays a schedule: a subject, a model, and what happens to both.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { equals, type Json } from '@poolwright/core/Json'
import type { Desired } from './Desired.js'
import { type NonEmpty, passCalls, pastOf } from './faults.js'
import { type History, isWrite, type Moment, type Passed, wasOld } from './History.js'
import { bucketsOf } from './rates.js'
import { type Event, type Fault, schedule, type Schedule, settle } from './Schedule.js'
import type { Process, Said, Surroundings, Told } from './Subject.js'
import type { Edit, SubjectTrial } from './Trial.js'
import { type Gate, gateOf } from './turns.js'
import { afterSetting, wishedAtFirst } from './wishes.js'

export type PlayOptions = {
  /** How many passes a `settle` may take before it gives up. */
  readonly bound?: number
}

/** What an edit counts as in reports. */
export const editKind = <W>(edit: Edit<W> | undefined): string => `others: ${edit?.how ?? 'changes'}`

/** A process, and what it will be told when it passes next. */
type Living<A extends AnyAct> = { readonly process: Process<A>; readonly untold: Array<Told> }

const MINUTE = 60_000
/** Rest is a span with a pass at its end, in which no pass wrote anything and nothing moved, in milliseconds of the world's time. */
const quietFor = 10 * MINUTE
/** The same where something that was old was read: whoever looks seldom believes it as long as two hours. */
const quietForMisled = 121 * MINUTE
/**
 * Whoever asks to look again soon is kept waiting after a while: clouds take minutes for what they do, and a late pass is no fault. Where
 * all has been quiet already, the rest of the span goes by at once.
 */
const waitWithin = (said: Said | undefined, passes: number, quiet: number, span: number): number => {
  const least = quiet > 0 ? span - quiet : passes > 3 ? quietFor : passes > 1 ? 5 * MINUTE : 1_000
  return Math.max(least, Math.min(said?.next ?? 30_000, quietFor))
}

/** Where a history begins, and what a process that has ended left behind. */
type Start<W> = {
  readonly desired: Desired
  /** With its past, the latest last. */
  readonly worlds: NonEmpty<W>
  readonly record: Json
  readonly rested: boolean
}

const fromTheBeginning = <A extends AnyAct, W>({ inputs }: SubjectTrial<A, W>, { first }: Schedule): Start<W> => ({
  desired: wishedAtFirst(inputs, first),
  worlds: [inputs.world],
  record: null,
  rested: true,
})

/** Worlds never change: histories that begin at rest on the same wish begin in the same one. */
const restsOf = new WeakMap<object, Map<string, Promise<unknown>>>()
const mostRests = 500
const atRest = <A extends AnyAct, W>(trial: SubjectTrial<A, W>, { first }: Schedule, options: PlayOptions): Promise<Start<W>> => {
  const rests = restsOf.get(trial) ?? new Map<string, Promise<unknown>>()
  restsOf.set(trial, rests)
  const name = JSON.stringify([first, options])
  const come = async (): Promise<Start<W>> => {
    const before = schedule(first, [settle])
    return (await playFrom(trial, before, fromTheBeginning(trial, before), options)).end
  }
  const known = rests.get(name) ?? come()
  if (rests.size >= mostRests) rests.clear()
  rests.set(name, known)
  return known as Promise<Start<W>>
}

export const play = async <A extends AnyAct, W>(
  trial: SubjectTrial<A, W>,
  what: Schedule,
  options: PlayOptions = {},
): Promise<History<W>> => {
  const start = what.atRest === true ? await atRest(trial, what, options) : fromTheBeginning(trial, what)
  return (await playFrom(trial, what, start, options)).history
}

const playFrom = async <A extends AnyAct, W>(
  trial: SubjectTrial<A, W>,
  schedule: Schedule,
  start: Start<W>,
  options: PlayOptions,
): Promise<{ readonly history: History<W>; readonly end: Start<W> }> => {
  const { model, inputs, agreement } = trial
  const bound = options.bound ?? 60
  let { desired, record, rested } = start
  const past = pastOf(model, start.worlds)
  const begun = past.get()
  let ahead = 0
  let wording = 0
  let version = 0
  let behind = 0
  let isMisled = false
  let buckets = bucketsOf(undefined)
  const processes = new Map<number, Living<A>>()
  const everTold: Array<Told> = []
  const surroundings: Surroundings = {
    desired: () => desired,
    version: () => version,
    record: {
      get: () => record,
      set: (to) => {
        record = to
      },
    },
  }

  const living = (as: number): Living<A> => {
    const known = processes.get(as) ?? { process: trial.subject.start(surroundings), untold: [] }
    processes.set(as, known)
    return known
  }
  const onePass = async (as: number, faults: ReadonlyArray<Fault>, lag = 0, gate?: Gate): Promise<Passed<W>> => {
    const { process, untold } = living(as)
    for (const change of untold.splice(0)) process.told?.(change)
    const now = model.now(past.get()) + ahead
    const port = passCalls(trial.ops, model, past, {
      faults,
      meanwhile: (w, name, n) => inputs.edits[name]?.does(w, n, desired) ?? w,
      editKind: (name) => editKind(inputs.edits[name]),
      echo: (op, answer) => (wording === 0 ? answer : inputs.echo(op, answer, wording)),
      lag,
      behind,
      isEmpty: (scope, bucket) => buckets.isEmpty(`${scope} ${bucket}`, model.now(past.get())),
      turn: () => gate?.enter(as) ?? Promise.resolve(),
    })
    behind = 0
    let said: Said | undefined
    let threw: string | undefined
    const ended = await Promise.race([
      process.pass(port.calls, now).then(
        (x) => {
          said = x ?? undefined
          return 'ended' as const
        },
        (e: unknown) => {
          threw = e instanceof Error ? (e.stack ?? e.message) : String(e)
          return 'threw' as const
        },
      ),
      port.stopped.then(() => 'stopped' as const),
    ])
    gate?.leave(as)
    if (ended !== 'ended') processes.delete(as)
    isMisled ||= port.asked.some(wasOld)
    return { as, now, asked: port.asked, said, crashed: ended === 'stopped', threw, after: past.get(), record }
  }

  const rest = async (): Promise<ReadonlyArray<Passed<W>>> => {
    const passes: Array<Passed<W>> = []
    let before = past.get()
    let quiet = 0
    const span = isMisled ? quietForMisled : quietFor
    isMisled = false
    while (passes.length < bound) {
      const passed = await onePass(0, [])
      passes.push(passed)
      const still = passed.threw === undefined && !passed.asked.some((a) => isWrite(a.effect))
      // Also when it rests, time goes on: what comes next does not come in the moment of the last look, which nobody would repeat for it.
      const ms = waitWithin(passed.said, passes.length, quiet, span)
      past.set(model.tick(past.get(), ms))
      if (still && quiet >= span) return passes
      const after = past.get()
      const stays = still && !agreement.moving(after) && equals(agreement.shape(after, desired), agreement.shape(before, desired))
      quiet = stays ? quiet + ms : 0
      before = after
    }
    rested = false
    return passes
  }

  const tellOf = (document: string | undefined) => {
    version += 1
    if (document === undefined) return
    const to = desired[document]
    const change: Told = { document, version, ...(to === undefined ? {} : { to }) }
    everTold.push(change)
    for (const { untold } of processes.values()) untold.push(change)
  }

  type Happened = Pick<Moment<W>, 'took' | 'passes' | 'turns'>
  const happen = async (e: Event): Promise<Happened> => {
    const nothing: Happened = { took: true, passes: [] }
    switch (e.do) {
      case 'set': {
        const next = afterSetting(inputs, desired, e)
        if (next === desired) return { ...nothing, took: false }
        desired = next
        tellOf(e.at[0])
        return nothing
      }
      case 'edit': {
        const before = past.get()
        past.set(inputs.edits[e.edit]?.does(before, e.n, desired) ?? before)
        return { ...nothing, took: past.get() !== before }
      }
      case 'pass':
        return { took: true, passes: [await onePass(e.as ?? 0, e.faults)] }
      case 'together': {
        if (e.order === undefined) return { took: true, passes: await Promise.all([onePass(0, []), onePass(1, [], e.lag)]) }
        const gate = gateOf(e.order, 2)
        const passes = await Promise.all([onePass(0, [], 0, gate), onePass(1, [], 0, gate)])
        return { took: true, passes, turns: gate.turns }
      }
      case 'wait':
        past.set(model.tick(past.get(), e.ms))
        return nothing
      case 'restart':
        processes.clear()
        behind = e.behind ?? 0
        return nothing
      case 'forget':
        record = null
        return nothing
      case 'clock':
        ahead = e.ms
        return nothing
      case 'reword':
        wording = e.n
        return nothing
      case 'rates':
        buckets = bucketsOf(e)
        return nothing
      case 'watch': {
        const queues = [...processes.values()].filter(({ process }) => process.told !== undefined).map(({ untold }) => untold)
        const least = e.fate === 'reverse' ? 2 : 1
        const took = queues.some((queue) => (e.fate === 'repeat' ? everTold : queue).length >= least)
        for (const queue of queues) {
          if (e.fate === 'drop') queue.splice(0)
          else if (e.fate === 'reverse') queue.reverse()
          else queue.push(...everTold)
        }
        return { took, passes: [] }
      }
      case 'settle':
        buckets = bucketsOf(undefined)
        behind = 0
        return { took: true, passes: await rest() }
    }
  }

  const moments: Array<Moment<W>> = []
  const last = schedule.events[schedule.events.length - 1]
  for (const event of last?.do === 'settle' ? schedule.events : [...schedule.events, settle]) {
    const happened = await happen(event)
    moments.push({ event, ...happened, desired, world: past.get() })
  }
  const world = past.get()
  const history = { schedule, first: start.desired, start: begun, moments, rested, desired, world }
  return { history, end: { desired, worlds: past.worlds(), record, rested } }
}
