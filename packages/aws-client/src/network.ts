/**
 * A network in memory for tests: real SDK clients write, sign, repeat and read, and a function answers instead of a socket.
 * @since 0.1.0
 */
import type { HttpRequest } from '@smithy/types'
import type { HttpHandler } from './Carrier.js'

/** A request as it would have gone out. */
export type Asked = {
  /** `EC2`'s and Auto Scaling's `Action`, or the last part of a JSON service's target. Empty for services that go by path. */
  readonly operation: string
  readonly hostname: string
  readonly method: string
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  /** The region it was signed for, and the access key it was signed with. */
  readonly region: string
  readonly accessKeyId: string
  /** Members as the query protocols flatten them, `Filter.1.Name`; of services that go by path what stands after the question mark. */
  readonly fields: { readonly [name: string]: string }
  readonly body: string
}

export type Reply =
  | { readonly status: number; readonly body: string; readonly headers?: { readonly [name: string]: string } }
  /** The connection broke: nobody knows whether the request was carried out. */
  | 'lost'

export type Network = { readonly handler: HttpHandler; readonly asked: ReadonlyArray<Asked> }

const read = (request: HttpRequest): Asked => {
  const body = typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body as Uint8Array | undefined)
  const { method, path, headers } = request
  const header = (name: string) => Object.entries(headers).find(([k]) => k.toLowerCase() === name)?.[1] ?? ''
  const form = header('content-type').includes('form-urlencoded')
  const fields: { readonly [name: string]: string } = form
    ? Object.fromEntries(new URLSearchParams(body))
    : Object.fromEntries(
        Object.entries(request.query ?? {}).flatMap(([k, v]) => (v === null ? [] : [[k, typeof v === 'string' ? v : v.join()]])),
      )
  const [, accessKeyId = '', region = ''] = /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(header('authorization')) ?? []
  const operation = fields['Action'] ?? header('x-amz-target').split('.').at(-1) ?? ''
  return { operation, hostname: request.hostname, method, path, headers, region, accessKeyId, fields, body }
}

/** `answer` is called once for each request that goes out, repeats included. */
export const makeNetwork = (answer: (asked: Asked, before: number) => Reply): Network => {
  const asked: Array<Asked> = []
  const handle: HttpHandler['handle'] = (request) => {
    const now = read(request)
    const reply = answer(now, asked.length)
    asked.push(now)
    if (reply === 'lost') return Promise.reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
    const { status, body, headers = {} } = reply
    // Clients read a body of bytes as they do a stream.
    return Promise.resolve({ response: { statusCode: status, headers: { ...headers }, body: new TextEncoder().encode(body) } })
  }
  const handler: HttpHandler = { metadata: { handlerProtocol: 'http/1.1' }, handle }
  return { handler, asked }
}

const escaped = (s: string): string => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

/** Refusals as each protocol spells them. */
export const refusal = {
  ec2: (code: string, message = code, status = 400): Reply => ({
    status,
    body: `<Response><Errors><Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
  }),
  query: (code: string, message = code, status = 400): Reply => ({
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
  }),
  json: (code: string, message = code, status = 400): Reply => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ __type: code, message }),
  }),
}

/** Answers as each protocol spells them; `inner` is the XML or JSON of the members. */
export const granted = {
  ec2: (operation: string, inner = ''): Reply => ({
    status: 200,
    body: `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId>${inner}</${operation}Response>`,
  }),
  query: (operation: string, inner = ''): Reply => ({
    status: 200,
    body: `<${operation}Response><${operation}Result>${inner}</${operation}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${operation}Response>`,
  }),
  json: (body: object): Reply => ({ status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) }),
}
