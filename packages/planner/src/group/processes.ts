/**
 * Suspended processes of a group. What others suspended stays so, unless the setting `ownership` is `strict`.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group } from '@poolwright/aws/Group'
import type * as Change from '@poolwright/core/Change'
import * as Disruption from '@poolwright/core/Disruption'
import * as Finding from '@poolwright/core/Finding'
import * as Key from '@poolwright/core/Key'
import type { Step } from '@poolwright/core/Plan'
import type { RowFaces } from '@poolwright/core/Row'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import type { PoolContext } from '../pool/Desired.js'
import { found, FRESH, type Part, quiet, step, steps, sum } from '../pool/Part.js'

const s = 'suspendProcesses'
/** Manifest's name to AWS's. */
const processes = {
  launch: 'Launch',
  terminate: 'Terminate',
  addToLoadBalancer: 'AddToLoadBalancer',
  alarmNotification: 'AlarmNotification',
  azRebalance: 'AZRebalance',
  healthCheck: 'HealthCheck',
  instanceRefresh: 'InstanceRefresh',
  replaceUnhealthy: 'ReplaceUnhealthy',
  scheduledActions: 'ScheduledActions',
} as const

/** How processes are spoken of in the field table: they are a set with calls of its own. */
export const processFaces = {
  SuspendedProcesses: {
    paths: [
      `${s}.all`,
      `${s}.processes.launch`,
      `${s}.processes.terminate`,
      `${s}.processes.addToLoadBalancer`,
      `${s}.processes.alarmNotification`,
      `${s}.processes.azRebalance`,
      `${s}.processes.healthCheck`,
      `${s}.processes.instanceRefresh`,
      `${s}.processes.replaceUnhealthy`,
      `${s}.processes.scheduledActions`,
    ],
    verdict: 'inPlace',
    ownership: 'owned',
  },
} as const satisfies RowFaces

/** Sorted. With `all`, everything but what is explicitly excepted. */
export const wantedProcesses = ({ suspendProcesses: wanted }: AWSMachinePoolSpec): ReadonlyArray<string> => {
  if (wanted === undefined) return []
  const one = wanted.processes ?? {}
  return (Object.keys(processes) as ReadonlyArray<keyof typeof processes>)
    .filter((name) => (wanted.all === true ? one[name] !== false : one[name] === true))
    .map((name) => processes[name])
    .sort()
}

const known: ReadonlyArray<string> = Object.values(processes)

const planProcess = (c: PoolContext, group: string, resume: boolean, names: ReadonlyArray<string>): ReadonlyArray<Step<AwsAct>> => {
  if (names.length === 0) return []
  const key = Key.of('group', c.scope, group)
  const cause: Change.Change = {
    _tag: 'Change',
    paths: processFaces.SuspendedProcesses.paths,
    fact: key,
    row: 'SuspendedProcesses',
    before: resume ? names : [],
    after: resume ? [] : names,
    verdict: 'inPlace',
  }
  const input = { AutoScalingGroupName: group, ScalingProcesses: names }
  const more = { disruption: Disruption.inPlace }
  return resume
    ? [step('resume', c.scope, 'autoscaling:ResumeProcesses', input, [cause], more)]
    : [step('suspend', c.scope, 'autoscaling:SuspendProcesses', input, [cause], more)]
}

/** For a group that is there; both are set operations, safe to repeat. */
export const planProcesses = (c: PoolContext, g: Group): Part => {
  const wanted = wantedProcesses(c.pool.spec)
  const observed = (g.SuspendedProcesses ?? []).map((p) => p.ProcessName)
  const missing = wanted.filter((name) => !observed.includes(name))
  const mine = c.record.processes ?? []
  const others = observed.filter((name) => known.includes(name) && !wanted.includes(name)).sort()
  const extra = others.filter((name) => c.settings.ownership === 'strict' || mine.includes(name))
  const kept = others.filter((name) => !extra.includes(name))
  const why = `processes are suspended that this pool did not suspend, and stay so: ${kept.join(', ')}`
  const said = kept.length === 0 ? quiet : found(Finding.info('PW-FOREIGN-PROCESSES', why))
  if (missing.length === 0 && extra.length === 0) return said
  if (c.look(Key.of('group', c.scope, g.AutoScalingGroupName), FRESH)._tag !== 'Present') return said
  return sum([
    steps([...planProcess(c, g.AutoScalingGroupName, false, missing), ...planProcess(c, g.AutoScalingGroupName, true, extra)]),
    said,
  ])
}

/** For a group that a step of the same plan makes. */
export const suspendNew = (c: PoolContext, group: string): ReadonlyArray<Step<AwsAct>> =>
  planProcess(c, group, false, wantedProcesses(c.pool.spec)).map((x) => ({ ...x, after: ['group'] }))
