/**
 * What is only ever looked up: images, subnets, security groups, instance types, parameters (`aws-semantics` §4.2 and §7).
 * Subnets, security groups and key pairs exist when they were provisioned; the rest also by the catalogue.
 * @since 0.1.0
 */
import { Filter } from '@poolwright/aws/lookups'
import { struct } from '@poolwright/core/codec'
import type { CloudError } from '@poolwright/core/CloudError'
import { byText, isPlain } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Map as Kept } from 'immutable'
import { imageOf, imagesNamed, instanceTypeOf, parameterOf } from './catalogue.js'
import { filtered } from './filters.js'
import { answer, type Answered, type Handlers, refusal, refuse, taking } from './Handler.js'
import { pageOf } from './paging.js'
import { releaseParameterOf } from './releases.js'
import { type Raw, type Region, regionOf, type World, textOf } from './World.js'

/** An image that can be launched from, by id. */
export const imageIn = (region: Region, id: string): Raw | undefined =>
  region.images.get(id) ?? (region.catalogue ? imageOf(id) : undefined)
/** An instance type of the region, by name. */
export const instanceTypeIn = (region: Region, name: string): Raw | undefined =>
  region.instanceTypes.get(name) ?? (region.catalogue ? instanceTypeOf(name) : undefined)

type Asked = {
  readonly Filters?: ReadonlyArray<Filter>
  readonly MaxResults?: number
  readonly NextToken?: string
}
type Kind = {
  readonly answer: string
  readonly missing: string
  readonly all: (region: Region, filters: ReadonlyArray<Filter>) => ReadonlyArray<Raw>
  readonly one: (region: Region, id: string) => Raw | undefined
  /** The member behind each filter; those of tags are the same everywhere. */
  readonly filters: { readonly [filter: string]: string }
  readonly largestPage: number
}

const found = (x: Raw | undefined): ReadonlyArray<Raw> => (x === undefined ? [] : [x])
const valuesIn = (x: Raw, member: string): ReadonlyArray<string> => {
  const value = x[member]
  return value === undefined || value === null ? [] : [textOf(value)]
}
const tagsIn = (x: Raw): ReadonlyArray<readonly [string, string]> =>
  Array.isArray(x['Tags']) ? x['Tags'].flatMap((s) => (isPlain(s) ? [[String(s['Key']), String(s['Value'])] as const] : [])) : []
const valuesOf =
  (kind: Kind) =>
  (x: Raw) =>
  (filter: string): ReadonlyArray<string> | undefined => {
    if (filter === 'tag-key') return tagsIn(x).map(([key]) => key)
    if (filter.startsWith('tag:')) return tagsIn(x).flatMap(([key, value]) => (key === filter.slice(4) ? [value] : []))
    const member = Object.hasOwn(kind.filters, filter) ? kind.filters[filter] : undefined
    return member === undefined ? undefined : valuesIn(x, member)
  }

/** A named miss is an error, a filter that matches nothing an empty list. */
const described = (kind: Kind, w: World, scope: Scope, ids: ReadonlyArray<string>, i: Asked): Answered => {
  const region = regionOf(w, scope)
  const filters = i.Filters ?? []
  const wrong = pageWrong(kind, i.MaxResults)
  if (wrong !== undefined) return refuse(wrong)
  const miss = ids.find((id) => kind.one(region, id) === undefined)
  if (miss !== undefined) return refuse(refusal(kind.missing, `The ID '${miss}' does not exist`))
  const all = ids.length > 0 ? [...new Set(ids)].flatMap((id) => found(kind.one(region, id))) : kind.all(region, filters)
  const passing = filtered(filters, all, valuesOf(kind))
  if (E.isLeft(passing)) return passing
  const cut = pageOf(passing.right, i.NextToken, i.MaxResults ?? Infinity, 'InvalidNextToken')
  return E.isLeft(cut) ? cut : answer(w, { [kind.answer]: cut.right.items, ...cut.right.next })
}
const pageWrong = (kind: Kind, size: number | undefined): CloudError | undefined =>
  size === undefined || (size >= 5 && size <= kind.largestPage)
    ? undefined
    : refusal('InvalidParameterValue', `MaxResults must be between 5 and ${kind.largestPage}.`)

const sortedBy = (all: Kept<string, Raw>): ReadonlyArray<Raw> => [...all.entries()].sort(([x], [y]) => byText(x, y)).map(([, v]) => v)
/** The plain values of one filter: by them what nobody can list is found. */
const plain = (filters: ReadonlyArray<Filter>, name: string): ReadonlyArray<string> => filters.find((f) => f.Name === name)?.Values ?? []
const once = (all: ReadonlyArray<Raw>, member: string): ReadonlyArray<Raw> => [...new Map(all.map((x) => [textOf(x[member]), x])).values()]

