import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import * as AwsScope from './AwsScope.js'
import { type ClientConfig, type ConnectionOptions, makeClients, type Service } from './Clients.js'
import type { Keys } from './Identity.js'

/** A service whose clients remember what they were made with. */
const recording = (name = 'ec2') => {
  const made: Array<ClientConfig> = []
  const service: Service = {
    name,
    connect: (config) => {
      made.push(config)
      return Promise.resolve({ send: () => Promise.resolve({}) })
    },
  }
  return { service, made }
}
const keys = (account?: string): Keys => ({
  accessKeyId: 'AK',
  secretAccessKey: 's',
  ...(account === undefined ? {} : { accountId: account }),
})
const own = (account?: string) => ({ _tag: 'Own', keys: () => Promise.resolve(keys(account)) }) as const
const configFor = async (scope: string, options: ConnectionOptions) => {
  const { service, made } = recording()
  const client = await makeClients(options).get(scope, service)
  return { client, config: made[0] }
}

describe('clients by scope', () => {
  it('makes one for each scope and service, however often it is asked', async () => {
    const ec2 = recording('ec2')
    const asg = recording('autoscaling')
    const clients = makeClients({ identity: own(), identities: { team: own() } })
    const scopes = ['aws:1/eu-west-1', 'aws:1/us-east-1', 'aws:2/eu-west-1', 'aws:team@1/eu-west-1']
    for (const scope of [...scopes, ...scopes]) {
      await Promise.all([clients.get(scope, ec2.service), clients.get(scope, ec2.service), clients.get(scope, asg.service)])
    }
    expect(ec2.made.map((c) => c.region)).toEqual(['eu-west-1', 'us-east-1', 'eu-west-1', 'eu-west-1'])
    expect(asg.made).toHaveLength(4)
  })

  it('keeps the repeats of the SDK small', async () => {
    const { config } = await configFor('aws:1/eu-west-1', { identity: own() })
    expect(config).toMatchObject({
      maxAttempts: 2,
      customUserAgent: 'poolwright',
      requestHandler: { requestTimeout: 30_000, throwOnRequestTimeout: true },
    })
    expect(config).not.toHaveProperty('endpoint')
    expect(config).not.toHaveProperty('useFipsEndpoint')
  })

  it('hands on endpoints and their kinds', async () => {
    const { config } = await configFor('aws:1/eu-west-1', {
      endpoints: { ec2: 'https://ec2.internal', ssm: 'https://ssm.internal' },
      useFipsEndpoint: true,
      useDualstackEndpoint: false,
    })
    expect(config).toMatchObject({ endpoint: 'https://ec2.internal', useFipsEndpoint: true, useDualstackEndpoint: false })
  })

  it.each(['kube:/default', 'aws:', 'aws:111122223333', 'aws:/eu-west-1', 'aws:@1/eu-west-1', ''])('refuses %j as a scope', async (scope) =>
    expect((await configFor(scope, {})).client).toMatchObject({ left: { _tag: 'Refused', code: 'InvalidScope' } }),
  )

  it('denies an identity that nobody has named', async () =>
    expect((await configFor('aws:team@1/eu-west-1', { identity: own() })).client).toMatchObject({
      left: { _tag: 'Denied', code: 'UnknownIdentity' },
    }))

  it('says so when a client cannot be loaded', async () => {
    const error = Object.assign(new Error("Cannot find package '@aws-sdk/client-ec2'"), { code: 'ERR_MODULE_NOT_FOUND' })
    const client = await makeClients().get('aws:1/eu-west-1', { name: 'ec2', connect: () => Promise.reject(error) })
    expect(client).toMatchObject({ left: { _tag: 'Refused', code: 'ClientNotInstalled' } })
  })

  it.each([
    ['111122223333', '111122223333'],
    ['111122223333', undefined],
    ['000000000000', '444455556666'],
  ])('takes for account %s keys of account %s', async (account, theirs) => {
    const { config } = await configFor(`aws:${account}/eu-west-1`, { identity: own(theirs) })
    await expect(config?.credentials()).resolves.toMatchObject({ accessKeyId: 'AK' })
  })

  it('refuses keys of another account before anything is asked', async () => {
    const { config } = await configFor('aws:111122223333/eu-west-1', { identity: own('444455556666') })
    await expect(config?.credentials()).rejects.toMatchObject({
      name: 'WrongAccount',
      message: 'the credentials are of account 444455556666, not 111122223333',
    })
  })

  it('keeps keys that are known to be of one account from another, and those of a named identity out of it', async () => {
    const asking = async (scope: string) =>
      (await configFor(scope, { identity: own(), account: '111122223333', identities: { team: own() } })).config?.credentials()
    await expect(asking('aws:111122223333/eu-west-1')).resolves.toMatchObject({ accessKeyId: 'AK' })
    await expect(asking('aws:444455556666/eu-west-1')).rejects.toMatchObject({ name: 'WrongAccount' })
    await expect(asking('aws:team@444455556666/eu-west-1')).resolves.toMatchObject({ accessKeyId: 'AK' })
  })

  it('hands on the profile, which may name endpoints', async () => {
    const { config } = await configFor('aws:1/eu-west-1', { identity: { _tag: 'Standard', profile: 'hub' } })
    expect(config).toMatchObject({ profile: 'hub' })
  })

  it('asks for keys no sooner than a request is signed', async () => {
    let asked = 0
    const identity = { _tag: 'Own', keys: () => Promise.resolve(keys()).finally(() => void (asked += 1)) } as const
    const { client, config } = await configFor('aws:1/eu-west-1', { identity })
    expect(E.isRight(client)).toBe(true)
    expect(asked).toBe(0)
    await config?.credentials()
    expect(asked).toBe(1)
  })

  it('shares the rate limits of an account and region, whoever asks', () => {
    const account = (scope: string) => O.map(AwsScope.accountOf)(AwsScope.parse(scope))
    expect(account('aws:team@111122223333/eu-west-1')).toEqual(account('aws:111122223333/eu-west-1'))
    expect(account('aws:111122223333/eu-west-1')).not.toEqual(account('aws:111122223333/eu-west-2'))
  })
})
