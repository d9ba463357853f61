import type { ObservedTemplateData, Template } from '@poolwright/aws/LaunchTemplate'
import type { Json } from '@poolwright/core/Json'
import { digestUserData } from '@poolwright/core/UserData'
import { afterAll, describe, expect, it } from 'vitest'
import { type Asked, calls, findings, holds, holdsOf, input, name, plan, scope, type Seen, untaken } from './nodegroup.fixture.js'

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

  it('LT11–LT14: other bootstrap data rolls; none and empty are the same', () => {
    expect(calls(running({}, boot('hello\n'), {}, secret))).toEqual([])
    expect(calls(running({}, boot('other\n'), {}, secret))).toEqual(['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'])
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
