/**
 * The objects that a pool is described by, each found from the one before.
 * @since 0.1.0
 */
import type { Fact, Look } from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { AWSCluster } from '@poolwright/schema/AWSCluster'
import type { AWSMachinePool } from '@poolwright/schema/AWSMachinePool'
import type { Cluster } from '@poolwright/schema/Cluster'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import type { PoolNouns } from './PoolNouns.js'

export const clusterLabel = 'cluster.x-k8s.io/cluster-name'

export const keysOf = (pool: AWSMachinePool) => {
  const { name, namespace } = pool.metadata
  const scope = Key.kubeScope(namespace)
  return {
    machinePool: Key.of('machinepool', scope, `AWSMachinePool/${name}`),
    settings: Key.of('settings', scope, name),
    record: Key.of('record', scope, name),
    cluster: (cluster: string) => Key.of('cluster', scope, cluster),
    awsCluster: (cluster: string) => Key.of('awscluster', scope, cluster),
    secret: (secret: string) => Key.of('secret', scope, secret),
  }
}
export type PoolKeys = ReturnType<typeof keysOf>

/** What is known of the cluster around a pool. */
export type Surroundings = {
  readonly clusterName: string
  readonly cluster: Fact<Cluster>
  /** The object that stands behind the cluster's network; `null` where it is of another kind. */
  readonly awsCluster: Fact<AWSCluster> | null
  /** Under which key the network was looked for. */
  readonly networkKey: Key.Key
  /** The control plane is EKS's. */
  readonly eks: boolean
  /** The name that the cluster's things are tagged with. */
  readonly tagName: string
}

const eksKind = 'AWSManagedControlPlane'

export const surroundingsOf = (look: Look<PoolNouns>, keys: PoolKeys, machinePool: MachinePool): Surroundings => {
  const { clusterName } = machinePool.spec
  const clusterKey = keys.cluster(clusterName)
  const cluster = look(clusterKey)
  const spec = cluster._tag === 'Present' ? cluster.value.spec : {}
  const { infrastructureRef, controlPlaneRef } = spec
  const eks = controlPlaneRef?.kind === eksKind
  const ofAws = infrastructureRef === undefined ? !eks : infrastructureRef.kind === 'AWSCluster'
  const awsKey = keys.awsCluster(infrastructureRef?.name ?? clusterName)
  return {
    clusterName,
    cluster,
    awsCluster: ofAws ? look(awsKey) : null,
    networkKey: ofAws ? awsKey : clusterKey,
    eks,
    tagName: eks ? controlPlaneRef.name : clusterName,
  }
}
