/**
 * Launch templates, leaf by leaf: what a manifest asks for, how a version reads, how it is written. Paths without a kind in front
 * are relative to the AWSMachinePool's spec.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
 * @since 0.1.0
 */
import type { ObservedTemplateData, TemplateData } from '@poolwright/aws/LaunchTemplate'
import { type Tags, tagList, tagsOf } from '@poolwright/aws/tags'
import { byText } from '@poolwright/core/Json'
import type { Change } from '@poolwright/core/Change'
import type { Key } from '@poolwright/core/Key'
import { change, differing, leaf, type Row, type Rows, write } from '@poolwright/core/Row'
import type { Payload } from '@poolwright/core/Payload'
import { type UserData, volatileName } from '@poolwright/core/UserData'
import type { AWSLaunchTemplate } from '@poolwright/schema/AWSLaunchTemplate'
import type { Stored } from './stub.js'
import { hashTag, secretTag, sorted, stableTag, valueOf } from './tags.js'
import { type Device, mappingOf, observedDevices } from './volumes.js'

/** What instances run when they first start. */
export type Bootstrap = {
  /** `<namespace>/<name>` of the Secret. */
  readonly secret: string
  /** What the template holds: the data, or a stub that fetches it. */
  readonly payload: Payload
  /** SHA-256 of that, in hex. */
  readonly all: string
  /** Digests of the data itself. */
  readonly userData: UserData
  /** Where the data is, when the template holds a stub. */
  readonly stored: Stored | null
  /** The Secret's volatile keys, as the instance tag spells them; `null` for none. */
  readonly volatileKeys: string | null
}

/** Everything that a version is made from, look-ups done. */
export type WantedTemplate = {
  readonly spec: AWSLaunchTemplate
  /** `null`: not known, or nobody asked for one. */
  readonly imageId: string | null
  /** Core and additional ones, sorted, each once. */
  readonly securityGroups: ReadonlyArray<string>
  readonly devices: ReadonlyArray<Device>
  /** For instances and volumes alike. */
  readonly tags: Tags
  readonly bootstrap: Bootstrap | null
}

