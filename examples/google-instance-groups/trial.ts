/** What may be asked of a pool, what others do to it, and everything that the laws need in one value. */
import * as Fact from '@poolwright/core/Fact'
import { isPlain, type Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { secretOf, vaultOf } from '@poolwright/core/Secret'
import { type Desired, get, put } from '@poolwright/testing/Desired'
import { embedded } from '@poolwright/testing/embedded'
import type { Subject } from '@poolwright/testing/Subject'
import type { Inputs, Leaf, Planning, Trial } from '@poolwright/testing/Trial'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { agreement, pool } from './agreement.js'
import { google, type GroupState, type Raw, type World } from './model.js'
import type { GoogleNouns } from './nouns.js'
import { type GoogleAct, operations } from './operations.js'
import { googleInstanceGroups } from './provider.js'
import { Wanted } from './Wanted.js'

const script = ['pool', 'template', 'startupScript']
/** In the startup script, and never to be seen outside the request that carries it. */
const canary = 'canary-3c77-startup'

export const base: Desired = {
  pool: {
    name: pool,
    project: 'p',
    zone: 'z',
    targetSize: 2,
    template: {
      machineType: 'e2-medium',
      image: 'projects/debian-cloud/global/images/family/debian-12',
      diskSizeGb: 10,
      network: 'global/networks/default',
      labels: { team: 'a' },
      startupScript: `#!/bin/sh\n# ${canary}\n`,
    },
    updatePolicy: { type: 'PROACTIVE', maxSurge: 1, maxUnavailable: 0 },
    namedPorts: [{ name: 'http', port: 80 }],
  },
}

// ---- the host's part -----------------------------------------------------------------------------------------------------

const key = Key.of('wanted', Key.kubeScope('default'), pool)
const bytesOf = (d: Desired): Uint8Array | undefined => {
  const text = get(script)(d)
  return typeof text === 'string' ? new TextEncoder().encode(text) : undefined
}
/** The document with its secret as a digest. */
const wantedOf = (d: Desired): E.Either<unknown, Wanted> => {
  const bytes = bytesOf(d)
  return Wanted.decode(bytes === undefined ? d['pool'] : put(script, secretOf(bytes))(d)['pool'])
}

export const planning: Planning<GoogleAct, GoogleNouns> = {
  provider: googleInstanceGroups,
  nouns: ['wanted'],
  facts: (d, now) => {
    const wanted = wantedOf(d)
    return E.isRight(wanted) ? { [key]: Fact.present(wanted.right, now) } : {}
  },
  pools: () => [key],
  uid: () => key,
  vault: (d) => {
    const bytes = bytesOf(d)
    return vaultOf(new Map(bytes === undefined ? [] : [[secretOf(bytes).$secret, bytes]]))
  },
}

// ---- what may be asked ---------------------------------------------------------------------------------------------------

const leaf = (path: string, ...values: ReadonlyArray<Json | undefined>): Leaf => ({
  path,
  place: ['pool', ...path.split('.')],
  values: fc.constantFrom(...values),
})
const ports = (...list: ReadonlyArray<readonly [string, number]>): Json => list.map(([name, port]) => ({ name, port }))
const leaves: ReadonlyArray<Leaf> = [
  { ...leaf('targetSize', 0, 1, 2, 3, undefined), weight: 3 },
  leaf('template.machineType', 'e2-medium', 'e2-small', 'n2-standard-4'),
  leaf('template.image', 'projects/debian-cloud/global/images/family/debian-12', 'projects/p/global/images/mine-7'),
  leaf('template.diskSizeGb', 10, 20),
  leaf('template.network', 'global/networks/default', 'projects/p/global/networks/default', 'global/networks/other'),
  leaf('template.labels', undefined, {}, { team: 'a' }, { team: 'b', tier: '' }),
  leaf('template.startupScript', undefined, `#!/bin/sh\n# ${canary}\n`, `#!/bin/sh\n# ${canary} again\n`),
  leaf('updatePolicy.type', 'PROACTIVE', 'OPPORTUNISTIC'),
  leaf('updatePolicy.maxSurge', 0, 1, 2),
  leaf('updatePolicy.maxUnavailable', 0, 1),
  leaf('namedPorts', undefined, [], ports(['http', 80]), ports(['http', 80], ['dns', 53])),
  {
    path: 'autoHealing.healthCheck',
    place: ['pool', 'autoHealing'],
    values: fc.constantFrom(
      undefined,
      { healthCheck: 'global/healthChecks/up', initialDelaySec: 60 },
      { healthCheck: 'projects/p/global/healthChecks/up', initialDelaySec: 90 },
    ),
  },
]

const reversed = (u: Json): Json =>
  Array.isArray(u) ? [...(u as ReadonlyArray<Json>)].reverse() : isPlain(u) ? Object.fromEntries(Object.entries(u).reverse()) : u
/** The same with links in full and in part, maps and lists the other way round. */
const reworded = (u: Json, n: number): Json => {
  if (typeof u === 'string' && /^(https:.*\/compute\/v1\/)?projects\//.test(u)) {
    const part = u.slice(u.indexOf('projects/'))
    return n % 3 === 0
      ? part
      : n % 3 === 1
        ? `https://www.googleapis.com/compute/v1/${part}`
        : `https://compute.googleapis.com/compute/v1/${part}`
  }
  if (Array.isArray(u)) return reversed((u as ReadonlyArray<Json>).map((x) => reworded(x, n)))
  return isPlain(u) ? reversed(Object.fromEntries(Object.entries(u).map(([k, x]) => [k, reworded(x, n)]))) : u
}

// ---- what others do ------------------------------------------------------------------------------------------------------

const onGroup =
  (to: (g: GroupState, n: number, d: Desired) => Raw) =>
  (w: World, n: number, d: Desired): World => {
    const g = w.groups[pool]
    return g === undefined ? w : { ...w, groups: { ...w.groups, [pool]: { ...g, body: { ...g.body, ...to(g, n, d) } } } }
  }
const isAutoscaled = (d: Desired): boolean => get(['pool', 'targetSize'])(d) === undefined
const theirs: GroupState = {
  body: { id: 'x', description: 'by hand', instanceTemplate: 'global/instanceTemplates/theirs', targetSize: 0, updatePolicy: {} },
  instances: [],
  made: 0,
}
const withTheirs = (w: World): World => ({
  ...w,
  templates: { ...w.templates, theirs: { id: 'x', name: 'theirs', properties: { machineType: 'f1-micro' } } },
})

export const inputs: Inputs<World> = {
  base,
  world: withTheirs(google.empty(1_767_225_600_000)),
  leaves,
  admits: (d) => E.isRight(wantedOf(d)),
  deletion: { place: ['pool', 'gone'], to: true },
  edits: {
    'resize it': { whose: 'ours', does: (w, n, d) => (isAutoscaled(d) ? w : onGroup(() => ({ targetSize: n % 4 }))(w, n, d)) },
    'close its ports': { whose: 'ours', does: onGroup(() => ({ namedPorts: [] })) },
    'drop its health check': { whose: 'ours', does: onGroup(() => ({ autoHealingPolicies: [] })) },
    'put it on another template': { whose: 'ours', does: onGroup(() => ({ instanceTemplate: 'global/instanceTemplates/theirs' })) },
    'delete it': {
      whose: 'ours',
      does: (w) => ({ ...w, groups: Object.fromEntries(Object.entries(w.groups).filter(([name]) => name !== pool)) }),
    },
    'scale it': { whose: 'foreign', does: (w, n, d) => (isAutoscaled(d) ? onGroup(() => ({ targetSize: n % 4 }))(w, n, d) : w) },
    'take its name': {
      whose: 'foreign',
      does: (w) => (w.groups[pool] === undefined ? { ...w, groups: { ...w.groups, [pool]: theirs } } : w),
    },
  },
  shuffle: (d) => {
    const turned = ['namedPorts', 'template', 'updatePolicy', 'autoHealing'].reduce((all, name) => {
      const part = get(['pool', name])(all)
      return part === undefined ? all : put(['pool', name], reversed(part))(all)
    }, d)
    const labels = get(['pool', 'template', 'labels'])(turned)
    return labels === undefined ? turned : put(['pool', 'template', 'labels'], reversed(labels))(turned)
  },
  // What the model answers is JSON.
  echo: (_, answer, n) => reworded(answer as Json, n) as object,
  canaries: [canary],
}

export const trialOf = (
  around: (p: Planning<GoogleAct, GoogleNouns>) => Subject<GoogleAct> = embedded,
): Trial<GoogleAct, World, GoogleNouns> => ({
  subject: around(planning),
  planning,
  ops: operations,
  model: google,
  agreement,
  inputs,
})
