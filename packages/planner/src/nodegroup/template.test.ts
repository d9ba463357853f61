import type { ObservedTemplateData, Template } from '@poolwright/aws/LaunchTemplate'
import type { Json } from '@poolwright/core/Json'
import * as Fact from '@poolwright/core/Fact'
import { digestUserData } from '@poolwright/core/UserData'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type Asked,
  calls,
  findings,
  holds,
  holdsOf,
  input,
  manifestsOf,
  name,
  plan,
  scope,
  type Seen,
  untaken,
} from './nodegroup.fixture.js'
import { isCustom } from './template.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

type Part = { readonly [k: string]: Json }
const templateName = 'cp-pool1'
const tags = [
  { Key: 'Name', Value: templateName },
  { Key: 'kubernetes.io/cluster/prod', Value: 'owned' },
  { Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/prod', Value: 'owned' },
  { Key: 'sigs.k8s.io/cluster-api-provider-aws/role', Value: 'node' },
]
const present = <A>(value: A) => ({ _tag: 'Present', asOf: 0, value }) as const

/** A template of the pool's as it was last made. */
const version = (more: Partial<ObservedTemplateData> = {}): ObservedTemplateData => ({
  InstanceType: 'm5.large',
  SecurityGroupIds: ['sg-e', 'sg-n'],
  TagSpecifications: [
    { ResourceType: 'instance', Tags: tags },
    { ResourceType: 'volume', Tags: tags },
  ],
  ...more,
})
const facts = (versions: { readonly [n: number]: ObservedTemplateData }, more: Partial<Template> = {}) => ({
  [`template:${scope}/${templateName}`]: present<Template>({
    LaunchTemplateId: 'lt-1',
    LaunchTemplateName: templateName,
    DefaultVersionNumber: 1,
    LatestVersionNumber: Math.max(...Object.keys(versions).map(Number)),
    Tags: tags,
    ...more,
  }),
  [`versionNumbers:${scope}/lt-1`]: present(
    Object.keys(versions)
      .map(Number)
      .sort((x, y) => y - x),
  ),
  ...Object.fromEntries(Object.entries(versions).map(([n, v]) => [`version:${scope}/lt-1/${n}`, present(v)])),
})
const used = { id: 'lt-1', name: templateName, version: '3' }
const asked = (lt: Part = {}, more: Part = {}, rest: Asked = {}): Asked => ({
  spec: { awsLaunchTemplate: { instanceType: 'm5.large', ...lt }, ...more },
  ...rest,
})
const running = (lt: Part = {}, last: Partial<ObservedTemplateData> = {}, more: Seen = {}, rest: Asked = {}) =>
  plan(asked(lt, {}, rest), {
    ...more,
    nodegroup: { launchTemplate: used, amiType: 'AL2023_x86_64_STANDARD', ...more.nodegroup },
    more: { ...facts({ 3: version(last) }), ...more.more },
  })

const boot = (text: string, keys: ReadonlyArray<string> = []): Partial<ObservedTemplateData> => ({
  UserData: digestUserData(new TextEncoder().encode(text), keys),
  TagSpecifications: [
    {
      ResourceType: 'instance',
      Tags: [...tags, { Key: 'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-secret', Value: 'default/boot' }],
    },
    { ResourceType: 'volume', Tags: tags },
  ],
})
const secret: Asked = { machine: { bootstrap: { dataSecretName: 'boot' } } }

describe('create', () => {
  it('C15: with a template that is there', () => {
    const p = plan(asked(), { nodegroup: null, more: facts({ 3: version() }) })
    expect(calls(p)).toEqual(['CreateNodegroup'])
    expect(input(p, 'nodegroup')).toMatchObject({ launchTemplate: { id: 'lt-1', version: '3' } })
    for (const member of ['instanceTypes', 'diskSize', 'remoteAccess']) expect(input(p, 'nodegroup')).not.toHaveProperty(member)
  })

  it('C16, C18: with one that is made first, by the number it gets, and with no image that nobody asked for', () => {
    const p = plan(asked({}, { amiType: 'BOTTLEROCKET_x86_64' }), { nodegroup: null })
    expect(calls(p)).toEqual(['CreateLaunchTemplate', 'CreateNodegroup'])
    expect(input(p, 'template')).toMatchObject({ LaunchTemplateName: templateName })
    expect(JSON.stringify(input(p, 'template'))).not.toContain('ImageId')
    expect(input(p, 'nodegroup')).toMatchObject({
      amiType: 'BOTTLEROCKET_x86_64',
      launchTemplate: { id: { $out: ['template', 'LaunchTemplateId'] }, version: { $out: ['template', 'VersionNumber'] } },
    })
  })

  it('C17: an image of its own leaves no room for type, version and release', () => {
    const p = plan(asked({ ami: { id: 'ami-1' } }), { nodegroup: null })
    expect(input(p, 'template')).toMatchObject({ LaunchTemplateData: { ImageId: 'ami-1' } })
    for (const member of ['amiType', 'version', 'releaseVersion']) expect(input(p, 'nodegroup')).not.toHaveProperty(member)
  })

  it('V28: a look-up is an image of its own', () => {
    const parameter = `parameter:${scope}//aws/service/eks/optimized-ami/1.30/amazon-linux-2023/x86_64/standard/recommended/image_id`
    const type = {
      [`instanceType:${scope}/m5.large`]: present({ InstanceType: 'm5.large', ProcessorInfo: { SupportedArchitectures: ['x86_64'] } }),
    }
    const p = plan(asked({ ami: { eksLookupType: 'AmazonLinux2023' } }, { amiType: 'CUSTOM' }), {
      nodegroup: null,
      more: { ...type, [parameter]: present('ami-l') },
    })
    expect(input(p, 'template')).toMatchObject({ LaunchTemplateData: { ImageId: 'ami-l' } })
    expect(input(p, 'nodegroup')).not.toHaveProperty('amiType')
  })

  it.each<readonly [string, ReadonlyArray<string> | undefined]>([
    ['m5.large', undefined],
    ['', ['b', 'a']],
  ])('of types of the settings only where the template says none: %s', (instanceType, types) =>
    expect(input(plan(asked({ instanceType }), { nodegroup: null, settings: { instanceTypes: ['b', 'a'] } }), 'nodegroup')).toEqual(
      types === undefined
        ? (expect.not.objectContaining({ instanceTypes: expect.anything() as unknown }) as unknown)
        : (expect.objectContaining({ instanceTypes: types }) as unknown),
    ),
  )

  it('of a capacity block, where the template launches into one', () => {
    const p = plan(asked({ marketType: 'CapacityBlock', capacityReservationId: 'cr-1' }), { nodegroup: null })
    expect(input(p, 'nodegroup')).toMatchObject({ capacityType: 'CAPACITY_BLOCK' })
  })

  it('a first template is not made for a group that may not be', () => {
    const p = plan(asked({}, { scaling: { minSize: 5, maxSize: 5 } }), { nodegroup: null })
    expect(calls(p)).toEqual([])
    expect(holdsOf(p, 'template')).toContain('PW-SIZE-BOUNDS')
  })
})

describe('an existing group', () => {
  it.each<readonly [string, Part, Partial<ObservedTemplateData>]>([
    ['LT01', {}, {}],
    [
      'LT07',
      { instanceMetadataOptions: { httpProtocolIpv6: 'enabled' } },
      {
        MetadataOptions: {
          HttpEndpoint: 'enabled',
          HttpProtocolIpv6: 'enabled',
          HttpPutResponseHopLimit: 1,
          HttpTokens: 'optional',
          InstanceMetadataTags: 'disabled',
        },
      },
    ],
    ['LT08', { enclaveOptions: { enabled: false } }, {}],
    ['LT09', { sshKeyName: '' }, {}],
    ['LT10', { additionalSecurityGroups: [{ id: 'sg-a' }] }, { SecurityGroupIds: ['sg-n', 'sg-a', 'sg-e'] }],
  ])('%s: equal is equal', (_, lt, last) => {
    const p = running(lt, last)
    expect(p.steps).toEqual([])
    expect(p.holds).toEqual([])
  })

  it('LT02: a version that is there already is taken', () => {
    const p = plan(asked({ instanceType: 'm5.xlarge' }), {
      nodegroup: { launchTemplate: used },
      more: facts({ 3: version(), 4: version({ InstanceType: 'm5.xlarge' }) }),
    })
    expect(calls(p)).toEqual(['UpdateNodegroupVersion'])
    expect(input(p, 'version')).toEqual({ clusterName: 'prod', nodegroupName: name, launchTemplate: { id: 'lt-1', version: '4' } })
    expect(p.steps[0]?.causes).toMatchObject([{ _tag: 'Change', row: 'InstanceType' }])
  })

  it.each([['2'], [undefined]])('a group whose version (%s) cannot be compared takes the one that is there', (number) => {
    const launchTemplate = { id: 'lt-1', name: templateName, ...(number === undefined ? {} : { version: number }) }
    const p = plan(asked(), { nodegroup: { launchTemplate }, more: facts({ 3: version() }) })
    expect(p.steps.map((s) => [s.id, s.causes])).toMatchObject([
      ['version', [{ _tag: 'World', says: `the node group has version ${number ?? ''} of its launch template` }]],
    ])
  })

  describe('after an update that failed', () => {
    const failedWith = (...params: ReadonlyArray<readonly [string, string]>): Seen['updates'] => [
      {
        id: 'u-1',
        type: 'VersionUpdate',
        status: 'Failed',
        createdAt: '1970-01-01T00:00:00Z',
        params: params.map(([type, value]) => ({ type, value })),
        errors: [{ errorCode: 'NodeCreationFailure', errorMessage: 'because' }],
      },
    ]
    const to = (number: string) =>
      plan(asked({ instanceType: 'm5.xlarge' }), {
        nodegroup: { launchTemplate: used },
        more: facts({ 3: version(), 4: version({ InstanceType: 'm5.xlarge' }) }),
        updates: failedWith(['LaunchTemplateVersion', number]) ?? [],
      })
    it('the same version is not asked for again, and another is', () => {
      expect([calls(to('4')), holdsOf(to('4'), 'version')]).toEqual([[], ['PW-UPDATE-FAILED']])
      expect(calls(to('2'))).toEqual(['UpdateNodegroupVersion'])
    })
    it('one that is only being made was never asked for', () => {
      const p = running(
        { instanceType: 'm5.xlarge' },
        {},
        { cluster: { version: '1.31' }, updates: failedWith(['Version', '1.31']) ?? [] },
        { machine: { version: 'v1.31.0' } },
      )
      expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'])
    })
  })

  it('what a template waits for does not keep back what is not about it', () => {
    const newer: Asked = { machine: { version: 'v1.31.0', bootstrap: { dataSecretName: 'boot' } }, without: ['Secret'] }
    const p = running({}, boot('hello\n'), { cluster: { version: '1.31' } }, newer)
    expect([calls(p), holds(p)]).toEqual([['UpdateNodegroupVersion'], ['PW-WAIT-BOOTSTRAP']])
    const release = plan(asked({}, { amiVersion: '1.30.5-20260201' }), {
      nodegroup: { launchTemplate: used },
      more: { ...facts({ 3: version() }), [`version:${scope}/lt-1/3`]: Fact.unread },
    })
    expect(calls(release)).toEqual(['UpdateNodegroupVersion'])
  })

  it('a version of the template goes with the release that is pinned, or EKS would take the newest', () => {
    const pinned = { amiVersion: '1.30.4-20240901' }
    const p = plan(asked({ instanceType: 'm5.xlarge' }, pinned), {
      nodegroup: { launchTemplate: used, version: '1.30', releaseVersion: pinned.amiVersion },
      more: facts({ 3: version() }),
    })
    expect(input(p, 'version')).toMatchObject({ releaseVersion: pinned.amiVersion })
  })

  it.each<readonly [string, Part]>([
    ['LT03', { instanceType: 'm5.xlarge' }],
    ['LT04', { rootVolume: { size: 100 } }],
    ['LT05', { nonRootVolumes: [{ deviceName: '/dev/sdb', size: 10 }] }],
    ['LT06', { marketType: 'Spot' }],
  ])('%s: one that is not is made, and the group moves to its number', (_, lt) => {
    const p = running(lt)
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'])
    expect(input(p, 'version')).toMatchObject({ launchTemplate: { id: 'lt-1', version: { $out: ['template', 'VersionNumber'] } } })
  })

  it('LT24: Spot without options has no price', () => {
    expect(input(running({ marketType: 'Spot' }), 'template')).toMatchObject({
      LaunchTemplateData: { InstanceMarketOptions: { MarketType: 'spot' } },
    })
  })

  it('LT11–LT14: other bootstrap data rolls; none and empty are the same', () => {
    expect(calls(running({}, boot('hello\n'), {}, secret))).toEqual([])
    const other = running({}, boot('other\n'), {}, secret)
    expect(calls(other)).toEqual(['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'])
    expect(other.steps[0]?.causes).toMatchObject([{ row: 'UserData', verdict: 'roll' }])
    expect(running().steps).toEqual([])
  })

  it('what is declared volatile in it does not', () => {
    const document = (token: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'boot2', annotations: { 'poolwright.dev/volatile': 'token' } },
      stringData: { value: `token: ${token}\n` },
    })
    const last = boot('token: one\n', ['token'])
    const named = JSON.parse(JSON.stringify(last).replace('default/boot', 'default/boot2')) as Partial<ObservedTemplateData>
    const p = running({}, named, {}, { machine: { bootstrap: { dataSecretName: 'boot2' } }, others: [document('two')] })
    expect(p.steps).toEqual([])
  })

  it('waits for bootstrap data that is not there', () => {
    const p = running({ instanceType: 'm5.xlarge' }, {}, {}, { ...secret, without: ['Secret'] })
    expect(calls(p)).toEqual([])
    expect(holdsOf(p, 'template')).toContain('PW-WAIT-BOOTSTRAP')
  })

  it('C18, U01: without an image the version goes along', () => {
    const p = running({ instanceType: 'm5.xlarge' }, {}, { cluster: { version: '1.31' } }, { machine: { version: 'v1.31.0' } })
    expect(input(p, 'version')).toMatchObject({ version: '1.31', launchTemplate: { id: 'lt-1' } })
  })

  it('a group that was made with an image of its own is given no release', () => {
    const p = running({}, { ImageId: 'ami-1' }, { nodegroup: { amiType: 'CUSTOM', releaseVersion: 'ami-1' } }, {})
    const pinned = plan(asked({}, { amiVersion: '1.30.4-20240901' }), {
      nodegroup: { launchTemplate: used, amiType: 'CUSTOM', releaseVersion: 'ami-1' },
      more: facts({ 3: version({ ImageId: 'ami-1' }) }),
    })
    expect([calls(p), calls(pinned)]).toEqual([[], []])
    expect(holds(pinned)).toContain('PW-REPLACE')
  })

  it('U13: with one only another image does', () => {
    const custom = (lt: Part) =>
      running(
        lt,
        { ImageId: 'ami-1' },
        { cluster: { version: '1.31' }, nodegroup: { amiType: 'CUSTOM' } },
        { machine: { version: 'v1.31.0' } },
      )
    expect(calls(custom({ ami: { id: 'ami-1' } }))).toEqual([])
    expect(holds(custom({ ami: { id: 'ami-1' } }))).toEqual(['PW-CUSTOM-IMAGE'])
    const p = custom({ ami: { id: 'ami-2' } })
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'])
    expect(input(p, 'version')).not.toHaveProperty('version')
  })

  it('U13: which is said also while the template is not known', () => {
    const p = plan(asked({ ami: { id: 'ami-1' } }, {}, { machine: { version: 'v1.31.0' } }), {
      cluster: { version: '1.31' },
      nodegroup: { launchTemplate: used, amiType: 'CUSTOM' },
      more: { ...facts({ 3: version({ ImageId: 'ami-1' }) }), [`version:${scope}/lt-1/3`]: Fact.unread },
    })
    expect(holds(p)).toEqual(['PW-WAIT-READ', 'PW-CUSTOM-IMAGE'])
  })

  it('LT22: EKS takes no other template than the first', () => {
    const lost = plan(asked(), { nodegroup: { launchTemplate: used } })
    expect(calls(lost)).toEqual([])
    expect(holds(lost)).toEqual(['PW-TEMPLATE-LOST'])
    const other = plan(asked(), { nodegroup: { launchTemplate: { ...used, id: 'lt-0' } }, more: facts({ 3: version() }) })
    expect(holds(other)).toEqual(['PW-TEMPLATE-LOST'])
    const labels = plan(asked({}, { labels: { a: 'b' } }), { nodegroup: { launchTemplate: used } })
    expect(calls(labels)).toEqual(['UpdateNodegroupConfig'])
    const release = plan(asked({}, { amiVersion: '1.30.5-20260201' }), { nodegroup: { launchTemplate: used } })
    expect(calls(release)).toEqual([])
    expect(holdsOf(release, 'version')).toEqual(['PW-TEMPLATE-LOST'])
    const replaced = plan(asked(), { nodegroup: { launchTemplate: used }, settings: { replace: 'allowed' } })
    expect(calls(replaced)).toEqual(['CreateLaunchTemplate', 'CreateNodegroup'])
  })

  it('a template of somebody else is left alone', () => {
    const p = plan(asked(), { nodegroup: { launchTemplate: used }, more: facts({ 3: version() }, { Tags: [] }) })
    expect(calls(p)).toEqual([])
    expect(holds(p)).toEqual(['PW-NOT-OURS'])
  })

  it('LT20, LT21: old versions go, but for the default and the one in use', () => {
    const all = (count: number) => facts(Object.fromEntries(Array.from({ length: count }, (_, i) => [i + 1, version()])))
    const at = (count: number, inUse: string) =>
      plan(asked(), { nodegroup: { launchTemplate: { ...used, version: inUse } }, settings: { retainVersions: 2 }, more: all(count) })
    expect(at(4, '2').steps).toEqual([])
    expect(input(at(6, '6'), 'prune')).toMatchObject({ Versions: ['2', '3', '4'] })
  })

  it('LT26: tags are put on the template, and reach instances with a new version', () => {
    const p = plan(asked({}, { additionalTags: { a: '1' } }), {
      nodegroup: { launchTemplate: used, tags: { 'kubernetes.io/cluster/prod': 'owned', a: '1' } },
      group: { Tags: [{ Key: 'a', Value: '1', PropagateAtLaunch: true, ResourceId: 'g', ResourceType: 'auto-scaling-group' }] },
      more: facts({ 3: version() }),
    })
    expect([...calls(p)].sort()).toEqual(['CreateLaunchTemplateVersion', 'CreateTags', 'UpdateNodegroupVersion'])
  })

  it('names without effect are told', () => {
    expect(findings(running({ name: 'x', versionNumber: 7 }))).toEqual(['PW-NO-EFFECT', 'PW-NO-EFFECT'])
  })
})

