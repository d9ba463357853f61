/**
 * What is known of each operation of EKS pools without calling it.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/ and https://docs.aws.amazon.com/IAM/latest/APIReference/
 * @since 0.1.0
 */
import * as Key from '@poolwright/core/Key'
import type { OpTable } from '@poolwright/core/Operation'
import { rowsOf } from './codecs.js'
import { type EksAct, eksCodecs } from './eksActions.js'
import { hiddenGroupName, idOfArn, nodegroupId } from './Nodegroup.js'

/** Neither service publishes its limits: one bucket for all of its operations is the careful guess. IAM's is one for the whole account. */
const row = rowsOf(eksCodecs, { bucketOf: (op) => op.slice(0, op.indexOf(':')) })

type Named = { readonly clusterName: string; readonly nodegroupName: string }
const nodegroup = (scope: Key.Scope, i: Named) => {
  const id = nodegroupId(i.clusterName, i.nodegroupName)
  return [Key.of('nodegroup', scope, id), Key.of('nodegroupUpdates', scope, id), Key.of('group', scope, hiddenGroupName(id))]
}
const nodegroupOfArn = (scope: Key.Scope, i: { readonly resourceArn: string }) => {
  const id = idOfArn(i.resourceArn)
  return id === undefined ? [] : [Key.of('nodegroup', scope, id)]
}
type OfRole = { readonly RoleName: string }
const role = (scope: Key.Scope, i: OfRole) => [Key.of('role', scope, i.RoleName)]
const attached = (scope: Key.Scope, i: OfRole) => [Key.of('rolePolicies', scope, i.RoleName)]
const inline = (scope: Key.Scope, i: OfRole) => [Key.of('roleInlinePolicies', scope, i.RoleName)]
const wholeRole = (scope: Key.Scope, i: OfRole) => [...role(scope, i), ...attached(scope, i), ...inline(scope, i)]

export const eksOperations: OpTable<EksAct> = {
  'eks:DescribeCluster': row('eks:DescribeCluster', 'read', 'natural'),
  'eks:DescribeNodegroup': row('eks:DescribeNodegroup', 'read', 'natural'),
  'eks:ListUpdates': row('eks:ListUpdates', 'read', 'natural'),
  'eks:DescribeUpdate': row('eks:DescribeUpdate', 'read', 'natural'),
  'eks:CreateNodegroup': row('eks:CreateNodegroup', 'create', 'token', nodegroup),
  'eks:UpdateNodegroupConfig': row('eks:UpdateNodegroupConfig', 'change', 'token', nodegroup),
  'eks:UpdateNodegroupVersion': row('eks:UpdateNodegroupVersion', 'destroy', 'token', nodegroup),
  'eks:DeleteNodegroup': row('eks:DeleteNodegroup', 'destroy', 'natural', nodegroup),
  'eks:TagResource': row('eks:TagResource', 'change', 'natural', nodegroupOfArn),
  'eks:UntagResource': row('eks:UntagResource', 'change', 'natural', nodegroupOfArn),
  'iam:GetRole': row('iam:GetRole', 'read', 'natural'),
  'iam:ListAttachedRolePolicies': row('iam:ListAttachedRolePolicies', 'read', 'natural'),
  'iam:ListRolePolicies': row('iam:ListRolePolicies', 'read', 'natural'),
  'iam:CreateRole': row('iam:CreateRole', 'create', 'name', wholeRole),
  'iam:AttachRolePolicy': row('iam:AttachRolePolicy', 'change', 'natural', attached),
  'iam:DetachRolePolicy': row('iam:DetachRolePolicy', 'change', 'natural', attached),
  'iam:DeleteRolePolicy': row('iam:DeleteRolePolicy', 'destroy', 'natural', inline),
  'iam:UpdateAssumeRolePolicy': row('iam:UpdateAssumeRolePolicy', 'change', 'natural', role),
  'iam:TagRole': row('iam:TagRole', 'change', 'natural', role),
  'iam:UntagRole': row('iam:UntagRole', 'change', 'natural', role),
  'iam:PutRolePermissionsBoundary': row('iam:PutRolePermissionsBoundary', 'change', 'natural', role),
  'iam:DeleteRolePermissionsBoundary': row('iam:DeleteRolePermissionsBoundary', 'change', 'natural', role),
  'iam:DeleteRole': row('iam:DeleteRole', 'destroy', 'natural', wholeRole),
}
