/**
 * Raw JSON, read without asking what it is.
 * @since 0.1.0
 */
import { canonical, equals, isPlain, type Json } from '@poolwright/core/Json'
import { get } from '../Desired.js'

export type Maybe = Json | undefined
export type Members = { readonly [k: string]: Json }
export const members = (u: Maybe): Members => (isPlain(u) ? u : {})
export const items = (u: Maybe): ReadonlyArray<Json> => (Array.isArray(u) ? (u as ReadonlyArray<Json>) : [])
export const at = (u: Maybe, ...place: ReadonlyArray<string>): Maybe => get(place)(u)
/** Blank text and no text are one thing to AWS. */
export const text = (u: Maybe): Json => (u === undefined || u === '' ? null : u)
export const set = (xs: ReadonlyArray<Maybe>): Json => [...new Set(xs.map(word))].sort()
/** Text, numbers and yes or no, as text; anything else is blank. */
export const word = (u: Maybe): string => (typeof u === 'string' || typeof u === 'number' || typeof u === 'boolean' ? String(u) : '')

/** Of a raw group. */
export const instances = (g: Maybe): ReadonlyArray<Json> => items(at(g, 'instances'))
/** Tags by key, where each is written with more than its value as well as where it is not. */
export const valuesOf = (u: Maybe): Members =>
  Object.fromEntries(Object.entries(members(u)).map(([k, v]) => [k, isPlain(v) ? (at(v, 'Value') ?? '') : v]))
/** Tags that a template's body has for one kind of resource. */
export const bodyTags = (b: Maybe, resource: string): Members =>
  Object.fromEntries(
    items(at(b, 'TagSpecifications'))
      .filter((s) => at(s, 'ResourceType') === resource)
      .flatMap((s) => items(at(s, 'Tags')).map((x) => [word(at(x, 'Key')), at(x, 'Value') ?? ''])),
  )
const secretTag = 'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-secret'
/** What instances say of the user data that they were made with. */
const dataTags: ReadonlyArray<string> = [
  secretTag,
  'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-hash',
  'poolwright.dev/bootstrap-data-stable',
  'poolwright.dev/volatile',
]
/** The Secret that a body's user data came from, as its instances are tagged with it. */
export const secretIn = (b: Maybe): Json => bodyTags(b, 'instance')[secretTag] ?? null
/** Tags but for those. */
export const withoutData = (tags: Members): Members => Object.fromEntries(Object.entries(tags).filter(([k]) => !dataTags.includes(k)))

/** One sentence where the two are not the same. */
export const is = (what: string, got: Json, want: Json): ReadonlyArray<string> =>
  equals(got, want) ? [] : [`${what} is ${canonical(got)}, and ${canonical(want)} is wanted`]
/** How many instances are there, and in service, beside how many there are to be. */
export const serving = (g: Maybe): ReadonlyArray<string> => {
  const ready = instances(g).filter((i) => at(i, 'state') === 'InService' && at(i, 'healthy') === true)
  const desired = at(g, 'desired') ?? null
  return [...is('instances in service', ready.length, desired), ...is('instances', instances(g).length, desired)]
}
/** A group's desired capacity outside its bounds. */
export const unbounded = (name: string, g: Maybe): ReadonlyArray<string> => {
  const [low, n, high] = [Number(at(g, 'min')), Number(at(g, 'desired')), Number(at(g, 'max'))]
  return low <= n && n <= high ? [] : [`${name}: desired ${n} is not within ${low} and ${high}`]
}

/** What names, of things and of parts, begin with that the edits of others use. */
export const foreign = 'foreign'
/** Hooks that are asked for are there as they are asked for; others may be somebody else's. */
export const hooksIn = (g: Maybe, asked: ReadonlyArray<Json>): ReadonlyArray<string> =>
  asked.flatMap((h) => {
    const there = items(at(g, 'hooks')).find((x) => at(x, 'LifecycleHookName') === at(h, 'name'))
    const what = `lifecycleHooks: ${word(at(h, 'name'))}`
    return there === undefined
      ? [`${what} is not there`]
      : [
          ...is(what, at(there, 'LifecycleTransition') ?? null, at(h, 'lifecycleTransition') ?? null),
          ...is(what, at(there, 'HeartbeatTimeout') ?? null, seconds(at(h, 'heartbeatTimeout'))),
          ...is(what, at(there, 'DefaultResult') ?? null, at(h, 'defaultResult') ?? 'ABANDON'),
          ...is(what, at(there, 'NotificationMetadata') ?? '', at(h, 'notificationMetadata') ?? ''),
          ...is(what, at(there, 'NotificationTargetARN') ?? '', at(h, 'notificationTargetARN') ?? ''),
          ...is(what, at(there, 'RoleARN') ?? '', at(h, 'roleARN') ?? ''),
        ]
  })
export const isForeignHook = (hook: Json): boolean => word(at(hook, 'LifecycleHookName')).startsWith(foreign)

/** Of a duration as Go writes one. */
export const seconds = (u: Maybe): number => {
  const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(typeof u === 'string' ? u : '')
  const [, h = 0, m = 0, s = 0] = found ?? []
  const sum = Number(h) * 3_600 + Number(m) * 60 + Number(s)
  // A cooldown of none is the default (V1): zero cannot be asked for.
  return sum === 0 ? 300 : sum
}
