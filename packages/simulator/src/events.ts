/**
 * What happens to an account without us: machines that die, people and autoscalers that edit, capacity that runs out. Each gives a new
 * world and counts no request; one about something that is not there changes nothing.
 * @since 0.1.0
 */
import type { CloudError } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import { uncounted } from './aws.js'
import { activeRefresh } from './rollout.js'
import { type Instance, regionOf, type Texts, withGroup, withNodegroupsStirred, withRegion, type World } from './World.js'

/** A request of somebody else, by the same rules: refused where AWS would refuse it. */
export const byOthers = (w: World, scope: Scope, op: string, input: object): E.Either<CloudError, World> =>
  E.map(([next]: readonly [World, object]) => next)(uncounted(w, { scope, op, input, token: '' }))
const orSame = (w: World, changed: E.Either<CloudError, World>): World => (E.isRight(changed) ? changed.right : w)

const onInstance = (w: World, scope: Scope, id: string, change: (i: Instance) => Instance): World => {
  const group = regionOf(w, scope).groups.find((g) => g.instances.some((i) => i.id === id))
  return group === undefined ? w : withGroup(w, scope, { ...group, instances: group.instances.map((i) => (i.id === id ? change(i) : i)) })
}

/** The instance is ended behind Auto Scaling's back; its health check notices, and the number is held. */
export const terminateInstance = (w: World, scope: Scope, id: string): World => onInstance(w, scope, id, (i) => ({ ...i, ended: true }))

/** The instance runs, but counts as unhealthy from now on. */
export const failHealthCheck = (w: World, scope: Scope, id: string): World => onInstance(w, scope, id, (i) => ({ ...i, healthy: false }))

/** As an autoscaler does it; outside the group's bounds nothing happens. */
export const setDesired = (w: World, scope: Scope, AutoScalingGroupName: string, DesiredCapacity: number): World =>
  orSame(w, byOthers(w, scope, 'autoscaling:SetDesiredCapacity', { AutoScalingGroupName, DesiredCapacity }))

/** Sets tags of a group, and takes those away whose value is `null`. */
export const editTags = (w: World, scope: Scope, group: string, tags: { readonly [key: string]: string | null }): World => {
  const of = (entries: ReadonlyArray<readonly [string, string | null]>) =>
    entries.map(([Key, Value]) => ({
      Key,
      ResourceId: group,
      ResourceType: 'auto-scaling-group',
      ...(Value === null ? {} : { Value, PropagateAtLaunch: false }),
    }))
  const entries = Object.entries(tags)
  const set = of(entries.filter(([, v]) => v !== null))
  const gone = of(entries.filter(([, v]) => v === null))
  const put = set.length === 0 ? w : orSame(w, byOthers(w, scope, 'autoscaling:CreateOrUpdateTags', { Tags: set }))
  return gone.length === 0 ? put : orSame(put, byOthers(put, scope, 'autoscaling:DeleteTags', { Tags: gone }))
}

/** What is short: any of a member that is left out. */
export type Shortage = { readonly type?: string; readonly zone?: string; readonly market?: 'spot' | 'on-demand' }
const nameOf = (s: Shortage): string => `${s.type ?? '*'}/${s.zone ?? '*'}/${s.market ?? '*'}`
/** Launches that would need it fail, and say so in the group's activities. When it is over, groups may have zones to even out. */
export const setShortage = (w: World, scope: Scope, s: Shortage, on: boolean): World => {
  const { shortages, groups } = regionOf(w, scope)
  const next = withRegion(w, scope, { shortages: on ? shortages.set(nameOf(s), true) : shortages.delete(nameOf(s)) })
  return on ? next : [...groups.values()].reduce((x, g) => withGroup(x, scope, g), next)
}

/** A CloudWatch alarm goes off or is over; refreshes that watch it fail or roll back. */
export const setAlarm = (w: World, scope: Scope, name: string, on: boolean): World => {
  const { alarms, groups } = regionOf(w, scope)
  const rung = withRegion(w, scope, { alarms: on ? alarms.set(name, true) : alarms.delete(name) })
  return [...groups.values()].filter((g) => activeRefresh(g) !== undefined).reduce((next, g) => withGroup(next, scope, g), rung)
}

/** Subnets, images and the like cease to exist; what refers to them stays. */
export const forget = (
  w: World,
  scope: Scope,
  kind: 'subnets' | 'images' | 'securityGroups' | 'keyPairs' | 'parameters',
  id: string,
): World => withNodegroupsStirred(withRegion(w, scope, { [kind]: regionOf(w, scope)[kind].delete(id) }), scope)

/** SSM parameters take new values, as they do with every release of an image. */
export const setParameters = (w: World, scope: Scope, values: Texts): World =>
  withRegion(w, scope, { parameters: regionOf(w, scope).parameters.merge(values) })
