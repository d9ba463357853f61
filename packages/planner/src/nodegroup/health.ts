/**
 * What EKS says is wrong with a node group or an update, in words that name the thing, the cause, and what to do about it. EKS's own
 * messages are kept; codes that are not known here are shown as they are.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_ErrorDetail.html
 * @since 0.1.0
 */
import type { Issue } from '@poolwright/aws/Nodegroup'
import type { UpdateError } from '@poolwright/aws/NodegroupUpdate'
import * as Finding from '@poolwright/core/Finding'

/** `passes`: it may go away without anybody's doing, so that trying again is worth it. */
export type Explanation = { readonly cause: string; readonly next: string; readonly passes?: true }

const iam = 'Put the role back, or give the pool another one in roleName (which needs another node group)'
const template = 'Change awsLaunchTemplate so that AWS takes it; the group is updated to the new version'
const gone = 'EKS keeps to the group it was made with: delete the node group, or set recreateFailed or replace'
const wait = 'Nothing needs doing; it is looked at again'
const quota = 'Raise the quota in Service Quotas, or ask for less'

/** Of a group's health. */
export const issues: { readonly [code: string]: Explanation } = {
  AccessDenied: {
    cause: 'EKS or the nodes may not do what they have to',
    next: 'Allow the node role into the cluster (its access entry or aws-auth), and EKS’s service-linked role into the account',
  },
  AmiIdNotFound: { cause: 'the image is not there any more', next: 'Choose another image in awsLaunchTemplate.ami, or another amiVersion' },
  AsgInstanceLaunchFailures: {
    cause: 'Auto Scaling cannot launch instances',
    next: 'Read the scaling activities of the group behind it: quotas, capacity, and images come first. With instance types that have room it goes on by itself',
    passes: true,
  },
  AutoScalingGroupInstanceRefreshActive: {
    cause: 'somebody rolls the group behind it by hand',
    next: 'Cancel the instance refresh of that group, or wait for it to end',
    passes: true,
  },
  AutoScalingGroupInvalidConfiguration: {
    cause: 'somebody changed the group behind it',
    next: 'Take the change back; the size and everything else are changed through this pool only',
  },
  AutoScalingGroupNotFound: { cause: 'the group behind it was deleted', next: gone },
  AutoScalingGroupOptInRequired: { cause: 'the account has not subscribed to Auto Scaling', next: 'Complete the account’s sign-up' },
  AutoScalingGroupRateLimitExceeded: { cause: 'Auto Scaling is asked too often in this account', next: wait, passes: true },
  ClusterUnreachable: {
    cause: 'EKS cannot reach the cluster’s API server',
    next: 'Look at the cluster’s endpoint access and security groups',
    passes: true,
  },
  Ec2InstanceTypeDoesNotExist: {
    cause: 'the instance type is not offered here',
    next: 'Choose a type that the region and zones have, in instanceType or awsLaunchTemplate.instanceType',
  },
  Ec2LaunchTemplateDeletionFailure: {
    cause: 'EKS could not delete its copy of the launch template',
    next: 'Allow EKS’s service-linked role to delete it, and delete the node group again',
  },
  Ec2LaunchTemplateInvalidConfiguration: { cause: 'the launch template asks for what EKS does not take', next: template },
  Ec2LaunchTemplateMaxLimitExceeded: {
    cause: 'the account has as many launch templates as it may have',
    next: 'Delete templates that nobody uses, or raise the quota',
  },
  Ec2LaunchTemplateNotFound: {
    cause: 'EKS’s copy of the launch template was deleted',
    next: 'Put the template back if you can; otherwise delete the node group, or set recreateFailed or replace',
  },
  Ec2LaunchTemplateVersionMaxLimitExceeded: {
    cause: 'the template has as many versions as it may have',
    next: 'Lower retainVersions, or delete old versions of EKS’s copy',
  },
  Ec2LaunchTemplateVersionMismatch: {
    cause: 'somebody changed EKS’s copy of the launch template, or the group’s version of it',
    next: 'Set the group behind it back to the version that EKS made',
  },
  Ec2SecurityGroupDeletionFailure: {
    cause: 'the security group for remote access is still in use',
    next: 'Take it out of the rules and network interfaces that refer to it; deleting is tried again',
    passes: true,
  },
  Ec2SecurityGroupNotFound: {
    cause: 'a security group of the cluster or the nodes was deleted',
    next: 'Make it again under the same rules, or name others in awsLaunchTemplate.additionalSecurityGroups',
  },
  Ec2SubnetInvalidConfiguration: {
    cause: 'a subnet gives no public address although the nodes need one',
    next: 'Switch on MapPublicIpOnLaunch for the subnet, or place the pool in private subnets with replace',
  },
  Ec2SubnetListTooLong: { cause: 'more subnets than EKS takes', next: 'Name fewer in subnetIDs; another list needs another node group' },
  Ec2SubnetMissingIpv6Assignment: {
    cause: 'a subnet of an IPv6 cluster gives no IPv6 address',
    next: 'Switch on AssignIpv6AddressOnCreation for the subnet',
  },
  Ec2SubnetNotFound: { cause: 'a subnet was deleted', next: `Another subnet is not the same one to EKS. ${gone}` },
  IamInstanceProfileNotFound: {
    cause: 'the instance profile that EKS made was deleted',
    next: `Make a profile of the same name with the node role. ${gone}`,
  },
  IamLimitExceeded: { cause: 'the account has as many roles or profiles as it may have', next: quota },
  IamNodeRoleNotFound: { cause: 'the node role was deleted', next: iam },
  IamThrottling: { cause: 'IAM is asked too often in this account', next: wait, passes: true },
  InstanceLimitExceeded: { cause: 'the account runs as many instances of this kind as it may', next: quota },
  InsufficientFreeAddresses: {
    cause: 'the subnets have too few free addresses',
    next: 'Free addresses, or give the pool more subnets with replace',
    passes: true,
  },
  InternalFailure: { cause: 'EKS failed on its own side', next: wait, passes: true },
  KubernetesLabelInvalid: {
    cause: 'the cluster does not take one of the labels',
    next: 'Correct labels: keys and values of at most 63 characters, no prefix that Kubernetes keeps for itself',
  },
  LimitExceeded: { cause: 'a quota of the account is used up', next: quota },
  NodeCreationFailure: {
    cause: 'instances start and do not join the cluster',
    next: 'Look at the bootstrap data, the way from the subnets to the API server, and the node role’s access to the cluster',
  },
  NodeTerminationFailure: {
    cause: 'nodes could not be ended',
    next: 'Look for instances with termination protection or a lifecycle hook that waits',
    passes: true,
  },
  PodEvictionFailure: {
    cause: 'pods could not be evicted from the nodes that are to go',
    next: 'Loosen the PodDisruptionBudgets or remove the pods that keep them; or set force to afterFailure',
  },
  SourceEc2LaunchTemplateNotFound: { cause: 'the pool’s launch template was deleted', next: gone },
  Unknown: { cause: 'EKS does not say why', next: 'Look at the events of the cluster and the scaling activities of the group behind it' },
}

