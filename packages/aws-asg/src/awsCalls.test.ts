import { AutoScalingClient } from '@aws-sdk/client-auto-scaling'
import { EC2Client } from '@aws-sdk/client-ec2'
import { S3Client } from '@aws-sdk/client-s3'
import { SSMClient } from '@aws-sdk/client-ssm'
import { type AsgAct, asgOperations } from '@poolwright/aws'
import { makeBudget } from '@poolwright/aws-client/Budget'
import { send } from '@poolwright/core/Calls'
import { nameOf } from '@poolwright/core/Operation'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { awsCalls } from './awsCalls.js'
import { routes } from './routes.js'
import { samples } from './testing/samples.js'

/** What is used of a mock here; the mocks of four services differ in types that no test looks at. */
type Mock = {
  readonly reset: () => unknown
  readonly restore: () => unknown
  readonly rejects: (error: Error) => unknown
  readonly resolves: (answer: object) => unknown
  readonly calls: () => ReadonlyArray<{ readonly args: ReadonlyArray<unknown> }>
}
const mocks = {
  ec2: mockClient(EC2Client),
  autoscaling: mockClient(AutoScalingClient),
  s3: mockClient(S3Client),
  ssm: mockClient(SSMClient),
} as unknown as {
  readonly [service: string]: Mock
}
const mockOf = (op: string): Mock => mocks[nameOf(op).service]!
const ask = send<AsgAct>(
  awsCalls({ identity: { _tag: 'Own', keys: () => Promise.reject(new Error('nobody signs here')) }, budget: makeBudget() }),
)
const scope = 'aws:111122223333/eu-west-1'
const token = 'a'.repeat(64)

beforeEach(() => {
  for (const mock of Object.values(mocks)) {
    mock.reset()
    mock.rejects(new Error('this command was not expected'))
  }
})

// Clients are shared with the other files of this package.
afterAll(() => Object.values(mocks).forEach((mock) => mock.restore()))

const thrown = (code: string, message: string, status = 400) =>
  Object.assign(new Error(message), { name: code, Code: code, $fault: 'client', $metadata: { httpStatusCode: status } })

/** One exception of each consequence, as every operation may meet it. */
const failures: ReadonlyArray<readonly [tag: string, error: Error]> = [
  ['Throttled', thrown('Throttling', 'Rate exceeded')],
  ['Busy', thrown('ResourceContention', 'pending', 500)],
  ['Stale', thrown('ValidationError', 'AutoScalingGroup name not found')],
  ['Refused', thrown('InvalidParameterValue', 'no')],
  ['Denied', thrown('UnauthorizedOperation', 'no', 403)],
  ['Lost', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
]

const ops = Object.keys(samples) as ReadonlyArray<AsgAct['op']>

describe.each(ops)('%s', (op) => {
  const { input, sent, answer } = samples[op]
  const commandName = `${nameOf(op).operation}Command`

  it('is one command of its own name', async () => {
    const Command = await routes[op].command()
    expect(Command.name).toBe(commandName)
    mockOf(op).resolves(answer)
    expect(await ask(op, scope, input, token)()).toEqual({ _tag: 'Right', right: answer })
    expect(mockOf(op).calls()).toHaveLength(1)
    const command = mockOf(op).calls()[0]?.args[0]
    expect(command).toBeInstanceOf(Command)
    // Bytes are written as text, but for a whole body; everything else goes as it was asked.
    const { ClientToken, LaunchTemplateData, ...rest } = (command as { readonly input: { readonly [k: string]: unknown } }).input
    const { LaunchTemplateData: data, ...asked } = input as { readonly [k: string]: unknown }
    expect(rest).toEqual(asked)
    expect(ClientToken).toBe(asgOperations[op].repeat === 'token' ? token : undefined)
    expect(LaunchTemplateData).toEqual(
      data === undefined || !('UserData' in (data as object))
        ? data
        : { ...(data as object), UserData: sent['LaunchTemplateData.UserData'] },
    )
  })

  it.each(failures)('may be %s', async (tag, error) => {
    mockOf(op).rejects(error)
    expect(await ask(op, scope, input, token)()).toMatchObject({ _tag: 'Left', left: { _tag: tag } })
    expect(mockOf(op).calls()).toHaveLength(1)
  })

  it('is lost when the answer is not what its codec reads', async () => {
    const empty = Object.keys(answer).length === 0 || op === 'ec2:DeleteLaunchTemplateVersions' || op === 's3:HeadObject'
    mockOf(op).resolves({ $metadata: {} })
    const read = await ask(op, scope, input, token)()
    expect(read).toEqual(empty ? { _tag: 'Right', right: {} } : { _tag: 'Left', left: { _tag: 'Lost' } })
  })
})

it('carries out every operation that there is, and nothing else', () => {
  expect(Object.keys(routes).sort()).toEqual(Object.keys(asgOperations).sort())
})
