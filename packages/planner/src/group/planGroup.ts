/**
 * The Auto Scaling group: making it, bringing it up to date, and replacing instances.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group } from '@poolwright/aws/Group'
import type { InstanceRefresh } from '@poolwright/aws/InstanceRefresh'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import type { Ref } from '@poolwright/core/Action'
import * as Change from '@poolwright/core/Change'
import * as Disruption from '@poolwright/core/Disruption'
import * as Fact from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { Step } from '@poolwright/core/Plan'
import { change, differing, write } from '@poolwright/core/Row'
import type { Desired, PoolContext } from '../pool/Desired.js'
import { causes, FRESH, onceEach, type Part, quiet, step } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'
import type { TemplateOutcome } from '../template/planTemplate.js'
import { poolTag } from '../template/tags.js'
import { decideReference, followingReference, pinnedReference, type ReferenceDecision } from './decideReference.js'
import { type GroupBody, groupRowsWithout, sizeRows, sourceRows, type WantedGroup } from './groupRows.js'
import { launchFindings, rolloutFindings, strategyFindings } from './findings.js'
import { groupTagsOf } from './groupTags.js'
import { hookSpecification } from './hooks.js'
import { type Outdated, outdatedIn, staying } from './outdated.js'
import { numberOf, observedReference, sent, useOf, type WantedReference } from './Reference.js'
import { disruptionOf, preferencesOf } from './refreshRows.js'
import { windowOf } from './window.js'
import { failureOf, hasDesiredConfiguration, lookAtQuietRefreshes, newestIn, refreshKey, type Refreshes, underWay } from './rollout.js'

export const groupKey = (c: Pick<PoolContext, 'scope' | 'pool'>) => Key.of('group', c.scope, c.pool.metadata.name)

type Settled = Extract<TemplateOutcome, { readonly _tag: 'Settled' }>
const sizePaths = ['MachinePool.spec.replicas', 'minSize', 'maxSize']

/** A size that contradicts itself is refused, never clamped (A5, C5). A count that is only a beginning is within the bounds already. */
const sizeHolds = (c: PoolContext, { replicas }: Desired): ReadonlyArray<Hold.Hold> => {
  const { minSize, maxSize } = c.pool.spec
  if (minSize > maxSize) return [Hold.refused('PW-SIZE-BOUNDS', ['minSize', 'maxSize'], `minSize ${minSize} is above maxSize ${maxSize}`)]
  return replicas._tag !== 'Owned' || (replicas.count >= minSize && replicas.count <= maxSize)
    ? []
    : [Hold.refused('PW-SIZE-BOUNDS', sizePaths, `${replicas.count} replicas are not within minSize ${minSize} and maxSize ${maxSize}`)]
}
const countOf = ({ replicas: r }: Desired, exists: boolean): number | null =>
  r._tag === 'Owned' || (r._tag === 'Initial' && !exists) ? r.count : null

const referenceOf = (c: PoolContext, d: Desired, t: Settled): WantedReference => {
  const q = { id: t.id, name: c.pool.metadata.name, version: t.version, mixed: c.pool.spec.mixedInstancesPolicy !== undefined }
  return d.mode === 'following' ? followingReference(q) : pinnedReference(q)
}

/** Of a group that is not there. */
export const planCreate = (c: PoolContext, d: Desired, t: Settled): Part => {
  const key = groupKey(c)
  const fact = c.look(key, FRESH)
  if (fact._tag !== 'Absent')
    return {
      ...quiet,
      moving: true,
      holds: [fact._tag === 'Unknown' ? waitFor(key, fact) : Hold.awaits('PW-WAIT-READ', key, 'the group has just appeared')],
    }
  const { name } = c.pool.metadata
  const { minSize, maxSize, lifecycleHooks = [] } = c.pool.spec
  const wanted: WantedGroup = { spec: c.pool.spec, desired: countOf(d, false), subnets: d.subnets, reference: referenceOf(c, d, t) }
  const hooks = lifecycleHooks.map(hookSpecification)
  const made = step(
    'group',
    c.scope,
    'autoscaling:CreateAutoScalingGroup',
    {
      AutoScalingGroupName: name,
      MinSize: minSize,
      MaxSize: maxSize,
      ...write<WantedGroup, Group, GroupBody>(groupRowsWithout([]), wanted),
      Tags: groupTagsOf(name, { ...d.tags, [poolTag]: c.id }),
      ...(hooks.length === 0 ? {} : { LifecycleHookSpecificationList: hooks }),
    },
    [Change.missing(key)],
    {
      after: t.steps.map((s) => s.id),
      holds: onceEach([...d.templateHolds, ...sizeHolds(c, d), ...d.subnetHolds, ...d.groupHolds]),
    },
  )
  return { ...quiet, steps: [made] }
}

