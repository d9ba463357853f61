/**
 * Requests about instance refreshes (`aws-semantics` §3.4). What a refresh does as time passes is in `rollout.ts`.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StartInstanceRefresh.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import type { CloudError } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { groupNamed, writableGroup } from './groupNamed.js'
import { answer, type Answered, broken, type Handlers, invalid, refusal, refuse, taking } from './Handler.js'
import { pageOf } from './paging.js'
import { activeRefresh, rolledBack, withRefresh } from './rollout.js'
import { given, sourceOf } from './sources.js'
import { templateOf } from './templateContent.js'
import { type Group, hex, Raw, type Refresh, regionOf, type Source, timeText, withGroup, type World, textOf } from './World.js'

const raw: t.Type<Raw, unknown> = Raw
const name = { AutoScalingGroupName: t.string }
const Start = struct('StartInstanceRefresh', name, {
  Strategy: t.string,
  Preferences: raw,
  DesiredConfiguration: struct(
    'DesiredConfiguration',
    {},
    { LaunchTemplate: given.LaunchTemplate, MixedInstancesPolicy: given.MixedInstancesPolicy },
  ),
})
type Start = t.TypeOf<typeof Start>

const outside = (p: Raw, member: string, low: number, high: number): CloudError | undefined => {
  const value = p[member]
  return value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high)
    ? undefined
    : invalid(`${member} must be between ${low} and ${high}`)
}
const checkpointsWrong = (list: unknown): CloudError | undefined => {
  if (list === undefined) return undefined
  const numbers = Array.isArray(list) ? list.map(Number) : []
  const rising = numbers.length > 0 && numbers.every((n, i) => n >= 1 && n <= 100 && n > (numbers[i - 1] ?? 0))
  return rising ? undefined : invalid('CheckpointPercentages must be unique, ascending numbers between 1 and 100')
}

/** API_RefreshPreferences. */
const preferencesWrong = (p: Raw, desired: Source | undefined): CloudError | undefined => {
  const least = p['MinHealthyPercentage']
  const most = p['MaxHealthyPercentage']
  return broken(
    () => outside(p, 'MinHealthyPercentage', 0, 100),
    () => outside(p, 'MaxHealthyPercentage', 100, 200),
    () => (most !== undefined && least === undefined ? invalid('MaxHealthyPercentage needs MinHealthyPercentage') : undefined),
    () =>
      Number(most ?? 100) - Number(least ?? 90) > 100
        ? invalid('The difference between MaxHealthyPercentage and MinHealthyPercentage cannot be greater than 100')
        : undefined,
    () => outside(p, 'InstanceWarmup', -1, Infinity),
    () => outside(p, 'CheckpointDelay', 0, 172_800),
    () => outside(p, 'BakeTime', 0, 172_800),
    () => checkpointsWrong(p['CheckpointPercentages']),
    () =>
      p['CheckpointDelay'] !== undefined && p['CheckpointPercentages'] === undefined
        ? invalid('CheckpointDelay needs CheckpointPercentages')
        : undefined,
    ...['ScaleInProtectedInstances', 'StandbyInstances'].map((member) => () => {
      const allowed = member === 'StandbyInstances' ? ['Terminate', 'Ignore', 'Wait'] : ['Refresh', 'Ignore', 'Wait']
      return p[member] === undefined || allowed.includes(textOf(p[member])) ? undefined : invalid(`Invalid ${member}`)
    }),
    // aws-semantics §2: a rollback needs something to go back from, and a version that stays what it is.
    () =>
      p['AutoRollback'] === true && desired === undefined
        ? invalid('AutoRollback cannot be set to true when the DesiredConfiguration is empty')
        : undefined,
    () =>
      p['AutoRollback'] === true && desired !== undefined && templateOf(desired).Version.startsWith('$')
        ? invalid('AutoRollback cannot be set to true when the desired configuration uses the $Latest or $Default version')
        : undefined,
  )
}

/** Members that are left out of Preferences, as Describe shows them. Without a maximum the rollout keeps to what it is without one. */
const filled = (p: Raw): Raw => ({
  MinHealthyPercentage: 90,
  SkipMatching: false,
  AutoRollback: false,
  ScaleInProtectedInstances: 'Wait',
  StandbyInstances: 'Wait',
  ...(p['CheckpointPercentages'] === undefined ? {} : { CheckpointDelay: 3_600 }),
  ...p,
})

