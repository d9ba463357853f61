/**
 * EKS managed node groups, as EKS describes them, in its own names.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
 * @since 0.1.0
 */
import { RefText } from '@poolwright/core/Action'
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'
import { TimeText } from './time.js'

const texts = t.readonlyArray(t.string)

/** Numbers of nodes. EKS keeps `minSize` ≤ `desiredSize` ≤ `maxSize`, and `maxSize` at least 1. */
export const ScalingConfig = struct('NodegroupScalingConfig', {}, { minSize: t.number, maxSize: t.number, desiredSize: t.number })
export type ScalingConfig = t.TypeOf<typeof ScalingConfig>

/**
 * How many nodes may be away at once while the group is updated: a count or a percentage, never both.
 * `updateStrategy`: `DEFAULT` starts new nodes before it ends old ones, `MINIMAL` the other way round.
 */
export const UpdateConfig = struct(
  'NodegroupUpdateConfig',
  {},
  { maxUnavailable: t.number, maxUnavailablePercentage: t.number, updateStrategy: t.string },
)
export type UpdateConfig = t.TypeOf<typeof UpdateConfig>

/** `minRepairWaitTimeMins` is in minutes; `repairAction` is `Replace`, `Reboot` or `NoAction`. */
export const NodeRepairOverride = struct(
  'NodeRepairConfigOverrides',
  {},
  { nodeMonitoringCondition: t.string, nodeUnhealthyReason: t.string, minRepairWaitTimeMins: t.number, repairAction: t.string },
)
export type NodeRepairOverride = t.TypeOf<typeof NodeRepairOverride>

/** Of each pair of a count and a percentage at most one. */
export const NodeRepairConfig = struct(
  'NodeRepairConfig',
  {},
  {
    enabled: t.boolean,
    maxUnhealthyNodeThresholdCount: t.number,
    maxUnhealthyNodeThresholdPercentage: t.number,
    maxParallelNodesRepairedCount: t.number,
    maxParallelNodesRepairedPercentage: t.number,
    nodeRepairConfigOverrides: t.readonlyArray(NodeRepairOverride),
  },
)
export type NodeRepairConfig = t.TypeOf<typeof NodeRepairConfig>

/** A key and an effect name a taint; EKS spells effects `NO_SCHEDULE`, `NO_EXECUTE`, `PREFER_NO_SCHEDULE`. Without a value it is empty. */
export const Taint = struct('Taint', {}, { key: t.string, value: t.string, effect: t.string })
export type Taint = t.TypeOf<typeof Taint>

/** A key without source groups opens SSH to the world. */
export const RemoteAccess = struct('RemoteAccessConfig', {}, { ec2SshKey: t.string, sourceSecurityGroups: texts })
export type RemoteAccess = t.TypeOf<typeof RemoteAccess>

/** In a request the id or the name, never both; without a version the template's default one. */
export const TemplateRef = struct('LaunchTemplateSpecification', {}, { id: RefText, name: RefText, version: RefText })
export type TemplateRef = t.TypeOf<typeof TemplateRef>
/** As it comes back: with both names, and the version as a number's text. */
export const ObservedTemplateRef = struct('ObservedLaunchTemplateSpecification', {}, { id: t.string, name: t.string, version: t.string })
export type ObservedTemplateRef = t.TypeOf<typeof ObservedTemplateRef>

/** Why a group is not well, in EKS's codes, and what of the account it is about. */
export const Issue = struct('Issue', {}, { code: t.string, message: t.string, resourceIds: texts })
export type Issue = t.TypeOf<typeof Issue>

const LabelMap = t.readonly(t.record(t.string, t.string))

export const Nodegroup = struct(
  'Nodegroup',
  { nodegroupName: t.string, clusterName: t.string, status: t.string },
  {
    nodegroupArn: t.string,
    /** A minor version of Kubernetes, e.g. `1.33`. */
    version: t.string,
    /** `1.33.4-20250920` and the like; of a group with an image of one's own the image's id. */
    releaseVersion: t.string,
    createdAt: TimeText,
    capacityType: t.string,
    scalingConfig: ScalingConfig,
    instanceTypes: texts,
    subnets: texts,
    remoteAccess: RemoteAccess,
    amiType: t.string,
    /** The role's ARN. */
    nodeRole: t.string,
    labels: LabelMap,
    taints: t.readonlyArray(Taint),
    resources: struct(
      'NodegroupResources',
      {},
      {
        autoScalingGroups: t.readonlyArray(struct('NodegroupAutoScalingGroup', {}, { name: t.string })),
        remoteAccessSecurityGroup: t.string,
      },
    ),
    /** GiB; absent of a group with a launch template of one's own. */
    diskSize: t.number,
    health: struct('NodegroupHealth', {}, { issues: t.readonlyArray(Issue) }),
    updateConfig: UpdateConfig,
    nodeRepairConfig: NodeRepairConfig,
    launchTemplate: ObservedTemplateRef,
    tags: LabelMap,
  },
)
export type Nodegroup = t.TypeOf<typeof Nodegroup>

/** The id of a node group's fact. Neither name has a slash. */
export const nodegroupId = (cluster: string, nodegroup: string): string => `${cluster}/${nodegroup}`

/** What `nodegroupId` joined. */
export const partsOf = (id: string): { readonly clusterName: string; readonly nodegroupName: string } => {
  const slash = id.indexOf('/')
  return { clusterName: id.slice(0, slash), nodegroupName: id.slice(slash + 1) }
}

/** The id of the node group that an ARN names: `arn:aws:eks:<region>:<account>:nodegroup/<cluster>/<nodegroup>/<uuid>`. */
export const idOfArn = (arn: string): string | undefined => {
  const [, cluster, nodegroup] = /:nodegroup\/([^/]+)\/([^/]+)\//.exec(arn) ?? []
  return cluster === undefined || nodegroup === undefined ? undefined : nodegroupId(cluster, nodegroup)
}

/**
 * Another name for the Auto Scaling group behind a node group, by which operations of EKS say that they touch it. Names of Auto Scaling
 * groups have no colon, so that it is nobody else's.
 */
export const hiddenGroupName = (id: string): string => `eks:${id}`
