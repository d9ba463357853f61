/**
 * What a managed pool wants of its node group once every look-up is done, and through what it is seen.
 * @since 0.1.0
 */
import type { NodeRepairConfig, RemoteAccess, UpdateConfig } from '@poolwright/aws/Nodegroup'
import { nodegroupId } from '@poolwright/aws/Nodegroup'
import type { Tags } from '@poolwright/aws/tags'
import type { Ref } from '@poolwright/core/Action'
import type { Look, Millis } from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { AWSManagedMachinePool, AWSManagedMachinePoolSpec } from '@poolwright/schema/AWSManagedMachinePool'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import type { PoolContext } from '../pool/Desired.js'
import type { PoolNouns } from '../pool/PoolNouns.js'
import type { Record } from '../pool/Record.js'
import type { Settings } from '../pool/Settings.js'

export type NodegroupContext = {
  readonly key: Key.Key
  readonly pool: AWSManagedMachinePool
  /** `<namespace>/<name>`. */
  readonly id: string
  /** Of its AWS resources. */
  readonly scope: Key.Scope
  readonly settings: Settings
  readonly record: Record
  readonly look: Look<PoolNouns>
  readonly now: Millis
  /** What EKS calls the cluster. */
  readonly cluster: string
  /** What the launch template is called: by control plane and pool, as Cluster API Provider AWS does. */
  readonly templateName: string
}

export type TaintWish = { readonly key: string; readonly effect: string; readonly value: string }
export type TemplateWish = { readonly id: Ref<string>; readonly version: Ref<string> }

/** `null`: nobody asked for it, so that it is neither compared nor, where a group is made, sent. */
export type WantedNodegroup = {
  readonly name: string
  readonly subnets: ReadonlyArray<string> | null
  /** ARN, and the part of it that the manifest is about. */
  readonly nodeRole: Ref<string> | null
  readonly roleName: string | null
  readonly instanceTypes: ReadonlyArray<string> | null
  readonly diskSize: number | null
  readonly amiType: string | null
  readonly capacityType: string
  readonly remoteAccess: RemoteAccess | null
  /** Whether the group has a launch template of the pool's. */
  readonly hasTemplate: boolean
  readonly template: TemplateWish | null
  readonly labels: Tags
  readonly taints: ReadonlyArray<TaintWish>
  readonly minSize: number | null
  readonly maxSize: number | null
  readonly desiredSize: number | null
  readonly updateConfig: UpdateConfig
  readonly nodeRepair: NodeRepairConfig | null
  readonly version: string | null
  readonly release: string | null
  readonly tags: Tags
}

export const nodegroupKey = (c: { readonly scope: Key.Scope; readonly cluster: string }, name: string) =>
  Key.of('nodegroup', c.scope, nodegroupId(c.cluster, name))
export const clusterKey = (c: { readonly scope: Key.Scope; readonly cluster: string }) => Key.of('ekscluster', c.scope, c.cluster)

const specs = new WeakMap<AWSManagedMachinePoolSpec, AWSMachinePoolSpec>()
/** What both kinds of pools have, as the one that launches instances by itself spells it. Made once for as long as the spec is the same. */
export const sharedSpec = (spec: AWSManagedMachinePoolSpec): AWSMachinePoolSpec => {
  const known = specs.get(spec)
  if (known !== undefined) return known
  const { availabilityZones, availabilityZoneSubnetType, subnetIDs, additionalTags, lifecycleHooks } = spec
  const fresh: AWSMachinePoolSpec = {
    minSize: spec.scaling?.minSize ?? 0,
    maxSize: spec.scaling?.maxSize ?? 0,
    awsLaunchTemplate: spec.awsLaunchTemplate ?? {},
    ...(availabilityZones === undefined ? {} : { availabilityZones }),
    ...(availabilityZoneSubnetType === undefined ? {} : { availabilityZoneSubnetType }),
    ...(subnetIDs === undefined ? {} : { subnets: subnetIDs.map((id) => ({ id })) }),
    ...(additionalTags === undefined ? {} : { additionalTags }),
    ...(lifecycleHooks === undefined ? {} : { lifecycleHooks }),
  }
  specs.set(spec, fresh)
  return fresh
}

/** For what is planned alike for both kinds of pools: the same pool with the name that the thing in question has. */
export const sharedContext = (c: NodegroupContext, name: string): PoolContext => ({
  key: c.key,
  id: c.id,
  scope: c.scope,
  settings: c.settings,
  record: c.record,
  look: c.look,
  now: c.now,
  pool: { metadata: { ...c.pool.metadata, name }, spec: sharedSpec(c.pool.spec), status: {} },
})
