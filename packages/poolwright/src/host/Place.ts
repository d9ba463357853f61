/**
 * A cloud as a session works with it: the port, the time, and what is kept.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Calls } from '@poolwright/core/Calls'
import type { Clock } from '@poolwright/engine/Clock'
import type { Limits } from '@poolwright/engine/Host'
import type { Random } from '@poolwright/engine/Random'
import type { SettingsInput } from '@poolwright/planner/pool/Settings'
import type { Home } from './Home.js'

/** What a place asks of the session that uses it. */
export type Tenant = {
  /** Keeps what has changed; rejects when it cannot be kept, and then nothing more may be sent. */
  readonly keep: () => Promise<void>
  /** Some of the cloud's time has passed. */
  readonly passed: () => void
  readonly isBroken: () => boolean
}

export type Place = {
  /** Whose time it is that passes: `of the cloud's time` where it is not everybody's. */
  readonly time: 'own' | 'everybodys'
  readonly home: Home
  /** Settings where the host's settings say nothing. */
  readonly defaults: SettingsInput
  readonly limits: Partial<Limits>
  readonly random: Random
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly clock: (tenant: Tenant) => Clock
  /** Where what happens there is kept with what is kept of it, an answer waits until it is. */
  readonly calls: (tenant: Tenant) => Calls<AwsAct>
}
