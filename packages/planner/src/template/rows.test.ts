import type { ObservedTemplateData } from '@poolwright/aws/LaunchTemplate'
import { text } from '@poolwright/core/Payload'
import { change, differing } from '@poolwright/core/Row'
import { digestUserData } from '@poolwright/core/UserData'
import { describe, expect, it } from 'vitest'
import { type Asked, manifestsOf } from '../baseline.fixture.js'
import { type Bootstrap, bodyOf, changesIn, isUnnamed, rolling, rowsWithout, templateRows, type WantedTemplate } from './templateRows.js'

const specOf = (template: NonNullable<Asked['template']> = {}) => {
  const [pool] = manifestsOf({ template }).awsMachinePools
  if (pool === undefined) throw new Error('no pool')
  return pool.value.spec.awsLaunchTemplate
}
const bytes = (s: string) => Uint8Array.from(s, (c) => c.charCodeAt(0))
const bootstrapOf = (data: string, more: Partial<Bootstrap> = {}): Bootstrap => {
  const userData = digestUserData(bytes(data), [])
  return { secret: 'ns/boot', payload: text(data), all: userData.all, userData, stored: null, volatileKeys: null, ...more }
}
const wanted = (template: NonNullable<Asked['template']> = {}, more: Partial<WantedTemplate> = {}): WantedTemplate => ({
  spec: specOf({ ami: {}, instanceType: '', ...template }),
  imageId: null,
  securityGroups: [],
  devices: [],
  tags: {},
  bootstrap: null,
  ...more,
})
const how = { rows: templateRows, userDataRolls: true }
const names = (c: WantedTemplate, r: ObservedTemplateData) => differing(templateRows, c, r)
const tagged = (ResourceType: string, tags: { readonly [k: string]: string }) => ({
  ResourceType,
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
})
const noted = 'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-'

describe('a template that asks for nothing', () => {
  it('sends nothing but what it always says, and agrees with a version that holds nothing', () => {
    expect(bodyOf(wanted())).toEqual({ TagSpecifications: [tagged('instance', {}), tagged('volume', {})] })
    expect(names(wanted(), {})).toEqual([])
    expect(names(wanted(), { TagSpecifications: [], SecurityGroupIds: [], BlockDeviceMappings: [] })).toEqual([])
  })

  it('disagrees with whatever a version holds', () => {
    const other: ObservedTemplateData = {
      ImageId: 'ami-1',
      InstanceType: 'm5.large',
      KeyName: 'k',
      IamInstanceProfile: { Name: 'p' },
      SecurityGroupIds: ['sg'],
      BlockDeviceMappings: [{ DeviceName: 'd' }],
      UserData: digestUserData(bytes('x'), []),
      InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice: '1' } },
      TagSpecifications: [tagged('instance', { a: '1', [`${noted}secret`]: 'ns/boot' }), tagged('volume', { b: '2' })],
    }
    expect(names(wanted(), other)).toEqual([
      'ImageId',
      'InstanceType',
      'KeyName',
      'IamInstanceProfile',
      'SecurityGroupIds',
      'BlockDeviceMappings',
      'MarketType',
      'SpotMaxPrice',
      'InstanceTags',
      'VolumeTags',
      'BootstrapSecret',
      'UserData',
    ])
  })
})

