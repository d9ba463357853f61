/**
 * AWSMachinePool: an EC2 Auto Scaling group and its launch template.
 *
 * The parts of a plan do not wait for each other unless AWS makes them: what cannot be told or may not be done holds its own steps,
 * and the rest goes on.
 *
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import { nouns } from '@poolwright/aws/nouns'
import { operations } from '@poolwright/aws/operations'
import * as Attempt from '@poolwright/core/Attempt'
import { type Fact, type Look, type Millis, valueOf } from '@poolwright/core/Fact'
import type { Finding } from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import type { PoolProvider } from '@poolwright/core/Provider'
import * as Requeue from '@poolwright/core/Requeue'
import type { AWSMachinePool } from '@poolwright/schema/AWSMachinePool'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import { keysOfOurs, planGroupTags, planTemplateTags } from '../group/groupTags.js'
import { planHooks } from '../group/hooks.js'
import { groupKey, planCreate, planExisting, versionsInUse } from '../group/planGroup.js'
import { planProcesses, suspendNew } from '../group/processes.js'
import { headingFor, refreshKey } from '../group/rollout.js'
import { planMissing, planVersion, type TemplateOutcome, templateKey, type TemplateQuestion, versionsOf } from '../template/planTemplate.js'
import { planPrune } from '../template/prune.js'
import { ownerOf, poolTag } from '../template/tags.js'
import type { Desired, PoolContext } from './Desired.js'
import { rows } from './ignored.js'
import { notOurs } from './notOurs.js'
import { clusterLabel, keysOf, type PoolKeys, type Surroundings, surroundingsOf } from './objects.js'
import { failureNoted, finish, holdAll, isDue, isProvisioned, paused } from './frame.js'
import { found, FRESH, held, onceEach, type Part, quiet, steps, sum } from './Part.js'
import { planDelete } from './planDelete.js'
import type { PoolNouns } from './PoolNouns.js'
import { noRecord } from './Record.js'
import { candidatesOf, resolve } from './resolve.js'
import { waitFor } from './Resolution.js'
import { resolve as resolveSettings } from './Settings.js'
import { statusOf } from './status.js'

/** What a plan is made of, before it is one. */
type Draft = {
  readonly part: Part
  readonly group: Fact<Group> | null
  readonly template: Fact<Template> | null
  /** Sooner than the usual, in milliseconds. */
  readonly again: Millis | null
}
const draft = (part: Part): Draft => ({ part, group: null, template: null, again: null })
const waiting = (hold: Hold.Hold): Draft => draft({ ...quiet, holds: [hold], moving: true })

export const awsMachinePool: PoolProvider<AwsAct, PoolNouns> = {
  kind: 'AWSMachinePool',
  ops: operations,
  nouns,
  rows,
  plan: (key, look, now) => {
    const { scope, id } = Key.parse(key)
    const poolKey = Key.of('awsmachinepool', scope, id)
    const fact = look(poolKey)
    if (fact._tag === 'Unknown') return planned(key, null, look, now, waiting(waitFor(poolKey, fact)), [])
    if (fact._tag === 'Absent') return { pool: key, steps: [], holds: [], findings: [], status: null, next: Requeue.awaitChange }
    const pool = fact.value
    const keys = keysOf(pool)
    const host = look(keys.settings)
    if (host._tag === 'Unknown') return planned(key, pool, look, now, waiting(waitFor(keys.settings, host)), [])
    const { settings, findings } = resolveSettings(valueOf(host) ?? {}, pool.metadata.annotations)
    const record = valueOf(look(keys.record)) ?? noRecord
    const context = { key, pool, id: `${pool.metadata.namespace}/${pool.metadata.name}`, settings, record, look, now }
    const made = pool.metadata.deletionTimestamp === undefined ? planLiving(context, keys) : planLeaving(context, keys)
    return planned(key, pool, look, now, made, [...findings, ...failureNoted(pool.status)])
  },
}

type Unplaced = Omit<PoolContext, 'scope'>
const placed = (c: Unplaced, region: string | undefined): PoolContext => ({
  ...c,
  scope: Key.awsScope(c.settings.account, region ?? c.settings.region),
})

