/**
 * From manifests and look-ups to what is wanted. Whatever cannot be told yet holds the steps that need it, and nothing else.
 * @since 0.1.0
 */
import type { Group } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import type { Tags } from '@poolwright/aws/tags'
import * as Fact from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import { hookRefusals } from '../group/hooks.js'
import { numberOf, useOf } from '../group/Reference.js'
import { replicasOf } from '../group/Replicas.js'
import { headingFor, lookAtQuietRefreshes, refreshKey } from '../group/rollout.js'
import { chooseSecurityGroups } from '../group/securityGroups.js'
import { chooseSubnets } from '../group/subnets.js'
import { bootstrapOf } from '../template/bootstrap.js'
import { chooseImage } from '../template/image.js'
import { versionsOf } from '../template/planTemplate.js'
import { baseTags } from '../template/tags.js'
import { isSeen } from '../template/stored.js'
import type { Stored } from '../template/stub.js'
import { rowsWithout, type WantedTemplate } from '../template/templateRows.js'
import { wantedDevices } from '../template/volumes.js'
import { rootDeviceOf } from '../template/rootDevice.js'
import { findingsOf, refusalsOf } from './checks.js'
import type { Desired, PoolContext } from './Desired.js'
import { type ClusterOnAws, keysOf, type Surroundings } from './objects.js'
import { openIn } from './Resolution.js'

/**
 * Numbers of versions that would do without making one, the most wanted first: what the group has, what a refresh is about to give
 * it, the latest. A group that follows has the latest.
 */
export const candidatesOf = (c: PoolContext, t: Template, g: Group | null): ReadonlyArray<string> => {
  const newest = String(t.LatestVersionNumber)
  const use = g === null ? null : useOf(g, t)
  const number = use === null ? null : numberOf(use, t)
  if (g === null || number === null || number === newest) return [newest]
  const disabled = c.pool.spec.refreshPreferences?.disable === true
  const heading = disabled ? null : headingFor(lookAtQuietRefreshes(c.look, refreshKey(c.scope, c.pool.metadata.name)), g, t)
  return [...new Set([number, ...(heading === null ? [] : [heading]), newest])]
}

export const resolve = (
  c: PoolContext,
  machinePool: MachinePool,
  around: Surroundings,
  t: Template | null,
  candidates: ReadonlyArray<string>,
): Desired => {
  const { spec } = c.pool
  const keys = keysOf(c.pool)
  const cluster: ClusterOnAws | null = around.network === null ? null : (Fact.valueOf(around.network) ?? null)
  const overrides = (spec.mixedInstancesPolicy?.overrides ?? []).map((o) => o.instanceType)
  const used = t === null || hasImage(spec.awsLaunchTemplate.ami?.id) ? [] : versionsOf(c.look, c.scope, t, candidates)
  const image = chooseImage({
    look: c.look,
    scope: c.scope,
    spec: spec.awsLaunchTemplate,
    cluster: cluster?.spec ?? {},
    version: machinePool.spec.version,
    overrides,
    eks: around.eks,
    policy: c.settings.imageLookup,
    inUse: used.flatMap((v) => v.ImageId ?? []),
  })
  const device = rootDeviceOf(c.look, c.scope, spec.awsLaunchTemplate.rootVolume, image)
  const groups = chooseSecurityGroups({
    look: c.look,
    scope: c.scope,
    additional: spec.awsLaunchTemplate.additionalSecurityGroups ?? [],
    cluster,
    clusterKey: around.networkKey,
    eks: around.eks,
    assumptions: c.settings.assumptions,
  })
  const bootstrap = bootstrapOf({
    look: c.look,
    keys,
    machinePool,
    machinePoolKey: keys.machinePool,
    spec,
    pool: c.pool.metadata.name,
    cluster,
    assumptions: c.settings.assumptions,
  })
  const subnets = chooseSubnets({
    look: c.look,
    scope: c.scope,
    spec,
    failureDomains: machinePool.spec.failureDomains ?? [],
    cluster,
    clusterName: around.tagName,
  })
  const tags = tagsFor(c, around.tagName, cluster)
  const template: WantedTemplate = {
    spec: spec.awsLaunchTemplate,
    imageId: image.value.id,
    securityGroups: groups.value,
    devices: wantedDevices(spec.awsLaunchTemplate.rootVolume, device.value, spec.awsLaunchTemplate.nonRootVolumes ?? []),
    tags,
    bootstrap: bootstrap.value,
  }
  const open = openIn({
    ImageId: image,
    BlockDeviceMappings: device,
    SecurityGroupIds: groups,
    UserData: bootstrap,
    BootstrapSecret: bootstrap,
  })
  const refusals = refusalsOf(c, cluster, tags)
  const assumed = assumedCluster(c, around)
  return {
    cluster: around.tagName,
    tags,
    mode: bootstrap.value?.userData.volatile === true ? 'following' : 'pinned',
    template,
    comparison: { rows: rowsWithout(open), userDataRolls: c.settings.userDataChange === 'roll' },
    templateHolds: [...assumed.holds, ...refusals, ...image.holds, ...device.holds, ...groups.holds, ...bootstrap.holds],
    replicas: replicasOf(machinePool, spec.minSize, spec.maxSize),
    subnets: subnets.value,
    subnetHolds: subnets.holds,
    groupHolds: hookRefusals(spec.lifecycleHooks ?? []),
    findings: [
      ...assumed.findings,
      ...findingsOf(c, around.tagName, cluster),
      ...image.findings,
      ...groups.findings,
      ...bootstrap.findings,
      ...unseen(c, bootstrap.value?.stored ?? null),
      ...subnets.findings,
    ],
  }
}

