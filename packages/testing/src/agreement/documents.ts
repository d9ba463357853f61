/**
 * The documents of an AWSMachinePool as they are written, by what a world has to hold because of them.
 * @since 0.1.0
 */
import type { Desired } from '../Desired.js'
import type { Json } from '@poolwright/core/Json'
import { at, items, type Maybe, type Members, members, word } from './raw.js'

export const names = { namespace: 'default', pool: 'workers', cluster: 'c', scope: 'aws:000000000000/us-east-1' } as const
export const spec = (d: Desired, ...place: ReadonlyArray<string>) => at(d['AWSMachinePool'], 'spec', ...place)
export const template = (d: Desired, ...place: ReadonlyArray<string>) => spec(d, 'awsLaunchTemplate', ...place)
export const machines = (d: Desired, ...place: ReadonlyArray<string>) => at(d['MachinePool'], 'spec', 'template', 'spec', ...place)
export const min = (d: Desired) => Number(spec(d, 'minSize') ?? 1)
export const max = (d: Desired) => Number(spec(d, 'maxSize') ?? 1)
export const isDeleted = (d: Desired): boolean => at(d['AWSMachinePool'], 'metadata', 'deletionTimestamp') !== undefined

/** A count that the manifest keeps saying, or nothing: then it is somebody else's, or was only a beginning. */
export const ownedCount = (d: Desired): number | null => {
  const manager = at(d['MachinePool'], 'metadata', 'annotations', 'cluster.x-k8s.io/replicas-managed-by')
  const count = at(d['MachinePool'], 'spec', 'replicas')
  return typeof count !== 'number' || (manager !== undefined && manager !== 'false') ? null : count
}

export const secretName = (d: Desired) => word(machines(d, 'bootstrap', 'dataSecretName') ?? '')
export const secretOf = (d: Desired): Maybe =>
  Object.values(d).find((x) => at(x, 'kind') === 'Secret' && at(x, 'metadata', 'name') === secretName(d))
export const userTags = (d: Desired): Members => ({
  ...members(at(d['AWSCluster'], 'spec', 'additionalTags')),
  ...members(spec(d, 'additionalTags')),
})

/** C14: what a cluster's things are known by, over what users add. */
export const tags = (d: Desired): Members => ({
  Name: names.pool,
  ...userTags(d),
  [`kubernetes.io/cluster/${names.cluster}`]: 'owned',
  [`sigs.k8s.io/cluster-api-provider-aws/cluster/${names.cluster}`]: 'owned',
  'sigs.k8s.io/cluster-api-provider-aws/role': 'node',
})

/** What look-ups of subnets and security groups find in the account that the documents live in: by zone, by tag, by nothing said. */
const account = {
  zones: { 'us-east-1a': ['subnet-a'], 'us-east-1b': ['subnet-b'], 'us-east-1c': ['subnet-c'] },
  tagged: { private: ['subnet-b', 'subnet-c'], net: ['sg-2'] },
  unsaid: ['subnet-a'],
} as const
const under = (table: { readonly [k: string]: ReadonlyArray<string> }, names: ReadonlyArray<Json>): ReadonlyArray<string> =>
  names.flatMap((name) => table[word(name)] ?? [])
/** Ids of references, those that a filter finds among them. */
export const referred = (list: Maybe): ReadonlyArray<Maybe> =>
  items(list).flatMap((r): ReadonlyArray<Maybe> => {
    const filters = items(at(r, 'filters'))
    return filters.length === 0
      ? [typeof r === 'string' ? r : at(r, 'id')]
      : filters.flatMap((f) => under(account.tagged, items(at(f, 'values'))))
  })
/** Subnets by id and filter, else by zone, else those of the cluster. */
export const subnets = (d: Desired): ReadonlyArray<Maybe> => {
  const named = referred(spec(d, 'subnets'))
  if (named.length > 0) return named
  const zones = items(spec(d, 'availabilityZones'))
  const domains = zones.length > 0 ? zones : items(at(d['MachinePool'], 'spec', 'failureDomains'))
  return domains.length > 0 ? under(account.zones, domains) : account.unsaid
}

/** Spot, by the type of the market or by asking for its options. */
export const isSpot = (d: Desired): boolean =>
  template(d, 'marketType') === 'Spot' || (template(d, 'marketType') === undefined && template(d, 'spotMarketOptions') !== undefined)
/** What AWS would refuse: options of Spot without Spot, and Spot said twice. */
export const clashes = (d: Desired): boolean =>
  (template(d, 'spotMarketOptions') !== undefined && template(d, 'marketType') === 'OnDemand') ||
  (isSpot(d) && spec(d, 'mixedInstancesPolicy') !== undefined)

/** Images that a look-up by this version may have found, by version without its `v`: what the world was given. */
export type Images = { readonly [version: string]: ReadonlyArray<string> }

export const seconds = (u: Maybe): number => {
  const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(typeof u === 'string' ? u : '')
  const [, h = 0, m = 0, s = 0] = found ?? []
  const sum = Number(h) * 3_600 + Number(m) * 60 + Number(s)
  // A cooldown of none is the default (V1): zero cannot be asked for.
  return sum === 0 ? 300 : sum
}

export const version = (d: Desired): string => word(machines(d, 'version') ?? '').replace(/^v/, '')
