/**
 * The table: a path of the manifest, what it asks for, and where that is read in a group or in the body of a template or an instance.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResponseLaunchTemplateData.html
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import type { Desired } from '../Desired.js'
import { market, max, min, referred, spec, subnets, template, version } from './documents.js'
import { foundIn, type Images } from './images.js'
import { at, items, type Maybe, members, seconds, set, text, word } from './raw.js'

export type Row<A> = { readonly path: string; readonly want: (d: Desired) => Json; readonly read: (a: A) => Json }

/** `null` in `want`: not asked for, so that nothing must be there either. */
export const bodyRows = (images: Images): ReadonlyArray<Row<Maybe>> => [
  {
    path: 'awsLaunchTemplate.ami.id',
    want: (d) => text(template(d, 'ami', 'id')) ?? set(foundIn(images, template(d), version(d))),
    read: (b) => text(at(b, 'ImageId')),
  },
  { path: 'awsLaunchTemplate.instanceType', want: (d) => text(template(d, 'instanceType')), read: (b) => text(at(b, 'InstanceType')) },
  { path: 'awsLaunchTemplate.sshKeyName', want: (d) => text(template(d, 'sshKeyName')), read: (b) => text(at(b, 'KeyName')) },
  {
    path: 'awsLaunchTemplate.iamInstanceProfile',
    want: (d) => tail(text(template(d, 'iamInstanceProfile'))),
    read: (b) => tail(text(at(b, 'IamInstanceProfile', 'Arn') ?? at(b, 'IamInstanceProfile', 'Name'))),
  },
  {
    path: 'awsLaunchTemplate.additionalSecurityGroups[].id',
    want: (d) => {
      const core = members(at(d['AWSCluster'], 'status', 'networkStatus', 'securityGroups'))
      return set([at(core['node'], 'id'), at(core['lb'], 'id'), ...referred(template(d, 'additionalSecurityGroups'))])
    },
    read: (b) => set(items(at(b, 'SecurityGroupIds'))),
  },
  {
    path: 'awsLaunchTemplate.rootVolume',
    want: (d) => volume(template(d, 'rootVolume')),
    read: (b) => {
      const device = items(at(b, 'BlockDeviceMappings')).find((x) => at(x, 'DeviceName') === rootDevice)
      return device === undefined ? null : observedVolume(at(device, 'Ebs'))
    },
  },
  {
    path: 'awsLaunchTemplate.nonRootVolumes',
    want: (d) => byDevice(items(template(d, 'nonRootVolumes')).map((v) => [word(at(v, 'deviceName')), volume(v)])),
    read: (b) =>
      byDevice(
        items(at(b, 'BlockDeviceMappings'))
          .filter((x) => at(x, 'DeviceName') !== rootDevice)
          .map((x) => [word(at(x, 'DeviceName')), observedVolume(at(x, 'Ebs'))]),
      ),
  },
  ...(['httpEndpoint', 'httpPutResponseHopLimit', 'httpTokens', 'instanceMetadataTags'] as const).map((name): Row<Maybe> => ({
    path: `awsLaunchTemplate.instanceMetadataOptions.${name}`,
    // Once the options are there, each has the default that the API's own page gives it.
    want: (d) => {
      const options = template(d, 'instanceMetadataOptions')
      return options === undefined ? null : (at(options, name) ?? metadataDefaults[name])
    },
    read: (b) => at(b, 'MetadataOptions', `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`) ?? null,
  })),
  {
    path: 'awsLaunchTemplate.instanceMetadataOptions.httpProtocolIpv6',
    want: (d) => template(d, 'instanceMetadataOptions', 'httpProtocolIpv6') ?? 'disabled',
    read: (b) => at(b, 'MetadataOptions', 'HttpProtocolIpv6') ?? 'disabled',
  },
  {
    path: 'awsLaunchTemplate.marketType',
    want: market,
    read: (b) => text(at(b, 'InstanceMarketOptions', 'MarketType')),
  },
  {
    path: 'awsLaunchTemplate.spotMarketOptions.maxPrice',
    want: (d) => (market(d) === 'spot' ? price(template(d, 'spotMarketOptions', 'maxPrice')) : null),
    read: (b) => price(at(b, 'InstanceMarketOptions', 'SpotOptions', 'MaxPrice')),
  },
  {
    path: 'awsLaunchTemplate.enclaveOptions.enabled',
    want: (d) => template(d, 'enclaveOptions', 'enabled') === true,
    read: (b) => at(b, 'EnclaveOptions', 'Enabled') === true,
  },
  {
    path: 'awsLaunchTemplate.privateDnsName.hostnameType',
    want: (d) => text(template(d, 'privateDnsName', 'hostnameType')),
    read: (b) => text(at(b, 'PrivateDnsNameOptions', 'HostnameType')),
  },
  {
    path: 'awsLaunchTemplate.capacityReservationId',
    want: (d) => text(template(d, 'capacityReservationId')),
    read: (b) => text(at(b, 'CapacityReservationSpecification', 'CapacityReservationTarget', 'CapacityReservationId')),
  },
  {
    path: 'awsLaunchTemplate.capacityReservationPreference',
    want: (d) => preferences[word(template(d, 'capacityReservationPreference') ?? '')] ?? null,
    read: (b) => text(at(b, 'CapacityReservationSpecification', 'CapacityReservationPreference')),
  },
  {
    path: 'awsLaunchTemplate.privateDnsName.enableResourceNameDnsAAAARecord',
    want: (d) => template(d, 'privateDnsName', 'enableResourceNameDnsAAAARecord') === true,
    read: (b) => at(b, 'PrivateDnsNameOptions', 'EnableResourceNameDnsAAAARecord') === true,
  },
  {
    path: 'awsLaunchTemplate.privateDnsName.enableResourceNameDnsARecord',
    want: (d) => template(d, 'privateDnsName', 'enableResourceNameDnsARecord') === true,
    read: (b) => at(b, 'PrivateDnsNameOptions', 'EnableResourceNameDnsARecord') === true,
  },
]
const preferences: { readonly [asked: string]: Json } = {
  None: 'none',
  Open: 'open',
  CapacityReservationsOnly: 'capacity-reservations-only',
}
/** As the account's images have it. */
const rootDevice = '/dev/sda1'
const byDevice = (volumes: ReadonlyArray<readonly [string, Json]>): Json => Object.fromEntries(volumes)
const metadataDefaults = {
  httpEndpoint: 'enabled',
  httpPutResponseHopLimit: 1,
  httpTokens: 'optional',
  instanceMetadataTags: 'disabled',
} as const
const tail = (u: Json): Json => (typeof u === 'string' && u.startsWith('arn:') ? u.slice(u.lastIndexOf('/') + 1) : u)
const price = (u: Maybe): Json => (text(u) === null ? null : Number(u))
const volume = (v: Maybe): Json =>
  v === undefined
    ? null
    : {
        VolumeSize: at(v, 'size') ?? null,
        VolumeType: text(at(v, 'type')),
        // A key implies encryption, and so says Cluster API Provider AWS.
        Encrypted: at(v, 'encrypted') === true || text(at(v, 'encryptionKey')) !== null,
        Iops: Number(at(v, 'iops') ?? 0),
        Throughput: Number(at(v, 'throughput') ?? 0),
        KmsKeyId: text(at(v, 'encryptionKey')),
      }
