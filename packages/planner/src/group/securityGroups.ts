/**
 * The security groups of instances: the cluster's own for nodes, and those that the pool adds.
 * @since 0.1.0
 */
import type { Filter } from '@poolwright/aws/lookups'
import { queryId } from '@poolwright/aws/nouns'
import type { Look } from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import { byText } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { ResourceReference } from '@poolwright/schema/AWSLaunchTemplate'
import type { ClusterOnAws } from '../pool/objects.js'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { open, type Resolution, sure, waitFor } from '../pool/Resolution.js'
import type { Settings } from '../pool/Settings.js'

export type SecurityGroupQuestion = {
  readonly look: Look<PoolNouns>
  readonly scope: Key.Scope
  readonly additional: ReadonlyArray<ResourceReference>
  readonly cluster: ClusterOnAws | null
  /** The key under which the cluster's infrastructure was looked for. */
  readonly clusterKey: Key.Key
  readonly eks: boolean
  readonly assumptions: Settings['assumptions']
}

const roles = { own: ['lb', 'node'], eks: ['node', 'node-eks-additional'] } as const
const statusPath = (q: SecurityGroupQuestion) => `${kindOf(q)}.status.networkStatus.securityGroups`
const kindOf = (q: SecurityGroupQuestion) => (q.eks ? 'AWSManagedControlPlane' : 'AWSCluster')

/** Sorted, each once. */
export const chooseSecurityGroups = (q: SecurityGroupQuestion): Resolution<ReadonlyArray<string>> => {
  const core = coreOf(q)
  const added = q.additional.map((reference) => addedBy(q, reference))
  const parts = [core, ...added]
  return {
    value: [...new Set(parts.flatMap((p) => p.value))].sort(byText),
    holds: parts.flatMap((p) => p.holds),
    findings: parts.flatMap((p) => p.findings),
  }
}

const coreOf = (q: SecurityGroupQuestion): Resolution<ReadonlyArray<string>> => {
  const known = q.cluster?.status.network.securityGroups ?? {}
  const wanted = q.eks ? roles.eks : roles.own
  if (Object.keys(known).length === 0) {
    const why = `no ${kindOf(q)} says which security groups its nodes have; instances start with the pool's own only`
    return q.assumptions === 'allow'
      ? sure([], Finding.warning('PW-ASSUMED-SECURITY-GROUPS', why, [statusPath(q)]))
      : open([], Hold.assumption('PW-ASSUMED-SECURITY-GROUPS', q.clusterKey, why))
  }
  const missing = wanted.filter((role) => known[role] === undefined)
  const ids = wanted.flatMap((role) => known[role] ?? [])
  return missing.length === 0
    ? sure(ids)
    : open(
        ids,
        Hold.awaits('PW-SECURITY-GROUP-CORE', q.clusterKey, `the cluster's security group for ${missing.join(' and ')} is not there yet`),
      )
}

const addedBy = (q: SecurityGroupQuestion, reference: ResourceReference): Resolution<ReadonlyArray<string>> => {
  if (reference.id !== undefined && reference.id !== '') return sure([reference.id])
  const filters = reference.filters ?? []
  if (filters.length === 0) return sure([])
  const vpc = q.cluster?.spec.network.vpc.id
  const asked: ReadonlyArray<Filter> = [
    ...filters.map((f) => ({ Name: f.name, Values: f.values })),
    ...(vpc === undefined ? [] : [{ Name: 'vpc-id', Values: [vpc] }]),
  ]
  const key = Key.of('securityGroups', q.scope, queryId(asked))
  const fact = q.look(key)
  if (fact._tag === 'Unknown') return open([], waitFor(key, fact))
  const ids = fact._tag === 'Present' ? fact.value.map((g) => g.GroupId) : []
  if (ids.length > 0) return sure(ids)
  const said = filters.map((f) => `${f.name} ${f.values.join(' or ')}`).join(' and ')
  return open(
    [],
    Hold.refused('PW-SECURITY-GROUP-NONE', ['awsLaunchTemplate.additionalSecurityGroups[].filters'], `no security group has ${said}`),
  )
}
