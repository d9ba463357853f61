/**
 * Requests about Auto Scaling groups. The name is the only key, configuration is answered at once, capacity follows as time passes
 * (`aws-semantics` §3, §3.1 and §3.2).
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
 * @since 0.1.0
 */
import { Filter } from '@poolwright/aws/lookups'
import { struct } from '@poolwright/core/codec'
import type { CloudError } from '@poolwright/core/CloudError'
import { byText } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import * as durations from './durations.js'
import { filtered } from './filters.js'
import { groupNamed, writableGroup } from './groupNamed.js'
import { answer, type Answered, broken, type Handlers, invalid, refusal, refuse, taking } from './Handler.js'
import { GivenHook, hooksWith } from './hooks.js'
import { isLeaving, shownInstance, terminated } from './instances.js'
import { pageOf } from './paging.js'
import { activeRefresh, withRefresh } from './rollout.js'
import { type Given, given, sourceOf } from './sources.js'
import { groupTagsWrong } from './tagRules.js'
import { type Group, type GroupTag, placeOf, type Raw, type Region, regionOf, timeText, withGroup, type World, textOf } from './World.js'

const texts = t.readonlyArray(t.string)
const Tag = struct(
  'Tag',
  { Key: t.string },
  { Value: t.string, PropagateAtLaunch: t.boolean, ResourceId: t.string, ResourceType: t.string },
)
/** Members that the description shows as they were given, each with what absence at creation means and how it is taken away again. */
const plain = {
  DefaultCooldown: t.number,
  DefaultInstanceWarmup: t.number,
  CapacityRebalance: t.boolean,
  HealthCheckType: t.string,
  HealthCheckGracePeriod: t.number,
  TerminationPolicies: texts,
  NewInstancesProtectedFromScaleIn: t.boolean,
  MaxInstanceLifetime: t.number,
  PlacementGroup: t.string,
  DesiredCapacityType: t.string,
  DeletionProtection: t.string,
  ServiceLinkedRoleARN: t.string,
  Context: t.string,
}
type Plain = { readonly [K in keyof typeof plain]?: t.TypeOf<(typeof plain)[K]> }
const body = { ...given, ...plain, DesiredCapacity: t.number, VPCZoneIdentifier: t.string, AvailabilityZones: texts }
const name = { AutoScalingGroupName: t.string }
const Create = struct(
  'CreateAutoScalingGroup',
  { ...name, MinSize: t.number, MaxSize: t.number },
  {
    ...body,
    Tags: t.readonlyArray(Tag),
    LifecycleHookSpecificationList: t.readonlyArray(GivenHook),
  },
)
type Create = t.TypeOf<typeof Create>
const Update = struct('UpdateAutoScalingGroup', name, { ...body, MinSize: t.number, MaxSize: t.number })
type Update = t.TypeOf<typeof Update>

/** What a description shows of members that were never given (`aws-semantics` §3.2). */
const defaultsIn = (scope: Scope): Raw => ({
  DefaultCooldown: 300,
  HealthCheckType: 'EC2',
  HealthCheckGracePeriod: 0,
  TerminationPolicies: ['Default'],
  NewInstancesProtectedFromScaleIn: false,
  DeletionProtection: 'none',
  LoadBalancerNames: [],
  TargetGroupARNs: [],
  TrafficSources: [],
  EnabledMetrics: [],
  AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-best-effort' },
  CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
  ServiceLinkedRoleARN: `arn:aws:iam::${placeOf(scope).account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
})
/** Values by which a member is taken away again. */
const clearing: Raw = { DefaultInstanceWarmup: -1, PlacementGroup: '', MaxInstanceLifetime: 0 }
const overlaid = (members: Raw, i: Plain): Raw => {
  const set = Object.keys(plain).flatMap((k) => {
    const value = i[k as keyof Plain]
    return value === undefined ? [] : [[k, value] as const]
  })
  const all: Raw = { ...members, ...Object.fromEntries(set) }
  return Object.fromEntries(Object.entries(all).filter(([k, v]) => !(k in clearing && clearing[k] === v)))
}

const atLeast = (low: number, member: string, value: number | undefined): CloudError | undefined =>
  value === undefined || (Number.isInteger(value) && value >= low)
    ? undefined
    : invalid(`${member} must be a whole number of at least ${low}`)
const plainWrong = (i: Plain): CloudError | undefined =>
  broken(
    () => atLeast(0, 'DefaultCooldown', i.DefaultCooldown),
    () => atLeast(-1, 'DefaultInstanceWarmup', i.DefaultInstanceWarmup),
    () => atLeast(0, 'HealthCheckGracePeriod', i.HealthCheckGracePeriod),
    () => (i.MaxInstanceLifetime === 0 ? undefined : atLeast(86_400, 'MaxInstanceLifetime', i.MaxInstanceLifetime)),
  )

type Sizes = { readonly min: number; readonly max: number; readonly desired: number }
/** `MinSize <= DesiredCapacity <= MaxSize` (`aws-semantics` §3.1, size rules). */
const sizesWrong = ({ min, max, desired }: Sizes): CloudError | undefined =>
  broken(
    () => atLeast(0, 'MinSize', min),
    () => atLeast(0, 'MaxSize', max),
    () => atLeast(0, 'DesiredCapacity', desired),
    () => (min > max ? invalid(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`) : undefined),
    () =>
      desired < min || desired > max
        ? invalid(`Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`)
        : undefined,
  )

