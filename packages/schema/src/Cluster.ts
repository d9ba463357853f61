/**
 * Cluster: what a pool has to know of the cluster it belongs to. v1beta1 and v1beta2 decode into one form.
 * @since 0.1.0
 */
import { isPlain } from '@poolwright/core/Json'
import type * as t from 'io-ts'
import { flag, object, open, text } from './internal/codec.js'
import { GroupReference, type Metadata, metadataOf, ObjectMeta, ObjectReference, type Reference, referenceOf } from './Metadata.js'

export interface Cluster {
  readonly metadata: Metadata
  readonly spec: {
    /** True: nothing of this cluster is touched. */
    readonly paused?: boolean
    readonly infrastructureRef?: Reference
    readonly controlPlaneRef?: Reference
  }
  readonly status: {
    /** Absent when nobody has said so yet, which is not the same as `false`. */
    readonly infrastructureProvisioned?: boolean
  }
}

const head = { apiVersion: text, kind: text, metadata: ObjectMeta }
const members = { paused: flag, clusterNetwork: open, controlPlaneEndpoint: open, topology: open, availabilityGates: open }

export const ClusterV1Beta1 = object('a Cluster', head, {
  spec: object('a Cluster spec', {}, { ...members, infrastructureRef: ObjectReference, controlPlaneRef: ObjectReference }),
  status: open,
})
export const ClusterV1Beta2 = object('a Cluster', head, {
  spec: object('a Cluster spec', {}, { ...members, infrastructureRef: GroupReference, controlPlaneRef: GroupReference }),
  status: open,
})
export type WrittenCluster = t.TypeOf<typeof ClusterV1Beta1> | t.TypeOf<typeof ClusterV1Beta2>

export const clusterOf = (written: WrittenCluster): Cluster => {
  const infrastructure = written.spec?.infrastructureRef
  const controlPlane = written.spec?.controlPlaneRef
  const provisioned = provisionedIn(written.status)
  return {
    metadata: metadataOf(written.metadata),
    spec: {
      ...(written.spec?.paused === undefined ? {} : { paused: written.spec.paused }),
      ...(infrastructure === undefined ? {} : { infrastructureRef: referenceOf(infrastructure) }),
      ...(controlPlane === undefined ? {} : { controlPlaneRef: referenceOf(controlPlane) }),
    },
    status: provisioned === undefined ? {} : { infrastructureProvisioned: provisioned },
  }
}

/** v1beta2's `initialization.infrastructureProvisioned`, else v1beta1's `infrastructureReady`. */
const provisionedIn = (status: unknown): boolean | undefined => {
  if (!isPlain(status)) return undefined
  const initialization = status['initialization']
  const provisioned = isPlain(initialization) ? initialization['infrastructureProvisioned'] : status['infrastructureReady']
  return typeof provisioned === 'boolean' ? provisioned : undefined
}
