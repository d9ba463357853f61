/**
 * The network of a cluster, as the object behind it shows it: an AWSCluster, or for EKS an AWSManagedControlPlane.
 * @since 0.1.0
 */
import { isPlain } from '@poolwright/core/Json'
import type * as t from 'io-ts'
import { dictionary, flag, list, object, open, text } from './internal/codec.js'

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

export interface ClusterNetwork {
  readonly vpc: { readonly id?: string }
  readonly subnets: ReadonlyArray<ClusterSubnet>
}

/** What is known of the network once it is there. */
export interface NetworkStatus {
  readonly ready?: boolean
  /** Ids of the cluster's security groups by role, such as `node` and `lb`. */
  readonly network: { readonly securityGroups: Readonly<Record<string, string>> }
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

export const WrittenNetwork = object(
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

/** The normal form: without a network there is no VPC and there are no subnets. */
export const networkOf = (written: t.TypeOf<typeof WrittenNetwork> | undefined): ClusterNetwork => {
  const id = written?.vpc?.id
  return { vpc: id === undefined ? {} : { id }, subnets: (written?.subnets ?? []).map(subnetOf) }
}

const subnetOf = (written: t.TypeOf<typeof Subnet>): ClusterSubnet => ({
  id: written.resourceID === undefined || written.resourceID === '' ? written.id : written.resourceID,
  ...(written.availabilityZone === undefined ? {} : { availabilityZone: written.availabilityZone }),
  isPublic: written.isPublic ?? false,
  ...(written.zoneType === undefined ? {} : { zoneType: written.zoneType }),
  tags: written.tags ?? {},
})

/** Status is never an error: what is not of the expected type is left out. */
export const networkStatusOf = (status: unknown): NetworkStatus => {
  const written = isPlain(status) ? status : {}
  const network = isPlain(written['networkStatus']) ? written['networkStatus'] : {}
  const groups = isPlain(network['securityGroups']) ? Object.entries(network['securityGroups']) : []
  const ids = groups.flatMap(([role, group]) => (isPlain(group) && typeof group['id'] === 'string' ? [[role, group['id']] as const] : []))
  return {
    ...(typeof written['ready'] === 'boolean' ? { ready: written['ready'] } : {}),
    network: { securityGroups: Object.fromEntries(ids) },
  }
}
