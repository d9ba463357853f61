/**
 * Instances of a group and the states they pass through (`aws-semantics` §3.3): what ends by itself at a time, what lifecycle hooks
 * hold up, and what a group's log says of it.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import * as durations from './durations.js'
import { type Activity, type Group, hex, type Hook, type Instance, timeText } from './World.js'

export const launchingHook = 'autoscaling:EC2_INSTANCE_LAUNCHING'
export const terminatingHook = 'autoscaling:EC2_INSTANCE_TERMINATING'

/** On its way out; it counts for nothing any more. */
export const isLeaving = (i: Instance): boolean => i.state.startsWith('Terminating')
export const isInService = (i: Instance): boolean => i.state === 'InService'
/** Those that count towards the desired capacity. */
export const staying = (g: Group): ReadonlyArray<Instance> => g.instances.filter((i) => !isLeaving(i))
export const isSuspended = (g: Group, process: string): boolean => Object.hasOwn(g.suspended, process)

const activityLimit = 100
type Entry = Pick<Activity, 'Description' | 'Cause' | 'StatusCode'> & { readonly StatusMessage?: string; readonly since?: Millis }
/** Writes an entry into the group's log (`aws-semantics` §3.5, scaling activities). */
export const logged = (g: Group, at: Millis, { since, ...entry }: Entry): Group => {
  const n = g.activityCount + 1
  const activity: Activity = {
    ActivityId: `${hex(g.serial, 8)}-0000-4001-8000-${hex(n, 12)}`,
    AutoScalingGroupName: g.name,
    StartTime: timeText(since ?? at),
    EndTime: timeText(at),
    Progress: 100,
    ...entry,
  }
  return { ...g, activityCount: n, activities: [activity, ...g.activities].slice(0, activityLimit) }
}

const without = (i: Instance): Instance => {
  const { until: _until, waits: _waits, ...rest } = i
  return rest
}
const replaced = (g: Group, i: Instance, by: ReadonlyArray<Instance>): Group => ({
  ...g,
  instances: g.instances.flatMap((x) => (x.id === i.id ? by : [x])),
})

const waitsFor = (hooks: ReadonlyArray<Hook>, transition: string, at: Millis): NonNullable<Instance['waits']> =>
  hooks
    .filter((h) => h.LifecycleTransition === transition)
    .map((h) => ({ hook: h.LifecycleHookName, until: at + h.HeartbeatTimeout * 1_000 }))

const inService = (g: Group, i: Instance, at: Millis): Group =>
  logged(replaced(g, i, [{ ...without(i), state: 'InService', inServiceAt: at }]), at, {
    Description: `Launching a new EC2 instance: ${i.id}`,
    Cause: `An instance was started in response to a difference between desired and actual capacity, increasing the capacity to ${staying(g).length}.`,
    StatusCode: 'Successful',
    since: i.launchedAt,
  })
const leaving = (i: Instance, at: Millis, state: string): Instance => ({ ...without(i), state, until: at + durations.terminating })

/** Starts to end an instance; hooks for that hold it up first, but not when its group is being deleted. Repeating it changes nothing. */
export const terminated = (g: Group, i: Instance, at: Millis): Group => {
  if (isLeaving(i)) return g
  const waits = g.goneAt === undefined ? waitsFor(g.hooks, terminatingHook, at) : []
  return replaced(g, i, [waits.length === 0 ? leaving(i, at, 'Terminating') : { ...without(i), state: 'Terminating:Wait', waits }])
}

/** What follows when a hook's action has ended: CONTINUE waits for the other hooks, ABANDON for none. */
export const afterResult = (g: Group, i: Instance, hook: string, result: string, at: Millis): Group => {
  const left = (i.waits ?? []).filter((w) => w.hook !== hook)
  if (i.state === 'Terminating:Wait')
    return replaced(g, i, [left.length > 0 && result === 'CONTINUE' ? { ...i, waits: left } : leaving(i, at, 'Terminating:Proceed')])
  if (result === 'CONTINUE') return left.length > 0 ? replaced(g, i, [{ ...i, waits: left }]) : inService(g, i, at)
  const abandoned = logged(g, at, {
    Description: `Launching a new EC2 instance: ${i.id}`,
    Cause: 'A lifecycle action was abandoned.',
    StatusCode: 'Failed',
    StatusMessage: `Instance ${i.id} failed to complete user's Lifecycle Action: Lifecycle Action was abandoned: Lifecycle Action Completed with ABANDON Result`,
    since: i.launchedAt,
  })
  return terminated(abandoned, { ...i, waits: left }, at)
}

/** What becomes of instances that wait for a hook which is deleted (API_DeleteLifecycleHook). */
export const forgetHook = (g: Group, hook: string, at: Millis): Group =>
  g.instances
    .filter((i) => i.waits?.some((w) => w.hook === hook))
    .reduce((next, i) => afterResult(next, i, hook, i.state === 'Pending:Wait' ? 'ABANDON' : 'CONTINUE', at), g)

const due = (i: Instance, at: Millis): boolean => (i.until ?? Infinity) <= at || (i.waits ?? []).some((w) => w.until <= at)

const passed = (g: Group, i: Instance, at: Millis): Group => {
  const expired = (i.waits ?? []).find((w) => w.until <= at)
  if (expired !== undefined) {
    const result = g.hooks.find((h) => h.LifecycleHookName === expired.hook)?.DefaultResult ?? 'ABANDON'
    return afterResult(g, i, expired.hook, result, at)
  }
  if (isLeaving(i))
    return logged(replaced(g, i, []), at, {
      Description: `Terminating EC2 instance: ${i.id}`,
      Cause: i.healthy
        ? 'An instance was taken out of service in response to a difference between desired and actual capacity.'
        : 'An instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.',
      StatusCode: 'Successful',
      since: at - durations.terminating,
    })
  const waits = waitsFor(g.hooks, launchingHook, at)
  return waits.length === 0 ? inService(g, i, at) : replaced(g, i, [{ ...without(i), state: 'Pending:Wait', waits }])
}

/** All whose time has come by `at` go on to their next state. The same group when nobody's has. */
export const timersPassed = (g: Group, at: Millis): Group => {
  let next = g
  for (let i = next.instances.find((x) => due(x, at)); i !== undefined; i = next.instances.find((x) => due(x, at)))
    next = passed(next, i, at)
  return next
}

/** When the next of them is due; `Infinity` when all rest. */
export const nextTimer = (g: Group): Millis =>
  Math.min(Infinity, ...g.instances.flatMap((i) => [i.until ?? Infinity, ...(i.waits ?? []).map((w) => w.until)]))

/** As DescribeAutoScalingGroups shows one. */
export const shownInstance = (i: Instance): object => ({
  InstanceId: i.id,
  InstanceType: i.type,
  AvailabilityZone: i.zone,
  LifecycleState: i.state,
  HealthStatus: i.healthy ? 'Healthy' : 'Unhealthy',
  LaunchTemplate: i.template,
  ProtectedFromScaleIn: i.protected,
})
