/**
 * Many pools of the example of EKS node groups, in an account that answers as AWS does.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Calls } from '@poolwright/core/Calls'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Change, type Ids, idsIn, scope, unchanged } from './farm.js'
import { examples } from './folder.js'

export type Fleet = {
  readonly clusters: ReadonlyArray<string>
  readonly subnets: ReadonlyArray<string>
  /** Cluster and name of every node group. */
  readonly nodegroups: ReadonlyArray<readonly [cluster: string, nodegroup: string]>
  readonly text: string
}
export type Size = {
  readonly prefix: string
  readonly clusters: number
  /** Pools of all clusters, dealt out to them in turn. */
  readonly pools: number
  readonly change?: Change
}

const exampleOf = (ids: Ids, file: string): string =>
  Object.entries(ids).reduce((text, [was, is]) => text.replaceAll(was, is), readFileSync(join(examples, 'eks', file), 'utf8'))

/** `general.yaml` without nodes and without tags, as often as wanted. */
export const fleetIn = async (calls: Calls<AwsAct>, { prefix, clusters: n, pools, change = unchanged }: Size): Promise<Fleet> => {
  const ids = await idsIn(calls)
  const clusters = Array.from({ length: n }, (_, i) => `${prefix}-${i}`)
  const nodegroups = Array.from({ length: pools }, (_, i) => [clusters[i % n] ?? '', `${prefix}-pool-${i}`] as const)
  const own = (text: string, cluster: string) => text.replace(/([nN]ame): prod$/gm, `$1: ${cluster}`)
  const empty = exampleOf(ids, 'general.yaml')
    .replace('replicas: 2', 'replicas: 0')
    .replace('minSize: 1', 'minSize: 0')
    .replace(/ {2}additionalTags:\n( {4}.*\n)+/, '')
  const texts = nodegroups.map(([cluster, name], i) => change(own(empty, cluster), i).replaceAll(/([nN]ame): general$/gm, `$1: ${name}`))
  return {
    clusters,
    subnets: [ids['subnet-0a1b2c3d4e5f60001'] ?? '', ids['subnet-0a1b2c3d4e5f60002'] ?? ''],
    nodegroups,
    text: [...clusters.map((cluster) => own(exampleOf(ids, 'cluster.yaml'), cluster)), ...texts].join('\n---\n'),
  }
}

/** Deletes the node groups; what is not there is no matter. */
export const clearNodegroups = async (calls: Calls<AwsAct>, { nodegroups }: Fleet): Promise<void> => {
  for (const [clusterName, nodegroupName] of nodegroups) await calls['eks:DeleteNodegroup'](scope, { clusterName, nodegroupName }, '')()
}