describe('whose image it is', () => {
  const lt = (more: Part = {}) => {
    const [pool] = manifestsOf(asked(more)).awsManagedMachinePools
    return pool?.value.spec.awsLaunchTemplate
  }
  it.each<readonly [string, ReturnType<typeof lt>, string | undefined, boolean]>([
    ['no template', undefined, 'CUSTOM', false],
    ['the cluster’s', lt(), undefined, false],
    ['the cluster’s, of a type', lt(), 'AL2_x86_64', false],
    ['one of its own that something else says', lt(), 'CUSTOM', true],
    ['a named one', lt({ ami: { id: 'ami-1' } }), undefined, true],
    ['one without a name', lt({ ami: { id: '' } }), undefined, false],
    ['one of EKS’s families', lt({ ami: { eksLookupType: 'AmazonLinux2023' } }), undefined, true],
    ['one of a name', lt({ imageLookupFormat: 'x' }), undefined, true],
    ['one of an owner', lt({ imageLookupOrg: '1' }), undefined, true],
    ['one of a system', lt({ imageLookupBaseOS: 'x' }), undefined, true],
    ['an empty look-up', lt({ imageLookupFormat: '' }), undefined, false],
  ])('%s', (_, template, amiType, expected) => expect(isCustom(template, amiType)).toBe(expected))
})

