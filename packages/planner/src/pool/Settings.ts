/**
 * What manifests cannot say. Every member has a default and a text that the docs print; later sources win: defaults, the settings
 * file, the namespace's annotation, and `poolwright.dev/<member>` on the pool itself, whose value is JSON or plain text.
 * @since 0.1.0
 */
import { NodeRepairOverride } from '@poolwright/aws/Nodegroup'
import { oneOf, struct } from '@poolwright/core/codec'
import * as Finding from '@poolwright/core/Finding'
import type { Json } from '@poolwright/core/Json'
import * as t from 'io-ts'

type Range = { readonly from: number; readonly to: number }
const whole = ({ from, to }: Range): t.Type<number, unknown> => {
  const fits = (u: unknown): u is number => t.Int.is(u) && u >= from && u <= to
  return new t.Type<number, unknown>(
    `a whole number from ${from} to ${to}`,
    fits,
    (u, c) => (fits(u) ? t.success(u) : t.failure(u, c)),
    (a) => a,
  )
}

const Fate = oneOf('delete', 'retain')
const Fates = struct('what happens to each', {}, { group: Fate, template: Fate, role: Fate })
const count = whole({ from: 1, to: 1_000_000 })
const percentage = whole({ from: 1, to: 100 })
const Repair = struct(
  'node repair',
  {},
  {
    maxUnhealthyNodeThresholdCount: count,
    maxUnhealthyNodeThresholdPercentage: percentage,
    maxParallelNodesRepairedCount: count,
    maxParallelNodesRepairedPercentage: percentage,
    nodeRepairConfigOverrides: t.readonlyArray(NodeRepairOverride),
  },
)
const Checkpoints = struct(
  'checkpoints',
  { percentages: t.readonlyArray(whole({ from: 1, to: 100 })) },
  { delay: whole({ from: 0, to: 172_800 }) },
)

type Member<A> = { readonly codec: t.Type<A, unknown>; readonly default: A; readonly doc: string }
const member = <A>(codec: t.Type<A, unknown>, fallback: A, doc: string): Member<A> => ({ codec, default: fallback, doc })

/** Every setting that has an effect: how it is read, what holds without it, what it does. */
export const members = {
  userDataChange: member(
    oneOf('newInstances', 'roll'),
    'newInstances',
    'What changed bootstrap data does under the same Secret name: reach new instances only, or replace the running ones. Declared volatile parts, such as join tokens, never replace anything.',
  ),
  imageLookup: member(
    oneOf('pin', 'notify', 'roll'),
    'pin',
    'What a newer image of the same look-up does: nothing but an informational finding (pin), a warning (notify), or a rollout (roll).',
  ),
  ownership: member(
    oneOf('ours', 'strict'),
    'ours',
    'Whose lifecycle hooks, suspended processes, labels, taints, and policies and trust of a role are managed: what a record says is the pool’s (ours), or all that there is, so that what the manifest does not name is removed (strict).',
  ),
  adopt: member(
    t.boolean,
    false,
    'Whether a group, node group or template of the pool’s name without any owner’s tags is taken over. What another pool or cluster owns is never taken.',
  ),
  onDelete: member<t.TypeOf<typeof Fate> | t.TypeOf<typeof Fates>>(
    t.union([Fate, Fates]),
    'delete',
    'What deleting the pool does in AWS: delete, or retain; or each by itself, as in {"group": "delete", "template": "retain", "role": "retain"}. A node group is a group.',
  ),
  retainVersions: member(
    whole({ from: 2, to: 1_000 }),
    10,
    'How many of the newest template versions are kept at least. Older ones are deleted in one call every so many versions; the default version and those in use stay.',
  ),
  assumptions: member(
    oneOf('hold', 'allow'),
    'hold',
    'Whether a plan that rests on something the manifests leave open (a Cluster, its security groups, bootstrap data) may run. The embedded cloud allows it.',
  ),
  account: member(t.string, '000000000000', 'The AWS account of the pool, twelve digits.'),
  region: member(t.string, 'us-east-1', 'The AWS region of the pool, where neither AWSCluster nor AWSManagedControlPlane names one.'),
  retryFailedRefresh: member(
    t.boolean,
    false,
    'Whether a rollout that failed is started again ten minutes after it ended. Without it a failed rollout waits for a change of the spec.',
  ),
  retag: member(
    t.boolean,
    false,
    'Whether changed tags are also put on instances that run and on the volumes that go with them, and taken off where the pool put them. Without it new instances have them only. Takes ec2:DescribeInstances and ec2:DescribeTags.',
  ),
  rolloutDelay: member(
    whole({ from: 0, to: 86_400 }),
    0,
    'How many seconds a rollout waits after the template version that it leads to was made, so that edits in quick succession are rolled out once, by the last of them. New instances get the newest version meanwhile where the group follows it.',
  ),
  autoRollback: member(
    t.boolean,
    false,
    'Whether AWS puts a group back to its old version when a rollout fails. Needs a pinned group: one whose bootstrap data has no volatile part.',
  ),
  checkpoints: member<t.TypeOf<typeof Checkpoints> | null>(
    t.union([t.null, Checkpoints]),
    null,
    'Percentages at which a rollout pauses, and for how many seconds (delay, 3600 when absent). It always goes on to 100.',
  ),
  bakeTime: member<number | null>(
    t.union([t.null, whole({ from: 0, to: 172_800 })]),
    null,
    'Seconds that AWS waits after the last replacement before a rollout counts as successful.',
  ),
  EKSEnableIAM: member(
    t.boolean,
    false,
    'Whether the IAM role of a node group’s nodes is made, kept and deleted with it. Without it a role has to be there. The gate of Cluster API Provider AWS.',
  ),
  EKSAllowAddRoles: member(
    t.boolean,
    false,
    'Whether roleAdditionalPolicies may be attached to the role of a node group’s nodes. The gate of Cluster API Provider AWS.',
  ),
  recreateFailed: member(
    t.boolean,
    false,
    'Whether a node group that could not be made or deleted is deleted, so that it is made anew. EKS takes nothing else for such a group.',
  ),
  replace: member(
    oneOf('never', 'allowed'),
    'never',
    'What happens when something changes that EKS changes on no node group that is there: it is refused (never), or a second node group is made, and the first deleted once the second is active (allowed).',
  ),
  force: member(
    oneOf('never', 'afterFailure'),
    'never',
    'Whether an update of a node group that failed because pods could not be evicted is asked for again with force, which ends them against their disruption budgets.',
  ),
  followLatestRelease: member(
    t.boolean,
    false,
    'Whether nodes are replaced when EKS publishes a newer release of their image, where the manifest names no amiVersion.',
  ),
  nodeGroupHooks: member(
    t.boolean,
    false,
    'Whether lifecycleHooks of a managed pool are put on the Auto Scaling group that EKS made. Cluster API Provider AWS accepts them and does nothing.',
  ),
  autoscalerTags: member(
    t.boolean,
    false,
    'Whether labels and taints of a managed pool are written as tags on the Auto Scaling group behind it, for a cluster autoscaler that may not ask EKS.',
  ),
  updateStrategy: member<'DEFAULT' | 'MINIMAL' | null>(
    t.union([t.null, oneOf('DEFAULT', 'MINIMAL')]),
    null,
    'Whether EKS starts new nodes before it ends old ones (DEFAULT) or the other way round (MINIMAL). Without it the node group’s own stays.',
  ),
  nodeRepair: member<t.TypeOf<typeof Repair> | null>(
    t.union([t.null, Repair]),
    null,
    'The thresholds of node repair, as EKS’s API has them: when it stops, how many nodes at once, and what is done about which condition. Without nodeRepairConfig in the manifest it switches repair on.',
  ),
  instanceTypes: member<ReadonlyArray<string>>(
    t.readonlyArray(t.string),
    [],
    'Instance types of a node group, at most 20, besides the one that the manifest can name. Spot nodes want several.',
  ),
  alarms: member<ReadonlyArray<string>>(t.readonlyArray(t.string), [], 'Names of CloudWatch alarms that fail a rollout when they go off.'),
} as const

