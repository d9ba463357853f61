/**
 * What the embedded cloud has before anybody makes a pool: the subnets, key pairs, security groups and images that the manifests name, and
 * the simulator's catalogue for images by version and instance types; for managed pools the EKS cluster and the role of their nodes.
 * @since 0.1.0
 */
import { digest } from '@poolwright/core/digest'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import { sharedSpec } from '@poolwright/planner/nodegroup/Wanted'
import { bucketOf, type ClusterOnAws, keysOf, type PoolKind, surroundingsOf } from '@poolwright/planner/pool/objects'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import { resolve, type Settings, type SettingsInput } from '@poolwright/planner/pool/Settings'
import type { Filter, ResourceReference } from '@poolwright/schema/AWSLaunchTemplate'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import type { AWSManagedMachinePoolSpec } from '@poolwright/schema/AWSManagedMachinePool'
import { defaultRoleName } from '@poolwright/schema/eksNames'
import type { Metadata } from '@poolwright/schema/Metadata'
import type { Manifests } from '@poolwright/schema/read'
import { roleKey } from '@poolwright/simulator/Role'
import { type Provision, provision } from '@poolwright/simulator/seed'
import { regionOf, rolesOf, type World } from '@poolwright/simulator/World'

type Known = {
  readonly spec: AWSMachinePoolSpec
  readonly cluster: ClusterOnAws | undefined
  readonly zones: ReadonlyArray<string>
}
type Subnets = NonNullable<Provision['subnets']>
type SecurityGroups = NonNullable<Provision['securityGroups']>

/** A pool of either kind, and what only managed ones have. */
type Pool = {
  readonly kind: PoolKind
  readonly metadata: Metadata
  readonly spec: AWSMachinePoolSpec
  readonly managed: AWSManagedMachinePoolSpec | undefined
}
const poolsOf = (manifests: Manifests): ReadonlyArray<Pool> => [
  ...manifests.awsMachinePools.map(({ value: { metadata, spec } }) => ({
    kind: 'AWSMachinePool' as const,
    metadata,
    spec,
    managed: undefined,
  })),
  ...manifests.awsManagedMachinePools.map(({ value: { metadata, spec } }) => ({
    kind: 'AWSManagedMachinePool' as const,
    metadata,
    spec: sharedSpec(spec),
    managed: spec,
  })),
]

/** Safe to repeat: what is there stays, and keeps its zone unless the manifests name another. */
export const provisioned = (world: World, look: Fact.Look<PoolNouns>, manifests: Manifests, host: SettingsInput): World =>
  poolsOf(manifests).reduce((w, pool) => {
    const keys = keysOf(pool, pool.kind)
    const machinePool = Fact.valueOf(look(keys.machinePool))
    const around = machinePool === undefined ? undefined : surroundingsOf(look, keys, machinePool.spec.clusterName)
    const cluster = around?.network ? Fact.valueOf(around.network) : undefined
    const { settings } = resolve(host, pool.metadata.annotations)
    const region = cluster?.spec.region ?? settings.region
    const scope = Key.awsScope(settings.account, region)
    const zones = pool.spec.availabilityZones ?? machinePool?.spec.failureDomains ?? []
    const known: Known = { spec: pool.spec, cluster, zones }
    const named = provision(w, scope, whatIsNamed(w, scope, region, known))
    return pool.managed === undefined || around === undefined
      ? named
      : provision(named, scope, aroundNodegroup(named, scope, pool.managed, settings, around.tagName, cluster, machinePool?.spec.version))
  }, world)

const whatIsNamed = (w: World, scope: Key.Scope, region: string, known: Known): Provision => {
  const there = regionOf(w, scope)
  const { spec, cluster } = known
  const { awsLaunchTemplate: template } = spec
  const vpc = cluster?.spec.network.vpc.id
  const inVpc = vpc === undefined ? {} : { vpc }
  const zoneOf = (id: string): string | undefined => {
    const zone = there.subnets.get(id)?.['AvailabilityZone']
    return typeof zone === 'string' ? zone : undefined
  }
  const image = template.ami?.id
  return {
    catalogue: true,
    subnets: subnetsIn(known, region, zoneOf).map((s) => ({ ...s, ...inVpc })),
    securityGroups: groupsIn(known).map((g) => ({ ...g, ...inVpc })),
    keyPairs: template.sshKeyName === undefined || template.sshKeyName === '' ? [] : [template.sshKeyName],
    buckets: [bucketOf(cluster ?? null)?.name ?? []].flat(),
    images: image === undefined || image === '' || there.images.has(image) ? [] : [{ id: image }],
  }
}

/** EKS knows two numbers of a version. */
const minorOf = (version: string | undefined): string | undefined => /(\d+\.\d+)/.exec(version ?? '')?.[1]

