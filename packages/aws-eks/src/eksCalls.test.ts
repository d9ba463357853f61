import { EKSClient } from '@aws-sdk/client-eks'
import { IAMClient } from '@aws-sdk/client-iam'
import { type EksAct, eksOperations } from '@poolwright/aws'
import { makeBudget } from '@poolwright/aws-client/Budget'
import { send } from '@poolwright/core/Calls'
import { nameOf } from '@poolwright/core/Operation'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { eksCalls } from './eksCalls.js'
import { routes } from './routes.js'
import { samples } from './testing/samples.js'

/** What is used of a mock here; the mocks of two services differ in types that no test looks at. */
type Mock = {
  readonly reset: () => unknown
  readonly restore: () => unknown
  readonly rejects: (error: Error) => unknown
  readonly resolves: (answer: object) => unknown
  readonly calls: () => ReadonlyArray<{ readonly args: ReadonlyArray<unknown> }>
}
const mocks = { eks: mockClient(EKSClient), iam: mockClient(IAMClient) } as unknown as { readonly [service: string]: Mock }
const mockOf = (op: string): Mock => mocks[nameOf(op).service]!
const ask = send<EksAct>(
  eksCalls({ identity: { _tag: 'Own', keys: () => Promise.reject(new Error('nobody signs here')) }, budget: makeBudget() }),
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

/** One exception of each consequence, in the codes of the service. */
const failures: { readonly [service: string]: ReadonlyArray<readonly [tag: string, error: Error]> } = {
  eks: [
    ['Throttled', thrown('ThrottlingException', 'Rate exceeded', 429)],
    ['Busy', thrown('ResourceInUseException', 'Nodegroup cannot be updated as it currently has an update in progress', 409)],
    ['Stale', thrown('ResourceNotFoundException', 'No node group found for name: workers.', 404)],
    ['Refused', thrown('InvalidParameterException', 'no')],
    ['Denied', thrown('AccessDeniedException', 'no', 403)],
    ['Lost', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ],
  iam: [
    ['Throttled', thrown('Throttling', 'Rate exceeded')],
    ['Busy', thrown('ConcurrentModification', 'again', 409)],
    ['Stale', thrown('NoSuchEntity', 'The role with name nodes cannot be found.', 404)],
    ['Refused', thrown('MalformedPolicyDocument', 'no')],
    ['Denied', thrown('AccessDenied', 'no', 403)],
    ['Lost', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ],
}

describe.each(Object.keys(samples) as ReadonlyArray<EksAct['op']>)('%s', (op) => {
  const { input, answer } = samples[op]
  const { service, operation } = nameOf(op)

  it('is one command of its own name', async () => {
    const Command = await routes[op].command()
    expect(Command.name).toBe(`${operation}Command`)
    // The mock answers what the codec reads, which is also what it writes for operations whose answers are not flattened.
    mockOf(op).resolves(answer)
    expect(await ask(op, scope, input, token)()).toEqual({ _tag: 'Right', right: answer })
    expect(mockOf(op).calls()).toHaveLength(1)
    const command = mockOf(op).calls()[0]?.args[0]
    expect(command).toBeInstanceOf(Command)
    const { clientRequestToken, ...asked } = (command as { readonly input: { readonly [k: string]: unknown } }).input
    expect(asked).toEqual(input)
    expect(clientRequestToken).toBe(eksOperations[op].repeat === 'token' ? token : undefined)
  })

  it.each(failures[service]!)('may be %s', async (tag, error) => {
    mockOf(op).rejects(error)
    expect(await ask(op, scope, input, token)()).toMatchObject({ _tag: 'Left', left: { _tag: tag } })
    expect(mockOf(op).calls()).toHaveLength(1)
  })

  it('is lost when the answer is not what its codec reads', async () => {
    mockOf(op).resolves({ $metadata: {} })
    const read = await ask(op, scope, input, token)()
    expect(read).toEqual(Object.keys(answer).length === 0 ? { _tag: 'Right', right: {} } : { _tag: 'Left', left: { _tag: 'Lost' } })
  })
})

it('carries out every operation that there is, and nothing else', () => {
  expect(Object.keys(routes).sort()).toEqual(Object.keys(eksOperations).sort())
})
