/**
 * What happens to a node group and its Auto Scaling group by themselves (`aws-semantics` §5.2).
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import * as durations from './durations.js'
import { isGone, nextDue, settled } from './groupTime.js'
import { type Issue, type Nodegroup, nodegroupKey } from './Nodegroup.js'
import { type Context, issuesOf, launchFailure, mayJoin, nextOfNodes, noRole, readyIn, unjoined } from './nodegroupHealth.js'
import { groupNameOf } from './nodegroupNames.js'
import { nextOfRoll, rolled, rollLost } from './nodegroupRoll.js'
import { roleSeen } from './Role.js'
import { type Group, type GroupTag, type Raw, textOf } from './World.js'

/** `group` is absent before EKS made it, and after somebody deleted it. */
export type Unit = { readonly nodegroup: Nodegroup; readonly group: Group | undefined }

const withoutTimer = ({ until: _, ...n }: Nodegroup): Nodegroup => n
const createFailed = (u: Unit, issue: Issue): Unit => ({
  ...u,
  nodegroup: { ...withoutTimer(u.nodegroup), status: 'CREATE_FAILED', issues: [...u.nodegroup.issues, issue] },
})

/** Tags by which EKS, Cluster Autoscaler and the cluster's own controllers know it (User guide, "Managed node groups concepts"). */
const ownTags = (n: Nodegroup): { readonly [key: string]: GroupTag } =>
  Object.fromEntries(
    [
      ['eks:cluster-name', n.cluster],
      ['eks:nodegroup-name', n.name],
      ['k8s.io/cluster-autoscaler/enabled', 'true'],
      [`k8s.io/cluster-autoscaler/${n.cluster}`, 'owned'],
      [`kubernetes.io/cluster/${n.cluster}`, 'owned'],
    ].map(([key = '', Value = '']) => [key, { Value, PropagateAtLaunch: true }]),
  )

const typesOf = (n: Nodegroup, data: Raw): ReadonlyArray<string> =>
  n.instanceTypes ?? (typeof data['InstanceType'] === 'string' ? [data['InstanceType']] : ['t3.medium'])

const hiddenGroup = ({ region, at }: Context, n: Nodegroup): Group => {
  const copy = region.templates.get(n.copy)
  const data = copy?.versions.get(Number(n.copyVersion))?.data ?? {}
  return {
    name: groupNameOf(n),
    nodegroup: nodegroupKey(n),
    serial: n.serial,
    createdAt: at,
    min: n.minSize,
    max: n.maxSize,
    desired: n.desiredSize,
    source: {
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateId: n.copy, LaunchTemplateName: copy?.name ?? '', Version: n.copyVersion },
          Overrides: typesOf(n, data).map((InstanceType) => ({ InstanceType })),
        },
        InstancesDistribution: {
          OnDemandAllocationStrategy: 'prioritized',
          OnDemandBaseCapacity: 0,
          OnDemandPercentageAboveBaseCapacity: n.capacityType === 'SPOT' ? 0 : 100,
          SpotAllocationStrategy: 'price-capacity-optimized',
        },
      },
    },
    subnets: n.subnets,
    zones: [...new Set(n.subnets.map((id) => textOf(region.subnets.get(id)?.['AvailabilityZone'])))].sort(),
    members: {
      DefaultCooldown: 300,
      HealthCheckType: 'EC2',
      HealthCheckGracePeriod: 15,
      TerminationPolicies: ['AllocationStrategy', 'OldestLaunchTemplate', 'OldestInstance'],
      NewInstancesProtectedFromScaleIn: false,
      CapacityRebalance: true,
    },
    tags: ownTags(n),
    suspended: {},
    hooks: [],
    instances: [],
    launches: 0,
    refreshes: [],
    refreshCount: 0,
    activities: [],
    activityCount: 0,
    failures: 0,
  }
}

