import type { AsgAct } from '@poolwright/aws'
import { makeBudget } from '@poolwright/aws-client/Budget'
import type { Metered } from '@poolwright/aws-client/Meter'
import { type Asked, granted, makeNetwork, type Reply, refusal } from '@poolwright/aws-client/network'
import type { CallOptions } from '@poolwright/aws-client/callsOf'
import { send } from '@poolwright/core/Calls'
import { nameOf } from '@poolwright/core/Operation'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { awsCalls } from './awsCalls.js'
import { samples } from './testing/samples.js'

const scope = 'aws:111122223333/eu-west-1'
const keys = { accessKeyId: 'AK', secretAccessKey: 'secret' }
const identity = { _tag: 'Own', keys: () => Promise.resolve(keys) } as const
const name = { AutoScalingGroupName: 'workers' }

/** Calls through real clients whose requests `answer` answers. */
const setUp = (answer: (asked: Asked, before: number) => Reply, options: CallOptions = {}) => {
  const network = makeNetwork(answer)
  const events: Array<Metered> = []
  const listen = (e: Metered) => void events.push(e)
  const calls = awsCalls({ identity, budget: makeBudget(), requestHandler: network.handler, listen, ...options })
  return { calls, ask: send<AsgAct>(calls), asked: network.asked, events }
}

const reply = (service: string, operation: string, inner: string | object = ''): Reply =>
  typeof inner === 'object'
    ? service === 's3'
      ? { status: 200, body: '', headers: { ...inner } }
      : granted.json(inner)
    : service === 'ec2'
      ? granted.ec2(operation, inner)
      : granted.query(operation, inner)

describe('each operation on the wire', () => {
  it.each(Object.entries(samples))('%s', async (op, { input, sent, to, reply: inner, answer }) => {
    const { service, operation } = nameOf(op)
    const { ask, asked } = setUp(() => reply(service, operation, inner))
    expect(await ask(op, scope, input, 'token')()).toEqual({ _tag: 'Right', right: answer })
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ region: 'eu-west-1', accessKeyId: 'AK' })
    expect(asked[0]).toMatchObject(to ?? { operation, hostname: `${service}.eu-west-1.amazonaws.com` })
    expect(asked[0]?.fields).toMatchObject(sent)
    if (sent['ClientToken'] === undefined) expect(asked[0]?.body).not.toContain('token')
    if (service === 'ssm') expect(JSON.parse(asked[0]?.body ?? '')).toEqual(input)
  })
})

describe('where a request goes', () => {
  const hosts = async (region: string, options: CallOptions = {}) => {
    const { calls, asked } = setUp(
      (a) => (a.operation === 'GetParameters' ? granted.json({ Parameters: [] }) : reply('ec2', a.operation)),
      options,
    )
    await calls['ec2:DeleteLaunchTemplate'](`aws:1/${region}`, { LaunchTemplateId: 'lt-1' }, 't')()
    await calls['autoscaling:DeleteAutoScalingGroup'](`aws:1/${region}`, name, 't')()
    await calls['ssm:GetParameters'](`aws:1/${region}`, { Names: ['/a'] }, 't')()
    expect(asked.map((a) => a.region)).toEqual([region, region, region])
    return asked.map((a) => a.hostname)
  }

  it.each([
    ['cn-north-1', {}, ['ec2.cn-north-1.amazonaws.com.cn', 'autoscaling.cn-north-1.amazonaws.com.cn', 'ssm.cn-north-1.amazonaws.com.cn']],
    [
      'us-gov-west-1',
      {},
      ['ec2.us-gov-west-1.amazonaws.com', 'autoscaling.us-gov-west-1.amazonaws.com', 'ssm.us-gov-west-1.amazonaws.com'],
    ],
    [
      'eusc-de-east-1',
      {},
      ['ec2.eusc-de-east-1.amazonaws.eu', 'autoscaling.eusc-de-east-1.amazonaws.eu', 'ssm.eusc-de-east-1.amazonaws.eu'],
    ],
    [
      'us-east-1',
      { useFipsEndpoint: true },
      ['ec2-fips.us-east-1.amazonaws.com', 'autoscaling-fips.us-east-1.amazonaws.com', 'ssm-fips.us-east-1.amazonaws.com'],
    ],
    ['eu-west-1', { useDualstackEndpoint: true }, ['ec2.eu-west-1.api.aws', 'autoscaling.eu-west-1.api.aws', 'ssm.eu-west-1.api.aws']],
    [
      'eu-west-1',
      { endpoints: { ec2: 'https://vpce-1.ec2.internal' } },
      ['vpce-1.ec2.internal', 'autoscaling.eu-west-1.amazonaws.com', 'ssm.eu-west-1.amazonaws.com'],
    ],
  ])('%s %o', async (region, options, expected) => expect(await hosts(region, options)).toEqual(expected))

  it('signs as the identity that the scope names', async () => {
    const own = (accessKeyId: string) => ({ _tag: 'Own', keys: () => Promise.resolve({ accessKeyId, secretAccessKey: 's' }) }) as const
    const { calls, asked } = setUp(() => reply('autoscaling', 'DeleteAutoScalingGroup'), { identities: { a: own('AKA'), b: own('AKB') } })
    for (const scoped of ['aws:a@1/eu-west-1', 'aws:b@1/eu-west-1', 'aws:1/eu-west-1']) {
      await calls['autoscaling:DeleteAutoScalingGroup'](scoped, name, 't')()
    }
    expect(asked.map((a) => a.accessKeyId)).toEqual(['AKA', 'AKB', 'AK'])
  })

  it('denies a request whose credentials cannot be had, and sends nothing', async () => {
    const { calls, asked, events } = setUp(() => reply('ec2', 'x'), {
      identity: { _tag: 'Own', keys: () => Promise.reject(Object.assign(new Error('no keys'), { name: 'CredentialsProviderError' })) },
    })
    expect(await calls['autoscaling:UpdateAutoScalingGroup'](scope, name, 't')()).toEqual({
      _tag: 'Left',
      left: { _tag: 'Denied', code: 'CredentialsProviderError', message: 'no keys' },
    })
    expect(asked).toHaveLength(0)
    expect(events.at(-1)).toMatchObject({ _tag: 'Call', outcome: 'Denied' })
  })

  it('refuses a request that cannot be written, and sends nothing', async () => {
    const { ask, asked } = setUp(() => reply('ec2', 'x'), { endpoints: { ec2: 'https://ec2.internal' }, useFipsEndpoint: true })
    expect(await ask('ec2:DeleteLaunchTemplate', scope, { LaunchTemplateId: 'lt-1' }, 't')()).toMatchObject({ left: { _tag: 'Refused' } })
    expect(asked).toHaveLength(0)
  })
})

