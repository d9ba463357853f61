/**
 * Tags after creation: of groups by Auto Scaling, of templates, subnets, security groups, instances and their volumes by EC2
 * (`aws-semantics` §3.5 and §4.2). Running instances are never retagged by a group.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateOrUpdateTags.html
 * @since 0.1.0
 */
import { Filter } from '@poolwright/aws/lookups'
import { struct } from '@poolwright/core/codec'
import type { CloudError } from '@poolwright/core/CloudError'
import { byText, isPlain } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { volumeOf, volumeTagsOf } from './ec2Instances.js'
import { filtered } from './filters.js'
import { writableGroup } from './groupNamed.js'
import { answer, type Answered, type Handlers, invalid, refusal, refuse, taking } from './Handler.js'
import { pageOf } from './paging.js'
import { groupTagsWrong, isOverLimit, tagsWrong } from './tagRules.js'
import { type Group, type Instance, type Raw, regionOf, type Texts, withGroup, withRegion, type World, textOf } from './World.js'

const GroupTag = struct(
  'Tag',
  { Key: t.string, ResourceId: t.string },
  { ResourceType: t.string, Value: t.string, PropagateAtLaunch: t.boolean },
)
type GroupTag = t.TypeOf<typeof GroupTag>

const onGroups = (w: World, scope: Scope, list: ReadonlyArray<GroupTag>, change: (g: Group, x: GroupTag) => Group): Answered => {
  if (list.length > 25) return refuse(invalid('At most 25 tags can be changed at once'))
  if (list.some((x) => (x.ResourceType ?? 'auto-scaling-group') !== 'auto-scaling-group'))
    return refuse(invalid('Unsupported resource type'))
  let next = w
  for (const x of list) {
    const group = writableGroup(next, scope, x.ResourceId)
    if (E.isLeft(group)) return group
    const changed = change(group.right, x)
    const wrong = groupTagsWrong(Object.keys(changed.tags))
    if (wrong !== undefined) return refuse(wrong)
    next = withGroup(next, scope, changed)
  }
  return answer(next, {})
}
const put = (w: World, scope: Scope, i: { readonly Tags: ReadonlyArray<GroupTag> }): Answered =>
  onGroups(w, scope, i.Tags, (g, x) => ({
    ...g,
    tags: { ...g.tags, [x.Key]: { Value: x.Value ?? '', PropagateAtLaunch: x.PropagateAtLaunch ?? true } },
  }))
/** A value that is given and differs keeps the tag, without an error. */
const remove = (w: World, scope: Scope, i: { readonly Tags: ReadonlyArray<GroupTag> }): Answered =>
  onGroups(w, scope, i.Tags, (g, x) => ({
    ...g,
    tags: Object.fromEntries(Object.entries(g.tags).filter(([k, old]) => k !== x.Key || (x.Value !== undefined && x.Value !== old.Value))),
  }))

const Ec2Tag = struct('Tag', { Key: t.string }, { Value: t.string })
type Ec2Tag = t.TypeOf<typeof Ec2Tag>
type Tagging = E.Either<CloudError, World>
type Change = (tags: Texts) => E.Either<CloudError, Texts>

const tagsOf = (x: Raw): Texts =>
  Object.fromEntries(
    (Array.isArray(x['Tags']) ? x['Tags'] : []).flatMap((s) => (isPlain(s) ? [[textOf(s['Key']), textOf(s['Value'])]] : [])),
  )
const tagged = (x: Raw, tags: Texts): Raw => ({
  ...x,
  Tags: Object.keys(tags)
    .sort(byText)
    .map((Key) => ({ Key, Value: tags[Key] ?? '' })),
})
const missing = (code: string, id: string): Tagging => E.left(refusal(code, `The ID '${id}' does not exist`))

const onTemplate = (w: World, scope: Scope, id: string, change: Change): Tagging => {
  const { templates } = regionOf(w, scope)
  const x = templates.get(id)
  if (x === undefined) return missing('InvalidLaunchTemplateId.NotFound', id)
  return E.map((tags: Texts) => withRegion(w, scope, { templates: templates.set(id, { ...x, tags }) }))(change(x.tags))
}
type Part = {
  readonly of: (i: Instance) => string
  readonly tags: (i: Instance) => Texts
  readonly with: (i: Instance, tags: Texts) => Instance
}
const onPart =
  (part: Part, code: string) =>
  (w: World, scope: Scope, id: string, change: Change): Tagging => {
    const { groups } = regionOf(w, scope)
    const group = groups.find((g) => g.instances.some((i) => part.of(i) === id))
    const instance = group?.instances.find((i) => part.of(i) === id)
    if (group === undefined || instance === undefined) return missing(code, id)
    return E.map((tags: Texts) => {
      const instances = group.instances.map((i) => (i === instance ? part.with(i, tags) : i))
      return withRegion(w, scope, { groups: groups.set(group.name, { ...group, instances }) })
    })(change(part.tags(instance)))
  }