type Places = { readonly subnets: ReadonlyArray<string>; readonly zones: ReadonlyArray<string> }
/** Zones are those of the subnets; zones given beside subnets must be the same. */
const placesOf = (
  region: Region,
  subnetText: string | undefined,
  given: ReadonlyArray<string> | undefined,
): E.Either<CloudError, Places> => {
  const subnets = (subnetText ?? '')
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s !== '')
  const missing = subnets.find((id) => !region.subnets.has(id))
  if (missing !== undefined) return E.left(invalid(`The subnet ID '${missing}' does not exist`))
  const zones = [...new Set(subnets.map((id) => textOf(region.subnets.get(id)?.['AvailabilityZone'])))].sort(byText)
  const wanted = [...new Set(given ?? [])].sort(byText)
  if (subnets.length === 0 && wanted.length === 0) return E.left(invalid('At least one Availability Zone or VPC Subnet is required.'))
  if (subnets.length === 0) {
    // Zones alone stand for their default subnets; a zone that has none is not known here.
    const known = new Set([...region.subnets.values()].map((x) => textOf(x['AvailabilityZone'])))
    const stranger = wanted.find((zone) => !known.has(zone))
    return stranger === undefined ? E.right({ subnets, zones: wanted }) : E.left(invalid(`Invalid availability zones: [${stranger}]`))
  }
  return wanted.length > 0 && wanted.join() !== zones.join()
    ? E.left(invalid('The availability zones of the specified subnets and the Auto Scaling group do not match'))
    : E.right({ subnets, zones })
}

const nameWrong = (region: Region, text: string): CloudError | undefined => {
  const there = region.groups.get(text)
  return broken(
    () => (/^[!-9;-~]{1,255}$/.test(text) ? undefined : invalid(`Invalid Auto Scaling group name: ${text}`)),
    () =>
      there === undefined
        ? undefined
        : refusal(
            'AlreadyExists',
            `AutoScalingGroup by this name already exists - A group with the name ${text} already exists${there.goneAt === undefined ? '' : ' and is pending delete'}`,
          ),
  )
}

const create = (w: World, scope: Scope, i: Create): Answered => {
  const region = regionOf(w, scope)
  const sizes = { min: i.MinSize, max: i.MaxSize, desired: i.DesiredCapacity ?? i.MinSize }
  const tags = i.Tags ?? []
  const wrong = broken(
    () => nameWrong(region, i.AutoScalingGroupName),
    () => sizesWrong(sizes),
    () => plainWrong(i),
    () => groupTagsWrong(tags.map((x) => x.Key)),
    () =>
      tags.some((x) => (x.ResourceId ?? i.AutoScalingGroupName) !== i.AutoScalingGroupName)
        ? invalid('The resource of a tag must be the Auto Scaling group that is created')
        : undefined,
  )
  if (wrong !== undefined) return refuse(wrong)
  const source = sourceOf(region, i)
  if (E.isLeft(source)) return source
  if (source.right === undefined)
    return refuse(
      invalid('Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.'),
    )
  const places = placesOf(region, i.VPCZoneIdentifier, i.AvailabilityZones)
  if (E.isLeft(places)) return places
  const hooks = hooksWith([], i.LifecycleHookSpecificationList ?? [])
  if (E.isLeft(hooks)) return hooks
  const group: Group = {
    name: i.AutoScalingGroupName,
    serial: w.serial,
    createdAt: w.now,
    ...sizes,
    source: source.right,
    ...places.right,
    members: overlaid(defaultsIn(scope), i),
    tags: Object.fromEntries(
      tags.map((x): [string, GroupTag] => [x.Key, { Value: x.Value ?? '', PropagateAtLaunch: x.PropagateAtLaunch ?? true }]),
    ),
    suspended: {},
    hooks: hooks.right,
    instances: [],
    launches: 0,
    refreshes: [],
    refreshCount: 0,
    activities: [],
    activityCount: 0,
    failures: 0,
  }
  return answer(withGroup({ ...w, serial: w.serial + 1 }, scope, group), {})
}

