/**
 * Worlds to begin with: what exists in an account before anybody makes a pool.
 * @since 0.1.0
 */
import type { Scope } from '@poolwright/core/Key'
import type { Json } from '@poolwright/core/Json'
import { digest } from '@poolwright/core/digest'
import { Map } from 'immutable'
import { capaOwner } from './catalogue.js'
import type { Role } from './Role.js'
import { empty, partitionOf, placeOf, type Raw, regionOf, type Texts, timeText, withRegion, withRole, type World } from './World.js'

/** A world in which nothing exists. `now` is in milliseconds since 1970, a whole number. */
export const emptyWorld = empty

/** What one account in one region has. Everything is optional and is added to what is there; the same id again replaces it. */
export type Provision = {
  readonly subnets?: ReadonlyArray<{
    readonly id: string
    readonly zone: string
    /** Whether instances get a public address; false unless said. */
    readonly public?: boolean
    /** `vpc-1` unless said. */
    readonly vpc?: string
    readonly tags?: Texts
  }>
  /** Images that can be launched from; x86_64, of Cluster API Provider AWS's publisher and made in 2026 unless said. */
  readonly images?: ReadonlyArray<{
    readonly id: string
    readonly name?: string
    readonly architecture?: 'x86_64' | 'arm64'
    readonly owner?: string
    /** ISO 8601. */
    readonly createdAt?: string
    readonly rootDevice?: string
    /** In GiB; 8 unless said. */
    readonly rootSize?: number
    readonly tags?: Texts
  }>
  readonly keyPairs?: ReadonlyArray<string>
  readonly securityGroups?: ReadonlyArray<{ readonly id: string; readonly name?: string; readonly vpc?: string; readonly tags?: Texts }>
  readonly instanceTypes?: ReadonlyArray<{ readonly name: string; readonly architectures?: ReadonlyArray<string> }>
  /** SSM parameters by name. */
  readonly parameters?: Texts
  /** Once any are named, all others are unknown; until then every name counts as a profile. */
  readonly instanceProfiles?: ReadonlyArray<string>
  /** Names of S3 buckets; what is in one stays in it. */
  readonly buckets?: ReadonlyArray<string>
  /** EKS clusters; ACTIVE and of Kubernetes 1.33 unless said. */
  readonly clusters?: ReadonlyArray<{
    readonly name: string
    readonly version?: string
    readonly status?: string
    readonly subnets?: ReadonlyArray<string>
    /** `sg-<name>` unless said. */
    readonly securityGroup?: string
    readonly vpc?: string
    readonly tags?: Texts
  }>
  /** IAM roles of the account, known everywhere already; nodes' own unless said: trusted by EC2, with the three policies of a node. */
  readonly roles?: ReadonlyArray<{
    readonly name: string
    /** `/` unless said. */
    readonly path?: string
    /** A policy document. */
    readonly trust?: string
    /** ARNs. */
    readonly policies?: ReadonlyArray<string>
    /** Names. */
    readonly inline?: ReadonlyArray<string>
    readonly boundary?: string
    readonly tags?: Texts
  }>
  /** Answers for images, instance types and EKS parameters that nobody provisioned (`catalogue.ts`). */
  readonly catalogue?: boolean
}

const tagList = (tags: Texts | undefined): ReadonlyArray<Json> => Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }))
const vpc = 'vpc-1'

const imageOf = (x: NonNullable<Provision['images']>[number]): Raw => {
  const device = x.rootDevice ?? '/dev/sda1'
  return {
    ImageId: x.id,
    Name: x.name ?? x.id,
    OwnerId: x.owner ?? capaOwner,
    Architecture: x.architecture ?? 'x86_64',
    CreationDate: x.createdAt ?? timeText(Date.UTC(2026, 0, 1)),
    State: 'available',
    VirtualizationType: 'hvm',
    RootDeviceType: 'ebs',
    RootDeviceName: device,
    BlockDeviceMappings: [
      {
        DeviceName: device,
        Ebs: { SnapshotId: `snap-${x.id.replace(/^ami-/, '')}`, VolumeSize: x.rootSize ?? 8, VolumeType: 'gp3', DeleteOnTermination: true },
      },
    ],
    Tags: tagList(x.tags),
  }
}

