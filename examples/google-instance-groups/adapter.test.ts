import { send } from '@poolwright/core/Calls'
import type { Request } from '@poolwright/core/Model'
import { isSecret, secretOf } from '@poolwright/core/Secret'
import { makeEngine } from '@poolwright/engine/Engine'
import * as Source from '@poolwright/engine/Source'
import { put } from '@poolwright/testing/Desired'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { agreement } from './agreement.js'
import { type Fetch, googleCalls } from './adapter.js'
import { google } from './model.js'
import type { GoogleAct } from './operations.js'
import { base, inputs, planning } from './trial.js'

const zone = 'gcp:p/z'
const name = 'workers'
const script = new TextEncoder().encode('#!/bin/sh\necho secret-of-mine\n')
const properties = {
  machineType: 'e2-medium',
  disks: [{ boot: true, initializeParams: { sourceImage: 'projects/i', diskSizeGb: '10' } }],
  networkInterfaces: [{ network: 'global/networks/default' }],
  metadata: { items: [{ key: 'startup-script', value: script }] },
}

type Asked = { readonly method: string; readonly url: string; readonly body: unknown; readonly authorization: string | undefined }
/** A port to somebody who answers everything the same, and what was asked of them. */
const asking = (status: number, answer: string | Error, accessToken = () => Promise.resolve('t-1')) => {
  const asked: Array<Asked> = []
  const fetch: Fetch = (url, { method, headers, body }) => {
    asked.push({ method, url, body: body === undefined ? undefined : JSON.parse(body), authorization: headers['authorization'] })
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ status, text: () => Promise.resolve(answer) })
  }
  const ask = send<GoogleAct>(googleCalls({ fetch, accessToken, endpoint: 'https://g/v1' }))
  return { asked, ask: (op: GoogleAct['op'], scope: string, input: unknown) => ask(op, scope, input, 'token')() }
}
const failure = (reason: string, message = 'why') => JSON.stringify({ error: { code: 400, errors: [{ reason, message }] } })

const requests: ReadonlyArray<readonly [GoogleAct['op'], string, object, string, string, unknown]> = [
  [
    'compute:instanceGroupManagers.list',
    zone,
    { filter: 'a = "b"' },
    'GET',
    'zones/z/instanceGroupManagers?filter=a+%3D+%22b%22',
    undefined,
  ],
  [
    'compute:instanceTemplates.list',
    'gcp:p/global',
    { filter: 'f', pageToken: 'n' },
    'GET',
    'global/instanceTemplates?filter=f&pageToken=n',
    undefined,
  ],
  ['compute:zoneOperations.list', zone, { filter: 'f' }, 'GET', 'zones/z/operations?filter=f', undefined],
  [
    'compute:instanceTemplates.insert',
    'gcp:p/global',
    { name, properties },
    'POST',
    'global/instanceTemplates',
    { name, properties: { ...properties, metadata: { items: [{ key: 'startup-script', value: '#!/bin/sh\necho secret-of-mine\n' }] } } },
  ],
  ['compute:instanceTemplates.delete', 'gcp:p/global', { name }, 'DELETE', 'global/instanceTemplates/workers', undefined],
  ['compute:instanceGroupManagers.insert', zone, { name, targetSize: 2 }, 'POST', 'zones/z/instanceGroupManagers', { name, targetSize: 2 }],
  [
    'compute:instanceGroupManagers.patch',
    zone,
    { name, updatePolicy: { type: 'PROACTIVE' } },
    'PATCH',
    'zones/z/instanceGroupManagers/workers',
    { updatePolicy: { type: 'PROACTIVE' } },
  ],
  [
    'compute:instanceGroupManagers.resize',
    zone,
    { name, size: 0 },
    'POST',
    'zones/z/instanceGroupManagers/workers/resize?size=0',
    undefined,
  ],
  [
    'compute:instanceGroups.setNamedPorts',
    zone,
    { name, namedPorts: [] },
    'POST',
    'zones/z/instanceGroups/workers/setNamedPorts',
    { namedPorts: [] },
  ],
  ['compute:instanceGroupManagers.delete', zone, { name }, 'DELETE', 'zones/z/instanceGroupManagers/workers', undefined],
]

const failures: ReadonlyArray<readonly [status: number, answer: string, tag: string]> = [
  [429, failure('rateLimitExceeded'), 'Throttled'],
  [403, failure('rateLimitExceeded'), 'Throttled'],
  [400, failure('resourceNotReady'), 'Busy'],
  [400, failure('resourceInUseByAnotherResource'), 'Busy'],
  [404, failure('notFound'), 'Stale'],
  [409, failure('alreadyExists'), 'Stale'],
  [400, failure('invalid'), 'Refused'],
  [403, failure('forbidden'), 'Denied'],
  [503, failure('backendError'), 'Lost'],
  [502, '<html>', 'Lost'],
  [200, '<html>', 'Lost'],
  [200, '[]', 'Lost'],
  [200, JSON.stringify({ targetLink: 'x', httpErrorStatusCode: 409, error: { errors: [{ code: 'RESOURCE_ALREADY_EXISTS' }] } }), 'Stale'],
]

