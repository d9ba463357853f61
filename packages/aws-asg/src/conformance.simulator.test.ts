import { AutoScalingClient } from '@aws-sdk/client-auto-scaling'
import { EC2Client } from '@aws-sdk/client-ec2'
import { S3Client } from '@aws-sdk/client-s3'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { AsgAct } from '@poolwright/aws'
import { asgOperations } from '@poolwright/aws/asgOperations'
import { nouns } from '@poolwright/aws/nouns'
import { makeBudget } from '@poolwright/aws-client/Budget'
import { partOf, surprises } from '@poolwright/aws-client/conformance/Difference'
import { type Mock, modelBehind } from '@poolwright/aws-client/conformance/modelBehind'
import { busy, type CloudError, denied, lost, refused, stale, throttled } from '@poolwright/core/CloudError'
import { isPlain } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { Model } from '@poolwright/core/Model'
import { mockClient } from 'aws-sdk-client-mock'
import { aws, emptyWorld, provision, type World } from '@poolwright/simulator'
import { encodeWorld } from '@poolwright/simulator/worldFile'
import { conformanceOf, type Failure, type Stand } from '@poolwright/testing/conformance'
import * as E from 'fp-ts/lib/Either.js'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { awsCalls } from './awsCalls.js'
import { differing, groundOf, imageParameters, perform, sequences } from './conformance.js'
import { differences } from './conformance/differences.js'
import { routes } from './routes.js'

/** The mocks of four services differ in types that do not matter. */
const mocks = {
  ec2: mockClient(EC2Client),
  autoscaling: mockClient(AutoScalingClient),
  s3: mockClient(S3Client),
  ssm: mockClient(SSMClient),
} as unknown as { readonly [service: string]: Mock }
// Clients are shared with the other files of this package.
afterAll(() => Object.values(mocks).forEach((mock) => mock.restore()))

/** Bytes where the SDK takes base64. */
const plain = ({ LaunchTemplateData: data, ...rest }: { readonly [k: string]: unknown }) => {
  if (data === undefined) return rest
  const bytes = isPlain(data) && typeof data['UserData'] === 'string' ? Uint8Array.from(Buffer.from(data['UserData'], 'base64')) : undefined
  return { ...rest, LaunchTemplateData: bytes === undefined ? data : { ...data, UserData: bytes } }
}

const scope = 'aws:111122223333/eu-west-1'
const images = ['ami-11111111111111111', 'ami-22222222222222222'] as const

/** The adapter itself before a simulated account that has what sequences need. */
const setUp = async () => {
  let world: World = provision(emptyWorld(Date.UTC(2026, 10, 22)), scope, {
    subnets: [{ id: 'subnet-11111111111111111', zone: 'eu-west-1a' }],
    images: images.map((id) => ({ id })),
    instanceTypes: [{ name: 't3.micro' }],
    parameters: { [imageParameters[0]]: images[0], [imageParameters[1]]: images[1] },
  })
  await modelBehind(mocks, routes, aws, { get: () => world, set: (w) => void (world = w) }, scope, plain)
  const calls = awsCalls({ budget: makeBudget() })
  const ground = await groundOf(calls, scope, 'conformance')
  if (E.isLeft(ground)) throw new Error(ground.left)
  const pause = () => {
    world = aws.tick(world, 5_000)
    return Promise.resolve()
  }
  return { calls, ground: ground.right, pause, patience: 200 }
}

/** What every adapter has to keep: see the kit. */
describe('the adapter before a simulated account', () => {
  const errors: { readonly [F in Failure]: CloudError } = {
    Throttled: throttled(),
    Busy: busy('ResourceContention'),
    Stale: stale('AlreadyExists'),
    Refused: refused('ValidationError'),
    Denied: denied('AccessDenied'),
    Lost: lost,
  }
  const stand = async (): Promise<Stand<AsgAct>> => {
    let world: World = provision(emptyWorld(Date.UTC(2026, 10, 22)), scope, {
      subnets: [{ id: 'subnet-11111111111111111', zone: 'eu-west-1a' }],
      images: images.map((id) => ({ id })),
      instanceTypes: [{ name: 't3.micro' }],
    })
    let failing: Failure | null = null
    const model: Model<World> = { ...aws, step: (w, r) => (failing === null ? aws.step(w, r) : [w, E.left(errors[failing])]) }
    await modelBehind(mocks, routes, model, { get: () => world, set: (w) => void (world = w) }, scope, plain)
    return {
      calls: awsCalls({ budget: makeBudget() }),
      state: () => Promise.resolve(encodeWorld({ ...world, called: 0, calls: world.calls.clear() })),
      fail: (how) => {
        failing = how
        return true
      },
    }
  }
  const template = { LaunchTemplateName: 'pool', LaunchTemplateData: { InstanceType: 't3.micro', ImageId: images[0] } }
  const named = { AutoScalingGroupName: 'pool' }
  const source = { LaunchTemplate: { LaunchTemplateName: 'pool', Version: '1' } }
  conformanceOf<AsgAct>(
    {
      ops: asgOperations,
      nouns,
      stand,
      there: [Key.of('image', scope, images[0])],
      missing: [Key.of('group', scope, 'none'), Key.of('template', scope, 'none')],
      writes: [
        { op: 'ec2:CreateLaunchTemplate', scope, input: template, token: '' },
        {
          op: 'autoscaling:CreateAutoScalingGroup',
          scope,
          input: { ...named, ...source, MinSize: 0, MaxSize: 2, VPCZoneIdentifier: 'subnet-11111111111111111' },
          token: '',
        },
        { op: 'autoscaling:UpdateAutoScalingGroup', scope, input: { ...named, MaxSize: 3 }, token: '' },
      ],
    },
    { it },
  )
})

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
    const forgetful = {
      ...stage,
      patience: 2,
      calls: { ...stage.calls, 'autoscaling:CreateOrUpdateTags': () => () => Promise.resolve(E.right({})) },
    }
    const heard = await perform(
      forgetful,
      sequences.find((s) => s.name === 'group-tags')!,
    )
    expect(differing(heard).map((d) => d.says)).toContain('and show on the group')
  })

  it('the page of differences says what is listed', () => {
    const page = readFileSync(new URL('../../../docs/differences-aws.md', import.meta.url), 'utf8')
    expect(page).toContain(partOf('Auto Scaling groups and launch templates', differences))
  })
})
