/**
 * Whose a node group is, and under which names a pool's can be.
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import { idOfArn, partsOf } from '@poolwright/aws/Nodegroup'
import type { Tags } from '@poolwright/aws/tags'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import { eksName } from '@poolwright/schema/eksNames'
import { type Owner, poolTag, sorted } from '../template/tags.js'
import type { NodegroupContext } from './Wanted.js'

/** On everything that a cluster owns, with the value `owned`; EKS and Cluster API Provider AWS both know it. */
export const ownerTag = (cluster: string): string => `kubernetes.io/cluster/${cluster}`

/** Of the node group and its role: what users ask for (the pool's word before the cluster's), under what ownership needs. */
export const ownedTags = (cluster: string, ...users: ReadonlyArray<Tags | undefined>): Tags =>
  sorted({ ...users.reduce<Tags>((all, more) => ({ ...all, ...more }), {}), [ownerTag(cluster)]: 'owned' })

/** The pool's own tag is enough: the cluster's may have been taken away by hand (T04). A cluster that only shares it owns nothing (G12). */
export const ownerOfTags = (tags: Tags, cluster: string, pool: string): Owner => {
  const named = tags[poolTag]
  if (named !== undefined) return named === pool ? 'ours' : 'others'
  const claim = tags[ownerTag(cluster)]
  return claim === 'owned' ? 'ours' : claim === undefined ? 'nobodys' : 'others'
}

/** Of what `ownerOfTags` says is not ours. */
export const notOursHold = (fact: Key, tags: Tags, cluster: string): Hold.Hold => {
  const named = tags[poolTag]
  const why =
    named !== undefined ? `it belongs to pool ${named}` : `it has no tag ${ownerTag(cluster)}: owned that says it belongs to this cluster`
  return Hold.notOurs('PW-NOT-OURS', fact, why)
}

/** The name of a group that takes the place of one that cannot be changed; there and back, so that either can be found without a record. */
export const otherName = (name: string): string => eksName(name, 'b')

/** The name of the pool's last group, where the record still names one of this cluster under another name. */
export const recordedName = (c: NodegroupContext): string | null => {
  const id = c.record.nodegroup === undefined ? undefined : idOfArn(c.record.nodegroup)
  if (id === undefined) return null
  const { clusterName, nodegroupName } = partsOf(id)
  return clusterName === c.cluster ? nodegroupName : null
}

export const tagsOfNodegroup = (ng: Nodegroup): Tags => ng.tags ?? {}
