/**
 * A simulated cloud behind a behaviour: what it has, carrying plans out on it, and looking at it.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { nouns } from '@poolwright/aws/nouns'
import { operations } from '@poolwright/aws/operations'
import { fill } from '@poolwright/core/Action'
import * as Fact from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { rowOf } from '@poolwright/core/Operation'
import { type Plan, token } from '@poolwright/core/Plan'
import type { AnyNoun } from '@poolwright/core/Provider'
import { answered, outputOf, ready, start as begin } from '@poolwright/core/Run'
import type { Vault } from '@poolwright/core/Secret'
import { aws } from '@poolwright/simulator/aws'
import { provision } from '@poolwright/simulator/seed'
import type { World } from '@poolwright/simulator/World'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Document } from './Behaviour.js'
import { listOf, members, textOf } from './parts.js'

/** A member of each thing in a list, as text. */
const each = (u: Json | undefined) => listOf(u).map((x) => (member: string) => textOf(members(x)[member]))

/**
 * A world with the images, subnets, clusters, roles and the like that are observed, with these buckets, and without any group, node group
 * or template.
 */
export const cloudOf = (observed: Document, buckets: ReadonlyArray<string>, scope: Key.Scope, now: Fact.Millis): World =>
  provision(aws.empty(now), scope, {
    catalogue: true,
    buckets,
    images: each(observed['images']).map((of) => ({
      id: of('ImageId'),
      name: of('Name'),
      owner: of('OwnerId'),
      rootDevice: of('RootDeviceName') || '/dev/xvda',
    })),
    subnets: each(observed['subnets']).map((of) => ({ id: of('SubnetId'), zone: of('AvailabilityZone') })),
    securityGroups: each(observed['securityGroups']).map((of) => ({ id: of('GroupId') })),
    clusters: each(observed['cluster'] === undefined ? [] : [observed['cluster']]).map((of) => ({
      name: of('name'),
      version: of('version'),
      status: of('status'),
      securityGroup: textOf(members(members(observed['cluster'])['resourcesVpcConfig'])['clusterSecurityGroupId']),
      subnets: each(observed['subnets']).map((subnet) => subnet('SubnetId')),
    })),
    roles: Object.keys(members(observed['roles'])).map((name) => ({ name })),
  })

export type Carried = {
  readonly world: World
  /** What was refused, as `step: code`; nothing of it is expected. */
  readonly refused: ReadonlyArray<string>
}

/** Sends what is ready until nothing is. */
export const carryOut = (world: World, plan: Plan<AwsAct>, vault: Vault, uid: string): Carried => {
  let run = begin(plan)
  let at = world
  const refused: Array<string> = []
  for (let s = ready(run)[0]; s !== undefined; s = ready(run)[0]) {
    const input = fill(s.action.input, outputOf(run), (secret) => O.toUndefined(vault.open(secret)))
    const [after, answer] = aws.step(at, { scope: s.scope, op: s.action.op, input, token: token(uid, s) })
    at = after
    const decoded = E.isRight(answer) ? rowOf(operations, s.action.op)?.answer.decode(answer.right) : undefined
    if (E.isLeft(answer)) refused.push(`${s.id}: ${'code' in answer.left ? answer.left.code : answer.left._tag}`)
    run = answered(run, s.id, decoded?._tag === 'Right' ? decoded : E.isLeft(answer) ? answer : E.left({ _tag: 'Lost' }))
  }
  return { world: at, refused }
}

const table: { readonly [noun: string]: AnyNoun } = nouns

/** What AWS would answer for one key; `undefined` for what is none of its. */
export const seenIn =
  (world: World) =>
  (key: string): Fact.Fact<unknown> | undefined => {
    const { noun, scope, id } = Key.parse(key)
    const [reading] = table[noun]?.requests(scope, [id]) ?? []
    if (reading === undefined) return undefined
    const { op, input } = reading.action
    const [, answer] = aws.step(world, { scope, op, input, token: '' })
    if (E.isLeft(answer)) {
      const absent = answer.left._tag === 'Stale' && reading.absentOn.includes(answer.left.code)
      return absent ? Fact.absent(world.now) : Fact.unknown('unreadable', O.some(answer.left))
    }
    const decoded = rowOf(operations, op)?.answer.decode(answer.right)
    if (decoded?._tag !== 'Right') return Fact.unknown('invalid')
    const value = reading.facts([decoded.right]).get(id)
    return value === undefined ? Fact.absent(world.now) : Fact.present(value, world.now)
  }
