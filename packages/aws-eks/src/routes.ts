/**
 * Which SDK command each operation is: one row each, nothing else. What goes in and what comes out is said by the operation's own codecs.
 * @since 0.1.0
 */
import type { EksAct } from '@poolwright/aws'
import type { Routes } from '@poolwright/aws-client/callsOf'
import { eks, eksOnce, iam } from './services.js'

export const routes: Routes<EksAct> = {
  'eks:DescribeCluster': eks((sdk) => sdk.DescribeClusterCommand),
  'eks:DescribeNodegroup': eks((sdk) => sdk.DescribeNodegroupCommand),
  'eks:ListUpdates': eks((sdk) => sdk.ListUpdatesCommand),
  'eks:DescribeUpdate': eks((sdk) => sdk.DescribeUpdateCommand),
  'eks:CreateNodegroup': eksOnce((sdk) => sdk.CreateNodegroupCommand),
  'eks:UpdateNodegroupConfig': eksOnce((sdk) => sdk.UpdateNodegroupConfigCommand),
  'eks:UpdateNodegroupVersion': eksOnce((sdk) => sdk.UpdateNodegroupVersionCommand),
  'eks:DeleteNodegroup': eks((sdk) => sdk.DeleteNodegroupCommand),
  'eks:TagResource': eks((sdk) => sdk.TagResourceCommand),
  'eks:UntagResource': eks((sdk) => sdk.UntagResourceCommand),
  'iam:GetRole': iam((sdk) => sdk.GetRoleCommand),
  'iam:ListAttachedRolePolicies': iam((sdk) => sdk.ListAttachedRolePoliciesCommand),
  'iam:ListRolePolicies': iam((sdk) => sdk.ListRolePoliciesCommand),
  'iam:CreateRole': iam((sdk) => sdk.CreateRoleCommand),
  'iam:AttachRolePolicy': iam((sdk) => sdk.AttachRolePolicyCommand),
  'iam:DetachRolePolicy': iam((sdk) => sdk.DetachRolePolicyCommand),
  'iam:DeleteRolePolicy': iam((sdk) => sdk.DeleteRolePolicyCommand),
  'iam:UpdateAssumeRolePolicy': iam((sdk) => sdk.UpdateAssumeRolePolicyCommand),
  'iam:TagRole': iam((sdk) => sdk.TagRoleCommand),
  'iam:UntagRole': iam((sdk) => sdk.UntagRoleCommand),
  'iam:PutRolePermissionsBoundary': iam((sdk) => sdk.PutRolePermissionsBoundaryCommand),
  'iam:DeleteRolePermissionsBoundary': iam((sdk) => sdk.DeleteRolePermissionsBoundaryCommand),
  'iam:DeleteRole': iam((sdk) => sdk.DeleteRoleCommand),
}
