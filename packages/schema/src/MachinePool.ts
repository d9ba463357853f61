/**
 * MachinePool: how many machines of which version, and who makes them. Cluster API's v1beta1 and v1beta2 decode into one form.
 * @since 0.1.0
 */
import type * as t from 'io-ts'
import { Duration } from './Duration.js'
import { dictionary, int32, list, object, open, text, textOf, whole } from './internal/codec.js'
import { GroupReference, type Metadata, metadataOf, ObjectMeta, ObjectReference, type Reference, referenceOf } from './Metadata.js'

export interface MachinePoolSpec {
  readonly clusterName: string
  /** Absent: whatever the group has, or its minimum when it is made. Who owns the count is said by annotations, not here. */
  readonly replicas?: number
  /** In the author's spelling, with or without a leading `v`. */
  readonly version?: string
  /** The Secret with bootstrap data; empty when none is needed, absent while it is not known yet. */
  readonly dataSecretName?: string
  /** Who renders the bootstrap data. */
  readonly bootstrapRef?: Reference
  readonly infrastructureRef: Reference
  /** Availability zones, used when the infrastructure object names neither subnets nor zones. */
  readonly failureDomains?: ReadonlyArray<string>
  /** Written by Cluster API; only carried. */
  readonly providerIDList?: ReadonlyArray<string>
}

export interface MachinePool {
  readonly metadata: Metadata
  readonly spec: MachinePoolSpec
}

/** The document's path of each member of the normal form that stands elsewhere in the document. */
export const writtenPaths: Readonly<Record<string, string>> = {
  'spec.version': 'spec.template.spec.version',
  'spec.dataSecretName': 'spec.template.spec.bootstrap.dataSecretName',
  'spec.bootstrapRef': 'spec.template.spec.bootstrap.configRef',
  'spec.infrastructureRef': 'spec.template.spec.infrastructureRef',
}

const clusterName = textOf(1, 63)
const templateMetadata = object('metadata', {}, { labels: dictionary(text), annotations: dictionary(text) })
const seconds = whole(0, int32)
const poolMembers = { replicas: whole(0, int32), providerIDList: list(textOf(1, 512)), failureDomains: list(textOf(1, 256)) }
const machineMembers = {
  clusterName,
  version: textOf(1, 256),
  providerID: text,
  failureDomain: text,
  readinessGates: open,
  taints: list(open),
}
const head = { apiVersion: text, kind: text, metadata: ObjectMeta }

const MachineSpecV1Beta1 = object(
  'a machine spec',
  { infrastructureRef: ObjectReference },
  {
    ...machineMembers,
    bootstrap: object('bootstrap', {}, { configRef: ObjectReference, dataSecretName: textOf(0, 253) }),
    nodeDrainTimeout: Duration,
    nodeVolumeDetachTimeout: Duration,
    nodeDeletionTimeout: Duration,
  },
)
const MachineSpecV1Beta2 = object(
  'a machine spec',
  { infrastructureRef: GroupReference },
  {
    ...machineMembers,
    bootstrap: object('bootstrap', {}, { configRef: GroupReference, dataSecretName: textOf(0, 253) }),
    minReadySeconds: seconds,
    deletion: object(
      'deletion timeouts',
      {},
      {
        nodeDrainTimeoutSeconds: seconds,
        nodeVolumeDetachTimeoutSeconds: seconds,
        nodeDeletionTimeoutSeconds: seconds,
      },
    ),
  },
)

export const MachinePoolV1Beta1 = object(
  'a MachinePool',
  {
    ...head,
    spec: object(
      'a MachinePool spec',
      { clusterName, template: object('a template', { spec: MachineSpecV1Beta1 }, { metadata: templateMetadata }) },
      { ...poolMembers, minReadySeconds: seconds },
    ),
  },
  { status: open },
)
export const MachinePoolV1Beta2 = object(
  'a MachinePool',
  {
    ...head,
    spec: object(
      'a MachinePool spec',
      { clusterName, template: object('a template', { spec: MachineSpecV1Beta2 }, { metadata: templateMetadata }) },
      poolMembers,
    ),
  },
  { status: open },
)
/** Either version, as written. */
export type WrittenMachinePool = t.TypeOf<typeof MachinePoolV1Beta1> | t.TypeOf<typeof MachinePoolV1Beta2>

export const machinePoolOf = (written: WrittenMachinePool): MachinePool => {
  const { spec } = written
  const machine = spec.template.spec
  const config = machine.bootstrap?.configRef
  return {
    metadata: metadataOf(written.metadata),
    spec: {
      clusterName: spec.clusterName,
      ...(spec.replicas === undefined ? {} : { replicas: spec.replicas }),
      ...(machine.version === undefined ? {} : { version: machine.version }),
      ...(machine.bootstrap?.dataSecretName === undefined ? {} : { dataSecretName: machine.bootstrap.dataSecretName }),
      ...(config === undefined ? {} : { bootstrapRef: referenceOf(config) }),
      infrastructureRef: referenceOf(machine.infrastructureRef),
      ...(spec.failureDomains === undefined ? {} : { failureDomains: spec.failureDomains }),
      ...(spec.providerIDList === undefined ? {} : { providerIDList: spec.providerIDList }),
    },
  }
}
