/**
 * That part of Google as a pure function: one project and one zone, in virtual time. Written from Google's pages on raw values; it knows
 * nothing of the provider. Startup scripts are kept as digests.
 *
 * Instances boot for forty seconds. Every ten seconds each group's manager looks: it makes and deletes instances until there are as
 * many as wanted, and replaces outdated ones within `maxSurge` and `maxUnavailable` if updates are proactive.
 */
import { type CloudError } from '@poolwright/core/CloudError'
import { digest } from '@poolwright/core/digest'
import { isPlain, type Json } from '@poolwright/core/Json'
import type { Millis } from '@poolwright/core/Fact'
import type { Model, Request } from '@poolwright/core/Model'
import * as E from 'fp-ts/lib/Either.js'
import { classify } from './operations.js'

export type Raw = { readonly [member: string]: Json }
/** `n`: the how-manieth of its group. */
export type Instance = { readonly n: number; readonly template: string; readonly readyAt: Millis }
export type GroupState = {
  /** As it was given and patched. */
  readonly body: Raw
  readonly instances: ReadonlyArray<Instance>
  readonly made: number
  /** It is being deleted, and gone then. */
  readonly goneAt?: Millis
}
export type World = {
  readonly now: Millis
  /** Things made so far: their ids. */
  readonly made: number
  readonly groups: { readonly [name: string]: GroupState }
  readonly templates: { readonly [name: string]: Raw }
}

const boot = 40_000
const deletion = 20_000
const look = 10_000
const api = 'https://www.googleapis.com/compute/v1/projects/p'

export const text = (u: Json | undefined): string => (typeof u === 'string' ? u : JSON.stringify(u ?? null))
export const nameIn = (link: Json | undefined): string => text(link).slice(text(link).lastIndexOf('/') + 1)
const without = <A>(all: { readonly [k: string]: A }, name: string): { readonly [k: string]: A } =>
  Object.fromEntries(Object.entries(all).filter(([k]) => k !== name))

// ---- what happens by itself ----------------------------------------------------------------------------------------------

const fixed = (g: GroupState, limit: string): number => {
  const policy = g.body['updatePolicy']
  const count = isPlain(policy) ? policy[limit] : undefined
  return isPlain(count) && typeof count['fixed'] === 'number' ? count['fixed'] : 1
}
const target = (g: GroupState): number => Number(g.body['targetSize'])
const isOutdated = (g: GroupState) => (i: Instance) => i.template !== nameIn(g.body['instanceTemplate'])
const isProactive = (g: GroupState): boolean => isPlain(g.body['updatePolicy']) && g.body['updatePolicy']['type'] === 'PROACTIVE'
const isReached = (g: GroupState): boolean => !g.instances.some(isOutdated(g))
const isStable = (g: GroupState, now: Millis): boolean =>
  g.goneAt === undefined &&
  g.instances.length === target(g) &&
  g.instances.every((i) => i.readyAt <= now) &&
  (isReached(g) || !isProactive(g))

/** One look of a group's manager. */
const managed = (g: GroupState, now: Millis): GroupState => {
  const outdated = isProactive(g) ? g.instances.filter(isOutdated(g)).length : 0
  const most = target(g) + Math.min(outdated, fixed(g, 'maxSurge'))
  const least = target(g) - (outdated > 0 ? fixed(g, 'maxUnavailable') : 0)
  // Those that go first: outdated ones, and among them those that serve nobody yet.
  const rank = (i: Instance): number => (isOutdated(g)(i) ? 0 : 2) + (i.readyAt > now ? 0 : 1)
  let left = [...g.instances].sort((a, b) => rank(a) - rank(b) || a.n - b.n)
  const serving = () => left.filter((i) => i.readyAt <= now).length
  const mayGo = (i: Instance): boolean => left.length > most || (outdated > 0 && isOutdated(g)(i) && (i.readyAt > now || serving() > least))
  for (let first = left[0]; first !== undefined && mayGo(first); first = left[0]) left = left.slice(1)
  const born = Array.from({ length: Math.max(0, most - left.length) }, (_, i) => ({
    n: g.made + i + 1,
    template: nameIn(g.body['instanceTemplate']),
    readyAt: now + boot,
  }))
  return { ...g, made: g.made + born.length, instances: [...left, ...born].sort((a, b) => a.n - b.n) }
}

const looked = (w: World): World => ({
  ...w,
  groups: Object.fromEntries(
    Object.entries(w.groups).flatMap(([name, g]) =>
      g.goneAt === undefined ? [[name, managed(g, w.now)]] : g.goneAt <= w.now ? [] : [[name, g]],
    ),
  ),
})

const tick = (w: World, by: Millis): World => {
  const end = w.now + by
  let at = w
  for (let t = (Math.floor(w.now / look) + 1) * look; t <= end; t += look) {
    if (Object.values(at.groups).every((g) => isStable(g, at.now))) break
    at = looked({ ...at, now: t })
  }
  return { ...at, now: end }
}

// ---- requests ------------------------------------------------------------------------------------------------------------

type Answer = readonly [World, E.Either<CloudError, object>]

/** JSON merge patch. */
const patched = (old: Json | undefined, to: Json): Json =>
  isPlain(to) ? Object.entries(to).reduce<Raw>((all, [k, v]) => ({ ...all, [k]: patched(all[k], v) }), isPlain(old) ? old : {}) : to

