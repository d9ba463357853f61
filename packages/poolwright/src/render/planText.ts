/**
 * Plans as text: for each pool a tree of steps with what changes, why, what it does to machines, which call, and what holds it; then one
 * line that sums up. Equal changes of many pools are shown once.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Cause, Change } from '@poolwright/core/Change'
import type { CodeTable } from '@poolwright/core/Code'
import type { Finding } from '@poolwright/core/Finding'
import type { Hold } from '@poolwright/core/Hold'
import { isPlain } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { nameOf, type OpTable } from '@poolwright/core/Operation'
import { type Plan, type Step, waitsFor } from '@poolwright/core/Plan'
import { alike } from './alike.js'
import { isEmpty, kindOf, showDisruption, sign, styleOf, type Tally, tally } from './Kind.js'
import { type Paint, plain } from './Paint.js'
import { count, fieldsOf, showValue, words, wrap } from './value.js'

/** Where in the manifests a path of a pool is written: `pool.yaml:31`. */
export type SourceOf = (pool: Key.Key, path: string) => string | undefined

export type PlanView<A extends AnyAct> = {
  readonly ops: OpTable<A>
  /** Of a pool, by its key. */
  readonly kindOf: (pool: Key.Key) => string
  readonly paint: Paint
  readonly columns: number
  readonly sourceOf: SourceOf
  readonly codes: CodeTable
}

/** `default/workers`. */
export const poolName = (pool: string): string => {
  const { scope, id } = Key.parse(pool)
  return `${scope.slice(scope.indexOf('/') + 1)}/${id}`
}

/** The whole text, with a line feed at its end. */
export const planText = <A extends AnyAct>(view: PlanView<A>, plans: ReadonlyArray<Plan<A>>): string => {
  const busy = plans.filter((p) => p.steps.length > 0 || p.holds.length > 0)
  const quiet = plans.filter((p) => p.steps.length === 0 && p.holds.length === 0)
  // Without colours, places and cuts: only what is said counts.
  const bare = { ...view, paint: plain, columns: Infinity, sourceOf: () => undefined }
  const groups = alike(busy, (p) => [...stepsText(bare, p), ...noticesText(bare, p)].join('\n'))
  const told = alike(
    quiet.filter((p) => p.findings.length > 0),
    (p) => noticesText(bare, p).join('\n'),
  )
  const blocks = [
    ...groups.map((pools) => [...header(view, pools), ...body(view, pools[0]), '']),
    ...told.map((pools) => [...header(view, pools), view.paint.dim('   no changes'), ...noticesText(view, pools[0]), '']),
  ]
  return [...blocks.flat(), ...help(view, plans), summary(view.paint, tally(view.ops, plans)), ''].join('\n')
}

const body = <A extends AnyAct>(view: PlanView<A>, p: Plan<A>): ReadonlyArray<string> => [...stepsText(view, p), ...noticesText(view, p)]

const namedAtMost = 6
const header = <A extends AnyAct>(view: PlanView<A>, pools: readonly [Plan<A>, ...ReadonlyArray<Plan<A>>]): ReadonlyArray<string> => {
  const [first] = pools
  const scope = first.steps[0]?.scope
  const where = scope === undefined ? '' : view.paint.dim(` · ${showScope(scope)}`)
  if (pools.length === 1) return [`${view.paint.bold(poolName(first.pool))} ${view.paint.dim(view.kindOf(first.pool))}${where}`]
  const all = pools.map((p) => poolName(p.pool))
  const shown = all.slice(0, namedAtMost).join(', ')
  const rest = all.length > namedAtMost ? `, … ${all.length - namedAtMost} more` : ''
  return [
    `${view.paint.bold(`these ${all.length} pools alike`)} ${view.paint.dim(view.kindOf(first.pool))}${where}`,
    ...wrap(`${shown}${rest}`, view.columns - 4).map((l) => `  ${l}`),
    view.paint.dim(`  shown for ${poolName(first.pool)}`),
  ]
}

/** `aws:111122223333/eu-west-1` as region and account. */
const showScope = (scope: string): string => {
  const [account = '', region = ''] = scope.slice(scope.indexOf(':') + 1).split('/')
  return `${region} · account ${account}`
}

const stepsText = <A extends AnyAct>(view: PlanView<A>, p: Plan<A>): ReadonlyArray<string> => {
  const width = Math.max(...p.steps.map((s) => s.id.length), 0)
  return p.steps.flatMap((s, i) => {
    const last = i === p.steps.length - 1
    const [first = '', ...rest] = stepText(view, p, s, width)
    const { dim } = view.paint
    return [`${dim(last ? '└─' : '├─')} ${first}`, ...rest.map((l) => (last ? `     ${l}` : `${dim('│')}    ${l}`))]
  })
}

const stepText = <A extends AnyAct>(view: PlanView<A>, p: Plan<A>, s: Step<A>, width: number): ReadonlyArray<string> => {
  const { paint } = view
  const kind = kindOf(view.ops, s)
  const waits = waitsFor(s)
  const after = waits.length === 0 ? '' : paint.dim(`, after ${waits.join(' and ')}`)
  const disruption = showDisruption(s.disruption)
  const changes = s.causes.filter((c) => c._tag === 'Change')
  const others = s.causes.filter((c) => c._tag !== 'Change')
  return [
    `${sign(paint, kind)} ${paint.bold(s.id.padEnd(width))}  ${title(s)}${after}`,
    ...others.map((c) => `${paint.dim('because')}  ${showCause(c)}`),
    ...changesText(view, p, changes),
    ...(changes.length === 0 && kind !== 'destroy' && kind !== 'roll' ? fieldsText(view, s) : []),
    ...(disruption === undefined ? [] : [styleOf(paint, kind)(disruption)]),
    ...s.holds.map((h) => showHold(paint, h)),
    `${paint.dim('call')}  ${s.action.op}`,
  ]
}

