/**
 * As whom AWS is asked. A host names the identities that pools may use; a scope says which of them a request takes.
 * @since 0.1.0
 */
import { type CloudError, denied } from '@poolwright/core/CloudError'
import * as E from 'fp-ts/lib/Either.js'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Clock } from './Clock.js'
import type { Carrier } from './Carrier.js'

/** Keys as AWS hands them out. They are read when a request is signed and kept nowhere else. */
export type Keys = AwsCredentialIdentity
export type KeysProvider = () => Promise<Keys>

export type Identity =
  /** What every AWS tool finds: environment, profile, web identity, container, instance. `profile` names one of the shared files. */
  | { readonly _tag: 'Standard'; readonly profile?: string }
  /** A role taken on by another identity of the table (`source`), or by the host's default one. Chains may be of any length. */
  | {
      readonly _tag: 'Role'
      readonly roleArn: string
      readonly source?: string
      readonly externalId?: string
      /** How the session is called in CloudTrail; `poolwright` when not said. */
      readonly sessionName?: string
      /** 900–43,200; an hour when not said, which is also the most that a chained role may have. */
      readonly durationSeconds?: number
      /** Managed policies and a policy document that narrow the session further. */
      readonly policyArns?: ReadonlyArray<string>
      readonly policy?: string
    }
  /** A role taken on with a token in a file, as Kubernetes mounts it for a service account. */
  | { readonly _tag: 'WebIdentity'; readonly roleArn: string; readonly tokenFile: string; readonly sessionName?: string }
  /** Keys that the host has itself, e.g. out of a Kubernetes Secret. */
  | { readonly _tag: 'Own'; readonly keys: KeysProvider }

export type Identities = { readonly [name: string]: Identity }

/** Where tokens for roles are asked for: the region, so that its partition's endpoint answers, and how it is reached. */
export type Desk = {
  readonly region: string
  readonly requestHandler: Carrier
  readonly endpoint?: string
  readonly useFipsEndpoint?: boolean
  readonly useDualstackEndpoint?: boolean
}

const sessionOf = (identity: { readonly sessionName?: string }): string => identity.sessionName ?? 'poolwright'

/** The account that a role belongs to; of other identities only the keys may say. */
export const accountOfRole = (identity: Identity): string | undefined =>
  identity._tag === 'Role' || identity._tag === 'WebIdentity' ? identity.roleArn.split(':')[4] : undefined

/** The name of the host's default identity, which scopes without an identity use; no scope can spell it. */
export const byDefault = ''

/**
 * The identity of that name and, for a role, all that stand behind it, nearest first. Denied: a name is in no table, or sources go round
 * in a circle.
 */
export const resolve = (
  table: Identities,
  name: string,
  seen: ReadonlyArray<string> = [],
): E.Either<CloudError, ReadonlyArray<Identity>> => {
  if (seen.includes(name)) return E.left(denied('IdentityCircle', `identity ${name} is its own source: ${[...seen, name].join(', ')}`))
  const identity: Identity | undefined = Object.hasOwn(table, name) ? table[name] : name === byDefault ? { _tag: 'Standard' } : undefined
  if (identity === undefined) return E.left(denied('UnknownIdentity', `no identity is called ${name}`))
  const source = identity._tag === 'Role' ? (identity.source ?? (name === byDefault ? undefined : byDefault)) : undefined
  if (source === undefined) return E.right([identity])
  const rest = resolve(table, source, [...seen, name])
  return E.isLeft(rest) ? rest : E.right([identity, ...rest.right])
}

/** Keys for a chain that `resolve` made. Nothing is asked before the first request is signed. */
export const keysOf = ([identity, ...sources]: ReadonlyArray<Identity>, desk: Desk, clock: Clock): KeysProvider =>
  remembered(fresh(identity ?? { _tag: 'Standard' }, sources.length === 0 ? undefined : keysOf(sources, desk, clock), desk), clock)

const fresh = (identity: Identity, source: KeysProvider | undefined, desk: Desk): KeysProvider => {
  if (identity._tag === 'Own') return identity.keys
  let made: Promise<KeysProvider> | undefined
  return async () => (await (made ??= provider(identity, source, desk)))()
}

const provider = async (
  identity: Exclude<Identity, { readonly _tag: 'Own' }>,
  source: KeysProvider | undefined,
  desk: Desk,
): Promise<KeysProvider> => {
  const { fromNodeProviderChain, fromTemporaryCredentials, fromTokenFile } = await import('@aws-sdk/credential-providers')
  // The standard chain asks other services than the desk as well, and finds their endpoints by itself.
  const { endpoint: _, ...elsewhere } = desk
  const clientConfig = { ...desk }
  switch (identity._tag) {
    case 'Standard':
      return fromNodeProviderChain({ clientConfig: elsewhere, ...(identity.profile === undefined ? {} : { profile: identity.profile }) })
    case 'WebIdentity':
      return fromTokenFile({
        clientConfig,
        roleArn: identity.roleArn,
        webIdentityTokenFile: identity.tokenFile,
        roleSessionName: sessionOf(identity),
      })
    case 'Role':
      return fromTemporaryCredentials({
        clientConfig,
        masterCredentials: source ?? fromNodeProviderChain({ clientConfig: elsewhere }),
        params: {
          RoleArn: identity.roleArn,
          RoleSessionName: sessionOf(identity),
          ...(identity.externalId === undefined ? {} : { ExternalId: identity.externalId }),
          ...(identity.durationSeconds === undefined ? {} : { DurationSeconds: identity.durationSeconds }),
          ...(identity.policy === undefined ? {} : { Policy: identity.policy }),
          ...(identity.policyArns === undefined ? {} : { PolicyArns: identity.policyArns.map((arn) => ({ arn })) }),
        },
      })
  }
}

/** Keys are asked for again five minutes before they end; whoever asks meanwhile shares one question. */
const EARLY = 300_000
const remembered = (ask: KeysProvider, clock: Clock): KeysProvider => {
  let kept: Keys | undefined
  let asking: Promise<Keys> | undefined
  return () => {
    if (kept !== undefined && (kept.expiration === undefined || kept.expiration.getTime() - EARLY > clock.now()))
      return Promise.resolve(kept)
    asking ??= ask()
      .then((keys) => (kept = keys))
      .finally(() => (asking = undefined))
    return asking
  }
}
