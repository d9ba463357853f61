/**
 * The objects that a pool is described by, each found from the one before.
 * @since 0.1.0
 */
import type { Fact, Look } from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { AWSCluster, S3Bucket } from '@poolwright/schema/AWSCluster'
import type { AWSManagedControlPlane } from '@poolwright/schema/AWSManagedControlPlane'
import type { Cluster } from '@poolwright/schema/Cluster'
import { eksName } from '@poolwright/schema/eksNames'
import type { Metadata } from '@poolwright/schema/Metadata'
import type { PoolNouns } from './PoolNouns.js'
import { recordOf } from './Record.js'

/** The kinds of infrastructure objects that are provided. */
export type PoolKind = 'AWSMachinePool' | 'AWSManagedMachinePool'

export const clusterLabel = 'cluster.x-k8s.io/cluster-name'

export const keysOf = (pool: { readonly metadata: Metadata }, kind: PoolKind = 'AWSMachinePool') => {
  const { name, namespace } = pool.metadata
  const scope = Key.kubeScope(namespace)
  return {
    namespace,
    machinePool: Key.of('machinepool', scope, `${kind}/${name}`),
    settings: Key.of('settings', scope, name),
    record: recordOf(Key.of(kind.toLowerCase(), scope, name)),
    cluster: (cluster: string) => Key.of('cluster', scope, cluster),
    awsCluster: (cluster: string) => Key.of('awscluster', scope, cluster),
    awsManagedControlPlane: (name: string) => Key.of('awsmanagedcontrolplane', scope, name),
    secret: (secret: string) => Key.of('secret', scope, secret),
  }
}
export type PoolKeys = ReturnType<typeof keysOf>

/** What stands behind a cluster's network: an AWSCluster, or where EKS runs the control plane, that. */
export type ClusterOnAws = AWSCluster | AWSManagedControlPlane

/** Where the cluster stores Ignition data; clusters of EKS have no such bucket. */
export const bucketOf = (cluster: ClusterOnAws | null): S3Bucket | undefined =>
  cluster !== null && 's3Bucket' in cluster.spec ? cluster.spec.s3Bucket : undefined

/** What is known of the cluster around a pool. */
export type Surroundings = {
  readonly clusterName: string
  readonly cluster: Fact<Cluster>
  /** The object that stands behind the cluster's network; `null` where it is of another kind. */
  readonly network: Fact<ClusterOnAws> | null
  /** Under which key the network was looked for. */
  readonly networkKey: Key.Key
  /** The control plane is EKS's. */
  readonly eks: boolean
  /** The name that the cluster's things are tagged with. */
  readonly tagName: string
  /** `tagName` is what Cluster API Provider AWS would have given: nothing that was handed in says it. */
  readonly tagNameAssumed: boolean
}

const eksKind = 'AWSManagedControlPlane'

/** The cluster around a pool, by its name. Whatever cannot be told is as it is for a cluster of machines. */
export const surroundingsOf = (look: Look<PoolNouns>, keys: PoolKeys, clusterName: string): Surroundings => {
  const clusterKey = keys.cluster(clusterName)
  const cluster = look(clusterKey)
  const { infrastructureRef, controlPlaneRef } = cluster._tag === 'Present' ? cluster.value.spec : {}
  const base = { clusterName, cluster }
  const control = [controlPlaneRef, infrastructureRef].find((ref) => ref?.kind === eksKind)
  if (control !== undefined) {
    const networkKey = keys.awsManagedControlPlane(control.name)
    const network = look(networkKey)
    const named = network._tag === 'Present' ? (network.value.spec.eksClusterName ?? '') : ''
    return {
      ...base,
      network,
      networkKey,
      eks: true,
      tagName: named === '' ? eksName(keys.namespace, control.name) : named,
      tagNameAssumed: named === '',
    }
  }
  const plain = { ...base, eks: false, tagName: clusterName, tagNameAssumed: false }
  if (infrastructureRef !== undefined && infrastructureRef.kind !== 'AWSCluster') return { ...plain, network: null, networkKey: clusterKey }
  const networkKey = keys.awsCluster(infrastructureRef?.name ?? clusterName)
  return { ...plain, network: look(networkKey), networkKey }
}
