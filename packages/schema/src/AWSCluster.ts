/**
 * AWSCluster: the facts about the network that pools stand in. v1beta1 and v1beta2 decode into one form; of what only a control plane
 * or the network itself needs, nothing is read.
 * @since 0.1.0
 */
import { isPlain } from '@poolwright/core/Json'
import type * as t from 'io-ts'
import { Duration } from './Duration.js'
import { dictionary, flag, list, object, open, text, textOf } from './internal/codec.js'
import { type Metadata, metadataOf, ObjectMeta } from './Metadata.js'

/** A subnet that the cluster knows. */
export interface ClusterSubnet {
  /** The subnet's id in AWS; for one that Cluster API Provider AWS made, its resource id. */
  readonly id: string
  readonly availabilityZone?: string
  readonly isPublic: boolean
  /** `availability-zone`, `local-zone` or `wavelength-zone`; absent is the first. */
  readonly zoneType?: string
  readonly tags: Readonly<Record<string, string>>
}

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
    readonly network: { readonly vpc: { readonly id?: string }; readonly subnets: ReadonlyArray<ClusterSubnet> }
    readonly s3Bucket?: S3Bucket
  }
  readonly status: {
    readonly ready?: boolean
    /** Ids of the cluster's security groups by role, such as `node` and `lb`. */
    readonly network: { readonly securityGroups: Readonly<Record<string, string>> }
  }
}

const Subnet = object(
  'a subnet',
  { id: text },
  {
    resourceID: text,
    cidrBlock: text,
    ipv6CidrBlock: text,
    availabilityZone: text,
    isPublic: flag,
    isIpv6: flag,
    routeTableId: text,
    natGatewayId: text,
    tags: dictionary(text),
    zoneType: text,
    parentZoneName: text,
  },
)
const Network = object(
  'a network',
  {},
  {
    vpc: object(
      'a VPC',
      {},
      {
        id: text,
        cidrBlock: text,
        secondaryCidrBlocks: open,
        ipamPool: open,
        ipv6: open,
        internetGatewayId: text,
        carrierGatewayId: text,
        tags: dictionary(text),
        availabilityZones: list(text),
        availabilityZoneUsageLimit: open,
        availabilityZoneSelection: open,
        emptyRoutesDefaultVPCSecurityGroup: flag,
        privateDnsHostnameTypeOnLaunch: text,
        elasticIpPool: open,
        subnetSchema: text,
      },
    ),
    subnets: list(Subnet),
    cni: open,
    securityGroupOverrides: dictionary(text),
    additionalControlPlaneIngressRules: open,
    additionalNodeIngressRules: open,
    nodePortIngressRuleCidrBlocks: open,
    loadBalancers: open,
  },
)

export const WrittenAWSCluster = object(
  'an AWSCluster',
  { apiVersion: text, kind: text, metadata: ObjectMeta },
  {
    spec: object(
      'an AWSCluster spec',
      {},
      {
        network: Network,
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
  const vpc = spec.network?.vpc?.id
  return {
    metadata: metadataOf(written.metadata),
    spec: {
      ...(spec.region === undefined ? {} : { region: spec.region }),
      additionalTags: spec.additionalTags ?? {},
      ...(spec.imageLookupFormat === undefined ? {} : { imageLookupFormat: spec.imageLookupFormat }),
      ...(spec.imageLookupOrg === undefined ? {} : { imageLookupOrg: spec.imageLookupOrg }),
      ...(spec.imageLookupBaseOS === undefined ? {} : { imageLookupBaseOS: spec.imageLookupBaseOS }),
      network: { vpc: vpc === undefined ? {} : { id: vpc }, subnets: (spec.network?.subnets ?? []).map(subnetOf) },
      ...(spec.s3Bucket === undefined ? {} : { s3Bucket: spec.s3Bucket }),
    },
    status: statusOf(written.status),
  }
}

const subnetOf = (written: t.TypeOf<typeof Subnet>): ClusterSubnet => ({
  id: written.resourceID === undefined || written.resourceID === '' ? written.id : written.resourceID,
  ...(written.availabilityZone === undefined ? {} : { availabilityZone: written.availabilityZone }),
  isPublic: written.isPublic ?? false,
  ...(written.zoneType === undefined ? {} : { zoneType: written.zoneType }),
  tags: written.tags ?? {},
})

/** Status is never an error: what is not of the expected type is left out. */
const statusOf = (status: unknown): AWSCluster['status'] => {
  const written = isPlain(status) ? status : {}
  const network = isPlain(written['networkStatus']) ? written['networkStatus'] : {}
  const groups = isPlain(network['securityGroups']) ? Object.entries(network['securityGroups']) : []
  const ids = groups.flatMap(([role, group]) => (isPlain(group) && typeof group['id'] === 'string' ? [[role, group['id']] as const] : []))
  return {
    ...(typeof written['ready'] === 'boolean' ? { ready: written['ready'] } : {}),
    network: { securityGroups: Object.fromEntries(ids) },
  }
}