const planLiving = (c: Unplaced, keys: PoolKeys): Draft => {
  const machinePool = c.look(keys.machinePool)
  if (machinePool._tag === 'Unknown') return waiting(waitFor(keys.machinePool, machinePool))
  if (machinePool._tag === 'Absent')
    return draft(held(Hold.awaits('PW-WAIT-MACHINEPOOL', keys.machinePool, 'no MachinePool refers to this AWSMachinePool')))
  const around = surroundingsOf(c.look, keys, machinePool.value.spec.clusterName)
  if (around.cluster._tag === 'Unknown') return waiting(waitFor(keys.cluster(around.clusterName), around.cluster))
  if (around.network?._tag === 'Unknown') return waiting(waitFor(around.networkKey, around.network))
  const network = around.network === null ? undefined : valueOf(around.network)
  const made = planParts(placed(c, network?.spec.region), machinePool.value, around)
  const cluster = valueOf(around.cluster)
  const unready = cluster !== undefined && !isProvisioned(around)
  const hold = Hold.awaits(
    'PW-WAIT-INFRASTRUCTURE',
    keys.cluster(around.clusterName),
    `the infrastructure of cluster ${around.clusterName} is not ready`,
  )
  const part = unready ? { ...holdAll(made.part, hold), holds: [hold, ...made.part.holds] } : made.part
  return { ...made, part: paused(c.pool.metadata, cluster?.spec.paused === true, part) }
}

const planParts = (c: PoolContext, machinePool: MachinePool, around: Surroundings): Draft => {
  const { name } = c.pool.metadata
  const keyOfTemplate = templateKey({ scope: c.scope, name })
  const templateFact = c.look(keyOfTemplate)
  const groupFact = c.look(groupKey(c))
  const t = valueOf(templateFact) ?? null
  const g = valueOf(groupFact) ?? null
  const foreignTemplate = t !== null && isForeign(c, t.Tags, around.tagName)
  const foreignGroup = g !== null && isForeign(c, g.Tags, around.tagName)
  const mine = foreignTemplate ? null : t
  const candidates = mine === null ? [] : candidatesOf(c, mine, foreignGroup ? null : g)
  const d = resolve(c, machinePool, around, mine, candidates)
  const question: TemplateQuestion = {
    look: c.look,
    scope: c.scope,
    name,
    tags: { ...d.tags, [poolTag]: c.id },
    comparison: d.comparison,
    candidates,
    holds: d.templateHolds,
    lastId: lastTemplateOf(c, g),
  }
  const outcome: TemplateOutcome =
    templateFact._tag === 'Unknown'
      ? { _tag: 'Waiting', holds: [waitFor(keyOfTemplate, templateFact)] }
      : t === null
        ? planMissing(question, d.template)
        : foreignTemplate
          ? { _tag: 'Waiting', holds: [notOurs(keyOfTemplate, t.Tags, c.id)] }
          : planVersion(question, d.template, t)
  const group = foreignGroup
    ? { ...held(notOurs(groupKey(c), g.Tags, c.id)), supersedes: null, again: null }
    : planGroupPart(c, d, mine, outcome, groupFact)
  const part = sum([
    templatePart(d, outcome, group.supersedes === null ? uselessWithout(t, group) : [group.supersedes]),
    group,
    t === null || foreignTemplate ? quiet : steps(planTemplateTags(c, d.tags, t, () => ours(c, t, g, candidates))),
    g === null || foreignGroup || g.Status !== undefined ? quiet : besides(c, d, g, t, candidates),
    mine === null || foreignGroup ? quiet : steps(prune(c, mine, groupFact)),
    found(...d.findings),
  ])
  return { part, group: groupFact, template: templateFact, again: group.again }
}

/** Not ours, and not to be taken over. */
const isForeign = (c: PoolContext, tags: Group['Tags'] | Template['Tags'], cluster: string): boolean => {
  const owner = ownerOf(tags, cluster, c.id)
  return owner === 'others' || (owner === 'nobodys' && !c.settings.adopt)
}

/**
 * What tells a new template from the last one, so that a token is not the one that made that: its id, as the group, the record or the
 * pool's status knows it; or, where a group could not be made from it, the token of that attempt.
 */
