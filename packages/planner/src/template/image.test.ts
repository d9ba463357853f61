import { queryId } from '@poolwright/aws/nouns'
import { denied } from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { type Asked, calls, factKey, findings, holds, input, nothing, plan, region, said, version } from '../baseline.fixture.js'

const lookup = (name = 'capa-ami-ubuntu-24.04-?1.31.2-*', owner = '819546954734', architecture = 'x86_64') =>
  factKey(
    'images',
    queryId([
      { Name: 'name', Values: [name] },
      { Name: 'owner-id', Values: [owner] },
      { Name: 'architecture', Values: [architecture] },
      { Name: 'state', Values: ['available'] },
      { Name: 'virtualization-type', Values: ['hvm'] },
    ]),
  )
const image = (ImageId: string, day: number, more = {}) => ({ ImageId, CreationDate: `2026-01-0${day}T00:00:00.000Z`, ...more })
const type = (name: string, architecture: string) => ({
  [factKey('instanceType', name)]: Fact.present(
    { InstanceType: name, ProcessorInfo: { SupportedArchitectures: ['i386', architecture] } },
    0,
  ),
})
const finds = (...images: ReadonlyArray<object>): Fact.Facts => ({ ...type('m5.large', 'x86_64'), [lookup()]: Fact.present(images, 0) })
/** Without an image of its own, and with nothing there yet. */
const looking = (asked: Asked, more: Fact.Facts, absent = true) =>
  plan({ ...asked, template: { ami: {}, ...asked.template } }, absent ? { group: null, template: null, versions: {}, more } : { more })
const chosen = (p: ReturnType<typeof plan>): unknown =>
  (input(p, 'template') as { readonly LaunchTemplateData: { readonly ImageId?: string } } | undefined)?.LaunchTemplateData.ImageId

describe('the look-up by name', () => {
  it('I1: needs a version', () => {
    expect(holds(looking({ machine: { version: null } }, {}))).toEqual(['PW-IMAGE-VERSION'])
  })

  it('I2: asks for the community’s builds of the version and architecture, and takes the newest', () => {
    const arm = {
      ...type('m6g.large', 'arm64'),
      [lookup(undefined, undefined, 'arm64')]: Fact.present([image('ami-old', 1), image('ami-new', 2)], 0),
    }
    expect(chosen(looking({ template: { instanceType: 'm6g.large' } }, arm))).toBe('ami-new')
  })

  it('is asked where the pool says nothing of an image', () => {
    const p = plan({ template: { ami: undefined as never } }, { more: finds(image('ami-1', 1)) })
    expect(said(p)).toEqual(nothing)
  })

  it('I3: uses the cluster’s look-up where the pool says nothing', () => {
    const more = { ...type('m5.large', 'x86_64'), [lookup('x-ubuntu-24.04-1.31.2')]: Fact.present([image('ami-c', 1)], 0) }
    expect(chosen(looking({ awsCluster: { imageLookupFormat: 'x-{{.BaseOS}}-{{.K8sVersion}}' } }, more))).toBe('ami-c')
  })

  it('uses the pool’s own look-up before the cluster’s', () => {
    const more = { ...type('m5.large', 'x86_64'), [lookup('y-flatcar', '1234')]: Fact.present([image('ami-p', 1)], 0) }
    const template = { imageLookupFormat: 'y-{{ .BaseOS }}', imageLookupOrg: '1234', imageLookupBaseOS: 'flatcar' }
    expect(chosen(looking({ template, awsCluster: { imageLookupFormat: 'x' } }, more))).toBe('ami-p')
  })

  it('I4: chooses among equal dates the same one, whatever their order', () => {
    const [x, y] = [image('ami-x', 1), image('ami-y', 1)]
    expect(chosen(looking({}, finds(x, y)))).toBe(chosen(looking({}, finds(y, x))))
  })

  it('I5: holds on a date that cannot be read', () => {
    expect(holds(looking({}, finds(image('ami-x', 1), { ImageId: 'ami-y', CreationDate: 'soon' })))).toEqual(['PW-IMAGE-DATE'])
  })

  it('holds the template when nothing is found, and names the question', () => {
    const p = looking({}, finds())
    const template = p.steps.find((s) => s.id === 'template')
    expect(template?.holds.map((h) => h.code)).toEqual(['PW-IMAGE-NONE'])
    expect(template?.holds[0]?.why).toContain('capa-ami-ubuntu-24.04-?1.31.2-*')
    expect(calls(p)).toEqual([])
  })

  it('I11: assumes x86_64 where the type may not be asked for, and says so', () => {
    const more = {
      ...finds(image('ami-x', 1)),
      [factKey('instanceType', 'm5.large')]: Fact.unknown('unreadable', O.some(denied('UnauthorizedOperation'))),
    }
    const p = looking({}, more)
    expect(chosen(p)).toBe('ami-x')
    expect(findings(p)).toEqual(['PW-ASSUMED-ARCHITECTURE'])
  })

  it('I9: holds when the types of a policy run no common image', () => {
    const spec = { mixedInstancesPolicy: { overrides: [{ instanceType: 'm5.large' }, { instanceType: 'm6g.large' }] } }
    expect(holds(looking({ spec }, { ...finds(image('ami-x', 1)), ...type('m6g.large', 'arm64') }))).toEqual(['PW-ARCHITECTURES'])
  })
})

