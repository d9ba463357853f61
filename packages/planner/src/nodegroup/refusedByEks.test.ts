/** What EKS would refuse every time it is asked: known beforehand, it is held with a reason and never asked for. */
import { afterAll, describe, expect, it } from 'vitest'
import { calls, factKey, holds, holdsOf, input, managedRole, owner, plan, said, scope, untaken } from './nodegroup.fixture.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const present = <A>(value: A) => ({ _tag: 'Present', asOf: 0, value }) as const
const used = { id: 'lt-1', name: 'cp-pool1', version: '1' }
/** A group whose template says this. */
const launchedFrom = (body: object) => ({
  nodegroup: { launchTemplate: used },
  more: {
    [`template:${scope}/cp-pool1`]: present({
      LaunchTemplateId: 'lt-1',
      LaunchTemplateName: 'cp-pool1',
      DefaultVersionNumber: 1,
      LatestVersionNumber: 1,
      Tags: [{ Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/prod', Value: 'owned' }],
    }),
    [`version:${scope}/lt-1/1`]: present(body),
  },
})

describe('a launch template', () => {
  it.each([
    ['an instance type that the group said until now', { awsLaunchTemplate: { instanceType: 'm5.large' } }, {}, 'instanceType'],
    ['no instance type where it said one', { awsLaunchTemplate: {} }, { InstanceType: 'm5.large' }, 'instanceType'],
    ['an image of its own where EKS chose', { awsLaunchTemplate: { ami: { id: 'ami-1' } } }, {}, 'ami.id'],
    ['an image that is looked up where EKS chose', { awsLaunchTemplate: { imageLookupFormat: 'x' } }, {}, 'imageLookupFormat'],
    ['no image where one was looked up', { awsLaunchTemplate: {} }, { ImageId: 'ami-1' }, 'imageLookupFormat'],
  ])('%s: no version is made for it, and no update asked for', (_, spec, body, path) => {
    const p = plan({ spec }, launchedFrom(body))
    expect(calls(p).filter((op) => op !== 'CreateTags')).toEqual([])
    expect(p.holds.find((h) => h.code === 'PW-REPLACE' && 'paths' in h && h.paths.includes(`awsLaunchTemplate.${path}`))).toBeDefined()
  })

  it('is not made for a group that was made without one', () => {
    const p = plan({ spec: { awsLaunchTemplate: { sshKeyName: 'ops' } } })
    expect(calls(p)).toEqual([])
    expect(holds(p)).toContain('PW-REPLACE')
  })

  it('is not made before it is known whether a group could be made from it', () => {
    const other = factKey('nodegroup', 'prod/default_pool1_b')
    const unknown = { _tag: 'Unknown', why: 'unreadable', error: { _tag: 'None' } } as const
    const p = plan(
      { spec: { awsLaunchTemplate: { ami: { id: 'ami-1' } }, amiVersion: '1.30.0-20240801' } },
      { nodegroup: null, more: { [other]: unknown } },
    )
    expect(calls(p)).toEqual([])
  })
})

describe('updates', () => {
  it('a release of another version than the nodes are to run', () => {
    const p = plan({ spec: { amiVersion: '1.31.0-20241001' } })
    expect(calls(p)).toEqual([])
    expect(holdsOf(p, 'version')).toContain('PW-VERSION-UNREACHABLE')
    expect(said(p)).toContain('release 1.31.0-20241001 is of Kubernetes 1.31')
    expect(calls(plan({ spec: { amiVersion: '1.30.1-20241001' } }))).toEqual(['UpdateNodegroupVersion'])
  })

  it('a group is not made with a release of another version either', () =>
    expect(calls(plan({ spec: { amiVersion: '1.31.0-20241001' } }, { nodegroup: null }))).toEqual([]))

  it('more nodes away at once than there may be; the rest goes on', () => {
    const p = plan({ spec: { scaling: { minSize: 1, maxSize: 3 }, updateConfig: { maxUnavailable: 4 }, labels: { a: '1' } } })
    expect(holds(p)).toContain('PW-SIZE-BOUNDS')
    expect(input(p, 'config')).not.toHaveProperty('updateConfig')
    expect(calls(p)).toEqual(['UpdateNodegroupConfig'])
  })

  it('what clashes is said of a group that is there as well', () => {
    const p = plan({ spec: { awsLaunchTemplate: {}, remoteAccess: { sshKeyName: 'ops' } } }, launchedFrom({}))
    expect(p.holds.some((h) => h.code === 'PW-NODEGROUP-CLASH')).toBe(true)
  })
})

describe('a role that was made a moment ago', () => {
  const tags = [...Object.entries(owner), ['poolwright.dev/pool', 'default/pool1'] as const].map(([Key = '', Value = '']) => ({
    Key,
    Value,
  }))
  const made = (now: number) =>
    plan(
      {},
      {
        nodegroup: null,
        settings: { EKSEnableIAM: true },
        role: { RoleName: managedRole, Tags: tags, CreateDate: '1970-01-01T00:01:00.000Z' },
        now,
      },
    )

  it('EKS may not see it yet', () => {
    expect(holdsOf(made(70_000), 'nodegroup')).toEqual(['PW-WAIT-ROLE'])
    expect(calls(made(80_000))).toEqual(['CreateNodegroup'])
  })
  it('a clock that is behind says nothing', () => expect(calls(made(0))).toEqual(['CreateNodegroup']))
})

it('labels and policies in another order give the same plan, byte for byte', () => {
  const of = (labels: { readonly [k: string]: string }, roleAdditionalPolicies: ReadonlyArray<string>) =>
    JSON.stringify(
      plan(
        { spec: { labels, roleAdditionalPolicies } },
        { nodegroup: null, role: null, settings: { EKSEnableIAM: true, EKSAllowAddRoles: true } },
      ),
    )
  const arns = ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B']
  expect(of({ b: '1', a: '2' }, [...arns].reverse())).toBe(of({ a: '2', b: '1' }, arns))
})
