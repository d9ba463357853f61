import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callerOf } from './Caller.js'
import type { ConnectionOptions } from './Clients.js'
import type { Identity } from './Identity.js'
import { granted, makeNetwork, refusal, type Reply } from './network.js'

const keys: Identity = { _tag: 'Own', keys: () => Promise.resolve({ accessKeyId: 'AK', secretAccessKey: 's' }) }
const me = granted.query(
  'GetCallerIdentity',
  '<Arn>arn:aws:iam::111122223333:user/me</Arn><UserId>U</UserId><Account>111122223333</Account>',
)
const asking = (reply: Reply, more: ConnectionOptions = {}) => {
  const { handler, asked } = makeNetwork(() => reply)
  return { options: { identity: keys, requestHandler: handler, ...more }, asked }
}

describe('who asks', () => {
  // Nothing of the machine that runs the tests may answer.
  beforeEach(() => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS'])
      vi.stubEnv(name, undefined)
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere')
  })
  afterEach(() => vi.unstubAllEnvs())

  it('is the account, the principal and the region; one request learns it', async () => {
    const { options, asked } = asking(me)
    expect(await callerOf(options, { region: 'eu-west-1' })).toEqual(
      E.right({ account: '111122223333', arn: 'arn:aws:iam::111122223333:user/me', region: 'eu-west-1' }),
    )
    expect(asked.map((a) => [a.operation, a.hostname, a.region])).toEqual([
      ['GetCallerIdentity', 'sts.eu-west-1.amazonaws.com', 'eu-west-1'],
    ])
  })
  it('the region: what is said, else the environment’s, else what will do', async () => {
    const regionOf = async (known: Parameters<typeof callerOf>[1]) => {
      const caller = await callerOf(asking(me).options, known)
      return E.isRight(caller) ? caller.right.region : caller.left.why
    }
    expect(await regionOf({})).toBe('noRegion')
    expect(await regionOf({ otherwise: 'eu-west-3' })).toBe('eu-west-3')
    vi.stubEnv('AWS_REGION', 'eu-west-2')
    expect(await regionOf({ otherwise: 'eu-west-3' })).toBe('eu-west-2')
    expect(await regionOf({ region: 'eu-west-1' })).toBe('eu-west-1')
  })
  it.each<[string, Reply]>([
    ['expired', refusal.query('ExpiredToken', 'The security token included in the request is expired', 403)],
    ['denied', refusal.query('InvalidClientTokenId', 'The security token included in the request is invalid', 403)],
    ['denied', refusal.query('SignatureDoesNotMatch', 'The request signature does not match', 403)],
    ['unreachable', 'lost'],
    ['unreachable', { status: 503, body: 'busy' }],
    ['unreachable', granted.query('GetCallerIdentity', '<UserId>U</UserId>')],
  ])('%s', async (why, reply) => {
    const caller = await callerOf(asking(reply).options, { region: 'eu-west-1' })
    expect(caller).toMatchObject({ _tag: 'Left', left: { why } })
  })
  it.each<[string, Error]>([
    ['noCredentials', Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' })],
    ['noCredentials', new Error('no such profile')],
    [
      'expired',
      Object.assign(new Error('The SSO session associated with this profile has expired.'), { name: 'CredentialsProviderError' }),
    ],
  ])('%s, before anything is sent', async (why, thrown) => {
    const failing: Identity = { _tag: 'Own', keys: () => Promise.reject(thrown) }
    const { options, asked } = asking(me, { identity: failing })
    expect(await callerOf(options, { region: 'eu-west-1' })).toMatchObject({ _tag: 'Left', left: { why } })
    expect(asked).toEqual([])
  })
})
