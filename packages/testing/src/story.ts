/**
 * A history told for people: what was asked, seen and written, when it crashed, and the plan at each point. Bytes are told by their
 * digest.
 * @since 0.1.0
 */
import { show } from '@poolwright/core/CloudError'
import { digest } from '@poolwright/core/digest'
import { canonical, isPlain, type Json } from '@poolwright/core/Json'
import type { History, Moment, Passed } from './History.js'
import type { Event, Setting } from './Schedule.js'

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`)

/** The same with bytes as digests, so that it can be shown. */
export const redacted = (u: unknown): unknown => {
  if (u instanceof Uint8Array) return `<${u.length} bytes, sha256 ${digest(u).slice(0, 8)}>`
  if (Array.isArray(u)) return u.map(redacted)
  return isPlain(u) ? Object.fromEntries(Object.entries(u).map(([k, x]) => [k, redacted(x)])) : u
}

const value = (to: Json | undefined): string => (to === undefined ? 'not written' : cut(JSON.stringify(to), 120))
const setting = (s: Setting): string => `${s.at.join('.')} = ${value(s.to)}`

const eventLine = (e: Event, took: boolean): string => {
  const no = took ? '' : ' (no effect)'
  switch (e.do) {
    case 'set':
      return `wanted: ${setting(e)}${no}`
    case 'edit':
      return `others: ${e.edit} #${e.n}${no}`
    case 'pass':
      return `pass${e.as === undefined || e.as === 0 ? '' : ` of process ${e.as}`}${e.faults.length === 0 ? '' : `, with ${canonical(e.faults)}`}`
    case 'together':
      return e.order === undefined
        ? `two processes pass at once, the second ${e.lag} turns late`
        : `two processes pass at once, their requests in the order ${e.order.join(' ')}`
    case 'wait':
      return `${e.ms / 1000} s go by`
    case 'restart':
      return `restart: memory is lost${e.behind === undefined ? '' : `, and what is read next is ${e.behind} changes old`}`
    case 'rates':
      return `each rate bucket holds ${e.burst} requests and gets ${e.perMinute} back a minute`
    case 'watch':
      return `changes are ${{ drop: 'never told', reverse: 'told backwards', repeat: 'all told again' }[e.fate]}${no}`
    case 'forget':
      return 'the record is lost'
    case 'clock':
      return `the clock is off by ${e.ms / 1000} s`
    case 'reword':
      return `answers come in wording ${e.n}`
    case 'settle':
      return 'until rest:'
  }
}

type PlanLike = {
  readonly steps?: ReadonlyArray<{
    readonly id: string
    readonly action: { readonly op: string; readonly input: unknown }
    readonly causes: ReadonlyArray<unknown>
    readonly holds: ReadonlyArray<{ readonly code: string }>
  }>
}
const causeLine = (c: unknown): string => {
  if (!isPlain(c)) return String(c)
  if (c['_tag'] === 'Change') return `${String(c['row'])} ${JSON.stringify(c['before'])} → ${JSON.stringify(c['after'])}`
  return c['_tag'] === 'Missing' ? `missing ${String(c['fact'])}` : String(c['says'] ?? c['_tag'])
}
const planLines = (plan: unknown): ReadonlyArray<string> =>
  ((plan as PlanLike).steps ?? []).map(
    (s) =>
      `    plan ${s.id}: ${s.action.op}${s.holds.length === 0 ? '' : ` held ${s.holds.map((h) => h.code).join(', ')}`} because ${s.causes.map(causeLine).join('; ')}`,
  )

const passLines = <W>(p: Passed<W>): ReadonlyArray<string> => [
  ...(p.said?.plans ?? []).flatMap(planLines),
  ...p.asked
    .filter((a) => a.effect !== 'read' || a.faults.length > 0 || a.error !== null || a.unanswered)
    .map((a) => {
      const what = a.effect === 'read' ? 'seen' : 'written'
      const outcome = a.unanswered ? 'no answer: stopped' : a.error === null ? 'done' : show(a.error)
      const struck = a.faults.length === 0 ? '' : ` [${a.faults.join(', ')}]`
      return `    ${what} ${a.op} ${cut(JSON.stringify(redacted(a.input)), 300)} → ${outcome}${struck}`
    }),
  ...(p.crashed ? ['    stopped here; memory is lost'] : []),
  ...(p.threw === undefined ? [] : [`    threw ${p.threw.split('\n').slice(0, 4).join(' | ')}`]),
]

const momentLines = <W>(m: Moment<W>, i: number): ReadonlyArray<string> => {
  const head = `${i + 1}. ${eventLine(m.event, m.took)}`
  if (m.event.do !== 'settle') return [head, ...m.passes.flatMap(passLines)]
  const told = m.passes.map((p) => passLines(p))
  const busy = told.flatMap((lines, n) => {
    if (lines.length === 0) return []
    const same = n > 0 && told[n - 1]?.join() === lines.join()
    return same ? [] : [`  pass ${n + 1}${told[n + 1]?.join() === lines.join() ? ' and on' : ''}`, ...lines]
  })
  return [head, ...busy.slice(0, 60), `  ${m.passes.length} passes`]
}

/** One line a thing that happened. */
export const story = <W>(h: History<W>): ReadonlyArray<string> => [
  `at first${h.schedule.atRest === true ? ', and at rest' : ''}: ${h.schedule.first.length === 0 ? 'as given' : h.schedule.first.map(setting).join('; ')}`,
  ...h.moments.flatMap(momentLines),
]
