/**
 * Requests about EKS managed node groups and their updates (`aws-semantics` §5). What comes of them as time passes is in
 * `nodegroupTime.ts`; what is refused, and why, in `nodegroupRules.ts`.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
 * @since 0.1.0
 */
import { NodeRepairConfig, ObservedTemplateRef, RemoteAccess, ScalingConfig, Taint, UpdateConfig } from '@poolwright/aws/Nodegroup'
import { struct } from '@poolwright/core/codec'
import type { CloudError } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import * as durations from './durations.js'
import { answer, type Answered, broken, type Handlers, refusal, refuse, taking } from './Handler.js'
import { type EksCluster, type Nodegroup, nodegroupKey } from './Nodegroup.js'
import * as rules from './nodegroupRules.js'
import { hasImage, hasType, sourceIn, sourceWrong, type Source, withCopy } from './nodegroupTemplate.js'
import { shown } from './nodegroupShown.js'
import { defaultAmiType, latestRelease, unpublished } from './releases.js'
import { placeOf, partitionOf, type Region, regionOf, rolesOf, withGroup, withNodegroup, type World } from './World.js'

const texts = t.readonlyArray(t.string)
const map = t.readonly(t.record(t.string, t.string))
export const named = { clusterName: t.string, nodegroupName: t.string }
export type Named = { readonly clusterName: string; readonly nodegroupName: string }
const Create = struct(
  'CreateNodegroup',
  { ...named, subnets: texts, nodeRole: t.string },
  {
    scalingConfig: ScalingConfig,
    diskSize: t.number,
    instanceTypes: texts,
    amiType: t.string,
    remoteAccess: RemoteAccess,
    labels: map,
    taints: t.readonlyArray(Taint),
    tags: map,
    launchTemplate: ObservedTemplateRef,
    updateConfig: UpdateConfig,
    nodeRepairConfig: NodeRepairConfig,
    capacityType: t.string,
    version: t.string,
    releaseVersion: t.string,
  },
)
type Create = t.TypeOf<typeof Create>

const noCluster = (name: string): CloudError => rules.notFound(`No cluster found for name: ${name}.`)
const describeCluster = (w: World, scope: Scope, i: { readonly name: string }): Answered => {
  const c = regionOf(w, scope).clusters.get(i.name)
  if (c === undefined) return refuse(noCluster(i.name))
  const { account, region } = placeOf(scope)
  return answer(w, {
    cluster: {
      name: c.name,
      arn: `arn:${partitionOf(region)}:eks:${region}:${account}:cluster/${c.name}`,
      version: c.version,
      status: c.status,
      ...(c.status === 'CREATING' ? {} : { endpoint: `https://${c.name}.eks.${region}.example` }),
      resourcesVpcConfig: {
        subnetIds: c.subnets,
        securityGroupIds: [],
        clusterSecurityGroupId: c.securityGroup,
        ...(c.vpc === undefined ? {} : { vpcId: c.vpc }),
      },
      tags: c.tags,
    },
  })
}

/** The node group that a request names, in a cluster that is there. */
export const nodegroupNamed = (w: World, scope: Scope, i: Named): E.Either<CloudError, Nodegroup> => {
  const region = regionOf(w, scope)
  if (!region.clusters.has(i.clusterName)) return E.left(noCluster(i.clusterName))
  const found = region.nodegroups.get(nodegroupKey({ cluster: i.clusterName, name: i.nodegroupName }))
  return found === undefined ? E.left(rules.notFound(`No node group found for name: ${i.nodegroupName}.`)) : E.right(found)
}

/** 30 node groups of one cluster (`aws-semantics` §5.5). */
const limit = 30
/** Sizes of a group for which nobody says any; of an empty part of them the same. */
const usual = { minSize: 1, maxSize: 2, desiredSize: 2 }
const sizesOf = (i: Create): E.Either<CloudError, typeof usual> => {
  const { minSize, maxSize, desiredSize } = i.scalingConfig ?? usual
  return minSize === undefined || maxSize === undefined || desiredSize === undefined
    ? E.left(rules.invalid('minSize, maxSize and desiredSize must all be given'))
    : E.right({ minSize, maxSize, desiredSize })
}

/** What is forbidden beside a template, and beside an image in it (`aws-semantics` §5.4). */
const besideTemplate = (i: Create, source: Source): CloudError | undefined =>
  broken(
    () => (i.diskSize === undefined ? undefined : rules.invalid('Disk size must be specified within the launch template.')),
    () =>
      i.remoteAccess === undefined ? undefined : rules.invalid('Remote access configuration cannot be specified with a launch template.'),
    () =>
      hasType(source) && (i.instanceTypes ?? []).length > 0
        ? rules.badRequest('Cannot specify instance types in launch template and API request')
        : undefined,
    () =>
      hasImage(source) && i.amiType !== undefined && i.amiType !== 'CUSTOM'
        ? rules.invalid('You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch template.')
        : undefined,
    () =>
      hasImage(source) && i.version !== undefined
        ? rules.invalid('You cannot specify the field kubernetesVersion when using custom AMIs.')
        : undefined,
    () =>
      hasImage(source) && i.releaseVersion !== undefined
        ? rules.invalid('You cannot specify the field releaseVersion when using custom AMIs.')
        : undefined,
    () =>
      i.amiType === 'CUSTOM' && !hasImage(source)
        ? rules.invalid('Launch template details must contain an image id when the AMI Type is CUSTOM.')
        : undefined,
  )

