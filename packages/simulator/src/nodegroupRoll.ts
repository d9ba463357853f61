/**
 * A version update as time passes, in the phases that EKS documents: the group grows, old nodes are drained and ended a few at a time,
 * the group shrinks again. With strategy `MINIMAL` it does not grow.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import * as durations from './durations.js'
import { staying, terminated } from './instances.js'
import type { Nodegroup, Roll, Update } from './Nodegroup.js'
import { type Context, isReady, launchFailure, mayJoin, readyIn } from './nodegroupHealth.js'
import type { Group, Instance, Source } from './World.js'

export type Rolling = { readonly nodegroup: Nodegroup; readonly group: Group }
type Failure = { readonly errorCode: string; readonly errorMessage: string; readonly resourceIds: ReadonlyArray<string> }

/** The group on this version of the template that EKS made. */
export const launchingFrom = (g: Group, version: string): Group => {
  if ('LaunchTemplate' in g.source) return g
  const policy = g.source.MixedInstancesPolicy
  const LaunchTemplateSpecification = { ...policy.LaunchTemplate.LaunchTemplateSpecification, Version: version }
  const source: Source = { MixedInstancesPolicy: { ...policy, LaunchTemplate: { ...policy.LaunchTemplate, LaunchTemplateSpecification } } }
  return { ...g, source }
}
const sized = (g: Group, max: number, desired: number): Group => {
  const { retryAt: _, ...rest } = g
  return { ...rest, max, desired }
}

/** At least one, at most a hundred nodes at once; a share is of the nodes that there are. */
export const atOnce = (n: Nodegroup): number => {
  const { maxUnavailable, maxUnavailablePercentage } = n.updateConfig
  const count =
    maxUnavailablePercentage === undefined ? (maxUnavailable ?? 1) : Math.floor((n.desiredSize * maxUnavailablePercentage) / 100)
  return Math.min(100, Math.max(1, count))
}

const outdated = (r: Roll, g: Group): ReadonlyArray<Instance> => staying(g).filter((i) => i.template.Version !== r.copyVersion)
const rolling = (n: Nodegroup, roll: Roll): Nodegroup => ({ ...n, roll })

/** The update has ended: back to the group's own sizes. Where it failed, the nodes that came with it go, and others come back. */
const ended = ({ nodegroup, group }: Rolling, at: Millis, outcome: Partial<Update>): Rolling => {
  const { roll, ...n } = nodegroup
  const [update, ...earlier] = n.updates
  if (roll === undefined || update === undefined) return { nodegroup, group }
  const { status = 'Successful', errors = [] } = outcome
  const done = status === 'Successful'
  const version = done ? roll.copyVersion : n.copyVersion
  const strange = staying(group).filter((i) => i.template.Version !== version)
  return {
    nodegroup: {
      ...n,
      ...(done ? { ...update.change, copyVersion: roll.copyVersion } : {}),
      status: 'ACTIVE',
      updates: [{ ...update, status, errors }, ...earlier],
    },
    group: strange.reduce((g, i) => terminated(g, i, at), sized(launchingFrom(group, version), n.maxSize, n.desiredSize)),
  }
}
const failed = (x: Rolling, at: Millis, error: Failure): Rolling => ended(x, at, { status: 'Failed', errors: [error] })

const prepared = (ctx: Context, { nodegroup: n, group: g }: Rolling, r: Roll): Rolling => {
  const moved = launchingFrom(g, r.copyVersion)
  const old = outdated(r, moved).length
  // The larger of twice the zones and what may be away at once; where there is no node, nothing has to be there in its place.
  const surge = n.updateConfig.updateStrategy === 'MINIMAL' || old === 0 ? 0 : Math.max(2 * g.zones.length, atOnce(n))
  const roll: Roll = { ...r, phase: surge === 0 ? 'rotate' : 'surge', surge, deadline: ctx.at + durations.joinTimeout }
  const { until: _, ...rest } = rolling({ ...n, desiredSize: g.desired }, roll)
  return { nodegroup: rest, group: surge === 0 ? moved : sized(moved, g.max + surge, g.desired + surge) }
}

