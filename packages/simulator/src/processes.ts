/**
 * Suspending and resuming the processes of a group: sets, safe to repeat (`aws-semantics` §3.5).
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SuspendProcesses.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { writableGroup } from './groupNamed.js'
import { answer, type Answered, type Handler, type Handlers, invalid, refuse, taking } from './Handler.js'
import { activeRefresh, withRefresh } from './rollout.js'
import { type Group, timeText, type Texts, withGroup, type World } from './World.js'

const all = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
]

type Asked = { readonly AutoScalingGroupName: string; readonly ScalingProcesses?: ReadonlyArray<string> }
/** No processes, or an empty list of them, means all. */
const changing =
  (change: (g: Group, processes: ReadonlyArray<string>, w: World) => Group) =>
  (w: World, scope: Scope, i: Asked): Answered => {
    const group = writableGroup(w, scope, i.AutoScalingGroupName)
    if (E.isLeft(group)) return group
    const processes = i.ScalingProcesses === undefined || i.ScalingProcesses.length === 0 ? all : i.ScalingProcesses
    const unknown = processes.find((p) => !all.includes(p))
    if (unknown !== undefined) return refuse(invalid(`${unknown} is not a valid process type`))
    return answer(withGroup(w, scope, change(group.right, processes, w)), {})
  }

const suspend = changing((g, processes, w) => {
  const added: Texts = Object.fromEntries(processes.map((p) => [p, `User suspended at ${timeText(w.now)}`]))
  return { ...g, suspended: { ...added, ...g.suspended } }
})

/** A refresh that was paused gets its whole hour again. */
const resume = changing((g, processes, w) => {
  const suspended = Object.fromEntries(Object.entries(g.suspended).filter(([p]) => !processes.includes(p)))
  const active = activeRefresh(g)
  const next = { ...g, suspended }
  return active === undefined ? next : withRefresh(next, { ...active, progressAt: w.now })
})

const op = (operation: string, handle: (w: World, scope: Scope, i: Asked) => Answered): Handler =>
  taking(
    operation,
    struct('ScalingProcessQuery', { AutoScalingGroupName: t.string }, { ScalingProcesses: t.readonlyArray(t.string) }),
    handle,
  )
export const processes: Handlers = {
  'autoscaling:SuspendProcesses': op('autoscaling:SuspendProcesses', suspend),
  'autoscaling:ResumeProcesses': op('autoscaling:ResumeProcesses', resume),
}
