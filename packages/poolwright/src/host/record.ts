/**
 * What is left of a pool's record when the pool has come to rest.
 * @since 0.1.0
 */
import { Group, LifecycleHook } from '@poolwright/aws/Group'
import { Template } from '@poolwright/aws/LaunchTemplate'
import { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { Facts } from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import { taintId } from '@poolwright/planner/nodegroup/labels'
import type { Record } from '@poolwright/planner/pool/Record'
import * as t from 'io-ts'

type Seen = <A>(noun: string, id: string, codec: t.Type<A, unknown>) => A | undefined
type Names = ReadonlyArray<string> | undefined

const kept = (names: Names, there: Names): ReadonlyArray<string> =>
  there === undefined ? (names ?? []) : (names ?? []).filter((name) => there.includes(name))

const ofGroup = (record: Record, name: string, seen: Seen): Record => {
  const group = seen('group', name, Group)
  const hooks = seen('hooks', name, t.readonlyArray(LifecycleHook))
  const template = seen('template', name, Template)
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

/** Tags stay: the record does not say which are the role's and which the node group's. */
const ofNodegroup = (record: Record, seen: Seen): Record => {
  const there = record.nodegroup === undefined ? undefined : seen('nodegroup', nodegroupIn(record.nodegroup), Nodegroup)
  const policies = record.role === undefined ? undefined : seen('rolePolicies', record.role, t.readonlyArray(t.string))
  return {
    ...record,
    labels: kept(record.labels, there === undefined ? undefined : Object.keys(there.labels ?? {})),
    taints: kept(record.taints, there === undefined ? undefined : (there.taints ?? []).map(taintId)),
    policies: kept(record.policies, policies),
  }
}

/** `arn:aws:eks:<region>:<account>:nodegroup/<cluster>/<node group>/<uuid>`: the cluster and the node group, as the noun's id. */
export const nodegroupIn = (arn: string): string => arn.split('/').slice(1, 3).join('/')

/** The record of a pool at rest: what is not there any more is not the pool's either, whoever makes it again. What was not read stays. */
export const trimmed = (record: Record, pool: Key.Key, facts: Facts): Record => {
  const { scope } = record
  if (scope === undefined) return record
  const seen: Seen = (noun, id, codec) => {
    const fact = facts[Key.of(noun, scope, id)]
    return fact?._tag === 'Present' && codec.is(fact.value) ? fact.value : undefined
  }
  const { noun, id } = Key.parse(pool)
  return noun === 'awsmachinepool' ? ofGroup(record, id, seen) : ofNodegroup(record, seen)
}

/** What is kept of a pool that is gone: which template it had and how many node groups, so that those that are made later are others. */
export const remains = ({ template, begun }: Record): Record | undefined =>
  template === undefined && begun === undefined
    ? undefined
    : { ...(template === undefined ? {} : { template }), ...(begun === undefined ? {} : { begun }) }
