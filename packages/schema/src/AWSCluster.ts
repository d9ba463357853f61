/**
 * AWSCluster: the facts about the network that pools stand in. v1beta1 and v1beta2 decode into one form; of what only a control plane
 * or the network itself needs, nothing is read.
 * @since 0.1.0
 */
import type * as t from 'io-ts'
import { type ClusterNetwork, networkOf, type NetworkStatus, networkStatusOf, WrittenNetwork } from './ClusterNetwork.js'
import { Duration } from './Duration.js'
import { dictionary, flag, list, object, open, text, textOf } from './internal/codec.js'
import { type Metadata, metadataOf, ObjectMeta } from './Metadata.js'

export type { ClusterSubnet } from './ClusterNetwork.js'

/** Where Ignition data is stored. `presignedURLDuration` present: instances fetch it by URL instead of by their profile. */
const S3Bucket = object(
  'a bucket',
  { name: textOf(3, 63) },
  {
    controlPlaneIAMInstanceProfile: text,
    nodesIAMInstanceProfiles: list(text),
    presignedURLDuration: Duration,
    bestEffortDeleteObjects: flag,
  },
)
export interface S3Bucket extends t.TypeOf<typeof S3Bucket> {}

export interface AWSCluster {
  readonly metadata: Metadata
  readonly spec: {
    readonly region?: string
    readonly additionalTags: Readonly<Record<string, string>>
    readonly imageLookupFormat?: string
    readonly imageLookupOrg?: string
    readonly imageLookupBaseOS?: string
    readonly network: ClusterNetwork
    readonly s3Bucket?: S3Bucket
  }
  readonly status: NetworkStatus
}

export const WrittenAWSCluster = object(
  'an AWSCluster',
  { apiVersion: text, kind: text, metadata: ObjectMeta },
  {
    spec: object(
      'an AWSCluster spec',
      {},
      {
        network: WrittenNetwork,
        region: text,
        partition: text,
        sshKeyName: text,
        controlPlaneEndpoint: open,
        additionalTags: dictionary(text),
        controlPlaneLoadBalancer: open,
        secondaryControlPlaneLoadBalancer: open,
        imageLookupFormat: text,
        imageLookupOrg: text,
        imageLookupBaseOS: text,
        bastion: open,
        identityRef: open,
        s3Bucket: S3Bucket,
      },
    ),
    status: open,
  },
)

export const awsClusterOf = (written: t.TypeOf<typeof WrittenAWSCluster>): AWSCluster => {
  const spec = written.spec ?? {}
  return {
    metadata: metadataOf(written.metadata),
    spec: {
      ...(spec.region === undefined ? {} : { region: spec.region }),
      additionalTags: spec.additionalTags ?? {},
      ...(spec.imageLookupFormat === undefined ? {} : { imageLookupFormat: spec.imageLookupFormat }),
      ...(spec.imageLookupOrg === undefined ? {} : { imageLookupOrg: spec.imageLookupOrg }),
      ...(spec.imageLookupBaseOS === undefined ? {} : { imageLookupBaseOS: spec.imageLookupBaseOS }),
      network: networkOf(spec.network),
      ...(spec.s3Bucket === undefined ? {} : { s3Bucket: spec.s3Bucket }),
    },
    status: networkStatusOf(written.status),
  }
}
