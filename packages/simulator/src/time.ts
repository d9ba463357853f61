/**
 * Time passing. Groups do not see each other, so each goes from one thing that is due to the next by itself, in the order of their
 * times; a group at rest costs nothing. A node group and its Auto Scaling group go together. Since what happens depends only on those
 * times, `tick(w, a + b)` is `tick(tick(w, a), b)`.
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import { isGone, nextDue, settled } from './groupTime.js'
import { keyOfDue } from './Nodegroup.js'
import { nextOfUnit, settledUnit, type Unit } from './nodegroupTime.js'
import { type Group, type Region, type Roles, rolesOf, type World } from './World.js'

type Moved<A> = { readonly thing: A | undefined; readonly due: Millis }

const movedGroup = (region: Region, group: Group, from: Millis, until: Millis): Moved<Group> => {
  let thing: Group = group
  let due = from
  while (due <= until) {
    if (isGone(thing, due)) return { thing: undefined, due: Infinity }
    thing = settled({ region, at: due }, thing)
    due = nextDue(thing, due)
  }
  return { thing, due }
}

const movedUnit = (region: Region, roles: Roles, unit: Unit, from: Millis, until: Millis): Moved<Unit> => {
  let thing: Unit | undefined = unit
  let due = from
  while (due <= until) {
    thing = settledUnit({ region, roles, at: due }, thing)
    if (thing === undefined) return { thing, due: Infinity }
    due = nextOfUnit({ region, roles, at: due }, thing)
  }
  return { thing, due }
}

const orGone = <A>(all: Map2<A>, key: string, value: A | undefined): void => {
  if (value === undefined) all.delete(key)
  else all.set(key, value)
}
type Map2<A> = { readonly delete: (key: string) => unknown; readonly set: (key: string, value: A) => unknown }

const withDue = (region: Region, name: string, due: Millis): Region => ({
  ...region,
  due: due === Infinity ? region.due.delete(name) : region.due.set(name, due),
})

const groupPassed = (around: Region, region: Region, name: string, from: Millis, until: Millis): Region => {
  const group = around.groups.get(name)
  if (group === undefined) return withDue(region, name, Infinity)
  const after = movedGroup(around, group, from, until)
  return withDue({ ...region, groups: region.groups.withMutations((all) => orGone(all, name, after.thing)) }, name, after.due)
}

/** With the node group its Auto Scaling group goes, and the template that EKS made for both. */
const nodegroupPassed = (around: Region, roles: Roles, region: Region, key: string, name: string, from: Millis, until: Millis): Region => {
  const nodegroup = around.nodegroups.get(key)
  if (nodegroup === undefined) return withDue(region, name, Infinity)
  const group = nodegroup.group === undefined ? undefined : around.groups.get(nodegroup.group)
  const { thing, due } = movedUnit(around, roles, { nodegroup, group }, from, until)
  const hidden = thing?.nodegroup.group ?? nodegroup.group
  const copy = region.templates.get(nodegroup.copy)
  const gone = thing === undefined && copy !== undefined
  return withDue(
    {
      ...region,
      nodegroups: region.nodegroups.withMutations((all) => orGone(all, key, thing?.nodegroup)),
      groups: hidden === undefined ? region.groups : region.groups.withMutations((all) => orGone(all, hidden, thing?.group)),
      templates: gone ? region.templates.delete(copy.id) : region.templates,
      templateIds: gone ? region.templateIds.delete(copy.name) : region.templateIds,
    },
    name,
    due,
  )
}

const passedIn = (around: Region, roles: Roles, until: Millis): Region =>
  [...around.due]
    .filter(([, at]) => at <= until)
    .reduce((region, [name, at]) => {
      const key = keyOfDue(name)
      return key === undefined ? groupPassed(around, region, name, at, until) : nodegroupPassed(around, roles, region, key, name, at, until)
    }, around)

/** The world `by` milliseconds later. Whole numbers; a negative span counts as none. */
export const tick = (w: World, by: Millis): World => {
  const until = w.now + Math.max(0, by)
  if (w.scopes.every((region) => region.due.every((at) => at > until))) return { ...w, now: until }
  const scopes = w.scopes.map((region, scope) => passedIn(region, rolesOf(w, scope), until))
  return { ...w, now: until, scopes }
}

/** When the next thing happens by itself, or `undefined` when the whole world is at rest. */
export const nextEvent = (w: World): Millis | undefined => {
  const all = [...w.scopes.values()].flatMap((region) => [...region.due.values()])
  return all.length === 0 ? undefined : Math.min(...all)
}