const nodePolicies = ['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryReadOnly']
const trustOf = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  })

const roleOf = (w: World, scope: Scope, x: NonNullable<Provision['roles']>[number]): Role => {
  const { account, region } = placeOf(scope)
  const partition = partitionOf(region)
  const path = x.path ?? '/'
  return {
    name: x.name,
    arn: `arn:${partition}:iam::${account}:role${path}${x.name}`,
    id: `AROA${digest(x.name).slice(0, 17).toUpperCase()}`,
    path,
    createdAt: w.now,
    seenFrom: w.now,
    trust: x.trust ?? trustOf('ec2.amazonaws.com'),
    maxSession: 3_600,
    tags: x.tags ?? {},
    attached: x.policies ?? nodePolicies.map((name) => `arn:${partition}:iam::aws:policy/${name}`),
    inline: x.inline ?? [],
    ...(x.boundary === undefined ? {} : { boundary: x.boundary }),
  }
}

/** The world with these things in a scope. Safe to repeat. */
export const provision = (w: World, scope: Scope, p: Provision): World => {
  const after = provisionedRegion(w, scope, p)
  return (p.roles ?? []).reduce((next, x) => withRole(next, scope, x.name, roleOf(next, scope, x)), after)
}

const provisionedRegion = (w: World, scope: Scope, p: Provision): World => {
  const region = regionOf(w, scope)
  const described = (all: Map<string, Raw>, list: ReadonlyArray<readonly [string, Raw]>) => all.merge(Map(list))
  return withRegion(w, scope, {
    catalogue: p.catalogue ?? region.catalogue,
    subnets: described(
      region.subnets,
      (p.subnets ?? []).map((x) => [
        x.id,
        {
          SubnetId: x.id,
          AvailabilityZone: x.zone,
          VpcId: x.vpc ?? vpc,
          State: 'available',
          MapPublicIpOnLaunch: x.public ?? false,
          Tags: tagList(x.tags),
        },
      ]),
    ),
    images: described(
      region.images,
      (p.images ?? []).map((x) => [x.id, imageOf(x)]),
    ),
    securityGroups: described(
      region.securityGroups,
      (p.securityGroups ?? []).map((x) => [
        x.id,
        { GroupId: x.id, GroupName: x.name ?? x.id, Description: x.name ?? x.id, VpcId: x.vpc ?? vpc, Tags: tagList(x.tags) },
      ]),
    ),
    instanceTypes: described(
      region.instanceTypes,
      (p.instanceTypes ?? []).map((x) => [
        x.name,
        { InstanceType: x.name, CurrentGeneration: true, ProcessorInfo: { SupportedArchitectures: x.architectures ?? ['x86_64'] } },
      ]),
    ),
    parameters: region.parameters.merge(Map(Object.entries(p.parameters ?? {}))),
    keyPairs: region.keyPairs.merge(Map((p.keyPairs ?? []).map((name) => [name, true as const]))),
    instanceProfiles:
      p.instanceProfiles === undefined
        ? region.instanceProfiles
        : (region.instanceProfiles ?? Map<string, true>()).merge(Map(p.instanceProfiles.map((name) => [name, true as const]))),
    clusters: region.clusters.merge(
      Map(
        (p.clusters ?? []).map((x) => [
          x.name,
          {
            name: x.name,
            version: x.version ?? '1.33',
            status: x.status ?? 'ACTIVE',
            subnets: x.subnets ?? [],
            securityGroup: x.securityGroup ?? `sg-${x.name}`,
            tags: x.tags ?? {},
            ...(x.vpc === undefined ? {} : { vpc: x.vpc }),
          },
        ]),
      ),
    ),
    buckets: (p.buckets ?? []).reduce((all, name) => (all.has(name) ? all : all.set(name, Map())), region.buckets),
  })
}
