/**
 * AWS itself as a place: real accounts in real time. The packages of the adapters and of AWS's SDK are loaded here and nowhere else.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Caller, ConnectionOptions, Nobody } from '@poolwright/aws-client'
import type { Calls } from '@poolwright/core/Calls'
import type { Clock } from '@poolwright/engine/Clock'
import { systemClock } from '@poolwright/engine/systemClock'
import * as E from 'fp-ts/lib/Either.js'
import type { Console } from '../Console.js'
import { Failure } from '../Failure.js'
import { type CloudOptions, statePath } from '../options.js'
import { awsState } from '../state/awsState.js'
import { acquire } from '../state/lock.js'
import { load, writer } from '../state/StateFile.js'
import { type Home, homeOf } from './Home.js'
import type { Input } from './Input.js'
import type { Place } from './Place.js'

/** For looking only: the state is read, and what is learnt is forgotten. */
export const awsToLookAt = async (input: Input | undefined, options: CloudOptions, console: Console): Promise<Place> => {
  const home = homeOf(load(awsState, statePath('aws', options, console)) ?? {}, () => undefined)
  return placeOf(await enter(input, options), home, console)
}

export const inAws = async <A>(input: Input, options: CloudOptions, console: Console, use: (place: Place) => Promise<A>): Promise<A> => {
  const path = statePath('aws', options, console)
  const access = await enter(input, options)
  const lock = await acquire(path, console)
  try {
    return await use(placeOf(access, homeOf(load(awsState, path) ?? {}, writer(awsState, path, lock)), console))
  } finally {
    lock.release()
  }
}

/** Who asks, and the port that asks. */
type Access = { readonly caller: Caller; readonly calls: Calls<AwsAct> }

/** Learns who asks before anything is planned, so that what keeps all of it from working is said once and plainly. */
const enter = async (input: Input | undefined, { region, profile }: CloudOptions): Promise<Access> => {
  const { callerOf, awsCalls, eksCalls } = await adapters()
  const connection: ConnectionOptions = profile === undefined ? {} : { identity: { _tag: 'Standard', profile } }
  const caller = await callerOf(connection, { region: region ?? input?.settings.region, otherwise: regionIn(input) })
  if (E.isLeft(caller)) throw failureFor(caller.left)
  const ours: ConnectionOptions = { ...connection, account: caller.right.account }
  return { caller: caller.right, calls: { ...awsCalls(ours), ...eksCalls(ours) } }
}

const adapters = async () => {
  // Which versions of Node the SDK will one day leave is nothing that the person at this command can do anything about.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  try {
    const [{ callerOf }, { awsCalls }, { eksCalls }] = await Promise.all([
      import('@poolwright/aws-client'),
      import('@poolwright/aws-asg'),
      import('@poolwright/aws-eks'),
    ])
    return { callerOf, awsCalls, eksCalls }
  } catch (error) {
    throw failureFor({ why: 'notLoaded', message: error instanceof Error ? error.message : String(error) })
  }
}

/** Any that the manifests name will do to ask who asks. */
const regionIn = (input: Input | undefined): string | undefined =>
  input?.read.manifests.awsClusters.map((c) => c.value.spec.region).find((region) => region !== undefined && region !== '')

const failureFor = ({ why, message }: Nobody): Failure => {
  const said = message.split('\n')[0] ?? ''
  switch (why) {
    case 'noRegion':
      return new Failure('PW-AWS-REGION', 'no region: give --region, set AWS_REGION, or name one in the profile')
    case 'noCredentials':
      return new Failure('PW-AWS-CREDENTIALS', `no AWS credentials were found: ${said}`)
    case 'expired':
      return new Failure('PW-AWS-EXPIRED', `the AWS credentials have expired: ${said}`)
    case 'denied':
      return new Failure('PW-AWS-DENIED', `AWS does not accept the credentials: ${said}`)
    case 'unreachable':
      return new Failure('PW-AWS-UNREACHABLE', `AWS cannot be reached: ${said}`)
    case 'notLoaded':
      return new Failure('PW-AWS-NOT-INSTALLED', `what speaks to AWS cannot be loaded: ${said}`)
  }
}

const second = 1_000

const placeOf = ({ caller, calls }: Access, home: Home, console: Console): Place => ({
  time: 'everybodys',
  home,
  defaults: { account: caller.account, region: caller.region },
  // Requests wait for the rate budget while they hold a place: with few places, one slow bucket would hold up all others.
  limits: { reads: 16, writes: 64 },
  random: Math.random,
  now: console.now,
  clock: ({ passed, isBroken }): Clock => ({
    now: console.now,
    // In steps of a second, so that whoever watches sees time pass.
    sleep: async (milliseconds, signal) => {
      const until = console.now() + milliseconds
      for (let left = milliseconds; left > 0 && signal?.aborted !== true && !isBroken(); left = until - console.now()) {
        await systemClock.sleep(Math.min(second, left), signal)
        passed()
      }
    },
  }),
  calls: () => calls,
})
