/**
 * An instance refresh as time passes: which instances are to be replaced, how many at once, and when it is over
 * (`aws-semantics` §3.4). Requests about refreshes are in `refreshes.ts`.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-instance-refresh-default-values.html
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import { isPlain } from '@poolwright/core/Json'
import * as durations from './durations.js'
import { isInService, isLeaving, isSuspended, staying, terminated } from './instances.js'
import type { Around } from './launches.js'
import { resolved } from './launchTemplates.js'
import { templateOf, typesOf } from './templateContent.js'
import type { Group, Instance, Refresh, Region, Source } from './World.js'

const activeStatuses = ['Pending', 'InProgress', 'Baking', 'Cancelling', 'RollbackInProgress']
/** The one refresh of a group that has not ended, if there is one: always its newest. */
export const activeRefresh = (g: Group): Refresh | undefined => {
  const [newest] = g.refreshes
  return newest !== undefined && activeStatuses.includes(newest.status) ? newest : undefined
}
export const withRefresh = (g: Group, r: Refresh): Group => ({ ...g, refreshes: [r, ...g.refreshes.slice(1)] })

/** What the group launches from: the desired configuration of an active refresh, unless it is rolling back. */
export const sourceNow = (g: Group): Source => {
  const r = activeRefresh(g)
  return r?.desired === undefined || r.status === 'RollbackInProgress' ? g.source : r.desired
}

const isReplacing = (r: Refresh): boolean => r.status === 'InProgress' || r.status === 'RollbackInProgress'
const numberIn = (r: Refresh, member: string): number | undefined => {
  const value = r.preferences[member]
  return typeof value === 'number' ? value : undefined
}

/** Template, version as resolved now, and type; nothing else (`aws-semantics` §3.4, SkipMatching). */
const matches = (region: Region, source: Source, i: Instance): boolean => {
  const ref = templateOf(source)
  const found = resolved(region, ref)
  if (found === undefined || i.template.LaunchTemplateId !== ref.LaunchTemplateId || i.template.Version !== String(found.number))
    return false
  return typesOf(source, found.version.data).includes(i.type)
}

/** Those that still have to be replaced. Protected ones count unless they are to be ignored. */
const outdated = (region: Region, g: Group, r: Refresh): ReadonlyArray<Instance> => {
  const all = staying(g).filter((i) => !(i.protected && r.preferences['ScaleInProtectedInstances'] === 'Ignore'))
  if (r.rolledFrom !== undefined) return all.filter((i) => i.n > r.from && i.n <= (r.rolledFrom ?? 0))
  return r.preferences['SkipMatching'] === true ? all.filter((i) => !matches(region, sourceNow(g), i)) : all.filter((i) => i.n <= r.from)
}

/** InstanceWarmup, else the group's default, else its grace period; in milliseconds. */
const warmup = (g: Group, r: Refresh): Millis => {
  const given = numberIn(r, 'InstanceWarmup')
  const usual = g.members['DefaultInstanceWarmup'] ?? g.members['HealthCheckGracePeriod'] ?? 0
  return 1_000 * (given !== undefined && given >= 0 ? given : Number(usual))
}
const isWarm = (g: Group, r: Refresh, i: Instance, at: Millis): boolean => i.n <= r.from || (i.inServiceAt ?? at) + warmup(g, r) <= at

/** Bounds in instances. Without MaxHealthyPercentage the group never grows over its desired capacity. */
const boundsOf = (g: Group, r: Refresh) => {
  const least = Math.ceil((g.desired * (numberIn(r, 'MinHealthyPercentage') ?? 90)) / 100)
  const most = numberIn(r, 'MaxHealthyPercentage')
  const room = most === undefined ? 0 : Math.floor((g.desired * most) / 100) - g.desired
  // An explicit maximum means: where neither bound leaves room, launch before terminating.
  const ahead = most === undefined ? 0 : room > 0 ? room : least >= g.desired ? 1 : 0
  return { least, ahead }
}

/** `aws-semantics` §3.4: any of these three, suspended, pauses the replacement. */
const isPaused = (g: Group): boolean => ['InstanceRefresh', 'Launch', 'Terminate'].some((p) => isSuspended(g, p))

