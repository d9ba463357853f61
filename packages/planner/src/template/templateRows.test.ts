import type { ObservedTemplateData } from '@poolwright/aws/LaunchTemplate'
import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { type Asked, calls, data, factKey, findings, holds, input, nothing, plan, said, version } from '../baseline.fixture.js'

const rollout = ['CreateLaunchTemplateVersion', 'StartInstanceRefresh']
const lt = 'awsLaunchTemplate'
const image = {
  [factKey('image', 'ami-1')]: Fact.present(
    { ImageId: 'ami-1', RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8 } }] },
    0,
  ),
}
const body = (asked: Asked, more: Fact.Facts = image): unknown => {
  const written = input(plan(asked, { group: null, template: null, versions: {}, more }), 'template')
  return (written as { readonly LaunchTemplateData: unknown }).LaunchTemplateData
}
/** The version as it reads once what `asked` makes has been written. */
const written = (asked: Asked): ObservedTemplateData =>
  ({ ...version(), ...(body(asked) as ObservedTemplateData), UserData: version().UserData }) as ObservedTemplateData

/** One member of the template, the path that a plan must name for it, and what AWS is sent. */
const leaves: ReadonlyArray<readonly [id: string, path: string, template: NonNullable<Asked['template']>, sent: object]> = [
  ['D1', 'instanceType', { instanceType: 'm5.xlarge' }, { InstanceType: 'm5.xlarge' }],
  ['D2', 'iamInstanceProfile', { iamInstanceProfile: 'nodes' }, { IamInstanceProfile: { Name: 'nodes' } }],
  ['D5', 'sshKeyName', { sshKeyName: 'key' }, { KeyName: 'key' }],
  ['image', 'ami.id', { ami: { id: 'ami-2' } }, { ImageId: 'ami-2' }],
  ['L1', 'additionalSecurityGroups[].id', { additionalSecurityGroups: [{ id: 'sg-9' }] }, { SecurityGroupIds: ['sg-9', 'sg-l', 'sg-n'] }],
  [
    'L7',
    'spotMarketOptions.maxPrice',
    { spotMarketOptions: { maxPrice: '0.05' } },
    { InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice: '0.05' } } },
  ],
  ['L8', 'marketType', { spotMarketOptions: {} }, { InstanceMarketOptions: { MarketType: 'spot' } }],
  ['L9', 'marketType', { marketType: 'Spot' }, { InstanceMarketOptions: { MarketType: 'spot' } }],
  [
    'L10',
    'marketType',
    { marketType: 'CapacityBlock', capacityReservationId: 'cr-1' },
    {
      InstanceMarketOptions: { MarketType: 'capacity-block' },
      CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId: 'cr-1' } },
    },
  ],
  [
    'L11',
    'capacityReservationId',
    { capacityReservationId: 'cr-1', capacityReservationPreference: 'CapacityReservationsOnly' },
    {
      CapacityReservationSpecification: {
        CapacityReservationPreference: 'capacity-reservations-only',
        CapacityReservationTarget: { CapacityReservationId: 'cr-1' },
      },
    },
  ],
  [
    'L12',
    'capacityReservationPreference',
    { capacityReservationPreference: 'Open' },
    { CapacityReservationSpecification: { CapacityReservationPreference: 'open' } },
  ],
  [
    'L17',
    'instanceMetadataOptions.httpTokens',
    { instanceMetadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 2 } },
    { MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 2, InstanceMetadataTags: 'disabled' } },
  ],
  [
    'L18',
    'instanceMetadataOptions.httpProtocolIpv6',
    { instanceMetadataOptions: { httpProtocolIpv6: 'enabled' } },
    { MetadataOptions: { HttpProtocolIpv6: 'enabled' } },
  ],
  ['D13', 'enclaveOptions.enabled', { enclaveOptions: { enabled: true } }, { EnclaveOptions: { Enabled: true } }],
  [
    'D15',
    'privateDnsName.enableResourceNameDnsARecord',
    { privateDnsName: { enableResourceNameDnsARecord: true } },
    { PrivateDnsNameOptions: { EnableResourceNameDnsARecord: true } },
  ],
  [
    'DNS name',
    'privateDnsName.hostnameType',
    { privateDnsName: { hostnameType: 'resource-name' } },
    { PrivateDnsNameOptions: { HostnameType: 'resource-name' } },
  ],
  [
    'DNS v6',
    'privateDnsName.enableResourceNameDnsAAAARecord',
    { privateDnsName: { enableResourceNameDnsAAAARecord: true } },
    { PrivateDnsNameOptions: { EnableResourceNameDnsAAAARecord: true } },
  ],
  [
    'L13',
    'rootVolume.size',
    { rootVolume: { size: 40, type: 'gp3', iops: 4000, throughput: 200, encryptionKey: 'K' } },
    {
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/xvda',
          Ebs: {
            VolumeSize: 40,
            VolumeType: 'gp3',
            Iops: 4000,
            Throughput: 200,
            Encrypted: true,
            KmsKeyId: 'K',
            DeleteOnTermination: true,
          },
        },
      ],
    },
  ],
  [
    'L15',
    'nonRootVolumes[].size',
    { nonRootVolumes: [{ deviceName: '/dev/sdb', size: 20, encrypted: true }] },
    { BlockDeviceMappings: [{ DeviceName: '/dev/sdb', Ebs: { VolumeSize: 20, Encrypted: true, DeleteOnTermination: true } }] },
  ],
]

