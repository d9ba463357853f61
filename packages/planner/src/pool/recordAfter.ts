/**
 * What the record has to say before a plan is carried out. Hosts write it before the first request: a crash at any point then leaves a
 * record that names too much at most, and what it names without its being there does no harm.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group, LifecycleHook } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import { objectId } from '@poolwright/aws/objects'
import { type Facts, lookIn, valueOf } from '@poolwright/core/Fact'
import { byText, equals } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import type { AWSMachinePool } from '@poolwright/schema/AWSMachinePool'
import { wantedProcesses } from '../group/processes.js'
import { notedOfFacts, notedOfStep } from '../nodegroup/recorded.js'
import { clusterIn } from '../template/tags.js'
import type { PoolNouns } from './PoolNouns.js'
import type { Record } from './Record.js'

type Named = 'tags' | 'hooks' | 'processes' | 'objects' | 'labels' | 'taints' | 'policies'
type Single = 'cluster' | 'template' | 'role' | 'boundary' | 'nodegroup' | 'begun' | 'templateName'
type Noted = { readonly [K in Named]?: ReadonlyArray<string> } & Pick<Record, Single>
type TagList = ReadonlyArray<{ readonly Key: string; readonly Value: string }>

const ofTags = (tags: TagList = []): Noted => {
  const cluster = clusterIn(tags)
  return { tags: tags.map((x) => x.Key), ...(cluster === undefined ? {} : { cluster }) }
}

/** What one request makes whose owner AWS cannot name, and what it ends that must not be taken for what comes after it. */
const notedBy = ({ op, input }: AwsAct): Noted => {
  switch (op) {
    case 'ec2:CreateLaunchTemplate':
      return ofTags(input.TagSpecifications?.flatMap((s) => s.Tags))
    case 'ec2:DeleteLaunchTemplate':
      return { template: input.LaunchTemplateId }
    case 'ec2:CreateTags':
    case 'autoscaling:CreateOrUpdateTags':
      return ofTags(input.Tags)
    case 'autoscaling:CreateAutoScalingGroup':
      return { ...ofTags(input.Tags), hooks: (input.LifecycleHookSpecificationList ?? []).map((h) => h.LifecycleHookName) }
    case 'autoscaling:PutLifecycleHook':
      return { hooks: [input.LifecycleHookName] }
    case 'autoscaling:SuspendProcesses':
      return { processes: input.ScalingProcesses }
    case 's3:PutObject':
      return { objects: [objectId(input.Bucket, input.Key)] }
    default:
      return {}
  }
}

/** What is wanted and there already: a record that was lost, or never kept, begins with it. */
const shared = (pool: AWSMachinePool, group: Group | undefined, hooks: ReadonlyArray<LifecycleHook> | undefined): Noted => {
  const wanted = new Set((pool.spec.lifecycleHooks ?? []).map((h) => h.name))
  const suspended = (group?.SuspendedProcesses ?? []).map((p) => p.ProcessName)
  return {
    hooks: (hooks ?? []).map((h) => h.LifecycleHookName).filter((name) => wanted.has(name)),
    processes: wantedProcesses(pool.spec).filter((name) => suspended.includes(name)),
  }
}

const seenIn = (plan: Plan<AwsAct>, scope: Key.Scope, facts: Facts): ReadonlyArray<Noted> => {
  const look = lookIn<PoolNouns>(facts)
  const { id, noun } = Key.parse(plan.pool)
  if (noun !== 'awsmachinepool') return []
  const pool = valueOf(look(plan.pool as Key.Key<'awsmachinepool'>))
  const group = valueOf(look(Key.of('group', scope, id)))
  const template: Template | undefined = valueOf(look(Key.of('template', scope, id)))
  const cluster = clusterIn([...(group?.Tags ?? []), ...(template?.Tags ?? [])])
  return [
    ...(pool === undefined ? [] : [shared(pool, group, valueOf(look(Key.of('hooks', scope, id))))]),
    { ...(cluster === undefined ? {} : { cluster }), ...(template === undefined ? {} : { template: template.LaunchTemplateId }) },
  ]
}

const singles: ReadonlyArray<Single> = ['cluster', 'template', 'role', 'boundary', 'nodegroup', 'begun', 'templateName']
const lists: ReadonlyArray<Named> = ['tags', 'hooks', 'processes', 'objects', 'labels', 'taints', 'policies']

/**
 * `record` with all that the steps of `plan` that may go could leave behind, and where. `facts`: what the plan looked at, when the host
 * still has it. The same object when it says all that already. Safe to repeat; never takes anything away.
 */
export const recordAfter = (plan: Plan<AwsAct>, record: Record, facts: Facts = {}): Record => {
  const going = plan.steps.filter((s) => s.holds.length === 0)
  const scope = going[0]?.scope ?? record.scope
  const noted: ReadonlyArray<Noted> = [
    ...(scope === undefined ? [] : [...seenIn(plan, scope, facts), ...notedOfFacts(plan, scope, facts)]),
    ...going.map((s) => notedBy(s.action)),
    ...going.map((s) => notedOfStep(plan.pool, s)),
  ]
  const last = singles.flatMap((name) => noted.flatMap((n) => n[name] ?? []).map((value) => [name, value] as const))
  const all = lists.flatMap((name) => {
    const known = record[name] ?? []
    const names = [...new Set([...known, ...noted.flatMap((n) => n[name] ?? [])])].sort(byText)
    return names.length === known.length ? [] : [[name, names] as const]
  })
  const after: Record = {
    ...record,
    ...Object.fromEntries(last),
    ...(going[0] === undefined ? {} : { scope: going[0].scope }),
    ...Object.fromEntries(all),
  }
  return equals(after, record) ? record : after
}
