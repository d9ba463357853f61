/**
 * The tags that a pool puts on what it makes, and whose a thing is by its tags. Both as Cluster API Provider AWS has them, so that
 * either controller knows the other's things.
 * @since 0.1.0
 */
import type { Tags } from '@poolwright/aws/tags'
import { byText } from '@poolwright/core/Json'

export const roleTag = 'sigs.k8s.io/cluster-api-provider-aws/role'
const owner = 'sigs.k8s.io/cluster-api-provider-aws/cluster/'
/** On everything of a cluster, with the value `owned`. */
export const clusterTag = (cluster: string): string => `${owner}${cluster}`
/** On a group and a template, with `<namespace>/<name>` of the pool: written when they are made, its absence is no change. */
export const poolTag = 'poolwright.dev/pool'
/** On instances: `<namespace>/<name>` of the Secret with their bootstrap data. */
export const secretTag = 'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-secret'
/** On instances: SHA-256 of their bootstrap data, in hex. */
export const hashTag = 'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-hash'

/** On instances whose user data is a stub: SHA-256 of their bootstrap data without what is volatile, in hex. */
export const stableTag = 'poolwright.dev/bootstrap-data-stable'

/** What users ask for (the pool's word before the cluster's), under what ownership needs, which no user's tag replaces. */
export const baseTags = (pool: string, cluster: string, ...users: ReadonlyArray<Tags | undefined>): Tags =>
  sorted({
    Name: pool,
    ...users.reduce<Tags>((all, more) => ({ ...all, ...more }), {}),
    [`kubernetes.io/cluster/${cluster}`]: 'owned',
    [clusterTag(cluster)]: 'owned',
    [roleTag]: 'node',
  })

/** The same tags with their keys in order, so that equal tags are equal text. */
export const sorted = (tags: Tags): Tags => Object.fromEntries(Object.entries(tags).sort(([x], [y]) => byText(x, y)))

/** Keys of `baseTags` that a user may not give another value. */
export const reservedKeys = (cluster: string): ReadonlyArray<string> => [`kubernetes.io/cluster/${cluster}`, clusterTag(cluster), roleTag]

type TagList = ReadonlyArray<{ readonly Key: string; readonly Value: string }>
export const valueOf = (tags: TagList | undefined, key: string): string | undefined => tags?.find((x) => x.Key === key)?.Value

/** The cluster that tags name as their owner. */
export const clusterIn = (tags: TagList): string | undefined =>
  tags.find((x) => x.Key.startsWith(owner) && x.Value === 'owned')?.Key.slice(owner.length)

/** Ours, somebody's, or nobody's, so that it could be adopted. */
export type Owner = 'ours' | 'others' | 'nobodys'

/**
 * Whose a group or template is. `cluster` is `null` where nothing says any more which cluster the pool belongs to; then only the
 * pool's own tag can.
 */
export const ownerOf = (tags: TagList | undefined, cluster: string | null, pool: string): Owner => {
  const named = valueOf(tags, poolTag)
  if (named !== undefined && named !== pool) return 'others'
  if (cluster === null ? named === pool : valueOf(tags, clusterTag(cluster)) === 'owned') return 'ours'
  const claimed = (tags ?? []).some((x) => x.Key.startsWith(owner) && x.Value === 'owned')
  return claimed ? 'others' : 'nobodys'
}
