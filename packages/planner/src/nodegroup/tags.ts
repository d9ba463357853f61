/**
 * Tags of a node group and of the groups behind it. EKS gives a group's tags to nothing else, so that those of its instances come from
 * the Auto Scaling groups that EKS made. What is taken away has to be the pool's by its record; tags by which EKS and the cluster
 * autoscaler know their things stay whatever the record says.
 * @since 0.1.0
 */
import type { Group } from '@poolwright/aws/Group'
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import { type GroupTag, type Tags } from '@poolwright/aws/tags'
import * as Change from '@poolwright/core/Change'
import * as Disruption from '@poolwright/core/Disruption'
import * as Finding from '@poolwright/core/Finding'
import { byText } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { causes, found, FRESH, type Part, step, steps, sum } from '../pool/Part.js'
import { poolTag } from '../template/tags.js'
import { nodegroupFaces } from './nodegroupRows.js'
import type { NodegroupContext, TaintWish } from './Wanted.js'

const others = /^(aws:|eks:|k8s\.io\/cluster-autoscaler\/|kubernetes\.io\/cluster\/)/
type TagDiff = { readonly put: ReadonlyArray<string>; readonly gone: ReadonlyArray<string>; readonly kept: ReadonlyArray<string> }
/** `wrong`: there under another value, or carried otherwise than it should be. `theirs`: never the pool's. `kept`: nothing says that they are the pool's. */
export const tagDiff = (
  c: NodegroupContext,
  wanted: Tags,
  seen: ReadonlyArray<string>,
  wrong: (key: string) => boolean,
  theirs: RegExp = others,
): TagDiff => {
  const extra = seen.filter((k) => !Object.hasOwn(wanted, k) && k !== poolTag && !theirs.test(k)).sort(byText)
  const gone = extra.filter((k) => (c.record.tags ?? []).includes(k))
  const put = Object.keys(wanted).filter((k) => !seen.includes(k) || wrong(k))
  return { put: put.sort(byText), gone, kept: extra.filter((k) => !gone.includes(k)) }
}
/** What stays is told: the pool may have put it there under a record that was lost. */
export const keptTags = (what: string, { kept }: TagDiff): ReadonlyArray<Finding.Finding> =>
  kept.length === 0
    ? []
    : [Finding.info('PW-FOREIGN-TAGS', `${what} has tags that are not this pool's and stay: ${kept.join(', ')}`, ['additionalTags'])]

const changesOf = (fact: Key.Key, face: 'Tags' | 'GroupTags', d: TagDiff, before: (key: string) => string | undefined, wanted: Tags) =>
  [...d.put, ...d.gone].sort(byText).map((k): Change.Change => ({
    _tag: 'Change',
    paths: nodegroupFaces[face].paths,
    fact,
    row: `${face}.${k}`,
    before: before(k) ?? null,
    after: wanted[k] ?? null,
    verdict: 'inPlace',
  }))

const more = { disruption: Disruption.inPlace }
const only = (tags: Tags, keys: ReadonlyArray<string>): Tags => Object.fromEntries(keys.map((k) => [k, tags[k] ?? '']))

/** First what is new, then what goes (T12). */
export const planNodegroupTags = (c: NodegroupContext, key: Key.Key<'nodegroup'>, ng: Nodegroup, wanted: Tags): Part => {
  const seen = ng.tags ?? {}
  const d = tagDiff(c, wanted, Object.keys(seen), (k) => seen[k] !== wanted[k])
  const said = found(...keptTags('the node group', d))
  if ((d.put.length === 0 && d.gone.length === 0) || ng.nodegroupArn === undefined) return said
  if (c.look(key, FRESH)._tag !== 'Present') return said
  const why = causes(
    changesOf(key, 'Tags', d, (k) => seen[k], wanted),
    Change.world(key, 'tags differ'),
  )
  const resourceArn = ng.nodegroupArn
  const put =
    d.put.length === 0 ? [] : [step('nodegroup-tags', c.scope, 'eks:TagResource', { resourceArn, tags: only(wanted, d.put) }, why, more)]
  const gone =
    d.gone.length === 0
      ? []
      : [
          step('nodegroup-untag', c.scope, 'eks:UntagResource', { resourceArn, tagKeys: d.gone }, why, {
            ...more,
            after: put.map((s) => s.id),
          }),
        ]
  return sum([steps([...put, ...gone]), said])
}

