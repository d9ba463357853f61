/**
 * Google itself as the port that plans are carried out through, over anything shaped like `fetch`. It decides nothing: one request each,
 * its answer decoded, its refusal told apart. It waits for no operation to end; what it comes to is read.
 *
 * @see https://cloud.google.com/compute/docs/reference/rest/v1
 */
import type { Filled, In } from '@poolwright/core/Action'
import { type Call, type Calls, callsThrough } from '@poolwright/core/Calls'
import { type CloudError, denied, lost } from '@poolwright/core/CloudError'
import { isPlain } from '@poolwright/core/Json'
import type * as Key from '@poolwright/core/Key'
import { rowOf } from '@poolwright/core/Operation'
import { secretOf } from '@poolwright/core/Secret'
import * as E from 'fp-ts/lib/Either.js'
import { classify, type GoogleAct, operations } from './operations.js'

/** Node's own `fetch` fits. */
export type Fetch = (
  url: string,
  init: { readonly method: string; readonly headers: { readonly [name: string]: string }; readonly body?: string },
) => Promise<{ readonly status: number; readonly text: () => Promise<string> }>

export type Options = {
  readonly fetch: Fetch
  /** Asked before each request; whoever makes it keeps it for as long as it is good. */
  readonly accessToken: () => Promise<string>
  /** `https://compute.googleapis.com/compute/v1` when not given. */
  readonly endpoint?: string
}

type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: object
  readonly body?: object
}
type Routes = { readonly [K in GoogleAct['op']]: (input: Filled<In<GoogleAct, K>>) => Route }

const managers = 'instanceGroupManagers'
const templates = 'instanceTemplates'
const routes: Routes = {
  'compute:instanceGroupManagers.list': (query) => ({ method: 'GET', path: managers, query }),
  'compute:instanceTemplates.list': (query) => ({ method: 'GET', path: templates, query }),
  'compute:zoneOperations.list': (query) => ({ method: 'GET', path: 'operations', query }),
  'compute:instanceTemplates.insert': (body) => ({ method: 'POST', path: templates, body }),
  'compute:instanceTemplates.delete': ({ name }) => ({ method: 'DELETE', path: `${templates}/${name}` }),
  'compute:instanceGroupManagers.insert': (body) => ({ method: 'POST', path: managers, body }),
  'compute:instanceGroupManagers.patch': ({ name, ...body }) => ({ method: 'PATCH', path: `${managers}/${name}`, body }),
  'compute:instanceGroupManagers.resize': ({ name, size }) => ({ method: 'POST', path: `${managers}/${name}/resize`, query: { size } }),
  'compute:instanceGroups.setNamedPorts': ({ name, ...body }) => ({ method: 'POST', path: `instanceGroups/${name}/setNamedPorts`, body }),
  'compute:instanceGroupManagers.delete': ({ name }) => ({ method: 'DELETE', path: `${managers}/${name}` }),
}

/** `gcp:<project>/<zone>`, or `gcp:<project>/global`. */
const placeOf = (scope: Key.Scope): string => {
  const [project = '', where = ''] = scope.slice(scope.indexOf(':') + 1).split('/')
  return where === 'global' ? `projects/${project}/global` : `projects/${project}/zones/${where}`
}
const utf8 = new TextDecoder()
const written = (body: object): string => JSON.stringify(body, (_, x: unknown) => (x instanceof Uint8Array ? utf8.decode(x) : x))
const hasBytes = (u: unknown): boolean =>
  u instanceof Uint8Array || (Array.isArray(u) ? u.some(hasBytes) : isPlain(u) && Object.values(u).some(hasBytes))

/** Google gives startup scripts back: from here on they are digests. */
const hidden = (u: unknown): unknown => {
  if (Array.isArray(u)) return u.map(hidden)
  if (!isPlain(u)) return u
  const { key, value } = u
  if (typeof key === 'string' && typeof value === 'string') return { key, value: secretOf(new TextEncoder().encode(value)) }
  return Object.fromEntries(Object.entries(u).map(([k, x]) => [k, hidden(x)]))
}

const text = (u: unknown): string => (typeof u === 'string' ? u : JSON.stringify(u ?? null))

/** What went wrong by Google's own words; of a request that carries secrets only the code, because Google quotes what it was sent. */
const errorOf = (status: number, answer: unknown, quotes: boolean): CloudError | undefined => {
  const error = isPlain(answer) ? answer['error'] : undefined
  if (status < 400 && error === undefined) return undefined
  const all = isPlain(error) && Array.isArray(error['errors']) ? (error['errors'] as ReadonlyArray<unknown>) : []
  const first = isPlain(all[0]) ? all[0] : {}
  // A request that fails says `reason`, an operation that failed at once says `code` and a status of its own.
  const reason = text(first['reason'] ?? first['code'] ?? status)
  const failed = isPlain(answer) && typeof answer['httpErrorStatusCode'] === 'number' ? answer['httpErrorStatusCode'] : status
  return classify(failed, reason, quotes ? reason : text(first['message'] ?? reason))
}

const parsed = (text: string): E.Either<unknown, unknown> => E.tryCatch((): unknown => JSON.parse(text), String)

/** Calls never throw: what goes wrong is a `CloudError`, `Lost` where a request may have happened. */
export const googleCalls = ({ fetch, accessToken, endpoint = 'https://compute.googleapis.com/compute/v1' }: Options): Calls<GoogleAct> => {
  const call =
    (op: GoogleAct['op']): Call<unknown, object> =>
    (scope, input) =>
    async () => {
      // The input is the operation's own: the port's type says so for each of them.
      const { method, path, query = {}, body } = (routes[op] as (input: unknown) => Route)(input)
      const token = await accessToken().catch(() => undefined)
      if (token === undefined) return E.left(denied('NoAccessToken', 'no access token could be had'))
      const url = new URL(`${endpoint}/${placeOf(scope)}/${path}`)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
      const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      try {
        const got = await fetch(String(url), { method, headers, ...(body === undefined ? {} : { body: written(body) }) })
        const answer = parsed(await got.text())
        const error = errorOf(got.status, E.isRight(answer) ? answer.right : undefined, hasBytes(input))
        if (error !== undefined) return E.left(error)
        const decoded = rowOf<GoogleAct>(operations, op)?.answer.decode(E.isRight(answer) ? hidden(answer.right) : undefined)
        return decoded !== undefined && E.isRight(decoded) ? decoded : E.left(lost)
      } catch {
        return E.left(lost)
      }
    }
  return callsThrough<GoogleAct>(operations, call)
}
