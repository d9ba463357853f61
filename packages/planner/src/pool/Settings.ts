/**
 * What manifests cannot say. Every member has a default and a text that the docs print; later sources win: defaults, the settings
 * file, the namespace's annotation, and `poolwright.dev/<member>` on the pool itself, whose value is JSON or plain text.
 * @since 0.1.0
 */
import { oneOf, struct } from '@poolwright/core/codec'
import * as Finding from '@poolwright/core/Finding'
import type { Json } from '@poolwright/core/Json'
import * as t from 'io-ts'

type Range = { readonly from: number; readonly to: number }
const whole = ({ from, to }: Range): t.Type<number, unknown> =>
  new t.Type<number, unknown>(
    `a whole number from ${from} to ${to}`,
    (u): u is number => typeof u === 'number' && Number.isInteger(u) && u >= from && u <= to,
    (u, c) => (typeof u === 'number' && Number.isInteger(u) && u >= from && u <= to ? t.success(u) : t.failure(u, c)),
    (a) => a,
  )

const Fate = oneOf('delete', 'retain')
const Fates = struct('what happens to each', {}, { group: Fate, template: Fate })
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
    'Whose lifecycle hooks and suspended processes are managed: those that a record says are the pool’s (ours), or all of the group’s, so that what the manifest does not name is removed (strict).',
  ),
  adopt: member(
    t.boolean,
    false,
    'Whether a group or template of the pool’s name without any owner’s tags is taken over. What another pool or cluster owns is never taken.',
  ),
  onDelete: member<t.TypeOf<typeof Fate> | t.TypeOf<typeof Fates>>(
    t.union([Fate, Fates]),
    'delete',
    'What deleting the pool does in AWS: delete, or retain; or each by itself, as in {"group": "delete", "template": "retain"}.',
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
    'Percentages at which a rollout pauses, ascending, and for how many seconds (delay, 3600 when absent).',
  ),
  bakeTime: member<number | null>(
    t.union([t.null, whole({ from: 0, to: 172_800 })]),
    null,
    'Seconds that AWS waits after the last replacement before a rollout counts as successful.',
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
export const fateOf = (settings: Settings, resource: 'group' | 'template'): Fate =>
  typeof settings.onDelete === 'string' ? settings.onDelete : (settings.onDelete[resource] ?? 'delete')
