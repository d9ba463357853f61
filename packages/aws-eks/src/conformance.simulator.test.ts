import { EKSClient } from '@aws-sdk/client-eks'
import { IAMClient } from '@aws-sdk/client-iam'
import { makeBudget } from '@poolwright/aws-client/Budget'
import { partOf, surprises } from '@poolwright/aws-client/conformance/Difference'
import { type Mock, modelBehind } from '@poolwright/aws-client/conformance/modelBehind'
import { aws, emptyWorld, provision, type World } from '@poolwright/simulator'
import { mockClient } from 'aws-sdk-client-mock'
import * as E from 'fp-ts/lib/Either.js'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { differing, groundOf, perform, sequences } from './conformance.js'
import { differences } from './conformance/differences.js'
import { eksCalls } from './eksCalls.js'
import { routes } from './routes.js'

const scope = 'aws:111122223333/eu-west-1'

// The mocks of two services differ in types that do not matter.
const mocks = { eks: mockClient(EKSClient), iam: mockClient(IAMClient) } as unknown as { readonly [service: string]: Mock }
// Clients are shared with the other files of this package.
afterAll(() => Object.values(mocks).forEach((mock) => mock.restore()))

/** The adapter itself before a simulated account with a cluster. */
const setUp = async () => {
  const subnets = ['subnet-11111111111111111', 'subnet-22222222222222222'] as const
  let world: World = provision(emptyWorld(Date.UTC(2026, 10, 22)), scope, {
    subnets: [
      { id: subnets[0], zone: 'eu-west-1a' },
      { id: subnets[1], zone: 'eu-west-1b' },
    ],
    clusters: [{ name: 'prod', subnets, securityGroup: 'sg-1' }],
  })
  await modelBehind(mocks, routes, aws, { get: () => world, set: (w) => void (world = w) }, scope)
  const calls = eksCalls({ budget: makeBudget() })
  const ground = await groundOf(calls, scope, 'conformance', 'prod')
  if (E.isLeft(ground)) throw new Error(ground.left)
  const pause = () => {
    world = aws.tick(world, 5_000)
    return Promise.resolve()
  }
  return { calls, ground: ground.right, pause, patience: 200 }
}

describe('the simulator behind the adapter', () => {
  it.each(sequences)('$name', async (sequence) => {
    const heard = await perform(await setUp(), sequence)
    expect(heard).toHaveLength(sequence.steps.length)
    expect(surprises(differences.simulator, heard, differing(heard))).toEqual({ unlisted: [], gone: [] })
  })

  it('names every step once, and every sequence', () => {
    expect(new Set(sequences.map((s) => s.name)).size).toBe(sequences.length)
    for (const s of sequences) expect(new Set(s.steps.map((x) => x.says)).size).toBe(s.steps.length)
  })

  it('finds a cloud that answers otherwise', async () => {
    const stage = await setUp()
    const forgetful = { ...stage, patience: 2, calls: { ...stage.calls, 'eks:TagResource': () => () => Promise.resolve(E.right({})) } }
    const heard = await perform(
      forgetful,
      sequences.find((s) => s.name === 'nodegroup-tags')!,
    )
    expect(differing(heard).map((d) => d.says)).toContain('and show')
  })

  it('the page of differences says what is listed', () => {
    const page = readFileSync(new URL('../../../docs/differences-aws.md', import.meta.url), 'utf8')
    expect(page).toContain(partOf('EKS node groups and their roles', differences))
  })
})
