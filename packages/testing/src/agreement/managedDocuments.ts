/**
 * The documents of an AWSManagedMachinePool as they are written, by what a world has to hold because of them.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import type { Desired } from '../Desired.js'
import { inZones } from './documents.js'
import { imagesFor, saysImage } from './images.js'
import { at, items, type Maybe, type Members, members, word } from './raw.js'

/** `eks` is what EKS calls the cluster; template and role are called as Cluster API Provider AWS calls them. */
export const managed = {
  namespace: 'default',
  pool: 'workers',
  cluster: 'c',
  control: 'cp',
  eks: 'prod',
  nodegroup: 'nodes-1',
  template: 'cp-workers',
  role: 'prod-nodes-1_nodegroup-iam-service-role',
  account: '000000000000',
  scope: 'aws:000000000000/us-east-1',
} as const

/** What a look-up by name finds in the account that the documents live in. */
export const images = imagesFor('1.33.0', '1.33.2', '1.34.0')

export const spec = (d: Desired, ...place: ReadonlyArray<string>): Maybe => at(d['AWSManagedMachinePool'], 'spec', ...place)
export const control = (d: Desired, ...place: ReadonlyArray<string>): Maybe => at(d['AWSManagedControlPlane'], ...place)
export const machines = (d: Desired, ...place: ReadonlyArray<string>): Maybe => at(d['MachinePool'], 'spec', 'template', 'spec', ...place)
export const isDeleted = (d: Desired): boolean => at(d['AWSManagedMachinePool'], 'metadata', 'deletionTimestamp') !== undefined
export const setting = (d: Desired, name: string): Maybe =>
  at(d['AWSManagedMachinePool'], 'metadata', 'annotations', `poolwright.dev/${name}`)

/** A count that the manifest keeps saying, or nothing: then it is somebody else's, or was only a beginning. */
export const ownedCount = (d: Desired): number | null => {
  const manager = at(d['MachinePool'], 'metadata', 'annotations', 'cluster.x-k8s.io/replicas-managed-by')
  const count = at(d['MachinePool'], 'spec', 'replicas')
  return typeof count !== 'number' || (manager !== undefined && manager !== 'false') ? null : count
}
const whole = (u: Maybe): number | null => (typeof u === 'number' ? u : null)
export const minSize = (d: Desired) => whole(spec(d, 'scaling', 'minSize'))
export const maxSize = (d: Desired) => whole(spec(d, 'scaling', 'maxSize'))

export const hasTemplate = (d: Desired): boolean => spec(d, 'awsLaunchTemplate') !== undefined
const filled = (u: Maybe): boolean => u !== undefined && u !== ''
/** The image of the template itself: named, looked up by hand, or said to be one's own. */
export const hasOwnImage = (d: Desired): boolean =>
  hasTemplate(d) && (spec(d, 'amiType') === 'CUSTOM' || saysImage(spec(d, 'awsLaunchTemplate')))

export const ownsRole = (d: Desired): boolean => setting(d, 'EKSEnableIAM') === 'true' && !filled(spec(d, 'roleName'))
export const roleName = (d: Desired): string => (filled(spec(d, 'roleName')) ? word(spec(d, 'roleName')) : managed.role)
/** A worker's own three (EKS user guide, "Amazon EKS node IAM role"), and those that are added. */
export const policies = (d: Desired): ReadonlyArray<string> => [
  ...new Set([
    ...['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryReadOnly'].map(
      (x) => `arn:aws:iam::aws:policy/${x}`,
    ),
    ...items(spec(d, 'roleAdditionalPolicies')).map(word),
  ]),
]

