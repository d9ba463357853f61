/**
 * Rules across the fields of a MachinePool, as Cluster API's webhook has them.
 */
import { parse } from 'semver'
import { type Breach, breach, when } from '../internal/Rule.js'
import type { Path } from '../internal/Tree.js'
import type { WrittenMachinePool } from '../MachinePool.js'

/** The label that names an object's cluster. */
export const clusterLabel = 'cluster.x-k8s.io/cluster-name'
const machine: Path = ['spec', 'template', 'spec']
const bound = (which: string): string => `cluster.x-k8s.io/cluster-api-autoscaler-node-group-${which}-size`

/** Three numbers, with or without a leading `v`, a pre-release and a build. */
export const isVersion = (version: string): boolean => /^v?\d\S*$/.test(version) && parse(version) !== null

export const machinePoolRules = (pool: WrittenMachinePool): ReadonlyArray<Breach> => {
  const { spec, metadata } = pool
  const inner = spec.template.spec
  const label = metadata.labels?.[clusterLabel]
  const clusterName: Path = ['spec', 'clusterName']
  return [
    ...when(inner.clusterName !== undefined && inner.clusterName !== spec.clusterName, () =>
      breach('PW-CLUSTER-NAME', 'error', [...machine, 'clusterName'], {
        expected: `the clusterName of the pool, ${spec.clusterName}`,
        got: inner.clusterName ?? '',
        also: [clusterName],
      }),
    ),
    ...when(inner.clusterName === undefined, () =>
      breach('PW-CLUSTER-NAME', 'tolerated', machine, {
        expected: `clusterName ${spec.clusterName} in the template too`,
        got: 'none',
        advice: 'An API server asks for it.',
        also: [clusterName],
      }),
    ),
    ...when(label !== undefined && label !== spec.clusterName, () =>
      breach('PW-CLUSTER-NAME', 'tolerated', ['metadata', 'labels', clusterLabel], {
        expected: `the clusterName of the pool, ${spec.clusterName}`,
        got: label ?? '',
        advice: 'Cluster API overwrites the label.',
        also: [clusterName],
      }),
    ),
    ...when(inner.bootstrap?.configRef === undefined && inner.bootstrap?.dataSecretName === undefined, () =>
      breach('PW-BOOTSTRAP-NONE', 'error', [...machine, 'bootstrap'], {
        expected: 'configRef or dataSecretName',
        got: 'neither',
        advice: 'Write dataSecretName: "" for machines that need no bootstrap data.',
      }),
    ),
    ...when(inner.version !== undefined && !isVersion(inner.version), () =>
      breach('PW-VERSION', 'error', [...machine, 'version'], {
        expected: 'a version of three numbers such as v1.34.0',
        got: JSON.stringify(inner.version?.slice(0, 60)),
      }),
    ),
    ...when((inner.taints?.length ?? 0) > 0, () =>
      breach('PW-TAINTS', 'error', [...machine, 'taints'], {
        expected: 'no taints on a pool',
        got: 'some',
        advice: 'Cluster API refuses them here; put them into the bootstrap configuration.',
      }),
    ),
    ...['min', 'max'].flatMap((which) => {
      const size = metadata.annotations?.[bound(which)]
      return when(size !== undefined && !/^[-+]?\d{1,10}$/.test(size), () =>
        breach('PW-FORMAT', 'error', ['metadata', 'annotations', bound(which)], {
          expected: 'a whole number in quotes',
          got: JSON.stringify(size?.slice(0, 60)),
        }),
      )
    }),
    ...when('namespace' in inner.infrastructureRef && inner.infrastructureRef.namespace !== (metadata.namespace ?? 'default'), () =>
      breach('PW-REF-NAMESPACE', 'tolerated', [...machine, 'infrastructureRef', 'namespace'], {
        expected: `the namespace of the pool, ${metadata.namespace ?? 'default'}`,
        got: 'another one',
        advice: 'Cluster API looks in the namespace of the pool, whatever is written here.',
        also: [['metadata', 'namespace']],
      }),
    ),
  ]
}