/** Of an update. What is not here is as above. */
export const updateErrors: { readonly [code: string]: Explanation } = {
  AccessDenied: {
    cause: 'EKS may not do what the update needs',
    next: 'Allow the one who asks and EKS’s service-linked role what the message names',
  },
  AdmissionRequestDenied: {
    cause: 'an admission webhook of the cluster refused it',
    next: 'Correct the webhook, or except what EKS does from it',
  },
  ClusterUnreachable: {
    cause: 'EKS cannot reach the cluster’s API server',
    next: 'Look at the cluster’s endpoint access and security groups',
    passes: true,
  },
  ConfigurationConflict: { cause: 'somebody changed what EKS manages', next: 'Take that change back' },
  EniLimitReached: { cause: 'the subnets or instances have no room for another network interface', next: quota, passes: true },
  InsufficientFreeAddresses: {
    cause: 'the subnets have too few free addresses for new nodes',
    next: 'Free addresses; a smaller updateConfig needs fewer at once',
    passes: true,
  },
  InsufficientNumberOfReplicas: {
    cause: 'a workload has too few replicas to go on',
    next: 'Give the workload that the message names more replicas',
  },
  IpNotAvailable: { cause: 'the subnets have no free address', next: 'Free addresses', passes: true },
  K8sResourceNotFound: { cause: 'something in the cluster is missing', next: 'Put back what the message names' },
  NodeCreationFailure: {
    cause: 'new nodes start and do not join the cluster',
    next: 'Look at the bootstrap data, the way from the subnets to the API server, and the node role’s access to the cluster; a corrected template is tried at once',
  },
  OperationNotPermitted: { cause: 'the account does not allow it', next: 'Look for service control policies and at the node role’s trust' },
  PodEvictionFailure: {
    cause: 'pods could not be evicted from the nodes that are to go',
    next: 'Loosen the PodDisruptionBudgets or remove the pods that keep them; or set force to afterFailure',
  },
  SecurityGroupNotFound: { cause: 'a security group was deleted', next: 'Put it back, or name another one' },
  SubnetNotFound: { cause: 'a subnet was deleted', next: gone },
  Unknown: { cause: 'EKS does not say why', next: 'Look at the events of the cluster and the scaling activities of the group behind it' },
  UnsupportedAddonModification: {
    cause: 'an add-on would be changed in a way that EKS does not take',
    next: 'Correct the add-on that the message names',
  },
  VpcIdNotFound: { cause: 'the VPC was deleted', next: 'The cluster has to be made again, and its pools with it' },
}

const unheard: Explanation = { cause: 'a code that is not known here', next: 'Look it up in the API reference of EKS' }
const own = (table: { readonly [code: string]: Explanation }, code: string): Explanation | undefined =>
  Object.hasOwn(table, code) ? table[code] : undefined
export const explainIssue = (code: string): Explanation => own(issues, code) ?? unheard
export const explainError = (code: string): Explanation => own(updateErrors, code) ?? own(issues, code) ?? unheard

const sentence = (code: string, { cause, next }: Explanation, resources: ReadonlyArray<string>, said: string | undefined): string =>
  `${code}${resources.length === 0 ? '' : ` (${resources.join(', ')})`}: ${cause}. ${next}.${said === undefined || said === '' ? '' : ` EKS says: ${said}`}`

/** In one order, so that equal health is equal text. */
export const sayIssues = (health: ReadonlyArray<Issue> | undefined): ReadonlyArray<string> =>
  (health ?? []).map((i) => sentence(i.code ?? 'Unknown', explainIssue(i.code ?? 'Unknown'), i.resourceIds ?? [], i.message)).sort()

export const sayErrors = (errors: ReadonlyArray<UpdateError> | undefined): ReadonlyArray<string> =>
  (errors ?? [])
    .map((e) => sentence(e.errorCode ?? 'Unknown', explainError(e.errorCode ?? 'Unknown'), e.resourceIds ?? [], e.errorMessage))
    .sort()

export const healthFindings = (health: ReadonlyArray<Issue> | undefined): ReadonlyArray<Finding.Finding> =>
  sayIssues(health).map((text) => Finding.warning('PW-NODEGROUP-HEALTH', text))