/** How the cluster autoscaler is told of the labels and taints of nodes that are not there yet. */
export const autoscalerTags = (labels: Tags, taints: ReadonlyArray<TaintWish>): Tags => ({
  ...Object.fromEntries(Object.entries(labels).map(([k, v]) => [`k8s.io/cluster-autoscaler/node-template/label/${k}`, v])),
  ...Object.fromEntries(
    taints.map((x) => [`k8s.io/cluster-autoscaler/node-template/taint/${x.key}`, `${x.value}:${kubernetes[x.effect] ?? x.effect}`]),
  ),
})
const kubernetes: { readonly [effect: string]: string } = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
}

export const hiddenNames = (ng: Nodegroup): ReadonlyArray<string> => (ng.resources?.autoScalingGroups ?? []).flatMap((g) => g.name ?? [])
export const hiddenKey = (c: { readonly scope: Key.Scope }, name: string) => Key.of('group', c.scope, name)

const carried = (group: string, key: string, value: string): GroupTag => ({
  Key: key,
  Value: value,
  PropagateAtLaunch: true,
  ResourceId: group,
  ResourceType: 'auto-scaling-group',
})

/** One call for all groups (T09). Groups that are not there, or not known, have no tags to speak of (T10). */
export const planGroupTags = (c: NodegroupContext, ng: Nodegroup, wanted: Tags): Part => {
  const names = hiddenNames(ng)
  const groups: Array<Group> = []
  const missing: Array<string> = []
  for (const name of names) {
    const fact = c.look(hiddenKey(c, name))
    if (fact._tag === 'Present') groups.push(fact.value)
    if (fact._tag === 'Absent') missing.push(name)
  }
  const diffs = groups.map((g) => {
    const seen = new Map((g.Tags ?? []).map((x) => [x.Key, x]))
    const d = tagDiff(c, wanted, [...seen.keys()], (k) => seen.get(k)?.Value !== wanted[k] || seen.get(k)?.PropagateAtLaunch !== true)
    return {
      name: g.AutoScalingGroupName,
      d,
      changes: changesOf(hiddenKey(c, g.AutoScalingGroupName), 'GroupTags', d, (k) => seen.get(k)?.Value, wanted),
    }
  })
  const put = diffs.flatMap(({ name, d }) => d.put.map((k) => carried(name, k, wanted[k] ?? '')))
  const gone = diffs.flatMap(({ name, d }) => d.gone.map((Key) => ({ Key, ResourceId: name, ResourceType: 'auto-scaling-group' })))
  const lost = `the Auto Scaling group behind the node group is not there: ${missing.join(', ')}`
  const said = found(
    ...(missing.length === 0 ? [] : [Finding.warning('PW-GROUP-MISSING', lost)]),
    ...diffs.flatMap(({ name, d }) => keptTags(`the Auto Scaling group ${name}`, d)),
  )
  const [first] = diffs
  if ((put.length === 0 && gone.length === 0) || first === undefined) return said
  if (diffs.some(({ name }) => c.look(hiddenKey(c, name), FRESH)._tag !== 'Present')) return said
  const why = causes(
    diffs.flatMap((x) => x.changes),
    Change.world(hiddenKey(c, first.name), 'tags differ'),
  )
  const made = put.length === 0 ? [] : [step('group-tags', c.scope, 'autoscaling:CreateOrUpdateTags', { Tags: put }, why, more)]
  const taken =
    gone.length === 0
      ? []
      : [step('group-untag', c.scope, 'autoscaling:DeleteTags', { Tags: gone }, why, { ...more, after: made.map((s) => s.id) })]
  return sum([steps([...made, ...taken]), said])
}
