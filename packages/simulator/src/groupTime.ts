/**
 * What happens to one Auto Scaling group by itself at one time.
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import { capacityHeld, healthHeld } from './capacity.js'
import { nextTimer, timersPassed } from './instances.js'
import type { Around } from './launches.js'
import { nextOfRefresh, rolledOn } from './rollout.js'
import type { Group } from './World.js'

/** All that happens to a group at one time; nothing when it happened already. */
export const settled = (around: Around, g: Group): Group => {
  const timed = timersPassed(g, around.at)
  const next = timed.goneAt === undefined ? capacityHeld(around, rolledOn(around, healthHeld(around, timed))) : timed
  return next === g ? g : settled(around, next)
}

/** When something next happens by itself; `Infinity` at rest. */
export const nextDue = (g: Group, at: Millis): Millis =>
  Math.min(nextTimer(g), nextOfRefresh(g, at), ...[g.goneAt, g.retryAt].flatMap((x) => (x === undefined || x <= at ? [] : [x])))

export const isGone = (g: Group, at: Millis): boolean => g.goneAt !== undefined && g.goneAt <= at
