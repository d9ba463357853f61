/**
 * What EKS pools ask of EKS and IAM: each operation with its request and its answer, in AWS's own names. The client token of EKS's
 * writes is no member of a request: whoever sends it adds it.
 * @since 0.1.0
 */
import { RefText } from '@poolwright/core/Action'
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'
import { type ActsIn, flattened, list, none } from './codecs.js'
import { EksCluster } from './EksCluster.js'
import { Nodegroup, NodeRepairConfig, RemoteAccess, ScalingConfig, Taint, TemplateRef, UpdateConfig } from './Nodegroup.js'
import { NodegroupUpdate } from './NodegroupUpdate.js'
import { Role } from './Role.js'
import { Tag } from './tags.js'

const texts = list(t.string)
const map = t.readonly(t.record(t.string, t.string))
const nodegroup = { clusterName: t.string, nodegroupName: t.string }
const role = { RoleName: t.string }
const policy = { ...role, PolicyArn: t.string }
const marked = { Marker: t.string, MaxItems: t.number }
const truncated = { Marker: t.string, IsTruncated: t.boolean }

const StartedUpdate = flattened(
  struct('StartedUpdate', { updateId: t.string }),
  struct('RawStartedUpdate', { update: struct('Started', { id: t.string }) }),
  (r) => ({ updateId: r.update.id }),
)
const CreatedRole = flattened(
  struct('CreatedRole', { Arn: t.string }),
  struct('RawCreatedRole', { Role: struct('Made', { Arn: t.string }) }),
  (r) => ({ Arn: r.Role.Arn }),
)

/** Request and answer codecs by operation. */
export const eksCodecs = {
  'eks:DescribeCluster': [struct('DescribeCluster', { name: t.string }), struct('DescribedCluster', { cluster: EksCluster })],
  'eks:DescribeNodegroup': [struct('DescribeNodegroup', nodegroup), struct('DescribedNodegroup', { nodegroup: Nodegroup })],
  'eks:ListUpdates': [
    struct('ListUpdates', { name: t.string }, { nodegroupName: t.string, maxResults: t.number, nextToken: t.string }),
    struct('Updates', { updateIds: texts }, { nextToken: t.string }),
  ],
  'eks:DescribeUpdate': [
    struct('DescribeUpdate', { name: t.string, updateId: t.string }, { nodegroupName: t.string }),
    struct('DescribedUpdate', { update: NodegroupUpdate }),
  ],
  'eks:CreateNodegroup': [
    struct(
      'CreateNodegroup',
      { ...nodegroup, subnets: texts, nodeRole: RefText },
      {
        scalingConfig: ScalingConfig,
        diskSize: t.number,
        instanceTypes: texts,
        amiType: t.string,
        remoteAccess: RemoteAccess,
        labels: map,
        taints: list(Taint),
        tags: map,
        launchTemplate: TemplateRef,
        updateConfig: UpdateConfig,
        nodeRepairConfig: NodeRepairConfig,
        capacityType: t.string,
        version: t.string,
        releaseVersion: t.string,
      },
    ),
    none,
  ],
  'eks:UpdateNodegroupConfig': [
    struct('UpdateNodegroupConfig', nodegroup, {
      labels: struct('UpdateLabelsPayload', {}, { addOrUpdateLabels: map, removeLabels: texts }),
      taints: struct('UpdateTaintsPayload', {}, { addOrUpdateTaints: list(Taint), removeTaints: list(Taint) }),
      scalingConfig: ScalingConfig,
      updateConfig: UpdateConfig,
      nodeRepairConfig: NodeRepairConfig,
    }),
    StartedUpdate,
  ],
  'eks:UpdateNodegroupVersion': [
    struct('UpdateNodegroupVersion', nodegroup, {
      version: t.string,
      releaseVersion: t.string,
      launchTemplate: TemplateRef,
      /** Ends pods that a disruption budget would keep. */
      force: t.boolean,
    }),
    StartedUpdate,
  ],
  'eks:DeleteNodegroup': [struct('DeleteNodegroup', nodegroup), none],
  'eks:TagResource': [struct('TagResource', { resourceArn: t.string, tags: map }), none],
  'eks:UntagResource': [struct('UntagResource', { resourceArn: t.string, tagKeys: texts }), none],
  'iam:GetRole': [struct('GetRole', role), struct('GotRole', { Role })],
  'iam:ListAttachedRolePolicies': [
    struct('ListAttachedRolePolicies', role, marked),
    struct(
      'AttachedRolePolicies',
      { AttachedPolicies: list(struct('AttachedPolicy', {}, { PolicyName: t.string, PolicyArn: t.string })) },
      truncated,
    ),
  ],
  'iam:ListRolePolicies': [struct('ListRolePolicies', role, marked), struct('RolePolicies', { PolicyNames: texts }, truncated)],
  'iam:CreateRole': [
    struct(
      'CreateRole',
      { ...role, AssumeRolePolicyDocument: t.string },
      { Path: t.string, Description: t.string, MaxSessionDuration: t.number, PermissionsBoundary: t.string, Tags: list(Tag) },
    ),
    CreatedRole,
  ],
  'iam:AttachRolePolicy': [struct('AttachRolePolicy', policy), none],
  'iam:DetachRolePolicy': [struct('DetachRolePolicy', policy), none],
  'iam:DeleteRolePolicy': [struct('DeleteRolePolicy', { ...role, PolicyName: t.string }), none],
  'iam:UpdateAssumeRolePolicy': [struct('UpdateAssumeRolePolicy', { ...role, PolicyDocument: t.string }), none],
  'iam:TagRole': [struct('TagRole', { ...role, Tags: list(Tag) }), none],
  'iam:UntagRole': [struct('UntagRole', { ...role, TagKeys: texts }), none],
  'iam:PutRolePermissionsBoundary': [struct('PutRolePermissionsBoundary', { ...role, PermissionsBoundary: t.string }), none],
  'iam:DeleteRolePermissionsBoundary': [struct('DeleteRolePermissionsBoundary', role), none],
  'iam:DeleteRole': [struct('DeleteRole', role), none],
} as const

export type EksAct = ActsIn<typeof eksCodecs>