const lastTemplateOf = (c: PoolContext, g: Group | null): string | null =>
  g?.LaunchTemplate?.LaunchTemplateId ??
  g?.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification?.LaunchTemplateId ??
  valueOf(c.look(Attempt.keyOf(c.key, 'group')))?.token ??
  c.record.template ??
  c.pool.status.launchTemplateID ??
  null

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
  if (outcome._tag === 'Waiting') return { ...quiet, holds: outcome.holds, moving: true }
  if (outcome.steps.length === 0) return d.templateHolds.length === 0 ? quiet : held(...d.templateHolds)
  const made = more.length === 0 ? outcome.steps : outcome.steps.map((s) => ({ ...s, holds: onceEach([...s.holds, ...more]) }))
  return steps(made)
}

type GroupPart = Part & { readonly supersedes: Hold.Hold | null; readonly again: Millis | null }
const plain = (part: Part): GroupPart => ({ ...part, supersedes: null, again: null })

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
  sum([steps(planGroupTags(c, d.tags, g, () => ours(c, t, g, candidates))), planProcesses(c, g), planHooks(c)])

/** Keys that versions in use, besides the record, tell to be ours. */
const ours = (c: PoolContext, t: Template | null, g: Group | null, candidates: ReadonlyArray<string>): ReadonlySet<string> =>
  keysOfOurs(c, t === null ? [] : versionsOf(c.look, c.scope, t, [...new Set([...candidates, ...(g === null ? [] : versionsInUse(g, t))])]))

const prune = (c: PoolContext, t: Template, fact: Fact<Group>) =>
  planPrune(
    {
      look: c.look,
      scope: c.scope,
      name: c.pool.metadata.name,
      retain: c.settings.retainVersions,
      inUse: () => (fact._tag === 'Unknown' ? null : fact._tag === 'Absent' ? new Set() : versionsInUse(fact.value, t)),
      inRefresh: () => {
        if (fact._tag !== 'Present') return null
        const refreshes = c.look(refreshKey(c.scope, c.pool.metadata.name), FRESH)
        return refreshes._tag === 'Unknown' ? undefined : headingFor(refreshes, fact.value, t)
      },
    },
    t,
  )

/** The pool goes: whoever is gone before it must not be waited for. */
const planLeaving = (c: Unplaced, keys: PoolKeys): Draft => {
  const machinePool = c.look(keys.machinePool)
  if (isDue(machinePool)) return waiting(waitFor(keys.machinePool, machinePool))
  const named = valueOf(machinePool)?.spec.clusterName ?? c.pool.metadata.labels[clusterLabel] ?? c.record.cluster
  if (named === undefined) {
    const at = scopeOf(c, undefined)
    return seen(at, paused(c.pool.metadata, false, planDelete(at, null)))
  }
  const around = surroundingsOf(c.look, keys, named)
  if (isDue(around.cluster)) return waiting(waitFor(keys.cluster(named), around.cluster))
  const { network } = around
  if (network !== null && isDue(network)) return waiting(waitFor(around.networkKey, network))
  const at = scopeOf(c, network === null ? undefined : valueOf(network)?.spec.region)
  const tagName = around.eks && !around.tagNameAssumed ? around.tagName : (c.record.cluster ?? around.tagName)
  return seen(at, paused(c.pool.metadata, valueOf(around.cluster)?.spec.paused === true, planDelete(at, tagName)))
}
const scopeOf = (c: Unplaced, region: string | undefined): PoolContext =>
  region === undefined && c.record.scope !== undefined ? { ...c, scope: c.record.scope } : placed(c, region)
const seen = (c: PoolContext, part: Part): Draft => ({
  part,
  group: c.look(groupKey(c)),
  template: c.look(templateKey({ scope: c.scope, name: c.pool.metadata.name })),
  again: null,
})
const planned = (
  key: Key.Key,
  pool: AWSMachinePool | null,
  look: Look<PoolNouns>,
  now: Millis,
  { part, group, template, again }: Draft,
  findings: ReadonlyArray<Finding>,
): Plan<AwsAct> => {
  const plan = finish(key, pool === null ? null : pool.metadata, look, now, part, again, findings)
  return group === null || template === null || isDue(group) || isDue(template)
    ? plan
    : { ...plan, status: statusOf(plan, group, template) }
}