/** Blank text is absent to AWS. */
const text = (s: string | undefined | null): string | null => (s === undefined || s === '' ? null : s)
const set = (list: ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
  list === undefined ? [] : list.length < 2 ? list : [...new Set(list)].sort(byText)

const row = leaf<WantedTemplate, ObservedTemplateData, TemplateData>()

/** A profile is the same by name and by ARN; it is sent the way it was written. */
const profileOf = (s: string | undefined | null): string | null => {
  const whole = text(s)
  return whole !== null && whole.startsWith('arn:') ? whole.slice(whole.lastIndexOf('/') + 1) : whole
}
/** 0.10 and 0.1 are one price; what is no number is compared as it stands. */
const priceOf = (s: string | null): string | number | null => (s === null || Number.isNaN(Number(s)) ? s : Number(s))

const marketOf = (spec: AWSLaunchTemplate): string | null =>
  spec.marketType === 'CapacityBlock'
    ? 'capacity-block'
    : spec.marketType === 'Spot' || (spec.marketType === undefined && spec.spotMarketOptions !== undefined)
      ? 'spot'
      : null
const preferences = { None: 'none', CapacityReservationsOnly: 'capacity-reservations-only', Open: 'open' } as const

const instanceTags = (r: ObservedTemplateData) => r.TagSpecifications?.find((s) => s.ResourceType === 'instance')?.Tags
const ofBootstrap: ReadonlyArray<string> = [secretTag, hashTag, stableTag, volatileName]
/** Tags of one kind of resource in a version, without those that other rows speak for. */
const tagsIn = (resource: string): ((r: ObservedTemplateData) => Tags) => {
  const known = new WeakMap<ObservedTemplateData, Tags>()
  return (r) => {
    const before = known.get(r)
    if (before !== undefined) return before
    const list = (r.TagSpecifications ?? []).filter((s) => s.ResourceType === resource).flatMap((s) => s.Tags)
    const tags = tagsOf(list.filter(({ Key }) => !ofBootstrap.includes(Key) && !Key.startsWith('aws:')))
    known.set(r, tags)
    return tags
  }
}
const tagging = (ResourceType: string, tags: Tags): TemplateData => ({ TagSpecifications: [{ ResourceType, Tags: tagList(tags) }] })

const lt = 'awsLaunchTemplate'
export const templateRows = {
  ImageId: row({
    paths: [
      `${lt}.ami.id`,
      `${lt}.ami.eksLookupType`,
      `${lt}.imageLookupFormat`,
      `${lt}.imageLookupOrg`,
      `${lt}.imageLookupBaseOS`,
      'MachinePool.spec.template.spec.version',
    ],
    verdict: 'roll',
    want: (c) => c.imageId,
    read: (r) => text(r.ImageId),
    write: (a) => (a === null ? {} : { ImageId: a }),
  }),
  InstanceType: row({
    paths: [`${lt}.instanceType`],
    verdict: 'roll',
    want: (c) => text(c.spec.instanceType),
    read: (r) => text(r.InstanceType),
    write: (a) => (a === null ? {} : { InstanceType: a }),
  }),
  KeyName: row({
    paths: [`${lt}.sshKeyName`],
    verdict: 'roll',
    want: (c) => text(c.spec.sshKeyName),
    read: (r) => text(r.KeyName),
    write: (a) => (a === null ? {} : { KeyName: a }),
  }),
  IamInstanceProfile: row({
    paths: [`${lt}.iamInstanceProfile`],
    verdict: 'roll',
    want: (c) => text(c.spec.iamInstanceProfile),
    read: (r) => text(r.IamInstanceProfile?.Arn) ?? text(r.IamInstanceProfile?.Name),
    write: (a) => (a === null ? {} : { IamInstanceProfile: a.startsWith('arn:') ? { Arn: a } : { Name: a } }),
    eq: (x, y) => profileOf(x) === profileOf(y),
  }),
  SecurityGroupIds: row({
    paths: [
      `${lt}.additionalSecurityGroups[].id`,
      `${lt}.additionalSecurityGroups[].filters[].name`,
      `${lt}.additionalSecurityGroups[].filters[].values`,
      'AWSCluster.status.networkStatus.securityGroups',
      'AWSManagedControlPlane.status.networkStatus.securityGroups',
    ],
    verdict: 'roll',
    want: (c) => c.securityGroups,
    read: (r) => set(r.SecurityGroupIds),
    write: (a) => (a.length === 0 ? {} : { SecurityGroupIds: a }),
  }),
  BlockDeviceMappings: row({
    paths: [
      `${lt}.rootVolume.deviceName`,
      `${lt}.rootVolume.size`,
      `${lt}.rootVolume.type`,
      `${lt}.rootVolume.iops`,
      `${lt}.rootVolume.throughput`,
      `${lt}.rootVolume.encrypted`,
      `${lt}.rootVolume.encryptionKey`,
      `${lt}.nonRootVolumes[].deviceName`,
      `${lt}.nonRootVolumes[].size`,
      `${lt}.nonRootVolumes[].type`,
      `${lt}.nonRootVolumes[].iops`,
      `${lt}.nonRootVolumes[].throughput`,
      `${lt}.nonRootVolumes[].encrypted`,
      `${lt}.nonRootVolumes[].encryptionKey`,
    ],
    verdict: 'roll',
    want: (c) => c.devices,
    read: (r) => observedDevices(r.BlockDeviceMappings),
    write: (a) => (a.length === 0 ? {} : { BlockDeviceMappings: a.map(mappingOf) }),
  }),
  HttpEndpoint: row({
    paths: [`${lt}.instanceMetadataOptions.httpEndpoint`],
    verdict: 'roll',
    want: (c) => text(c.spec.instanceMetadataOptions?.httpEndpoint),
    read: (r) => text(r.MetadataOptions?.HttpEndpoint),
    write: (a) => (a === null ? {} : { MetadataOptions: { HttpEndpoint: a } }),
  }),
  HttpProtocolIpv6: row({
    paths: [`${lt}.instanceMetadataOptions.httpProtocolIpv6`],
    verdict: 'roll',
    // Off unless asked for; the older controller never writes it, so that its absence is the same as `disabled`.
    want: (c) => c.spec.instanceMetadataOptions?.httpProtocolIpv6 ?? 'disabled',
    read: (r) => text(r.MetadataOptions?.HttpProtocolIpv6) ?? 'disabled',
    write: (a) => (a === 'disabled' ? {} : { MetadataOptions: { HttpProtocolIpv6: a } }),
  }),
  HttpPutResponseHopLimit: row({
    paths: [`${lt}.instanceMetadataOptions.httpPutResponseHopLimit`],
    verdict: 'roll',
    want: (c) => c.spec.instanceMetadataOptions?.httpPutResponseHopLimit ?? null,
    read: (r) => r.MetadataOptions?.HttpPutResponseHopLimit ?? null,
    write: (a) => (a === null ? {} : { MetadataOptions: { HttpPutResponseHopLimit: a } }),
  }),
  HttpTokens: row({
    paths: [`${lt}.instanceMetadataOptions.httpTokens`],
    verdict: 'roll',
    want: (c) => text(c.spec.instanceMetadataOptions?.httpTokens),
    read: (r) => text(r.MetadataOptions?.HttpTokens),
    write: (a) => (a === null ? {} : { MetadataOptions: { HttpTokens: a } }),
  }),
  InstanceMetadataTags: row({
    paths: [`${lt}.instanceMetadataOptions.instanceMetadataTags`],
    verdict: 'roll',
    want: (c) => text(c.spec.instanceMetadataOptions?.instanceMetadataTags),
    read: (r) => text(r.MetadataOptions?.InstanceMetadataTags),
    write: (a) => (a === null ? {} : { MetadataOptions: { InstanceMetadataTags: a } }),
  }),
  MarketType: row({
    // Spot options ask for the market by being there.
    paths: [`${lt}.marketType`, `${lt}.spotMarketOptions.maxPrice`],
    verdict: 'roll',
    want: (c) => marketOf(c.spec),
    read: (r) => text(r.InstanceMarketOptions?.MarketType),
    write: (a) => (a === null ? {} : { InstanceMarketOptions: { MarketType: a } }),
  }),
  SpotMaxPrice: row({
    paths: [`${lt}.spotMarketOptions.maxPrice`],
    verdict: 'roll',
    want: (c) => (marketOf(c.spec) === 'spot' ? text(c.spec.spotMarketOptions?.maxPrice) : null),
    read: (r) => text(r.InstanceMarketOptions?.SpotOptions?.MaxPrice),
    write: (a) => (a === null ? {} : { InstanceMarketOptions: { SpotOptions: { MaxPrice: a } } }),
    eq: (x, y) => priceOf(x) === priceOf(y),
  }),
  CapacityReservationId: row({
    paths: [`${lt}.capacityReservationId`],
    verdict: 'roll',
    want: (c) => text(c.spec.capacityReservationId),
    read: (r) => text(r.CapacityReservationSpecification?.CapacityReservationTarget?.CapacityReservationId),
    write: (a) => (a === null ? {} : { CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId: a } } }),
  }),
  CapacityReservationPreference: row({
    paths: [`${lt}.capacityReservationPreference`],
    verdict: 'roll',
    want: (c): string | null =>
      c.spec.capacityReservationPreference === undefined || c.spec.capacityReservationPreference === ''
        ? null
        : preferences[c.spec.capacityReservationPreference],
    read: (r) => text(r.CapacityReservationSpecification?.CapacityReservationPreference),
    write: (a) => (a === null ? {} : { CapacityReservationSpecification: { CapacityReservationPreference: a } }),
  }),
  Enclave: row({
    paths: [`${lt}.enclaveOptions.enabled`],
    verdict: 'roll',
    want: (c) => c.spec.enclaveOptions?.enabled === true,
    read: (r) => r.EnclaveOptions?.Enabled === true,
    write: (a) => (a ? { EnclaveOptions: { Enabled: true } } : {}),
  }),
  HostnameType: row({
    paths: [`${lt}.privateDnsName.hostnameType`],
    verdict: 'roll',
    want: (c) => text(c.spec.privateDnsName?.hostnameType),
    read: (r) => text(r.PrivateDnsNameOptions?.HostnameType),
    write: (a) => (a === null ? {} : { PrivateDnsNameOptions: { HostnameType: a } }),
  }),
  DnsARecord: row({
    paths: [`${lt}.privateDnsName.enableResourceNameDnsARecord`],
    verdict: 'roll',
    want: (c) => c.spec.privateDnsName?.enableResourceNameDnsARecord === true,
    read: (r) => r.PrivateDnsNameOptions?.EnableResourceNameDnsARecord === true,
    write: (a) => (a ? { PrivateDnsNameOptions: { EnableResourceNameDnsARecord: true } } : {}),
  }),
  DnsAAAARecord: row({
    paths: [`${lt}.privateDnsName.enableResourceNameDnsAAAARecord`],
    verdict: 'roll',
    want: (c) => c.spec.privateDnsName?.enableResourceNameDnsAAAARecord === true,
    read: (r) => r.PrivateDnsNameOptions?.EnableResourceNameDnsAAAARecord === true,
    write: (a) => (a ? { PrivateDnsNameOptions: { EnableResourceNameDnsAAAARecord: true } } : {}),
  }),
  InstanceTags: row({
    paths: ['additionalTags', 'AWSCluster.spec.additionalTags', 'AWSManagedControlPlane.spec.additionalTags'],
    verdict: 'newOnly',
    want: (c) => c.tags,
    read: tagsIn('instance'),
    show: sorted,
    write: (a) => tagging('instance', a),
  }),
  VolumeTags: row({
    paths: ['additionalTags', 'AWSCluster.spec.additionalTags', 'AWSManagedControlPlane.spec.additionalTags'],
    verdict: 'newOnly',
    want: (c) => c.tags,
    read: tagsIn('volume'),
    show: sorted,
    write: (a) => tagging('volume', a),
  }),
  /** Another Secret is other bootstrap data, whatever its bytes. A version without the tag is brought up to date without a rollout. */
  BootstrapSecret: row({
    paths: ['MachinePool.spec.template.spec.bootstrap.dataSecretName'],
    verdict: 'roll',
    want: (c) => c.bootstrap?.secret ?? null,
    read: (r) => (r.UserData === undefined ? null : (valueOf(instanceTags(r), secretTag) ?? null)),
    write: (a) => (a === null ? {} : tagging('instance', { [secretTag]: a })),
  }),
  UserData: row({
    paths: ['Secret.data.value', 'Secret.data.format', 'ignition.storageType', 'ignition.version'],
    verdict: 'newOnly',
    want: (c): Sent | null => (c.bootstrap === null ? null : { all: c.bootstrap.all, from: c.bootstrap }),
    read: (r): Sent | null => (r.UserData === undefined ? null : { all: r.UserData.all }),
    write: (a) => (a?.from === undefined ? {} : { UserData: a.from.payload, ...tagging('instance', { [hashTag]: a.from.userData.all }) }),
    eq: (x, y) => x?.all === y?.all,
    show: (a) => (a === null ? null : a.all),
  }),
  /** Tells whoever reads a version which parts of its data to leave out. It goes with the next one; alone it is worth none. */
  VolatileKeys: row({
    paths: ['Secret.metadata.annotations'],
    verdict: 'newOnly',
    ownership: 'createOnly',
    want: (c) => c.bootstrap?.volatileKeys ?? null,
    read: (r) => text(valueOf(instanceTags(r), volatileName)),
    write: (a) => (a === null ? {} : tagging('instance', { [volatileName]: a })),
    eq: () => true,
  }),
  /** A stub reads differently for each token: what of the data counts is noted beside it. It goes with the next one. */
  StableData: row({
    paths: ['ignition.storageType'],
    verdict: 'newOnly',
    ownership: 'createOnly',
    want: (c) => (c.bootstrap === null || c.bootstrap.stored === null ? null : c.bootstrap.userData.stable),
    read: (r) => stableIn(r) ?? null,
    write: (a) => (a === null ? {} : tagging('instance', { [stableTag]: a })),
    eq: () => true,
  }),
}
export type TemplateRow = keyof typeof templateRows

