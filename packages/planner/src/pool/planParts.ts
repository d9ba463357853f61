/**
 * The parts of the plan of a pool that stays: its template, its group, and what belongs to them. They are summed up; none knows another,
 * but for the steps that AWS makes one wait for.
 * @since 0.1.0
 */
import type { Group } from '@poolwright/aws/Group'
import type { InstanceRefresh } from '@poolwright/aws/InstanceRefresh'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import { type Fact, type Millis, valueOf } from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import { before } from '@poolwright/core/Plan'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import { keysOfOurs, planGroupTags, planTemplateTags } from '../group/groupTags.js'
import { planHooks } from '../group/hooks.js'
import { groupKey, type GroupPlan, planCreate, planExisting, versionsInUse } from '../group/planGroup.js'
import { planProcesses, suspendNew } from '../group/processes.js'
import { planRetag } from '../group/retag.js'
import { planRelease, released } from '../group/release.js'
import { headingFor, refreshKey } from '../group/rollout.js'
import { planMissing, planVersion, type TemplateOutcome, templateKey, type TemplateQuestion, versionsOf } from '../template/planTemplate.js'
import { planPrune } from '../template/prune.js'
import { planStore } from '../template/stored.js'
import { ownerOf, poolTag } from '../template/tags.js'
import type { Desired, PoolContext } from './Desired.js'
import { notOurs } from './notOurs.js'
import type { Surroundings } from './objects.js'
import { found, FRESH, held, onceEach, type Part, quiet, steps, sum } from './Part.js'
import { candidatesOf, resolve } from './resolve.js'
import { waitFor } from './Resolution.js'

/** What a plan is made of, before it is one. */
export type Draft = {
  readonly part: Part
  /** What is known of what it makes; `null` where it was not looked at. */
  readonly seen: { readonly group: Fact<Group>; readonly template: Fact<Template> } | null
  /** Sooner than the usual, in milliseconds. */
  readonly again: Millis | null
  /** The rollout under way, if one is known. */
  readonly running: InstanceRefresh | null
}

export const planParts = (c: PoolContext, machinePool: MachinePool, around: Surroundings): Draft => {
  const { name } = c.pool.metadata
  const keyOfTemplate = templateKey({ scope: c.scope, name })
  const templateFact = c.look(keyOfTemplate)
  const groupFact = c.look(groupKey(c))
  const seen = { group: groupFact, template: templateFact }
  const t = valueOf(templateFact) ?? null
  const g = valueOf(groupFact) ?? null
  const foreignTemplate = t !== null && isForeign(c, t.Tags, around.tagName)
  const foreignGroup = g !== null && isForeign(c, g.Tags, around.tagName)
  const mine = foreignTemplate ? null : t
  const leaves = c.record.released === true
  const inUse = mine === null ? [] : candidatesOf(c, mine, foreignGroup ? null : g)
  const d = resolve(c, machinePool, around, mine, inUse)
  const candidates = mine !== null && leaves ? [String(mine.LatestVersionNumber)] : inUse
  const question: TemplateQuestion = {
    look: c.look,
    scope: c.scope,
    name,
    tags: { ...d.tags, [poolTag]: c.id },
    comparison: d.comparison,
    candidates,
    holds: d.templateHolds,
  }
  const made: TemplateOutcome =
    t === null
      ? planMissing(question, d.template)
      : foreignTemplate
        ? { _tag: 'Waiting', holds: [notOurs(keyOfTemplate, t.Tags, c.id)] }
        : planVersion(question, d.template, t)
  const outcome = withStored(c, d, made)
  if (leaves) {
    const part = foreignGroup || foreignTemplate ? found(released) : planRelease(c, d, mine, outcome, g)
    return { part, seen, again: null, running: null }
  }
  const group = foreignGroup ? plain(held(notOurs(groupKey(c), g.Tags, c.id))) : planGroupPart(c, d, mine, outcome, groupFact)
  const part = sum([
    templatePart(d, outcome, group.supersedes === null ? uselessWithout(t, group) : [group.supersedes]),
    group,
    t === null || foreignTemplate ? quiet : steps(planTemplateTags(c, d.tags, t, () => ours(c, t, g, candidates))),
    g === null || foreignGroup || g.Status !== undefined ? quiet : besides(c, d, g, t, candidates),
    mine === null || foreignGroup ? quiet : steps(prune(c, d, mine, groupFact)),
    found(...d.findings),
  ])
  return { part, seen, again: group.again, running: group.running }
}

