/**
 * The record of a pool as the state file keeps it: grown from every plan before anything of it is sent, and kept in the same file as the
 * world, so that it never names too little.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Plan } from '@poolwright/core/Plan'
import type { Record } from '@poolwright/planner/pool/Record'
import type { Group } from '@poolwright/simulator/World'

type Names = { readonly tags: ReadonlyArray<string>; readonly hooks: ReadonlyArray<string>; readonly processes: ReadonlyArray<string> }
const none: Names = { tags: [], hooks: [], processes: [] }

/** What a request makes whose owner AWS cannot name. */
const namedBy = ({ op, input }: AwsAct): Names => {
  switch (op) {
    case 'autoscaling:CreateAutoScalingGroup':
      return {
        ...none,
        tags: (input.Tags ?? []).map((x) => x.Key),
        hooks: (input.LifecycleHookSpecificationList ?? []).map((h) => h.LifecycleHookName),
      }
    case 'autoscaling:CreateOrUpdateTags':
    case 'ec2:CreateTags':
      return { ...none, tags: input.Tags.map((x) => x.Key) }
    case 'autoscaling:PutLifecycleHook':
      return { ...none, hooks: [input.LifecycleHookName] }
    case 'autoscaling:SuspendProcesses':
      return { ...none, processes: input.ScalingProcesses }
    default:
      return none
  }
}

const union = (x: ReadonlyArray<string> | undefined, y: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set([...(x ?? []), ...y])].sort()

/** The record with what the plan's steps may make, and where. The same object when that is in it already. */
export const grown = (record: Record, plan: Plan<AwsAct>, cluster: string | undefined): Record => {
  const going = plan.steps.filter((s) => s.holds.length === 0)
  const [first] = going
  if (first === undefined) return record
  const all = going.map((s) => namedBy(s.action))
  return {
    ...record,
    ...(cluster === undefined ? {} : { cluster }),
    scope: first.scope,
    tags: union(
      record.tags,
      all.flatMap((n) => n.tags),
    ),
    hooks: union(
      record.hooks,
      all.flatMap((n) => n.hooks),
    ),
    processes: union(
      record.processes,
      all.flatMap((n) => n.processes),
    ),
  }
}

/** The record of a pool at rest: what is not there any more is not the pool's either, whoever makes it again. */
export const trimmed = (record: Record, group: Group | undefined): Record => {
  if (group === undefined) return record
  const kept = (names: ReadonlyArray<string> | undefined, there: (name: string) => boolean) => (names ?? []).filter(there)
  return {
    ...record,
    tags: kept(record.tags, (k) => Object.hasOwn(group.tags, k)),
    hooks: kept(record.hooks, (k) => group.hooks.some((h) => h.LifecycleHookName === k)),
    processes: kept(record.processes, (k) => Object.hasOwn(group.suspended, k)),
  }
}
