/**
 * Managed node groups, leaf by leaf: what a manifest asks for, how EKS describes it, how it is written. Paths without a kind in front
 * are relative to the AWSManagedMachinePool's spec. What EKS never changes has the verdict `replace`.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Nodegroup, UpdateConfig } from '@poolwright/aws/Nodegroup'
import type { In } from '@poolwright/core/Action'
import { byText, equals } from '@poolwright/core/Json'
import { leaf, type RowFaces } from '@poolwright/core/Row'
import type { WantedNodegroup } from './Wanted.js'

export type CreateBody = In<AwsAct, 'eks:CreateNodegroup'>
export type ConfigBody = In<AwsAct, 'eks:UpdateNodegroupConfig'>
export type VersionBody = In<AwsAct, 'eks:UpdateNodegroupVersion'>

const fixed = leaf<WantedNodegroup, Nodegroup, CreateBody>()
/** What was not asked for, or is not shown, does not differ. */
const unlessOpen = (x: unknown, y: unknown): boolean => x === null || y === null || equals(x, y)
export const inOrder = (list: ReadonlyArray<string> | undefined): ReadonlyArray<string> | null =>
  list === undefined ? null : list.length < 2 ? list : [...new Set(list)].sort(byText)
/** A role is the same by name and by ARN, whatever its path. */
export const roleOf = (arn: string | undefined): string | null => (arn === undefined ? null : arn.slice(arn.lastIndexOf('/') + 1))

const noAccess = { ec2SshKey: null, sourceSecurityGroups: [] as ReadonlyArray<string> } as const
type Access = { readonly ec2SshKey: string | null; readonly sourceSecurityGroups: ReadonlyArray<string> }
const accessOf = (a: Nodegroup['remoteAccess'] | null): Access =>
  a === undefined || a === null ? noAccess : { ec2SshKey: a.ec2SshKey ?? null, sourceSecurityGroups: inOrder(a.sourceSecurityGroups) ?? [] }

/** What a group is made with and keeps. */
export const fixedRows = {
  Subnets: fixed({
    paths: [
      'subnetIDs',
      'availabilityZones',
      'availabilityZoneSubnetType',
      'MachinePool.spec.failureDomains',
      'AWSManagedControlPlane.spec.network.subnets',
    ],
    verdict: 'replace',
    want: (c) => c.subnets,
    read: (r) => inOrder(r.subnets),
    write: (a) => ({ subnets: a ?? [] }),
    eq: unlessOpen,
  }),
  NodeRole: fixed({
    paths: ['roleName'],
    verdict: 'replace',
    want: (c) => c.roleName,
    read: (r) => roleOf(r.nodeRole),
    write: () => ({}),
    eq: unlessOpen,
  }),
  InstanceTypes: fixed({
    paths: ['instanceType', 'settings.instanceTypes'],
    verdict: 'replace',
    want: (c) => c.instanceTypes,
    read: (r) => r.instanceTypes ?? null,
    write: (a) => (a === null ? {} : { instanceTypes: a }),
    eq: (x, y) => unlessOpen(inOrder(x ?? undefined), inOrder(y ?? undefined)),
  }),
  DiskSize: fixed({
    paths: ['diskSize'],
    verdict: 'replace',
    want: (c) => c.diskSize,
    read: (r) => r.diskSize ?? null,
    write: (a) => (a === null ? {} : { diskSize: a }),
    eq: unlessOpen,
  }),
  AmiType: fixed({
    paths: ['amiType'],
    verdict: 'replace',
    want: (c) => c.amiType,
    read: (r) => r.amiType ?? null,
    // EKS sees for itself that a template has an image.
    write: (a) => (a === null || a === 'CUSTOM' ? {} : { amiType: a }),
    eq: unlessOpen,
  }),
  CapacityType: fixed({
    paths: ['capacityType'],
    verdict: 'replace',
    want: (c): string | null => c.capacityType,
    read: (r) => r.capacityType ?? null,
    write: (a) => (a === null ? {} : { capacityType: a }),
    eq: unlessOpen,
  }),
  RemoteAccess: fixed({
    paths: [
      'remoteAccess.sshKeyName',
      'remoteAccess.sourceSecurityGroups',
      'remoteAccess.public',
      'AWSManagedControlPlane.spec.sshKeyName',
      'AWSManagedControlPlane.spec.bastion',
      'AWSManagedControlPlane.status.networkStatus.securityGroups',
    ],
    verdict: 'replace',
    want: (c) => accessOf(c.remoteAccess),
    read: (r) => accessOf(r.remoteAccess),
    write: ({ ec2SshKey, sourceSecurityGroups }) =>
      ec2SshKey === null && sourceSecurityGroups.length === 0
        ? {}
        : {
            remoteAccess: {
              ...(ec2SshKey === null ? {} : { ec2SshKey }),
              ...(sourceSecurityGroups.length === 0 ? {} : { sourceSecurityGroups }),
            },
          },
  }),
  LaunchTemplate: fixed({
    paths: ['awsLaunchTemplate'],
    verdict: 'replace',
    want: (c) => (c.hasTemplate ? 'a launch template' : 'none'),
    read: (r) => (r.launchTemplate === undefined ? 'none' : 'a launch template'),
    write: () => ({}),
  }),
}

