/**
 * Time passing. Groups do not see each other, so each goes from one thing that is due to the next by itself, in the order of their
 * times; a group at rest costs nothing. Since what happens depends only on those times, `tick(w, a + b)` is `tick(tick(w, a), b)`.
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import { capacityHeld, healthHeld } from './capacity.js'
import { nextTimer, timersPassed } from './instances.js'
import type { Around } from './launches.js'
import { nextOfRefresh, rolledOn } from './rollout.js'
import type { Group, Region, World } from './World.js'

/** All that happens to a group at one time; nothing when it happened already. */
const settled = (around: Around, g: Group): Group => {
  const timed = timersPassed(g, around.at)
  const next = timed.goneAt === undefined ? capacityHeld(around, rolledOn(around, healthHeld(around, timed))) : timed
  return next === g ? g : settled(around, next)
}

/** When something next happens by itself; `Infinity` at rest. */
const nextDue = (g: Group, at: Millis): Millis =>
  Math.min(nextTimer(g), nextOfRefresh(g, at), ...[g.goneAt, g.retryAt].flatMap((x) => (x === undefined || x <= at ? [] : [x])))

type Moved = { readonly group: Group | undefined; readonly due: Millis }
const moved = (region: Region, group: Group, from: Millis, until: Millis): Moved => {
  let now: Group = group
  let due = from
  while (due <= until) {
    if (now.goneAt !== undefined && now.goneAt <= due) return { group: undefined, due: Infinity }
    now = settled({ region, at: due }, now)
    due = nextDue(now, due)
  }
  return { group: now, due }
}

const passedIn = (region: Region, until: Millis): Region => {
  const ready = [...region.due].filter(([, at]) => at <= until)
  if (ready.length === 0) return region
  const after = ready.map(([name, at]) => {
    const group = region.groups.get(name)
    return [name, group === undefined ? { group, due: Infinity } : moved(region, group, at, until)] as const
  })
  return {
    ...region,
    groups: region.groups.withMutations((all) =>
      after.forEach(([name, x]) => (x.group === undefined ? all.delete(name) : all.set(name, x.group))),
    ),
    due: region.due.withMutations((all) => after.forEach(([name, x]) => (x.due === Infinity ? all.delete(name) : all.set(name, x.due)))),
  }
}

/** The world `by` milliseconds later. Whole numbers; a negative span counts as none. */
export const tick = (w: World, by: Millis): World => {
  const until = w.now + Math.max(0, by)
  const scopes = w.scopes.map((region) => passedIn(region, until))
  return { ...w, now: until, scopes }
}

/** When the next thing happens by itself, or `undefined` when the whole world is at rest. */
export const nextEvent = (w: World): Millis | undefined => {
  const all = [...w.scopes.values()].flatMap((region) => [...region.due.values()])
  return all.length === 0 ? undefined : Math.min(...all)
}
