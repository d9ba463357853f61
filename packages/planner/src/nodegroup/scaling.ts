/**
 * How many nodes: the manifest's count within its bounds. EKS takes bounds together and refuses a size outside of them, so that a bound
 * that moves may have to move a size that somebody else owns (S04, S05), and a count that is owned moves a bound that nobody wrote.
 * @since 0.1.0
 */
import type { ScalingConfig } from '@poolwright/aws/Nodegroup'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { Scaling } from '@poolwright/schema/AWSManagedMachinePool'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import { type Replicas, replicasOf } from '../group/Replicas.js'

/** `desiredSize` `null`: the size that is there is somebody else's and stays, and no request says it, for it may move meanwhile. */
export type Sizes = { readonly minSize: number; readonly maxSize: number; readonly desiredSize: number | null }
export type SizeWish = {
  /** `null`: the sizes stay as they are. */
  readonly sizes: Sizes | null
  readonly holds: ReadonlyArray<Hold.Hold>
  readonly findings: ReadonlyArray<Finding.Finding>
}
const paths = ['MachinePool.spec.replicas', 'scaling.minSize', 'scaling.maxSize']
const refused = (why: string): SizeWish => ({ sizes: null, holds: [Hold.refused('PW-SIZE-BOUNDS', paths, why)], findings: [] })
const sure = (sizes: Sizes | null, ...findings: ReadonlyArray<Finding.Finding>): SizeWish => ({ sizes, holds: [], findings })
const within = (n: number, min: number, max: number): number => Math.min(Math.max(n, min), max)

export const replicasFor = (pool: MachinePool, scaling: Scaling | undefined): Replicas =>
  replicasOf(pool, scaling?.minSize ?? 0, scaling?.maxSize ?? Number.POSITIVE_INFINITY)

/** `observed`: what the group has, `null` of one that is to be made. A group that shows no sizes keeps them (G18). */
export const sizesFor = (replicas: Replicas, scaling: Scaling | undefined, observed: ScalingConfig | undefined | null): SizeWish => {
  const { minSize, maxSize } = scaling ?? {}
  if (maxSize === 0) return refused('EKS takes no maxSize of 0')
  const [least, most] = [minSize ?? 0, maxSize ?? Number.POSITIVE_INFINITY]
  if (least > most) return refused(`minSize ${least} is above maxSize ${most}`)
  const owned = replicas._tag === 'Owned' || (replicas._tag === 'Initial' && observed === null) ? replicas.count : null
  if (owned !== null && (owned < least || owned > most)) return refused(`${owned} replicas are not within ${least}–${maxSize ?? ''}`)
  if (observed === null) return sure(forNew(owned, minSize, maxSize))
  if (observed?.minSize === undefined || observed.maxSize === undefined || observed.desiredSize === undefined) return sure(null)
  const bounds = { min: minSize ?? observed.minSize, max: maxSize ?? observed.maxSize }
  if (owned !== null)
    return sure({
      minSize: minSize ?? Math.min(bounds.min, owned),
      maxSize: maxSize ?? Math.max(bounds.max, owned, 1),
      desiredSize: owned,
    })
  const min = minSize ?? Math.min(bounds.min, bounds.max)
  const max = maxSize ?? Math.max(bounds.max, bounds.min)
  const desiredSize = within(observed.desiredSize, min, max)
  if (desiredSize === observed.desiredSize) return sure({ minSize: min, maxSize: max, desiredSize: null })
  const why = `the new bounds ${min}–${max} leave no room for the ${observed.desiredSize} nodes that somebody else asked for; there will be ${desiredSize}`
  return sure({ minSize: min, maxSize: max, desiredSize }, Finding.warning('PW-SIZE-MOVED', why, ['scaling.minSize', 'scaling.maxSize']))
}

/** All three, because EKS takes all or none. Nobody's count is one node, or what the bounds leave (C05–C09). */
const forNew = (owned: number | null, minSize: number | undefined, maxSize: number | undefined): Sizes => {
  const desiredSize = owned ?? within(1, minSize ?? 0, maxSize ?? Math.max(1, minSize ?? 1))
  return {
    minSize: minSize ?? Math.min(desiredSize, maxSize ?? desiredSize),
    maxSize: maxSize ?? Math.max(desiredSize, minSize ?? 0, 1),
    desiredSize,
  }
}
