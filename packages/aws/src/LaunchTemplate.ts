/**
 * EC2 launch templates: the body as it is sent, and as it comes back.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import { Payload } from '@poolwright/core/Payload'
import { base64 } from '@scure/base'
import * as t from 'io-ts'
import { Tag, TagSpecification } from './tags.js'
import { TimeText } from './time.js'
import { digestUserData, UserData, volatileKeysOf, volatileName } from '@poolwright/core/UserData'

export const Ebs = struct(
  'Ebs',
  {},
  {
    VolumeSize: t.number,
    VolumeType: t.string,
    Iops: t.number,
    Throughput: t.number,
    Encrypted: t.boolean,
    KmsKeyId: t.string,
    DeleteOnTermination: t.boolean,
  },
)
export type Ebs = t.TypeOf<typeof Ebs>
export const BlockDeviceMapping = struct('BlockDeviceMapping', { DeviceName: t.string }, { Ebs })
export type BlockDeviceMapping = t.TypeOf<typeof BlockDeviceMapping>

const MetadataOptions = struct(
  'MetadataOptions',
  {},
  {
    HttpEndpoint: t.string,
    HttpProtocolIpv6: t.string,
    HttpPutResponseHopLimit: t.number,
    HttpTokens: t.string,
    InstanceMetadataTags: t.string,
  },
)
const SpotOptions = struct('SpotOptions', {}, { MaxPrice: t.string })
const InstanceMarketOptions = struct('InstanceMarketOptions', {}, { MarketType: t.string, SpotOptions })
const CapacityReservationTarget = struct('CapacityReservationTarget', {}, { CapacityReservationId: t.string })
const CapacityReservationSpecification = struct(
  'CapacityReservationSpecification',
  {},
  { CapacityReservationPreference: t.string, CapacityReservationTarget },
)
const PrivateDnsNameOptions = struct(
  'PrivateDnsNameOptions',
  {},
  { HostnameType: t.string, EnableResourceNameDnsARecord: t.boolean, EnableResourceNameDnsAAAARecord: t.boolean },
)

const body = {
  ImageId: t.string,
  InstanceType: t.string,
  KeyName: t.string,
  IamInstanceProfile: struct('IamInstanceProfile', {}, { Name: t.string, Arn: t.string }),
  SecurityGroupIds: t.readonlyArray(t.string),
  BlockDeviceMappings: t.readonlyArray(BlockDeviceMapping),
  MetadataOptions,
  InstanceMarketOptions,
  CapacityReservationSpecification,
  EnclaveOptions: struct('EnclaveOptions', {}, { Enabled: t.boolean }),
  PrivateDnsNameOptions,
  TagSpecifications: t.readonlyArray(TagSpecification),
} as const

/** What a version is made from. User data is a reference, or text that needs no hiding; its bytes are put in when the request is sent. */
export const TemplateData = struct('LaunchTemplateData', {}, { ...body, UserData: Payload })
export type TemplateData = t.TypeOf<typeof TemplateData>

const Observed = struct('ObservedLaunchTemplateData', {}, { ...body, UserData, CreateTime: TimeText })
/** What a version holds, with user data as digests, and when it was made: that is the version's own member, read together with the rest. */
export type ObservedTemplateData = t.TypeOf<typeof Observed>

const isRecord = (u: unknown): u is { readonly [k: string]: unknown } => typeof u === 'object' && u !== null
const volatileTag = (u: { readonly [k: string]: unknown }): string | undefined => {
  const list = t.readonlyArray(TagSpecification).decode(u['TagSpecifications'] ?? [])
  if (list._tag === 'Left') return undefined
  return list.right
    .filter((s) => s.ResourceType === 'instance')
    .flatMap((s) => s.Tags)
    .find((x) => x.Key === volatileName)?.Value
}
/** Total on what AWS may answer; text that is no base64 counts as its own bytes would, by its characters. */
const bytesOf = (text: string): Uint8Array => {
  const tidy = text.replace(/\s+/g, '')
  return /^[A-Za-z0-9+/]*={0,2}$/.test(tidy) && tidy.length % 4 === 0
    ? base64.decode(tidy)
    : Uint8Array.from(text, (c) => c.charCodeAt(0) & 255)
}

/** Reads AWS's answer, where user data is base64, and our own recorded form, where it is digests already. */
export const ObservedTemplateData: t.Type<ObservedTemplateData, unknown> = new t.Type<ObservedTemplateData, unknown>(
  'ObservedLaunchTemplateData',
  (u): u is ObservedTemplateData => Observed.is(u),
  (u, c) => {
    if (!isRecord(u) || typeof u['UserData'] !== 'string') return Observed.validate(u, c)
    const { UserData: text, ...rest } = u
    return Observed.validate({ ...rest, UserData: digestUserData(bytesOf(text), volatileKeysOf(volatileTag(u))) }, c)
  },
  (a) => Observed.encode(a),
)

/** A template's record: its versions' numbers, and its own tags. Numbers are decimal text, as every request takes them. */
export const Template = struct(
  'LaunchTemplate',
  {
    LaunchTemplateId: t.string,
    LaunchTemplateName: t.string,
    DefaultVersionNumber: t.number,
    LatestVersionNumber: t.number,
  },
  { Tags: t.readonlyArray(Tag) },
)
export type Template = t.TypeOf<typeof Template>

export const TemplateVersion = struct(
  'LaunchTemplateVersion',
  {
    LaunchTemplateId: t.string,
    VersionNumber: t.number,
    LaunchTemplateData: ObservedTemplateData,
  },
  { DefaultVersion: t.boolean, CreateTime: TimeText },
)
export type TemplateVersion = t.TypeOf<typeof TemplateVersion>
