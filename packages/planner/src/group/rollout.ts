/**
 * Instance refreshes: what the one under way is about, whether the last one failed, and which may begin.
 *
 * A group has one refresh at a time. One that leads to what is wanted in the rows that roll is left alone, whatever its number; one
 * that leads elsewhere is cancelled, and the next begins when it has ended.
 * @since 0.1.0
 */
import type { Group } from '@poolwright/aws/Group'
import { type InstanceRefresh, isUnfinished } from '@poolwright/aws/InstanceRefresh'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import type { Fact, Look, Millis } from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { waitFor } from '../pool/Resolution.js'
import { lookAtVersion, versionKey } from '../template/planTemplate.js'
import { type Comparison, rolling, type WantedTemplate } from '../template/templateRows.js'
import { numberOf, observedRef, useOf } from './Reference.js'

/** What the refresh under way means for the plan. */
export type UnderWay =
  | { readonly _tag: 'None' }
  /** It is not known whether there is one, or where it leads. */
  | { readonly _tag: 'Unclear'; readonly hold: Hold.Hold }
  /** It leads to what is wanted. `number`: the version of the pool's template that the group has when it succeeds. */
  | { readonly _tag: 'Good'; readonly refresh: InstanceRefresh; readonly number: string | null }
  /** It leads elsewhere and has to be cancelled. */
  | { readonly _tag: 'Astray'; readonly refresh: InstanceRefresh }
  /** It is on its way out already, or back: it is waited for. */
  | { readonly _tag: 'Ending'; readonly refresh: InstanceRefresh }

export const refreshKey = (scope: Key.Scope, name: string) => Key.of('refresh', scope, name)

export type Refreshes = Fact<ReadonlyArray<InstanceRefresh>>
export const activeIn = (fact: Refreshes): InstanceRefresh | undefined =>
  fact._tag === 'Present' ? fact.value.find((r) => isUnfinished(r.Status)) : undefined
/** The newest of all: what a new one is counted from. */
export const newestIn = (fact: Refreshes): InstanceRefresh | undefined => (fact._tag === 'Present' ? fact.value[0] : undefined)

/**
 * For where neither machines nor group tell of a rollout, though one may have just begun. What was known once to be none stays so: of
 * ours it is known when they begin, and what others begin shows on the first machine that goes.
 */
export const lookAtQuietRefreshes = (look: Look<PoolNouns>, key: Key.Key<'refresh'>): Refreshes => {
  const known = look(key, Infinity)
  return known._tag === 'Present' && activeIn(known) === undefined ? known : look(key)
}

/** AWS refuses another template for the group while such a refresh runs. */
export const hasDesiredConfiguration = (r: InstanceRefresh): boolean =>
  r.DesiredConfiguration !== undefined && observedRef(r.DesiredConfiguration) !== undefined

/** The template id and number that a refresh replaces instances with, as far as it can be told. */
const targetOf = (r: InstanceRefresh, g: Group, t: Template): { readonly id: string; readonly number: string } | null => {
  const source = r.DesiredConfiguration !== undefined && hasDesiredConfiguration(r) ? r.DesiredConfiguration : g
  const use = useOf(source, t)
  const number = numberOf(use, t)
  if (number !== null) return { id: t.LaunchTemplateId, number }
  const ref = observedRef(source)
  return ref?.LaunchTemplateId === undefined || ref.Version === undefined ? null : { id: ref.LaunchTemplateId, number: ref.Version }
}

/** The number of this template that a refresh under way is about; `null` for none or another template's. */
export const headingFor = (fact: Refreshes, g: Group, t: Template): string | null => {
  const active = activeIn(fact)
  const target = active === undefined ? null : targetOf(active, g, t)
  return target?.id === t.LaunchTemplateId ? target.number : null
}

export const underWay = (
  fact: Refreshes,
  g: Group,
  /** `null`: the pool's template is not there, so that no refresh can lead to it. */
  t: Template | null,
  c: WantedTemplate,
  comparison: Comparison,
  look: Look<PoolNouns>,
  scope: Key.Scope,
): UnderWay => {
  const key = refreshKey(scope, g.AutoScalingGroupName)
  if (fact._tag === 'Unknown') return { _tag: 'Unclear', hold: waitFor(key, fact) }
  const refresh = activeIn(fact)
  if (refresh === undefined) return { _tag: 'None' }
  if (refresh.Status === 'Cancelling' || refresh.Status === 'RollbackInProgress') return { _tag: 'Ending', refresh }
  if (t === null) return { _tag: 'Astray', refresh }
  const target = targetOf(refresh, g, t)
  if (target === null) return { _tag: 'Astray', refresh }
  const at = versionKey(scope, target.id, target.number)
  const version = lookAtVersion(look, scope, t, target.id, target.number)
  if (version._tag === 'Unknown') return { _tag: 'Unclear', hold: waitFor(at, version) }
  // It fails by itself if that is so; to cancel it for an answer that is only late would end instances twice.
  if (version._tag === 'Absent')
    return {
      _tag: 'Unclear',
      hold: Hold.awaits('PW-WAIT-READ', at, `the version that rollout ${refresh.InstanceRefreshId} leads to cannot be found`),
    }
  if (rolling(comparison, c, version.value).length > 0) return { _tag: 'Astray', refresh }
  return { _tag: 'Good', refresh, number: target.id === t.LaunchTemplateId ? target.number : null }
}

const failures = ['Failed', 'RollbackSuccessful', 'RollbackFailed']
/** How long a failed rollout rests before it is tried again, where it is tried again at all. */
export const REST: Millis = 600_000

export type LastFailure = { readonly refresh: InstanceRefresh; readonly hold: Hold.Hold; readonly again: Millis | null }

/**
 * Keeps a rollout that failed from being started for ever. One that named its version is held until another version is wanted. One
 * that followed cannot say which version it was about: it rests ten minutes and may go again.
 */
export const failureOf = (
  fact: Refreshes,
  /** The number wanted now; `null` when a step makes it, so that nothing can have failed with it. */
  wanted: string | null,
  retry: boolean,
  now: Millis,
): LastFailure | null => {
  const refresh = newestIn(fact)
  if (refresh === undefined || !failures.includes(refresh.Status) || wanted === null) return null
  const named = refresh.DesiredConfiguration === undefined ? undefined : observedRef(refresh.DesiredConfiguration)?.Version
  const follows = named === undefined || named.startsWith('$')
  if (!follows && named !== wanted) return null
  const ended = Date.parse(refresh.EndTime ?? '')
  const restless = Number.isNaN(ended)
  if ((retry || follows) && !restless && now >= ended + REST) return null
  if (retry && restless) return null
  const again = (retry || follows) && !restless ? ended + REST - now : null
  const reason = refresh.StatusReason === undefined ? '' : `: ${refresh.StatusReason}`
  const then = again === null ? 'it is not started again before the spec changes' : 'it is started again ten minutes after it ended'
  const why = `rollout ${refresh.InstanceRefreshId} ended as ${refresh.Status}${reason}; ${then}`
  return { refresh, hold: Hold.refused('PW-REFRESH-FAILED', [], why), again }
}