export type GroupPlan = Part & {
  /** The template may only have a new version once this is over. */
  readonly supersedes: Hold.Hold | null
  /** When a failed rollout may be tried again, in milliseconds from now. */
  readonly again: number | null
  /** The rollout under way, if one is known. */
  readonly running: InstanceRefresh | null
}

/** Of a group that is there and ours. */
export const planExisting = (c: PoolContext, d: Desired, t: Template | null, outcome: TemplateOutcome, g: Group): GroupPlan => {
  const roll = outcome._tag === 'Settled' ? planRoll(c, d, t, outcome, g) : idle
  const bounds = sizeHolds(c, d)
  const left = [
    ...(bounds.length > 0 ? sizeRows : []),
    ...(d.subnetHolds.length > 0 ? ['VPCZoneIdentifier'] : []),
    ...(outcome._tag === 'Settled' && roll.sourceHolds === null ? [] : sourceRows),
  ]
  const wanted: WantedGroup = {
    spec: c.pool.spec,
    desired: countOf(d, true),
    subnets: d.subnets,
    reference: roll.decision.update ?? observedReference(g),
  }
  const updates = [
    ...updateOf(c, wanted, g, 'group', groupRowsWithout(left), [], roll.causes),
    ...(roll.sourceHolds === null ? [] : updateOf(c, wanted, g, 'launch', groupRowsWithout(notSource), roll.sourceHolds, roll.causes)),
  ]
  const steps = [...updates, ...roll.steps]
  const holds = [...bounds, ...d.subnetHolds, ...roll.holds]
  const seen = staying(g).length
  const moving = roll.moving || seen !== g.DesiredCapacity || (g.Instances ?? []).some((i) => i.LifecycleState !== 'InService')
  const base = {
    findings: [...roll.findings, ...strategyFindings(c.pool.spec, g), ...launchFindings(c, g)],
    supersedes: roll.supersedes,
    again: roll.again,
    running: roll.running,
  }
  // Only what is about to act needs a fact so young; at rest nothing asks for it.
  const fresh = steps.length === 0 ? null : c.look(groupKey(c), FRESH)
  if (fresh !== null && fresh._tag !== 'Present')
    return { ...base, steps: [], holds: [...holds, ...(fresh._tag === 'Unknown' ? [waitFor(groupKey(c), fresh)] : [])], moving: true }
  return { ...base, steps, holds, moving }
}

const notSource = Object.keys(groupRowsWithout(sourceRows))

/** One sparse update: what differs, and of the source everything, because AWS takes it whole. */
const updateOf = (
  c: PoolContext,
  wanted: WantedGroup,
  g: Group,
  id: string,
  rows: ReturnType<typeof groupRowsWithout>,
  holds: ReadonlyArray<Hold.Hold>,
  because: ReadonlyArray<Change.Cause>,
): ReadonlyArray<Step<AwsAct>> => {
  const names = differing(rows, wanted, g)
  if (names.length === 0) return []
  const touchesSource = names.some((n) => isSource(n))
  const written = touchesSource ? [...names.filter((n) => !isSource(n)), ...sourceRows] : names
  const why = names.map(change(rows, wanted, g, groupKey(c)))
  return [
    step(
      id,
      c.scope,
      'autoscaling:UpdateAutoScalingGroup',
      { AutoScalingGroupName: g.AutoScalingGroupName, ...write(rows, wanted, written) },
      causes(touchesSource ? [...why, ...because] : why, Change.world(groupKey(c), 'differs')),
      { holds, disruption: shrinking(wanted, names, g) },
    ),
  ]
}
const isSource = (name: string): boolean => (sourceRows as ReadonlyArray<string>).includes(name)

