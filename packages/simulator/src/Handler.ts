/**
 * What answers one operation: the world and the answer in AWS's form, or a refusal that leaves the world alone.
 * @since 0.1.0
 */
import { classify } from '@poolwright/aws/errors'
import type { CloudError } from '@poolwright/core/CloudError'
import { faults } from '@poolwright/core/codec'
import type { Scope } from '@poolwright/core/Key'
import { nameOf } from '@poolwright/core/Operation'
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import type { World } from './World.js'

export type Answered = E.Either<CloudError, readonly [World, object]>
export type Handler = (w: World, scope: Scope, input: unknown, token: string) => Answered
export type Handlers = { readonly [op: string]: Handler }

/** Auto Scaling's one code for nearly everything that is wrong with a request, and IAM's for malformed members (`aws-semantics` §2). */
export const invalid = (message: string): CloudError => classify('ValidationError', message)
/** Any other code, with AWS's words. */
export const refusal = (code: string, message: string): CloudError => classify(code, message)

export const answer = (w: World, body: object): Answered => E.right([w, body])
export const refuse = (error: CloudError): Answered => E.left(error)

/** The first rule that a request breaks; rules after it are not asked. */
export const broken = (...rules: ReadonlyArray<() => CloudError | undefined>): CloudError | undefined => {
  for (const rule of rules) {
    const error = rule()
    if (error !== undefined) return error
  }
  return undefined
}

/** What each service calls members that are missing or of the wrong kind. */
const malformedCodes: { readonly [service: string]: string } = { s3: 'InvalidArgument', eks: 'InvalidParameterException' }
const malformed = (op: string, what: ReadonlyArray<string>): CloudError => {
  const { service } = nameOf(op)
  return service === 'autoscaling' || service === 'iam'
    ? invalid(`${what.length} validation errors detected: ${what.join('; ')}`)
    : refusal(malformedCodes[service] ?? 'InvalidParameterValue', what.join('; '))
}

/** A handler whose input is decoded first. Members that the codec does not know are dropped, as an SDK drops them. */
export const taking =
  <I>(op: string, codec: t.Type<I, unknown>, handle: (w: World, scope: Scope, input: I, token: string) => Answered): Handler =>
  (w, scope, input, token) => {
    const decoded = codec.decode(input)
    return E.isLeft(decoded) ? refuse(malformed(op, faults(decoded.left))) : handle(w, scope, decoded.right, token)
  }
