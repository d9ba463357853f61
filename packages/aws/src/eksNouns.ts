/**
 * The facts about EKS and IAM that a planner can look at. Neither service describes several things in one request: each is asked for alone,
 * and how seldom that may be is what the lifetimes say.
 * @since 0.1.0
 */
import { byText } from '@poolwright/core/Json'
import { type NounTable, reading } from '@poolwright/core/Provider'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import type { EksAct } from './eksActions.js'
import { EksCluster } from './EksCluster.js'
import { Nodegroup, partsOf } from './Nodegroup.js'
import { NodegroupUpdate } from './NodegroupUpdate.js'
import { Role } from './Role.js'

export type EksNouns = {
  /** By name. */
  readonly ekscluster: EksCluster
  /** By `<cluster>/<node group>`. Read on a slow sweep; whoever sees something move asks for a younger fact. */
  readonly nodegroup: Nodegroup
  /** By `<cluster>/<node group>`: ids of its updates as EKS lists them: it says of no order that it is one. */
  readonly nodegroupUpdates: ReadonlyArray<string>
  /** By `<cluster>/<node group>/<id>`. Once finished it stays as it is. */
  readonly nodegroupUpdate: NodegroupUpdate
  /** By name, without its path. */
  readonly role: Role
  /** By the role's name: ARNs of the managed policies that are attached, sorted. */
  readonly rolePolicies: ReadonlyArray<string>
  /** By the role's name: names of the policies inside it, sorted. */
  readonly roleInlinePolicies: ReadonlyArray<string>
}

const MINUTE = 60_000
/** How often a node group is described whatever happens: what its Auto Scaling group does not show is seen within this time. */
const SWEEP = 10 * MINUTE
const HOUR = 60 * MINUTE
const read = reading<EksAct>()

/** By these codes EKS says that a thing, or the cluster around it, is not there. */
const notInEks = ['ResourceNotFoundException']
const notInIam = ['NoSuchEntity', 'NoSuchEntityException']
const sorted = (list: ReadonlyArray<string>): ReadonlyArray<string> => [...list].sort(byText)
const joined = (x: ReadonlyArray<string>, y: ReadonlyArray<string>) => sorted([...x, ...y])
const marked = <I extends object>(input: I, a: { readonly IsTruncated?: boolean; readonly Marker?: string }) =>
  a.IsTruncated === true && a.Marker !== undefined ? O.some({ ...input, Marker: a.Marker }) : O.none

export const eksNouns: NounTable<EksNouns> = {
  ekscluster: {
    codec: EksCluster,
    lifetime: MINUTE,
    requests: (_, ids) =>
      ids.map((name) =>
        read({
          ids: [name],
          op: 'eks:DescribeCluster',
          input: { name },
          facts: (a) => new Map([[name, a.cluster]]),
          absentOn: notInEks,
        }),
      ),
  },
  nodegroup: {
    codec: Nodegroup,
    lifetime: SWEEP,
    inTurns: true,
    requests: (_, ids) =>
      ids.map((id) =>
        read({
          ids: [id],
          op: 'eks:DescribeNodegroup',
          input: partsOf(id),
          facts: (a) => new Map([[id, a.nodegroup]]),
          absentOn: notInEks,
        }),
      ),
  },
  nodegroupUpdates: {
    codec: t.readonlyArray(t.string),
    lifetime: SWEEP,
    requests: (_, ids) =>
      ids.map((id) => {
        const { clusterName, nodegroupName } = partsOf(id)
        const input = { name: clusterName, nodegroupName, maxResults: 100 }
        return read({
          ids: [id],
          op: 'eks:ListUpdates',
          input,
          facts: (a) => new Map([[id, a.updateIds]]),
          join: (earlier, later) => [...earlier, ...later],
          more: (a) => (a.nextToken === undefined ? O.none : O.some({ ...input, nextToken: a.nextToken })),
          absentOn: notInEks,
        })
      }),
  },
  nodegroupUpdate: {
    codec: NodegroupUpdate,
    lifetime: SWEEP,
    requests: (_, ids) =>
      ids.map((id) => {
        const { clusterName, nodegroupName: rest } = partsOf(id)
        const { clusterName: nodegroupName, nodegroupName: updateId } = partsOf(rest)
        return read({
          ids: [id],
          op: 'eks:DescribeUpdate',
          input: { name: clusterName, nodegroupName, updateId },
          facts: (a) => new Map([[id, a.update]]),
          absentOn: notInEks,
        })
      }),
  },
  role: {
    codec: Role,
    lifetime: HOUR,
    inTurns: true,
    requests: (_, ids) =>
      ids.map((RoleName) =>
        read({
          ids: [RoleName],
          op: 'iam:GetRole',
          input: { RoleName },
          facts: (a) => new Map([[RoleName, a.Role]]),
          absentOn: notInIam,
        }),
      ),
  },
  rolePolicies: {
    codec: t.readonlyArray(t.string),
    lifetime: HOUR,
    inTurns: true,
    requests: (_, ids) =>
      ids.map((RoleName) => {
        const input = { RoleName, MaxItems: 1_000 }
        return read({
          ids: [RoleName],
          op: 'iam:ListAttachedRolePolicies',
          input,
          facts: (a) => new Map([[RoleName, sorted(a.AttachedPolicies.flatMap((p) => (p.PolicyArn === undefined ? [] : [p.PolicyArn])))]]),
          join: joined,
          more: (a) => marked(input, a),
          absentOn: notInIam,
        })
      }),
  },
  roleInlinePolicies: {
    codec: t.readonlyArray(t.string),
    lifetime: HOUR,
    inTurns: true,
    requests: (_, ids) =>
      ids.map((RoleName) => {
        const input = { RoleName, MaxItems: 1_000 }
        return read({
          ids: [RoleName],
          op: 'iam:ListRolePolicies',
          input,
          facts: (a) => new Map([[RoleName, sorted(a.PolicyNames)]]),
          join: joined,
          more: (a) => marked(input, a),
          absentOn: notInIam,
        })
      }),
  },
}