/** Instances that end because the group gets smaller, also where AWS lowers the count to fit under a new maximum. */
const shrinking = (wanted: WantedGroup, names: ReadonlyArray<string>, g: Group): Disruption.Disruption => {
  if (!names.some((n) => (sizeRows as ReadonlyArray<string>).includes(n))) return Disruption.inPlace
  const { minSize, maxSize } = wanted.spec
  const count = wanted.desired ?? Math.min(Math.max(g.DesiredCapacity, minSize), maxSize)
  return count < g.DesiredCapacity ? Disruption.destroys(g.DesiredCapacity - count) : Disruption.inPlace
}

type Roll = GroupPlan & {
  readonly decision: ReferenceDecision
  /** Not `null`: what the group launches from cannot be changed now. */
  readonly sourceHolds: ReadonlyArray<Hold.Hold> | null
  readonly causes: ReadonlyArray<Change.Change>
}
const keep: ReferenceDecision = { update: null, desired: null }
const idle: Roll = { ...quiet, supersedes: null, again: null, running: null, decision: keep, sourceHolds: null, causes: [] }

const planRoll = (c: PoolContext, d: Desired, t: Template | null, outcome: Settled, g: Group): Roll => {
  const disabled = c.pool.spec.refreshPreferences?.disable === true
  const target = typeof outcome.version === 'string' ? outcome.version : null
  const use = t === null ? ({ _tag: 'Elsewhere' } as const) : useOf(g, t)
  const number = t === null ? null : numberOf(use, t)
  const wanted = t !== null && target !== null ? `${t.LaunchTemplateId}/${target}` : null
  const outdated = outdatedIn(g, t, d.template, d.comparison, c.look, c.scope, wanted)
  const findings = rolloutFindings(c.pool.spec, outdated, g)
  if (outdated.holds.length > 0)
    // Half known is not known: a reference that moved before its rollout would cost a call more than the two together.
    return { ...idle, findings, holds: outdated.holds, moving: true, sourceHolds: outdated.holds }
  const lagging = t !== null && number !== String(t.LatestVersionNumber)
  const key = refreshKey(c.scope, g.AutoScalingGroupName)
  const whole = staying(g).length === g.DesiredCapacity
  // A group that takes whatever is the latest is not written to when a version is made.
  const begins = outdated.count > 0 || (target === null && !(use._tag === 'Latest' && whole))
  const moves = target !== null && (number !== target || !whole)
  // Without rollouts of its own a pool waits for one that runs only where the group is to launch from something else.
  const asks = disabled ? number !== target && use._tag !== 'Latest' : begins || moves || target === null || lagging
  const fact: Refreshes = !asks ? unasked : begins ? c.look(key, FRESH) : moves ? c.look(key, 60_000) : lookAtQuietRefreshes(c.look, key)
  const way = underWay(fact, g, t, d.template, d.comparison, c.look, c.scope)
  const rolls = !disabled && outdated.count > 0
  const name = g.AutoScalingGroupName
  const failure = rolls ? failureOf(fact, target, c.settings.retryFailedRefresh, c.now) : null
  const window = rolls ? windowOf(c, t, target) : null
  const decision = decideReference({
    use,
    number,
    mode: d.mode,
    id: outcome.id,
    name,
    version: outcome.version,
    mixed: c.pool.spec.mixedInstancesPolicy !== undefined,
    rolls,
    failed: failure !== null,
    arriving: way._tag === 'Good' ? way.number : null,
  })
  const ending = !disabled && (way._tag === 'Astray' || way._tag === 'Ending') ? endOf(c, name, way.refresh.InstanceRefreshId) : null
  const running = 'refresh' in way ? way.refresh : null
  const refused = running !== null && hasDesiredConfiguration(running) ? [untilEnd(c, name, running.InstanceRefreshId)] : null
  const unclear = way._tag === 'Unclear' ? [way.hold] : []
  return {
    steps: [
      ...(!disabled && way._tag === 'Astray' ? [cancelStep(c, name, way.refresh.InstanceRefreshId, outdated, outcome)] : []),
      ...(rolls && (way._tag === 'None' || ending !== null)
        ? [refreshStep(c, d, g, fact, outdated, outcome, decision, ending, [failure?.hold ?? [], window?.hold ?? []].flat())]
        : []),
    ],
    holds: unclear,
    findings,
    moving: running !== null || way._tag === 'Unclear',
    // A version made now would be what the refresh launches, so one that rolls waits; new bootstrap data alone goes at once.
    supersedes: way._tag === 'Astray' || outcome.causes.some((x) => x.verdict === 'roll') ? ending : null,
    again: failure?.again ?? window?.again ?? null,
    running,
    decision,
    sourceHolds: refused ?? (unclear.length > 0 ? unclear : d.templateHolds.length > 0 ? d.templateHolds : null),
    causes: outcome.causes,
  }
}
/** Nobody has to know whether a rollout is under way. */
const unasked: Refreshes = Fact.absent(0)