const namesSource = (i: Given): boolean =>
  i.LaunchTemplate !== undefined || i.MixedInstancesPolicy !== undefined || i.LaunchConfigurationName !== undefined

/** A patch. New bounds move the desired capacity with them unless the request says one (`aws-semantics` §3.1, size rules). */
const update = (w: World, scope: Scope, i: Update): Answered => {
  const region = regionOf(w, scope)
  const found = writableGroup(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(found)) return found
  const g = found.right
  const min = i.MinSize ?? g.min
  const max = i.MaxSize ?? g.max
  const desired = i.DesiredCapacity ?? Math.max(min, Math.min(max, g.desired))
  const wrong = broken(
    () => sizesWrong({ min, max, desired }),
    () => plainWrong(i),
    () =>
      namesSource(i) && activeRefresh(g)?.desired !== undefined
        ? invalid(
            `The launch template, launch configuration or mixed instances policy of ${g.name} cannot be changed: there is an active instance refresh with a desired configuration.`,
          )
        : undefined,
  )
  if (wrong !== undefined) return refuse(wrong)
  const source = sourceOf(region, i, g.source)
  if (E.isLeft(source)) return source
  const same = i.VPCZoneIdentifier === undefined && i.AvailabilityZones === undefined
  const places = same
    ? E.right({ subnets: g.subnets, zones: g.zones })
    : placesOf(region, i.VPCZoneIdentifier ?? g.subnets.join(), i.AvailabilityZones)
  if (E.isLeft(places)) return places
  const { retryAt: _, ...rest } = g
  const next: Group = { ...rest, min, max, desired, source: source.right ?? g.source, ...places.right, members: overlaid(g.members, i) }
  return answer(withGroup(w, scope, next), {})
}

/** Outside the bounds this has words of its own (`aws-semantics` §2). */
const setDesired = (w: World, scope: Scope, i: { readonly AutoScalingGroupName: string; readonly DesiredCapacity: number }): Answered => {
  const found = writableGroup(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(found)) return found
  const { min, max } = found.right
  const d = i.DesiredCapacity
  if (d > max) return refuse(invalid(`New SetDesiredCapacity value ${d} is above max value ${max} for the AutoScalingGroup.`))
  if (d < min || !Number.isInteger(d))
    return refuse(invalid(`New SetDesiredCapacity value ${d} is below min value ${min} for the AutoScalingGroup.`))
  const { retryAt: _, ...rest } = found.right
  return answer(withGroup(w, scope, { ...rest, desired: d }), {})
}

/**
 * Asynchronous: the group stays describable as `Delete in progress`. Without ForceDelete it must be empty and quiet. What AWS says to
 * a second delete is not documented; here it is refused as every other write to such a group.
 */
const remove = (w: World, scope: Scope, i: { readonly AutoScalingGroupName: string; readonly ForceDelete?: boolean }): Answered => {
  const found = writableGroup(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(found)) return found
  const g = found.right
  const protection = g.members['DeletionProtection']
  const force = i.ForceDelete === true
  if (protection === 'prevent-all-deletion' || (force && protection === 'prevent-force-deletion'))
    return refuse(invalid(`Deletion protection of ${g.name} prevents this.`))
  if (!force && g.instances.length > 0) {
    const busy = g.instances.every(isLeaving)
    return refuse(
      busy
        ? refusal(
            'ScalingActivityInProgress',
            'You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.',
          )
        : refusal(
            'ResourceInUse',
            'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
          ),
    )
  }
  const doomed: Group = { ...g, min: 0, max: 0, desired: 0, goneAt: w.now + durations.deleting }
  const emptied = doomed.instances.reduce((next, x) => terminated(next, x, w.now), doomed)
  const active = activeRefresh(emptied)
  const quiet = active === undefined ? emptied : withRefresh(emptied, { ...active, status: 'Cancelled', endedAt: w.now })
  return answer(withGroup(w, scope, quiet), {})
}

const arnOf = (scope: Scope, g: Group): string => {
  const { account, region } = placeOf(scope)
  return `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:${String(g.serial).padStart(8, '0')}-0000-4000-8000-000000000000:autoScalingGroupName/${g.name}`
}
/** A tag as descriptions show it. */
export const shownTags = (g: Group): ReadonlyArray<object> =>
  Object.keys(g.tags)
    .sort(byText)
    .map((Key) => ({ ResourceId: g.name, ResourceType: 'auto-scaling-group', Key, ...g.tags[Key] }))

