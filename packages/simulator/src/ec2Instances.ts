/**
 * Running instances and their tags, as EC2 shows them. Each instance has one volume, its root, which goes when it does and is tagged as
 * its template says.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html
 * @since 0.1.0
 */
import { Filter } from '@poolwright/aws/lookups'
import { struct } from '@poolwright/core/codec'
import { byText } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { filtered } from './filters.js'
import { answer, type Answered, type Handlers, taking } from './Handler.js'
import { pageOf } from './paging.js'
import { tagsFor } from './templateData.js'
import { type Instance, regionOf, type Texts, type World } from './World.js'

export const volumeOf = ({ id }: Instance): string => `vol-${id.slice(2)}`
/** Tags of the instance's volume: as somebody left them, else as it was launched. */
export const volumeTagsOf = (i: Instance): Texts => i.volumeTags ?? tagsFor(i.data, 'volume')

const instancesIn = (w: World, scope: Scope): ReadonlyArray<Instance> =>
  [...regionOf(w, scope).groups.values()].flatMap((g) => g.instances).sort((x, y) => byText(x.id, y.id))
const tagList = (tags: Texts) =>
  Object.keys(tags)
    .sort(byText)
    .map((Key) => ({ Key, Value: tags[Key] ?? '' }))
const shown = (i: Instance): object => ({
  InstanceId: i.id,
  InstanceType: i.type,
  Tags: tagList(i.tags),
  BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeId: volumeOf(i), DeleteOnTermination: true, Status: 'attached' } }],
})

type Asked = { readonly Filters?: ReadonlyArray<Filter>; readonly MaxResults?: number; readonly NextToken?: string }
const describeInstances = (w: World, scope: Scope, i: Asked): Answered => {
  const valuesOf = (x: Instance) => (filter: string) =>
    filter === 'instance-id' ? [x.id] : filter.startsWith('tag:') ? [x.tags[filter.slice(4)] ?? []].flat() : undefined
  const found = filtered(i.Filters ?? [], instancesIn(w, scope), valuesOf)
  if (E.isLeft(found)) return found
  const page = pageOf(found.right, i.NextToken, i.MaxResults ?? Infinity, 'InvalidNextToken')
  return E.isLeft(page) ? page : answer(w, { Reservations: page.right.items.map((x) => ({ Instances: [shown(x)] })), ...page.right.next })
}

const describeTags = (w: World, scope: Scope, i: Asked): Answered => {
  const all = instancesIn(w, scope).flatMap((x) => [
    ...tagList(x.tags).map((tag) => ({ ResourceId: x.id, ResourceType: 'instance', ...tag })),
    ...tagList(volumeTagsOf(x)).map((tag) => ({ ResourceId: volumeOf(x), ResourceType: 'volume', ...tag })),
  ])
  const valuesOf = (x: (typeof all)[number]) => (filter: string) =>
    filter === 'resource-id' ? [x.ResourceId] : filter === 'resource-type' ? [x.ResourceType] : filter === 'key' ? [x.Key] : undefined
  const found = filtered(i.Filters ?? [], all, valuesOf)
  if (E.isLeft(found)) return found
  const page = pageOf(found.right, i.NextToken, i.MaxResults ?? 1_000, 'InvalidNextToken')
  return E.isLeft(page) ? page : answer(w, { Tags: page.right.items, ...page.right.next })
}

const asked = { Filters: t.readonlyArray(Filter), MaxResults: t.number, NextToken: t.string }
export const ec2Instances: Handlers = {
  'ec2:DescribeInstances': taking('ec2:DescribeInstances', struct('DescribeInstances', {}, asked), describeInstances),
  'ec2:DescribeTags': taking('ec2:DescribeTags', struct('DescribeTags', {}, asked), describeTags),
}