/** User data as one row speaks of it: the digest of what is in the template, and where it is wanted, what that is made from. */
type Sent = { readonly all: string; readonly from?: Bootstrap }
/** The digest of the bootstrap data, as a version notes it. */
export const hashIn = (r: ObservedTemplateData): string | undefined => valueOf(instanceTags(r), hashTag)
/** The digest of what of the bootstrap data is not volatile, as a version of a stub notes it. */
const stableIn = (r: ObservedTemplateData): string | undefined => valueOf(instanceTags(r), stableTag)

/** A version that nobody noted a Secret on says nothing about which Secret it came from. */
export const isUnnamed = (r: ObservedTemplateData): boolean => r.UserData === undefined || valueOf(instanceTags(r), secretTag) === undefined

/** A whole body. Each kind of resource has its tags in one list, as AWS asks. */
export const bodyOf = (c: WantedTemplate): TemplateData => {
  const { TagSpecifications = [], ...rest }: TemplateData = write<WantedTemplate, ObservedTemplateData, TemplateData>(templateRows, c)
  const kinds = [...new Set(TagSpecifications.map((s) => s.ResourceType))]
  const merged = kinds.map((ResourceType) => ({
    ResourceType,
    Tags: TagSpecifications.filter((s) => s.ResourceType === ResourceType)
      .flatMap((s) => s.Tags)
      .sort((x, y) => byText(x.Key, y.Key)),
  }))
  return { ...rest, TagSpecifications: merged }
}