/** The group is made, its nodes join; nobody tries again after a failure. */
const creating = (ctx: Context, u: Unit): Unit => {
  const { nodegroup: n, group: g } = u
  const over = (n.until ?? Infinity) <= ctx.at
  if (n.group === undefined) {
    if (!over) return u
    if (roleSeen(ctx.roles, n.nodeRole, ctx.at) === undefined) return createFailed(u, noRole(n))
    const group = hiddenGroup(ctx, n)
    return { nodegroup: { ...n, group: group.name, until: ctx.at + durations.joinTimeout }, group }
  }
  const ready = g !== undefined && g.goneAt === undefined && readyIn(ctx, n, g).length >= g.desired && (g.desired === 0 || mayJoin(ctx, n))
  if (ready) return { ...u, nodegroup: { ...withoutTimer(n), status: 'ACTIVE' } }
  return over ? createFailed(u, (g === undefined ? undefined : launchFailure(g)) ?? unjoined(g?.instances.map((i) => i.id) ?? [])) : u
}

/** Sizes go to the Auto Scaling group as they are; how long instances take is not waited for (`aws-semantics` §5.5). */
const configured = (ctx: Context, u: Unit): Unit => {
  const { nodegroup: n, group: g } = u
  const [update, ...earlier] = n.updates
  if (update === undefined || (n.until ?? Infinity) > ctx.at) return u
  const nodegroup: Nodegroup = {
    ...withoutTimer({ ...n, ...update.change }),
    status: 'ACTIVE',
    updates: [{ ...update, status: 'Successful' }, ...earlier],
  }
  if (g === undefined) return { nodegroup, group: g }
  const { retryAt: _, ...rest } = g
  const { minSize, maxSize, desiredSize } = update.change
  const [min, max] = [minSize ?? g.min, maxSize ?? g.max]
  // Whoever sizes the group meanwhile may have left the new bounds: they move the desired capacity with them (`aws-semantics` §3.1).
  const group: Group = { ...rest, min, max, desired: desiredSize ?? Math.max(min, Math.min(max, g.desired)) }
  return { nodegroup, group }
}

/** Once its instances have gone, it goes too, unless something keeps it. */
const deleting = (ctx: Context, u: Unit): Unit | undefined => {
  const { nodegroup: n, group: g } = u
  if ((n.until ?? 0) > ctx.at || (g?.instances.length ?? 0) > 0) return u
  return n.stuck === undefined ? undefined : { ...u, nodegroup: { ...withoutTimer(n), status: 'DELETE_FAILED' } }
}

const atRest = (ctx: Context, u: Unit): Unit => {
  const status = issuesOf(ctx, u.nodegroup, u.group).length > 0 ? 'DEGRADED' : 'ACTIVE'
  return u.nodegroup.status === status ? u : { ...u, nodegroup: { ...u.nodegroup, status } }
}

const stepped = (ctx: Context, u: Unit): Unit | undefined => {
  switch (u.nodegroup.status) {
    case 'CREATING':
      return creating(ctx, u)
    case 'UPDATING': {
      if (u.nodegroup.roll === undefined) return configured(ctx, u)
      if (u.group === undefined) return { ...u, nodegroup: rollLost(u.nodegroup) }
      const x = { nodegroup: u.nodegroup, group: u.group }
      const next = rolled(ctx, x)
      return next === x ? u : next
    }
    case 'DELETING':
      return deleting(ctx, u)
    case 'ACTIVE':
    case 'DEGRADED':
      return atRest(ctx, u)
    default:
      return u
  }
}

/** All that happens to both at one time; `undefined` once they are gone. */
export const settledUnit = (ctx: Context, u: Unit): Unit | undefined => {
  const group = u.group === undefined ? undefined : isGone(u.group, ctx.at) ? undefined : settled(ctx, u.group)
  const held = group === u.group ? u : { ...u, group }
  const next = stepped(ctx, held)
  return next === undefined || next === u ? next : settledUnit(ctx, next)
}

/** When something next happens to either by itself; `Infinity` at rest. */
export const nextOfUnit = (ctx: Context, { nodegroup: n, group: g }: Unit): Millis => {
  const { at } = ctx
  const own = n.until !== undefined && n.until > at ? [n.until] : []
  return Math.min(
    Infinity,
    ...own,
    ...(n.roll === undefined ? [] : nextOfRoll(n.roll, at)),
    ...(g === undefined ? [] : [nextDue(g, at), ...nextOfNodes(g, at)]),
  )
}