describe('each leaf of the launch template', () => {
  it.each(leaves)('%s: %s makes a version that says so, rolls, and then is no change', (_, path, template, sent) => {
    const p = plan({ template }, { more: image })
    expect(calls(p)).toEqual(rollout)
    expect(p.steps[0]?.causes.flatMap((c) => (c._tag === 'Change' ? c.paths : []))).toContain(`${lt}.${path}`)
    expect(body({ template })).toMatchObject(sent)
    expect(said(plan({ template }, { versions: { 1: written({ template }) }, more: image }))).toEqual(nothing)
    expect(calls(plan({}, { versions: { 1: written({ template }) }, more: image }))).toEqual(rollout)
  })
})

describe('two spellings of one value', () => {
  const cases: ReadonlyArray<readonly [id: string, template: NonNullable<Asked['template']>, observed: Partial<ObservedTemplateData>]> = [
    ['D3: a profile by ARN', { iamInstanceProfile: 'arn:aws:iam::1:instance-profile/nodes' }, { IamInstanceProfile: { Name: 'nodes' } }],
    ['D4: an empty key', { sshKeyName: '' }, {}],
    ['D6: groups in another order', {}, { SecurityGroupIds: ['sg-n', 'sg-l'] }],
    [
      'D8: a group twice, and a core group again',
      { additionalSecurityGroups: [{ id: 'sg-9' }, { id: 'sg-9' }, { id: 'sg-n' }] },
      { SecurityGroupIds: ['sg-n', 'sg-l', 'sg-9'] },
    ],
    ['D9: an empty price', { spotMarketOptions: { maxPrice: '' } }, { InstanceMarketOptions: { MarketType: 'spot' } }],
    [
      'one price',
      { spotMarketOptions: { maxPrice: '0.10' } },
      { InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice: '0.1' } } },
    ],
    ['D12: enclaves off', { enclaveOptions: { enabled: false } }, {}],
    [
      'metadata as the older controller writes it',
      { instanceMetadataOptions: {} },
      {
        MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'optional', HttpPutResponseHopLimit: 1, InstanceMetadataTags: 'disabled' },
      },
    ],
    ['no reservation preference', { capacityReservationPreference: '' }, {}],
    [
      'no iops',
      { nonRootVolumes: [{ deviceName: '/dev/sdb', size: 20, iops: 0, encrypted: false }] },
      { BlockDeviceMappings: [{ DeviceName: '/dev/sdb', Ebs: { VolumeSize: 20, DeleteOnTermination: true } }] },
    ],
  ]
  it.each(cases)('%s is no change', (_, template, observed) => {
    expect(said(plan({ template }, { versions: { 1: version(observed) }, more: image }))).toEqual(nothing)
  })

  it('sends a profile the way it was written', () => {
    const arn = 'arn:aws:iam::1:instance-profile/nodes'
    expect(body({ template: { iamInstanceProfile: arn } })).toMatchObject({ IamInstanceProfile: { Arn: arn } })
  })
})

