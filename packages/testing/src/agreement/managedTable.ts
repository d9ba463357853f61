/**
 * The table of managed pools: a path of the manifest, what it asks for, and where that is read in a node group or in the body of a launch
 * template or an instance.
 *
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 * @since 0.1.0
 */
import { isPlain, type Json } from '@poolwright/core/Json'
import type { Desired } from '../Desired.js'
import { referred } from './documents.js'
import {
  access,
  hasOwnImage,
  hasTemplate,
  images,
  machines,
  maxSize,
  minSize,
  ownedCount,
  roleName,
  securityGroups,
  setting,
  spec,
  subnets,
  taints,
} from './managedDocuments.js'
import { imageOf } from './images.js'
import { at, items, type Maybe, members, set, text, word } from './raw.js'
import { bodyRows, type Row } from './table.js'

/** A row of which `null` in `want` says that nobody asks: then it may be as it is. */
export type Asking = Row<Maybe>

/** A setting's value, which is JSON in an annotation. */
const parsed = (u: Maybe): Maybe => (typeof u === 'string' ? (JSON.parse(u) as Json) : undefined)

const capacities: { readonly [asked: string]: Json } = { onDemand: 'ON_DEMAND', spot: 'SPOT' }
/** How often, at most, is said once; without a word it is one node at a time. */
const updates = (u: Maybe): Json => {
  const share = at(u, 'maxUnavailablePercentage')
  return share === undefined ? { maxUnavailable: at(u, 'maxUnavailable') ?? 1 } : { maxUnavailablePercentage: share }
}

