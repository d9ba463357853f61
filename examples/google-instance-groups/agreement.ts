/**
 * What a raw world must hold, leaf by leaf: it knows neither the provider's rows nor how the model works. Written twice on purpose, so
 * that the laws say something.
 */
import { digest } from '@poolwright/core/digest'
import { canonical, equals, type Json } from '@poolwright/core/Json'
import { type Desired, get } from '@poolwright/testing/Desired'
import type { Agreement } from '@poolwright/testing/Trial'
import { type GroupState, nameIn, type Raw, text, type World } from './model.js'

export const pool = 'workers'
const owner = `poolwright pool ${pool}`
const wish = (d: Desired, ...place: ReadonlyArray<string>): Json => get(['pool', ...place])(d) ?? null
const isGone = (d: Desired): boolean => wish(d, 'gone') === true
const isProactive = (d: Desired): boolean => wish(d, 'updatePolicy', 'type') === 'PROACTIVE'
const isForeign = (g: GroupState | undefined): boolean => g !== undefined && g.body['description'] !== owner

const end = (link: Json | undefined, from: string): Json => (typeof link === 'string' ? link.slice(link.indexOf(from)) : null)
const set = (list: Json | undefined): Json => (Array.isArray(list) ? [...(list as ReadonlyArray<Json>)] : []).map(canonical).sort()
const mine = (w: World): ReadonlyArray<Raw> =>
  Object.values(w.templates).filter((x) => get(['properties', 'labels', 'poolwright_pool'])(x) === pool)

type Rule = { readonly path: string; readonly want: (d: Desired) => Json; readonly is: (group: Raw, properties: Json) => Json }
const limit = (name: 'maxSurge' | 'maxUnavailable'): Rule => ({
  path: `updatePolicy.${name}`,
  want: (d) => wish(d, 'updatePolicy', name),
  is: (g) => get(['updatePolicy', name, 'fixed'])(g) ?? null,
})
const table: ReadonlyArray<Rule> = [
  { path: 'template.machineType', want: (d) => wish(d, 'template', 'machineType'), is: (_, p) => get(['machineType'])(p) ?? null },
  {
    path: 'template.image',
    want: (d) => end(wish(d, 'template', 'image'), 'projects/'),
    is: (_, p) => end(get(['disks', '0', 'initializeParams', 'sourceImage'])(p), 'projects/'),
  },
  {
    path: 'template.diskSizeGb',
    want: (d) => text(wish(d, 'template', 'diskSizeGb')),
    is: (_, p) => get(['disks', '0', 'initializeParams', 'diskSizeGb'])(p) ?? null,
  },
  {
    path: 'template.network',
    want: (d) => end(wish(d, 'template', 'network'), 'global/'),
    is: (_, p) => end(get(['networkInterfaces', '0', 'network'])(p), 'global/'),
  },
  {
    path: 'template.labels',
    want: (d) => ({ ...(get(['pool', 'template', 'labels'])(d) as Raw | undefined), poolwright_pool: pool }),
    is: (_, p) => get(['labels'])(p) ?? {},
  },
  {
    path: 'template.startupScript',
    want: (d) => (wish(d, 'template', 'startupScript') === null ? null : digest(text(wish(d, 'template', 'startupScript')))),
    is: (_, p) => get(['metadata', 'items', '0', 'value', '$secret'])(p) ?? null,
  },
  { path: 'updatePolicy.type', want: (d) => wish(d, 'updatePolicy', 'type'), is: (g) => get(['updatePolicy', 'type'])(g) ?? null },
  limit('maxSurge'),
  limit('maxUnavailable'),
  { path: 'namedPorts', want: (d) => set(wish(d, 'namedPorts')), is: (g) => set(g['namedPorts']) },
  {
    path: 'autoHealing',
    want: (d) =>
      wish(d, 'autoHealing') === null
        ? []
        : [[end(wish(d, 'autoHealing', 'healthCheck'), 'global/'), wish(d, 'autoHealing', 'initialDelaySec')]],
    is: (g) =>
      ((g['autoHealingPolicies'] ?? []) as ReadonlyArray<Json>).map((p) => [
        end(get(['healthCheck'])(p), 'global/'),
        get(['initialDelaySec'])(p) ?? null,
      ]),
  },
  { path: 'targetSize', want: (d) => wish(d, 'targetSize'), is: (g) => g['targetSize'] ?? null },
]