const ended = (g: Group, r: Refresh, at: Millis, status: string, reason?: string): Group => {
  const { until: _, ...rest } = r
  return withRefresh(g, { ...rest, status, endedAt: at, ...(reason === undefined ? {} : { reason }) })
}
/** Only now does the group get the new configuration (`aws-semantics` §3.4, desired configuration). */
const succeeded = (g: Group, r: Refresh, at: Millis): Group =>
  r.status === 'RollbackInProgress'
    ? ended(g, { ...r, percent: 0, remaining: 0 }, at, 'RollbackSuccessful')
    : ended({ ...g, source: r.desired ?? g.source }, { ...r, percent: 100, remaining: 0 }, at, 'Successful')

/** Replaces what was replaced, from the group's own configuration. */
export const rolledBack = (g: Group, r: Refresh, at: Millis, reason: string): Group => {
  const { until: _, ...rest } = r
  return withRefresh(g, { ...rest, status: 'RollbackInProgress', rolledFrom: g.launches, progressAt: at, reason })
}
const failed = (g: Group, r: Refresh, at: Millis, reason: string): Group =>
  r.status === 'RollbackInProgress'
    ? ended(g, r, at, 'RollbackFailed', reason)
    : r.preferences['AutoRollback'] === true
      ? rolledBack(g, r, at, reason)
      : ended(g, r, at, 'Failed', reason)

const checkpointsOf = (r: Refresh): ReadonlyArray<number> => {
  const list = r.preferences['CheckpointPercentages']
  return r.status === 'InProgress' && Array.isArray(list) ? list.map(Number) : []
}
const alarmsOf = (r: Refresh): ReadonlyArray<string> => {
  const given = r.preferences['AlarmSpecification']
  return isPlain(given) && Array.isArray(given['Alarms']) ? given['Alarms'].map(String) : []
}

/** How many more may begin to be replaced before the next checkpoint. */
const untilCheckpoint = (r: Refresh, old: ReadonlyArray<Instance>): number => {
  const checkpoints = checkpointsOf(r)
  const share = checkpoints[r.checkpoint] ?? 100
  return checkpoints.length === 0 ? Infinity : Math.ceil((r.total * share) / 100) - (r.total - old.length)
}

/** How many more than desired the group holds just now, because a refresh launches ahead. */
export const surgeOf = (region: Region, g: Group): number => {
  const r = activeRefresh(g)
  if (r === undefined || !isReplacing(r) || isPaused(g)) return 0
  const old = outdated(region, g, r)
  return Math.max(0, Math.min(boundsOf(g, r).ahead, old.length, untilCheckpoint(r, old)))
}

/** Progress as Describe shows it: what is left, and how much of the whole is behind. A rollback counts back towards nothing. */
const counted = (g: Group, r: Refresh, remaining: number, at: Millis): Group => {
  const done = r.total === 0 ? 100 : Math.floor((100 * Math.max(0, r.total - remaining)) / r.total)
  const percent = r.status === 'RollbackInProgress' ? Math.min(r.percent, 100 - done) : Math.max(r.percent, Math.min(done, 99))
  const moved = remaining < r.remaining
  if (!moved && remaining === r.remaining && percent === r.percent) return g
  return withRefresh(g, { ...r, remaining, percent, progressAt: moved ? at : r.progressAt })
}

/** Ends as many outdated instances as the bounds leave room for, the oldest first. */
const replacedSome = (g: Group, r: Refresh, old: ReadonlyArray<Instance>, allowed: number, at: Millis): Group => {
  const here = staying(g)
  const ready = here.filter((i) => isInService(i) && i.healthy && isWarm(g, r, i, at))
  const { least, ahead } = boundsOf(g, r)
  const moving = here.length - ready.length
  // Without a maximum, one at a time where the minimum leaves no room at all.
  const usual = ready.length - least
  const room = usual < 1 && ahead === 0 && moving === 0 && ready.length >= g.desired ? 1 : usual
  const eligible = old.filter((i) => isInService(i) && (!i.protected || r.preferences['ScaleInProtectedInstances'] === 'Refresh'))
  return eligible.slice(0, Math.max(0, Math.min(room, allowed))).reduce((next, i) => terminated(next, i, at), g)
}

