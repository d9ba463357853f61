/**
 * Which node groups a pool has, and what becomes of each: one as a rule; two while one takes the place of another that EKS cannot change
 * (V27), under one name and the other in turn, so that both are found without a record.
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import * as ChangeOf from '@poolwright/core/Change'
import { type Fact, type Millis, valueOf } from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import type { Hold } from '@poolwright/core/Hold'
import * as Hold_ from '@poolwright/core/Hold'
import { soon } from '../pool/frame.js'
import { causes, FRESH, held, type Part, quiet, steps, sum } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'
import { healthFindings } from './health.js'
import { notOursHold, otherName, ownerOfTags, recordedName, tagsOfNodegroup } from './owner.js'
import { planCreate } from './planCreate.js'
import { deleteStep, fixedChanges, planExisting, replaceHold } from './planExisting.js'
import { type DesiredNodegroup, resolveNodegroup, type Surrounded } from './resolve.js'
import { lostId, saidElsewhere } from './template.js'
import { hiddenKey, hiddenNames, planNodegroupTags } from './tags.js'
import { nodegroupKey, type NodegroupContext } from './Wanted.js'

const moving: ReadonlyArray<string> = ['CREATING', 'UPDATING', 'DELETING']
/** How old a description may be, in milliseconds, when the group behind it looks otherwise than it says. */
const signalled: Millis = 60_000

/**
 * A node group, described no more often than it must: on its sweep, every few seconds while it moves, and where the group behind it, which
 * is read for all pools in pages, says that something changed.
 */
export const lookAtNodegroup = (c: NodegroupContext, name: string): Fact<Nodegroup> => {
  const key = nodegroupKey(c, name)
  const fact = c.look(key)
  if (fact._tag !== 'Present') return fact
  if (moving.includes(fact.value.status)) return c.look(key, soon)
  return hasChanged(c, fact.value) ? c.look(key, signalled) : fact
}

const hasChanged = (c: NodegroupContext, ng: Nodegroup): boolean =>
  hiddenNames(ng).some((name) => {
    const g = c.look(hiddenKey(c, name))
    if (g._tag !== 'Present') return g._tag === 'Absent'
    const { minSize, maxSize, desiredSize } = ng.scalingConfig ?? {}
    const { MinSize, MaxSize, DesiredCapacity } = g.value
    return minSize !== MinSize || maxSize !== MaxSize || desiredSize !== DesiredCapacity
  })

export type Groups = {
  /** What the pool's status speaks of. */
  readonly current: Fact<Nodegroup>
  readonly key: ReturnType<typeof nodegroupKey>
  /** A group of the pool's that is on its way out. */
  readonly leaving: Nodegroup | null
  /** Names of the pool's groups that are not known to be there or not. */
  readonly waiting: ReadonlyArray<Hold>
}

/** The groups of a pool by their names, the one that counts first. */
export const groupsOf = (c: NodegroupContext): Groups => {
  const base = c.pool.spec.eksNodegroupName
  const first = lookAtNodegroup(c, base)
  const key = nodegroupKey(c, base)
  const recorded = recordedName(c)
  const names = [...new Set([recorded ?? base, otherName(base)])].filter((n) => n !== base)
  // Nothing else is asked for while the first is there and stays: most pools have one group for ever.
  const asked = first._tag === 'Absent' || c.settings.replace === 'allowed' ? names : names.filter((n) => n === recorded)
  const facts = asked.map((n) => [n, lookAtNodegroup(c, n)] as const)
  const waiting = facts.flatMap(([n, f]) => (f._tag === 'Unknown' ? [waitFor(nodegroupKey(c, n), f)] : []))
  const [other] = facts.flatMap(([n, f]) => (f._tag === 'Present' && isOurs(c, f.value) ? [{ name: n, fact: f }] : []))
  if (other === undefined) return { current: first, key, leaving: null, waiting }
  const there = valueOf(first)
  const second = { current: other.fact, key: nodegroupKey(c, other.name), waiting }
  if (there === undefined || !isOurs(c, there))
    return first._tag === 'Present' ? { current: first, key, leaving: null, waiting } : { ...second, leaving: null }
  // One that EKS deletes is on its way out, whatever is asked for by now.
  return there.status === 'DELETING' ? { ...second, leaving: there } : { current: first, key, leaving: other.fact.value, waiting }
}