describe('bootstrap data', () => {
  it('D21: changed bytes make a version for new instances, and no rollout', () => {
    expect(said(plan({ data: `${data}more: 1\n` }))).toEqual({ calls: ['CreateLaunchTemplateVersion'], holds: [] })
  })

  it('rolls changed bytes where the settings say so, and never a declared volatile part', () => {
    const settings = { userDataChange: 'roll' } as const
    expect(calls(plan({ data: `${data}more: 1\n` }, { settings }))).toEqual(rollout)
    expect(calls(plan({ data: data.replace('one', 'two') }, { settings }))).toEqual(['CreateLaunchTemplateVersion'])
  })

  it('D22: another Secret of the same bytes rolls', () => {
    expect(calls(plan({ secret: 'other' }))).toEqual(rollout)
  })

  it('D23: a version that names no Secret is brought up to date without a rollout', () => {
    const [instances, volumes] = version().TagSpecifications ?? []
    const Tags = (instances?.Tags ?? []).filter((x) => !x.Key.includes('bootstrap-data-secret'))
    const unnamed = version({ TagSpecifications: [{ ResourceType: 'instance', Tags }, ...(volumes === undefined ? [] : [volumes])] })
    const p = plan({}, { versions: { 1: unnamed } })
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion'])
    expect(p.steps[0]?.causes).toMatchObject([{ row: 'BootstrapSecret', verdict: 'newOnly' }])
  })

  it('naming other volatile keys makes no version by itself, and goes with the next', () => {
    expect(said(plan({ volatile: 'token hostname' }))).toEqual(nothing)
    expect(JSON.stringify(input(plan({ volatile: 'token hostname', data: 'other' }), 'template'))).toContain('hostname token')
  })

  it('L16: instances carry the Secret’s name and the hash, volumes do not', () => {
    const { TagSpecifications } = body({}) as ObservedTemplateData
    const keys = TagSpecifications?.map((s) => [s.ResourceType, s.Tags.map((x) => x.Key.replace(/^.*\//, ''))])
    expect(keys).toEqual([
      ['instance', ['Name', 'c', 'volatile', 'bootstrap-data-hash', 'bootstrap-data-secret', 'c', 'role']],
      ['volume', ['Name', 'c', 'c', 'role']],
    ])
  })

  it('L19: data that AWS would not take is refused before any call', () => {
    const p = plan({ data: 'x'.repeat(16_385) })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-USER-DATA-SIZE'] })
    expect(said(plan({ data: 'x'.repeat(16_384) })).holds).toEqual([])
  })

  it('waits for a Secret that is not there', () => {
    expect(said(plan({ without: ['Secret'], template: { instanceType: 'm5.xlarge' } }))).toEqual({
      calls: [],
      holds: ['PW-WAIT-BOOTSTRAP'],
    })
  })

  it('L20: Ignition in the bucket is held, not dropped; L24: other formats take no notice of the bucket', () => {
    const ignition = { storageType: 'ClusterObjectStore' }
    expect(said(plan({ format: 'ignition', spec: { ignition } }))).toEqual({ calls: [], holds: ['PW-IGNITION-BUCKET'] })
    expect(said(plan({ spec: { ignition } }))).toEqual(nothing)
    expect(said(plan({ format: 'ignition' }))).toEqual(nothing)
  })

  it('shows digests, never bytes', () => {
    expect(JSON.stringify(plan({ data: 'canary-of-the-secret' }))).not.toContain('canary')
  })
})

describe('volumes', () => {
  it('L14: a root volume smaller than its image is refused with both sizes', () => {
    const big = {
      [factKey('image', 'ami-1')]: Fact.present(
        { ImageId: 'ami-1', RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30 } }] },
        0,
      ),
    }
    const p = plan({ template: { rootVolume: { size: 8 } } }, { more: big })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-ROOT-VOLUME-SIZE'] })
    expect(JSON.stringify(p.holds)).toMatch(/8 GiB.*30 GiB/)
  })

  it('V14: a further volume needs a name of its own', () => {
    const twice = [
      { deviceName: '/dev/sdb', size: 20 },
      { deviceName: '/dev/sdb', size: 30 },
    ]
    expect(holds(plan({ template: { nonRootVolumes: twice } }))).toEqual(['PW-DEVICE'])
  })

  it('keeps the spec as it was written: the device name is the image’s, and not written back', () => {
    const more = { rootVolume: { size: 40, deviceName: '/dev/other' } }
    expect(body({ template: more })).toMatchObject({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda' }] })
  })
})

describe('what has no effect says so', () => {
  it('D25, V18', () => {
    const p = plan({
      template: { versionNumber: 3, name: 'other' },
      spec: { ignition: { storageType: 'UnencryptedUserData', proxy: { httpProxy: 'x' } } },
    })
    expect(said(p)).toEqual(nothing)
    expect(findings(p)).toEqual(['PW-NO-EFFECT', 'PW-NO-EFFECT', 'PW-NO-EFFECT'])
  })

  it('V9, V10: contradicting purchase options are held', () => {
    for (const template of [
      { marketType: 'OnDemand', spotMarketOptions: {} },
      { marketType: 'Spot', capacityReservationId: 'cr-1' },
      { marketType: 'CapacityBlock' },
    ]) {
      const p = plan({ template })
      expect(calls(p)).toEqual([])
      expect(holds(p)).toContain('PW-MARKET-CLASH')
    }
  })
})
