/**
 * Every planted bug, by what it is planted in, with the search for it: the law named for it, on the schedules that are to find it.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type * as E from 'fp-ts/lib/Either.js'
import { budget } from '../awsFleet.js'
import { trial as groups } from '../awsMachinePool.js'
import { trial as nodegroups } from '../awsManagedMachinePool.js'
import { keeperTrial } from '../example/keeper.js'
import type { Counterexample, LawOptions, ProviderLaw, Report, SubjectLaw } from '../Law.js'
import { providerLaws, subjectLaws } from '../laws/all.js'
import { withinBudget } from '../laws/withinBudget.js'
import type { Trial } from '../Trial.js'
import { bugs } from './awsMachinePool.js'
import { managedBugs } from './awsManagedMachinePool.js'
import { fleetBugs } from './bugsOfHosts.js'
import { slips } from './keeper.js'
import type { Planted } from './Planted.js'

export type Sought = {
  readonly name: string
  readonly after: string
  readonly law: string
  /** Leaves that change often in its schedules; none: as often as any other. */
  readonly about: ReadonlyArray<string>
  /** Left: it was found. */
  readonly find: (options: LawOptions) => Promise<E.Either<Counterexample, Report>>
}

/** A law by its name; the names in this folder are of laws. */
const named = <L extends SubjectLaw | ProviderLaw>(laws: ReadonlyArray<L>, name: string): L | undefined =>
  laws.find((law) => law.name === name)

/** How much more often a leaf changes that a bug is about. */
const often = 40
const about = <A extends AnyAct, W, N>(trial: Trial<A, W, N>, paths: ReadonlyArray<string>): Trial<A, W, N> => ({
  ...trial,
  inputs: {
    ...trial.inputs,
    leaves: trial.inputs.leaves.map((leaf) => (paths.includes(leaf.path) ? { ...leaf, weight: often * (leaf.weight ?? 1) } : leaf)),
  },
})

const inProvider =
  <A extends AnyAct, W, N>(trial: Trial<A, W, N>) =>
  ({ plant, ...bug }: Planted<A, W, N>): Sought => ({
    ...bug,
    about: bug.about ?? [],
    find: (options) => {
      const planted = plant(bug.about === undefined ? trial : about(trial, bug.about))
      const found = named(subjectLaws, bug.law)?.check(planted, options) ?? named(providerLaws, bug.law)?.check(planted, options)
      if (found === undefined) throw new Error(`there is no law ${bug.law}`)
      return found
    },
  })

export const planted: { readonly [where: string]: ReadonlyArray<Sought> } = {
  AWSMachinePool: bugs.map(inProvider(groups)),
  AWSManagedMachinePool: managedBugs.map(inProvider(nodegroups)),
  'several pools': fleetBugs.map(({ trial, ...bug }) => ({ ...bug, about: [], find: (o) => withinBudget(budget).check(trial(), o) })),
  'a controller written by hand': slips.map((slip) => ({
    ...slip,
    about: [],
    find: (options) => {
      const found = named(subjectLaws, slip.law)?.check(keeperTrial(slip.name), options)
      if (found === undefined) throw new Error(`there is no law ${slip.law}`)
      return found
    },
  })),
}