type Tagged = { readonly name: string; readonly cluster: ClusterOnAws | null; readonly tags: Tags }
const tagged = new WeakMap<AWSMachinePoolSpec, Tagged>()
/** Kept for as long as the objects they come from are the same. */
const tagsFor = (c: PoolContext, name: string, cluster: ClusterOnAws | null): Tags => {
  const { spec, metadata } = c.pool
  const known = tagged.get(spec)
  if (known !== undefined && known.name === name && known.cluster === cluster) return known.tags
  const tags = baseTags(metadata.name, name, cluster?.spec.additionalTags, spec.additionalTags)
  tagged.set(spec, { name, cluster, tags })
  return tags
}

const hasImage = (id: string | undefined): boolean => id !== undefined && id !== ''

/** Whoever may not ask cannot keep what a bucket ends after a day. */
const unseen = (c: PoolContext, stored: Stored | null): ReadonlyArray<Finding.Finding> =>
  stored === null || isSeen(c, stored)
    ? []
    : [
        Finding.warning(
          'PW-IGNITION-UNSEEN',
          `whether ${stored.key} is in ${stored.bucket} may not be read; it is put with each version and not again`,
          ['AWSCluster.spec.s3Bucket.name'],
        ),
      ]

type Assumed = { readonly holds: ReadonlyArray<Hold.Hold>; readonly findings: ReadonlyArray<Finding.Finding> }
const certain: Assumed = { holds: [], findings: [] }
/** A pool may be described before its cluster is. */
export const assumedCluster = (c: Pick<PoolContext, 'pool' | 'settings'>, around: Surroundings): Assumed => {
  const assumed =
    around.cluster._tag === 'Absent'
      ? {
          fact: keysOf(c.pool).cluster(around.clusterName),
          path: 'MachinePool.spec.clusterName',
          why: `there is no Cluster ${around.clusterName}; it is taken to be ready`,
        }
      : around.tagNameAssumed
        ? {
            fact: around.networkKey,
            path: 'AWSManagedControlPlane.spec.eksClusterName',
            why: `nothing says what EKS calls the cluster; it is taken to be ${around.tagName}`,
          }
        : null
  if (assumed === null) return certain
  return c.settings.assumptions === 'allow'
    ? { holds: [], findings: [Finding.warning('PW-ASSUMED-CLUSTER', assumed.why, [assumed.path])] }
    : { holds: [Hold.assumption('PW-ASSUMED-CLUSTER', assumed.fact, assumed.why)], findings: [] }
}