const config = leaf<WantedNodegroup, Nodegroup, ConfigBody>()
const oneAway: UpdateConfig = { maxUnavailable: 1 }
/** No configuration is one node at a time (L11). */
const updateOf = (u: UpdateConfig | undefined): UpdateConfig => {
  const { updateStrategy, ...count } = u ?? oneAway
  const some = count.maxUnavailable === undefined && count.maxUnavailablePercentage === undefined ? oneAway : count
  return updateStrategy === undefined ? some : { ...some, updateStrategy }
}
/** No strategy is EKS's own. It is written all the same where it is asked for: an update without one leaves another as it is. */
const strategic = (u: UpdateConfig | null): UpdateConfig => ({ updateStrategy: 'DEFAULT', ...u })

/** What an update of the configuration changes, besides labels and taints. Of sizes EKS takes all three together. */
export const configRows = {
  MinSize: config({
    paths: ['scaling.minSize'],
    verdict: 'inPlace',
    want: (c) => c.minSize,
    read: (r) => r.scalingConfig?.minSize ?? null,
    write: (a) => (a === null ? {} : { scalingConfig: { minSize: a } }),
    eq: unlessOpen,
  }),
  MaxSize: config({
    paths: ['scaling.maxSize'],
    verdict: 'inPlace',
    want: (c) => c.maxSize,
    read: (r) => r.scalingConfig?.maxSize ?? null,
    write: (a) => (a === null ? {} : { scalingConfig: { maxSize: a } }),
    eq: unlessOpen,
  }),
  DesiredSize: config({
    paths: ['MachinePool.spec.replicas'],
    verdict: 'inPlace',
    want: (c) => c.desiredSize,
    read: (r) => r.scalingConfig?.desiredSize ?? null,
    write: (a) => (a === null ? {} : { scalingConfig: { desiredSize: a } }),
    eq: unlessOpen,
  }),
  UpdateConfig: config({
    paths: ['updateConfig.maxUnavailable', 'updateConfig.maxUnavailablePercentage', 'settings.updateStrategy'],
    verdict: 'inPlace',
    want: (c) => updateOf(c.updateConfig),
    read: (r) => updateOf(r.updateConfig),
    write: (a) => ({ updateConfig: a }),
    eq: (x, y) => equals(strategic(x), strategic(y)),
  }),
  NodeRepair: config({
    paths: ['nodeRepairConfig.enabled', 'settings.nodeRepair'],
    verdict: 'inPlace',
    want: (c) => c.nodeRepair,
    read: (r): WantedNodegroup['nodeRepair'] => ({ enabled: false, ...r.nodeRepairConfig }),
    write: (a) => (a === null ? {} : { nodeRepairConfig: a }),
    // What was not asked for may be as it is, unless repairs are to end: then nothing of it is left.
    eq: (x, y) => equals({ ...y, ...x }, y),
  }),
}
export const sizeRows: ReadonlyArray<keyof typeof configRows> = ['MinSize', 'MaxSize', 'DesiredSize']

const rolling = leaf<WantedNodegroup, Nodegroup, VersionBody>()
/** What rolls: every node is replaced. The template's version goes with the template's own rows. */
export const versionRows = {
  Version: rolling({
    paths: ['MachinePool.spec.template.spec.version'],
    verdict: 'roll',
    want: (c) => c.version,
    read: (r) => r.version ?? null,
    write: (a) => (a === null ? {} : { version: a }),
    eq: unlessOpen,
  }),
  ReleaseVersion: rolling({
    paths: ['amiVersion', 'settings.followLatestRelease'],
    verdict: 'roll',
    want: (c) => c.release,
    read: (r) => r.releaseVersion ?? null,
    write: (a) => (a === null ? {} : { releaseVersion: a }),
    eq: unlessOpen,
  }),
}

/** How labels, taints and the name are spoken of in the field table: they are sets with payloads of their own, or a thing's identity. */
export const nodegroupFaces = {
  Name: { paths: ['eksNodegroupName'], verdict: 'replace', ownership: 'owned' },
  Labels: { paths: ['labels'], verdict: 'inPlace', ownership: 'owned' },
  Taints: { paths: ['taints[].effect', 'taints[].key', 'taints[].value'], verdict: 'inPlace', ownership: 'owned' },
  Tags: { paths: ['additionalTags', 'AWSManagedControlPlane.spec.additionalTags'], verdict: 'inPlace', ownership: 'owned' },
  GroupTags: {
    paths: ['additionalTags', 'AWSManagedControlPlane.spec.additionalTags', 'settings.autoscalerTags'],
    verdict: 'inPlace',
    ownership: 'owned',
  },
} as const satisfies RowFaces