const stuck = (g: Group): Failure => {
  const failure = launchFailure(g)
  return failure === undefined
    ? {
        errorCode: 'NodeCreationFailure',
        errorMessage: "Couldn't proceed with upgrade process as new nodes are not joining node group",
        resourceIds: [g.name],
      }
    : { errorCode: 'NodeCreationFailure', errorMessage: failure.message, resourceIds: failure.resourceIds }
}

const surged = (ctx: Context, x: Rolling, r: Roll): Rolling => {
  const fresh = readyIn(ctx, x.nodegroup, x.group).filter((i) => i.template.Version === r.copyVersion)
  if (fresh.length >= r.surge && mayJoin(ctx, x.nodegroup))
    return { ...x, nodegroup: rolling(x.nodegroup, { ...r, phase: 'rotate', deadline: ctx.at + durations.joinTimeout }) }
  return r.deadline <= ctx.at ? failed(x, ctx.at, stuck(x.group)) : x
}

/** What has been drained is ended; then as many more are drained as may be away at once. */
const rotated = (ctx: Context, x: Rolling, r: Roll): Rolling => {
  const { nodegroup: n, group: g } = x
  const { at } = ctx
  const done = r.draining.filter((d) => d.until <= at)
  if (done.length > 0 && n.blocked === true && r.force !== true)
    return failed(x, at, {
      errorCode: 'PodEvictionFailure',
      errorMessage: 'Reached max retries while trying to evict pods from nodes in node group',
      resourceIds: done.map((d) => d.id),
    })
  if (done.length > 0) {
    const group = staying(g)
      .filter((i) => done.some((d) => d.id === i.id))
      .reduce((next, i) => terminated(next, i, at), g)
    const draining = r.draining.filter((d) => d.until > at)
    return { nodegroup: rolling(n, { ...r, draining, deadline: at + durations.joinTimeout }), group }
  }
  const old = outdated(r, g)
  const ready = staying(g).filter((i) => isReady(ctx, n, i) && !r.draining.some((d) => d.id === i.id))
  if (old.length === 0 && ready.length >= g.desired) return { ...x, nodegroup: rolling(n, { ...r, phase: 'shrink' }) }
  const room = atOnce(n) - r.draining.length - Math.max(0, g.desired - r.draining.length - ready.length)
  const next = old.filter((i) => !r.draining.some((d) => d.id === i.id)).slice(0, Math.max(0, room))
  if (next.length > 0) {
    const until = at + (n.blocked === true ? durations.drainTimeout : durations.draining)
    const draining = [...r.draining, ...next.map((i) => ({ id: i.id, until }))]
    return { ...x, nodegroup: rolling(n, { ...r, draining, deadline: until + durations.joinTimeout }) }
  }
  return r.deadline <= at ? failed(x, at, stuck(g)) : x
}

/** The next thing that the update does at this time; the same when that is nothing. */
export const rolled = (ctx: Context, x: Rolling): Rolling => {
  const r = x.nodegroup.roll
  if (r === undefined) return x
  switch (r.phase) {
    case 'prepare':
      return (x.nodegroup.until ?? 0) <= ctx.at ? prepared(ctx, x, r) : x
    case 'surge':
      return surged(ctx, x, r)
    case 'rotate':
      return rotated(ctx, x, r)
    default:
      return ended(x, ctx.at, {})
  }
}

/** The group has vanished under it. */
export const rollLost = (n: Nodegroup): Nodegroup => {
  const { roll: _roll, until: _until, ...rest } = n
  const [update, ...earlier] = n.updates
  const error = {
    errorCode: 'Unknown',
    errorMessage: 'The Auto Scaling group of the node group does not exist',
    resourceIds: [n.group ?? ''],
  }
  return { ...rest, status: 'ACTIVE', updates: update === undefined ? [] : [{ ...update, status: 'Failed', errors: [error] }, ...earlier] }
}

export const nextOfRoll = (r: Roll, at: Millis): ReadonlyArray<Millis> =>
  [...r.draining.map((d) => d.until), ...(r.phase === 'prepare' ? [] : [r.deadline])].filter((x) => x > at)
