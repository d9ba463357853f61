/**
 * Which subnets a group's instances stand in: those named, else those of the zones, else all private ones of the cluster.
 * @since 0.1.0
 */
import type { Filter, Subnet } from '@poolwright/aws/lookups'
import { queryId } from '@poolwright/aws/nouns'
import type { Look } from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import { byText } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { ClusterSubnet } from '@poolwright/schema/AWSCluster'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import type { ClusterOnAws } from '../pool/objects.js'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { open, type Resolution, sure, waitFor } from '../pool/Resolution.js'
import { valueOf } from '../template/tags.js'

export type SubnetQuestion = {
  readonly look: Look<PoolNouns>
  readonly scope: Key.Scope
  readonly spec: AWSMachinePoolSpec
  readonly failureDomains: ReadonlyArray<string>
  /** `null`: there is none, and what it would know is asked of AWS. */
  readonly cluster: ClusterOnAws | null
  /** The name that the cluster's own things are tagged with. */
  readonly clusterName: string
}
type Known = {
  readonly id: string
  readonly zone: string
  readonly isPublic: boolean
  readonly isSecondary: boolean
  readonly isEdge: boolean
}

const secondary = 'sigs.k8s.io/cluster-api-provider-aws/association'
const paths = ['subnets', 'availabilityZones', 'availabilityZoneSubnetType', 'MachinePool.spec.failureDomains']

/** Sorted, each once: the order means nothing to AWS. */
const set = (ids: ReadonlyArray<string>): ReadonlyArray<string> => (ids.length < 2 ? ids : [...new Set(ids)].sort(byText))

export const chooseSubnets = (q: SubnetQuestion): Resolution<ReadonlyArray<string>> => {
  const named = q.spec.subnets ?? []
  const ids = named.flatMap((s) => (s.id === undefined || s.id === '' ? [] : [s.id]))
  const filtered = named.flatMap((s) => (s.filters === undefined || s.filters.length === 0 ? [] : [s.filters]))
  if (filtered.length > 0) return byFilters(q, ids, filtered)
  if (ids.length > 0) return sure(set(ids))
  const zones = q.spec.availabilityZones ?? []
  const wanted = zones.length > 0 ? zones : q.failureDomains
  return wanted.length > 0 ? byZones(q, [...new Set(wanted)]) : byDefault(q)
}

const ofVpc = (q: SubnetQuestion): ReadonlyArray<Filter> => {
  const id = q.cluster?.spec.network.vpc.id
  return id === undefined ? [] : [{ Name: 'vpc-id', Values: [id] }]
}

const ask = (q: SubnetQuestion, filters: ReadonlyArray<Filter>): Resolution<ReadonlyArray<Known>> => {
  const key = Key.of('subnets', q.scope, queryId([...filters, ...ofVpc(q)]))
  const fact = q.look(key)
  if (fact._tag === 'Unknown') return open([], waitFor(key, fact))
  return sure(fact._tag === 'Present' ? fact.value.map(knownToAws) : [])
}
const knownToAws = (s: Subnet): Known => ({
  id: s.SubnetId,
  zone: s.AvailabilityZone,
  isPublic: s.MapPublicIpOnLaunch === true,
  isSecondary: valueOf(s.Tags, secondary) === 'secondary',
  // Local and Wavelength Zones have a further part after the region's: us-east-1-bos-1a.
  isEdge: /-\d+-/.test(s.AvailabilityZone),
})
const knownToCluster = (s: ClusterSubnet): Known => ({
  id: s.id,
  zone: s.availabilityZone ?? '',
  isPublic: s.isPublic,
  isSecondary: s.tags[secondary] === 'secondary',
  isEdge: s.zoneType !== undefined && s.zoneType !== 'availability-zone',
})

