/**
 * Who asks: the account, the principal and the region that requests will have, learnt before anything else is asked.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * @since 0.1.0
 */
import { awsScope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import { type ConnectionOptions, makeClients, type Service } from './Clients.js'
import { cloudErrorOf } from './failure.js'

export type Caller = {
  /** Twelve digits. */
  readonly account: string
  /** The ARN of the user, or of the session of a role. */
  readonly arn: string
  readonly region: string
}

/** Why nobody can be said to ask, by what a person does about it. */
export type Nobody = {
  readonly why:
    | 'noRegion'
    /** No source of credentials has any, or the profile is not there. */
    | 'noCredentials'
    /** They were good once: sign in again. */
    | 'expired'
    /** AWS knows no such keys, or does not accept the signature. */
    | 'denied'
    /** No answer from the endpoint. */
    | 'unreachable'
    /** The package of the SDK is missing or broken. */
    | 'notLoaded'
  /** In the words of whoever said it. */
  readonly message: string
}

const loadSts = () => import('@aws-sdk/client-sts')
const sts: Service = { name: 'sts', connect: async (config) => new (await loadSts()).STSClient(config) }
/** A permission that nobody needs to be given: AWS answers every signed request of this kind. */
const anyAccount = '000000000000'

/**
 * The region that environment and shared files say, as every AWS tool reads them: `AWS_REGION`, then the profile's. `undefined` when
 * nobody says one. Rejects when the SDK cannot be loaded.
 */
export const standardRegion = async (profile?: string): Promise<string | undefined> => {
  const { STSClient } = await loadSts()
  const client = new STSClient(profile === undefined ? {} : { profile })
  try {
    return await client.config.region()
  } catch {
    return undefined
  } finally {
    client.destroy()
  }
}

/** Asks once. Never rejects. `region`: where to ask, when the caller knows; `otherwise`: where, when nobody says. */
export const callerOf = async (
  options: ConnectionOptions,
  known: { readonly region?: string | undefined; readonly otherwise?: string | undefined } = {},
): Promise<E.Either<Nobody, Caller>> => {
  const profile = options.identity?._tag === 'Standard' ? options.identity.profile : undefined
  try {
    const region = known.region ?? (await standardRegion(profile)) ?? known.otherwise
    if (region === undefined) return E.left({ why: 'noRegion', message: 'neither options, environment nor profile name a region' })
    const client = await makeClients(options).get(awsScope(anyAccount, region), sts)
    if (E.isLeft(client)) return E.left({ why: 'notLoaded', message: 'message' in client.left ? client.left.message : client.left._tag })
    const { GetCallerIdentityCommand } = await loadSts()
    // A client of this service takes its commands; the common type cannot say so.
    const answer: { readonly Account?: string; readonly Arn?: string } = await client.right.send(new GetCallerIdentityCommand({}) as never)
    if (answer.Account === undefined) return E.left({ why: 'unreachable', message: 'the answer named no account' })
    return E.right({ account: answer.Account, arn: answer.Arn ?? '', region })
  } catch (error) {
    return E.left(nobodyFor(error))
  }
}

const expired = /expired/i
/** Of keys that a single sign-on or a role would have given, had its session not ended. */
const nobodyFor = (error: unknown): Nobody => {
  const said = cloudErrorOf(error)
  const message = textOf(error)
  if (isMissing(error)) return { why: 'notLoaded', message }
  if (said._tag !== 'Denied') return { why: 'unreachable', message }
  if (expired.test(said.code) || expired.test(said.message)) return { why: 'expired', message: said.message }
  return { why: isOwn(said.code) ? 'noCredentials' : 'denied', message: said.message }
}
/** Names by which the SDK says that it found no keys. AWS's own codes are others. */
const isOwn = (code: string): boolean => /Provider(Error)?$|^(Error|TypeError|ENOENT|UnknownIdentity|IdentityCircle)$/.test(code)
const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
/** Several addresses that were tried make an error without words of its own. */
const textOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === '') return [...new Set(error.errors.map(textOf))].join(', ')
  return error instanceof Error ? error.message || error.name : String(error)
}