const requestWrong = (w: World, scope: Scope, i: Create, region: Region, cluster: EksCluster): CloudError | undefined => {
  const key = i.remoteAccess?.ec2SshKey
  const missing = i.subnets.find((id) => !region.subnets.has(id))
  return broken(
    () => rules.nameWrong(i.nodegroupName),
    () =>
      region.nodegroups.has(nodegroupKey({ cluster: i.clusterName, name: i.nodegroupName }))
        ? rules.inUse(`NodeGroup already exists with name ${i.nodegroupName} and cluster name ${i.clusterName}`)
        : undefined,
    () => (cluster.status === 'ACTIVE' ? undefined : rules.badRequest(`Cluster '${cluster.name}' is not in ACTIVE status`)),
    () =>
      region.nodegroups.count((n) => n.cluster === i.clusterName) >= limit
        ? refusal('ResourceLimitExceededException', `Nodegroup limit exceeded for cluster ${i.clusterName}`)
        : undefined,
    () => (i.subnets.length === 0 ? rules.invalid('At least one subnet must be given') : undefined),
    () => (missing === undefined ? undefined : rules.invalid(`The subnet ID '${missing}' does not exist`)),
    () => rules.roleWrong(rolesOf(w, scope), i.nodeRole, w.now),
    () => rules.amiTypeWrong(i.amiType),
    () => (['ON_DEMAND', 'SPOT', 'CAPACITY_BLOCK'].includes(i.capacityType ?? 'SPOT') ? undefined : rules.invalid('Invalid capacityType')),
    () => (i.diskSize === undefined || i.diskSize >= 1 ? undefined : rules.invalid('diskSize must be at least 1')),
    () => rules.labelsWrong(i.labels ?? {}),
    () => rules.taintsWrong(i.taints ?? []),
    () => rules.tagsWrong(i.tags ?? {}),
    () => rules.repairWrong(i.nodeRepairConfig),
    () => (key === undefined || region.keyPairs.has(key) ? undefined : rules.invalid(`The key pair '${key}' does not exist`)),
    () =>
      i.version === undefined || i.version === cluster.version
        ? undefined
        : rules.invalid(
            `Requested Nodegroup kubernetes version ${i.version} should be equal to Cluster kubernetes version ${cluster.version}`,
          ),
  )
}

const create = (w: World, scope: Scope, i: Create): Answered => {
  const region = regionOf(w, scope)
  const cluster = region.clusters.get(i.clusterName)
  if (cluster === undefined) return refuse(noCluster(i.clusterName))
  const wrong = requestWrong(w, scope, i, region, cluster)
  if (wrong !== undefined) return refuse(wrong)
  const sizes = sizesOf(i)
  if (E.isLeft(sizes)) return sizes
  const found = i.launchTemplate === undefined ? E.right(undefined) : sourceIn(region, i.launchTemplate)
  if (E.isLeft(found)) return found
  const source = found.right
  const isCustom = hasImage(source)
  const amiType = isCustom ? 'CUSTOM' : (i.amiType ?? defaultAmiType(cluster.version))
  const image = source?.data['ImageId']
  const releaseVersion =
    isCustom && typeof image === 'string' ? image : (i.releaseVersion ?? latestRelease(region, amiType, cluster.version))
  const old = isCustom ? undefined : unpublished(amiType, cluster.version)
  const updateConfig = { updateStrategy: 'DEFAULT', ...(i.updateConfig ?? { maxUnavailable: 1 }) }
  const later = broken(
    () => rules.sizesWrong(sizes.right),
    () => (i.updateConfig === undefined ? undefined : rules.updateConfigWrong(i.updateConfig, sizes.right.maxSize)),
    () => (source === undefined ? undefined : besideTemplate(i, source)),
    () => (source === undefined ? undefined : sourceWrong(region, source)),
    () =>
      source === undefined && amiType === 'CUSTOM' ? rules.invalid('AMI Type CUSTOM needs a launch template with an image id') : undefined,
    () => (old === undefined ? undefined : rules.invalid(old)),
    () => rules.typesWrong(region, i.instanceTypes ?? [], amiType),
    () => (isCustom ? undefined : rules.releaseWrong(amiType, releaseVersion, cluster.version)),
  )
  if (later !== undefined) return refuse(later)
  const types = i.instanceTypes !== undefined && i.instanceTypes.length > 0 ? i.instanceTypes : hasType(source) ? undefined : ['t3.medium']
  const diskSize = source === undefined ? (i.diskSize ?? (amiType.startsWith('WINDOWS') ? 50 : 20)) : undefined
  const made = {
    cluster: i.clusterName,
    name: i.nodegroupName,
    amiType,
    version: cluster.version,
    releaseVersion,
    ...(diskSize === undefined ? {} : { diskSize }),
    ...(i.remoteAccess === undefined ? {} : { remoteAccess: i.remoteAccess }),
  }
  const [next, copy] = withCopy({ ...w, serial: w.serial + 1 }, scope, made, source)
  const nodegroup: Nodegroup = {
    ...made,
    ...sizes.right,
    serial: w.serial,
    createdAt: w.now,
    status: 'CREATING',
    nodeRole: i.nodeRole,
    subnets: i.subnets,
    capacityType: i.capacityType ?? 'ON_DEMAND',
    labels: i.labels ?? {},
    taints: i.taints ?? [],
    tags: i.tags ?? {},
    updateConfig,
    copy: copy.id,
    copyVersion: '1',
    updates: [],
    updateCount: 0,
    issues: [],
    ...(types === undefined ? {} : { instanceTypes: types }),
    ...(i.nodeRepairConfig === undefined ? {} : { nodeRepairConfig: i.nodeRepairConfig }),
    ...(source === undefined ? {} : { launchTemplate: source.ref }),
    until: w.now + durations.nodegroupPreparing,
  }
  return answer(withNodegroup(next, scope, nodegroup), { nodegroup: shown(next, scope, nodegroup) })
}