describe('an object of S3', () => {
  const object = { Bucket: 'data', Key: 'a/b' }
  const body = { ...object, Body: new TextEncoder().encode('canary-7f3a') }
  const xml = (code: string, status: number): Reply => ({
    status,
    body: `<Error><Code>${code}</Code><Message>canary-7f3a</Message></Error>`,
  })

  it.each([
    [404, { _tag: 'Stale', code: 'NotFound' }],
    [403, { _tag: 'Denied' }],
    [301, { _tag: 'Refused' }],
  ])('that is asked for answers a bare %i', async (status, left) => {
    const { calls } = setUp(() => ({ status, body: '' }))
    expect(await calls['s3:HeadObject'](scope, object, 't')()).toMatchObject({ _tag: 'Left', left })
  })

  it.each([
    ['NoSuchBucket', 404, 'Refused'],
    ['AccessDenied', 403, 'Denied'],
  ])('that cannot be put says %s, and nothing of what it holds', async (code, status, tag) => {
    const { calls } = setUp(() => xml(code, status))
    expect(await calls['s3:PutObject'](scope, body, 't')()).toEqual({ _tag: 'Left', left: { _tag: tag, code, message: '…' } })
  })

  it('is asked for by path where the endpoint is one of our own', async () => {
    const { calls, asked } = setUp(() => ({ status: 200, body: '' }), { endpoints: { s3: 'https://objects.internal' } })
    expect(await calls['s3:PutObject'](scope, body, 't')()).toEqual({ _tag: 'Right', right: {} })
    expect(asked[0]).toMatchObject({ hostname: 'objects.internal', path: '/data/a/b', body: 'canary-7f3a' })
  })
})

