/**
 * A proxy between what is tested and an endpoint that answers as AWS does: it counts, and it throttles, loses, delays or ages what it is told to.
 * @since 0.1.0
 */
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http'
import { Agent } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Call = {
  /** `autoscaling:CreateAutoScalingGroup`. */
  readonly op: string
  /** Counted from 1, over all calls that change something. 0 for those that read. */
  readonly change: number
  readonly isRead: boolean
}

/** What befalls one call. */
export type Fate =
  | 'pass'
  | 'throttle'
  /** The connection breaks before, or after, the call has its effect. */
  | 'loseBefore'
  | 'loseAfter'
  /** A read is answered as it would have been a while ago. */
  | 'old'

export type ProxyOptions = {
  readonly fate?: (call: Call) => Fate
  /** Awaited before and after a call reaches the endpoint. `true`: the call ends here, and nobody is answered. */
  readonly at?: (moment: 'before' | 'after', call: Call) => Promise<boolean> | boolean
  /** How old an `old` answer may be, in milliseconds of `now`. */
  readonly maxAge?: number
  readonly now?: () => number
}

export type AwsProxy = {
  readonly url: string
  /** Calls by operation since the last `reset`, those that were harmed included. */
  readonly counts: () => { readonly [op: string]: number }
  /**
   * The same, but what the SDK sends again after no answer or a throttle counts once: it marks all attempts of one request with one id.
   * Whoever sends no such id has every call counted.
   */
  readonly requests: () => { readonly [op: string]: number }
  /** Operations that changed something, in the order in which they took effect. */
  readonly changes: () => ReadonlyArray<string>
  readonly reset: () => void
  readonly become: (options: ProxyOptions) => void
  readonly close: () => Promise<void>
}

const textOf = async (message: IncomingMessage): Promise<string> => {
  const parts: Array<Buffer> = []
  for await (const part of message) parts.push(Buffer.from(part as Uint8Array))
  return Buffer.concat(parts).toString('latin1')
}

const opOf = (message: IncomingMessage, body: string): string => {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(message.headers.authorization ?? '')?.[1] ?? 'unknown'
  const target = message.headers['x-amz-target']
  const action = new URLSearchParams(body).get('Action') ?? (typeof target === 'string' ? target.split('.').at(-1) : undefined)
  return `${service}:${action ?? `${message.method ?? ''} ${message.url ?? ''}`}`
}

const refusal = (op: string): { readonly status: number; readonly body: string } =>
  op.startsWith('ec2:')
    ? {
        status: 503,
        body: '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors></Response>',
      }
    : {
        status: 400,
        body: '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
      }

type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: string }

/** Listens on a free port of this machine. `target`: where calls go that are not harmed. */
export const awsProxy = async (target: string, begin: ProxyOptions = {}): Promise<AwsProxy> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const { hostname, port } = new URL(target)
  let options = begin
  let counts: Record<string, number> = {}
  let requests: Record<string, number> = {}
  const ids = new Set<string>()
  let changes: Array<string> = []
  let change = 0
  const seen = new Map<string, Array<{ readonly at: number; readonly answer: Answer }>>()

  const forward = (message: IncomingMessage, body: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { 'content-length': _, 'transfer-encoding': __, ...headers } = message.headers
      const up = ask(
        { agent, hostname, port, method: message.method, path: message.url, headers: { ...headers, 'content-length': body.length } },
        (answer) => {
          textOf(answer).then((text) => resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: text }), reject)
        },
      )
      up.on('error', reject)
      up.end(body, 'latin1')
    })

  /** Told by the id and not by the number of the attempt: the first may have broken before it came here. */
  const isFirst = (message: IncomingMessage): boolean => {
    const id = message.headers['amz-sdk-invocation-id']
    if (typeof id !== 'string') return true
    const isNew = !ids.has(id)
    ids.add(id)
    return isNew
  }

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await textOf(message)
    const op = opOf(message, body)
    const isRead = /:(Describe|List|Get|HEAD)/.test(op)
    const call: Call = { op, isRead, change: isRead ? 0 : ++change }
    counts[op] = (counts[op] ?? 0) + 1
    if (isFirst(message)) requests[op] = (requests[op] ?? 0) + 1
    const say = ({ status, headers, body: text }: Answer) => {
      const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...rest } = headers
      response.writeHead(status, { ...rest, 'content-length': Buffer.byteLength(text, 'latin1') })
      response.end(text, 'latin1')
    }
    const { fate = () => 'pass', at, maxAge = 0, now = Date.now } = options
    const fated = fate(call)
    if (fated === 'throttle') return say({ headers: {}, ...refusal(op) })
    if (fated === 'loseBefore') return void message.socket.destroy()
    if ((await at?.('before', call)) === true) return void message.socket.destroy()
    const asked = `${message.url ?? ''} ${body}`
    const old = (seen.get(asked) ?? []).filter((a) => now() - a.at <= maxAge)
    const [oldest] = old
    if (fated === 'old' && isRead && oldest !== undefined) return say(oldest.answer)
    const answer = await forward(message, body)
    if (isRead) seen.set(asked, [...old, { at: now(), answer }])
    else changes.push(op)
    if ((await at?.('after', call)) === true || fated === 'loseAfter') return void message.socket.destroy()
    say(answer)
  }

  const server = createServer((message, response) => {
    serve(message, response).catch(() => message.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => counts,
    requests: () => requests,
    changes: () => changes,
    reset: () => {
      counts = {}
      requests = {}
      changes = []
      change = 0
      seen.clear()
    },
    become: (next) => {
      options = next
    },
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
