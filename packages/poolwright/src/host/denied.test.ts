/** What a command does whose credentials may not read what the plan rests on. */
import { granted, refusal, type Reply } from '@poolwright/aws-client/network'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { testFolder } from '../testing/folder.js'
import { wholePool } from '../testing/manifests.js'

const { poolwright, write } = testFolder('denied', afterAll)
const caller = '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/reader</Arn><UserId>AID</UserId>'
const asked: Array<string> = []
let denied = (_: string): boolean => true

const answer = (action: string, service: string): Reply => {
  if (action === 'GetCallerIdentity') return granted.query(action, caller)
  const message = `User: arn:aws:iam::111122223333:user/reader is not authorized to perform: ${service}:${action}`
  if (service === 'ec2')
    return denied(action) ? refusal.ec2('UnauthorizedOperation', message, 403) : granted.ec2(action, '<launchTemplates/>')
  return denied(action) ? refusal.query('AccessDenied', message, 403) : granted.query(action)
}

let server: Server
beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Array<Buffer> = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const action = new URLSearchParams(Buffer.concat(parts).toString()).get('Action') ?? ''
      const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
      asked.push(action)
      const reply = answer(action, service)
      if (reply === 'lost') return void request.socket.destroy()
      response.writeHead(reply.status, { 'content-type': 'text/xml' }).end(reply.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(() => {
  write('pool.yaml', wholePool)
  vi.stubEnv('AWS_PROFILE', undefined)
  vi.stubEnv('AWS_SESSION_TOKEN', undefined)
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AK')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's')
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  asked.length = 0
})
afterEach(() => vi.unstubAllEnvs())

const held = 'held  default/workers: group:aws:111122223333/eu-west-1/workers may not be read: AccessDenied: User: '

it.each<[string, string, (action: string) => boolean]>([
  ['apply', 'anything', () => true],
  ['destroy', 'groups', (action) => action === 'DescribeAutoScalingGroups'],
])(
  '%s ends, and says so, where it may not read %s',
  async (command, _, is) => {
    denied = is
    const { code, out, err } = await poolwright(`${command} -f pool.yaml --cloud aws --region eu-west-1 --yes`)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('Nothing to send. What is left is held:\n')
    expect(out).toContain(held)
    expect(out).toContain('is not authorized to perform: autoscaling:DescribeAutoScalingGroups [PW-READ-DENIED]\n')
    expect(asked.filter((action) => !/^(Describe|Get)/.test(action))).toEqual([])
    expect(asked.filter((action) => action === 'DescribeAutoScalingGroups').length).toBeLessThanOrEqual(3)
  },
  // The SDK is loaded on the way.
  60_000,
)
