/**
 * Where a plan that was saved or approved and the plan of now part ways.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Change } from '@poolwright/core/Change'
import { canonical } from '@poolwright/core/Json'
import type { Key } from '@poolwright/core/Key'
import type { OpTable } from '@poolwright/core/Operation'
import { effects, effectsOf, type Plan, type Step } from '@poolwright/core/Plan'

/** A row as the old plan and the new one saw it; `null` where a plan had nothing to say about it. */
export type RowDifference = { readonly fact: Key; readonly row: string; readonly was: Change | null; readonly is: Change | null }

/** An effect that is gone, new, or not what it was. `rows` can be empty: then nothing but ids or the order differs. */
export type Difference = {
  readonly pool: Key
  readonly step: string
  readonly what: 'gone' | 'new' | 'changed'
  readonly rows: ReadonlyArray<RowDifference>
}

/** Empty exactly when the effects of both plans are equal. Holds, causes, findings and status are not compared. */
export const differences = <A extends AnyAct>(ops: OpTable<A>, was: Plan<A>, is: Plan<A>): ReadonlyArray<Difference> => {
  if (effects(ops, was) === effects(ops, is)) return []
  const old = new Map(effectsOf(ops, was).map((step) => [step.id, step]))
  const now = new Map(effectsOf(ops, is).map((step) => [step.id, step]))
  const found = [...new Set([...old.keys(), ...now.keys()])].flatMap((id): ReadonlyArray<Difference> => {
    const before = old.get(id)
    const after = now.get(id)
    const about = { pool: was.pool, step: id, rows: rowsOf(before, after) }
    if (after === undefined) return [{ ...about, what: 'gone' }]
    if (before === undefined) return [{ ...about, what: 'new' }]
    return content(before) === content(after) ? [] : [{ ...about, what: 'changed' }]
  })
  // The same steps in another order: there is no row to name.
  return found.length > 0 ? found : [...now.keys()].map((step) => ({ pool: was.pool, step, what: 'changed', rows: [] }))
}

const content = <A extends AnyAct>(s: Step<A>): string => canonical([s.scope, s.action.op, s.action.input, [...s.after].sort(), s.basis])

const changesOf = <A extends AnyAct>(step: Step<A> | undefined): ReadonlyMap<string, Change> =>
  new Map((step?.causes ?? []).flatMap((cause) => (cause._tag === 'Change' ? [[`${cause.fact} ${cause.row}`, cause] as const] : [])))

const rowsOf = <A extends AnyAct>(before: Step<A> | undefined, after: Step<A> | undefined): ReadonlyArray<RowDifference> => {
  const was = changesOf(before)
  const is = changesOf(after)
  return [...new Map([...is, ...was])].flatMap(([name, { fact, row }]) => {
    const x = was.get(name) ?? null
    const y = is.get(name) ?? null
    return canonical(x) === canonical(y) ? [] : [{ fact, row, was: x, is: y }]
  })
}
