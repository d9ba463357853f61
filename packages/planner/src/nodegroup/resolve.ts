/**
 * From manifests and look-ups to what is wanted of a node group. Whatever cannot be told yet leaves its rows out, and holds what needs it.
 * @since 0.1.0
 */
import type { EksCluster } from '@poolwright/aws/EksCluster'
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { Tags } from '@poolwright/aws/tags'
import type { Finding } from '@poolwright/core/Finding'
import type { Hold } from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { AWSManagedControlPlane } from '@poolwright/schema/AWSManagedControlPlane'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import { isOpen, open, type Resolution, sure, waitFor } from '../pool/Resolution.js'
import type { RoleOutcome } from '../role/planRole.js'
import { accessFor } from './access.js'
import { familyHolds, findingsFor, refusalsFor } from './checks.js'
import { taintsOf } from './labels.js'
import { subnetsFor } from './placement.js'
import { replicasFor, sizesFor } from './scaling.js'
import type { TemplatePlan } from './template.js'
import { sorted } from '../template/tags.js'
import { updateConfigFor } from './updateConfig.js'
import { minorOf, releaseParameter, type VersionWish, versionFor } from './version.js'
import { clusterKey, type NodegroupContext, type WantedNodegroup } from './Wanted.js'

export type DesiredNodegroup = {
  readonly wanted: WantedNodegroup
  /** Names of rows that cannot be told, or may not be written. */
  readonly left: ReadonlyArray<string>
  /** What keeps a group from being made, besides its role and template. */
  readonly holds: ReadonlyArray<Hold>
  /** Why rows are left out of what is there already, where the manifest has to be corrected. */
  readonly openHolds: ReadonlyArray<Hold>
  readonly versionHolds: ReadonlyArray<Hold>
  readonly findings: ReadonlyArray<Finding>
}

const capacities = { onDemand: 'ON_DEMAND', spot: 'SPOT' } as const

export type Surrounded = {
  readonly machinePool: MachinePool
  readonly control: AWSManagedControlPlane | null
  readonly controlKey: Key.Key
  readonly eks: EksCluster | undefined
  readonly role: RoleOutcome
  readonly template: TemplatePlan
  readonly tags: Tags
}

/** `ng`: `null` of a group that is to be made. */
export const resolveNodegroup = (c: NodegroupContext, s: Surrounded, name: string, ng: Nodegroup | null): DesiredNodegroup => {
  const { spec } = c.pool
  const { machinePool, control, template } = s
  const subnets = subnetsFor(c, machinePool, control, ng)
  const size = sizesFor(replicasFor(machinePool, spec.scaling), spec.scaling, ng === null ? null : ng.scalingConfig)
  const access = accessFor(spec, control, s.controlKey, s.eks?.resourcesVpcConfig?.clusterSecurityGroupId)
  const release = releaseFor(c, ng, machinePool.spec.version, template.custom)
  const version = versionOf(c, s, ng, release.value)
  const lt = spec.awsLaunchTemplate
  const types = lt?.instanceType !== undefined && lt.instanceType !== '' ? [] : typesOf(c)
  const maxSize = size.sizes?.maxSize ?? null
  const update = updateConfigFor(c, maxSize, ng)
  const wanted: WantedNodegroup = {
    name,
    subnets: subnets.value,
    nodeRole: s.role.arn,
    roleName: spec.roleName === '' ? null : (spec.roleName ?? null),
    instanceTypes: types.length === 0 ? null : types,
    diskSize: lt === undefined ? (spec.diskSize ?? null) : null,
    amiType: template.custom ? 'CUSTOM' : (spec.amiType ?? null),
    capacityType: lt?.marketType === 'CapacityBlock' ? 'CAPACITY_BLOCK' : capacities[spec.capacityType],
    remoteAccess: lt === undefined ? access.value : null,
    hasTemplate: lt !== undefined,
    template: template.outcome?._tag === 'Settled' ? { id: template.outcome.id, version: template.outcome.version } : null,
    labels: sorted(spec.labels ?? {}),
    taints: taintsOf(spec.taints),
    minSize: size.sizes?.minSize ?? null,
    maxSize,
    desiredSize: size.sizes?.desiredSize ?? null,
    updateConfig: update.config,
    nodeRepair: repairOf(c),
    version: version.version,
    release: version.release,
    tags: s.tags,
  }
  const refusals = refusalsFor(c, s.tags, machinePool.spec.version)
  return {
    wanted,
    left: [
      ...(isOpen(subnets) ? ['Subnets'] : []),
      ...(isOpen(access) ? ['RemoteAccess'] : []),
      ...(update.isLeft ? ['UpdateConfig'] : []),
      // EKS takes neither for a group that was made with an image of its own; that it was is said elsewhere.
      ...(ng?.amiType === 'CUSTOM' && !template.custom ? ['Version', 'ReleaseVersion'] : []),
    ],
    holds: [...refusals, ...subnets.holds, ...access.holds, ...size.holds, ...update.holds, ...version.holds, ...release.holds],
    openHolds: [...refusals.filter(isClash), ...size.holds, ...subnets.holds, ...update.holds].filter((h) => h._tag === 'Refused'),
    versionHolds: [...version.holds, ...familyHolds(c, machinePool.spec.version)],
    findings: [
      ...findingsFor(c),
      ...subnets.findings,
      ...(ng === null || ng.remoteAccess !== undefined ? access.findings : []),
      ...size.findings,
      ...version.findings,
      ...release.findings,
    ],
  }
}

