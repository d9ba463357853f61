/**
 * What a step does to machines that run.
 * @since 0.1.0
 */
import * as t from 'io-ts'

export type Disruption =
  | { readonly _tag: 'None' }
  /** Something about the pool changes; no machine ends because of it. */
  | { readonly _tag: 'InPlace' }
  /** `count` of `of` machines are replaced, with at least `floor` in service and at most `surge` above the wanted number. */
  | {
      readonly _tag: 'Rolls'
      readonly count: number
      readonly of: number
      readonly floor: number
      readonly surge: number
      /** About how long, in seconds. */
      readonly seconds: number
    }
  | { readonly _tag: 'Destroys'; readonly count: number }

export const Disruption: t.Type<Disruption, unknown> = t.union(
  [
    t.readonly(t.exact(t.type({ _tag: t.literal('None') }))),
    t.readonly(t.exact(t.type({ _tag: t.literal('InPlace') }))),
    t.readonly(
      t.exact(t.type({ _tag: t.literal('Rolls'), count: t.number, of: t.number, floor: t.number, surge: t.number, seconds: t.number })),
    ),
    t.readonly(t.exact(t.type({ _tag: t.literal('Destroys'), count: t.number }))),
  ],
  'Disruption',
)

export const none: Disruption = { _tag: 'None' }
export const inPlace: Disruption = { _tag: 'InPlace' }
export const destroys = (count: number): Disruption => ({ _tag: 'Destroys', count })

/** How many running machines a step ends: what budgets count and what asks before it runs. */
export const machinesEnded = (d: Disruption): number => (d._tag === 'Rolls' || d._tag === 'Destroys' ? d.count : 0)
