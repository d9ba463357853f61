import type { EksAct } from '@poolwright/aws'
import { makeBudget } from '@poolwright/aws-client/Budget'
import type { CallOptions } from '@poolwright/aws-client/callsOf'
import type { Metered } from '@poolwright/aws-client/Meter'
import { type Asked, granted, makeNetwork, type Reply, refusal } from '@poolwright/aws-client/network'
import { send } from '@poolwright/core/Calls'
import { nameOf } from '@poolwright/core/Operation'
import { describe, expect, it } from 'vitest'
import { eksCalls } from './eksCalls.js'
import { samples } from './testing/samples.js'

const scope = 'aws:111122223333/eu-west-1'
const identity = { _tag: 'Own', keys: () => Promise.resolve({ accessKeyId: 'AK', secretAccessKey: 'secret' }) } as const
const named = { clusterName: 'prod', nodegroupName: 'workers' }

/** Calls through real clients whose requests `answer` answers. */
const setUp = (answer: (asked: Asked, before: number) => Reply, options: CallOptions = {}) => {
  const network = makeNetwork(answer)
  const events: Array<Metered> = []
  const calls = eksCalls({
    identity,
    budget: makeBudget(),
    requestHandler: network.handler,
    listen: (e) => void events.push(e),
    ...options,
  })
  return { ask: send<EksAct>(calls), asked: network.asked, events }
}

const reply = (operation: string, inner: string | object = ''): Reply =>
  typeof inner === 'object' ? granted.json(inner) : granted.query(operation, inner)
/** Refusals as REST services spell them: the code in a header. */
const refusedByEks = (code: string, status: number): Reply => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': `${code}:http://internal/` },
  body: JSON.stringify({ message: code, nodegroupName: 'workers' }),
})

describe('each operation on the wire', () => {
  it.each(Object.entries(samples))('%s', async (op, { input, sent, reply: inner, answer }) => {
    const { service, operation } = nameOf(op)
    const { ask, asked } = setUp(() => reply(operation, inner))
    expect(await ask(op, scope, input, 'token')()).toEqual({ _tag: 'Right', right: answer })
    expect(asked).toHaveLength(1)
    const [it] = asked
    expect(it?.accessKeyId).toBe('AK')
    if (service === 'iam') {
      // One service for the whole partition, signed for one region of it.
      expect(it).toMatchObject({ hostname: 'iam.amazonaws.com', region: 'us-east-1', operation })
      expect(it?.fields).toMatchObject(sent.fields)
    } else {
      expect(it).toMatchObject({ hostname: 'eks.eu-west-1.amazonaws.com', region: 'eu-west-1', method: sent.method, path: sent.path })
      expect(it?.body === '' ? it.fields : JSON.parse(it?.body ?? '')).toEqual(sent.fields)
    }
  })
})

describe('where a request goes', () => {
  it.each([
    ['cn-north-1', 'eks.cn-north-1.amazonaws.com.cn', 'iam.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'eks.us-gov-west-1.amazonaws.com', 'iam.us-gov.amazonaws.com'],
    ['eusc-de-east-1', 'eks.eusc-de-east-1.amazonaws.eu', 'iam.eusc-de-east-1.amazonaws.eu'],
  ])('in %s', async (region, ...hosts) => {
    const { ask, asked } = setUp((a) => (a.operation === 'DeleteRole' ? reply('DeleteRole') : reply('DeleteNodegroup', {})))
    await ask('eks:DeleteNodegroup', `aws:1/${region}`, named, 't')()
    await ask('iam:DeleteRole', `aws:1/${region}`, { RoleName: 'nodes' }, 't')()
    expect(asked.map((a) => a.hostname)).toEqual(hosts)
  })
})

describe('what the services refuse', () => {
  it.each([
    ['ResourceInUseException', 409, 'Busy'],
    ['ResourceNotFoundException', 404, 'Stale'],
    ['InvalidParameterException', 400, 'Refused'],
    ['InvalidRequestException', 400, 'Refused'],
    ['AccessDeniedException', 403, 'Denied'],
  ])('EKS: %s', async (code, status, tag) => {
    const { ask } = setUp(() => refusedByEks(code, status))
    expect(await ask('eks:UpdateNodegroupConfig', scope, named, 't')()).toMatchObject({ left: { _tag: tag, code } })
  })

  it.each([
    ['EntityAlreadyExists', 409, 'Stale'],
    ['DeleteConflict', 409, 'Busy'],
    ['LimitExceeded', 409, 'Denied'],
    ['AccessDenied', 403, 'Denied'],
  ])('IAM: %s', async (code, status, tag) => {
    const { ask } = setUp(() => refusal.query(code, code, status))
    expect(await ask('iam:DeleteRole', scope, { RoleName: 'nodes' }, 't')()).toMatchObject({ left: { _tag: tag, code } })
  })
})

describe('repeats', () => {
  it('sends the same token again when a create was throttled', async () => {
    const { ask, asked } = setUp((_, before) =>
      before === 0 ? refusedByEks('ThrottlingException', 429) : reply('CreateNodegroup', samples['eks:CreateNodegroup'].reply),
    )
    expect(await ask('eks:CreateNodegroup', scope, samples['eks:CreateNodegroup'].input, 'token')()).toMatchObject({ _tag: 'Right' })
    expect(asked.map((a) => (JSON.parse(a.body) as { readonly clientRequestToken: string }).clientRequestToken)).toEqual(['token', 'token'])
  })

  it('leaves a lost answer to whoever plans', async () => {
    const { ask, events } = setUp(() => 'lost')
    expect(await ask('eks:DeleteNodegroup', scope, named, 't')()).toEqual({ _tag: 'Left', left: { _tag: 'Lost' } })
    expect(events.at(-1)).toMatchObject({ _tag: 'Call', outcome: 'Lost' })
  })
})