type Members = typeof members
export type Settings = { readonly [K in keyof Members]: Members[K]['default'] }
type Codecs = { readonly [K in keyof Members]: t.Type<Settings[K], unknown> }

const names = Object.keys(members) as ReadonlyArray<keyof Members>
// `fromEntries` cannot say which codec stands under which name; the table it is made from does.
const codecs = Object.fromEntries(names.map((k) => [k, members[k].codec])) as unknown as Codecs
/** Any of the members; what is absent is left to an earlier source or the default. */
export const SettingsInput = struct('Settings', {}, codecs)
export type SettingsInput = { readonly [K in keyof Settings]?: Settings[K] }

export const defaults: Settings = Object.fromEntries(names.map((k) => [k, members[k].default])) as unknown as Settings

/** The annotation of a pool that sets one member for it. */
export const annotationOf = (name: string): string => `${prefix}${name}`
const prefix = 'poolwright.dev/'

export type Resolved = { readonly settings: Settings; readonly findings: ReadonlyArray<Finding.Finding> }

const parse = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
const isMember = (name: string): name is keyof Members => Object.hasOwn(members, name)

/** The settings of one pool. An annotation that cannot be read is a finding, and counts as absent. */
export const resolve = (host: SettingsInput, annotations: { readonly [key: string]: string }): Resolved => {
  const findings: Array<Finding.Finding> = []
  const own: { [name: string]: unknown } = {}
  for (const key in annotations) {
    if (!key.startsWith(prefix)) continue
    const name = key.slice(prefix.length)
    const path = `metadata.annotations["${key}"]`
    const text = annotations[key] ?? ''
    if (!isMember(name)) {
      findings.push(Finding.warning('PW-SETTING', `there is no setting ${name}; there are ${names.join(', ')}`, [path]))
      continue
    }
    const { codec } = members[name]
    const read = [parse(text), text].map((u) => codec.decode(u)).find((r) => r._tag === 'Right')
    if (read === undefined) findings.push(Finding.warning('PW-SETTING', `${name} is ${codec.name}, not ${text}`, [path]))
    else own[name] = read.right
  }
  // Every value in `own` went through the codec of its own name.
  return { settings: { ...defaults, ...host, ...(own as SettingsInput) }, findings }
}

export type Fate = t.TypeOf<typeof Fate>
/** What deleting the pool does to one of its resources. */
export const fateOf = (settings: Settings, resource: 'group' | 'template' | 'role'): Fate =>
  typeof settings.onDelete === 'string' ? settings.onDelete : (settings.onDelete[resource] ?? 'delete')