/** One question an entry; the answers are added up. */
const byFilters = (
  q: SubnetQuestion,
  ids: ReadonlyArray<string>,
  entries: ReadonlyArray<ReadonlyArray<{ readonly name: string; readonly values: ReadonlyArray<string> }>>,
): Resolution<ReadonlyArray<string>> => {
  const answers = entries.map((filters) =>
    ask(
      q,
      filters.map((f) => ({ Name: f.name, Values: f.values })),
    ),
  )
  const found = answers.map((a) => a.value.filter((s) => !s.isSecondary).map((s) => s.id))
  const holds = answers.flatMap((a) => a.holds)
  const value = set([...ids, ...found.flat()])
  if (holds.length > 0) return open(value, ...holds)
  const empty = entries[found.findIndex((f) => f.length === 0)]
  return empty === undefined
    ? sure(value)
    : open(
        value,
        Hold.refused(
          'PW-SUBNET-NONE',
          ['subnets'],
          `no subnet has ${empty.map((f) => `${f.name} ${f.values.join(' or ')}`).join(' and ')}`,
        ),
      )
}

const byZones = (q: SubnetQuestion, zones: ReadonlyArray<string>): Resolution<ReadonlyArray<string>> => {
  const known = subnetsOfCluster(q)
  const asked = known === null ? ask(q, [{ Name: 'availability-zone', Values: zones }]) : sure(known)
  if (asked.holds.length > 0) return { ...asked, value: [] }
  const type = q.spec.availabilityZoneSubnetType ?? 'all'
  const fits = (s: Known) => !s.isEdge && (type === 'all' || (!s.isSecondary && s.isPublic === (type === 'public')))
  const found = asked.value.filter((s) => zones.includes(s.zone) && fits(s))
  const empty = zones.find((z) => !found.some((s) => s.zone === z))
  const value = set(found.map((s) => s.id))
  const secondaries = found.filter((s) => s.isSecondary).map((s) => s.id)
  return empty === undefined
    ? sure(value, ...secondaryOnes(secondaries))
    : open(value, Hold.refused('PW-SUBNET-NONE', paths, `no ${type === 'all' ? 'usable' : type} subnet is known in zone ${empty}`))
}

/** Taken as the older controller takes them, so that moving over moves no instance; but rarely meant (S14). */
const secondaryOnes = (ids: ReadonlyArray<string>): ReadonlyArray<Finding.Finding> =>
  ids.length === 0
    ? []
    : [
        Finding.warning(
          'PW-SUBNET-SECONDARY',
          `instances are also placed in subnets of a secondary range: ${ids.join(', ')}; availabilityZoneSubnetType private or public leaves them out`,
          ['availabilityZoneSubnetType'],
        ),
      ]

const byDefault = (q: SubnetQuestion): Resolution<ReadonlyArray<string>> => {
  const known = subnetsOfCluster(q)
  const tag = `tag:kubernetes.io/cluster/${q.clusterName}`
  const asked = known === null ? ask(q, [{ Name: tag, Values: ['owned', 'shared'] }]) : sure(known)
  if (asked.holds.length > 0) return { ...asked, value: [] }
  const found = asked.value.filter((s) => !s.isPublic && !s.isEdge && !s.isSecondary).map((s) => s.id)
  return found.length > 0
    ? sure(set(found))
    : open([], Hold.refused('PW-SUBNET-NONE', paths, 'nothing says where to place instances, and the cluster has no private subnet'))
}

/** `null`: nothing stands behind the cluster's network, or it lists none. */
const subnetsOfCluster = (q: SubnetQuestion): ReadonlyArray<Known> | null =>
  q.cluster === null || q.cluster.spec.network.subnets.length === 0 ? null : q.cluster.spec.network.subnets.map(knownToCluster)

/** Subnets and zones that the spec names and that are at the edge: where enclaves cannot run. Looks only at what the cluster knows. */
export const edgesNamedIn = (spec: AWSMachinePoolSpec, cluster: ClusterOnAws | null): ReadonlyArray<string> => {
  const edges = (cluster?.spec.network.subnets ?? []).map(knownToCluster).filter((s) => s.isEdge)
  const ids = (spec.subnets ?? []).flatMap((s) => edges.filter((e) => e.id === s.id).map((e) => e.id))
  const zones = (spec.availabilityZones ?? []).filter((z) => edges.some((e) => e.zone === z))
  return [...new Set([...ids, ...zones])]
}