/** What is there goes on as it is, but that part of its manifest does nothing. */
const isClash = (h: Hold): boolean => h.code === 'PW-NODEGROUP-CLASH'

const versionOf = (c: NodegroupContext, s: Surrounded, ng: Nodegroup | null, release: string | null): VersionWish => {
  const { outcome, custom } = s.template
  return versionFor({
    observed: ng,
    asked: s.machinePool.spec.version,
    cluster: s.eks?.version,
    clusterKey: clusterKey(c),
    custom,
    release,
    templateAgrees: outcome === null || outcome._tag === 'Waiting' || outcome.version === ng?.launchTemplate?.version,
  })
}

/** The manifest's, or where the setting follows the newest, that. */
const releaseFor = (c: NodegroupContext, ng: Nodegroup | null, asked: string | undefined, custom: boolean): Resolution<string | null> => {
  const { amiVersion, amiType } = c.pool.spec
  if (amiVersion !== undefined || !c.settings.followLatestRelease || custom) return sure(amiVersion ?? null)
  const name = releaseParameter(ng?.amiType ?? amiType, minorOf(asked ?? ng?.version))
  if (name === null) return sure(null)
  const key = Key.of('parameter', c.scope, name)
  const fact = c.look(key)
  return fact._tag === 'Unknown' ? open(null, waitFor(key, fact)) : sure(fact._tag === 'Present' ? fact.value : null)
}

/** The manifest knows one type; the setting knows more. */
const typesOf = (c: NodegroupContext): ReadonlyArray<string> => {
  const { instanceType = '' } = c.pool.spec
  const { instanceTypes } = c.settings
  return instanceType === '' || instanceTypes.includes(instanceType) ? instanceTypes : [instanceType, ...instanceTypes]
}

/** Without a word of the manifest or the settings it is somebody else's (L12, L13). */
const repairOf = (c: NodegroupContext): WantedNodegroup['nodeRepair'] => {
  const { nodeRepairConfig } = c.pool.spec
  const { nodeRepair } = c.settings
  if (nodeRepairConfig === undefined && nodeRepair === null) return null
  const enabled = nodeRepairConfig?.enabled ?? nodeRepairConfig === undefined
  return enabled ? { enabled, ...nodeRepair } : { enabled }
}
