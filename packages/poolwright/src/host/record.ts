/**
 * The record of a pool as the state file keeps it: grown from every plan before anything of it is sent, so that it never names too little.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { Group, LifecycleHook } from '@poolwright/aws/Group'
import { Template } from '@poolwright/aws/LaunchTemplate'
import { objectId } from '@poolwright/aws/objects'
import type { Facts } from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import type { Record } from '@poolwright/planner/pool/Record'
import * as t from 'io-ts'

type Names = {
  readonly tags: ReadonlyArray<string>
  readonly hooks: ReadonlyArray<string>
  readonly processes: ReadonlyArray<string>
  readonly objects: ReadonlyArray<string>
}
const none: Names = { tags: [], hooks: [], processes: [], objects: [] }

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
    case 's3:PutObject':
      return { ...none, objects: [objectId(input.Bucket, input.Key)] }
    default:
      return none
  }
}

/** The template that is about to go; what is made in its place must not take its name for it. */
const deletedBy = ({ op, input }: AwsAct): string | undefined =>
  op === 'ec2:DeleteLaunchTemplate' && typeof input.LaunchTemplateId === 'string' ? input.LaunchTemplateId : undefined

const union = (x: ReadonlyArray<string> | undefined, y: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set([...(x ?? []), ...y])].sort()

const withObjects = (objects: ReadonlyArray<string>) => (objects.length === 0 ? {} : { objects })

/** The record with what the plan's steps may make, and where. The same object when that is in it already. */
export const grown = (record: Record, plan: Plan<AwsAct>, cluster: string | undefined): Record => {
  const going = plan.steps.filter((s) => s.holds.length === 0)
  const [first] = going
  if (first === undefined) return record
  const all = going.map((s) => namedBy(s.action))
  const template = plan.steps.map((s) => deletedBy(s.action)).find((id) => id !== undefined)
  return {
    ...record,
    ...(cluster === undefined ? {} : { cluster }),
    ...(template === undefined ? {} : { template }),
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
    ...withObjects(
      union(
        record.objects,
        all.flatMap((n) => n.objects),
      ),
    ),
  }
}

/** The record of a pool at rest: what is not there any more is not the pool's either, whoever makes it again. What was not read stays. */
export const trimmed = (record: Record, name: string, facts: Facts): Record => {
  const { scope } = record
  if (scope === undefined) return record
  const seen = <A>(noun: string, codec: t.Type<A, unknown>): A | undefined => {
    const fact = facts[Key.of(noun, scope, name)]
    return fact?._tag === 'Present' && codec.is(fact.value) ? fact.value : undefined
  }
  const group = seen('group', Group)
  const hooks = seen('hooks', t.readonlyArray(LifecycleHook))
  const template = seen('template', Template)
  const kept = (names: ReadonlyArray<string> | undefined, there: ReadonlyArray<string> | undefined) =>
    there === undefined ? (names ?? []) : (names ?? []).filter((n) => there.includes(n))
  return {
    ...record,
    ...(template === undefined ? {} : { template: template.LaunchTemplateId }),
    tags: kept(record.tags, group === undefined ? undefined : (group.Tags ?? []).map((x) => x.Key)),
    hooks: kept(
      record.hooks,
      hooks?.map((h) => h.LifecycleHookName),
    ),
    processes: kept(record.processes, group === undefined ? undefined : (group.SuspendedProcesses ?? []).map((p) => p.ProcessName)),
  }
}

/** What is kept of a pool that is gone: which template it had, so that one that is made later is another. */
export const remains = ({ template }: Record): Record | undefined => (template === undefined ? undefined : { template })
