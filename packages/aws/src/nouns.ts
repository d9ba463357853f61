/**
 * The facts about AWS that a planner can look at, and how each is read in as few requests as AWS allows
 * (`aws-api-limits`: groups by 100 names, templates by 200 names, versions by 200 numbers of one template, parameters by 10). What
 * belongs to one thing, such as hooks, is one request each.
 * @since 0.1.0
 */
import type { Answer } from '@poolwright/core/Action'
import { canonical } from '@poolwright/core/Json'
import { type NounTable, type Reading, reading } from '@poolwright/core/Provider'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import type { AsgAct } from './asgActions.js'
import { type EksNouns, eksNouns } from './eksNouns.js'
import { Activity, Group, LifecycleHook } from './Group.js'
import { hiddenGroupName, nodegroupId } from './Nodegroup.js'
import { InstanceRefresh } from './InstanceRefresh.js'
import { type ObservedTemplateData, ObservedTemplateData as TemplateBody, Template } from './LaunchTemplate.js'
import { type Filter, Image, InstanceType, SecurityGroup, Subnet } from './lookups.js'
import { StoredObject } from './objects.js'
import { type Tags, tagsOf } from './tags.js'
import { RunningInstance } from './instances.js'

/** What Auto Scaling pools look at; hidden groups of EKS are ordinary groups. */
export type AsgNouns = {
  /** By name. */
  readonly group: Group
  /** By the group's name: its latest refreshes, newest first. */
  readonly refresh: ReadonlyArray<InstanceRefresh>
  /** By the group's name. */
  readonly hooks: ReadonlyArray<LifecycleHook>
  /** By the group's name: the latest activities, newest first. */
  readonly activities: ReadonlyArray<Activity>
  /** By name; an operation may also name it by its id. */
  readonly template: Template
  /** By `<template id>/<number>`. Never changes once made. */
  readonly version: ObservedTemplateData
  /** By template id: the numbers of all its versions, the highest first. */
  readonly versionNumbers: ReadonlyArray<number>
  /** By instance id; only those that EC2 still shows. */
  readonly instance: RunningInstance
  /** By the id of an EC2 resource, such as a volume. Absent: it has none, or is not there. */
  readonly resourceTags: Tags
  /** By image id. */
  readonly image: Image
  /** By `queryId` of the filters: all that match. Empty is a value, not absence. */
  readonly images: ReadonlyArray<Image>
  readonly subnets: ReadonlyArray<Subnet>
  readonly securityGroups: ReadonlyArray<SecurityGroup>
  /** By instance type. */
  readonly instanceType: InstanceType
  /** By name: the value of an SSM parameter. */
  readonly parameter: string
  /** By `<bucket>/<key>`. Who may not list the bucket is denied what is not there, which then reads as unknown, not as absent. */
  readonly object: StoredObject
}
export type AwsNouns = AsgNouns & EksNouns

/** Filters as the id of a fact: in one order, so that the same question is the same fact. */
export const queryId = (filters: ReadonlyArray<Filter>): string =>
  canonical(Object.fromEntries(filters.map((f) => [f.Name, [...new Set(f.Values)].sort()])))
