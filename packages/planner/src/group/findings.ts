/**
 * What a person should know of a group that is there: instances that nobody can judge, rollouts that do not happen or end nodes
 * undrained, launches that fail.
 * @since 0.1.0
 */
import type { Group } from '@poolwright/aws/Group'
import * as Finding from '@poolwright/core/Finding'
import * as Key from '@poolwright/core/Key'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import type { PoolContext } from '../pool/Desired.js'
import type { Outdated } from './outdated.js'

type Findings = ReadonlyArray<Finding.Finding>
const none: Findings = []

/** Processes without which AWS replaces nothing. */
const needed = ['InstanceRefresh', 'Launch', 'Terminate']

export const rolloutFindings = (spec: AWSMachinePoolSpec, outdated: Outdated, g: Group): Findings => {
  const gone = outdated.gone.map((id) =>
    Finding.warning(
      'PW-VERSION-GONE',
      `instances run version ${id}, which nobody can read any more; whether they are as wanted cannot be told`,
    ),
  )
  if (outdated.count === 0) return gone
  if (spec.refreshPreferences?.disable === true) {
    const why = `${outdated.count} of ${outdated.of} instances run an older version and stay, as rollouts are disabled`
    return [...gone, Finding.info('PW-REFRESH-DISABLED', why, ['refreshPreferences.disable'])]
  }
  const suspended = (g.SuspendedProcesses ?? []).map((p) => p.ProcessName).filter((p) => needed.includes(p))
  const stuck = `a rollout makes no progress while ${suspended.join(' and ')} is suspended`
  return [
    ...gone,
    ...(suspended.length === 0 ? none : [Finding.warning('PW-REFRESH-SUSPENDED', stuck, ['suspendProcesses'])]),
    ...undrained(spec, outdated.count),
  ]
}

/** Nobody is given the time to drain nodes before their instances end. */
export const undrained = (spec: AWSMachinePoolSpec, count: number): Findings =>
  count === 0 || (spec.lifecycleHooks ?? []).some((h) => h.lifecycleTransition === 'autoscaling:EC2_INSTANCE_TERMINATING')
    ? none
    : [
        Finding.info('PW-UNDRAINED', `${count} instances end without their nodes being drained: no lifecycle hook stands in the way`, [
          'lifecycleHooks',
        ]),
      ]

const strategies = ['prioritized', 'lowest-price', 'capacity-optimized', 'capacity-optimized-prioritized', 'price-capacity-optimized']
/** What somebody else chose for a group whose distribution the pool leaves open, and nobody here can say what it does (A20). */
export const strategyFindings = (spec: AWSMachinePoolSpec, g: Group): Findings => {
  if (spec.mixedInstancesPolicy?.instancesDistribution !== undefined) return none
  const { OnDemandAllocationStrategy: onDemand, SpotAllocationStrategy: spot } = g.MixedInstancesPolicy?.InstancesDistribution ?? {}
  const unknown = [onDemand, spot].filter((s) => s !== undefined && !strategies.includes(s))
  return unknown.length === 0
    ? none
    : [Finding.warning('PW-STRATEGY-UNKNOWN', `the group has an allocation strategy that is not known here: ${unknown.join(', ')}`)]
}

/** Why a group is short of instances: the only place where AWS says it is the log of activities, read only then. */
export const launchFindings = (c: PoolContext, g: Group): Findings => {
  const inService = (g.Instances ?? []).filter((i) => i.LifecycleState === 'InService').length
  if (inService >= g.DesiredCapacity) return none
  const log = c.look(Key.of('activities', c.scope, g.AutoScalingGroupName))
  const [newest] = log._tag === 'Present' ? log.value : []
  if (newest?.StatusCode !== 'Failed' && newest?.StatusCode !== 'Cancelled') return none
  const why = newest.StatusMessage ?? newest.Description ?? newest.StatusCode
  return [
    Finding.warning('PW-LAUNCH-FAILED', `${inService} of ${g.DesiredCapacity} instances are in service; the last attempt failed: ${why}`),
  ]
}