/** How template rows are compared for one pool: those of `open` cannot be told yet. */
export type Comparison = {
  readonly rows: Rows<WantedTemplate, ObservedTemplateData, TemplateData>
  /** Whether changed bootstrap data replaces running instances. */
  readonly userDataRolls: boolean
}

const all: Rows<WantedTemplate, ObservedTemplateData, TemplateData> = templateRows
/** The table without the rows that are open. */
export const rowsWithout = (open: ReadonlyArray<string>): Rows<WantedTemplate, ObservedTemplateData, TemplateData> =>
  open.length === 0 ? all : Object.fromEntries(Object.entries(all).filter(([name]) => !open.includes(name)))

type AnyRow = Row<WantedTemplate, ObservedTemplateData, TemplateData>
/** What a row means for running instances of `r`, given what is wanted; for two rows that is more than their own verdict says. */
const rolls = ({ rows, userDataRolls }: Comparison, c: WantedTemplate, r: ObservedTemplateData, name: string): boolean => {
  if (name === 'BootstrapSecret') return c.bootstrap !== null && !isUnnamed(r)
  if (name === 'UserData') return userDataRolls && c.bootstrap?.userData.stable !== (stableIn(r) ?? r.UserData?.stable)
  return (rows[name] as AnyRow | undefined)?.verdict === 'roll'
}

/** The names of the rows on which running instances of `r` must be replaced. */
export const rolling = (how: Comparison, c: WantedTemplate, r: ObservedTemplateData): ReadonlyArray<string> =>
  differing(how.rows, c, r).filter((name) => rolls(how, c, r, name))

/** The named rows as changes, each with what it means here: it rolls, or it reaches new instances only. */
export const changesIn = (
  how: Comparison,
  c: WantedTemplate,
  r: ObservedTemplateData,
  fact: Key,
  names: ReadonlyArray<string>,
): ReadonlyArray<Change> =>
  names.map((name) => ({ ...change(how.rows, c, r, fact)(name), verdict: rolls(how, c, r, name) ? 'roll' : 'newOnly' }))
