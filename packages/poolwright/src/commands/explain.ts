/**
 * `poolwright explain`: a code's paragraph, or what happens when a field changes and, with manifests, why nothing happens now.
 * @since 0.1.0
 */
import type { Change } from '@poolwright/core/Change'
import type { Plan } from '@poolwright/core/Plan'
import { managedIgnored } from '@poolwright/planner/nodegroup/ignored'
import { ignored } from '@poolwright/planner/pool/ignored'
import type { Console } from '../Console.js'
import { allCodes } from '../explain/allCodes.js'
import { type FieldRow, fieldRows, kindOfTable, matching } from '../explain/field.js'
import { nearest } from '../explain/nearest.js'
import { Failure } from '../Failure.js'
import { placeToLookAt } from '../host/places.js'
import { type Act, openSession, provider } from '../host/session.js'
import type { ManifestOptions, OutputOptions, CloudOptions } from '../options.js'
import { type Paint, paint, wanted } from '../render/Paint.js'
import { poolName } from '../render/planText.js'
import { sourcesIn } from '../render/sources.js'
import { showValue, wrap } from '../render/value.js'
import { planned } from './apply.js'
import { readInput } from './input.js'

export type ExplainOptions = ManifestOptions & CloudOptions & OutputOptions & { readonly observed?: string }

export const explain = async (topic: string, options: ExplainOptions, console: Console): Promise<number> => {
  const colours = paint(wanted(options.color, console))
  if (/^pw-/i.test(topic)) return explainCode(topic, options, colours, console)
  const all = fieldRows(provider.rows, { AWSMachinePool: ignored, AWSManagedMachinePool: managedIgnored })
  const found = matching(all, topic)
  if (found.length === 0)
    throw unknown(
      topic,
      nearest(
        topic,
        all.map((f) => f.path),
      ),
    )
  const now = options.filename === undefined ? [] : await happening(found, options, colours, console)
  if (options.output === 'json') {
    const fields = found.map((f) => ({
      path: f.path,
      row: `${f.table}.${f.name}`,
      verdict: f.row.verdict,
      ownership: f.row.ownership,
      says: f.says,
    }))
    console.out(`${JSON.stringify({ format: 1, fields, now }, null, 2)}\n`)
  } else {
    const texts = said(found).map(
      ({ path, kinds, says }) =>
        `${colours.bold(path)}${kinds === '' ? '' : ` ${colours.dim(kinds)}`}\n${wrap(says, console.columns - 4)
          .map((l) => `  ${l}\n`)
          .join('')}`,
    )
    console.out([...texts, ...(now.length === 0 ? [] : [`${now.join('\n')}\n`])].join('\n'))
  }
  return 0
}

type Said = { readonly path: string; readonly kinds: string; readonly says: string }
/** Each field once, with the kinds of pools of which it is true where that is not all that have it. */
const said = (found: ReadonlyArray<FieldRow>): ReadonlyArray<Said> => {
  const groups = new Map<string, ReadonlyArray<FieldRow>>()
  for (const f of found) {
    const key = `${f.path} ${f.says}`
    groups.set(key, [...(groups.get(key) ?? []), f])
  }
  return [...groups.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const isTold = found.some((f) => f.path === first.path && f.says !== first.says)
    const kinds = [...new Set(same.map((f) => kindOfTable(f.table)))].filter((k) => k !== '')
    return [{ path: first.path, kinds: isTold ? kinds.join(', ') : '', says: first.says }]
  })
}

const unknown = (topic: string, near: ReadonlyArray<string>) =>
  new Failure('PW-UNKNOWN-TOPIC', `there is nothing to explain under ${topic}; did you mean ${near.join(', ')}?`)

const explainCode = (topic: string, options: ExplainOptions, colours: Paint, console: Console): number => {
  const entry = allCodes.find((e) => e.code === topic.toUpperCase())
  if (entry === undefined)
    throw unknown(
      topic,
      nearest(
        topic,
        allCodes.map((e) => e.code),
      ),
    )
  if (options.output === 'json') console.out(`${JSON.stringify({ format: 1, ...entry }, null, 2)}\n`)
  else
    console.out(
      `${colours.bold(entry.code)}  ${entry.title}\n${wrap(entry.text, console.columns - 4)
        .map((l) => `  ${l}\n`)
        .join('')}`,
    )
  return 0
}

/** For each pool what becomes of these fields now: a change in a step, a change that is held, or nothing and why. */
const happening = async (
  found: ReadonlyArray<FieldRow>,
  options: ExplainOptions,
  colours: Paint,
  console: Console,
): Promise<ReadonlyArray<string>> => {
  const input = await readInput(options, console)
  const place = await placeToLookAt(input, options, console)
  const sourceOf = sourcesIn(input.read.manifests)
  const plans = await planned(openSession(input, place))
  const isAsked = (c: Change) => found.some((f) => f.name === c.row && c.paths.includes(f.path))
  return plans.flatMap((p) => {
    const source = found.map((f) => sourceOf(p.pool, f.path)).find((s) => s !== undefined)
    const where = source === undefined ? '' : ` ${colours.dim(source)}`
    return changesNow(p, isAsked).map((text) => `${colours.bold(poolName(p.pool))}${where}  ${text}`)
  })
}

const changesNow = (p: Plan<Act>, isAsked: (c: Change) => boolean): ReadonlyArray<string> => {
  const told = p.steps.flatMap((s) =>
    s.causes.flatMap((c) => {
      if (c._tag !== 'Change' || !isAsked(c)) return []
      const held = s.holds.length === 0 ? '' : `, held: ${s.holds.map((h) => `${h.why} [${h.code}]`).join('; ')}`
      return [`step ${s.id} changes it, ${showValue(c.before)} → ${showValue(c.after)}${held}`]
    }),
  )
  if (told.length > 0) return told
  const creating = p.steps.filter((s) => s.causes.some((c) => c._tag === 'Missing'))
  if (creating.length > 0) return [`nothing to change yet: ${creating.map((s) => s.id).join(' and ')} will be made with it`]
  if (p.holds.length > 0) return [`nothing happens now: ${p.holds.map((h) => `${h.why} [${h.code}]`).join('; ')}`]
  return ['nothing happens now: the cloud has what the manifests ask for']
}
