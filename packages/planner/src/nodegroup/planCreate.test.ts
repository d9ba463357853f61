import { queryId } from '@poolwright/aws/nouns'
import * as Fact from '@poolwright/core/Fact'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type Asked,
  calls,
  factKey,
  findings,
  hidden,
  holds,
  holdsOf,
  input,
  name,
  nodegroup,
  owner,
  plan,
  roleArn,
  said,
  type Seen,
  untaken,
} from './nodegroup.fixture.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const absent = { nodegroup: null }
const key = factKey('nodegroup', `prod/${name}`)
const soon = { _tag: 'After', delay: 15_000 }
const types = (instanceTypes: ReadonlyArray<string>) => ({ settings: { instanceTypes: [...instanceTypes] } })

describe('a new group', () => {
  const least = {
    clusterName: 'prod',
    nodegroupName: name,
    nodeRole: roleArn,
    subnets: ['s1', 's2'],
    capacityType: 'ON_DEMAND',
    scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 3 },
    updateConfig: { maxUnavailable: 1 },
    version: '1.30',
    tags: { ...owner, 'poolwright.dev/pool': 'default/pool1' },
  }
  it.each<readonly [string, Asked, Seen, object]>([
    ['nothing more', {}, {}, {}],
    ['a disk', { spec: { diskSize: 50 } }, {}, { diskSize: 50 }],
    ['an image', { spec: { amiType: 'AL2023_ARM_64_STANDARD' } }, {}, { amiType: 'AL2023_ARM_64_STANDARD' }],
    ['a type', { spec: { instanceType: 't3.small' } }, {}, { instanceTypes: ['t3.small'] }],
    ['types of the settings', {}, types(['b', 'a']), { instanceTypes: ['b', 'a'] }],
    ['its type before those of the settings', { spec: { instanceType: 'c' } }, types(['b', 'a']), { instanceTypes: ['c', 'b', 'a'] }],
    ['its type among those of the settings', { spec: { instanceType: 'a' } }, types(['b', 'a']), { instanceTypes: ['b', 'a'] }],
    ['no type', { spec: { instanceType: '' } }, {}, {}],
    ['no role of its own', { spec: { roleName: '' } }, {}, {}],
    [
      'repair off',
      { spec: { nodeRepairConfig: { enabled: false } } },
      { settings: { nodeRepair: { maxParallelNodesRepairedCount: 2 } } },
      { nodeRepairConfig: { enabled: false } },
    ],
    [
      'repair as the settings have it',
      {},
      { settings: { nodeRepair: { maxParallelNodesRepairedCount: 2 } } },
      { nodeRepairConfig: { enabled: true, maxParallelNodesRepairedCount: 2 } },
    ],
    ['repair that nobody switched on', { spec: { nodeRepairConfig: {} } }, {}, { nodeRepairConfig: { enabled: false } }],
    [
      'EKS’s own strategy, where it is said',
      {},
      { settings: { updateStrategy: 'DEFAULT' } },
      { updateConfig: { maxUnavailable: 1, updateStrategy: 'DEFAULT' } },
    ],
    [
      'a share of nodes that may be away',
      { spec: { updateConfig: { maxUnavailablePercentage: 20 } } },
      {},
      { updateConfig: { maxUnavailablePercentage: 20 } },
    ],
    [
      'tags of cluster and pool',
      { spec: { additionalTags: { a: '2' } }, control: { additionalTags: { a: '1', b: '1' } } },
      {},
      { tags: { ...least.tags, a: '2', b: '1' } },
    ],
    ['an owner that no user replaces', { spec: { additionalTags: { 'kubernetes.io/cluster/prod': 'shared' } } }, {}, {}],
  ])('has %s', (_, asked, seen, more) => {
    const p = plan(asked, { ...absent, ...seen })
    expect(input(p, 'nodegroup')).toStrictEqual({ ...least, ...more })
    expect(p.steps[0]).toMatchObject({ basis: 0, causes: [{ _tag: 'Missing', fact: key }] })
    expect(calls(p)).toEqual(['CreateNodegroup'])
  })

  it('says which roles of AWS’s own it takes', () => {
    expect(plan({}, absent).findings).toMatchObject([
      {
        severity: 'info',
        code: 'PW-SERVICE-LINKED-ROLE',
        message:
          'in an account that does not have AWSServiceRoleForAmazonEKSNodegroup yet, making the group takes iam:CreateServiceLinkedRole',
      },
    ])
    expect(said(plan({}, absent))).not.toContain('Spot')
    expect(said(plan({ spec: { capacityType: 'spot' } }, absent))).toContain(
      'AWSServiceRoleForAmazonEKSNodegroup and AWSServiceRoleForEC2Spot',
    )
  })

  it('is shown without sizes that EKS would refuse', () =>
    expect(Object.keys(input(plan({ machinePool: { replicas: 9 } }, absent), 'nodegroup') as object)).not.toContain('scalingConfig'))

  it('is refused once for its size', () => {
    const p = plan({ spec: { updateConfig: { maxUnavailable: 2 } }, machinePool: { replicas: 9 } }, absent)
    expect(holdsOf(p, 'nodegroup')).toEqual(['PW-SIZE-BOUNDS'])
  })

  it('is of no family that EKS lacks for a version, where one is asked for', () => {
    const spec = { amiType: 'AL2_x86_64' }
    expect(holdsOf(plan({ spec, machine: { version: null } }, absent), 'nodegroup')).toEqual([])
  })

  it('is not looked for soon where its template is somebody else’s', () => {
    const template = { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'cp-pool1', DefaultVersionNumber: 1, LatestVersionNumber: 1, Tags: [] }
    const p = plan(
      { spec: { awsLaunchTemplate: {} } },
      { ...absent, more: { [factKey('template', 'cp-pool1')]: Fact.present(template, 0) } },
    )
    expect([holds(p), p.next]).toEqual([['PW-NOT-OURS'], { _tag: 'After', delay: 600_000 }])
  })

  it('is not made while it was seen too long ago not to be there', () => {
    const p = plan({}, { ...absent, ages: { [key]: 10_001 } })
    expect(p.steps).toEqual([])
    expect(p.holds).toMatchObject([{ code: 'PW-WAIT-READ', fact: key }])
    expect(p.next).toEqual(soon)
  })

  it('is not made while its launch template is not known', () => {
    const unread = { 'template:aws:000000000000/eu-west-1/cp-pool1': Fact.unread }
    const p = plan({ spec: { awsLaunchTemplate: {}, diskSize: 20 } }, { ...absent, more: unread })
    expect(p.steps).toEqual([])
    expect(holds(p)).toEqual(['PW-NODEGROUP-CLASH', 'PW-WAIT-READ'].sort((x, y) => holds(p).indexOf(x) - holds(p).indexOf(y)))
    expect(p.next).toEqual(soon)
  })

  it.each([
    [undefined, '/'],
    ['', '/'],
    ['/nodes/', '/nodes/'],
  ])('shows the role that is not there yet, on path %s', (rolePath, path) => {
    const spec = rolePath === undefined ? {} : { rolePath }
    const p = plan({ spec }, { ...absent, role: null, settings: { EKSEnableIAM: true } })
    expect(input(p, 'nodegroup')).toHaveProperty(
      'nodeRole',
      expect.stringMatching(`^arn:aws:iam::000000000000:role${path}prod-default_pool1_nodegroup`),
    )
    expect(holdsOf(p, 'nodegroup').length).toBeGreaterThan(0)
  })
})

