/**
 * A conformance suite: sequences of operations with what AWS documents that each answers. It runs through any `Calls<EksAct>`: the real
 * adapter before an endpoint, or before a simulator. `docs/differences-aws.md` lists where stand-ins answer otherwise, and why.
 * @since 0.1.0
 */
import type { EksAct } from '@poolwright/aws'
import type { Calls } from '@poolwright/core/Calls'
import { codeOf } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import { nodegroups } from './conformance/nodegroups.js'
import { roles } from './conformance/roles.js'
import type { Ground, Sequence } from './conformance/Sequence.js'

export { differing, type Heard, perform, type Stage, type Step } from '@poolwright/aws-client/conformance/Sequence'
export type { Ground, Sequence } from './conformance/Sequence.js'

/** All of them; each makes what it needs and takes it away again, so that any may run alone and in any order. */
export const sequences: ReadonlyArray<Sequence> = [...roles, ...nodegroups]

/** What a cluster of the account gives to node groups; left, why that is nothing. */
export const groundOf = async (calls: Calls<EksAct>, scope: Scope, prefix: string, cluster: string): Promise<E.Either<string, Ground>> => {
  const found = await calls['eks:DescribeCluster'](scope, { name: cluster }, '')()
  if (E.isLeft(found)) return E.left(`the cluster ${cluster} cannot be read: ${codeOf(found.left)}`)
  const { version, status, resourcesVpcConfig } = found.right.cluster
  const subnets = resourcesVpcConfig?.subnetIds ?? []
  if (status !== 'ACTIVE' || version === undefined || subnets.length === 0) return E.left(`the cluster ${cluster} is not active`)
  return E.right({ scope, prefix, cluster, version, subnets })
}
