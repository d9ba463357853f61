/**
 * What the record has to say of a managed pool before its plan is carried out: what its requests make whose owner neither EKS nor IAM can
 * name, and of a lost record what is wanted and there.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { Role } from '@poolwright/aws/Role'
import { type Facts, lookIn, valueOf } from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { Plan, Step } from '@poolwright/core/Plan'
import type { AWSManagedMachinePool } from '@poolwright/schema/AWSManagedMachinePool'
import type { PoolNouns } from '../pool/PoolNouns.js'
import type { Record } from '../pool/Record.js'
import { poolTag, valueOf as tagOf } from '../template/tags.js'
import { taintId, taintsOf } from './labels.js'
import { roleOf } from './nodegroupRows.js'

export type NotedOfNodegroup = Pick<
  Record,
  'tags' | 'labels' | 'taints' | 'policies' | 'role' | 'boundary' | 'nodegroup' | 'begun' | 'cluster' | 'template' | 'templateName'
>

const keysOf = (map: { readonly [key: string]: string } | undefined): ReadonlyArray<string> => Object.keys(map ?? {})
/** A group that is made after this one was begun is another one, and so is its request. */
const begunAfter = (basis: Json): number => (typeof basis === 'number' ? basis + 1 : 1)

/** Of one step that goes. */
export const notedOfStep = (pool: Key.Key, { action, basis }: Step<AwsAct>): NotedOfNodegroup => {
  if (Key.nounOf(pool) !== 'awsmanagedmachinepool') return {}
  const { op, input } = action
  switch (op) {
    case 'eks:CreateNodegroup':
      return {
        cluster: input.clusterName,
        begun: begunAfter(basis),
        tags: keysOf(input.tags),
        labels: keysOf(input.labels),
        taints: (input.taints ?? []).map(taintId),
      }
    case 'eks:UpdateNodegroupConfig':
      return { labels: keysOf(input.labels?.addOrUpdateLabels), taints: (input.taints?.addOrUpdateTaints ?? []).map(taintId) }
    case 'eks:TagResource':
      return { tags: keysOf(input.tags) }
    case 'iam:CreateRole':
      return {
        role: input.RoleName,
        tags: (input.Tags ?? []).map((x) => x.Key),
        ...(input.PermissionsBoundary === undefined ? {} : { boundary: input.PermissionsBoundary }),
      }
    case 'iam:AttachRolePolicy':
      return { policies: [input.PolicyArn] }
    case 'iam:PutRolePermissionsBoundary':
      return { boundary: input.PermissionsBoundary }
    case 'iam:TagRole':
      return { tags: input.Tags.map((x) => x.Key) }
    case 'ec2:CreateLaunchTemplate':
      return { templateName: input.LaunchTemplateName }
    default:
      return {}
  }
}

const idOf = (pool: AWSManagedMachinePool): string => `${pool.metadata.namespace}/${pool.metadata.name}`
const isRoleOf = (pool: AWSManagedMachinePool, role: Role | undefined): boolean => tagOf(role?.Tags, poolTag) === idOf(pool)
const isGroupOf = (pool: AWSManagedMachinePool, ng: Nodegroup): boolean =>
  ng.tags?.[poolTag] === idOf(pool) || ng.nodegroupName === pool.spec.eksNodegroupName

/** Of what was looked at. */
export const notedOfFacts = (plan: Plan<AwsAct>, scope: Key.Scope, facts: Facts): ReadonlyArray<NotedOfNodegroup> => {
  const { scope: kube, id, noun } = Key.parse(plan.pool)
  if (noun !== 'awsmanagedmachinepool') return []
  const look = lookIn<PoolNouns>(facts)
  const pool = valueOf(look(Key.of('awsmanagedmachinepool', kube, id)))
  if (pool === undefined) return []
  const keys = Object.keys(facts).filter((k): k is Key.Key<'nodegroup'> => k.startsWith(`nodegroup:${scope}/`))
  const wanted = new Set(taintsOf(pool.spec.taints).map(taintId))
  return keys.flatMap((key): ReadonlyArray<NotedOfNodegroup> => {
    const ng = valueOf(look(key))
    if (ng === undefined || !isGroupOf(pool, ng)) return []
    const role = roleOf(ng.nodeRole)
    return [
      {
        cluster: ng.clusterName,
        ...(role !== null && isRoleOf(pool, valueOf(look(Key.of('role', scope, role)))) ? { role } : {}),
        labels: keysOf(ng.labels).filter((k) => Object.hasOwn(pool.spec.labels ?? {}, k)),
        taints: (ng.taints ?? []).map(taintId).filter((x) => wanted.has(x)),
        ...(ng.nodegroupArn === undefined ? {} : { nodegroup: ng.nodegroupArn }),
        ...(ng.launchTemplate?.name === undefined ? {} : { templateName: ng.launchTemplate.name }),
        ...(ng.launchTemplate?.id === undefined ? {} : { template: ng.launchTemplate.id }),
      },
    ]
  })
}
