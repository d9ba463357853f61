/**
 * EC2 launch templates, look-ups, EC2 Auto Scaling, EKS node groups, IAM roles and S3 objects as a pure model: requests in AWS's form are
 * answered as data, in virtual time.
 *
 * Each scope is an account in a region of its own; IAM's roles are one for all regions of an account. Ids count up from the world's serial number. Where AWS chooses, the choice here is
 * the first in a stated order, so that equal worlds answer equally. What a request starts, happens as time passes, not at once.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { aws } from '@poolwright/simulator/aws'
 * const [, answer] = aws.step(aws.empty(0), { scope: 'aws:1/eu-west-1', op: 'autoscaling:DescribeAutoScalingGroups', input: {}, token: '' })
 * assert.deepStrictEqual(answer, { _tag: 'Right', right: { AutoScalingGroups: [] } })
 * @since 0.1.0
 */
import { operations } from '@poolwright/aws/operations'
import { type CloudError, codeOf } from '@poolwright/core/CloudError'
import { digest, digestOf } from '@poolwright/core/digest'
import { isPlain } from '@poolwright/core/Json'
import type { Model, Request } from '@poolwright/core/Model'
import { rowOf } from '@poolwright/core/Operation'
import * as E from 'fp-ts/lib/Either.js'
import { ec2Instances } from './ec2Instances.js'
import { groups } from './groups.js'
import { type Answered, type Handlers, refusal } from './Handler.js'
import { hooks } from './hooks.js'
import { launchTemplates } from './launchTemplates.js'
import { lookups } from './lookups.js'
import { nodegroups } from './nodegroups.js'
import { nodegroupUpdates } from './nodegroupUpdates.js'
import { objects } from './objects.js'
import { processes } from './processes.js'
import { refreshes } from './refreshes.js'
import { roles } from './roles.js'
import { tags } from './tags.js'
import { tick } from './time.js'
import { callLimit, empty, type Raw, regionOf, withRegion, type World } from './World.js'

const handlers: Handlers = {
  ...launchTemplates,
  ...lookups,
  ...ec2Instances,
  ...groups,
  ...hooks,
  ...refreshes,
  ...tags,
  ...processes,
  ...objects,
  ...nodegroups,
  ...nodegroupUpdates,
  ...roles,
}

const isMutating = (op: string): boolean => {
  const row = rowOf(operations, op)
  return row === undefined ? !/:(Describe|Get|Head|List)/.test(op) : row.effect !== 'read'
}

/** EC2 and EKS take a client token where something new begins; Auto Scaling and IAM go by names (`aws-semantics` §3, §4.1, §5.1). */
const takesToken = (op: string): boolean => rowOf(operations, op)?.repeat === 'token'

/** A request without its secrets: bytes as their digests. */
const comparable = (u: unknown): unknown =>
  u instanceof Uint8Array
    ? { $bytes: digest(u) }
    : Array.isArray(u)
      ? u.map(comparable)
      : isPlain(u)
        ? Object.fromEntries(Object.entries(u).map(([k, x]) => [k, comparable(x)]))
        : u

const handled = (w: World, { scope, op, input, token }: Request): Answered => {
  const handler = Object.hasOwn(handlers, op) ? handlers[op] : undefined
  return handler === undefined
    ? E.left(refusal('InvalidAction', `The action ${op} is not valid for this web service.`))
    : handler(w, scope, input, token)
}

/** The same token with the same parameters gives the first answer again; with others it is refused. */
const once = (w: World, request: Request): Answered => {
  const { scope, op, token, input } = request
  if (token === '' || !takesToken(op)) return handled(w, request)
  const key = `${op} ${token}`
  const identity = digestOf(comparable(input))
  const first = regionOf(w, scope).tokens.get(key)
  if (first !== undefined)
    return first.input === identity
      ? E.right([w, first.answer])
      : E.left(refusal('IdempotentParameterMismatch', 'The client token was used before with other parameters.'))
  const answered = handled(w, request)
  if (E.isLeft(answered)) return answered
  const [next, body] = answered.right
  // These operations answer JSON: names, numbers, times and the echo of a stored body.
  const remembered = { input: identity, answer: body as Raw }
  return E.right([withRegion(next, scope, { tokens: regionOf(next, scope).tokens.set(key, remembered) }), body])
}

const counted = (w: World, { scope, op }: Request, answered: E.Either<CloudError, unknown>): World => {
  const call = { at: w.now, scope, op, mutating: isMutating(op), ...(E.isLeft(answered) ? { code: codeOf(answered.left) } : {}) }
  const calls = w.calls.push(call)
  return { ...w, called: w.called + 1, calls: calls.size > callLimit ? calls.shift() : calls }
}

const step = (w: World, request: Request): readonly [World, E.Either<CloudError, object>] => {
  const answered = once(w, request)
  return E.isLeft(answered)
    ? [counted(w, request, answered), answered]
    : [counted(answered.right[0], request, answered), E.right(answered.right[1])]
}

/** Safe to share: it has no state of its own. */
export const aws: Model<World> = { empty, now: (w) => w.now, tick, step }

/** A request that nobody counts: what others do to the same account, or a look at a world from outside. */
export const uncounted = (w: World, request: Request): Answered => once(w, request)
