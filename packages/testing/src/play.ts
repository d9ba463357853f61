/**
 * Plays a schedule: a subject, a model, and what happens to both.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { canonical, type Json } from '@poolwright/core/Json'
import { put } from './Desired.js'
import { passCalls, pastOf } from './faults.js'
import { type History, isWrite, type Moment, type Passed } from './History.js'
import { type Event, type Fault, type Schedule, settle } from './Schedule.js'
import type { Process, Said, Surroundings } from './Subject.js'
import type { SubjectTrial } from './Trial.js'

export type PlayOptions = {
  /** How many passes a `settle` may take before it gives up. */
  readonly bound?: number
}

const MINUTE = 60_000
/** Rest is a span in which no pass wrote anything and nothing moved, in milliseconds of the world's time. */
const quietFor = 12 * MINUTE
/** Whoever asks to look again soon is kept waiting after a while: clouds take minutes for what they do, and a late pass is no fault. */
const waitWithin = (said: Said | undefined, passes: number): number =>
  Math.min(Math.max(said?.next ?? 30_000, passes > 8 ? 2 * MINUTE : 1_000), quietFor)

export const play = async <A extends AnyAct, W>(
  trial: SubjectTrial<A, W>,
  schedule: Schedule,
  options: PlayOptions = {},
): Promise<History<W>> => {
  const { model, inputs, agreement } = trial
  const bound = options.bound ?? 60
  let desired = schedule.first.reduce((d, s) => {
    const next = put(s.at, s.to)(d)
    return inputs.admits(next) ? next : d
  }, inputs.base)
  const first = desired
  const past = pastOf(inputs.world)
  let record: Json = null
  let ahead = 0
  let wording = 0
  let rested = true
  const processes = new Map<number, Process<A>>()
  const surroundings: Surroundings = {
    desired: () => desired,
    record: {
      get: () => record,
      set: (to) => {
        record = to
      },
    },
  }

  const onePass = async (as: number, faults: ReadonlyArray<Fault>, lag = 0): Promise<Passed<W>> => {
    const process = processes.get(as) ?? trial.subject.start(surroundings)
    processes.set(as, process)
    const edit = (w: W, name: string, n: number) => inputs.edits[name]?.does(w, n, desired) ?? w
    const echo = (op: string, answer: object) => (wording === 0 ? answer : inputs.echo(op, answer, wording))
    const port = passCalls(trial.ops, model, past, faults, edit, echo, lag)
    const now = model.now(past.get()) + ahead
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
    if (ended !== 'ended') processes.delete(as)
    return { as, now, asked: port.asked, said, crashed: ended === 'stopped', threw, after: past.get(), record }
  }

  const rest = async (): Promise<ReadonlyArray<Passed<W>>> => {
    const passes: Array<Passed<W>> = []
    let shape = canonical(agreement.shape(past.get(), desired))
    let quiet = 0
    while (passes.length < bound) {
      const passed = await onePass(0, [])
      passes.push(passed)
      const ms = waitWithin(passed.said, passes.length)
      past.set(model.tick(past.get(), ms))
      const next = canonical(agreement.shape(past.get(), desired))
      const still = next === shape && !agreement.moving(past.get()) && !passed.asked.some((a) => isWrite(a.effect))
      quiet = still && passed.threw === undefined ? quiet + ms : 0
      shape = next
      if (quiet >= quietFor) return passes
    }
    rested = false
    return passes
  }

  const happen = async (e: Event): Promise<{ readonly took: boolean; readonly passes: ReadonlyArray<Passed<W>> }> => {
    const nothing = { took: true, passes: [] }
    switch (e.do) {
      case 'set': {
        const next = put(e.at, e.to)(desired)
        if (!inputs.admits(next) || canonical(next) === canonical(desired)) return { ...nothing, took: false }
        desired = next
        return nothing
      }
      case 'edit': {
        const before = past.get()
        past.set(inputs.edits[e.edit]?.does(before, e.n, desired) ?? before)
        return { ...nothing, took: past.get() !== before }
      }
      case 'pass':
        return { took: true, passes: [await onePass(e.as ?? 0, e.faults)] }
      case 'together':
        return { took: true, passes: await Promise.all([onePass(0, []), onePass(1, [], e.lag)]) }
      case 'wait':
        past.set(model.tick(past.get(), e.ms))
        return nothing
      case 'restart':
        processes.clear()
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
      case 'settle':
        return { took: true, passes: await rest() }
    }
  }

  const moments: Array<Moment<W>> = []
  const last = schedule.events[schedule.events.length - 1]
  for (const event of last?.do === 'settle' ? schedule.events : [...schedule.events, settle]) {
    const { took, passes } = await happen(event)
    moments.push({ event, took, desired, passes, world: past.get() })
  }
  return { schedule, first, start: inputs.world, moments, rested, desired, world: past.get() }
}
