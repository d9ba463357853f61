/**
 * How far a run is: one line a pool that is drawn again and again on a terminal, one line an event everywhere else.
 * @since 0.1.0
 */
import * as CloudError from '@poolwright/core/CloudError'
import type { AnyAct } from '@poolwright/core/Action'
import { isPlain, type Json } from '@poolwright/core/Json'
import type { Plan } from '@poolwright/core/Plan'
import type { Event } from '@poolwright/engine/Event'
import type { Console } from '../Console.js'
import { showDuration } from '../duration.js'
import type { Paint } from './Paint.js'
import { poolName } from './planText.js'
import { count } from './value.js'

export type Progress<A extends AnyAct> = {
  readonly note: (event: Event<A>) => void
  /** The cloud's time has passed. */
  readonly tick: (now: number) => void
}

/** What a pool is doing, from its latest plan: how many of its machines are in service, and what it waits for or is about to do. */
const doing = <A extends AnyAct>(p: Plan<A>): string => {
  const hold = [...p.holds, ...p.steps.flatMap((s) => s.holds)][0]
  const next = p.next._tag === 'After' && p.next.delay < 60_000 ? 'settling' : 'at rest'
  const what = hold?.why ?? (p.steps.length > 0 ? p.steps.map((s) => s.id).join(', ') : next)
  const machines = inService(p.status)
  return machines === undefined ? what : `${machines}, ${what}`
}

/** From a status that counts them. */
const inService = (status: Json): string | undefined => {
  if (!isPlain(status)) return undefined
  const { inService: n, replicas } = status
  return typeof n === 'number' && typeof replicas === 'number' ? `${n} of ${count(replicas, 'instance')} in service` : undefined
}

const answered = <A extends AnyAct>(e: Extract<Event<A>, { readonly _tag: 'StepAnswered' }>): string =>
  e.error._tag === 'None' ? `${e.step}: ${e.op}` : `${e.step}: ${e.op} failed: ${CloudError.show(e.error.value)}`

/** `began`: the cloud's time at the start. */
export const lines = <A extends AnyAct>(paint: Paint, console: Pick<Console, 'out'>, began: number): Progress<A> => {
  const said = new Map<string, string>()
  const line = (at: number, pool: string, text: string) =>
    console.out(`${paint.dim(`+${showDuration(at - began)}`.padStart(8))}  ${poolName(pool)}  ${text}\n`)
  return {
    note: (e) => {
      if (e._tag === 'StepAnswered') line(e.at, e.pool, e.error._tag === 'None' ? paint.create(answered(e)) : paint.destroy(answered(e)))
      if (e._tag === 'Planned' && e.plan.steps.every((s) => s.holds.length > 0)) {
        const text = doing(e.plan)
        if (said.get(e.pool) !== text) line(e.at, e.pool, text)
        said.set(e.pool, text)
      }
    },
    tick: () => undefined,
  }
}

const shownAtMost = 12
/** Control sequences: up by n lines, clear to the end of the line. */
const up = (n: number): string => (n === 0 ? '' : `\u001B[${n}A`)
const clear = '\u001B[K'

export const live = <A extends AnyAct>(paint: Paint, console: Pick<Console, 'out' | 'columns'>, began: number): Progress<A> => {
  const status = new Map<string, string>()
  let drawn = 0
  let now = began
  const draw = () => {
    const rows = [...status].slice(0, shownAtMost)
    const more = status.size - rows.length
    const texts = [
      `${paint.dim(`+${showDuration(now - began)}`)}`,
      ...rows.map(([pool, text]) => `${paint.bold(pool)}  ${text.slice(0, Math.max(console.columns - pool.length - 4, 10))}`),
      ...(more > 0 ? [paint.dim(`… ${more} more`)] : []),
    ]
    console.out(`${up(drawn)}${texts.map((t) => `\r${t}${clear}\n`).join('')}`)
    drawn = texts.length
  }
  return {
    note: (e) => {
      if (e._tag === 'StepSent') status.set(poolName(e.pool), `${e.step}: ${e.op} …`)
      else if (e._tag === 'StepAnswered') status.set(poolName(e.pool), answered(e))
      else if (e._tag === 'Planned') status.set(poolName(e.pool), doing(e.plan))
      else return
      now = e.at
      draw()
    },
    tick: (at) => {
      now = at
      draw()
    },
  }
}