const stepped = ({ region, at }: Around, g: Group, r: Refresh): Group => {
  const ringing = alarmsOf(r).find((name) => region.alarms.has(name))
  if (ringing !== undefined && r.status === 'InProgress') return failed(g, r, at, `Alarm ${ringing} is in ALARM state.`)
  const old = outdated(region, g, r)
  const fresh = staying(g).filter((i) => !old.includes(i) && !(isInService(i) && isWarm(g, r, i, at))).length
  const missing = Math.max(0, g.desired - staying(g).length)
  const remaining = Math.min(r.total, old.length + fresh + missing)
  const now = counted(g, r, remaining, at)
  const run = now.refreshes[0] ?? r
  if (remaining === 0) return baked(now, run, at)
  if (isPaused(g)) return now
  if (run.until === undefined && at - run.progressAt >= durations.withoutProgress)
    return failed(now, run, at, 'The instance refresh made no progress for one hour.')
  const allowed = untilCheckpoint(run, old)
  return allowed > 0 || fresh + missing > 0 ? replacedSome(now, run, old, allowed, at) : atCheckpoint(now, run, at)
}

/** At a checkpoint it waits; after the last one it is over, whatever is left. */
const atCheckpoint = (g: Group, r: Refresh, at: Millis): Group => {
  const delay = numberIn(r, 'CheckpointDelay')
  if (r.until === undefined) return withRefresh(g, { ...r, until: at + (delay === undefined ? durations.checkpointDelay : delay * 1_000) })
  if (r.until > at) return g
  const { until: _, ...rest } = r
  return r.checkpoint + 1 >= checkpointsOf(r).length
    ? succeeded(g, r, at)
    : withRefresh(g, { ...rest, checkpoint: r.checkpoint + 1, progressAt: at })
}

/** With everything replaced, the bake time passes before it counts as successful. */
const baked = (g: Group, r: Refresh, at: Millis): Group => {
  const bake = (numberIn(r, 'BakeTime') ?? 0) * 1_000
  return bake === 0 || r.status === 'RollbackInProgress'
    ? succeeded(g, r, at)
    : withRefresh(g, { ...r, status: 'Baking', until: at + bake })
}

/** The next thing that an active refresh does at this time; the same group when that is nothing. */
export const rolledOn = (around: Around, g: Group): Group => {
  const r = activeRefresh(g)
  if (r === undefined) return g
  const { at } = around
  switch (r.status) {
    case 'Pending': {
      const total = outdated(around.region, g, r).length
      return withRefresh(g, { ...r, status: 'InProgress', total, remaining: total, progressAt: at })
    }
    case 'Cancelling':
      return g.instances.every((i) => isInService(i)) ? ended(g, r, at, 'Cancelled', 'Cancelled due to user request.') : g
    case 'Baking': {
      const ringing = alarmsOf(r).find((name) => around.region.alarms.has(name))
      if (ringing !== undefined) return failed(g, r, at, `Alarm ${ringing} is in ALARM state.`)
      return (r.until ?? at) <= at ? succeeded(g, r, at) : g
    }
    default:
      return stepped(around, g, r)
  }
}

/** When an active refresh has to be looked at again though no instance changes; `Infinity` for never. */
export const nextOfRefresh = (g: Group, at: Millis): Millis => {
  const r = activeRefresh(g)
  if (r === undefined) return Infinity
  const warm = staying(g).flatMap((i) =>
    isLeaving(i) || i.inServiceAt === undefined || i.n <= r.from ? [] : [i.inServiceAt + warmup(g, r)],
  )
  const stuck = r.until === undefined && isReplacing(r) && !isPaused(g) ? [r.progressAt + durations.withoutProgress] : []
  return Math.min(Infinity, ...[...warm, ...stuck, r.until ?? Infinity].filter((x) => x > at))
}
