/**
 * What a rule across fields says when it is broken.
 */
import type { Flaw } from './check.js'
import type { Path } from './Tree.js'

/**
 * `error`: the API or Cluster API Provider AWS refuses it. `creation`: refused for a new object only, so an object that an API server
 * holds may have it. `tolerated`: accepted there, though it does not do what it says; an error when asked to be strict.
 */
export type Weight = 'error' | 'creation' | 'tolerated'
export type Breach = Flaw & {
  readonly weight: Weight
  /** What else the rule read: when one of these is itself wrong, the breach is not reported. */
  readonly also: ReadonlyArray<Path>
}

type Said = { readonly expected: string; readonly got: string; readonly advice?: string; readonly also?: ReadonlyArray<Path> }

export const breach = (code: string, weight: Weight, path: Path, { expected, got, advice = '', also = [] }: Said): Breach => ({
  code,
  weight,
  path,
  expected,
  got,
  advice,
  also,
})

/** The breach when the rule is broken. */
export const when = (broken: boolean, what: () => Breach): ReadonlyArray<Breach> => (broken ? [what()] : [])

/** The positions whose value stood earlier in the list. */
export const repeats = <A>(values: ReadonlyArray<A>): ReadonlyArray<number> => values.flatMap((v, i) => (values.indexOf(v) < i ? [i] : []))
