/**
 * A trial of a controller of your own, from as little as can be said: what it does, on which model, what may be asked, and what must be
 * there then. Everything else has a default that asks for less; a member of `inputs` or `agreement` replaces its default.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { canonical, type Json } from '@poolwright/core/Json'
import type { Model } from '@poolwright/core/Model'
import type { OpTable } from '@poolwright/core/Operation'
import * as fc from 'fast-check'
import { type Desired, get } from './Desired.js'
import type { Subject } from './Subject.js'
import type { Agreement, Edit, Inputs, Leaf, SubjectTrial } from './Trial.js'

export type Own<A extends AnyAct, W> = {
  readonly ops: OpTable<A>
  readonly model: Model<W>
  /** A fresh process of the controller. */
  readonly start: Subject<A>['start']
  /** What is wanted when nothing was changed yet. */
  readonly base: Desired
  /** The world before the first pass. */
  readonly world: W
  /** Values that a leaf may have, by its place with dots between the members: `group.size`. `undefined`: not written. */
  readonly values: { readonly [place: string]: ReadonlyArray<Json | undefined> }
  readonly disagreements: Agreement<W>['disagreements']
  /** Without it nothing can be found to have been made twice. */
  readonly things: Agreement<W>['things']
  /** Without a `deletion` nobody ever asks for everything to go. */
  readonly inputs?: Partial<Omit<Inputs<W>, 'base' | 'world' | 'leaves'>>
  readonly agreement?: Partial<Omit<Agreement<W>, 'disagreements' | 'things'>>
}

/** A place that no document has: a change that leads there is passed over. */
const nowhere = ['(deletion)']
const idle = <W>(whose: Edit<W>['whose']): Edit<W> => ({ whose, does: (w) => w })

const leavesOf = (values: Own<never, never>['values']): ReadonlyArray<Leaf> =>
  Object.entries(values).map(([path, all]) => ({ path, place: path.split('.'), values: fc.constantFrom(...all) }))

export const subjectTrial = <A extends AnyAct, W>(own: Own<A, W>): SubjectTrial<A, W> => {
  const { inputs = {}, disagreements, things } = own
  const { admits = () => true } = inputs
  return {
    subject: { start: own.start },
    ops: own.ops,
    model: own.model,
    agreement: {
      never: () => [],
      possible: () => true,
      trespasses: () => [],
      shape: disagreements,
      moving: () => false,
      text: canonical,
      fewest: () => undefined,
      upkeep: [],
      labels: () => [],
      ...own.agreement,
      disagreements,
      things,
    },
    inputs: {
      deletion: { place: nowhere, to: true },
      shuffle: (d) => d,
      echo: (_, answer) => answer,
      canaries: [],
      ...inputs,
      // Laws about others need somebody of each kind; who is not described does nothing.
      edits: { 'do nothing to ours': idle('ours'), 'do nothing to theirs': idle('foreign'), ...inputs.edits },
      admits: (d) => get(nowhere)(d) === undefined && admits(d),
      base: own.base,
      world: own.world,
      leaves: leavesOf(own.values),
    },
  }
}