describe('one leaf', () => {
  type Spec = WantedTemplate['spec']
  type Leaf = readonly [row: string, spec: Partial<Spec>, observed: ObservedTemplateData, another: ObservedTemplateData]
  /** Without what the schema fills in. */
  const plainly = (spec: Partial<Spec>) => wanted({}, { spec: { ...specOf({ ami: {}, instanceType: '' }), ...spec } })
  const meta = (MetadataOptions: NonNullable<ObservedTemplateData['MetadataOptions']>): ObservedTemplateData => ({ MetadataOptions })
  const dns = (PrivateDnsNameOptions: NonNullable<ObservedTemplateData['PrivateDnsNameOptions']>): ObservedTemplateData => ({
    PrivateDnsNameOptions,
  })
  const reserved = (CapacityReservationId: string): ObservedTemplateData => ({
    CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId } },
  })
  const preferring = (CapacityReservationPreference: string): ObservedTemplateData => ({
    CapacityReservationSpecification: { CapacityReservationPreference },
  })
  const market = (MarketType: string): ObservedTemplateData => ({ InstanceMarketOptions: { MarketType } })
  const options = (instanceMetadataOptions: NonNullable<Spec['instanceMetadataOptions']>): Partial<Spec> => ({ instanceMetadataOptions })
  it.each<Leaf>([
    ['InstanceType', { instanceType: 'm5.large' }, { InstanceType: 'm5.large' }, { InstanceType: 'm5.xlarge' }],
    ['KeyName', { sshKeyName: 'a' }, { KeyName: 'a' }, { KeyName: 'b' }],
    [
      'IamInstanceProfile',
      { iamInstanceProfile: 'a' },
      { IamInstanceProfile: { Name: 'a' } },
      { IamInstanceProfile: { Arn: 'arn:aws:iam::1:instance-profile/b' } },
    ],
    [
      'IamInstanceProfile',
      { iamInstanceProfile: 'arn:aws:iam::1:instance-profile/a' },
      { IamInstanceProfile: { Arn: 'arn:aws:iam::1:instance-profile/a' } },
      { IamInstanceProfile: { Name: 'b' } },
    ],
    ['MarketType', { marketType: 'Spot' }, market('spot'), market('capacity-block')],
    ['MarketType', { spotMarketOptions: {} }, market('spot'), market('capacity-block')],
    ['MarketType', { marketType: 'CapacityBlock' }, market('capacity-block'), market('spot')],
    ['CapacityReservationId', { capacityReservationId: 'cr-1' }, reserved('cr-1'), reserved('cr-2')],
    ['CapacityReservationPreference', { capacityReservationPreference: 'None' }, preferring('none'), preferring('open')],
    ['CapacityReservationPreference', { capacityReservationPreference: 'Open' }, preferring('open'), preferring('none')],
    ['Enclave', { enclaveOptions: { enabled: true } }, { EnclaveOptions: { Enabled: true } }, { EnclaveOptions: { Enabled: false } }],
    ['HttpEndpoint', options({ httpEndpoint: 'disabled' }), meta({ HttpEndpoint: 'disabled' }), meta({ HttpEndpoint: 'enabled' })],
    ['HttpTokens', options({ httpTokens: 'required' }), meta({ HttpTokens: 'required' }), meta({ HttpTokens: 'optional' })],
    [
      'HttpPutResponseHopLimit',
      options({ httpPutResponseHopLimit: 2 }),
      meta({ HttpPutResponseHopLimit: 2 }),
      meta({ HttpPutResponseHopLimit: 1 }),
    ],
    [
      'HttpProtocolIpv6',
      options({ httpProtocolIpv6: 'enabled' }),
      meta({ HttpProtocolIpv6: 'enabled' }),
      meta({ HttpProtocolIpv6: 'disabled' }),
    ],
    [
      'InstanceMetadataTags',
      options({ instanceMetadataTags: 'enabled' }),
      meta({ InstanceMetadataTags: 'enabled' }),
      meta({ InstanceMetadataTags: 'disabled' }),
    ],
    [
      'HostnameType',
      { privateDnsName: { hostnameType: 'ip-name' } },
      dns({ HostnameType: 'ip-name' }),
      dns({ HostnameType: 'resource-name' }),
    ],
    [
      'DnsARecord',
      { privateDnsName: { enableResourceNameDnsARecord: true } },
      dns({ EnableResourceNameDnsARecord: true }),
      dns({ EnableResourceNameDnsARecord: false }),
    ],
    [
      'DnsAAAARecord',
      { privateDnsName: { enableResourceNameDnsAAAARecord: true } },
      dns({ EnableResourceNameDnsAAAARecord: true }),
      dns({ EnableResourceNameDnsAAAARecord: false }),
    ],
  ])('%s of %j', (name, spec, observed, another) => {
    const asked = plainly(spec)
    const { TagSpecifications: _, ...body } = bodyOf(asked)
    expect(body).toEqual(observed)
    expect([names(asked, observed), names(asked, another), names(asked, {}), names(wanted(), observed)]).toEqual([
      [],
      [name],
      [name],
      [name],
    ])
    const { before, after } = change(templateRows, asked, another, 'version:aws:1/r/lt/1')(name)
    expect(before).not.toEqual(after)
  })

  it.each<readonly [Partial<Spec>, ObservedTemplateData]>([
    [{ marketType: 'OnDemand' }, market('')],
    [{ marketType: 'OnDemand', spotMarketOptions: {} }, {}],
    [{ capacityReservationPreference: '' }, preferring('')],
    [{ capacityReservationId: '' }, reserved('')],
    [{ privateDnsName: { hostnameType: '' as never } }, dns({ HostnameType: '' })],
    [{ privateDnsName: {} }, dns({ EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false })],
    [{ enclaveOptions: { enabled: false } }, { EnclaveOptions: {} }],
    [options({}), meta({ HttpEndpoint: '', HttpTokens: '', InstanceMetadataTags: '', HttpProtocolIpv6: '' })],
    [options({ httpProtocolIpv6: 'disabled' }), meta({})],
    [{ iamInstanceProfile: '' }, { IamInstanceProfile: { Arn: '', Name: '' } }],
  ])('that says nothing: %j', (spec, observed) => {
    const asked = plainly(spec)
    const { TagSpecifications: _, ...body } = bodyOf(asked)
    expect([body, names(asked, observed), names(asked, {}), names(wanted(), observed)]).toEqual([{}, [], [], []])
  })
})

