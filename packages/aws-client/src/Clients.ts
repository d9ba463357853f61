/**
 * SDK clients by scope and service, each made when it is first asked for and kept. Their packages are loaded no sooner.
 * @since 0.1.0
 */
import { type CloudError, refused } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as AwsScope from './AwsScope.js'
import { type Carrier, carrier, type HttpHandler } from './Carrier.js'
import { type Clock, systemClock } from './Clock.js'
import { loadFailure, NoKeys } from './failure.js'
import { accountOfRole, byDefault, type Identities, type Identity, keysOf, type KeysProvider, resolve } from './Identity.js'
import { maxAttempts, twice } from './retry.js'

/** How requests reach AWS. Every member may be left out. */
export type ConnectionOptions = {
  /** The identities that scopes may name, e.g. `team-a` in `aws:team-a@111122223333/eu-west-1`. */
  readonly identities?: Identities
  /** The identity of scopes that name none. The standard chain of AWS's tools when not said. */
  readonly identity?: Identity
  /**
   * The account that the default identity is of, where that is known: scopes of another account that name no identity are then refused
   * before anything is sent.
   */
  readonly account?: string
  /**
   * URLs by service (`ec2`, `autoscaling`, `ssm`, `sts`), for private endpoints. Without one the SDK decides, by region and partition,
   * after the environment (`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_EC2`).
   */
  readonly endpoints?: { readonly [service: string]: string }
  /** Ask FIPS-validated endpoints. Left to environment and profile when not said. */
  readonly useFipsEndpoint?: boolean
  /** Ask endpoints that also answer over IPv6. Left to environment and profile when not said. */
  readonly useDualstackEndpoint?: boolean
  /** Carries requests instead of Node's own HTTP client: a proxy's agent, or a double in tests. */
  readonly requestHandler?: HttpHandler
  readonly clock?: Clock
}

/** What a client is made with, whatever its service. */
export type ClientConfig = {
  readonly region: string
  readonly credentials: KeysProvider
  readonly maxAttempts: number
  readonly retryStrategy: typeof twice
  /** How requests show in CloudTrail. */
  readonly customUserAgent: string
  readonly requestHandler: Carrier
  /** Of the shared files; they may name endpoints, and say FIPS or dual stack. */
  readonly profile?: string
  readonly endpoint?: string
  readonly useFipsEndpoint?: boolean
  readonly useDualstackEndpoint?: boolean
}

export type SdkCommand = { readonly middlewareStack: object }
export type SdkClient = { readonly send: (command: never) => Promise<object> }
/** One AWS service: the name that `endpoints` knows it by, and how its client is made. */
export type Service = { readonly name: string; readonly connect: (config: ClientConfig) => Promise<SdkClient> }

export type Clients = {
  /** Never rejects. `Refused`: no scope of AWS, or the client's package is missing. `Denied`: no such identity. */
  readonly get: (scope: Scope, service: Service) => Promise<E.Either<CloudError, SdkClient>>
}

/** What scopes hold for an account that nobody has named. */
const anyAccount = '000000000000'

export const makeClients = (options: ConnectionOptions = {}): Clients => {
  const clock = options.clock ?? systemClock
  const requestHandler = options.requestHandler ?? carrier
  const flags = {
    ...(options.useFipsEndpoint === undefined ? {} : { useFipsEndpoint: options.useFipsEndpoint }),
    ...(options.useDualstackEndpoint === undefined ? {} : { useDualstackEndpoint: options.useDualstackEndpoint }),
  }
  const profile =
    options.identity?._tag === 'Standard' && options.identity.profile !== undefined ? { profile: options.identity.profile } : {}
  const endpointOf = (service: string) => {
    const endpoint = options.endpoints?.[service]
    return endpoint === undefined ? {} : { endpoint }
  }
  const table: Identities = { ...options.identities, ...(options.identity === undefined ? {} : { [byDefault]: options.identity }) }
  const keys = new Map<string, E.Either<CloudError, KeysProvider>>()
  const keysFor = (s: AwsScope.AwsScope): E.Either<CloudError, KeysProvider> => {
    const name = `${s.identity ?? ''}@${s.account}/${s.region}`
    const known = keys.get(name)
    if (known !== undefined) return known
    const chain = resolve(table, s.identity ?? byDefault)
    const desk = { region: s.region, requestHandler, ...flags, ...endpointOf('sts') }
    const own = s.identity === undefined ? options.account : undefined
    const made = E.isLeft(chain) ? chain : E.right(ofAccount(s.account, chain.right[0], own, keysOf(chain.right, desk, clock)))
    keys.set(name, made)
    return made
  }
  const clients = new Map<string, Promise<E.Either<CloudError, SdkClient>>>()
  const connect = async (scope: Scope, service: Service): Promise<E.Either<CloudError, SdkClient>> => {
    const parsed = AwsScope.parse(scope)
    if (parsed._tag === 'None') return E.left(refused('InvalidScope', `${scope} is no account and region of AWS`))
    const credentials = keysFor(parsed.value)
    if (E.isLeft(credentials)) return credentials
    const config: ClientConfig = {
      region: parsed.value.region,
      credentials: credentials.right,
      maxAttempts,
      retryStrategy: twice,
      customUserAgent: 'poolwright',
      requestHandler,
      ...profile,
      ...endpointOf(service.name),
      ...flags,
    }
    return service.connect(config).then(E.right, (error: unknown) => E.left(loadFailure(error)))
  }
  return {
    get: (scope, service) => {
      const name = `${service.name} ${scope}`
      const known = clients.get(name)
      if (known !== undefined) return known
      const made = connect(scope, service)
      clients.set(name, made)
      return made
    },
  }
}

/** Refuses keys that are known to be of another account than the scope's, before anything is made in the wrong place. */
const ofAccount =
  (account: string, identity: Identity | undefined, own: string | undefined, ask: KeysProvider): KeysProvider =>
  async () => {
    const found = await ask().catch((error: unknown) => {
      throw new NoKeys(error)
    })
    const theirs = found.accountId ?? (identity === undefined ? undefined : accountOfRole(identity)) ?? own
    if (account === anyAccount || theirs === undefined || theirs === account) return found
    throw new NoKeys({ name: 'WrongAccount', message: `the credentials are of account ${theirs}, not ${account}` })
  }