const start = (w: World, scope: Scope, i: Start): Answered => {
  const group = writableGroup(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(group)) return group
  const g = group.right
  const desired = i.DesiredConfiguration === undefined ? E.right(undefined) : sourceOf(regionOf(w, scope), i.DesiredConfiguration, g.source)
  if (E.isLeft(desired)) return desired
  const preferences = i.Preferences ?? {}
  const wrong = broken(
    () =>
      activeRefresh(g) === undefined
        ? undefined
        : refusal(
            'InstanceRefreshInProgress',
            'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
          ),
    // ReplaceRootVolume is not modelled.
    () => (i.Strategy === undefined || i.Strategy === 'Rolling' ? undefined : invalid(`Invalid refresh strategy: ${i.Strategy}`)),
    () => preferencesWrong(preferences, desired.right),
  )
  if (wrong !== undefined) return refuse(wrong)
  const n = g.refreshCount + 1
  const refresh: Refresh = {
    id: `${hex(g.serial, 8)}-0000-4000-8000-${hex(n, 12)}`,
    status: 'Pending',
    startedAt: w.now,
    preferences: filled(preferences),
    from: g.launches,
    total: 0,
    percent: 0,
    remaining: 0,
    progressAt: w.now,
    checkpoint: 0,
    ...(desired.right === undefined ? {} : { desired: desired.right }),
  }
  const refreshes = [refresh, ...g.refreshes].slice(0, kept)
  return answer(withGroup(w, scope, { ...g, refreshCount: n, refreshes }), { InstanceRefreshId: refresh.id })
}
/** AWS keeps six weeks of them; here the latest hundred. */
const kept = 100

const nothingActive = (g: Group): CloudError =>
  refusal('ActiveInstanceRefreshNotFound', `No in progress or pending Instance Refresh found for Auto Scaling group ${g.name}`)

/** Answers at once; `Cancelled` comes when no instance is between two states any more. Nothing is undone. */
const cancel = (w: World, scope: Scope, i: { readonly AutoScalingGroupName: string }): Answered => {
  const group = writableGroup(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(group)) return group
  const active = activeRefresh(group.right)
  if (active === undefined || active.status === 'Cancelling') return refuse(nothingActive(group.right))
  const { until: _, ...rest } = active
  return answer(withGroup(w, scope, withRefresh(group.right, { ...rest, status: 'Cancelling' })), { InstanceRefreshId: active.id })
}

const rollback = (w: World, scope: Scope, i: { readonly AutoScalingGroupName: string }): Answered => {
  const group = writableGroup(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(group)) return group
  const active = activeRefresh(group.right)
  if (active === undefined || !['Pending', 'InProgress', 'Baking'].includes(active.status)) return refuse(nothingActive(group.right))
  const irreversible =
    active.desired === undefined ||
    templateOf(active.desired).Version.startsWith('$') ||
    templateOf(group.right.source).Version.startsWith('$')
  if (irreversible) return refuse(refusal('IrreversibleInstanceRefresh', 'This instance refresh cannot be rolled back.'))
  const next = rolledBack(group.right, active, w.now, 'Rollback due to user request.')
  return answer(withGroup(w, scope, next), { InstanceRefreshId: active.id })
}

const shown = (g: Group) => (r: Refresh) => ({
  InstanceRefreshId: r.id,
  AutoScalingGroupName: g.name,
  Status: r.status,
  ...(r.reason === undefined ? {} : { StatusReason: r.reason }),
  StartTime: timeText(r.startedAt),
  ...(r.endedAt === undefined ? {} : { EndTime: timeText(r.endedAt) }),
  PercentageComplete: r.percent,
  InstancesToUpdate: r.remaining,
  Preferences: r.preferences,
  Strategy: 'Rolling',
  ...(r.desired === undefined ? {} : { DesiredConfiguration: r.desired }),
})

type Asked = {
  readonly AutoScalingGroupName: string
  readonly InstanceRefreshIds?: ReadonlyArray<string>
  readonly MaxRecords?: number
  readonly NextToken?: string
}
/** Newest first. */
const describe = (w: World, scope: Scope, i: Asked): Answered => {
  const group = groupNamed(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(group)) return group
  const size = i.MaxRecords ?? 50
  if (size < 1 || size > 100) return refuse(invalid('MaxRecords must be between 1 and 100'))
  const all = group.right.refreshes.filter((r) => i.InstanceRefreshIds?.includes(r.id) ?? true)
  const page = pageOf(all, i.NextToken, size, 'InvalidNextToken')
  return E.isLeft(page) ? page : answer(w, { InstanceRefreshes: page.right.items.map(shown(group.right)), ...page.right.next })
}

export const refreshes: Handlers = {
  'autoscaling:StartInstanceRefresh': taking('autoscaling:StartInstanceRefresh', Start, start),
  'autoscaling:CancelInstanceRefresh': taking('autoscaling:CancelInstanceRefresh', struct('CancelInstanceRefresh', name), cancel),
  'autoscaling:RollbackInstanceRefresh': taking('autoscaling:RollbackInstanceRefresh', struct('RollbackInstanceRefresh', name), rollback),
  'autoscaling:DescribeInstanceRefreshes': taking(
    'autoscaling:DescribeInstanceRefreshes',
    struct('DescribeInstanceRefreshes', name, { InstanceRefreshIds: t.readonlyArray(t.string), MaxRecords: t.number, NextToken: t.string }),
    describe,
  ),
}