describe('two values that AWS takes for one', () => {
  const profile = (name: string, other: string) =>
    names(wanted({ iamInstanceProfile: name }), { IamInstanceProfile: other.startsWith('arn') ? { Arn: other } : { Name: other } })
  const price = (maxPrice: string, MaxPrice?: string) =>
    names(wanted({ spotMarketOptions: { maxPrice } }), {
      InstanceMarketOptions: { MarketType: 'spot', ...(MaxPrice === undefined ? {} : { SpotOptions: { MaxPrice } }) },
    })

  it.each([
    ['nodes', 'arn:aws:iam::1:instance-profile/a/nodes', []],
    ['arn:aws:iam::1:instance-profile/nodes', 'nodes', []],
    ['a/nodes', 'nodes', ['IamInstanceProfile']],
    ['others', 'arn:aws:iam::1:instance-profile/nodes', ['IamInstanceProfile']],
  ])('a profile: %s and %s', (asked, other, differs) => expect(profile(asked, other)).toEqual(differs))

  it.each([
    ['0.10', '0.1', []],
    ['0.1', '0.100000', []],
    ['0.1', '0.11', ['SpotMaxPrice']],
    ['cheap', 'cheap', []],
    ['cheap', 'dear', ['SpotMaxPrice']],
    ['', undefined, []],
    ['0', undefined, ['SpotMaxPrice']],
  ])('a price: %s and %s', (asked, other, differs) => expect(price(asked, other)).toEqual(differs))

  it('a price without a spot market is none', () =>
    expect(bodyOf(wanted({ marketType: 'OnDemand', spotMarketOptions: { maxPrice: '1' } })).InstanceMarketOptions).toBeUndefined())

  it('security groups in any order, named twice or once', () => {
    const c = wanted({}, { securityGroups: ['a', 'b'] })
    expect(names(c, { SecurityGroupIds: ['b', 'a', 'b'] })).toEqual([])
    expect(names(c, { SecurityGroupIds: ['b'] })).toEqual(['SecurityGroupIds'])
  })
})

describe('tags in a version', () => {
  const c = wanted({}, { tags: { a: '1' } })
  it('are of instances and of volumes, each by itself', () => {
    expect(names(c, { TagSpecifications: [tagged('instance', { a: '1' }), tagged('volume', { a: '1' })] })).toEqual([])
    expect(names(c, { TagSpecifications: [tagged('volume', { a: '1' }), tagged('instance', { a: '2' })] })).toEqual(['InstanceTags'])
    expect(names(c, { TagSpecifications: [tagged('instance', { a: '1' })] })).toEqual(['VolumeTags'])
    expect(names(c, {})).toEqual(['InstanceTags', 'VolumeTags'])
  })

  it('of AWS, and those that note something of bootstrap data, are not compared', () => {
    const more = { a: '1', 'aws:x': 'y', [`${noted}hash`]: 'h', [`${noted}secret`]: 'ns/boot' }
    expect(names(c, { TagSpecifications: [tagged('instance', more), tagged('volume', { a: '1' })] })).toEqual([])
    expect(names(c, { TagSpecifications: [tagged('instance', { a: '1', 'x-aws:': 'y' }), tagged('volume', { a: '1' })] })).toEqual([
      'InstanceTags',
    ])
  })

  it('are sent in one list for each kind, in order', () => {
    const { TagSpecifications } = bodyOf(wanted({}, { tags: { z: '1', a: '2' }, bootstrap: bootstrapOf('x', { volatileKeys: 'token' }) }))
    expect(TagSpecifications?.map((s) => [s.ResourceType, s.Tags.map((x) => x.Key)])).toEqual([
      ['instance', ['a', 'poolwright.dev/volatile', `${noted}hash`, `${noted}secret`, 'z']],
      ['volume', ['a', 'z']],
    ])
  })
})

