/**
 * The instances of an AWSMachinePool: what its launch template says.
 * @since 0.1.0
 */
import type * as t from 'io-ts'
import { choice, flag, int64, list, object, text, whole } from './internal/codec.js'

/** A filter of the EC2 Describe calls; values are alternatives. */
export const Filter = object('a filter', { name: text, values: list(text) })
export interface Filter extends t.TypeOf<typeof Filter> {}

/** Something of AWS's, by id or by filters; not both. */
export const ResourceReference = object('an id or filters', {}, { id: text, filters: list(Filter) })
export interface ResourceReference extends t.TypeOf<typeof ResourceReference> {}

/** The image by id; without one it is looked up by version. `eksLookupType` chooses among EKS's images. */
export const AMIReference = object(
  'an image',
  {},
  { id: text, eksLookupType: choice('AmazonLinux', 'AmazonLinuxGPU', 'AmazonLinux2023', 'AmazonLinux2023GPU') },
)
export interface AMIReference extends t.TypeOf<typeof AMIReference> {}

/**
 * One EBS volume. `size` in GiB; `iops` 0 or absent: not sent; `throughput` in MiB/s, gp3 only; `encryptionKey` (id or ARN) implies
 * `encrypted`. The root volume's `deviceName` may be left out: it is the image's.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateEbsBlockDeviceRequest.html
 */
export const Volume = object(
  'a volume',
  { size: whole(8, int64) },
  { deviceName: text, type: text, iops: whole(0, int64), throughput: whole(0, int64), encrypted: flag, encryptionKey: text },
)
export interface Volume extends t.TypeOf<typeof Volume> {}

/** Present, even empty: Spot instances. `maxPrice` in dollars an hour; empty or absent: up to the on-demand price. */
export const SpotMarketOptions = object('Spot options', {}, { maxPrice: text })
export interface SpotMarketOptions extends t.TypeOf<typeof SpotMarketOptions> {}

const state = choice('enabled', 'disabled')
/**
 * The instance metadata service. Once present, the members that are absent take their defaults (see `defaults`).
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateInstanceMetadataOptionsRequest.html
 */
export const InstanceMetadataOptions = object(
  'metadata options',
  {},
  {
    httpEndpoint: state,
    httpProtocolIpv6: state,
    httpPutResponseHopLimit: whole(1, 64),
    httpTokens: choice('optional', 'required'),
    instanceMetadataTags: state,
  },
)
export interface InstanceMetadataOptions extends t.TypeOf<typeof InstanceMetadataOptions> {}

export const EnclaveOptions = object('enclave options', {}, { enabled: flag })
export interface EnclaveOptions extends t.TypeOf<typeof EnclaveOptions> {}

export const PrivateDNSName = object(
  'private DNS name options',
  {},
  { hostnameType: choice('ip-name', 'resource-name'), enableResourceNameDnsARecord: flag, enableResourceNameDnsAAAARecord: flag },
)
export interface PrivateDNSName extends t.TypeOf<typeof PrivateDNSName> {}

/** `name` and `versionNumber` are read and have no effect: the template is named after the pool, and AWS numbers its versions. */
export const AWSLaunchTemplate = object(
  'a launch template',
  {},
  {
    name: text,
    iamInstanceProfile: text,
    ami: AMIReference,
    imageLookupFormat: text,
    imageLookupOrg: text,
    imageLookupBaseOS: text,
    instanceType: text,
    rootVolume: Volume,
    nonRootVolumes: list(Volume),
    sshKeyName: text,
    versionNumber: whole(0, int64),
    additionalSecurityGroups: list(ResourceReference),
    spotMarketOptions: SpotMarketOptions,
    instanceMetadataOptions: InstanceMetadataOptions,
    enclaveOptions: EnclaveOptions,
    privateDnsName: PrivateDNSName,
    capacityReservationId: text,
    capacityReservationPreference: choice('', 'None', 'CapacityReservationsOnly', 'Open'),
    marketType: choice('OnDemand', 'Spot', 'CapacityBlock'),
  },
)
export interface AWSLaunchTemplate extends t.TypeOf<typeof AWSLaunchTemplate> {}