export const userTags = (d: Desired): Members => ({
  ...members(control(d, 'spec', 'additionalTags')),
  ...members(spec(d, 'additionalTags')),
})
/** Of the node group and its role. */
export const ownTags = (d: Desired): Members => ({ ...userTags(d), [`kubernetes.io/cluster/${managed.eks}`]: 'owned' })
/** Of the launch template, and in it of instances and volumes. */
export const templateTags = (d: Desired): Members => ({
  Name: managed.template,
  ...userTags(d),
  [`kubernetes.io/cluster/${managed.eks}`]: 'owned',
  [`sigs.k8s.io/cluster-api-provider-aws/cluster/${managed.eks}`]: 'owned',
  'sigs.k8s.io/cluster-api-provider-aws/role': 'node',
})

/** EKS knows two numbers of a version. */
export const minor = (u: Maybe): string | null => /^v?(\d+\.\d+)/.exec(word(u))?.[1] ?? null
export const version = (d: Desired): string | null => minor(machines(d, 'version'))

const effects: { readonly [asked: string]: string } = {
  'no-schedule': 'NO_SCHEDULE',
  'no-execute': 'NO_EXECUTE',
  'prefer-no-schedule': 'PREFER_NO_SCHEDULE',
}
/** Values by effect and key; an empty one is the same as none. */
export const taints = (d: Desired): Members =>
  Object.fromEntries(
    items(spec(d, 'taints')).map((x) => [`${effects[word(at(x, 'effect'))] ?? ''} ${word(at(x, 'key'))}`, at(x, 'value') ?? '']),
  )

const named = (list: Maybe): ReadonlyArray<Json> => items(list)
const askedZones = (d: Desired): ReadonlyArray<Json> => {
  const own = named(spec(d, 'availabilityZones'))
  return own.length > 0 ? own : named(at(d['MachinePool'], 'spec', 'failureDomains'))
}
/** Subnets by id; `null`: by zone, or those of the cluster, whichever they are. */
export const subnets = (d: Desired): ReadonlyArray<Json> | null =>
  named(spec(d, 'subnetIDs')).length > 0 ? named(spec(d, 'subnetIDs')) : null
/** The subnets of each zone that is asked for, where nobody names subnets. A group is in a zone by any of them. */
export const zones = (d: Desired): ReadonlyArray<ReadonlyArray<string>> =>
  subnets(d) === null ? askedZones(d).map((zone) => inZones([zone], spec(d, 'availabilityZoneSubnetType'))) : []
/** A zone that is named without any subnet of the kind that is asked for. */
export const isNowhere = (d: Desired): boolean => zones(d).some((here) => here.length === 0)

/** Hooks that may be put on the group behind the node group. */
export const hooks = (d: Desired): ReadonlyArray<Json> => (putsHooks(d) ? items(spec(d, 'lifecycleHooks')) : [])
export const putsHooks = (d: Desired): boolean => setting(d, 'nodeGroupHooks') === 'true'

export const securityGroups = (d: Desired): ReadonlyArray<Maybe> => {
  const core = members(control(d, 'status', 'networkStatus', 'securityGroups'))
  return [at(core['node'], 'id'), at(core['node-eks-additional'], 'id')]
}

/** The key and the sources of SSH, `null` where nobody asks for it; the cluster's own group is always among the sources. */
export const access = (d: Desired): { readonly key: Json; readonly sources: ReadonlyArray<Maybe> } | null => {
  const asked = spec(d, 'remoteAccess')
  if (asked === undefined || hasTemplate(d)) return null
  const key = at(asked, 'sshKeyName') ?? control(d, 'spec', 'sshKeyName') ?? ''
  if (at(asked, 'public') === true) return { key, sources: [] }
  const core = members(control(d, 'status', 'networkStatus', 'securityGroups'))
  const bastion = control(d, 'spec', 'bastion', 'enabled') === true ? [at(core['bastion'], 'id')] : []
  return { key, sources: [...items(at(asked, 'sourceSecurityGroups')), at(core['cluster'], 'id'), ...bastion] }
}

export const secretName = (d: Desired): string => word(machines(d, 'bootstrap', 'dataSecretName'))
export const secretOf = (d: Desired): Maybe =>
  Object.values(d).find((x) => at(x, 'kind') === 'Secret' && at(x, 'metadata', 'name') === secretName(d))