describe('a template that is made', () => {
  const made = (lt: Part = {}, more: Part = {}, rest: Asked = {}, seen: Seen = {}) =>
    plan(asked(lt, more, rest), { nodegroup: null, ...seen })
  const step = (p: ReturnType<typeof made>) => p.steps.find((s) => s.id === 'template')

  it('has the tags of the pool', () =>
    expect(input(made(), 'template')).toMatchObject({
      TagSpecifications: [
        {
          ResourceType: 'launch-template',
          Tags: [...tags.slice(0, 2), { Key: 'poolwright.dev/pool', Value: 'default/pool1' }, ...tags.slice(2)],
        },
      ],
    }))

  it.each<readonly [string, string | undefined, string]>([
    ['EKS’s own images', undefined, '/dev/xvda'],
    ['Bottlerocket', 'BOTTLEROCKET_x86_64', '/dev/xvda'],
    ['Windows', 'WINDOWS_CORE_2022_x86_64', '/dev/sda1'],
  ])('has its root volume where it is for %s', (_, amiType, DeviceName) =>
    expect(input(made({ rootVolume: { size: 30 } }, amiType === undefined ? {} : { amiType }), 'template')).toMatchObject({
      LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName, Ebs: { VolumeSize: 30 } }] },
    }),
  )

  it('has no volumes that nobody asked for', () =>
    expect(input(made(), 'template')).not.toHaveProperty('LaunchTemplateData.BlockDeviceMappings'))

  it('is called after the control plane, or the cluster where that is not there', () => {
    expect(input(made(), 'template')).toMatchObject({ LaunchTemplateName: 'cp-pool1' })
    const alone = made({}, {}, { without: ['AWSManagedControlPlane'] }, { settings: { assumptions: 'allow' } })
    expect(input(alone, 'template')).toMatchObject({ LaunchTemplateName: 'c-pool1' })
  })

  it('waits for bootstrap data of its own MachinePool', () =>
    expect(made({}, {}, { machine: { bootstrap: {} } }).steps[0]?.holds).toMatchObject([
      { code: 'PW-ASSUMED-BOOTSTRAP-DATA', fact: 'machinepool:kube:/default/AWSManagedMachinePool/pool1' },
    ]))

  it('looks for its image without a control plane that could say where', () => {
    const lookup = { imageLookupFormat: 'x', imageLookupOrg: '1' }
    const facts = { [`instanceType:${scope}/m5.large`]: present({ ProcessorInfo: { SupportedArchitectures: ['x86_64'] } }) }
    const settings = { assumptions: 'allow', region: 'eu-west-1' } as const
    const p = made(lookup, {}, { without: ['AWSManagedControlPlane'] }, { settings, more: facts })
    const [hold] = step(p)?.holds ?? []
    expect(hold).toMatchObject({ code: 'PW-IMAGE-NONE', why: 'no image of owner 1 is called x (x86_64, available, hvm)' })
  })

  it('says what is odd about it', () => {
    const p = made({}, {}, { machine: { bootstrap: {} } }, { settings: { assumptions: 'allow' } })
    expect(findings(p)).toContain('PW-ASSUMED-BOOTSTRAP-DATA')
  })
})