const storedOf = (d: Desired) => d.template.bootstrap?.stored ?? null

/** What a version fetches has to be in its bucket before the version is made, and before instances are launched from it. */
const withStored = (c: PoolContext, d: Desired, outcome: TemplateOutcome): TemplateOutcome => {
  const stored = storedOf(d)
  if (stored === null || outcome._tag === 'Waiting') return outcome
  const makes = outcome.steps.length > 0
  const { steps: puts, holds } = planStore(c, stored, makes, makes ? d.templateHolds : [])
  return {
    ...outcome,
    steps: before(
      puts,
      outcome.steps.map((s) => ({ ...s, holds: [...s.holds, ...holds] })),
    ),
  }
}

/** Not ours, and not to be taken over. */
const isForeign = (c: PoolContext, tags: Group['Tags'] | Template['Tags'], cluster: string): boolean => {
  const owner = ownerOf(tags, cluster, c.id)
  return owner === 'others' || (owner === 'nobodys' && !c.settings.adopt)
}

/** A first template is for a group: while that may not be made, neither is the template. */
const uselessWithout = (t: Template | null, group: Part): ReadonlyArray<Hold.Hold> =>
  t !== null
    ? []
    : [
        ...group.holds.filter((h) => h._tag === 'NotOurs'),
        ...group.steps
          .filter((s) => s.action.op === 'autoscaling:CreateAutoScalingGroup')
          .flatMap((s) => s.holds.filter((h) => h._tag !== 'Await')),
      ]

const templatePart = (d: Desired, outcome: TemplateOutcome, more: ReadonlyArray<Hold.Hold>): Part => {
  if (outcome._tag === 'Waiting') return { ...quiet, holds: outcome.holds, moving: outcome.holds.some((h) => h._tag === 'Await') }
  if (outcome.steps.length === 0) return held(...d.templateHolds)
  return steps(outcome.steps.map((s) => ({ ...s, holds: onceEach([...s.holds, ...more]) })))
}

type GroupPart = Part & Pick<GroupPlan, 'supersedes' | 'again' | 'running'>
const plain = (part: Part): GroupPart => ({ ...part, supersedes: null, again: null, running: null })

const planGroupPart = (c: PoolContext, d: Desired, t: Template | null, outcome: TemplateOutcome, fact: Fact<Group>): GroupPart => {
  if (fact._tag === 'Unknown') return plain({ ...quiet, holds: [waitFor(groupKey(c), fact)], moving: true })
  if (fact._tag === 'Absent') {
    if (outcome._tag === 'Waiting') return plain(quiet)
    const made = planCreate(c, d, outcome)
    return plain(made.steps.length === 0 ? made : sum([made, steps(suspendNew(c, c.pool.metadata.name))]))
  }
  if (fact.value.Status !== undefined) {
    const hold = Hold.awaits('PW-WAIT-GONE', groupKey(c), 'a group of this name is being deleted; a new one is made once it is gone')
    return plain({ ...quiet, holds: [hold], moving: true })
  }
  return planExisting(c, d, t, outcome, fact.value)
}

/** What belongs to a group and has calls of its own. */
const besides = (c: PoolContext, d: Desired, g: Group, t: Template | null, candidates: ReadonlyArray<string>): Part =>
  sum([
    steps(planGroupTags(c, d.tags, g, () => ours(c, t, g, candidates))),
    planRetag(c, d.tags, g, () => ours(c, t, g, candidates)),
    planProcesses(c, g),
    planHooks(c),
  ])

/** Keys that versions in use, besides the record, tell to be ours. */
const ours = (c: PoolContext, t: Template | null, g: Group | null, candidates: ReadonlyArray<string>): ReadonlySet<string> =>
  keysOfOurs(c, t === null ? [] : versionsOf(c.look, c.scope, t, [...new Set([...candidates, ...(g === null ? [] : versionsInUse(g, t))])]))

const prune = (c: PoolContext, d: Desired, t: Template, fact: Fact<Group>) =>
  planPrune(
    c,
    {
      inUse: () => (fact._tag === 'Unknown' ? null : fact._tag === 'Absent' ? new Set() : versionsInUse(fact.value, t)),
      inRefresh: () => {
        if (fact._tag !== 'Present') return null
        const refreshes = c.look(refreshKey(c.scope, c.pool.metadata.name), FRESH)
        return refreshes._tag === 'Unknown' ? undefined : headingFor(refreshes, fact.value, t)
      },
      stored: storedOf(d),
    },
    t,
  )
