/**
 * The documents of an AWSMachinePool as they are written, by what a world has to hold because of them.
 * @since 0.1.0
 */
import type { Desired } from '../Desired.js'
import { digest } from '@poolwright/core/digest'
import type { Json } from '@poolwright/core/Json'
import { at, items, type Maybe, type Members, members, text, word } from './raw.js'

export const names = {
  namespace: 'default',
  pool: 'workers',
  cluster: 'c',
  scope: 'aws:000000000000/us-east-1',
  bucket: 'c-bootstrap',
} as const
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

/** What look-ups of subnets and security groups find in the account that the documents live in: by zone, by filter, by nothing said. */
const account = {
  zones: {
    'us-east-1a': { private: ['subnet-a'], public: [] },
    'us-east-1b': { private: ['subnet-b'], public: ['subnet-d'] },
    'us-east-1c': { private: ['subnet-c'], public: [] },
  },
  tagged: {
    'tag:tier=private': ['subnet-b', 'subnet-c'],
    'tag:tier=edge': ['subnet-a'],
    'tag:rack=private': ['subnet-a'],
    'tag:team=net': ['sg-2'],
    'tag:crew=net': ['sg-1'],
    'tag:crew=night': ['sg-2'],
  },
  unsaid: ['subnet-a'],
} as const
const tagged: { readonly [filter: string]: ReadonlyArray<string> } = account.tagged
/** Ids of references, those that a filter finds among them. */
export const referred = (list: Maybe): ReadonlyArray<Maybe> =>
  items(list).flatMap((r): ReadonlyArray<Maybe> => {
    const filters = items(at(r, 'filters'))
    return filters.length === 0
      ? [typeof r === 'string' ? r : at(r, 'id')]
      : filters.flatMap((f) => items(at(f, 'values')).flatMap((value) => tagged[`${word(at(f, 'name'))}=${word(value)}`] ?? []))
  })
const zones: { readonly [zone: string]: { readonly private: ReadonlyArray<string>; readonly public: ReadonlyArray<string> } } =
  account.zones
/** Subnets of zones, of one kind or of all. */
export const inZones = (names: ReadonlyArray<Json>, kind: Maybe): ReadonlyArray<string> =>
  names.flatMap((name) => {
    const here = zones[word(name)]
    if (here === undefined) return []
    return kind === 'private' ? here.private : kind === 'public' ? here.public : [...here.private, ...here.public]
  })
/** Subnets by id and filter, else by zone, else those of the cluster. */
export const subnets = (d: Desired): ReadonlyArray<Maybe> => {
  const named = referred(spec(d, 'subnets'))
  return named.length > 0 ? named : byZone(d).length > 0 ? byZone(d) : account.unsaid
}
const askedZones = (d: Desired): ReadonlyArray<Json> => {
  const asked = items(spec(d, 'availabilityZones'))
  return asked.length > 0 ? asked : items(at(d['MachinePool'], 'spec', 'failureDomains'))
}
const byZone = (d: Desired): ReadonlyArray<string> => inZones(askedZones(d), spec(d, 'availabilityZoneSubnetType'))
/** A zone that is named without any subnet of the kind that is asked for. */
export const isNowhere = (d: Desired): boolean =>
  referred(spec(d, 'subnets')).length === 0 &&
  askedZones(d).some((zone) => inZones([zone], spec(d, 'availabilityZoneSubnetType')).length === 0)

/** A leaf of a launch template that is asked for, by its name. */
type Asked = (leaf: string) => Maybe

const marketOf = (lt: Asked): 'spot' | 'capacity-block' | null =>
  lt('marketType') === 'CapacityBlock'
    ? 'capacity-block'
    : lt('marketType') === 'Spot' || (lt('marketType') === undefined && lt('spotMarketOptions') !== undefined)
      ? 'spot'
      : null
/** How instances are bought: Spot also by asking for its options; `null` for on demand. */
export const market = (d: Desired): 'spot' | 'capacity-block' | null => marketOf((leaf) => template(d, leaf))
/**
 * What EC2 would refuse of a launch template: options of Spot without Spot, a block of capacity without its reservation, a reservation for
 * Spot, and one by its id beside a preference for none or any.
 */
export const marketClashes = (lt: Asked): boolean => {
  const hasOptions = lt('spotMarketOptions') !== undefined
  const reserves = text(lt('capacityReservationId')) !== null
  const preference = lt('capacityReservationPreference')
  return (
    (hasOptions && lt('marketType') !== undefined && lt('marketType') !== 'Spot') ||
    (marketOf(lt) === 'capacity-block' && !reserves) ||
    ((hasOptions || marketOf(lt) === 'spot') && reserves) ||
    (reserves && (preference === 'None' || preference === 'Open'))
  )
}
/** What AWS would refuse: what EC2 would, and Spot said twice. */
export const clashes = (d: Desired): boolean =>
  marketClashes((leaf) => template(d, leaf)) || (market(d) === 'spot' && spec(d, 'mixedInstancesPolicy') !== undefined)

/** Whether what runs is left as it is when what it is made from changes. */
export const neverRolls = (d: Desired): boolean => spec(d, 'refreshPreferences', 'disable') === true

/** What Go's encoder makes of Ignition's types, byte by byte: version 2 appends what it fetches, version 3 merges it. */
const stub = (version: string, source: string): string => {
  const what = `"security":{"tls":{}},"timeouts":{},"version":"${version}.0"}`
  const rest = '"passwd":{},"storage":{},"systemd":{}}'
  const fetched = `[{"source":"${source}","verification":{}}]`
  return version.startsWith('2')
    ? `{"ignition":{"config":{"append":${fetched}},${what},"networkd":{},${rest}`
    : `{"ignition":{"config":{"merge":${fetched},"replace":{"verification":{}}},"proxy":{},${what},"kernelArguments":{},${rest}`
}
/** A Secret that says of a part of its text that it changes and means nothing new: what it is rolled to follows the latest version. */
export const isVolatile = (secret: Maybe): boolean => at(secret, 'metadata', 'annotations', 'poolwright.dev/volatile') !== undefined

/**
 * What the template has for user data: the data itself; or, of Ignition that goes to the cluster's bucket, a configuration that says where it
 * is, and there the data. Cluster API Provider AWS's book, "Ignition support".
 */
export const userData = (
  d: Desired,
): { readonly text: string; readonly stored: { readonly key: string; readonly digest: string } | null } => {
  const data = word(at(secretOf(d), 'stringData', 'value') ?? '')
  const ignition = spec(d, 'ignition')
  const goesToBucket = ignition !== undefined && (at(ignition, 'storageType') ?? 'ClusterObjectStore') === 'ClusterObjectStore'
  if (at(secretOf(d), 'stringData', 'format') !== 'ignition' || !goesToBucket) return { text: data, stored: null }
  const said = word(at(ignition, 'version') ?? '2.3')
  const key = `machine-pool/${names.pool}/${digest(data)}`
  return { text: stub(said, `s3://${names.bucket}/${key}`), stored: { key, digest: digest(data) } }
}

export const version = (d: Desired): string => word(machines(d, 'version') ?? '').replace(/^v/, '')