/** `create launch template workers`: what the operation is called, and what it is about: the thing that it names, else the first. */
const title = <A extends AnyAct>(s: Step<A>): string => {
  const { operation } = nameOf(s.action.op)
  const named = Object.entries(s.action.input).filter(([k, x]: [string, unknown]) => /(Name|Id)$/.test(k) && typeof x === 'string')
  const about = named.find(([k]) => operation.toLowerCase().includes(k.replace(/(Name|Id)$/, '').toLowerCase())) ?? named[0]
  return about === undefined ? words(operation) : `${words(operation)} ${String(about[1])}`
}

const showCause = (c: Exclude<Cause, Change>): string => {
  const { noun, id } = Key.parse(c.fact)
  return c._tag === 'Missing' ? `${words(noun)} ${id} is not there` : c.says
}

const changesText = <A extends AnyAct>(view: PlanView<A>, p: Plan<A>, changes: ReadonlyArray<Change>): ReadonlyArray<string> => {
  const rows = changes.map((c) => {
    const path = c.paths[0] ?? c.row
    const source = c.paths.map((x) => view.sourceOf(p.pool, x)).find((x) => x !== undefined)
    return { path: `${path}:`, values: `${showValue(c.before)} → ${showValue(c.after)}`, source }
  })
  const paths = Math.max(...rows.map((r) => r.path.length), 0)
  const values = Math.max(...rows.filter((r) => r.source !== undefined).map((r) => r.values.length), 0)
  return rows.map((r) => {
    const line = `${r.path.padEnd(paths)}  ${r.values}`
    return r.source === undefined ? line : `${r.path.padEnd(paths)}  ${r.values.padEnd(values)}  ${view.paint.dim(r.source)}`
  })
}

/** The request's leaves under its members, values aligned; long ones are cut, since the whole is in the JSON output. */
const fieldsText = <A extends AnyAct>(view: PlanView<A>, s: Step<A>): ReadonlyArray<string> => {
  const lines = Object.entries(s.action.input).flatMap(([member, u]: [string, unknown]) => {
    const isNested = isPlain(u) && fieldsOf(u).some((f) => f.path !== '')
    if (!isNested) return fieldsOf(u, member)
    return [{ path: member, value: '' }, ...fieldsOf(u).map((f) => ({ path: `  ${f.path}`, value: f.value }))]
  })
  const width = Math.max(...lines.map((l) => l.path.length), 0)
  const room = Math.max(view.columns - width - 8, 24)
  return lines.map(({ path, value }) =>
    value === '' ? path : `${path.padEnd(width)}  ${value.length > room ? `${value.slice(0, room - 1)}…` : value}`,
  )
}

const showHold = (paint: Paint, h: Hold): string => `${paint.held('held')}  ${h.why} ${paint.dim(`[${h.code}]`)}`

const noticesText = <A extends AnyAct>(view: PlanView<A>, p: Plan<A>): ReadonlyArray<string> => [
  ...p.holds.map((h) => `   ${showHold(view.paint, h)}`),
  ...p.findings.map((f) => `   ${showFinding(view, p, f)}`),
]

const showFinding = <A extends AnyAct>({ paint, sourceOf }: PlanView<A>, p: Plan<A>, f: Finding): string => {
  const style = f.severity === 'error' ? paint.destroy : f.severity === 'warning' ? paint.change : paint.dim
  const source = f.paths.map((path) => sourceOf(p.pool, path)).find((s) => s !== undefined)
  return `${style(f.severity === 'info' ? 'note' : f.severity)}  ${f.message} ${paint.dim(`${source === undefined ? '' : `${source} `}[${f.code}]`)}`
}

/** What to do about each hold, once for each code. */
const help = <A extends AnyAct>(view: PlanView<A>, plans: ReadonlyArray<Plan<A>>): ReadonlyArray<string> => {
  const codes = [...new Set(plans.flatMap((p) => [...p.holds, ...p.steps.flatMap((s) => s.holds)]).map((h) => h.code))]
  return codes.flatMap((code) => {
    const entry = view.codes.find((e) => e.code === code)
    if (entry === undefined) return []
    return [`${view.paint.held(code)}  ${entry.title}`, ...wrap(entry.text, view.columns - 4).map((l) => `    ${l}`), '']
  })
}

/** The last line of every plan. */
export const summary = (paint: Paint, t: Tally): string => {
  const pools = count(t.pools, 'pool')
  if (isEmpty(t)) return `${paint.bold('No changes.')} ${pools === '1 pool' ? 'The pool is' : `All ${pools} are`} as the manifests say.`
  const held = t.held === 0 ? '' : `, ${t.held} held`
  return `${paint.bold('Plan:')} ${t.create} to create, ${t.change} to change, ${t.roll} to roll, ${t.destroy} to destroy; ${count(t.calls, 'call')}${held}.`
}