describe('I10: a newer image', () => {
  const newer = finds(image('ami-1', 1), image('ami-2', 2))
  const under = (settings: object) => plan({ template: { ami: {} } }, { more: newer, settings })

  it('is told of and not rolled out, by default', () => {
    const p = under({})
    expect(said(p)).toEqual(nothing)
    expect(p.findings).toMatchObject([{ code: 'PW-IMAGE-NEWER', severity: 'info' }])
  })

  it('is a warning, or a rollout, as the settings say', () => {
    expect(under({ imageLookup: 'notify' }).findings).toMatchObject([{ code: 'PW-IMAGE-NEWER', severity: 'warning' }])
    const p = under({ imageLookup: 'roll' })
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
    expect(chosen(p)).toBe('ami-2')
  })

  it('is taken when the question changes: another version is another image', () => {
    const more = { ...newer, [lookup('capa-ami-ubuntu-24.04-?1.32.0-*')]: Fact.present([image('ami-3', 3)], 0) }
    expect(chosen(plan({ template: { ami: {} }, machine: { version: 'v1.32.0' } }, { more }))).toBe('ami-3')
  })

  it('a look-up that is not known yet holds only what needs it', () => {
    const more = { [factKey('instanceType', 'm5.large')]: Fact.unread }
    const p = plan({ template: { ami: {} }, spec: { maxSize: 9 } }, { more })
    expect(said(p)).toEqual({ calls: ['UpdateAutoScalingGroup'], holds: ['PW-WAIT-READ'] })
  })
})