describe('bootstrap data in a version', () => {
  const c = wanted({}, { bootstrap: bootstrapOf('x') })
  const made = (data: string, tags: { readonly [k: string]: string }): ObservedTemplateData => ({
    UserData: digestUserData(bytes(data), []),
    TagSpecifications: [tagged('volume', { [`${noted}secret`]: 'ns/others' }), tagged('instance', tags)],
  })
  const hash = { [`${noted}hash`]: bootstrapOf('x').all }
  const only = (r: ObservedTemplateData) => [names(c, r), rolling(how, c, r)]

  it('is compared by its bytes and its Secret; who noted no Secret is not rolled for it', () => {
    expect(only(made('x', { ...hash, [`${noted}secret`]: 'ns/boot' }))).toEqual([[], []])
    expect(only(made('y', { ...hash, [`${noted}secret`]: 'ns/boot' }))).toEqual([['UserData'], ['UserData']])
    expect(only(made('x', { ...hash, [`${noted}secret`]: 'ns/other' }))).toEqual([['BootstrapSecret'], ['BootstrapSecret']])
    expect(only(made('x', hash))).toEqual([['BootstrapSecret'], []])
    expect(only({})).toEqual([['BootstrapSecret', 'UserData'], ['UserData']])
    expect(isUnnamed({})).toBe(true)
    expect(isUnnamed(made('x', {}))).toBe(true)
    expect(isUnnamed(made('x', { [`${noted}secret`]: 'ns/boot' }))).toBe(false)
    expect(isUnnamed({ TagSpecifications: [tagged('instance', { [`${noted}secret`]: 'ns/boot' })] })).toBe(true)
  })

  it('rolls or reaches new instances only, as settings say; none wanted rolls as well', () => {
    const r = made('y', { ...hash, [`${noted}secret`]: 'ns/boot' })
    expect(rolling({ ...how, userDataRolls: false }, c, r)).toEqual([])
    expect(rolling(how, wanted(), r)).toEqual(['UserData'])
    expect(changesIn(how, c, r, 'version:aws:1/r/lt/1', ['UserData', 'ImageId']).map((x) => [x.row, x.verdict])).toEqual([
      ['UserData', 'roll'],
      ['ImageId', 'roll'],
    ])
    expect(
      changesIn({ ...how, userDataRolls: false }, c, r, 'version:aws:1/r/lt/1', ['UserData', 'VolumeTags']).map((x) => x.verdict),
    ).toEqual(['newOnly', 'newOnly'])
  })

  it('is shown by its digest, as every secret', () => {
    const shown = change(templateRows, c, made('y', {}), 'version:aws:1/r/lt/1')('UserData')
    expect([shown.before, shown.after]).toEqual([bootstrapOf('y').all, bootstrapOf('x').all])
    expect(change(templateRows, wanted(), {}, 'version:aws:1/r/lt/1')('UserData')).toMatchObject({ before: null, after: null })
  })

  it('has its volatile keys and its stable digest noted beside it, which make no change by themselves', () => {
    const at = (r: ObservedTemplateData) =>
      (['VolatileKeys', 'StableData'] as const).map((name) => {
        const { before, after } = change(templateRows, wanted(), r, 'version:aws:1/r/lt/1')(name)
        return [before, after]
      })
    const tags = { 'poolwright.dev/volatile': 'token', 'poolwright.dev/bootstrap-data-stable': 'digest' }
    expect(at(made('x', tags))).toEqual([
      ['token', null],
      ['digest', null],
    ])
    expect(at(made('x', { 'poolwright.dev/volatile': '' }))).toEqual([
      [null, null],
      [null, null],
    ])
    expect(names(wanted(), { TagSpecifications: [tagged('instance', tags)] })).toEqual([])
  })

  it('of a stub counts what is noted of the data that it fetches', () => {
    const stored = { bucket: 'b', key: 'k', value: { $secret: 'x' } }
    const stub = wanted({}, { bootstrap: bootstrapOf('x', { all: 'stub', stored }) })
    const stable = 'poolwright.dev/stable-data'
    const tags = bodyOf(stub).TagSpecifications?.find((s) => s.ResourceType === 'instance')?.Tags ?? []
    expect(tags.map((x) => x.Value)).toContain(bootstrapOf('x').userData.stable)
    expect(JSON.stringify(bodyOf(c).TagSpecifications)).not.toContain(stable)
    const key = tags.find((x) => x.Value === bootstrapOf('x').userData.stable && !x.Key.startsWith(noted))?.Key ?? ''
    const at = (value: string) => rolling(how, stub, made('stub text', { [`${noted}secret`]: 'ns/boot', [key]: value }))
    expect(at(bootstrapOf('x').userData.stable)).toEqual([])
    expect(at('another')).toEqual(['UserData'])
  })
})

it('rows that are open are left out, and no others', () => {
  expect(rowsWithout([])).toBe(templateRows)
  const all = Object.keys(templateRows)
  expect(Object.keys(rowsWithout(['ImageId', 'UserData']))).toEqual(all.filter((n) => n !== 'ImageId' && n !== 'UserData'))
})