describe('a template that is there', () => {
  const at = (more: Seen['nodegroup'] = {}): Seen => ({ nodegroup: { launchTemplate: used, ...more } })
  const three = facts({ 3: version() })

  it.each<readonly [string, Asked, Seen, ReadonlyArray<string>]>([
    ['was deleted', asked(), at(), ['lt-1', 'was deleted', 'replace to allowed']],
    [
      'is another',
      asked(),
      { ...at({ launchTemplate: { ...used, id: 'lt-0' } }), more: three },
      ['lt-0', 'not with lt-1', 'replace to allowed'],
    ],
  ])('and %s keeps the group as it is', (_, spec, seen, words) => {
    const [hold] = plan(spec, seen).holds
    expect(hold).toMatchObject({ _tag: 'Await', code: 'PW-TEMPLATE-LOST', fact: `template:${scope}/${templateName}` })
    for (const word of words) expect(hold?.why).toContain(word)
  })

  it('is not made for a group that was made without one', () => {
    const p = plan(asked(), {})
    expect([calls(p), holds(p), p.next]).toEqual([[], ['PW-REPLACE'], { _tag: 'After', delay: 600_000 }])
    expect(calls(plan(asked(), { settings: { replace: 'allowed' } }))).toEqual(['CreateLaunchTemplate', 'CreateNodegroup'])
  })

  it.each<readonly [string, Part]>([
    ['a disk', { diskSize: 30 }],
    ['a way in', { remoteAccess: {} }],
    ['a type', { instanceType: 'm5.xlarge' }],
  ])('leaves no room for %s of the pool’s, and the group need not be another for that', (_, more) => {
    const p = plan(asked({}, more), { ...at(), more: three })
    expect([p.steps, holds(p)]).toEqual([[], ['PW-NODEGROUP-CLASH']])
  })

  const type = 'awsLaunchTemplate.instanceType'
  const places = ['ami.id', 'ami.eksLookupType', 'imageLookupFormat', 'imageLookupOrg', 'imageLookupBaseOS']
  it.each<readonly [string, Part, Partial<ObservedTemplateData>, ReadonlyArray<string>]>([
    ['a type that it said', { instanceType: '' }, {}, [type]],
    ['a type that it did not say', {}, { InstanceType: undefined } as never, [type]],
    ['an image that it did not say', { ami: { id: 'ami-1' } }, {}, ['awsLaunchTemplate.ami.id']],
    [
      'an image that it did not say, by what names it',
      { imageLookupOrg: '1', imageLookupBaseOS: 'x' },
      {},
      ['awsLaunchTemplate.imageLookupOrg', 'awsLaunchTemplate.imageLookupBaseOS'],
    ],
    ['an image that it said', {}, { ImageId: 'ami-1' }, places.map((p) => `awsLaunchTemplate.${p}`)],
    ['both', { instanceType: '', ami: { id: 'ami-1' } }, {}, [type, 'awsLaunchTemplate.ami.id']],
  ])('cannot take back or begin to say %s', (_, lt, last, paths) => {
    const p = plan(asked(lt), { ...at(), more: facts({ 3: version(last) }) })
    expect(calls(p)).toEqual([])
    const hold = p.holds.find((h) => h.code === 'PW-REPLACE')
    expect(hold).toMatchObject({ _tag: 'Refused', paths })
    for (const words of [paths.join(' and '), 'replace']) expect(hold?.why).toContain(words)
  })

  it('may say something else where another group may take its place', () => {
    const p = plan(asked({ ami: { id: 'ami-1' } }), { ...at(), more: three, settings: { replace: 'allowed' } })
    expect(holds(p)).not.toContain('PW-REPLACE')
    expect(calls(p)).toContain('CreateLaunchTemplateVersion')
  })

  it.each<readonly [string, boolean, ReadonlyArray<string>]>([
    ['is left alone', false, ['PW-NOT-OURS']],
    ['is taken over where that is allowed', true, []],
  ])('and nobody’s %s', (_, adopt, expected) => {
    const p = plan(asked(), { ...at(), more: facts({ 3: version() }, { Tags: [] }), settings: { adopt } })
    expect(holds(p)).toEqual(expected)
    expect(calls(p)).toEqual(adopt ? ['CreateTags'] : [])
  })

  it('and another cluster’s is never taken over', () => {
    const Tags = [{ Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/other', Value: 'owned' }]
    const p = plan(asked(), { ...at(), more: facts({ 3: version() }, { Tags }), settings: { adopt: true } })
    expect([calls(p), holds(p)]).toEqual([[], ['PW-NOT-OURS']])
  })

  it('is waited for, and not taken for lost, while it is not known', () => {
    const p = plan(asked(), { ...at(), more: { ...three, [`template:${scope}/${templateName}`]: Fact.unread } })
    expect([p.steps, holds(p), p.next]).toEqual([[], ['PW-WAIT-READ'], { _tag: 'After', delay: 15_000 }])
  })

  it('keeps the version in use where that agrees, whatever is newer', () => {
    expect(calls(plan(asked(), { ...at(), more: facts({ 3: version(), 4: version({ KeyName: 'k' }) }) }))).toEqual([])
  })

  it('says no more than once what it waits for, and looks again soon', () => {
    const p = plan(asked(), { ...at(), more: { ...three, [`version:${scope}/lt-1/3`]: Fact.unread } })
    expect([calls(p), holds(p), p.next]).toEqual([[], ['PW-WAIT-READ'], { _tag: 'After', delay: 15_000 }])
  })

  it.each<readonly [string, Part, Fact.Facts, string]>([
    ['an image', { ami: { eksLookupType: 'AmazonLinux2023' } }, { [`instanceType:${scope}/m5.large`]: Fact.unread }, 'instanceType'],
    ['a root device', { ami: { id: 'ami-1' }, rootVolume: { size: 30 } }, { [`image:${scope}/ami-1`]: Fact.unread }, 'image'],
  ])('is compared but for %s that is not known yet', (_, lt, more, noun) => {
    const p = plan(asked(lt), {
      ...at({ amiType: 'CUSTOM' }),
      more: { ...facts({ 3: version({ ImageId: 'ami-1' }) }), ...more },
    })
    expect(p.steps).toEqual([])
    expect(p.holds.map((h) => ('fact' in h ? h.fact.split(':')[0] : h.code))).toEqual([noun])
  })

  it('is compared but for bootstrap data and security groups that are not known yet', () => {
    const filters = [{ name: 'n', values: ['v'] }]
    const p = plan(
      asked({ additionalSecurityGroups: [{ filters }] }, {}, { machine: { bootstrap: { dataSecretName: 'boot' } }, without: ['Secret'] }),
      {
        ...at(),
        more: three,
      },
    )
    expect(p.steps).toEqual([])
    expect(holds(p)).toEqual(['PW-SECURITY-GROUP-NONE', 'PW-WAIT-BOOTSTRAP'])
  })

  it('stays with the image in use while the look-up finds a newer one', () => {
    const parameter = `parameter:${scope}//aws/service/eks/optimized-ami/1.30/amazon-linux-2023/x86_64/standard/recommended/image_id`
    const images = Object.fromEntries(
      ['ami-1', 'ami-2'].map((id) => [`image:${scope}/${id}`, present({ ImageId: id, Name: `amazon-eks-1.30-v2026010${id.slice(4)}` })]),
    )
    const p = plan(asked({ ami: { eksLookupType: 'AmazonLinux2023' } }), {
      ...at({ amiType: 'CUSTOM' }),
      more: {
        ...facts({ 3: version({ ImageId: 'ami-1' }) }),
        ...images,
        [parameter]: present('ami-2'),
        [`instanceType:${scope}/m5.large`]: present({ InstanceType: 'm5.large', ProcessorInfo: { SupportedArchitectures: ['x86_64'] } }),
      },
    })
    expect([p.steps, findings(p)]).toEqual([[], ['PW-IMAGE-NEWER']])
  })

  const eight = facts(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [i + 1, version()])))
  const pruned = (seen: Seen): unknown =>
    (
      input(plan(asked(), { ...seen, settings: { retainVersions: 2 }, more: { ...eight, ...seen.more } }), 'prune') as
        { Versions?: unknown } | undefined
    )?.Versions
  it.each<readonly [string, Seen, unknown]>([
    ['all but the one that the group has', at({ launchTemplate: { ...used, version: '3' } }), ['2', '4', '5', '6']],
    ['all of them for a group that is not there', { nodegroup: null }, ['2', '3', '4', '5', '6']],
    ['none while an update runs', at({ status: 'UPDATING' }), undefined],
    ['none while the group is not known', { ...at(), more: { [`nodegroup:${scope}/prod/${name}`]: Fact.unread } }, undefined],
  ])('loses old versions: %s', (_, seen, expected) => expect(pruned(seen)).toEqual(expected))

  it('loses a tag that its versions tell to be the pool’s, and keeps others’', () => {
    const a = { Key: 'a', Value: '1' }
    const specs = version().TagSpecifications ?? []
    const last = version({ TagSpecifications: specs.map((s) => ({ ...s, Tags: [...s.Tags, a] })) })
    const p = plan(asked(), { ...at(), more: facts({ 3: last }, { Tags: [...tags, a, { Key: 'cost', Value: 'x' }] }) })
    expect(input(p, 'template-untag')).toMatchObject({ Tags: [{ Key: 'a' }] })
  })

  it('is compared but for bootstrap data that is not there, where it has some', () => {
    const p = plan(asked({}, {}, { ...secret, without: ['Secret'] }), { ...at(), more: facts({ 3: version(boot('hello\n')) }) })
    expect([p.steps, holds(p)]).toEqual([[], ['PW-WAIT-BOOTSTRAP']])
  })

  it('loses the tags of the version in use, whatever the latest has', () => {
    const a = { Key: 'a', Value: '1' }
    const specs = version().TagSpecifications ?? []
    const last = version({ TagSpecifications: specs.map((x) => ({ ...x, Tags: [...x.Tags, a] })) })
    const p = plan(asked(), { ...at(), more: facts({ 3: last, 4: version() }, { Tags: [...tags, a] }) })
    expect(input(p, 'template-untag')).toMatchObject({ Tags: [a].map(({ Key }) => ({ Key })) })
  })

  it('is asked for no more versions than there is need of', () => {
    const lookedAt = (lt: Part, ng: Seen['nodegroup']) => {
      const looked: Array<string> = []
      plan(asked(lt), { ...at(ng), more: facts({ 3: version({ ImageId: 'ami-1' }), 4: version() }), looked })
      return [...new Set(looked.filter((key) => key.startsWith('version:')).map((key) => key.slice(key.lastIndexOf('/') + 1)))]
    }
    expect(lookedAt({ ami: { id: 'ami-1' } }, { amiType: 'CUSTOM' })).toEqual(['3'])
    expect(lookedAt({ ami: { id: 'ami-1' } }, { amiType: 'CUSTOM', launchTemplate: { id: 'lt-1' } })).toEqual(['4'])
  })

  it('is made anew for a group that does not show the id of its own', () =>
    expect(calls(plan(asked(), at({ launchTemplate: { name: templateName, version: '3' } })))).toContain('CreateLaunchTemplate'))

  it('is compared as the latest is for a group that does not show the id of its own', () => {
    const p = plan(asked(), { ...at({ launchTemplate: { name: templateName, version: '3' } }), more: three })
    expect([p.steps, p.holds]).toEqual([[], []])
  })

  describe('where another group may take its place', () => {
    const allowed = { settings: { replace: 'allowed' } } as const
    const causes = (p: ReturnType<typeof plan>) =>
      p.steps.find((s) => s.id === 'successor')?.causes.map((x) => (x._tag === 'Change' ? [x.paths, x.before, x.after] : x._tag))
    it('and the group was made without one, is looked at like any other', () =>
      expect(calls(plan(asked(), { more: three, ...allowed }))).toEqual(['CreateNodegroup']))

    it('says nothing of what the group was made with, where that was another', () => {
      const p = plan(asked(), {
        ...at({ launchTemplate: { ...used, id: 'lt-0' } }),
        more: facts({ 3: version({ ImageId: 'ami-1' }) }),
        ...allowed,
      })
      expect(causes(p)).toEqual(['Missing', [['awsLaunchTemplate'], 'lt-0', 'lt-1']])
    })
  })

  describe('of a pool that has not changed', () => {
    const one = asked()
    const tagsIn = (s: Seen) => input(plan(one, { ...at(), ...s }), 'template-tags')
    it('has its tags put right by the cluster’s', () => {
      const [control] = manifestsOf(one).awsManagedControlPlanes
      const key = 'awsmanagedcontrolplane:kube:/default/cp'
      const tagged = (team: string) => ({ ...control?.value, spec: { ...control?.value.spec, additionalTags: { team } } })
      for (const team of ['a', 'b'])
        expect(tagsIn({ more: three, instead: { [key]: present(tagged(team)) } })).toMatchObject({ Tags: [{ Key: 'team', Value: team }] })
    })

    it('is called by its cluster, where nobody knows more of that', () => {
      const [machinePool] = manifestsOf(one).machinePools
      const named = (clusterName: string) => {
        const value = { ...machinePool?.value, spec: { ...machinePool?.value.spec, clusterName } }
        const instead = {
          'machinepool:kube:/default/AWSManagedMachinePool/pool1': present(value),
          'awsmanagedcontrolplane:kube:/default/cp': Fact.absent(0),
          [`cluster:kube:/default/${clusterName}`]: Fact.absent(0),
        }
        const settings = { assumptions: 'allow', region: 'eu-west-1' } as const
        return JSON.stringify(input(plan(one, { nodegroup: null, instead, settings }), 'template'))
      }
      for (const name of ['c', 'd']) expect(named(name)).toContain(`"Key":"Name","Value":"${name}-pool1"`)
    })
  })
})