describe('what EKS would refuse of a new group', () => {
  const many = (n: number) => Array.from({ length: n }, (_, i) => i)
  const taints = (n: number) => many(n).map((i) => ({ effect: 'no-schedule', key: `k${i}`, value: '' }))
  const tags = (n: number) => Object.fromEntries(many(n).map((i) => [`k${i}`, 'v']))
  const lt = (more: object = {}) => ({ awsLaunchTemplate: { ...more } })
  const image = lt({ ami: { id: 'ami-1' } })
  it.each<readonly [string, Asked['spec'] & {}, Seen, string | null, ReadonlyArray<string>, string]>([
    ['a name of 63', { eksNodegroupName: 'a'.repeat(63) }, {}, null, [], ''],
    ['a name of 64', { eksNodegroupName: 'a'.repeat(64) }, {}, 'PW-NAME', ['eksNodegroupName'], 'aaa is no name'],
    ['a name that begins with a dash', { eksNodegroupName: '-a' }, {}, 'PW-NAME', ['eksNodegroupName'], '-a is no name'],
    ['a name with a dot', { eksNodegroupName: 'a.b' }, {}, 'PW-NAME', ['eksNodegroupName'], 'a.b is no name'],
    ['50 tags', { additionalTags: tags(48) }, {}, null, [], ''],
    ['51 tags', { additionalTags: tags(49) }, {}, 'PW-TAG-LIMIT', ['additionalTags'], 'there are 51; EKS takes 50'],
    ['50 taints', { taints: taints(50) }, {}, null, [], ''],
    ['51 taints', { taints: taints(51) }, {}, 'PW-NODEGROUP-CLASH', ['taints'], '51 taints; EKS takes 50'],
    ['20 types', {}, types(many(20).map(String)), null, [], ''],
    ['21 types', {}, types(many(21).map(String)), 'PW-NODEGROUP-CLASH', ['instanceType'], '21 instance types; EKS takes 20'],
    [
      'a custom image without a template',
      { amiType: 'CUSTOM' },
      {},
      'PW-NODEGROUP-CLASH',
      ['amiType', 'awsLaunchTemplate'],
      'needs a launch template',
    ],
    ['a custom image with a template', { amiType: 'CUSTOM', ...image }, {}, null, [], ''],
    [
      'another image beside the template’s',
      { amiType: 'AL2023_x86_64_STANDARD', ...image },
      {},
      'PW-NODEGROUP-CLASH',
      ['amiType', 'awsLaunchTemplate'],
      'cannot be AL2023_x86_64_STANDARD',
    ],
    [
      'a release beside the template’s image',
      { amiVersion: '1.30.4-20240901', ...image },
      {},
      'PW-NODEGROUP-CLASH',
      ['amiVersion', 'awsLaunchTemplate'],
      'releases are of EKS’s own images',
    ],
    ['SSH beside a template', { remoteAccess: {}, ...lt() }, {}, 'PW-NODEGROUP-CLASH', ['remoteAccess', 'awsLaunchTemplate'], 'sshKeyName'],
    ['a disk beside a template', { diskSize: 20, ...lt() }, {}, 'PW-NODEGROUP-CLASH', ['diskSize', 'awsLaunchTemplate'], 'rootVolume'],
    [
      'a type beside a template',
      { instanceType: 't3.small', ...lt() },
      {},
      'PW-NODEGROUP-CLASH',
      ['instanceType', 'awsLaunchTemplate'],
      'that of the template',
    ],
    [
      'a profile in a template',
      lt({ iamInstanceProfile: 'p' }),
      {},
      'PW-NODEGROUP-CLASH',
      ['awsLaunchTemplate.iamInstanceProfile', 'awsLaunchTemplate'],
      'instance profile itself',
    ],
    ['no profile in a template', lt({ iamInstanceProfile: '' }), {}, null, [], ''],
    ['a template', lt(), {}, null, [], ''],
    [
      'more nodes away than there may be',
      { updateConfig: { maxUnavailable: 6 } },
      {},
      'PW-SIZE-BOUNDS',
      ['updateConfig.maxUnavailable', 'scaling.maxSize'],
      'is 6, .* size, 5',
    ],
    ['all nodes away', { updateConfig: { maxUnavailable: 5 } }, {}, null, [], ''],
  ])('%s', (_, spec, seen, code, paths, why) => {
    const p = plan({ spec }, { ...absent, ...seen })
    const found = (p.steps.find((s) => s.id === 'nodegroup')?.holds ?? []).filter((h) =>
      /^PW-(NAME|TAG-LIMIT|NODEGROUP-CLASH|SIZE-BOUNDS)$/.test(h.code),
    )
    expect(found).toMatchObject(code === null ? [] : [{ _tag: 'Refused', code, paths }])
    for (const hold of found) expect(hold.why).toMatch(new RegExp(why))
  })

  it.each([
    ['AL2_x86_64', 'v1.32.0', false],
    ['AL2_x86_64', 'v1.33.0', true],
    ['AL2023_x86_64_STANDARD', 'v1.33.0', false],
    [null, 'v1.33.0', false],
  ])('%s of %s', (amiType, version, refused) => {
    const p = plan(
      { spec: amiType === null ? {} : { amiType }, machine: { version } },
      { ...absent, cluster: { version: version.slice(1, 5) } },
    )
    expect(p.steps[0]?.holds).toMatchObject(
      refused
        ? [
            {
              code: 'PW-IMAGE-FAMILY',
              paths: ['amiType', 'MachinePool.spec.template.spec.version'],
              why: expect.stringContaining('1.33') as string,
            },
          ]
        : [],
    )
  })
})