const shown =
  (scope: Scope, withInstances: boolean) =>
  (g: Group): object => ({
    AutoScalingGroupName: g.name,
    AutoScalingGroupARN: arnOf(scope, g),
    ...g.source,
    MinSize: g.min,
    MaxSize: g.max,
    DesiredCapacity: g.desired,
    AvailabilityZones: g.zones,
    ...(g.subnets.length === 0 ? {} : { VPCZoneIdentifier: g.subnets.join() }),
    ...g.members,
    CreatedTime: timeText(g.createdAt),
    Instances: withInstances ? g.instances.map(shownInstance) : [],
    SuspendedProcesses: Object.keys(g.suspended)
      .sort(byText)
      .map((ProcessName) => ({ ProcessName, SuspensionReason: g.suspended[ProcessName] })),
    Tags: shownTags(g),
    ...(g.goneAt === undefined ? {} : { Status: 'Delete in progress' }),
  })

type Asked = {
  readonly AutoScalingGroupNames?: ReadonlyArray<string>
  readonly Filters?: ReadonlyArray<Filter>
  readonly IncludeInstances?: boolean
  readonly MaxRecords?: number
  readonly NextToken?: string
}
const valuesOf =
  (g: Group) =>
  (filter: string): ReadonlyArray<string> | undefined =>
    filter === 'tag-key'
      ? Object.keys(g.tags)
      : filter === 'tag-value'
        ? Object.values(g.tags).map((x) => x.Value)
        : filter.startsWith('tag:')
          ? [g.tags[filter.slice(4)]?.Value ?? []].flat()
          : undefined

/** Names that are not there are dropped without a word; the page size also bounds how many names may be given. */
const describe = (w: World, scope: Scope, i: Asked): Answered => {
  const { groups } = regionOf(w, scope)
  const size = i.MaxRecords ?? 50
  const names = i.AutoScalingGroupNames ?? []
  if (size < 1 || size > 100) return refuse(invalid('MaxRecords must be between 1 and 100'))
  if (names.length > size) return refuse(invalid(`At most ${size} Auto Scaling group names can be given`))
  const chosen = names.length > 0 ? [...new Set(names)] : [...groups.keys()].sort(byText)
  const all = filtered(
    i.Filters ?? [],
    chosen.flatMap((x) => groups.get(x) ?? []),
    valuesOf,
  )
  if (E.isLeft(all)) return all
  const page = pageOf(all.right, i.NextToken, size, 'InvalidNextToken')
  return E.isLeft(page)
    ? page
    : answer(w, { AutoScalingGroups: page.right.items.map(shown(scope, i.IncludeInstances !== false)), ...page.right.next })
}

/** Newest first. */
const activities = (
  w: World,
  scope: Scope,
  i: { readonly AutoScalingGroupName: string; readonly MaxRecords?: number; readonly NextToken?: string },
): Answered => {
  const found = groupNamed(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(found)) return found
  const size = i.MaxRecords ?? 100
  if (size < 1 || size > 100) return refuse(invalid('MaxRecords must be between 1 and 100'))
  const page = pageOf(found.right.activities, i.NextToken, size, 'InvalidNextToken')
  return E.isLeft(page) ? page : answer(w, { Activities: page.right.items, ...page.right.next })
}

const op = <I>(operation: string, codec: t.Type<I, unknown>, handle: (w: World, scope: Scope, i: I) => Answered): Handlers => ({
  [`autoscaling:${operation}`]: taking(`autoscaling:${operation}`, codec, handle),
})
const page = { MaxRecords: t.number, NextToken: t.string }
export const groups: Handlers = {
  ...op('CreateAutoScalingGroup', Create, create),
  ...op('UpdateAutoScalingGroup', Update, update),
  ...op('SetDesiredCapacity', struct('SetDesiredCapacity', { ...name, DesiredCapacity: t.number }), setDesired),
  ...op('DeleteAutoScalingGroup', struct('DeleteAutoScalingGroup', name, { ForceDelete: t.boolean }), remove),
  ...op(
    'DescribeAutoScalingGroups',
    struct(
      'DescribeAutoScalingGroups',
      {},
      { AutoScalingGroupNames: texts, Filters: t.readonlyArray(Filter), IncludeInstances: t.boolean, ...page },
    ),
    describe,
  ),
  ...op('DescribeScalingActivities', struct('DescribeScalingActivities', name, page), activities),
}
