/**
 * Tags of a group and of its template, kept as wanted. What is ours is told by what is wanted and by what was: the record, the older
 * controller's note, and the tags that versions in use give their instances. Everybody else's tags stay.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group } from '@poolwright/aws/Group'
import type { ObservedTemplateData, Template } from '@poolwright/aws/LaunchTemplate'
import { type GroupTag, tagList, type Tags } from '@poolwright/aws/tags'
import type { Change } from '@poolwright/core/Change'
import * as Disruption from '@poolwright/core/Disruption'
import type { Key } from '@poolwright/core/Key'
import * as KeyOf from '@poolwright/core/Key'
import type { Step } from '@poolwright/core/Plan'
import type { RowFaces } from '@poolwright/core/Row'
import type { PoolContext } from '../pool/Desired.js'
import { causes, FRESH, step } from '../pool/Part.js'
import { keysNotedIn, lastAppliedTags } from '../pool/Record.js'
import { hashTag, poolTag, secretTag, stableTag } from '../template/tags.js'
import { volatileName } from '@poolwright/core/UserData'
import * as ChangeOf from '@poolwright/core/Change'

/** How tags are spoken of in the field table; they have calls of their own and no row in a body. */
export const tagFaces = {
  Tags: {
    paths: ['additionalTags', 'AWSCluster.spec.additionalTags', 'AWSManagedControlPlane.spec.additionalTags'],
    verdict: 'inPlace',
    ownership: 'owned',
  },
} as const satisfies RowFaces

export const groupTagsOf = (group: string, tags: Tags): ReadonlyArray<GroupTag> =>
  tagList(tags).map((x) => ({ ...x, PropagateAtLaunch: false, ResourceId: group, ResourceType: 'auto-scaling-group' }))

export type TagList = ReadonlyArray<Carried>
type Carried = { readonly Key: string; readonly Value: string; readonly PropagateAtLaunch?: boolean }
export type TagDiff = { readonly put: Tags; readonly gone: ReadonlyArray<string>; readonly changes: ReadonlyArray<Change> }
const nothing: TagDiff = { put: {}, gone: [], changes: [] }

const apart: ReadonlyArray<string> = [poolTag, secretTag, hashTag, stableTag, volatileName]

/** `ours` is asked only when something is there that is not wanted. */
export const diff = (fact: Key, wanted: Tags, observed: ReadonlyArray<Carried>, ours: () => ReadonlySet<string>): TagDiff => {
  const seen = new Map(observed.map((x) => [x.Key, x]))
  const put = Object.keys(wanted).filter((k) => seen.get(k)?.Value !== wanted[k] || seen.get(k)?.PropagateAtLaunch === true)
  const extra = observed.map((x) => x.Key).filter((k) => !Object.hasOwn(wanted, k) && !k.startsWith('aws:') && !apart.includes(k))
  const mine = extra.length === 0 ? undefined : ours()
  const gone = extra.filter((k) => mine?.has(k) === true).sort()
  if (put.length === 0 && gone.length === 0) return nothing
  const changed = [...put, ...gone].sort().map((k): Change => ({
    _tag: 'Change',
    paths: tagFaces.Tags.paths,
    fact,
    row: `Tags.${k}`,
    before: seen.get(k)?.Value ?? null,
    after: wanted[k] ?? null,
    verdict: 'inPlace',
  }))
  return { put: Object.fromEntries(put.map((k) => [k, wanted[k] ?? ''])), gone, changes: changed }
}

/** Auto Scaling takes so many tags in one call. */
const atOnce = 25
const inPieces = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(list.length / atOnce) }, (_, i) => list.slice(i * atOnce, (i + 1) * atOnce))
const named = (name: string, i: number): string => (i === 0 ? name : `${name}-${i + 1}`)

/** Keys that this pool has put on its things, as far as anything still tells. */
export const keysOfOurs = (c: PoolContext, versions: ReadonlyArray<ObservedTemplateData>): ReadonlySet<string> =>
  new Set([
    ...(c.record.tags ?? []),
    ...keysNotedIn(c.pool.metadata.annotations[lastAppliedTags]),
    ...versions.flatMap((v) => v.TagSpecifications ?? []).flatMap((s) => s.Tags.map((x) => x.Key)),
  ])

export const planGroupTags = (c: PoolContext, wanted: Tags, g: Group, ours: () => ReadonlySet<string>): ReadonlyArray<Step<AwsAct>> => {
  const key = KeyOf.of('group', c.scope, g.AutoScalingGroupName)
  const { put, gone, changes } = diff(key, wanted, g.Tags ?? [], ours)
  if (changes.length === 0 || c.look(key, FRESH)._tag !== 'Present') return []
  const why = causes(changes, ChangeOf.world(key, 'tags differ'))
  const more = { disruption: Disruption.inPlace }
  const taken = gone.map((Key) => ({ Key, ResourceId: g.AutoScalingGroupName, ResourceType: 'auto-scaling-group' }))
  return [
    ...inPieces(groupTagsOf(g.AutoScalingGroupName, put)).map((Tags, i) =>
      step(named('group-tags', i), c.scope, 'autoscaling:CreateOrUpdateTags', { Tags }, why, more),
    ),
    ...inPieces(taken).map((Tags, i) => step(named('group-untag', i), c.scope, 'autoscaling:DeleteTags', { Tags }, why, more)),
  ]
}

export const planTemplateTags = (
  c: PoolContext,
  wanted: Tags,
  t: Template,
  ours: () => ReadonlySet<string>,
): ReadonlyArray<Step<AwsAct>> => {
  const key = KeyOf.of('template', c.scope, t.LaunchTemplateName)
  const { put, gone, changes } = diff(key, wanted, t.Tags ?? [], ours)
  if (changes.length === 0 || c.look(key, FRESH)._tag !== 'Present') return []
  const why = causes(changes, ChangeOf.world(key, 'tags differ'))
  const more = { disruption: Disruption.inPlace }
  const Resources = [t.LaunchTemplateId]
  return [
    ...(Object.keys(put).length === 0
      ? []
      : [step('template-tags', c.scope, 'ec2:CreateTags', { Resources, Tags: tagList(put) }, why, more)]),
    ...(gone.length === 0
      ? []
      : [step('template-untag', c.scope, 'ec2:DeleteTags', { Resources, Tags: gone.map((Key) => ({ Key })) }, why, more)]),
  ]
}
