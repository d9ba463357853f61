/**
 * How many nodes an update takes away at once, and by which strategy. EKS takes the strategy only beside a count.
 * @since 0.1.0
 */
import type { Nodegroup, UpdateConfig } from '@poolwright/aws/Nodegroup'
import { type Hold, refused } from '@poolwright/core/Hold'
import type { NodegroupContext } from './Wanted.js'

export type UpdateConfigWish = {
  readonly config: UpdateConfig
  /** Nothing of it can be asked for. */
  readonly isLeft: boolean
  readonly holds: ReadonlyArray<Hold>
}

/**
 * As it is asked for. A count that EKS would refuse is held, and the group keeps its own beside the strategy.
 *
 * EKS takes no more nodes away at once than there may be: by the manifest, and in a group that keeps the sizes that it has.
 * `maxSize`: what will be asked for, `null` where the group keeps its own; `ng`: `null` of a group that is to be made.
 */
export const updateConfigFor = (c: NodegroupContext, maxSize: number | null, ng: Nodegroup | null): UpdateConfigWish => {
  const { updateConfig: count = {}, scaling } = c.pool.spec
  const strategy = strategyOf(c, ng)
  const asked = scaling?.maxSize
  // A maximum of 0 is refused for itself.
  const most = Math.min(maxSize ?? ng?.scalingConfig?.maxSize ?? Infinity, asked === undefined || asked === 0 ? Infinity : asked)
  const { maxUnavailable } = count
  if (maxUnavailable === undefined || maxUnavailable <= most) return { config: { ...count, ...strategy }, isLeft: false, holds: [] }
  const kept = ng?.updateConfig
  const isLeft = kept === undefined || (kept.maxUnavailable ?? 0) > most
  const paths = ['updateConfig.maxUnavailable', 'scaling.maxSize', ...(isLeft && c.settings.updateStrategy !== null ? [strategyPath] : [])]
  const why = `updateConfig.maxUnavailable is ${maxUnavailable}, and EKS takes no more than the maximum size, ${most}`
  return { config: { ...kept, ...strategy }, isLeft, holds: [refused('PW-SIZE-BOUNDS', paths, why)] }
}
const strategyPath = 'settings.updateStrategy'

/** A strategy that nobody asks for stays, and EKS's own need not be said for that. */
const strategyOf = (c: NodegroupContext, ng: Nodegroup | null): Pick<UpdateConfig, 'updateStrategy'> => {
  const seen = ng?.updateConfig?.updateStrategy
  const strategy = c.settings.updateStrategy ?? (seen === 'DEFAULT' ? undefined : seen)
  return strategy === undefined ? {} : { updateStrategy: strategy }
}