describe('repeats', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 22) }))
  afterEach(() => void vi.useRealTimers())
  /** Runs a call to its end, however long the budget makes it wait. */
  const over = async <A>(task: () => Promise<A>): Promise<{ readonly result: A; readonly millis: number }> => {
    const began = Date.now()
    let end = began
    const running = task().finally(() => (end = Date.now()))
    await vi.runAllTimersAsync()
    return { result: await running, millis: end - began }
  }
  const create = (calls: ReturnType<typeof awsCalls>) =>
    calls['ec2:CreateLaunchTemplateVersion'](scope, { LaunchTemplateId: 'lt-1', LaunchTemplateData: {} }, 'token')
  const made = samples['ec2:CreateLaunchTemplateVersion'].reply

  it.each(['Lost', 'Throttled', 'Unavailable'] as const)('sends once more after %s, with the same client token', async (how) => {
    const first: Reply =
      how === 'Lost' ? 'lost' : how === 'Throttled' ? refusal.ec2('RequestLimitExceeded', 'Slow', 503) : refusal.ec2(how, 'x', 503)
    const { calls, asked, events } = setUp((_, before) => (before === 0 ? first : reply('ec2', 'CreateLaunchTemplateVersion', made)))
    const { result } = await over(create(calls))
    expect(result).toMatchObject({ right: { VersionNumber: '7' } })
    expect(asked.map((a) => a.fields['ClientToken'])).toEqual(['token', 'token'])
    const tag = how === 'Unavailable' ? 'Lost' : how
    expect(events.map((e) => [e._tag, e.outcome, e.attempts])).toEqual([
      ['Attempt', tag, 1],
      ['Attempt', 'Ok', 1],
      ['Call', 'Ok', 2],
    ])
  })

  it.each([
    ['lost', { _tag: 'Lost' }],
    [refusal.ec2('RequestLimitExceeded', 'Slow', 503), { _tag: 'Throttled', retryAfter: { _tag: 'None' } }],
  ] as const)('gives up after the second time', async (always, left) => {
    const { calls, asked } = setUp(() => always)
    const { result } = await over(create(calls))
    expect(result).toEqual({ _tag: 'Left', left })
    expect(asked).toHaveLength(2)
  })

  it.each([
    ['InvalidParameterValue', 400, 'Refused'],
    ['UnauthorizedOperation', 403, 'Denied'],
    ['InvalidLaunchTemplateId.NotFound', 400, 'Stale'],
  ])('does not repeat %s', async (code, status, tag) => {
    const { calls, asked } = setUp(() => refusal.ec2(code, 'no (Request ID: 1-2)', status))
    const { result } = await over(create(calls))
    expect(result).toMatchObject({ left: { _tag: tag, code, message: 'no' } })
    expect(asked).toHaveLength(1)
  })

  it('does not repeat what is being changed, though it is a 500', async () => {
    const { calls, asked } = setUp(() => refusal.query('ResourceContention', 'pending', 500))
    const { result } = await over(calls['autoscaling:UpdateAutoScalingGroup'](scope, name, 't'))
    expect(result).toMatchObject({ left: { _tag: 'Busy', code: 'ResourceContention' } })
    expect(asked).toHaveLength(1)
  })

  it('leaves a long wait that the service names to the caller, and keeps everybody else from asking meanwhile', async () => {
    const throttle = {
      status: 503,
      headers: { 'retry-after': '8' },
      body: '<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>',
    }
    const { calls, asked } = setUp((_, before) => (before === 0 ? throttle : reply('ec2', 'CreateLaunchTemplateVersion', made)))
    const first = await over(create(calls))
    expect(first.result).toEqual({ _tag: 'Left', left: { _tag: 'Throttled', retryAfter: { _tag: 'Some', value: 8_000 } } })
    expect(first.millis).toBe(0)
    expect(asked).toHaveLength(1)
    expect((await over(create(calls))).millis).toBe(8_000)
  })

  it('waits in the budget and nowhere else, the second attempt too', async () => {
    const { calls, events } = setUp((_, before) =>
      before === 0 ? refusal.ec2('RequestLimitExceeded') : reply('ec2', 'CreateLaunchTemplateVersion', made),
    )
    const { millis } = await over(create(calls))
    // The bucket is empty and its five tokens a second are halved.
    expect(millis).toBe(400)
    expect(events.at(-1)).toMatchObject({ _tag: 'Call', waited: 400, millis: 0 })
  })

  it('shares one budget among ports, scopes of one account included', async () => {
    const budget = makeBudget({ rates: { autoscaling: { burst: 2, perSecond: 1, ceiling: 1 } } })
    const one = setUp(() => reply('autoscaling', 'x'), { budget })
    const two = setUp(() => reply('autoscaling', 'x'), { budget, identities: { a: identity } })
    const ask = (port: typeof one, scoped: string) => port.calls['autoscaling:UpdateAutoScalingGroup'](scoped, name, 't')
    const { millis } = await over(() => Promise.all([ask(one, scope)(), ask(two, 'aws:a@111122223333/eu-west-1')(), ask(one, scope)()]))
    expect(millis).toBe(1_000)
  })

  it('an answer that is no XML is lost to a write, and one without its members is unreadable', async () => {
    const { calls } = setUp(() => ({ status: 200, body: '<html>' }))
    expect((await over(create(calls))).result).toEqual({ _tag: 'Left', left: { _tag: 'Lost' } })
    const { calls: empty, events } = setUp(() => reply('ec2', 'CreateLaunchTemplateVersion'))
    expect((await over(create(empty))).result).toEqual({ _tag: 'Left', left: { _tag: 'Lost' } })
    expect(events.at(-1)).toMatchObject({ outcome: 'Unreadable' })
  })
})

describe('secrets', () => {
  it('are in the request and nowhere else', async () => {
    const canary = 'canary-7f3a'
    const events: Array<unknown> = []
    const { calls, asked } = setUp(() => refusal.ec2('InvalidParameterValue', 'no'), { listen: (e) => void events.push(e) })
    const input = { LaunchTemplateId: 'lt-1', LaunchTemplateData: { UserData: new TextEncoder().encode(canary) } }
    const answer = await calls['ec2:CreateLaunchTemplateVersion'](scope, input, 't')()
    expect(asked[0]?.fields['LaunchTemplateData.UserData']).toBe(btoa(canary))
    expect(JSON.stringify([answer, events])).not.toMatch(new RegExp(`${canary}|${btoa(canary)}`))
  })
})