describe('what has no effect is told', () => {
  const taint = (effect: string, key = 'k') => ({ effect, key, value: '' })
  const hook = { name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }
  it.each<readonly [string, Asked['spec'] & {}, string | null, ReadonlyArray<string>, string]>([
    ['a name for the template', { awsLaunchTemplate: { name: 'x' } }, 'PW-NO-EFFECT', ['awsLaunchTemplate.name'], 'cp-pool1'],
    ['the name of the template', { awsLaunchTemplate: { name: 'cp-pool1' } }, null, [], ''],
    ['no name for the template', { awsLaunchTemplate: { name: '' } }, null, [], ''],
    [
      'a number of a version',
      { awsLaunchTemplate: { versionNumber: 3 } },
      'PW-NO-EFFECT',
      ['awsLaunchTemplate.versionNumber'],
      'numbers versions',
    ],
    ['hooks', { lifecycleHooks: [hook] }, 'PW-HOOKS-UNUSED', ['lifecycleHooks'], 'nodeGroupHooks'],
    ['no hooks', { lifecycleHooks: [] }, null, [], ''],
    ['two taints of one name', { taints: [taint('no-execute'), taint('no-execute')] }, 'PW-TAINT-TWICE', ['taints'], 'later one counts'],
    ['taints of two effects', { taints: [taint('no-execute'), taint('no-schedule')] }, null, [], ''],
    ['taints of two keys', { taints: [taint('no-execute'), taint('no-execute', 'l')] }, null, [], ''],
  ])('%s', (_, spec, code, paths, text) => {
    const told = plan({ spec }, absent).findings.filter((f) => f.code !== 'PW-SERVICE-LINKED-ROLE')
    expect(told).toMatchObject(code === null ? [] : [{ severity: 'warning', code, paths }])
    for (const f of told) expect(f.message).toContain(text)
  })
})

