/**
 * Where in the manifests a path of a plan is written.
 * @since 0.1.0
 */
import * as Key from '@poolwright/core/Key'
import type { Place, Placed } from '@poolwright/schema/Manifest'
import type { Manifests } from '@poolwright/schema/read'
import type { SourceOf } from './planText.js'

type Named = { readonly metadata: { readonly namespace: string; readonly name: string } }

const at = (p: Place): string => `${p.file}:${p.line}`

/**
 * Paths of a plan begin at the spec of the infrastructure object, at `metadata.`, or name another object's kind: `MachinePool.spec.replicas`.
 */
export const sourcesIn = (manifests: Manifests): SourceOf => {
  const named = <A extends Named>(
    list: ReadonlyArray<Placed<A>>,
    namespace: string,
    name: string | undefined,
  ): Placed<unknown> | undefined => list.find(({ value: { metadata } }) => metadata.namespace === namespace && metadata.name === name)
  return (pool, path) => {
    const { noun, scope, id } = Key.parse(pool)
    const isManaged = noun === 'awsmanagedmachinepool'
    const infrastructure = isManaged ? 'AWSManagedMachinePool' : 'AWSMachinePool'
    const namespace = scope.slice(scope.indexOf('/') + 1)
    const machinePool = manifests.machinePools.find(
      ({ value: { metadata, spec } }) =>
        metadata.namespace === namespace && spec.infrastructureRef.name === id && spec.infrastructureRef.kind === infrastructure,
    )
    const cluster = manifests.clusters.find(
      ({ value }) => value.metadata.namespace === namespace && value.metadata.name === machinePool?.value.spec.clusterName,
    )
    const kind = /^([A-Z]\w*)\./.exec(path)?.[1]
    const rest = kind === undefined ? path : path.slice(kind.length + 1)
    switch (kind) {
      case undefined: {
        const found = isManaged ? named(manifests.awsManagedMachinePools, namespace, id) : named(manifests.awsMachinePools, namespace, id)
        return found === undefined ? undefined : at(found.placeOf(/^(spec|metadata)\b/.test(rest) ? rest : `spec.${rest}`))
      }
      case 'MachinePool':
        return machinePool === undefined ? undefined : at(machinePool.placeOf(rest))
      case 'Cluster':
        return cluster === undefined ? undefined : at(cluster.placeOf(rest))
      case 'AWSCluster': {
        const found = named(manifests.awsClusters, namespace, cluster?.value.spec.infrastructureRef?.name)
        return found === undefined ? undefined : at(found.placeOf(rest))
      }
      case 'AWSManagedControlPlane': {
        const found = named(manifests.awsManagedControlPlanes, namespace, cluster?.value.spec.controlPlaneRef?.name)
        return found === undefined ? undefined : at(found.placeOf(rest))
      }
      default:
        return undefined
    }
  }
}
