/**
 * Everything that the laws need besides the laws: what is tried, the world that it is tried on, what that world has to hold, and what
 * may be asked of it. A wrapped part is a planted bug.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Facts, Millis } from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import type { Key } from '@poolwright/core/Key'
import type { Model } from '@poolwright/core/Model'
import type { OpTable } from '@poolwright/core/Operation'
import type { Plan } from '@poolwright/core/Plan'
import type { PoolProvider } from '@poolwright/core/Provider'
import type { Vault } from '@poolwright/core/Secret'
import type * as fc from 'fast-check'
import type { Desired, Place } from './Desired.js'
import type { Setting } from './Schedule.js'
import type { Subject } from './Subject.js'

/** One leaf of what may be wanted: where it stands, and values that it may have, `undefined` for not written. */
export type Leaf = {
  /** As rows, causes and docs spell it. */
  readonly path: string
  readonly place: Place
  /** At least two values. */
  readonly values: fc.Arbitrary<Json | undefined>
  /** How often it is chosen, measured by the others; 1 when not given. */
  readonly weight?: number
}

/** Something that others do to the world. `n` chooses among what there is; an edit that finds nothing to do changes nothing. */
export type Edit<W> = {
  /** `ours`: something that we own is changed, deleted or made by hand. `foreign`: something that is none of our business. */
  readonly whose: 'ours' | 'foreign'
  /** What it counts as in reports: `changes` when not given. `scales`: an autoscaler moves a count. */
  readonly how?: 'changes' | 'deletes' | 'tags' | 'scales'
  /** How often it is chosen, measured by the others: a whole number, 1 when not given. */
  readonly weight?: number
  readonly does: (world: W, n: number, desired: Desired) => W
}

export type Inputs<W> = {
  /** What is wanted when nothing was changed yet. */
  readonly base: Desired
  /** The world before the first pass, with all that the documents may name. */
  readonly world: W
  readonly leaves: ReadonlyArray<Leaf>
  /** Leaves that are only right together, such as sizes: all of them change at once. */
  readonly together?: ReadonlyArray<fc.Arbitrary<ReadonlyArray<Setting>>>
  /** Documents that an API server would not take are never shown to the subject: a change that leads there is passed over. */
  readonly admits: (d: Desired) => boolean
  /** The change that asks for everything to go. */
  readonly deletion: { readonly place: Place; readonly to: Json }
  readonly edits: { readonly [name: string]: Edit<W> }
  /** The same wish written in another order. */
  readonly shuffle: (d: Desired, n: number) => Desired
  /** The same answer of the cloud with its sets in another order, or with what it may leave out. */
  readonly echo: (op: string, answer: object, n: number) => object
  /** Texts that must never be seen outside a request. They stand in the secret leaves of what is wanted. */
  readonly canaries: ReadonlyArray<string>
}

/** What a world will never hold: the leaf that asks for it, and one sentence. */
export type Beyond = { readonly path: string; readonly says: string }

/** What must hold of a raw world. Written from the cloud's own pages; it knows neither the subject nor the model's insides. */
export type Agreement<W> = {
  /** What the world holds otherwise than the documents ask, one sentence each; things wanted gone that are still there, too. */
  readonly disagreements: (world: W, desired: Desired) => ReadonlyArray<string>
  /** What may never be so, whatever is going on: sizes outside their bounds, two of what there may be one of. */
  readonly never: (world: W) => ReadonlyArray<string>
  /** Whether the documents can be met at all, in this world. What cannot is held with a reason, and nothing is asked of the world. */
  readonly possible: (desired: Desired, world: W) => boolean
  /**
   * What the documents ask otherwise than this world holds and ever will, such as a leaf that is fixed once a thing is made, one sentence
   * each. A reason has to be given for it, and everything else is done all the same; `disagreements` does not speak of it.
   */
  readonly beyond?: (world: W, desired: Desired) => ReadonlyArray<Beyond>
  /** What belongs to others and changed between two moments, one sentence each. */
  readonly trespasses: (before: W, after: W, desired: Desired) => ReadonlyArray<string>
  /**
   * What two worlds have in common when they are equal but for names, numbers and times that the cloud gives, and for what the
   * documents leave to others.
   */
  readonly shape: (world: W, desired: Desired) => Json
  /** Everything that somebody made and that is still there, each under a name that nothing else ever has; the kind is the first word. */
  readonly things: (world: W) => ReadonlyArray<string>
  /**
   * How many machines of each pool are out of service, or about to be, because of us: pools of which none is are left out. What
   * `within-budget` counts; without it that law has nothing to say.
   */
  readonly disrupted?: (world: W) => ReadonlyArray<number>
  /** Whether something is under way that will end by itself. */
  readonly moving: (world: W) => boolean
  /** All that is written down of a world, as text: what a search for secrets goes through. */
  readonly text: (world: W) => string
  /** The fewest changing calls that lead from rest on `from` (`null`: nothing there) to rest on `to`; `undefined` where it is not known. */
  readonly fewest: (from: Desired | null, to: Desired) => number | undefined
  /** Calls that `fewest` does not count: upkeep such as pruning. */
  readonly upkeep: ReadonlyArray<string>
  /** What happened, in a word or two each: a report says how many histories had it. */
  readonly labels: (ops: ReadonlyArray<string>) => ReadonlyArray<string>
}

/** A provider and what a host would hand it: what the laws about plans need. */
export type Planning<A extends AnyAct, N> = {
  readonly provider: PoolProvider<A, N>
  /** The nouns that `facts` answers for. */
  readonly nouns: ReadonlyArray<string>
  /** What the documents, the settings and the record say. */
  readonly facts: (desired: Desired, now: Millis, record: Json) => Facts
  readonly pools: (desired: Desired) => ReadonlyArray<Key>
  readonly uid: (desired: Desired, pool: Key) => string
  readonly vault: (desired: Desired) => Vault
  /** What a host writes down before it carries plans out, for providers that keep a record. `facts`: what the plans looked at. */
  readonly record?: (plans: ReadonlyArray<Plan<A>>, record: Json, facts: Facts) => Json
}

export type Trial<A extends AnyAct, W, N> = {
  readonly subject: Subject<A>
  readonly planning: Planning<A, N>
  readonly ops: OpTable<A>
  readonly model: Model<W>
  readonly agreement: Agreement<W>
  readonly inputs: Inputs<W>
}
/** A trial of something that is no provider: the laws about plans cannot be tried on it. */
export type SubjectTrial<A extends AnyAct, W> = Omit<Trial<A, W, never>, 'planning'>