/** What EKS never changes on a group that is there. */
export const fixedRows: ReadonlyArray<Asking> = [
  { path: 'subnetIDs', want: (d) => (subnets(d) === null ? null : set(subnets(d) ?? [])), read: (n) => set(items(at(n, 'subnets'))) },
  {
    path: 'roleName',
    want: (d) => (text(spec(d, 'roleName')) === null ? null : roleName(d)),
    read: (n) => word(at(n, 'nodeRole')).replace(/^.*\//, ''),
  },
  {
    path: 'instanceType',
    want: (d) => {
      const [own, more] = [text(spec(d, 'instanceType')), parsed(setting(d, 'instanceTypes'))]
      const all = items(more).includes(own) ? more : [...(own === null ? [] : [own]), ...items(more)]
      return items(all).length === 0 || text(spec(d, 'awsLaunchTemplate', 'instanceType')) !== null ? null : items(all)
    },
    read: (n) => items(at(n, 'instanceTypes')),
  },
  {
    path: 'diskSize',
    want: (d) => (hasTemplate(d) ? null : (spec(d, 'diskSize') ?? null)),
    read: (n) => at(n, 'diskSize') ?? null,
  },
  { path: 'amiType', want: (d) => (hasOwnImage(d) ? 'CUSTOM' : text(spec(d, 'amiType'))), read: (n) => text(at(n, 'amiType')) },
  {
    path: 'capacityType',
    want: (d) =>
      spec(d, 'awsLaunchTemplate', 'marketType') === 'CapacityBlock'
        ? 'CAPACITY_BLOCK'
        : (capacities[word(spec(d, 'capacityType') ?? 'onDemand')] ?? null),
    read: (n) => text(at(n, 'capacityType')),
  },
  {
    path: 'remoteAccess',
    want: (d) => {
      const asked = access(d)
      // Without a key, and open to nobody in particular, it is nothing.
      if (asked === null || (text(asked.key) === null && asked.sources.length === 0)) return 'none'
      return { key: text(asked.key), from: set(asked.sources) }
    },
    read: (n) => {
      const seen = at(n, 'remoteAccess')
      return seen === undefined ? 'none' : { key: text(at(seen, 'ec2SshKey')), from: set(items(at(seen, 'sourceSecurityGroups'))) }
    },
  },
  { path: 'awsLaunchTemplate', want: (d) => hasTemplate(d), read: (n) => at(n, 'launchTemplate') !== undefined },
]

/** EKS takes it only beside a count of nodes that may be away. */
export const strategyRow: Asking = {
  path: 'settings.updateStrategy',
  want: (d) => text(setting(d, 'updateStrategy')),
  read: (n) => text(at(n, 'updateConfig', 'updateStrategy')),
}
/** What updates of the configuration change. Labels and taints have others beside them. */
export const configRows: ReadonlyArray<Asking> = [
  { path: 'scaling.minSize', want: minSize, read: (n) => at(n, 'minSize') ?? null },
  { path: 'scaling.maxSize', want: maxSize, read: (n) => at(n, 'maxSize') ?? null },
  { path: 'MachinePool.spec.replicas', want: ownedCount, read: (n) => at(n, 'desiredSize') ?? null },
  { path: 'updateConfig', want: (d) => updates(spec(d, 'updateConfig')), read: (n) => updates(at(n, 'updateConfig')) },
  {
    path: 'nodeRepairConfig.enabled',
    want: (d) =>
      spec(d, 'nodeRepairConfig') !== undefined
        ? spec(d, 'nodeRepairConfig', 'enabled') === true
        : setting(d, 'nodeRepair') === undefined
          ? null
          : true,
    read: (n) => at(n, 'nodeRepairConfig', 'enabled') === true,
  },
  {
    path: 'settings.nodeRepair',
    want: (d) =>
      spec(d, 'nodeRepairConfig') === undefined || spec(d, 'nodeRepairConfig', 'enabled') === true
        ? (at(parsed(setting(d, 'nodeRepair')), 'maxParallelNodesRepairedCount') ?? null)
        : null,
    read: (n) => at(n, 'nodeRepairConfig', 'maxParallelNodesRepairedCount') ?? null,
  },
  strategyRow,
]

/** Taints of a world, by effect and key. */
export const taintsIn = (n: Maybe): { readonly [id: string]: Json } =>
  Object.fromEntries(items(at(n, 'taints')).map((x) => [`${word(at(x, 'effect'))} ${word(at(x, 'key'))}`, at(x, 'value') ?? '']))
export const wantedTaints = taints
export const wantedLabels = (d: Desired) => members(spec(d, 'labels'))

/** The same document as pools of Auto Scaling groups have it, for what both have in their launch templates. */
const alike = (d: Desired): Desired => ({
  ...d,
  AWSMachinePool: d['AWSManagedMachinePool'] ?? null,
  AWSCluster: d['AWSManagedControlPlane'] ?? null,
})
/** EKS's own images have their root volume under one name, the account's under another. */
const own = '/dev/xvda'
const ofAccount = '/dev/sda1'
const oneRoot = (b: Maybe): Maybe =>
  isPlain(b)
    ? {
        ...b,
        BlockDeviceMappings: items(at(b, 'BlockDeviceMappings')).map((x) =>
          at(x, 'DeviceName') === own ? { ...members(x), DeviceName: ofAccount } : x,
        ),
      }
    : b
/** EKS attaches the profile itself, and says which image where the template does not. */
const others = ['ami.id', 'iamInstanceProfile', 'additionalSecurityGroups[].id']

/** Of a pool with a launch template: `null` in `want` says that nothing must be there either. */
export const templateRows: ReadonlyArray<Asking> = [
  ...bodyRows([])
    .filter((row) => !others.some((path) => row.path === `awsLaunchTemplate.${path}`))
    .map((row) => ({ path: row.path, want: (d: Desired) => row.want(alike(d)), read: (b: Maybe) => row.read(oneRoot(b)) })),
  {
    path: 'awsLaunchTemplate.additionalSecurityGroups[].id',
    want: (d) => set([...securityGroups(d), ...referred(spec(d, 'awsLaunchTemplate', 'additionalSecurityGroups'))]),
    read: (b) => set(items(at(b, 'SecurityGroupIds'))),
  },
]
/** An image of the template's own; without one EKS gives instances its. */
export const imageRow: Asking = {
  path: 'awsLaunchTemplate.ami.id',
  want: (d) => imageOf(images, spec(d, 'awsLaunchTemplate'), word(machines(d, 'version')).replace(/^v/, '')),
  read: (b) => text(at(b, 'ImageId')),
}
