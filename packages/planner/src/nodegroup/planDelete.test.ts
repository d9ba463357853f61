import { afterAll, describe, expect, it } from 'vitest'
import * as Fact from '@poolwright/core/Fact'
import {
  type Asked,
  calls,
  factKey,
  findings,
  holds,
  holdsOf,
  input,
  name,
  nodegroup,
  owner,
  plan,
  said,
  scope,
  type Seen,
  untaken,
} from './nodegroup.fixture.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['f'] }
const leaving = (seen: Seen = {}, asked: Asked = {}) => plan({ ...asked, metadata: { ...metadata, ...asked.metadata } }, seen)
const groupKey = (of: string) => factKey('nodegroup', `prod/${of}`)
const templateKey = (of: string) => `template:${scope}/${of}`
const template = (Tags: ReadonlyArray<object> = [{ Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/prod', Value: 'owned' }]) =>
  Fact.present({ LaunchTemplateId: 'lt-1', LaunchTemplateName: 'cp-pool1', DefaultVersionNumber: 1, LatestVersionNumber: 1, Tags }, 0)
const withTemplate = { [templateKey('cp-pool1')]: template() }
const another = (of: string, more: object = {}) => ({
  [groupKey(of)]: Fact.present(
    { ...nodegroup, nodegroupName: of, nodegroupArn: `arn:of:${of}`, tags: { 'poolwright.dev/pool': 'default/pool1' }, ...more },
    0,
  ),
})
const recorded = (of: string, cluster = 'prod') => ({
  nodegroup: `arn:aws:eks:eu-west-1:000000000000:nodegroup/${cluster}/${of}/1`,
})

describe('its node group', () => {
  it('goes with all its nodes, and says why', () => {
    const p = leaving()
    expect(p.steps).toMatchObject([
      {
        id: 'nodegroup',
        action: { op: 'eks:DeleteNodegroup', input: { clusterName: 'prod', nodegroupName: name } },
        causes: [{ _tag: 'World', says: 'the pool is being deleted' }],
        disruption: { _tag: 'Destroys', count: 3 },
        basis: nodegroup.nodegroupArn,
        holds: [],
      },
    ])
    expect(p.holds).toEqual([])
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
    expect(JSON.stringify(p.status)).toContain('"replicas":0')
  })

  it.each([
    ['CREATING', true],
    ['UPDATING', true],
    ['ACTIVE', false],
    ['DELETE_FAILED', false],
  ])('that is %s is deleted once EKS takes it', (status, busy) => {
    const p = leaving({ nodegroup: { status, health: { issues: [{ code: 'AccessDenied', message: 'm', resourceIds: ['r'] }] } } })
    expect(holdsOf(p, 'nodegroup')).toEqual(busy ? ['PW-NODEGROUP-BUSY'] : [])
    if (busy) expect(said(p)).toContain(`that is ${status}`)
    expect(findings(p)).toContain('PW-NODEGROUP-HEALTH')
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
  })

  it('that has no ARN and no size is deleted as well', () => {
    const bare = { nodegroupName: name, clusterName: 'prod', status: 'ACTIVE', tags: owner }
    const [step] = leaving({ more: { [groupKey(name)]: Fact.present(bare, 0) } }).steps
    expect(step).toMatchObject({ disruption: { count: 0 }, basis: null })
  })

  it('that EKS deletes is waited for', () => {
    const p = leaving({ nodegroup: { status: 'DELETING' } })
    expect(p.steps).toEqual([])
    expect(p.holds).toMatchObject([{ _tag: 'Await', code: 'PW-WAIT-GONE', fact: groupKey(name) }])
    expect(said(p)).toContain('is deleting')
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
  })

  it('that is not known, or was read too long ago, is read first', () => {
    for (const seen of [{ more: { [groupKey(name)]: Fact.unread } }, { ages: { [groupKey(name)]: 10_001 } }]) {
      const p = leaving({ ...seen, more: { ...withTemplate, ...seen.more } })
      expect(calls(p)).toEqual([])
      expect(holds(p)).toEqual(['PW-WAIT-READ', 'PW-WAIT-GONE'])
      expect(holdsOf(p, 'template')).toEqual(['PW-WAIT-GONE'])
      expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
    }
  })

  it('is what its role is known by, whichever name it has', () => {
    const nodeRole = 'arn:aws:iam::000000000000:role/x'
    const role = { RoleName: 'x', Tags: [{ Key: 'poolwright.dev/pool', Value: 'default/pool1' }] }
    const more = { [groupKey(name)]: Fact.unread, ...another(`${name}_b`, { nodeRole }) }
    const p = leaving({ more, role, settings: { EKSEnableIAM: true } })
    expect(input(p, 'role')).toEqual({ RoleName: 'x' })
    expect(leaving({ more: { [groupKey(name)]: Fact.unread } }).next).toEqual({ _tag: 'After', delay: 15_000 })
  })

  it('of somebody else stays and is told of; the rest goes', () => {
    const p = leaving({ nodegroup: { tags: {} }, more: withTemplate })
    expect(holds(p)).toEqual(['PW-NOT-OURS'])
    expect(p.holds[0]).toMatchObject({ _tag: 'NotOurs', fact: groupKey(name) })
    expect(calls(p)).toEqual(['DeleteLaunchTemplate'])
    expect(JSON.stringify(p.status)).toContain('"ready":true')
  })

  it('is also the one under the other name, and the one that the record names', () => {
    const p = leaving({ more: { ...another(`${name}_b`), ...another('old') }, record: recorded('old') })
    expect(p.steps.map((s) => [s.id, s.action.input])).toEqual([
      ['nodegroup', { clusterName: 'prod', nodegroupName: name }],
      ['nodegroup-old', { clusterName: 'prod', nodegroupName: 'old' }],
      [`nodegroup-${name}_b`, { clusterName: 'prod', nodegroupName: `${name}_b` }],
    ])
    expect(leaving({ record: recorded(name) }).steps.map((s) => s.id)).toEqual(['nodegroup'])
  })

  it('is none of another cluster, nor one under the other name that is somebody else’s', () => {
    const p = leaving({
      more: { ...another(`${name}_b`, { tags: {} }), ...another('old') },
      record: recorded('old', 'another'),
      nodegroup: null,
    })
    expect(p.steps).toEqual([])
    expect(p.holds).toEqual([])
  })

  it('is spoken of by the status, whichever name it has', () => {
    const phase = (seen: Seen) => JSON.stringify(leaving(seen).status)
    expect(phase({ nodegroup: null })).toContain('"reason":"Gone"')
    expect(phase({ nodegroup: null, more: another(`${name}_b`, { status: 'DELETING' }) })).toContain('"reason":"Deleting"')
  })
})

it('its role goes with it, unless the setting says that it stays', () => {
  const roles = (settings: object) => {
    const Tags = [{ Key: 'poolwright.dev/pool', Value: 'default/pool1' }]
    return leaving({ nodegroup: null, role: { Tags }, settings: { EKSEnableIAM: true, ...settings } }).steps.filter((s) =>
      s.action.op.startsWith('iam:'),
    )
  }
  expect(roles({}).length).toBeGreaterThan(0)
  expect(roles({ onDelete: { role: 'retain' } })).toEqual([])
})

describe('its launch template', () => {
  it.each<readonly [string, Seen, ReadonlyArray<string> | null, string]>([
    ['goes where there is no group any more', { nodegroup: null }, [], ''],
    ['waits for the group', {}, ['PW-WAIT-GONE'], 'has to be gone first'],
    ['waits for a group under the other name', { nodegroup: null, more: another(`${name}_b`) }, ['PW-WAIT-GONE'], 'has to be gone first'],
    ['stays with a group that stays', { settings: { onDelete: { group: 'retain' } } }, ['PW-WAIT-GONE'], 'group that stays uses it'],
    ['does not wait for a group of somebody else', { nodegroup: { tags: {} } }, [], ''],
    ['stays where the setting says so', { nodegroup: null, settings: { onDelete: { template: 'retain' } } }, null, ''],
    ['stays where all does', { nodegroup: null, settings: { onDelete: 'retain' } }, null, ''],
    ['is not kept with the role', { nodegroup: null, settings: { onDelete: { role: 'retain' } } }, [], ''],
  ])('%s', (_, seen, expected, why) => {
    const p = leaving({ ...seen, more: { ...withTemplate, ...seen.more } })
    expect(p.steps.some((s) => s.id === 'template')).toBe(expected !== null)
    if (expected === null) return
    expect(holdsOf(p, 'template')).toEqual(expected)
    expect(input(p, 'template')).toEqual({ LaunchTemplateId: 'lt-1' })
    expect(p.steps.find((s) => s.id === 'template')?.causes).toMatchObject([{ says: 'the pool is being deleted' }])
    expect(said(p)).toContain(why)
  })

  it('goes with what stays of the rest', () => {
    const p = leaving({ settings: { onDelete: { group: 'retain' } }, more: withTemplate })
    expect(calls(p)).toEqual([])
    expect(p.steps.map((s) => s.id)).toEqual(['template'])
  })

  it('is read first where it is not known, or was read too long ago', () => {
    const key = templateKey('cp-pool1')
    for (const seen of [{ more: { [key]: Fact.unread } }, { more: withTemplate, ages: { [key]: 10_001 } }]) {
      const p = leaving({ nodegroup: null, ...seen })
      expect(p.steps).toEqual([])
      expect(holds(p)).toEqual(['PW-WAIT-READ'])
      expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
    }
  })

  it('D08: of somebody else, or nobody, stays', () => {
    const p = leaving({ nodegroup: null, more: { [templateKey('cp-pool1')]: template([]) } })
    expect(p.steps).toEqual([])
    expect(findings(p)).toEqual(['PW-TEMPLATE-KEPT'])
    expect(said(p)).toContain('cp-pool1 stays')
  })

  describe('where the cluster is there', () => {
    const gone: Asked = { without: ['AWSManagedControlPlane'] }
    const record = { cluster: 'prod', scope } as const
    const each = { ...withTemplate, [templateKey('c-pool1')]: template(), [templateKey('old-name')]: template() }
    const looked = (asked: Asked, more: Seen['record']) => {
      const keys: Array<string> = []
      leaving({ nodegroup: null, record: { ...record, ...more }, more: each, looked: keys }, asked)
      return [...new Set(keys.filter((k) => k.startsWith('template:')))]
    }
    it.each<readonly [string, Asked, Seen['record'], ReadonlyArray<string>]>([
      ['the control plane says what it is called', {}, { templateName: 'old-name' }, ['cp-pool1']],
      ['the record does, where the control plane is gone', gone, { templateName: 'old-name' }, ['old-name']],
      ['the cluster does, where nothing else is left', gone, {}, ['c-pool1']],
      [
        'nobody does, where the cluster is not EKS’s',
        {
          cluster: { controlPlaneRef: null, infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'Other', name: 'c' } },
        },
        {},
        [],
      ],
    ])('%s', (_, asked, more, names) => expect(looked(asked, more)).toEqual(names.map(templateKey)))
  })

  /** Its name is made of the control plane's, which may be gone before the pool. */
  describe('where cluster and control plane are gone', () => {
    const alone: Asked = { without: ['MachinePool', 'Cluster', 'AWSManagedControlPlane'] }
    const used: Asked = { ...alone, spec: { awsLaunchTemplate: {} } }
    const record = { cluster: 'prod', scope }
    it('is what the record calls it', () => {
      const p = leaving(
        { nodegroup: null, record: { ...record, templateName: 'old-name' }, more: { [templateKey('old-name')]: template() } },
        alone,
      )
      expect(input(p, 'template')).toEqual({ LaunchTemplateId: 'lt-1' })
    })
    it('is told of where nothing says what it is called', () => {
      const p = leaving({ nodegroup: null, record }, used)
      expect(p.findings).toMatchObject([{ severity: 'warning', code: 'PW-TEMPLATE-KEPT', paths: ['awsLaunchTemplate'] }])
      expect(p.findings[0]?.message).toContain('by hand')
      expect(leaving({ nodegroup: null, record }, alone).findings).toEqual([])
    })
    it('the group goes by the record, and waits for a label where there is none', () => {
      expect(calls(leaving({ record }, alone))).toEqual(['DeleteNodegroup'])
      const p = leaving({}, alone)
      expect(holds(p)).toEqual(['PW-WAIT-CLUSTER-NAME'])
      expect(said(p)).toContain('cluster.x-k8s.io/cluster-name')
    })
  })
})