describe('EKS', () => {
  const parameter = (path: string, value = 'ami-e') => ({
    [factKey('parameter', `/aws/service/eks/optimized-ami/${path}/recommended/image_id`)]: Fact.present(value, 0),
  })
  const eks = (asked: Asked, more: Fact.Facts) =>
    looking({ eks: {}, without: ['AWSCluster'], ...asked }, { ...type('m5.large', 'x86_64'), ...more })

  it('I6, L2, C15: takes EKS’s own image, roles of security groups and cluster name', () => {
    const p = eks({ template: { ami: { eksLookupType: 'AmazonLinux2023' } } }, parameter('1.31/amazon-linux-2023/x86_64/standard'))
    expect(chosen(p)).toBe('ami-e')
    expect(input(p, 'template')).toMatchObject({ LaunchTemplateData: { SecurityGroupIds: ['sg-e', 'sg-n'] } })
    expect(JSON.stringify(input(p, 'group'))).toContain('kubernetes.io/cluster/eks-x')
    expect(p.steps.map((s) => s.scope)).toEqual([region, region])
  })

  it('waits for what says the cluster’s name, or says what it takes it to be', () => {
    const made = (eks: Asked['eks'], assumptions: 'hold' | 'allow', without: Asked['without'] = []) =>
      plan(
        { eks: eks ?? {}, without: ['AWSCluster', ...without] },
        { group: null, template: null, settings: { assumptions, region: 'eu-west-1' } },
      )
    for (const [spec, without] of [
      [{ eksClusterName: '' }, []],
      [{}, ['AWSManagedControlPlane']],
    ] as const) {
      expect(holds(made(spec, 'hold', [...without]))).toContain('PW-ASSUMED-CLUSTER')
      const p = made(spec, 'allow', [...without])
      expect(findings(p)).toContain('PW-ASSUMED-CLUSTER')
      expect(JSON.stringify(input(p, 'group'))).toContain('kubernetes.io/cluster/ns_cp')
    }
    expect(holds(made({}, 'hold'))).toEqual([])
  })

  it('is deleted by the name that EKS has for the cluster, and without the control plane by the one that was noted', () => {
    const owned = { Tags: [{ Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/eks-x', Value: 'owned' }] }
    const group = {
      Tags: owned.Tags.map((x) => ({ ...x, PropagateAtLaunch: false, ResourceId: 'workers', ResourceType: 'auto-scaling-group' })),
    }
    const left = { group, template: owned, settings: { region: 'eu-west-1' } }
    expect(calls(plan({ eks: {}, deleted: true }, left))).toEqual(['DeleteAutoScalingGroup'])
    const gone: Asked = { eks: {}, deleted: true, without: ['AWSCluster', 'AWSManagedControlPlane'] }
    expect(calls(plan(gone, left))).toEqual([])
    expect(calls(plan(gone, { ...left, record: { cluster: 'eks-x' } }))).toEqual(['DeleteAutoScalingGroup'])
  })

  it('I7: a look-up of the cluster’s own goes by name', () => {
    const more = { [lookup(undefined, '77')]: Fact.present([image('ami-n', 1)], 0) }
    expect(chosen(eks({ eks: { imageLookupOrg: '77' } }, more))).toBe('ami-n')
  })

  it('I8: says which field to set where there is no Amazon Linux 2', () => {
    const p = eks({ machine: { version: 'v1.33.0' } }, {})
    expect(holds(p)).toEqual(['PW-IMAGE-FAMILY'])
    expect(JSON.stringify(p.steps[0]?.holds)).toContain('eksLookupType')
  })

  it('stays with a release of the same image, and leaves it for another', () => {
    const named = (id: string, Name: string) => ({ [factKey('image', id)]: Fact.present({ ImageId: id, Name }, 0) })
    const more = {
      ...type('m5.large', 'x86_64'),
      ...parameter('1.31/amazon-linux-2', 'ami-2'),
      ...named('ami-1', 'amazon-eks-node-1.31-v20260101'),
      ...named('ami-2', 'amazon-eks-node-1.31-v20260202'),
    }
    const asked: Asked = { template: { ami: {} }, eks: {}, without: ['AWSCluster'] }
    const tags = JSON.parse(JSON.stringify(version()).replaceAll('cluster/c"', 'cluster/eks-x"').replace('sg-l', 'sg-e')) as ReturnType<
      typeof version
    >
    const owned = { Tags: [{ Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/eks-x', Value: 'owned' }] }
    const at = (facts: Fact.Facts) => plan(asked, { group: null, template: owned, versions: { 1: tags }, more: { ...more, ...facts } })
    expect(at({}).steps.some((s) => s.action.op === 'ec2:CreateLaunchTemplateVersion')).toBe(false)
    expect(findings(at({}))).toContain('PW-IMAGE-NEWER')
    expect(chosen(at(named('ami-1', 'amazon-eks-node-1.30-v20260101')))).toBe('ami-2')
  })
})