/** As it is kept: secrets by digest. */
const kept = (u: unknown): Json => {
  if (u instanceof Uint8Array) return { $secret: digest(u) }
  if (Array.isArray(u)) return u.map(kept)
  // What is no bytes, list or object is JSON already: requests carry nothing else.
  return isPlain(u) ? Object.fromEntries(Object.entries(u).map(([k, x]) => [k, kept(x)])) : (u as Json)
}

const filterText = (input: Raw): ReadonlySet<string> => new Set([...text(input['filter']).matchAll(/"([^"]*)"/g)].map((m) => m[1] ?? ''))
/** What a template says by its only filter: `properties.labels.<label> = "<value>"`. */
const labelled = (input: Raw, template: Raw): boolean => {
  const label = /properties\.labels\.(\w+)/.exec(text(input['filter']))?.[1] ?? ''
  const { labels } = template['properties'] as { readonly labels?: Raw }
  return filterText(input).has(text(labels?.[label]))
}

const step = (w: World, r: Request): Answer => {
  // Inputs are requests with bytes in them; only JSON is left of them here.
  const input = kept(r.input) as Raw
  const name = text(input['name'])
  const no = (status: number, reason: string): Answer => [w, E.left(classify(status, reason, `${name}: ${reason}`))]
  const answers = (items: ReadonlyArray<Json>): Answer => [w, E.right(items.length === 0 ? {} : { items })]
  const accepted = (kind: string, changes: Partial<World>): Answer => [
    { ...w, ...changes },
    E.right({ targetLink: `${api}/${kind}/${name}` }),
  ]
  const group = w.groups[name]
  const withGroup = (to: GroupState): Answer => accepted('zones/z/instanceGroupManagers', { groups: { ...w.groups, [name]: to } })
  /** A change of a group that is there and not on its way out. */
  const onGroup = (to: (g: GroupState) => Answer): Answer =>
    group === undefined ? no(404, 'notFound') : group.goneAt !== undefined ? no(400, 'resourceNotReady') : to(group)
  const isLegal = (body: Raw): boolean => w.templates[nameIn(body['instanceTemplate'])] !== undefined
  const hasRoom = (g: GroupState): boolean => fixed(g, 'maxSurge') + fixed(g, 'maxUnavailable') > 0
  const { name: _, ...body } = input

  switch (r.op) {
    case 'compute:instanceGroupManagers.list':
      return answers(
        Object.entries(w.groups).flatMap(([n, g]) =>
          filterText(input).has(n)
            ? [{ ...g.body, name: n, status: { isStable: isStable(g, w.now), versionTarget: { isReached: isReached(g) } } }]
            : [],
        ),
      )
    case 'compute:instanceTemplates.list':
      return answers(Object.values(w.templates).filter((x) => labelled(input, x)))
    case 'compute:zoneOperations.list':
      return answers(
        Object.entries(w.groups).flatMap(([n, g]) =>
          g.goneAt === undefined ? [] : [{ operationType: 'delete', targetLink: `${api}/zones/z/instanceGroupManagers/${n}` }],
        ),
      )
    case 'compute:instanceTemplates.insert': {
      if (w.templates[name] !== undefined) return no(409, 'alreadyExists')
      const selfLink = `${api}/global/instanceTemplates/${name}`
      const made = { ...input, id: String(w.made), selfLink, creationTimestamp: new Date(w.now).toISOString() }
      return accepted('global/instanceTemplates', { made: w.made + 1, templates: { ...w.templates, [name]: made } })
    }
    case 'compute:instanceTemplates.delete': {
      if (w.templates[name] === undefined) return no(404, 'notFound')
      const isUsed = (g: GroupState) => nameIn(g.body['instanceTemplate']) === name || g.instances.some((i) => i.template === name)
      if (Object.values(w.groups).some(isUsed)) return no(400, 'resourceInUseByAnotherResource')
      return accepted('global/instanceTemplates', { templates: without(w.templates, name) })
    }
    case 'compute:instanceGroupManagers.insert': {
      if (group !== undefined) return no(409, 'alreadyExists')
      const made: GroupState = { body: { ...body, id: String(w.made) }, instances: [], made: 0 }
      if (!isLegal(body) || !hasRoom(made)) return no(400, 'invalid')
      return accepted('zones/z/instanceGroupManagers', { made: w.made + 1, groups: { ...w.groups, [name]: made } })
    }
    case 'compute:instanceGroupManagers.patch':
      return onGroup((g) => {
        const next = { ...g, body: patched(g.body, body) as Raw }
        return isLegal(next.body) && hasRoom(next) ? withGroup(next) : no(400, 'invalid')
      })
    case 'compute:instanceGroupManagers.resize':
      return onGroup((g) => withGroup({ ...g, body: { ...g.body, targetSize: Number(input['size']) } }))
    case 'compute:instanceGroups.setNamedPorts':
      return onGroup((g) => withGroup({ ...g, body: { ...g.body, ...body } }))
    case 'compute:instanceGroupManagers.delete':
      return onGroup((g) => withGroup({ ...g, goneAt: w.now + deletion }))
    default:
      return no(404, 'notFound')
  }
}

export const google: Model<World> = {
  empty: (now) => ({ now, made: 0, groups: {}, templates: {} }),
  now: (w) => w.now,
  tick,
  step,
}