const onInstance = onPart({ of: (i) => i.id, tags: (i) => i.tags, with: (i, tags) => ({ ...i, tags }) }, 'InvalidInstanceID.NotFound')
const onVolume = onPart({ of: volumeOf, tags: volumeTagsOf, with: (i, volumeTags) => ({ ...i, volumeTags }) }, 'InvalidVolume.NotFound')
const onDescribed =
  (kind: 'subnets' | 'securityGroups', code: string) =>
  (w: World, scope: Scope, id: string, change: Change): Tagging => {
    const all = regionOf(w, scope)[kind]
    const x = all.get(id)
    if (x === undefined) return missing(code, id)
    return E.map((tags: Texts) => withRegion(w, scope, { [kind]: all.set(id, tagged(x, tags)) }))(change(tagsOf(x)))
  }
/** By the prefix of the id, as EC2 itself tells kinds apart. */
const kinds: ReadonlyArray<readonly [prefix: string, on: typeof onTemplate]> = [
  ['lt-', onTemplate],
  ['i-', onInstance],
  ['vol-', onVolume],
  ['subnet-', onDescribed('subnets', 'InvalidSubnetID.NotFound')],
  ['sg-', onDescribed('securityGroups', 'InvalidGroup.NotFound')],
]

type Ec2Request = { readonly Resources: ReadonlyArray<string>; readonly Tags?: ReadonlyArray<Ec2Tag> }
const onResources = (w: World, scope: Scope, resources: ReadonlyArray<string>, change: Change): Answered => {
  if (resources.length > 1_000) return refuse(refusal('InvalidParameterValue', 'At most 1000 resources can be tagged at once'))
  let next = w
  for (const id of resources) {
    const on = kinds.find(([prefix]) => id.startsWith(prefix))?.[1]
    const done = on === undefined ? missing('InvalidID', id) : on(next, scope, id, change)
    if (E.isLeft(done)) return done
    next = done.right
  }
  return answer(next, {})
}

const putEc2 = (w: World, scope: Scope, i: Ec2Request): Answered => {
  const given = i.Tags ?? []
  const wrong = tagsWrong(given.map((x) => x.Key))
  if (wrong !== undefined) return refuse(wrong)
  return onResources(w, scope, i.Resources, (old) => {
    const tags = { ...old, ...Object.fromEntries(given.map((x) => [x.Key, x.Value ?? ''])) }
    return isOverLimit(Object.keys(tags))
      ? E.left(refusal('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.'))
      : E.right(tags)
  })
}
/** Without tags all go; with a value only an equal one goes (`aws-semantics` §4.2). */
const removeEc2 = (w: World, scope: Scope, i: Ec2Request): Answered => {
  const goes = (key: string, value: string): boolean =>
    !key.startsWith('aws:') && (i.Tags === undefined || i.Tags.some((x) => x.Key === key && (x.Value === undefined || x.Value === value)))
  return onResources(w, scope, i.Resources, (old) => E.right(Object.fromEntries(Object.entries(old).filter(([k, v]) => !goes(k, v)))))
}

type AskedTags = { readonly Filters?: ReadonlyArray<Filter>; readonly MaxRecords?: number; readonly NextToken?: string }
type Shown = {
  readonly Key: string
  readonly Value: string
  readonly PropagateAtLaunch: boolean
  readonly ResourceId: string
  readonly ResourceType: string
}
const describeTags = (w: World, scope: Scope, i: AskedTags): Answered => {
  const { groups } = regionOf(w, scope)
  const all = [...groups.keys()].sort(byText).flatMap((name) =>
    Object.entries(groups.get(name)?.tags ?? {}).map(([Key, x]): Shown => ({
      Key,
      ...x,
      ResourceId: name,
      ResourceType: 'auto-scaling-group',
    })),
  )
  const valuesOf = (x: Shown) => (filter: string) =>
    filter === 'auto-scaling-group'
      ? [x.ResourceId]
      : filter === 'key'
        ? [x.Key]
        : filter === 'value'
          ? [x.Value]
          : filter === 'propagate-at-launch'
            ? [String(x.PropagateAtLaunch)]
            : undefined
  const found = filtered(i.Filters ?? [], all, valuesOf)
  if (E.isLeft(found)) return found
  const page = pageOf(found.right, i.NextToken, i.MaxRecords ?? 50, 'InvalidNextToken')
  return E.isLeft(page) ? page : answer(w, { Tags: page.right.items, ...page.right.next })
}

const list = struct('GroupTags', { Tags: t.readonlyArray(GroupTag) })
const resources = struct('ResourceTags', { Resources: t.readonlyArray(t.string) }, { Tags: t.readonlyArray(Ec2Tag) })
export const tags: Handlers = {
  'autoscaling:CreateOrUpdateTags': taking('autoscaling:CreateOrUpdateTags', list, put),
  'autoscaling:DeleteTags': taking('autoscaling:DeleteTags', list, remove),
  'autoscaling:DescribeTags': taking(
    'autoscaling:DescribeTags',
    struct('DescribeTags', {}, { Filters: t.readonlyArray(Filter), MaxRecords: t.number, NextToken: t.string }),
    describeTags,
  ),
  'ec2:CreateTags': taking('ec2:CreateTags', resources, putEc2),
  'ec2:DeleteTags': taking('ec2:DeleteTags', resources, removeEc2),
}