const filtersOf = (id: string): ReadonlyArray<Filter> => {
  const parsed = t.record(t.string, t.array(t.string)).decode(JSON.parse(id))
  return parsed._tag === 'Left' ? [] : Object.entries(parsed.right).map(([Name, Values]) => ({ Name, Values }))
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const read = reading<AsgAct>()

/** Cuts a list into pieces of at most `size`. */
const inPieces = <A>(list: ReadonlyArray<A>, size: number): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
const next = <I extends object>(input: I, token: string | undefined): O.Option<I & { readonly NextToken: string }> =>
  token === undefined || token === '' ? O.none : O.some({ ...input, NextToken: token })
/** A list that belongs to one group; a group that is gone has no such list. */
const gone = ['ValidationError']
const byName = <A>(list: ReadonlyArray<A>, name: (a: A) => string): ReadonlyMap<string, A> => new Map(list.map((a) => [name(a), a]))

const tagsById = (
  list: ReadonlyArray<{ readonly ResourceId: string; readonly Key: string; readonly Value: string }>,
): ReadonlyMap<string, Tags> =>
  new Map([...new Set(list.map((x) => x.ResourceId))].map((id) => [id, tagsOf(list.filter((x) => x.ResourceId === id))]))

type VersionsAnswer = Answer<AsgAct, 'ec2:DescribeLaunchTemplateVersions'>
const contentOf = ({ LaunchTemplateData, CreateTime }: VersionsAnswer['LaunchTemplateVersions'][number]): ObservedTemplateData =>
  CreateTime === undefined ? LaunchTemplateData : { ...LaunchTemplateData, CreateTime }
const bodiesIn = (a: VersionsAnswer): ReadonlyMap<string, ObservedTemplateData> =>
  new Map(a.LaunchTemplateVersions.map((v) => [`${v.LaunchTemplateId}/${v.VersionNumber}`, contentOf(v)]))

/** Numbers by template, out of ids of versions. */
const numbersByTemplate = (ids: ReadonlyArray<string>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const numbers = new Map<string, Array<string>>()
  for (const id of ids) {
    const at = id.lastIndexOf('/')
    const template = id.slice(0, at)
    const known = numbers.get(template)
    if (known === undefined) numbers.set(template, [id.slice(at + 1)])
    else known.push(id.slice(at + 1))
  }
  return numbers
}

/** From so many templates on it may be cheaper to ask for the latest version of every template of the region, 200 to a page. */
const manyTemplates = 4
/**
 * `$Latest` alone: a default version is the first for ever unless somebody moves it, so asking for both would double the pages and hardly show
 * anything that is wanted.
 */
const latestVersions = (ids: ReadonlyArray<string>): O.Option<Reading<ObservedTemplateData>> => {
  if (numbersByTemplate(ids).size < manyTemplates) return O.none
  const input = { Versions: ['$Latest'], MaxResults: 200 }
  return O.some(read({ ids, op: 'ec2:DescribeLaunchTemplateVersions', input, facts: bodiesIn, more: (a) => next(input, a.NextToken) }))
}

const versions = (ids: ReadonlyArray<string>): ReadonlyArray<Reading<ObservedTemplateData>> =>
  [...numbersByTemplate(ids)].flatMap(([LaunchTemplateId, all]) =>
    inPieces(all, 200).map((Versions) => {
      const input = { LaunchTemplateId, Versions, MaxResults: 200 }
      return read({
        ids: Versions.map((v) => `${LaunchTemplateId}/${v}`),
        op: 'ec2:DescribeLaunchTemplateVersions',
        input,
        facts: bodiesIn,
        more: (a) => next(input, a.NextToken),
        absentOn: [
          'InvalidLaunchTemplateId.NotFound',
          'InvalidLaunchTemplateId.VersionNotFound',
          'InvalidLaunchTemplateName.NotFoundException',
        ],
      })
    }),
  )

/** EKS puts the names of cluster and node group on the groups that it makes. */
const hiddenNames = (group: Group): ReadonlyArray<string> => {
  const tags = tagsOf(group.Tags ?? [])
  const [cluster, nodegroup] = [tags['eks:cluster-name'], tags['eks:nodegroup-name']]
  return cluster === undefined || nodegroup === undefined ? [] : [hiddenGroupName(nodegroupId(cluster, nodegroup))]
}

const asgNouns: NounTable<AsgNouns> = {
  group: {
    codec: Group,
    lifetime: MINUTE,
    requests: (_, ids) =>
      inPieces(ids, 100).map((AutoScalingGroupNames) => {
        const input = { AutoScalingGroupNames, MaxRecords: 100 }
        return read({
          ids: AutoScalingGroupNames,
          op: 'autoscaling:DescribeAutoScalingGroups',
          input,
          facts: (a) => byName(a.AutoScalingGroups, (g) => g.AutoScalingGroupName),
          more: (a) => next(input, a.NextToken),
        })
      }),
    names: hiddenNames,
  },
  refresh: {
    codec: t.readonlyArray(InstanceRefresh),
    lifetime: 15 * SECOND,
    requests: (_, ids) =>
      ids.map((AutoScalingGroupName) =>
        read({
          ids: [AutoScalingGroupName],
          op: 'autoscaling:DescribeInstanceRefreshes',
          input: { AutoScalingGroupName, MaxRecords: 10 },
          facts: (a) => new Map([[AutoScalingGroupName, a.InstanceRefreshes]]),
          absentOn: gone,
        }),
      ),
  },
  hooks: {
    codec: t.readonlyArray(LifecycleHook),
    lifetime: 5 * MINUTE,
    requests: (_, ids) =>
      ids.map((AutoScalingGroupName) =>
        read({
          ids: [AutoScalingGroupName],
          op: 'autoscaling:DescribeLifecycleHooks',
          input: { AutoScalingGroupName },
          facts: (a) => new Map([[AutoScalingGroupName, a.LifecycleHooks]]),
          absentOn: gone,
        }),
      ),
  },
  activities: {
    codec: t.readonlyArray(Activity),
    lifetime: 15 * SECOND,
    requests: (_, ids) =>
      ids.map((AutoScalingGroupName) =>
        read({
          ids: [AutoScalingGroupName],
          op: 'autoscaling:DescribeScalingActivities',
          input: { AutoScalingGroupName, MaxRecords: 20 },
          facts: (a) => new Map([[AutoScalingGroupName, a.Activities]]),
          absentOn: gone,
        }),
      ),
  },
  template: {
    codec: Template,
    lifetime: MINUTE,
    // By filter: a name that is not there shortens the answer, where a list of names would refuse it whole.
    requests: (_, ids) =>
      inPieces(ids, 200).map((Values) => {
        const input = { Filters: [{ Name: 'launch-template-name', Values }], MaxResults: 200 }
        return read({
          ids: Values,
          op: 'ec2:DescribeLaunchTemplates',
          input,
          facts: (a) => byName(a.LaunchTemplates, (x) => x.LaunchTemplateName),
          more: (a) => next(input, a.NextToken),
        })
      }),
    names: (x) => [x.LaunchTemplateId],
  },
  version: {
    codec: TemplateBody,
    lifetime: Infinity,
    requests: (_, ids) => versions(ids),
    sweep: (_, ids) => latestVersions(ids),
  },
  versionNumbers: {
    codec: t.readonlyArray(t.number),
    lifetime: 10 * MINUTE,
    requests: (_, ids) =>
      ids.map((LaunchTemplateId) => {
        const input = { LaunchTemplateId, MaxResults: 200 }
        return read({
          ids: [LaunchTemplateId],
          op: 'ec2:DescribeLaunchTemplateVersions',
          input,
          facts: (a) => new Map([[LaunchTemplateId, a.LaunchTemplateVersions.map((v) => v.VersionNumber).sort((x, y) => y - x)]]),
          join: (earlier, later) => [...earlier, ...later].sort((x, y) => y - x),
          more: (a) => next(input, a.NextToken),
          absentOn: ['InvalidLaunchTemplateId.NotFound'],
        })
      }),
  },
  instance: {
    codec: RunningInstance,
    lifetime: 10 * MINUTE,
    // By filter: an id that is not there shortens the answer, where a list of ids would refuse it whole.
    requests: (_, ids) =>
      inPieces(ids, 200).map((Values) => {
        const input = { Filters: [{ Name: 'instance-id', Values }], MaxResults: 1_000 }
        return read({
          ids: Values,
          op: 'ec2:DescribeInstances',
          input,
          facts: (a) =>
            byName(
              a.Reservations.flatMap((r) => r.Instances ?? []),
              (i) => i.InstanceId,
            ),
          more: (a) => next(input, a.NextToken),
        })
      }),
  },
  resourceTags: {
    codec: t.readonly(t.record(t.string, t.string)),
    lifetime: 10 * MINUTE,
    requests: (_, ids) =>
      inPieces(ids, 200).map((Values) => {
        const input = { Filters: [{ Name: 'resource-id', Values }], MaxResults: 1_000 }
        return read({
          ids: Values,
          op: 'ec2:DescribeTags',
          input,
          facts: (a) => tagsById(a.Tags),
          // A page may end between two tags of one resource.
          join: (earlier, later) => ({ ...earlier, ...later }),
          more: (a) => next(input, a.NextToken),
        })
      }),
  },
  image: {
    codec: Image,
    lifetime: HOUR,
    // By filter, for the same reason as templates.
    requests: (_, ids) =>
      inPieces(ids, 200).map((Values) =>
        read({
          ids: Values,
          op: 'ec2:DescribeImages',
          input: { Filters: [{ Name: 'image-id', Values }] },
          facts: (a) => byName(a.Images, (x) => x.ImageId),
        }),
      ),
  },
  images: {
    codec: t.readonlyArray(Image),
    lifetime: 10 * MINUTE,
    requests: (_, ids) =>
      ids.map((id) =>
        read({ ids: [id], op: 'ec2:DescribeImages', input: { Filters: filtersOf(id) }, facts: (a) => new Map([[id, a.Images]]) }),
      ),
  },
  subnets: {
    codec: t.readonlyArray(Subnet),
    lifetime: 10 * MINUTE,
    requests: (_, ids) =>
      ids.map((id) =>
        read({ ids: [id], op: 'ec2:DescribeSubnets', input: { Filters: filtersOf(id) }, facts: (a) => new Map([[id, a.Subnets]]) }),
      ),
  },
  securityGroups: {
    codec: t.readonlyArray(SecurityGroup),
    lifetime: 10 * MINUTE,
    requests: (_, ids) =>
      ids.map((id) =>
        read({
          ids: [id],
          op: 'ec2:DescribeSecurityGroups',
          input: { Filters: filtersOf(id) },
          facts: (a) => new Map([[id, a.SecurityGroups]]),
        }),
      ),
  },
  instanceType: {
    codec: InstanceType,
    lifetime: 2 * HOUR,
    requests: (_, ids) =>
      inPieces(ids, 100).map((Values) =>
        read({
          ids: Values,
          op: 'ec2:DescribeInstanceTypes',
          input: { Filters: [{ Name: 'instance-type', Values }] },
          facts: (a) => byName(a.InstanceTypes, (x) => x.InstanceType),
        }),
      ),
  },
  parameter: {
    codec: t.string,
    lifetime: HOUR,
    requests: (_, ids) =>
      inPieces(ids, 10).map((Names) =>
        read({ ids: Names, op: 'ssm:GetParameters', input: { Names }, facts: (a) => new Map(a.Parameters.map((p) => [p.Name, p.Value])) }),
      ),
  },
  object: {
    codec: StoredObject,
    lifetime: 10 * MINUTE,
    requests: (_, ids) =>
      ids.map((id) => {
        const slash = id.indexOf('/')
        return read({
          ids: [id],
          op: 's3:HeadObject',
          input: { Bucket: id.slice(0, slash), Key: id.slice(slash + 1) },
          facts: (a) => new Map([[id, a]]),
          absentOn: ['NotFound', 'NoSuchKey'],
        })
      }),
  },
}

export const nouns: NounTable<AwsNouns> = { ...asgNouns, ...eksNouns }