const images: Kind = {
  answer: 'Images',
  missing: 'InvalidAMIID.NotFound',
  largestPage: 1_000,
  one: imageIn,
  all: (region, filters) => [
    ...sortedBy(region.images),
    ...(region.catalogue
      ? once(
          [...plain(filters, 'name').flatMap(imagesNamed), ...plain(filters, 'image-id').flatMap((id) => found(imageOf(id)))].filter(
            (x) => !region.images.has(textOf(x['ImageId'])),
          ),
          'ImageId',
        )
      : []),
  ],
  filters: {
    'image-id': 'ImageId',
    name: 'Name',
    'owner-id': 'OwnerId',
    architecture: 'Architecture',
    state: 'State',
    'virtualization-type': 'VirtualizationType',
    'root-device-type': 'RootDeviceType',
    'root-device-name': 'RootDeviceName',
    'is-public': 'Public',
    'creation-date': 'CreationDate',
  },
}
const subnets: Kind = {
  answer: 'Subnets',
  missing: 'InvalidSubnetID.NotFound',
  largestPage: 1_000,
  one: (region, id) => region.subnets.get(id),
  all: (region) => sortedBy(region.subnets),
  filters: {
    'subnet-id': 'SubnetId',
    'vpc-id': 'VpcId',
    'availability-zone': 'AvailabilityZone',
    'map-public-ip-on-launch': 'MapPublicIpOnLaunch',
    'default-for-az': 'DefaultForAz',
    'cidr-block': 'CidrBlock',
    state: 'State',
  },
}
const securityGroups: Kind = {
  answer: 'SecurityGroups',
  missing: 'InvalidGroup.NotFound',
  largestPage: 1_000,
  one: (region, id) => region.securityGroups.get(id),
  all: (region) => sortedBy(region.securityGroups),
  filters: { 'group-id': 'GroupId', 'group-name': 'GroupName', 'vpc-id': 'VpcId', description: 'Description' },
}
const instanceTypes: Kind = {
  answer: 'InstanceTypes',
  missing: 'InvalidInstanceType',
  largestPage: 100,
  one: instanceTypeIn,
  all: (region, filters) =>
    once(
      [
        ...sortedBy(region.instanceTypes),
        ...(region.catalogue ? plain(filters, 'instance-type').flatMap((name) => found(instanceTypeOf(name))) : []),
      ],
      'InstanceType',
    ),
  filters: { 'instance-type': 'InstanceType', 'current-generation': 'CurrentGeneration' },
}

/** Up to ten names; those that do not exist are listed, which is no error (`aws-semantics` §7). */
const getParameters = (w: World, scope: Scope, i: { readonly Names: ReadonlyArray<string> }): Answered => {
  const region = regionOf(w, scope)
  if (i.Names.length < 1 || i.Names.length > 10) return refuse(refusal('ValidationException', 'Names must have 1 to 10 members'))
  const value = (name: string) =>
    region.parameters.get(name) ?? (region.catalogue ? (parameterOf(name) ?? releaseParameterOf(region, name)) : undefined)
  const names = [...new Set(i.Names)]
  return answer(w, {
    Parameters: names.flatMap((Name) => {
      const Value = value(Name)
      return Value === undefined ? [] : [{ Name, Value, Type: 'String', Version: 1 }]
    }),
    InvalidParameters: names.filter((name) => value(name) === undefined),
  })
}

const texts = t.readonlyArray(t.string)
const describing = (operation: string, kind: Kind, idMember: string): Handlers => {
  const codec = struct(operation, {}, { Filters: t.readonlyArray(Filter), MaxResults: t.number, NextToken: t.string })
  const idsOf = struct<{}, { [member: string]: t.Type<ReadonlyArray<string>, unknown> }>(operation, {}, { [idMember]: texts })
  return {
    [`ec2:${operation}`]: taking(`ec2:${operation}`, t.intersection([codec, idsOf]), (w, scope, i) =>
      described(kind, w, scope, i[idMember] ?? [], i),
    ),
  }
}
export const lookups: Handlers = {
  ...describing('DescribeImages', images, 'ImageIds'),
  ...describing('DescribeSubnets', subnets, 'SubnetIds'),
  ...describing('DescribeSecurityGroups', securityGroups, 'GroupIds'),
  ...describing('DescribeInstanceTypes', instanceTypes, 'InstanceTypes'),
  'ssm:GetParameters': taking('ssm:GetParameters', struct('GetParameters', { Names: texts }), getParameters),
}