const endOf = (c: PoolContext, name: string, id: string): Hold.Hold =>
  Hold.awaits('PW-REFRESH-ENDING', refreshKey(c.scope, name), `rollout ${id}, which leads elsewhere, has to end first`)
export const untilEnd = (c: PoolContext, name: string, id: string): Hold.Hold =>
  Hold.awaits('PW-REFRESH-RUNNING', refreshKey(c.scope, name), `AWS takes no other template for the group until rollout ${id} has ended`)

const cancelStep = (c: PoolContext, name: string, id: string, outdated: Outdated, outcome: Settled): Step<AwsAct> => {
  const leads = Change.world(refreshKey(c.scope, name), `rollout ${id} leads to a version that is not wanted`)
  return step(
    'cancel',
    c.scope,
    'autoscaling:CancelInstanceRefresh',
    { AutoScalingGroupName: name },
    [leads, ...(outdated.causes.length > 0 ? outdated.causes : outcome.causes)],
    { basis: id, disruption: Disruption.inPlace },
  )
}

const refreshStep = (
  c: PoolContext,
  d: Desired,
  g: Group,
  fact: Refreshes,
  outdated: Outdated,
  outcome: Settled,
  decision: ReferenceDecision,
  ending: Hold.Hold | null,
  more: ReadonlyArray<Hold.Hold>,
): Step<AwsAct> => {
  const { spec } = c.pool
  const pinned = decision.desired !== null
  const preferences = preferencesOf({ spec, settings: c.settings, skipMatching: outdated.count < outdated.of, pinned })
  const after = decision.update === null ? [] : ['group']
  const made: ReadonlyArray<string> = pinned || decision.update !== null ? [] : outcome.steps.map((s) => s.id)
  return step(
    'refresh',
    c.scope,
    'autoscaling:StartInstanceRefresh',
    {
      AutoScalingGroupName: g.AutoScalingGroupName,
      Strategy: spec.refreshPreferences?.strategy ?? 'Rolling',
      ...(decision.desired === null ? {} : { DesiredConfiguration: configurationOf(c, d, decision.desired) }),
      ...(Object.keys(preferences).length === 0 ? {} : { Preferences: preferences }),
    },
    causes(outdated.causes, Change.world(groupKey(c), `${outdated.count} instances run what nobody can read any more, or no template`)),
    {
      after: [...after, ...made],
      basis: newestIn(fact)?.InstanceRefreshId ?? null,
      holds: [...d.templateHolds, ...(ending === null ? [] : [ending]), ...more],
      disruption: disruptionOf(spec, outdated.count, outdated.of),
    },
  )
}

/** What the group is to become: its reference, and with a policy all of that. */
export const configurationOf = (c: PoolContext, d: Desired, reference: WantedReference) => {
  const wanted: WantedGroup = { spec: c.pool.spec, desired: null, subnets: d.subnets, reference }
  const { LaunchTemplate, MixedInstancesPolicy } = write<WantedGroup, Group, GroupBody>(groupRowsWithout(notSource), wanted)
  return MixedInstancesPolicy === undefined ? { LaunchTemplate: LaunchTemplate ?? sent(reference) } : { MixedInstancesPolicy }
}

/** Numbers of the template that the group and its instances use, and that must stay. */
export const versionsInUse = (g: Group, t: Template): ReadonlySet<string> => {
  const number: Ref<string> | null = numberOf(useOf(g, t), t)
  const run = (g.Instances ?? []).flatMap((i) =>
    i.LaunchTemplate?.LaunchTemplateId === t.LaunchTemplateId && i.LaunchTemplate.Version !== undefined ? [i.LaunchTemplate.Version] : [],
  )
  return new Set([...(number === null ? [] : [number]), ...run])
}
