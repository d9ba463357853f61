/**
 * What `apply` and `destroy` share: show the plan, ask, carry out with progress, and say what was done.
 * @since 0.1.0
 */
import * as CloudError from '@poolwright/core/CloudError'
import type { Plan } from '@poolwright/core/Plan'
import type { Outcome } from '@poolwright/engine/Engine'
import type { Event } from '@poolwright/engine/Event'
import type { Console } from '../Console.js'
import { showDuration } from '../duration.js'
import { Failure } from '../Failure.js'
import type { Input } from '../host/Input.js'
import type { Place } from '../host/Place.js'
import { type Act, openSession, provider, type Session } from '../host/session.js'
import type { OutputOptions } from '../options.js'
import { disrupts, isEmpty, machinesIn, tally } from '../render/Kind.js'
import { paint, wanted } from '../render/Paint.js'
import { planDocument } from '../render/planDocument.js'
import { poolName } from '../render/planText.js'
import { lines, live, type Progress } from '../render/Progress.js'
import { count } from '../render/value.js'
import { showPlans } from './input.js'

export type Task = {
  readonly input: Input
  readonly place: Place
  readonly options: OutputOptions & { readonly yes?: true }
  /** The plans to show, or what is to happen first when they are not simply what the engine plans. */
  readonly plans: (session: Session) => Promise<ReadonlyArray<Plan<Act>>>
  /** Sends what was agreed to, before the engine goes on until nothing moves. */
  readonly first?: (session: Session, signal: AbortSignal) => Promise<void>
  /** The pools are being deleted. */
  readonly destroys: boolean
  /** What is said when nothing is left to do; that everything is as the manifests say, unless it is another reason. */
  readonly settled?: string
}

type Failed = { readonly pool: string; readonly step: string; readonly error: string }
type Ledger = { readonly note: (e: Event<Act>) => void; readonly sent: () => number; readonly failed: () => ReadonlyArray<Failed> }

/** Counts what was sent and what failed; a step that failed and then succeeded has not failed. */
const makeLedger = (): Ledger => {
  const failures = new Map<string, Failed>()
  let sent = 0
  return {
    note: (e) => {
      if (e._tag !== 'StepAnswered') return
      sent += 1
      const id = `${e.pool} ${e.step}`
      if (e.error._tag === 'None') failures.delete(id)
      else failures.set(id, { pool: poolName(e.pool), step: e.step, error: `${e.op}: ${CloudError.show(e.error.value)}` })
    },
    sent: () => sent,
    failed: () => [...failures.values()],
  }
}

/** Asks before machines are replaced or ended. False: the person said no. */
const agreed = async (plans: ReadonlyArray<Plan<Act>>, { options }: Task, console: Console): Promise<boolean> => {
  if (options.yes === true || !plans.some(disrupts)) return true
  const what = `This replaces or ends ${count(machinesIn(plans), 'instance')}.`
  if (!console.stdin.isTerminal || options.output === 'json')
    throw new Failure('PW-CONFIRM', `${what} There is nobody to ask: add --yes if that is what you want`)
  return /^y(es)?$/i.test((await console.stdin.ask(`${what} Go on? [y/N] `)).trim())
}

const silent: Progress<Act> = { note: () => undefined, tick: () => undefined }

export const carryOut = async (task: Task, console: Console): Promise<number> => {
  const { input, place, options } = task
  const colours = paint(wanted(options.color, console))
  const ledger = makeLedger()
  const stop = new AbortController()
  const signal = AbortSignal.any([console.signal, stop.signal])
  let progress = silent
  const session = openSession(input, place, {
    onEvent: (e) => {
      ledger.note(e)
      progress.note(e)
    },
    onTime: () => progress.tick(place.now()),
    stop: () => stop.abort(),
  })
  const plans = await task.plans(session)
  if (options.output === 'text') showPlans(plans, input, options, console)
  if (!(await agreed(plans, task, console))) {
    console.out('Nothing was done.\n')
    return 1
  }
  const began = place.now()
  if (options.output === 'text' && !isEmpty(tally(provider.ops, plans))) {
    console.out('\n')
    progress = console.isTerminal ? live(colours, console, began) : lines(colours, console, began)
  }
  await task.first?.(session, signal)
  const outcome = await session.engine.runUntilStable(session.pools, { signal })
  await keepOutcome(session, outcome, task.destroys)
  const took = place.now() - began
  if (options.output === 'json') {
    const done = { ended: outcome.ended, calls: ledger.sent(), failed: ledger.failed(), seconds: Math.round(took / 1_000) }
    console.out(`${JSON.stringify({ ...planDocument(provider.ops, plans), outcome: done }, null, 2)}\n`)
  } else conclude(outcome, ledger, span(place, took), task, console)
  if (outcome.ended === 'passes') throw new Failure('PW-NOT-STABLE', `something was still moving after ${span(place, took)}`)
  return ledger.failed().length > 0 || outcome.ended === 'aborted' ? 1 : 0
}

/** Keeps what each pool came to; throws what kept the state from being written. */
const keepOutcome = async (session: Session, outcome: Outcome<Act>, destroys: boolean): Promise<void> => {
  const broken = session.broken()
  if (broken !== undefined) throw broken
  const settled = session.pools.filter((pool) => outcome.standings.get(pool) === 'settled')
  session.settle(settled, destroys)
  await session.place.home.save()
}

/** How long it took; empty for no time at all. */
const span = ({ time }: Place, took: number): string =>
  took < 500 ? '' : time === 'own' ? `${showDuration(took)} of the cloud's time` : showDuration(took)

const endings: { readonly [E in Outcome<Act>['ended']]: string } = {
  settled: 'Everything is as the manifests say.',
  held: 'What is left is held:',
  aborted: 'Stopped before it was done: run it again to go on.',
  passes: '',
}

/** The last lines: what failed, how many calls, how it ended. */
const conclude = (outcome: Outcome<Act>, ledger: Ledger, took: string, task: Task, console: Console): void => {
  for (const f of ledger.failed()) console.err(`failed  ${f.pool} ${f.step}: ${f.error}\n`)
  const calls = ledger.sent() === 0 ? 'Nothing to send' : `${count(ledger.sent(), 'call')} sent`
  const ending = outcome.ended === 'settled' ? (task.settled ?? endings.settled) : endings[outcome.ended]
  console.out(`\n${calls}${took === '' ? '' : `, ${took}`}. ${ending}\n`)
  if (outcome.ended === 'held') console.out(heldText(outcome))
}

const heldAtMost = 20
const heldText = (outcome: Outcome<Act>): string => {
  const all = [...outcome.last.pools].flatMap(([pool, { plan }]) =>
    [...plan.holds, ...plan.steps.flatMap((s) => s.holds)].map((h) => `held  ${poolName(pool)}: ${h.why} [${h.code}]\n`),
  )
  const more = all.length > heldAtMost ? `… ${all.length - heldAtMost} more\n` : ''
  return [...new Set(all)].slice(0, heldAtMost).join('') + more
}
