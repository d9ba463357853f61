/**
 * The coalescing window: a rollout waits until the version it leads to is old enough, so that edits in quick succession are rolled out
 * once.
 * @since 0.1.0
 */
import type { Template } from '@poolwright/aws/LaunchTemplate'
import type { Millis } from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import type { PoolContext } from '../pool/Desired.js'
import { lookAtVersion } from '../template/planTemplate.js'

export type Window = {
  readonly hold: Hold.Hold
  /** When it opens, in milliseconds from now. */
  readonly again: Millis
}

/**
 * `wanted`: the number of the version, `null` while a step is to make it. `null`: the window is open, as it is for a version of which
 * nobody can say when it was made.
 */
export const windowOf = (
  c: Pick<PoolContext, 'settings' | 'look' | 'scope' | 'now'>,
  t: Template | null,
  wanted: string | null,
): Window | null => {
  const { rolloutDelay } = c.settings
  if (rolloutDelay === 0) return null
  const delay = rolloutDelay * 1_000
  const hold = Hold.rule(
    'PW-ROLLOUT-WINDOW',
    'window',
    `a rollout starts ${rolloutDelay} seconds after the version that it leads to was made`,
  )
  if (t === null || wanted === null) return { hold, again: delay }
  const version = lookAtVersion(c.look, c.scope, t, t.LaunchTemplateId, wanted)
  const made = version._tag === 'Present' ? Date.parse(version.value.CreateTime ?? '') : Number.NaN
  return Number.isNaN(made) || c.now >= made + delay ? null : { hold, again: Math.min(delay, made + delay - c.now) }
}
