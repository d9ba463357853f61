/**
 * What a behaviour says is observed, as facts: AWS's own form is made of the short one and read by the nouns' own codecs.
 * @since 0.1.0
 */
import type { Filter } from '@poolwright/aws/lookups'
import { objectId } from '@poolwright/aws/objects'
import type { Tags } from '@poolwright/aws/tags'
import * as Fact from '@poolwright/core/Fact'
import { byText, isPlain, type Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { digestUserData, volatileKeysOf, volatileName } from '@poolwright/core/UserData'
import { type Document, merged } from './Behaviour.js'
import { read } from './observedEks.js'
import { listOf, members, textOf } from './parts.js'

const tagList = (u: Json | undefined) => Object.entries(members(u)).map(([key, value]) => ({ Key: key, Value: value }))
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))

/** A group with its tags and instances in AWS's lists. */
const groupOf = (short: Document): Document => {
  const name = textOf(short['AutoScalingGroupName'])
  const Tags = tagList(short['Tags']).map((x) => ({ ...x, PropagateAtLaunch: false, ResourceId: name, ResourceType: 'auto-scaling-group' }))
  const Instances = Object.entries(members(short['Instances'])).map(([InstanceId, given]) => {
    const { Version = '1', ...rest } = members(given)
    const LaunchTemplate = { LaunchTemplateId: 'lt-1', LaunchTemplateName: name, Version }
    return { InstanceId, LifecycleState: 'InService', HealthStatus: 'Healthy', LaunchTemplate, ...rest }
  })
  return { ...short, Tags, Instances }
}
/** A version with user data as the digests that a reader makes of it. */
const versionOf = (short: Document): Document => {
  const specifications = members(short['TagSpecifications'])
  const volatile = members(specifications['instance'])[volatileName]
  return {
    ...short,
    ...(short['UserData'] === undefined
      ? {}
      : { UserData: digestUserData(ascii(textOf(short['UserData'])), volatileKeysOf(textOf(volatile))) }),
    TagSpecifications: Object.entries(specifications).map(([ResourceType, tags]) => ({ ResourceType, Tags: tagList(tags) })),
  }
}
/** `2-30` stands for each number from 2 to 30. */
const numbersIn = (key: string): ReadonlyArray<string> => {
  const [from = 0, to = from] = key.split('-').map(Number)
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i))
}

/** Facts by key of everything that has a name. */
export const factsIn = (observed: Document, scope: Key.Scope, asOf: Fact.Millis): Fact.Facts => {
  const { group, template, version, versions, refresh, hooks, activities, images, instanceTypes, parameters, objects } = observed
  const groupName = isPlain(group) ? textOf(members(group)['AutoScalingGroupName']) : null
  const templateId = isPlain(template) ? textOf(members(template)['LaunchTemplateId']) : 'lt-1'
  const own: ReadonlyArray<readonly [string, Fact.Fact<unknown>]> =
    groupName === null
      ? []
      : [
          [Key.of('group', scope, groupName), read('group', groupOf(members(group)), asOf)],
          [Key.of('refresh', scope, groupName), read('refresh', refresh ?? [], asOf)],
          [Key.of('hooks', scope, groupName), read('hooks', hooks ?? [], asOf)],
          [Key.of('activities', scope, groupName), read('activities', activities ?? [], asOf)],
        ]
  const shared = isPlain(template)
    ? [
        [
          Key.of('template', scope, textOf(members(template)['LaunchTemplateName'])),
          read('template', { ...members(template), Tags: tagList(members(template)['Tags']) }, asOf),
        ] as const,
      ]
    : []
  const numbered = Object.entries(members(versions)).flatMap(([key, patch]) =>
    (patch === null ? [] : numbersIn(key)).map((n) => {
      const whole = members(merged(version ?? {}, patch))
      return [Key.of('version', scope, `${templateId}/${n}`), read('version', versionOf(whole), asOf)] as const
    }),
  )
  const numbers = numbered.map(([key]) => Number(key.slice(key.lastIndexOf('/') + 1))).sort((x, y) => y - x)
  const listed = isPlain(template) ? [[Key.of('versionNumbers', scope, templateId), Fact.present(numbers, asOf)] as const] : []
  const stored = Object.entries(members(objects)).flatMap(([bucket, keys]) =>
    listOf(keys).map((key) => [Key.of('object', scope, objectId(bucket, textOf(key))), read('object', {}, asOf)] as const),
  )
  const named = [
    ...listOf(images).map((x) => [Key.of('image', scope, textOf(members(x)['ImageId'])), read('image', x, asOf)] as const),
    ...Object.entries(members(instanceTypes)).map(
      ([name, SupportedArchitectures]) =>
        [
          Key.of('instanceType', scope, name),
          read('instanceType', { InstanceType: name, ProcessorInfo: { SupportedArchitectures } }, asOf),
        ] as const,
    ),
    ...Object.entries(members(parameters)).map(([name, x]) => [Key.of('parameter', scope, name), read('parameter', x, asOf)] as const),
  ]
  return Object.fromEntries([...own, ...shared, ...numbered, ...listed, ...stored, ...named])
}

const filterMembers: { readonly [filter: string]: string } = {
  name: 'Name',
  'owner-id': 'OwnerId',
  architecture: 'Architecture',
  state: 'State',
  'virtualization-type': 'VirtualizationType',
  'vpc-id': 'VpcId',
  'availability-zone': 'AvailabilityZone',
}
const tagsIn = (thing: Document): Tags =>
  Object.fromEntries(listOf(thing['Tags']).map((x) => [textOf(members(x)['Key']), textOf(members(x)['Value'])]))
const escaped = (s: string) => s.replace(/[.+^${}()|[\]\\]/g, '\\$&')
const fits = (value: string | undefined, patterns: ReadonlyArray<string>): boolean =>
  value !== undefined && patterns.some((p) => new RegExp(`^${escaped(p).replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(value))
const passes = (thing: Document, f: Filter): boolean => {
  if (f.Name.startsWith('tag:')) return fits(tagsIn(thing)[f.Name.slice(4)], f.Values)
  const member = filterMembers[f.Name]
  return member !== undefined && fits(textOf(thing[member]), f.Values)
}

const queries = ['images', 'subnets', 'securityGroups'] as const
type Query = (typeof queries)[number]
export const isQuery = (noun: string): noun is Query => queries.some((q) => q === noun)

/** The filters in the id of a question, by name. */
export const filtersIn = (id: string): { readonly [name: string]: ReadonlyArray<string> } =>
  JSON.parse(id) as { readonly [name: string]: ReadonlyArray<string> }

/** What a look-up by filters finds among what is observed. */
export const answered = (observed: Document, noun: Query, id: string, asOf: Fact.Millis): Fact.Fact<unknown> => {
  const filters = Object.entries(filtersIn(id)).map(([Name, Values]): Filter => ({ Name, Values }))
  const found = listOf(observed[noun]).filter((x) => filters.every((f) => passes(members(x), f)))
  return read(noun, found, asOf)
}

/** What was asked of one noun: filters of look-ups, ids of everything else, each once and in order. */
export const askedOf = (noun: string, ids: ReadonlyArray<string>): Json =>
  [...new Set(ids)].sort(byText).map((id) => (isQuery(noun) ? (filtersIn(id) as Json) : id))