const describe = (w: World, scope: Scope, i: Named): Answered => {
  const found = nodegroupNamed(w, scope, i)
  return E.isLeft(found) ? found : answer(w, { nodegroup: shown(w, scope, found.right) })
}

/** Sizes go to nothing at once, and what runs is ended; the rest takes its time (`aws-semantics` §5.1, DeleteNodegroup). */
const remove = (w: World, scope: Scope, i: Named): Answered => {
  const found = nodegroupNamed(w, scope, i)
  if (E.isLeft(found)) return found
  const n = found.right
  if (['CREATING', 'UPDATING', 'DELETING'].includes(n.status))
    return refuse(rules.inUse(`Nodegroup ${n.name} cannot be deleted as it is currently ${n.status}`))
  const group = n.group === undefined ? undefined : regionOf(w, scope).groups.get(n.group)
  const emptied = group === undefined ? w : withGroup(w, scope, { ...group, min: 0, max: 0, desired: 0 })
  const next: Nodegroup = { ...n, status: 'DELETING', until: w.now + durations.nodegroupDeleting }
  return answer(withNodegroup(emptied, scope, next), { nodegroup: shown(emptied, scope, next) })
}

/** By ARN. These alone have codes of their own (`aws-semantics` §2, EKS). */
const tagged = (w: World, scope: Scope, arn: string, change: (tags: Nodegroup['tags']) => Nodegroup['tags']): Answered => {
  const [, cluster = '', name = ''] = /:nodegroup\/([^/]+)\/([^/]+)\//.exec(arn) ?? []
  const n = regionOf(w, scope).nodegroups.get(nodegroupKey({ cluster, name }))
  if (n === undefined || shown(w, scope, n).nodegroupArn !== arn)
    return refuse(refusal('NotFoundException', `No resource was found for the ARN ${arn}`))
  const tags = change(n.tags)
  const wrong = rules.tagsWrong(tags)
  return wrong === undefined ? answer(withNodegroup(w, scope, { ...n, tags }), {}) : refuse(wrong)
}
const tag = (w: World, scope: Scope, i: { readonly resourceArn: string; readonly tags: Nodegroup['tags'] }): Answered =>
  tagged(w, scope, i.resourceArn, (old) => ({ ...old, ...i.tags }))
const untag = (w: World, scope: Scope, i: { readonly resourceArn: string; readonly tagKeys: ReadonlyArray<string> }): Answered =>
  tagged(w, scope, i.resourceArn, (old) => Object.fromEntries(Object.entries(old).filter(([k]) => !i.tagKeys.includes(k))))

const op = <I>(operation: string, codec: t.Type<I, unknown>, handle: (w: World, scope: Scope, i: I) => Answered): Handlers => ({
  [`eks:${operation}`]: taking(`eks:${operation}`, codec, handle),
})
export const nodegroups: Handlers = {
  ...op('DescribeCluster', struct('DescribeCluster', { name: t.string }), describeCluster),
  ...op('CreateNodegroup', Create, create),
  ...op('DescribeNodegroup', struct('DescribeNodegroup', named), describe),
  ...op('DeleteNodegroup', struct('DeleteNodegroup', named), remove),
  ...op('TagResource', struct('TagResource', { resourceArn: t.string, tags: map }), tag),
  ...op('UntagResource', struct('UntagResource', { resourceArn: t.string, tagKeys: texts }), untag),
}
