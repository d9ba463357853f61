/**
 * What is left of a pool's record when the pool has come to rest.
 * @since 0.1.0
 */
import { Group, LifecycleHook } from '@poolwright/aws/Group'
import { Template } from '@poolwright/aws/LaunchTemplate'
import type { Facts } from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { Record } from '@poolwright/planner/pool/Record'
import * as t from 'io-ts'

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