/** The EKS cluster that a managed pool joins, and the role of its nodes where nobody makes one. */
const aroundNodegroup = (
  w: World,
  scope: Key.Scope,
  spec: AWSManagedMachinePoolSpec,
  settings: Settings,
  clusterName: string,
  control: ClusterOnAws | undefined,
  asked: string | undefined,
): Provision => {
  const there = regionOf(w, scope).clusters.get(clusterName)
  const { version: written, sshKeyName: key } = control !== undefined && 'bastion' in control.spec ? control.spec : {}
  const securityGroup = control?.status.network.securityGroups['cluster'] ?? there?.securityGroup ?? made('sg', clusterName)
  const version = minorOf(written) ?? there?.version ?? minorOf(asked)
  const role = spec.roleName === undefined || spec.roleName === '' ? defaultRoleName : spec.roleName
  const isThere = settings.EKSEnableIAM || rolesOf(w, scope).has(roleKey(role))
  return {
    clusters: [
      {
        name: clusterName,
        securityGroup,
        subnets: (control?.spec.network.subnets ?? []).map((s) => s.id),
        ...(there === undefined ? {} : { status: there.status }),
        ...(version === undefined ? {} : { version }),
      },
    ],
    roles: isThere ? [] : [{ name: role }],
    keyPairs: [key ?? '', spec.remoteAccess?.sshKeyName ?? ''].filter((x) => x !== ''),
    securityGroups: [securityGroup, ...(spec.remoteAccess?.sourceSecurityGroups ?? [])].map((id) => ({ id })),
  }
}

/** Ids of things that are named by a filter or a zone only: the same every time. */
const made = (prefix: string, of: string): string => `${prefix}-0${digest(of).slice(0, 16)}`

/** What a filter by tags, zone or VPC asks for, so that it finds something; other filters find nothing, as in an account without it. */
const wantedBy = (filters: ReadonlyArray<Filter>) => {
  const value = (name: string) => filters.find((f) => f.name === name)?.values[0]
  const tags = Object.fromEntries(filters.flatMap((f) => (f.name.startsWith('tag:') ? [[f.name.slice(4), f.values[0] ?? '']] : [])))
  const vpc = value('vpc-id')
  return { zone: value('availability-zone'), name: value('group-name'), tags, ...(vpc === undefined ? {} : { vpc }) }
}
const filtersOf = (list: ReadonlyArray<ResourceReference>): ReadonlyArray<ReadonlyArray<Filter>> =>
  list.flatMap((r) => (r.filters === undefined || r.filters.length === 0 ? [] : [r.filters]))
const idsOf = (list: ReadonlyArray<ResourceReference>): ReadonlyArray<string> =>
  list.flatMap((r) => (r.id === undefined || r.id === '' ? [] : [r.id]))

const subnetsIn = ({ spec, cluster, zones }: Known, region: string, zoneOf: (id: string) => string | undefined): Subnets => {
  const ofCluster = cluster?.spec.network.subnets ?? []
  const listed = spec.subnets ?? []
  const first = zones[0] ?? `${region}a`
  const known = ofCluster.map((s) => ({
    id: s.id,
    zone: s.availabilityZone ?? zoneOf(s.id) ?? first,
    public: s.isPublic,
    tags: s.tags,
  }))
  const named = idsOf(listed)
    .filter((id) => !ofCluster.some((s) => s.id === id))
    // Where zones and subnets are both listed, the first stands in the first, and so on.
    .map((id, i) => ({ id, zone: zones[i] ?? zoneOf(id) ?? first }))
  const filtered = filtersOf(listed).map((filters) => {
    const { zone, tags } = wantedBy(filters)
    return { id: made('subnet', JSON.stringify(filters)), zone: zone ?? first, tags }
  })
  const empty = listed.length > 0 || ofCluster.length > 0 ? [] : zones
  return [...known, ...named, ...filtered, ...empty.map((zone) => ({ id: made('subnet', zone), zone }))]
}

const groupsIn = ({ spec, cluster }: Known): SecurityGroups => {
  const additional = spec.awsLaunchTemplate.additionalSecurityGroups ?? []
  const core = Object.entries(cluster?.status.network.securityGroups ?? {}).map(([role, id]) => ({
    id,
    name: `${cluster?.metadata.name ?? ''}-${role}`,
  }))
  const filtered = filtersOf(additional).map((filters) => {
    const { name, tags } = wantedBy(filters)
    return { id: made('sg', JSON.stringify(filters)), tags, ...(name === undefined ? {} : { name }) }
  })
  return [...core, ...idsOf(additional).map((id) => ({ id })), ...filtered]
}
