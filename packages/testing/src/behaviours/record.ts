/**
 * A whole plan as lines of text, so that a record of many is read and compared by eye: what is as usual takes no room.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Cause } from '@poolwright/core/Change'
import type { Disruption } from '@poolwright/core/Disruption'
import type { Hold } from '@poolwright/core/Hold'
import { canonical, type Json } from '@poolwright/core/Json'
import type { Plan, Step } from '@poolwright/core/Plan'
import { listOf, members, textOf } from './parts.js'
import { scope } from './situation.js'

/** As JSON carries it: what is undefined is not there. */
const json = (u: unknown): string => canonical(JSON.parse(JSON.stringify(u)) as Json)
const listed = (words: ReadonlyArray<string>): string => words.join(', ')

const cause = (c: Cause): string =>
  c._tag === 'Change'
    ? `${c.verdict} ${c.row} of ${c.fact}, from ${listed(c.paths)}: ${json(c.before)} -> ${json(c.after)}`
    : c._tag === 'Missing'
      ? `${c.fact} is missing`
      : `${c.fact}: ${c.says}`
const hold = (h: Hold): string =>
  `held by ${h.code} (${h._tag}; ${'fact' in h ? h.fact : 'paths' in h ? listed(h.paths) : h.rule}): ${h.why}`
const disruption = ({ _tag, ...numbers }: Disruption): string => `${_tag}${Object.keys(numbers).length === 0 ? '' : ` ${json(numbers)}`}`

const step = (s: Step<AwsAct>): ReadonlyArray<string> => [
  [
    `${s.id}: ${s.action.op}`,
    ...(s.after.length === 0 ? [] : [`after ${listed(s.after)}`]),
    ...(s.basis === null ? [] : [`basis ${json(s.basis)}`]),
    ...(s.disruption._tag === 'None' ? [] : [disruption(s.disruption)]),
    ...(s.scope === scope ? [] : [`in ${s.scope}`]),
  ].join('; '),
  ...[json(s.action.input), ...s.causes.map((c) => `because ${cause(c)}`), ...s.holds.map(hold)].map((line) => `  ${line}`),
]

/** All but the conditions that are true and say nothing. */
const status = (u: Json): ReadonlyArray<string> => {
  const { conditions, ...rest } = members(u)
  const said = listOf(conditions).map((c) => {
    const { type, status, reason, message } = members(c)
    return [textOf(type), textOf(status), textOf(reason), textOf(message)].join(' ').trim()
  })
  return [json(rest), ...said.filter((line) => !line.endsWith(' True AsWanted'))].map((line) => `status ${line}`)
}

/** Lines of a plan. Equal plans have equal lines; of plans that differ in anything but their pool's key at least one line does. */
export const linesOf = (plan: Plan<AwsAct>): ReadonlyArray<string> =>
  [
    ...plan.steps.flatMap(step),
    ...plan.holds.map(hold),
    ...plan.findings.map((f) => `${f.severity} ${f.code}${f.paths.length === 0 ? '' : ` (${listed(f.paths)})`}: ${f.message}`),
    ...(plan.status === null ? [] : status(plan.status)),
    plan.next._tag === 'After' ? `again after ${plan.next.delay} ms` : 'again on a change',
  ].map((line) => line.replaceAll(`:${scope}/`, ':'))
