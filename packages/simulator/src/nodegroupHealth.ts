/**
 * What keeps a node group from being well: read off the account around it, in EKS's codes (`aws-semantics` §5.2). An issue is gone with
 * its cause, but for those that somebody brought in as an event.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import * as durations from './durations.js'
import { isInService, staying } from './instances.js'
import type { Around } from './launches.js'
import type { Issue, Nodegroup } from './Nodegroup.js'
import { imageOfRelease } from './releases.js'
import { hasPolicy, roleSeen } from './Role.js'
import { activeRefresh } from './rollout.js'
import { templateOf } from './templateContent.js'
import type { Group, Instance, Raw, Region, Roles } from './World.js'

/** What a node group sees as time passes; nothing of it changes meanwhile. */
export type Context = Around & { readonly roles: Roles }

/** A release stands for its image. */
const isBad = (region: Region, n: Nodegroup, data: Raw): boolean => {
  if (region.badImages.isEmpty()) return false
  const image = data['ImageId']
  return [...region.badImages.keys()].some((bad) => bad === image || imageOfRelease(region, n.amiType, n.version, bad) === image)
}

/** Whether its node is ready: a while after the instance is in service, unless its image never joins. */
export const isReady = ({ region, at }: Around, n: Nodegroup, i: Instance): boolean =>
  isInService(i) && (i.inServiceAt ?? at) + durations.joining <= at && !isBad(region, n, i.data)

export const readyIn = (around: Around, n: Nodegroup, g: Group): ReadonlyArray<Instance> => staying(g).filter((i) => isReady(around, n, i))

/** Nodes join only with a role that lets them (User guide, "Amazon EKS node IAM role"). */
export const mayJoin = ({ roles, at }: Context, n: Nodegroup): boolean => {
  const role = roleSeen(roles, n.nodeRole, at)
  return role !== undefined && hasPolicy(role, 'AmazonEKSWorkerNodePolicy')
}

/** When a node of it becomes ready, or is given up, after `at`. */
export const nextOfNodes = (g: Group, at: Millis): ReadonlyArray<Millis> =>
  staying(g).flatMap((i) =>
    i.inServiceAt === undefined ? [] : [i.inServiceAt + durations.joining, i.inServiceAt + durations.joinTimeout].filter((x) => x > at),
  )

export const launchFailure = (g: Group): Issue | undefined =>
  g.failures === 0
    ? undefined
    : {
        code: 'AsgInstanceLaunchFailures',
        message: g.activities.find((a) => a.StatusCode === 'Failed')?.StatusMessage ?? 'Instances could not be launched.',
        resourceIds: [g.name],
      }

export const unjoined = (ids: ReadonlyArray<string>): Issue => ({
  code: 'NodeCreationFailure',
  message: 'Instances failed to join the kubernetes cluster',
  resourceIds: ids,
})
export const noRole = (n: Nodegroup): Issue => ({
  code: 'IamNodeRoleNotFound',
  message: `The node role ${n.nodeRole} was not found`,
  resourceIds: [n.nodeRole],
})

const when = (condition: boolean, issue: Issue): ReadonlyArray<Issue> => (condition ? [issue] : [])

const ofGroup = (around: Around, n: Nodegroup, g: Group): ReadonlyArray<Issue> => {
  const { region, at } = around
  const ref = templateOf(g.source)
  const copy = region.templates.get(n.copy)
  const lost = staying(g).filter(
    (i) => i.inServiceAt !== undefined && i.inServiceAt + durations.joinTimeout <= at && !isReady(around, n, i),
  )
  const missing = g.subnets.filter((id) => !region.subnets.has(id))
  const failure = launchFailure(g)
  return [
    ...(failure === undefined ? [] : [failure]),
    ...when(lost.length > 0, unjoined(lost.map((i) => i.id))),
    ...when(missing.length > 0, { code: 'Ec2SubnetNotFound', message: 'Subnets of the node group do not exist', resourceIds: missing }),
    ...when(copy === undefined, {
      code: 'Ec2LaunchTemplateNotFound',
      message: 'The launch template that EKS made for the node group does not exist',
      resourceIds: [n.copy],
    }),
    // Only EKS may say from what its group launches.
    ...when(copy !== undefined && n.roll === undefined && (ref.LaunchTemplateId !== n.copy || ref.Version !== n.copyVersion), {
      code: 'Ec2LaunchTemplateVersionMismatch',
      message: 'The launch template version of the Auto Scaling group is not the one that EKS made',
      resourceIds: [n.copy],
    }),
    ...when(activeRefresh(g) !== undefined, {
      code: 'AutoScalingGroupInstanceRefreshActive',
      message: 'An instance refresh is active',
      resourceIds: [g.name],
    }),
  ]
}

export const issuesOf = (ctx: Context, n: Nodegroup, g: Group | undefined): ReadonlyArray<Issue> => [
  ...n.issues,
  ...(n.status === 'DELETE_FAILED' && n.stuck !== undefined ? [n.stuck] : []),
  ...when(roleSeen(ctx.roles, n.nodeRole, ctx.at) === undefined, noRole(n)),
  ...(n.launchTemplate?.id === undefined || ctx.region.templates.has(n.launchTemplate.id)
    ? []
    : [
        {
          code: 'SourceEc2LaunchTemplateNotFound',
          message: 'The launch template of the node group does not exist',
          resourceIds: [n.launchTemplate.id],
        },
      ]),
  ...(n.group === undefined
    ? []
    : g === undefined || g.goneAt !== undefined
      ? [{ code: 'AutoScalingGroupNotFound', message: 'The Auto Scaling group of the node group does not exist', resourceIds: [n.group] }]
      : ofGroup(ctx, n, g)),
]
