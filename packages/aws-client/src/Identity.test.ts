import * as E from 'fp-ts/lib/Either.js'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Identities, type Identity, keysOf, type KeysProvider, resolve } from './Identity.js'
import { type Asked, granted, makeNetwork, refusal } from './network.js'

const base = { accessKeyId: 'AKBASE', secretAccessKey: 'secret' }
const own: Identity = { _tag: 'Own', keys: () => Promise.resolve(base) }
const role = (name: string, source?: string): Identity => ({
  _tag: 'Role',
  roleArn: `arn:aws:iam::111122223333:role/${name}`,
  ...(source === undefined ? {} : { source }),
})

const HOUR = 3_600_000
/** The keys that a role gives are called after it, and end an hour after 2026 began. */
const sts = (asked: Asked) => {
  const named = asked.fields['RoleArn']?.split('/').at(-1) ?? ''
  const keys = `<AccessKeyId>AK-${named}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`
  return granted.query(asked.operation, `<Credentials>${keys}<Expiration>2026-01-01T01:00:00Z</Expiration></Credentials>`)
}
const setUp = (table: Identities, name: string, { region = 'eu-west-1', now = Date.UTC(2026, 0, 1) } = {}) => {
  const network = makeNetwork(sts)
  let time = now
  const clock = { now: () => time, sleep: () => Promise.resolve() }
  const chain = resolve(table, name)
  const ask: KeysProvider = E.isRight(chain)
    ? keysOf(chain.right, { region, requestHandler: network.handler }, clock)
    : () => Promise.reject(new Error('no chain'))
  return { ask, asked: network.asked, later: (ms: number) => void (time += ms) }
}

describe('identities', () => {
  it('takes on a role with the keys of its source, and names the session', async () => {
    const { ask, asked } = setUp({ base: own, team: role('team', 'base') }, 'team')
    expect(await ask()).toMatchObject({ accessKeyId: 'AK-team', sessionToken: 't' })
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ accessKeyId: 'AKBASE', hostname: 'sts.eu-west-1.amazonaws.com', region: 'eu-west-1' })
    expect(asked[0]?.fields).toMatchObject({ RoleSessionName: 'poolwright', Action: 'AssumeRole' })
    expect(asked[0]?.fields['ExternalId']).toBeUndefined()
  })

  it('hands over everything that narrows a session', async () => {
    const full: Identity = {
      ...{ _tag: 'Role', roleArn: 'arn:aws:iam::111122223333:role/full', source: 'base', externalId: 'x-1', sessionName: 'pools' },
      ...{ durationSeconds: 900, policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], policy: '{"Version":"2012-10-17"}' },
    }
    const { ask, asked } = setUp({ base: own, full }, 'full')
    await ask()
    expect(asked[0]?.fields).toMatchObject({
      ExternalId: 'x-1',
      RoleSessionName: 'pools',
      DurationSeconds: '900',
      'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      Policy: '{"Version":"2012-10-17"}',
    })
  })

  it('follows a chain of roles, each with the keys of the one before', async () => {
    const { ask, asked } = setUp({ base: own, hub: role('hub', 'base'), spoke: role('spoke', 'hub') }, 'spoke')
    expect(await ask()).toMatchObject({ accessKeyId: 'AK-spoke' })
    expect(asked.map((a) => [a.accessKeyId, a.fields['RoleArn']?.split('/')[1]])).toEqual([
      ['AKBASE', 'hub'],
      ['AK-hub', 'spoke'],
    ])
  })

  it("takes on a role without a source as the host's default identity", async () => {
    const { ask, asked } = setUp({ '': own, team: role('team') }, 'team')
    await ask()
    expect(asked.map((a) => a.accessKeyId)).toEqual(['AKBASE'])
    expect(resolve({ '': role('host') }, '')).toMatchObject({ right: [{ _tag: 'Role' }] })
    expect(resolve({ team: role('team') }, 'team')).toMatchObject({ right: [{ _tag: 'Role' }, { _tag: 'Standard' }] })
  })

  it.each([
    ['cn-north-1', 'sts.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'sts.us-gov-west-1.amazonaws.com'],
    ['eusc-de-east-1', 'sts.eusc-de-east-1.amazonaws.eu'],
  ])("asks the partition's own desk in %s", async (region, hostname) => {
    const { ask, asked } = setUp({ base: own, team: role('team', 'base') }, 'team', { region })
    await ask()
    expect(asked[0]).toMatchObject({ hostname, region })
  })

  it('takes on a role with a token out of a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'identity-'))
    try {
      const tokenFile = join(folder, 'token')
      writeFileSync(tokenFile, 'header.payload.signature')
      const web: Identity = { _tag: 'WebIdentity', roleArn: 'arn:aws:iam::111122223333:role/pod', tokenFile }
      const { ask, asked } = setUp({ web }, 'web')
      expect(await ask()).toMatchObject({ accessKeyId: 'AK-pod' })
      expect(asked[0]?.fields).toMatchObject({
        Action: 'AssumeRoleWithWebIdentity',
        WebIdentityToken: 'header.payload.signature',
        RoleSessionName: 'poolwright',
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('keeps keys until shortly before they end, and asks once for all who want them', async () => {
    const { ask, asked, later } = setUp({ base: own, team: role('team', 'base') }, 'team')
    await Promise.all([ask(), ask(), ask()])
    later(HOUR - 301_000)
    await ask()
    expect(asked).toHaveLength(1)
    later(2_000)
    await ask()
    expect(asked).toHaveLength(2)
  })

  it('asks again after a refusal', async () => {
    const network = makeNetwork((asked, before) => (before === 0 ? refusal.query('AccessDenied', 'no', 403) : sts(asked)))
    const clock = { now: () => Date.UTC(2026, 0, 1), sleep: () => Promise.resolve() }
    const chain = resolve({ base: own, team: role('team', 'base') }, 'team')
    const ask = keysOf(E.isRight(chain) ? chain.right : [], { region: 'eu-west-1', requestHandler: network.handler }, clock)
    await expect(ask()).rejects.toMatchObject({ name: 'AccessDenied' })
    expect(await ask()).toMatchObject({ accessKeyId: 'AK-team' })
  })

  it('refuses names that lead nowhere or in a circle', () => {
    expect(resolve({}, 'team')).toMatchObject({ left: { _tag: 'Denied', code: 'UnknownIdentity' } })
    expect(resolve({ a: role('a', 'gone') }, 'a')).toMatchObject({
      left: { code: 'UnknownIdentity', message: 'no identity is called gone' },
    })
    expect(resolve({ a: role('a', 'b'), b: role('b', 'a') }, 'a')).toMatchObject({
      left: { code: 'IdentityCircle', message: 'identity a is its own source: a, b, a' },
    })
    expect(resolve({}, 'constructor')).toMatchObject({ left: { code: 'UnknownIdentity' } })
  })
})