const isOurs = (c: NodegroupContext, ng: Nodegroup): boolean => ownerOfTags(tagsOfNodegroup(ng), c.cluster, c.id) === 'ours'

export type NodegroupPart = Part & {
  readonly again: Millis | null
  /** What would be made is not: why a first template is not worth making. */
  readonly useless: ReadonlyArray<Hold>
  /** The group that tags and hooks of hidden groups belong to. */
  readonly group: Nodegroup | null
}
/** What is asked of a group is asked of one that is known to be there or not. */
export type KnownGroups = Groups & { readonly current: Exclude<Fact<Nodegroup>, { readonly _tag: 'Unknown' }> }
const part = (p: Part, more: Partial<NodegroupPart> = {}): NodegroupPart => ({ ...p, again: null, useless: [], group: null, ...more })

/** `blocked`: what keeps EKS from doing anything with groups of the cluster. */
export const planNodegroup = (c: NodegroupContext, s: Surrounded, groups: KnownGroups, blocked: ReadonlyArray<Hold>): NodegroupPart => {
  const { current, key } = groups
  const [unsure] = groups.waiting
  if (unsure !== undefined) return part({ ...held(unsure), moving: true }, { useless: [unsure] })
  if (current._tag === 'Absent') return planFirst(c, s, c.pool.spec.eksNodegroupName, blocked)
  const ng = current.value
  const owner = ownerOfTags(tagsOfNodegroup(ng), c.cluster, c.id)
  const d = resolveNodegroup(c, s, ng.nodegroupName, ng)
  const fixed = ng.status === 'DELETING' ? [] : fixedOf(c, s, d, ng)
  if (owner === 'others' || (owner === 'nobodys' && !c.settings.adopt))
    return part(held(notOursHold(key, tagsOfNodegroup(ng), c.cluster)), {
      useless: [notOursHold(key, tagsOfNodegroup(ng), c.cluster)],
    })
  const tags = ng.status === 'DELETING' || ng.status.endsWith('_FAILED') ? quiet : planNodegroupTags(c, key, ng, s.tags)
  if (owner === 'nobodys') return part(fixed.length > 0 ? held(replaceHold(fixed)) : { ...tags, moving: true })
  if (groups.leaving !== null) return replacing(c, s, d, ng, groups.leaving, fixed, blocked, tags)
  const existing = planExisting(c, d, s.template, ng, blocked)
  const common = sum([existing, tags, { ...quiet, findings: healthFindings(ng.health?.issues) }])
  if (fixed.length === 0) return part(common, { again: existing.again, group: ng })
  if (c.settings.replace !== 'allowed') return part(sum([common, held(replaceHold(fixed))]), { again: existing.again, group: ng })
  return part(sum([{ ...common, steps: tags.steps }, successor(c, s, ng, fixed, blocked)]), { group: ng })
}

/** All that EKS cannot change: its own fields, the name, and with `replace` the template, which without it waits to be put back. */
const fixedOf = (c: NodegroupContext, s: Surrounded, d: DesiredNodegroup, ng: Nodegroup): ReadonlyArray<ChangeOf.Change> => {
  const base = c.pool.spec.eksNodegroupName
  const fact = nodegroupKey(c, ng.nodegroupName)
  const change = (path: string, row: string, before: string, after: string | null): ChangeOf.Change => ({
    _tag: 'Change',
    paths: [path],
    fact,
    row,
    before,
    after,
    verdict: 'replace',
  })
  const named = ng.nodegroupName === base || ng.nodegroupName === otherName(base)
  const { template, custom } = s.template
  const lt = c.pool.spec.awsLaunchTemplate
  const lost = c.settings.replace === 'allowed' && d.wanted.hasTemplate ? lostId(ng, template) : null
  const elsewhere =
    c.settings.replace === 'allowed' && lt !== undefined && template !== null ? saidElsewhere(c, ng, template, lt, custom) : []
  return [
    ...(named ? [] : [change('eksNodegroupName', 'Name', ng.nodegroupName, base)]),
    ...fixedChanges(c, d, ng),
    ...(lost === null ? [] : [change('awsLaunchTemplate', 'LaunchTemplate', lost, template?.LaunchTemplateId ?? null)]),
    ...elsewhere.map((path) => change(path, 'LaunchTemplate', ng.launchTemplate?.version ?? '', null)),
  ]
}