describe('a group that is there is compared as EKS takes it', () => {
  it('and not in what is left to the cluster, or to nobody', () => {
    expect(plan({}, { nodegroup: { subnets: ['s1'] } }).holds).toEqual([])
    expect(plan({ spec: { roleName: '' } }).holds).toEqual([])
  })

  it('and in all else, where part of it cannot be told or is refused', () => {
    const p = plan({ spec: { updateConfig: { maxUnavailable: 9 }, nodeRepairConfig: { enabled: true } } })
    expect([holds(p), input(p, 'config')]).toMatchObject([['PW-SIZE-BOUNDS'], { nodeRepairConfig: { enabled: true } }])
    expect(input(p, 'config')).not.toHaveProperty('updateConfig')
    const fixed = plan({ spec: { availabilityZones: ['a', 'z'], capacityType: 'spot' } })
    expect(fixed.holds.flatMap((h) => (h.code === 'PW-REPLACE' && 'paths' in h ? h.paths : []))).toEqual(['capacityType'])
  })

  it.each([
    ['more than it has', 6, { maxSize: 8 }, undefined],
    ['as many as it has', 5, { maxSize: 8 }, { maxUnavailable: 5 }],
    ['more than are asked for', 4, { maxSize: 3 }, undefined],
    ['as many as are asked for', 3, { maxSize: 3 }, { maxUnavailable: 3 }],
  ])('and with its own sizes where those asked for cannot be had: %s away at once', (_, maxUnavailable, scaling, updateConfig) => {
    const p = plan({ spec: { updateConfig: { maxUnavailable }, scaling }, machinePool: { replicas: 9 } })
    expect(p.holds.some((h) => 'paths' in h && h.paths.includes('updateConfig.maxUnavailable'))).toBe(updateConfig === undefined)
    expect(p.steps.map((s) => input(p, s.id))).toMatchObject(updateConfig === undefined ? [] : [{ updateConfig }])
  })

  it.each([
    ['beside its own count', { maxUnavailable: 1 }, { maxUnavailable: 1 }, []],
    ['beside as many as there may be', { maxUnavailable: 3 }, { maxUnavailable: 3 }, []],
    ['beside its own share', { maxUnavailablePercentage: 20 }, { maxUnavailablePercentage: 20 }, []],
    ['but not where that is as much too high', { maxUnavailable: 4 }, undefined, ['settings.updateStrategy']],
  ])('and in its strategy where the count is refused: %s', (_, updateConfig, kept, more) => {
    const asked = { spec: { updateConfig: { maxUnavailable: 9 }, scaling: { maxSize: 3 } }, machinePool: { replicas: 3 } }
    const p = plan(asked, { settings: { updateStrategy: 'MINIMAL' }, nodegroup: { updateConfig } })
    expect(p.holds.flatMap((h) => ('paths' in h ? h.paths : []))).toEqual(['updateConfig.maxUnavailable', 'scaling.maxSize', ...more])
    const sent = input(p, 'config') as { readonly updateConfig?: object }
    expect(sent.updateConfig).toEqual(kept === undefined ? undefined : { ...kept, updateStrategy: 'MINIMAL' })
    const silent = plan(asked, { nodegroup: { updateConfig: { ...updateConfig, updateStrategy: 'MINIMAL' } } })
    expect(silent.holds.flatMap((h) => ('paths' in h ? h.paths : []))).toEqual(['updateConfig.maxUnavailable', 'scaling.maxSize'])
    expect(input(silent, 'config')).not.toHaveProperty('updateConfig')
  })

  it('and not in what cannot be told yet, nor for what only a new one would be refused', () => {
    const zones = plan({ spec: { availabilityZones: ['a', 'z'] } })
    expect([holds(zones), zones.steps]).toEqual([['PW-SUBNET-NONE'], []])
    const network = { vpc: { id: 'vpc-1' }, subnets: [] }
    const subnets = factKey(
      'subnets',
      queryId([
        { Name: 'availability-zone', Values: ['a'] },
        { Name: 'vpc-id', Values: ['vpc-1'] },
      ]),
    )
    expect(plan({ spec: { availabilityZones: ['a'] }, control: { network } }, { more: { [subnets]: Fact.unread } }).holds).toEqual([])
    const access = plan(
      { spec: { remoteAccess: {} }, controlStatus: { ready: true } },
      { nodegroup: { remoteAccess: { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-c'] } } },
    )
    expect([access.holds, access.steps]).toEqual([[], []])
    const additionalTags = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, 'v']))
    expect(holds(plan({ spec: { additionalTags } }))).not.toContain('PW-TAG-LIMIT')
    const custom = plan(
      { machine: { version: 'v1.31.0' } },
      { cluster: { version: '1.31' }, nodegroup: { amiType: 'CUSTOM', releaseVersion: 'ami-1' } },
    )
    expect(calls(custom)).toEqual([])
  })

  it.each<readonly [string, Asked, Seen, ReadonlyArray<string>]>([
    ['types in another order', {}, { ...types(['b', 'a']), nodegroup: { instanceTypes: ['a', 'b'] } }, []],
    ['other types', {}, { ...types(['b', 'a']), nodegroup: { instanceTypes: ['a', 'c'] } }, ['instanceType', 'settings.instanceTypes']],
    ['subnets in another order', { spec: { subnetIDs: ['s1', 's2'] } }, { nodegroup: { subnets: ['s2', 's1'] } }, []],
    [
      'a role on a path',
      { spec: { roleName: 'r' } },
      { nodegroup: { nodeRole: 'arn:aws:iam::1:role/a/b/r' }, role: { RoleName: 'r' } },
      [],
    ],
    ['EKS’s own strategy', {}, { nodegroup: { updateConfig: { maxUnavailable: 1, updateStrategy: 'DEFAULT' } } }, []],
    ['its zones by any of their subnets', { spec: { availabilityZones: ['a', 'b'] } }, {}, []],
    [
      'a zone of which it has no subnet',
      { spec: { availabilityZones: ['a', 'b'] } },
      { nodegroup: { subnets: ['s1'] } },
      ['availabilityZones'],
    ],
    ['a zone that is not asked for', { spec: { availabilityZones: ['a'] } }, {}, ['availabilityZones']],
    ['failure domains', { machinePool: { failureDomains: ['a'] } }, {}, ['availabilityZones']],
    ['failure domains beside zones', { machinePool: { failureDomains: ['a'] }, spec: { availabilityZones: ['a', 'b'] } }, {}, []],
    [
      'failure domains beside no zones',
      { machinePool: { failureDomains: ['a'] }, spec: { availabilityZones: [] } },
      {},
      ['availabilityZones'],
    ],
    ['no zones', { spec: { availabilityZones: [], subnetIDs: [] } }, { nodegroup: { subnets: ['s9'] } }, []],
    [
      'private subnets of a zone',
      { spec: { availabilityZones: ['a'], availabilityZoneSubnetType: 'private' } },
      { nodegroup: { subnets: ['s3'] } },
      ['availabilityZones'],
    ],
    [
      'SSH in another order',
      { spec: { remoteAccess: { sourceSecurityGroups: ['sg-z'] } } },
      { nodegroup: { remoteAccess: { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-z', 'sg-c'] } } },
      [],
    ],
    ['SSH that nobody asks for', {}, { nodegroup: { remoteAccess: { ec2SshKey: 'ops' } } }, ['remoteAccess.sshKeyName']],
    ['a zone without a usable subnet', { spec: { availabilityZones: ['z'] } }, {}, ['subnets']],
  ])('%s', (_, asked, seen, expected) => {
    const p = plan(asked, seen)
    expect(p.steps).toEqual([])
    const paths = p.holds.flatMap((h) => ('paths' in h ? h.paths : []))
    if (expected.length === 0) expect(paths).toEqual([])
    else for (const path of expected) expect(paths).toContain(path)
  })

  it('a replacement names what is wrong, from what to what', () => {
    const p = plan({ spec: { diskSize: 50, capacityType: 'spot', instanceType: 'm5.large' } })
    expect(said(p)).toContain('InstanceTypes (["t3.medium"] to ["m5.large"]), DiskSize (20 to 50), CapacityType (ON_DEMAND to SPOT)')
    expect(p.holds).toMatchObject([
      { _tag: 'Refused', code: 'PW-REPLACE', paths: ['instanceType', 'settings.instanceTypes', 'diskSize', 'capacityType'] },
    ])
  })

  it('one without subnets may stand anywhere', () => {
    const { subnets: _, ...rest } = nodegroup
    expect(plan({ spec: { availabilityZones: ['a'] } }, { more: { [key]: Fact.present(rest, 0) } }).holds).toEqual([])
  })
})

describe('hooks of the groups behind a node group', () => {
  const hook = { name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }
  const asked: Asked = { spec: { lifecycleHooks: [hook] } }
  const none = (of: string): Fact.Facts => ({ [factKey('hooks', of)]: Fact.present([], 0) })
  const settings = { nodeGroupHooks: true, ownership: 'strict' } as const
  const resources = { autoScalingGroups: [{ name: hidden }, { name: 'second' }] }
  it('have steps of their own where there are several', () => {
    const second = {
      [factKey('group', 'second')]: Fact.present(
        { AutoScalingGroupName: 'second', MinSize: 1, MaxSize: 5, DesiredCapacity: 3, Instances: [], Tags: [] },
        0,
      ),
    }
    const p = plan(asked, { settings, nodegroup: { resources }, more: { ...none(hidden), ...none('second'), ...second } })
    expect(p.steps.map((s) => s.id)).toEqual([`hook-h@${hidden}`, 'hook-h@second'])
    expect(input(p, 'hook-h@second')).toMatchObject({ AutoScalingGroupName: 'second' })
  })
  it('are put on those that are there', () => {
    const p = plan(asked, { settings, nodegroup: { resources }, more: none(hidden) })
    expect(p.steps.map((s) => s.id)).toEqual(['hook-h'])
  })
  const seen = (LifecycleHookName: string) => ({
    LifecycleHookName,
    LifecycleTransition: hook.lifecycleTransition,
    HeartbeatTimeout: 1800,
  })
  it('of EKS stay, whoever owns the pool’s own, and nobody is told', () => {
    const theirs = { [factKey('hooks', hidden)]: Fact.present([seen('Launch-LC-Hook')], 0) }
    expect(plan({}, { settings, more: theirs }).steps).toEqual([])
    const p = plan(asked, { settings, more: theirs })
    expect(p.steps.map((s) => s.id)).toEqual(['hook-h'])
    expect(findings(p)).toEqual([])
  })
  it('go after those that come in the same group', () => {
    const old = Fact.present([seen('old')], 0)
    const more = { ...none(hidden), [factKey('hooks', hidden)]: old, ...none('second'), [factKey('hooks', 'second')]: old }
    const second = { AutoScalingGroupName: 'second', MinSize: 1, MaxSize: 5, DesiredCapacity: 3, Instances: [], Tags: [] }
    const record = { hooks: ['old'] }
    const p = plan(asked, {
      settings,
      record,
      nodegroup: { resources },
      more: { ...more, [factKey('group', 'second')]: Fact.present(second, 0) },
    })
    expect(p.steps.map((s) => [s.id, s.after])).toEqual([
      [`hook-h@${hidden}`, []],
      [`unhook-old@${hidden}`, [`hook-h@${hidden}`]],
      ['hook-h@second', []],
      ['unhook-old@second', ['hook-h@second']],
    ])
  })
})
