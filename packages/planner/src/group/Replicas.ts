/**
 * Who says how many instances there are.
 * @since 0.1.0
 */
import type { MachinePool } from '@poolwright/schema/MachinePool'

export type Replicas =
  /** The manifest, always. */
  | { readonly _tag: 'Owned'; readonly count: number }
  /** The manifest when the group is made, then somebody else. */
  | { readonly _tag: 'Initial'; readonly count: number }
  /** Somebody else; a new group begins with its minimum. */
  | { readonly _tag: 'External' }

/** On a MachinePool, with any value but `false`: who sets the count is not its author. */
export const managedBy = 'cluster.x-k8s.io/replicas-managed-by'

/** A count that others own is only a beginning, and only within the bounds (C6, C7). */
export const replicasOf = (pool: MachinePool, minSize: number, maxSize: number): Replicas => {
  const { replicas } = pool.spec
  if (replicas === undefined) return { _tag: 'External' }
  const annotation = pool.metadata.annotations[managedBy]
  if (annotation === undefined || annotation === 'false') return { _tag: 'Owned', count: replicas }
  return replicas >= minSize && replicas <= maxSize ? { _tag: 'Initial', count: replicas } : { _tag: 'External' }
}