const observedVolume = (e: Maybe): Json => ({
  VolumeSize: at(e, 'VolumeSize') ?? null,
  VolumeType: text(at(e, 'VolumeType')),
  Encrypted: at(e, 'Encrypted') === true,
  Iops: Number(at(e, 'Iops') ?? 0),
  Throughput: Number(at(e, 'Throughput') ?? 0),
  KmsKeyId: text(at(e, 'KmsKeyId')),
})

export const groupRows: ReadonlyArray<Row<Maybe>> = [
  { path: 'minSize', want: min, read: (g) => at(g, 'min') ?? null },
  { path: 'maxSize', want: max, read: (g) => at(g, 'max') ?? null },
  {
    path: 'subnets[].id',
    want: (d) => set(subnets(d)),
    read: (g) => set(items(at(g, 'subnets'))),
  },
  { path: 'defaultCoolDown', want: (d) => seconds(spec(d, 'defaultCoolDown')), read: (g) => at(g, 'members', 'DefaultCooldown') ?? 300 },
  {
    path: 'defaultInstanceWarmup',
    want: (d) => seconds(spec(d, 'defaultInstanceWarmup')),
    read: (g) => at(g, 'members', 'DefaultInstanceWarmup') ?? null,
  },
  {
    path: 'capacityRebalance',
    want: (d) => spec(d, 'capacityRebalance') === true,
    read: (g) => at(g, 'members', 'CapacityRebalance') === true,
  },
  {
    path: 'mixedInstancesPolicy.overrides[].instanceType',
    want: (d) =>
      spec(d, 'mixedInstancesPolicy') === undefined
        ? null
        : items(spec(d, 'mixedInstancesPolicy', 'overrides')).map((o) => at(o, 'instanceType') ?? null),
    read: (g) => {
      const policy = at(g, 'source', 'MixedInstancesPolicy')
      return policy === undefined ? null : items(at(policy, 'LaunchTemplate', 'Overrides')).map((o) => at(o, 'InstanceType') ?? null)
    },
  },
]