const planFirst = (c: NodegroupContext, s: Surrounded, name: string, blocked: ReadonlyArray<Hold>): NodegroupPart => {
  const d = resolveNodegroup(c, s, name, null)
  const made = planCreate(c, d, s.role, s.template, blocked)
  return part(made, { useless: made.steps.flatMap((x) => x.holds.filter((h) => h._tag !== 'Await')) })
}

/** The group that takes the place of one that cannot be changed. */
const successor = (
  c: NodegroupContext,
  s: Surrounded,
  ng: Nodegroup,
  fixed: ReadonlyArray<ChangeOf.Change>,
  blocked: ReadonlyArray<Hold>,
): Part => {
  const base = c.pool.spec.eksNodegroupName
  const name = ng.nodegroupName === base ? otherName(base) : base
  const d = resolveNodegroup(c, s, name, null)
  const made = planCreate(c, d, s.role, s.template, blocked, 'successor')
  return {
    ...made,
    moving: true,
    steps: made.steps.map((x) => ({ ...x, causes: causes([...x.causes, ...fixed], ChangeOf.missing(nodegroupKey(c, name))) })),
  }
}

/** Two groups: the one that is as wanted stays, and the other goes once it runs. */
const replacing = (
  c: NodegroupContext,
  s: Surrounded,
  d: DesiredNodegroup,
  first: Nodegroup,
  second: Nodegroup,
  fixed: ReadonlyArray<ChangeOf.Change>,
  blocked: ReadonlyArray<Hold>,
  tags: Part,
): NodegroupPart => {
  const e = resolveNodegroup(c, s, second.nodegroupName, second)
  const wrong = fixedOf(c, s, e, second)
  const isBetter = wrong.length === 0 || (first.status !== 'ACTIVE' && second.status === 'ACTIVE')
  const secondWins = second.status !== 'DELETING' && fixed.length > 0 && isBetter
  const [stays, goes, wish] = secondWins ? [second, first, e] : [first, second, d]
  const key = nodegroupKey(c, goes.nodegroupName)
  const two = found(stays, goes)
  const own = planExisting(c, wish, s.template, stays, blocked)
  const done = sum([own, secondWins ? quiet : tags, two, { ...quiet, findings: healthFindings(stays.health?.issues) }])
  if (goes.status === 'DELETING') return part({ ...done, moving: true }, { again: own.again, group: stays })
  if (stays.status !== 'ACTIVE') {
    const why = `it goes once ${stays.nodegroupName}, which takes its place, is active`
    return part(sum([{ ...done, moving: true }, held(Hold_.awaits('PW-WAIT-SUCCESSOR', key, why))]), { again: own.again, group: stays })
  }
  if (c.settings.replace !== 'allowed') return part(done, { again: own.again, group: stays })
  if (c.look(key, FRESH)._tag !== 'Present') return part({ ...done, moving: true }, { again: own.again, group: stays })
  const gone = deleteStep(c, goes, ChangeOf.world(key, `${stays.nodegroupName} has taken its place`), 'predecessor')
  return part(sum([done, steps([gone])]), { again: own.again, group: stays })
}

const found = (stays: Nodegroup, goes: Nodegroup): Part => ({
  ...quiet,
  findings: [
    Finding.info(
      'PW-NODEGROUP-TWO',
      `${stays.nodegroupName} takes the place of ${goes.nodegroupName}, which goes with the setting replace: allowed`,
    ),
  ],
})