/** An autoscaler's size is nobody's wish. */
const rulesFor = (d: Desired): ReadonlyArray<Rule> =>
  wish(d, 'targetSize') === null ? table.filter((r) => r.path !== 'targetSize') : table

export const agreement: Agreement<World> = {
  disagreements: (w, d) => {
    const g = w.groups[pool]
    if (isGone(d)) return [...(g === undefined ? [] : ['the group is still there']), ...mine(w).map(() => 'a template is still there')]
    if (g === undefined) return ['there is no group']
    const properties = w.templates[nameIn(g.body['instanceTemplate'])]?.['properties'] ?? {}
    const wrong = rulesFor(d).flatMap(({ path, want, is }) => {
      const [wanted, found] = [want(d), is(g.body, properties)]
      return equals(wanted, found) ? [] : [`${path} is ${canonical(found)} instead of ${canonical(wanted)}`]
    })
    const outdated = g.instances.filter((i) => i.template !== nameIn(g.body['instanceTemplate'])).length
    return [
      ...wrong,
      ...(g.instances.length === g.body['targetSize'] ? [] : [`${g.instances.length} instances`]),
      ...(isProactive(d) && outdated > 0 ? [`${outdated} instances are outdated`] : []),
    ]
  },
  never: (w) => Object.values(w.groups).flatMap((g) => (Number(g.body['targetSize']) < 0 ? ['a size below nothing'] : [])),
  possible: (d) => isGone(d) || Number(wish(d, 'updatePolicy', 'maxSurge')) + Number(wish(d, 'updatePolicy', 'maxUnavailable')) > 0,
  trespasses: (before, after, d) => {
    const [a, b] = [before.groups[pool], after.groups[pool]]
    const resized = a !== undefined && b !== undefined && wish(d, 'targetSize') === null && a.body['targetSize'] !== b.body['targetSize']
    const templates = Object.keys(before.templates).filter(
      (n) => !mine(before).some((x) => x['name'] === n) && after.templates[n] === undefined,
    )
    return [
      ...(isForeign(a) && !equals(a?.body, b?.body) ? ['a group of others was written'] : []),
      ...(resized ? ['the size that an autoscaler owns was written'] : []),
      ...templates.map(() => 'a template of others was deleted'),
    ]
  },
  shape: (w, d) => {
    const external = wish(d, 'targetSize') === null
    return Object.entries(w.groups).map(([name, { body, instances, goneAt }]) => ({
      ...body,
      name,
      id: null,
      targetSize: external ? null : (body['targetSize'] ?? null),
      instanceTemplate: w.templates[nameIn(body['instanceTemplate'])]?.['properties'] ?? null,
      namedPorts: set(body['namedPorts']),
      instances: external ? null : isProactive(d) ? instances.map((i) => i.template) : instances.length,
      going: goneAt !== undefined,
    }))
  },
  things: (w) => [
    ...Object.values(w.groups).map((g) => `group ${text(g.body['id'])}`),
    ...Object.values(w.templates).map((x) => `template ${text(x['id'])}`),
  ],
  moving: (w) =>
    Object.values(w.groups).some(
      (g) => g.goneAt !== undefined || g.instances.length !== g.body['targetSize'] || g.instances.some((i) => i.readyAt > w.now),
    ),
  text: canonical,
  fewest: (from, to) => {
    const before = from === null || isGone(from) ? null : from
    if (isGone(to)) return before === null ? 0 : 1
    const off = table.filter((r) => before === null || !equals(r.want(before), r.want(to))).map((r) => r.path)
    if (before === null) return 2
    const template = off.some((path) => path.startsWith('template.'))
    const patch = template || off.some((path) => path.startsWith('updatePolicy.') || path === 'autoHealing')
    const size = off.includes('targetSize') && wish(to, 'targetSize') !== null
    return [template, patch, size, off.includes('namedPorts')].filter(Boolean).length
  },
  upkeep: ['compute:instanceTemplates.delete'],
  labels: (ops) => [
    ...(ops.includes('compute:instanceGroupManagers.delete') ? ['deletion'] : []),
    ...(ops.includes('compute:instanceGroupManagers.patch') ? ['update'] : []),
  ],
}
