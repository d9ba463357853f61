/**
 * Which instances have to be replaced: those that run a version which differs from what is wanted in a row that rolls. Decided from
 * the versions that instances run, never from what a plan happens to write, so that a rollout outlives crashes.
 * @since 0.1.0
 */
import type { Group, Instance } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import type { Change } from '@poolwright/core/Change'
import type { Look } from '@poolwright/core/Fact'
import type { Hold } from '@poolwright/core/Hold'
import type { Scope } from '@poolwright/core/Key'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { waitFor } from '../pool/Resolution.js'
import { lookAtVersion, versionKey } from '../template/planTemplate.js'
import { changesIn, type Comparison, rolling, type WantedTemplate } from '../template/templateRows.js'

export type Outdated = {
  readonly count: number
  /** All instances that stay if nothing is done. */
  readonly of: number
  readonly causes: ReadonlyArray<Change>
  /** Versions that are not known; while there are any, nothing is begun. */
  readonly holds: ReadonlyArray<Hold>
  /** Versions that instances run and that nobody can read any more, as `<template id>/<number>`. */
  readonly gone: ReadonlyArray<string>
}

const leaving = (i: Instance): boolean => /Terminat|Detach/.test(i.LifecycleState)
/** Instances that are not on their way out. */
export const staying = (g: Group): ReadonlyArray<Instance> => {
  const all = g.Instances ?? []
  return all.some(leaving) ? all.filter((i) => !leaving(i)) : all
}

/** What one version says of the instances that run it. */
type Verdict =
  | { readonly _tag: 'Good' }
  | { readonly _tag: 'Old'; readonly causes: ReadonlyArray<Change> }
  | { readonly _tag: 'Unread'; readonly hold: Hold }
  | { readonly _tag: 'Gone' }
const good: Verdict = { _tag: 'Good' }

export const outdatedIn = (
  g: Group,
  t: Template | null,
  c: WantedTemplate,
  comparison: Comparison,
  look: Look<PoolNouns>,
  scope: Scope,
  /** `<template id>/<number>` of the wanted version, when it is there: it needs no comparing. */
  wanted: string | null,
): Outdated => {
  const instances = staying(g)
  const verdicts = new Map<string, Verdict>()
  let count = 0
  for (const i of instances) {
    const id = `${i.LaunchTemplate?.LaunchTemplateId ?? ''}/${i.LaunchTemplate?.Version ?? ''}`
    if (id === wanted) continue
    const verdict = verdicts.get(id) ?? verdictOf(i, t, c, comparison, look, scope)
    verdicts.set(id, verdict)
    // Of a version that is gone only the type can still be seen, on the instance itself.
    const old = verdict._tag === 'Gone' ? isOfOtherType(i, c, g) : verdict._tag === 'Old'
    if (old) count += 1
  }
  const all = [...verdicts]
  return {
    count,
    of: instances.length,
    causes: all.flatMap(([, v]) => (v._tag === 'Old' ? v.causes : [])),
    holds: all.flatMap(([, v]) => (v._tag === 'Unread' ? [v.hold] : [])),
    gone: all.flatMap(([id, v]) => (v._tag === 'Gone' ? [id] : [])),
  }
}

const verdictOf = (
  i: Instance,
  t: Template | null,
  c: WantedTemplate,
  comparison: Comparison,
  look: Look<PoolNouns>,
  scope: Scope,
): Verdict => {
  const { LaunchTemplateId, Version } = i.LaunchTemplate ?? {}
  // Launched from something else than a template: nothing of what is wanted can be true of it.
  if (LaunchTemplateId === undefined || Version === undefined) return { _tag: 'Old', causes: [] }
  const key = versionKey(scope, LaunchTemplateId, Version)
  const fact = lookAtVersion(look, scope, t, LaunchTemplateId, Version)
  if (fact._tag === 'Unknown') return { _tag: 'Unread', hold: waitFor(key, fact) }
  if (fact._tag === 'Absent') return { _tag: 'Gone' }
  const names = rolling(comparison, c, fact.value)
  if (names.length === 0) return good
  return { _tag: 'Old', causes: changesIn(comparison, c, fact.value, key, names) }
}

const isOfOtherType = (i: Instance, c: WantedTemplate, g: Group): boolean =>
  g.MixedInstancesPolicy === undefined &&
  i.InstanceType !== undefined &&
  c.spec.instanceType !== undefined &&
  c.spec.instanceType !== '' &&
  i.InstanceType !== c.spec.instanceType