describe.each(requests)('%s', (op, scope, input, method, path, body) => {
  it('is one request', async () => {
    const { ask, asked } = asking(200, '{"targetLink":"x"}')
    expect(await ask(op, scope, input)).toMatchObject({ _tag: 'Right' })
    expect(asked).toEqual([{ method, url: `https://g/v1/projects/p/${path}`, body, authorization: 'Bearer t-1' }])
  })

  it('may go wrong in every way', async () => {
    for (const [status, answer, tag] of failures)
      expect(await asking(status, answer).ask(op, scope, input)).toMatchObject({ _tag: 'Left', left: { _tag: tag } })
  })

  it('is lost when the network fails, and not sent without an access token', async () => {
    expect(await asking(0, new Error('socket hang up')).ask(op, scope, input)).toEqual(E.left({ _tag: 'Lost' }))
    const locked = asking(200, '{}', () => Promise.reject(new Error('no')))
    expect(await locked.ask(op, scope, input)).toMatchObject({ left: { _tag: 'Denied' } })
    expect(locked.asked).toEqual([])
  })
})

it('hides scripts: those that Google gives back, and those that it quotes when it refuses', async () => {
  const item = {
    id: '1',
    name,
    selfLink: 's',
    creationTimestamp: 'c',
    properties: { ...properties, metadata: { items: [{ key: 'startup-script', value: new TextDecoder().decode(script) }] } },
  }
  const read = await asking(200, JSON.stringify({ items: [item] })).ask('compute:instanceTemplates.list', 'gcp:p/global', { filter: 'f' })
  expect(JSON.stringify(read)).toContain(secretOf(script).$secret)
  expect(JSON.stringify(read)).not.toContain('secret-of-mine')
  const refused = asking(400, failure('invalid', `bad value '${new TextDecoder().decode(script)}'`))
  expect(await refused.ask('compute:instanceTemplates.insert', 'gcp:p/global', { name, properties })).toEqual(
    E.left({ _tag: 'Refused', code: 'invalid', message: 'invalid' }),
  )
})

/** The model behind HTTP, as Google would be: paths are taken apart again, two items a page, and scripts are given back as text. */
const served = () => {
  let world = inputs.world
  const texts = new Map<string, string>()
  const asBytes = (member: string, x: unknown): unknown => {
    if (member !== 'value' || typeof x !== 'string') return x
    const bytes = new TextEncoder().encode(x)
    texts.set(secretOf(bytes).$secret, x)
    return bytes
  }
  const asText = (_: string, x: unknown): unknown => (isSecret(x) ? texts.get(x.$secret) : x)
  const fetch: Fetch = (url, { method, body }) => {
    const { pathname, searchParams } = new URL(url)
    const [, project, where, zoneName, kind = '', thing, verb] =
      /\/projects\/([^/]+)\/(?:(zones)\/([^/]+)|global)\/(\w+)\/?([^/]*)\/?(\w*)$/.exec(pathname) ?? []
    const scope = `gcp:${project ?? ''}/${where === undefined ? 'global' : (zoneName ?? '')}`
    const verbs: { readonly [m: string]: string } = { GET: 'list', POST: 'insert', PATCH: 'patch', DELETE: 'delete' }
    const op = `compute:${kind === 'operations' ? 'zoneOperations' : kind}.${verb === undefined || verb === '' ? (verbs[method] ?? '') : verb}`
    const sent = body === undefined ? {} : (JSON.parse(body, asBytes) as object)
    const input = { ...(thing === '' ? {} : { name: thing }), ...Object.fromEntries(searchParams), ...sent }
    const answered = (status: number, answer: object) =>
      Promise.resolve({ status, text: () => Promise.resolve(JSON.stringify(answer, asText)) })
    const request: Request = { scope, op, input, token: '' }
    const [next, answer] = google.step(world, request)
    world = next
    if (E.isLeft(answer)) return answered(400, { error: { errors: [{ reason: 'invalid' }] } })
    const { items } = answer.right as { readonly items?: ReadonlyArray<unknown> }
    if (items === undefined) return answered(200, answer.right)
    const from = Number(searchParams.get('pageToken') ?? 0)
    return answered(200, { items: items.slice(from, from + 2), ...(from + 2 < items.length ? { nextPageToken: String(from + 2) } : {}) })
  }
  return { fetch, world: () => world, tick: (ms: number) => void (world = google.tick(world, ms)) }
}

it('is what the engine needs: a pool is made, changed four times and deleted over HTTP', async () => {
  const cloud = served()
  let desired = base
  const now = () => google.now(cloud.world())
  const facts = () => planning.facts(desired, now(), null)
  const engine = makeEngine({
    provider: planning.provider,
    calls: googleCalls({ fetch: cloud.fetch, accessToken: () => Promise.resolve('t') }),
    sources: { wanted: Source.fromFacts(facts) },
    vault: { open: (secret) => planning.vault(desired).open(secret) },
    clock: { now, sleep: (ms) => Promise.resolve(cloud.tick(ms)) },
    random: () => 0,
  })
  const types = ['e2-medium', 'e2-small', 'n2-standard-4', 'c3-standard-4', 'e2-medium']
  for (const machineType of types) {
    desired = put(['pool', 'template', 'machineType'], machineType)(base)
    const outcome = await engine.runUntilStable(planning.pools(desired))
    expect(outcome.ended).toBe('settled')
    expect(agreement.disagreements(cloud.world(), desired)).toEqual([])
  }
  // The one in use, two to go back to, and somebody else's.
  expect(Object.keys(cloud.world().templates)).toHaveLength(4)
  desired = put(['pool', 'gone'], true)(base)
  await engine.runUntilStable(planning.pools(desired))
  cloud.tick(60_000)
  await engine.runUntilStable(planning.pools(desired))
  expect(agreement.disagreements(cloud.world(), desired)).toEqual([])
})
