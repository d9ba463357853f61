import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import * as Fact from '@poolwright/core/Fact'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type Asked,
  calls,
  factKey,
  findings,
  group,
  hidden,
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

const groupKey = (of: string) => factKey('nodegroup', `prod/${of}`)
const [key, otherName] = [groupKey(name), `${name}_b`]
const otherKey = groupKey(otherName)
const soon = { _tag: 'After', delay: 15_000 }
const later = { _tag: 'After', delay: 600_000 }
const mine = { 'poolwright.dev/pool': 'default/pool1', ...owner }
const another = (of: string, more: Partial<Nodegroup> = {}): Fact.Facts => ({
  [groupKey(of)]: Fact.present({ ...nodegroup, nodegroupName: of, nodegroupArn: `arn:of:${of}`, tags: mine, ...more }, 0),
})
const recorded = (of: string) => ({ nodegroup: `arn:aws:eks:eu-west-1:000000000000:nodegroup/prod/${of}/1` })

describe('a node group is read anew', () => {
  const hiddenKey = factKey('group', hidden)
  const second = factKey('group', 'second')
  const two = { nodegroup: { resources: { autoScalingGroups: [{ name: hidden }, { name: 'second' }] } } }
  const bare = Fact.present({ nodegroupName: name, clusterName: 'prod', status: 'ACTIVE', tags: owner, resources: nodegroup.resources }, 0)
  it.each<readonly [string, Seen, number, boolean]>([
    ['not while nothing says that it changed', {}, 3_600_000, false],
    ['after seconds while it is made', { nodegroup: { status: 'CREATING' } }, 15_001, true],
    ['after seconds while it is updated', { nodegroup: { status: 'UPDATING' } }, 15_001, true],
    ['after seconds while it is deleted', { nodegroup: { status: 'DELETING' } }, 15_001, true],
    ['not at once while it is made', { nodegroup: { status: 'CREATING' } }, 15_000, false],
    ['after a minute where the minimum behind it is another', { group: { MinSize: 0 } }, 60_001, true],
    ['after a minute where the maximum behind it is another', { group: { MaxSize: 6 } }, 60_001, true],
    ['after a minute where the size behind it is another', { group: { DesiredCapacity: 2 } }, 60_001, true],
    ['after a minute where the group behind it is gone', { group: null }, 60_001, true],
    ['after a minute where one of two behind it is gone', two, 60_001, true],
    ['after a minute where it shows no sizes', { more: { [key]: bare } }, 60_001, true],
    ['not before a minute is over', { group: { MinSize: 0 } }, 60_000, false],
    ['not where the group behind it is not known', { more: { [hiddenKey]: Fact.unread } }, 60_001, false],
    ['not where the second group behind it is not known', { ...two, more: { [second]: Fact.unread } }, 60_001, false],
  ])('%s', (_, seen, age, expected) => {
    const p = plan({}, { ...seen, ages: { [key]: age } })
    expect(p.holds.some((h) => h.code === 'PW-WAIT-READ')).toBe(expected)
  })

  it('and until then nothing is planned of it', () => {
    const p = plan({ spec: { instanceType: 'm5.large' } }, { more: { [key]: Fact.unread } })
    expect(p.steps).toEqual([])
    expect(p.holds).toMatchObject([{ _tag: 'Await', code: 'PW-WAIT-READ', fact: key }])
    expect(p.next).toEqual(soon)
  })
})

describe('whose group counts', () => {
  const foreign = { tags: { 'poolwright.dev/pool': 'default/else' } }
  it('the one of the pool’s name, and no other is asked for', () => {
    const seen = { more: { ...another(otherName), [groupKey('x')]: Fact.unread }, record: recorded(name) }
    for (const p of [plan({}, seen), plan({}, { more: another(otherName) })]) {
      expect(p.steps).toEqual([])
      expect(p.holds).toEqual([])
      expect(p.findings).toEqual([])
    }
  })
  it('the one under the other name where the first is gone', () => {
    const p = plan({}, { nodegroup: null, more: another(otherName, { status: 'DELETING' }) })
    expect(p.holds).toMatchObject([{ code: 'PW-WAIT-GONE', fact: otherKey }])
    expect(p.steps).toEqual([])
  })
  it('not one under the other name that is somebody else’s', () => {
    const p = plan({}, { nodegroup: null, more: another(otherName, foreign) })
    expect(input(p, 'nodegroup')).toMatchObject({ nodegroupName: name })
  })
  it('the one that the record names before the one under the other name', () => {
    const p = plan({}, { nodegroup: null, record: recorded('old'), more: { ...another(otherName), ...another('old') } })
    expect(p.holds).toMatchObject([{ code: 'PW-REPLACE', paths: ['eksNodegroupName'] }])
    expect(said(p)).toContain(`Name (old to ${name})`)
  })
  it('a first one of somebody else, whatever else there is', () => {
    const p = plan({}, { nodegroup: foreign, settings: { replace: 'allowed' }, more: another(otherName) })
    expect(p.holds).toMatchObject([{ _tag: 'NotOurs', code: 'PW-NOT-OURS', fact: key }])
    expect(p.steps).toEqual([])
  })
  it('none before all are read', () => {
    const p = plan({ spec: { awsLaunchTemplate: {} } }, { nodegroup: null, more: { [otherKey]: Fact.unread } })
    expect(calls(p)).toEqual([])
    expect(p.holds).toMatchObject([{ code: 'PW-WAIT-READ', fact: otherKey }])
    expect(holdsOf(p, 'template')).toEqual(['PW-WAIT-READ'])
    expect(p.steps.map((s) => s.id)).toEqual(['template'])
    expect(plan({}, { nodegroup: null, more: { [otherKey]: Fact.unread } }).next).toEqual(soon)
  })
})

describe('what is adopted', () => {
  const settings = { adopt: true }
  it('while it is deleted, is looked at again', () => {
    const p = plan({ spec: { capacityType: 'spot' } }, { nodegroup: { tags: {}, status: 'DELETING' }, settings })
    expect(p.steps).toEqual([])
    expect(p.holds).toEqual([])
    expect(p.next).toEqual(soon)
  })
  it.each(['CREATE_FAILED', 'DELETE_FAILED', 'DELETING'])('is not tagged while it is %s', (status) =>
    expect(plan({ spec: { additionalTags: { a: '1' } } }, { nodegroup: { status } }).steps.map((s) => s.id)).not.toContain(
      'nodegroup-tags',
    ),
  )
  it('is nothing that only shares a cluster', () => {
    const p = plan({}, { nodegroup: { tags: { 'kubernetes.io/cluster/prod': 'shared' } }, settings })
    expect(p.steps).toEqual([])
    expect(holds(p)).toEqual(['PW-NOT-OURS'])
  })
  it('a group that goes is not compared', () =>
    expect(holds(plan({ spec: { capacityType: 'spot' } }, { nodegroup: { status: 'DELETING' } }))).toEqual(['PW-WAIT-GONE']))
})

describe('a first launch template', () => {
  const asked: Asked = { spec: { awsLaunchTemplate: {} } }
  it('is made while the cluster is not ready yet', () => {
    const p = plan(asked, { nodegroup: null, cluster: { status: 'CREATING' } })
    expect(holdsOf(p, 'template')).toEqual([])
    expect(holdsOf(p, 'nodegroup')).toContain('PW-WAIT-CLUSTER')
  })
  it('is not made for a group that EKS would refuse', () =>
    expect(holdsOf(plan({ spec: { ...asked.spec, diskSize: 20 } }, { nodegroup: null }), 'template')).toEqual(['PW-NODEGROUP-CLASH']))
  it('is not made for a group of somebody else', () => {
    const p = plan(asked, { nodegroup: { tags: {} }, settings: { replace: 'allowed' } })
    expect(calls(p)).toEqual([])
    expect(holdsOf(p, 'template')).toEqual(['PW-NOT-OURS'])
  })
})

describe('a group that another is to replace', () => {
  const wrong: Asked = { spec: { instanceType: 'm5.xlarge' } }
  const settings = { replace: 'allowed' } as const
  const right = { instanceTypes: ['m5.xlarge'] }
  const causesOf = (asked: Asked, seen: Seen) => plan(asked, { settings, ...seen }).steps.find((s) => s.id === 'successor')?.causes
  const template = (LaunchTemplateId: string): Fact.Facts => ({
    [`template:${scope}/cp-pool1`]: Fact.present(
      {
        LaunchTemplateId,
        LaunchTemplateName: 'cp-pool1',
        DefaultVersionNumber: 1,
        LatestVersionNumber: 1,
        Tags: [{ Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/prod', Value: 'owned' }],
      },
      0,
    ),
    [`version:${scope}/${LaunchTemplateId}/1`]: Fact.present({ InstanceType: 'm5.large' }, 0),
  })
  const used = { launchTemplate: { id: 'lt-1', name: 'cp-pool1', version: '1' } }
  const base = { _tag: 'Change', fact: key, verdict: 'replace' }

  it.each<readonly [string, Asked, Seen, object]>([
    [
      'its instance type',
      wrong,
      {},
      { paths: ['instanceType', 'settings.instanceTypes'], row: 'InstanceTypes', before: ['t3.medium'], after: ['m5.xlarge'] },
    ],
    [
      'its name',
      { spec: { eksNodegroupName: 'new' } },
      { record: recorded(name) },
      { paths: ['eksNodegroupName'], row: 'Name', before: name, after: 'new' },
    ],
    [
      'its launch template, which is another by now',
      { spec: { awsLaunchTemplate: { instanceType: 'm5.large' } } },
      { nodegroup: used, more: template('lt-2') },
      { paths: ['awsLaunchTemplate'], row: 'LaunchTemplate', before: 'lt-1', after: 'lt-2' },
    ],
    [
      'its launch template, which is gone',
      { spec: { awsLaunchTemplate: { instanceType: 'm5.large' } } },
      { nodegroup: used },
      { paths: ['awsLaunchTemplate'], row: 'LaunchTemplate', before: 'lt-1', after: null },
    ],
    [
      'what its launch template says',
      { spec: { awsLaunchTemplate: {} } },
      { nodegroup: used, more: template('lt-1') },
      { paths: ['awsLaunchTemplate.instanceType'], row: 'LaunchTemplate', before: '1', after: null },
    ],
  ])('for %s, says so', (_, asked, seen, change) => {
    const causes = causesOf(asked, seen)
    expect(causes?.[0]?._tag).toBe('Missing')
    expect(causes).toContainEqual({ ...base, ...change })
    expect(causes).toHaveLength(2)
  })

  it('stays as it is until then, but for its tags', () => {
    const asked = { ...wrong, spec: { ...wrong.spec, additionalTags: { a: '1' }, labels: { l: '1' } } }
    const p = plan(asked, { settings, nodegroup: { tags: { ...owner, old: '1' } }, record: { tags: ['old'] } })
    expect(p.steps.map((s) => s.id)).toEqual(['nodegroup-tags', 'nodegroup-untag', 'successor', 'group-tags'])
  })

  it('is looked at again soon even where its successor may not be made now', () => {
    const p = plan({ ...wrong, metadata: { annotations: { 'cluster.x-k8s.io/paused': '' } } }, { settings })
    expect(holdsOf(p, 'successor')).toEqual(['PW-PAUSED'])
    expect(p.next).toEqual(soon)
  })

  it('is told of once where the setting does not say so', () => {
    const p = plan({ spec: { awsLaunchTemplate: {} } }, { nodegroup: used, more: template('lt-1') })
    expect(p.holds.filter((h) => h.code === 'PW-REPLACE')).toHaveLength(1)
  })

  it('has a successor under its own name again, where it has the other one', () => {
    const p = plan(wrong, { settings, nodegroup: null, more: another(otherName) })
    expect(input(p, 'successor')).toMatchObject({ nodegroupName: name, instanceTypes: ['m5.xlarge'] })
  })

  it.each<readonly [string, Asked, Partial<Nodegroup>, Partial<Nodegroup>, string | null]>([
    ['the second is as asked', wrong, {}, right, name],
    ['the first is as asked', {}, {}, {}, otherName],
    ['neither is as asked', wrong, {}, {}, otherName],
    ['neither is as asked and the first is not well', wrong, { status: 'DEGRADED' }, {}, name],
    ['the first is as asked and not well', {}, { status: 'DEGRADED' }, {}, null],
    ['neither is as asked nor well', wrong, { status: 'DEGRADED' }, { status: 'DEGRADED' }, null],
    ['the second is as asked and not well yet', wrong, {}, { ...right, status: 'CREATING' }, null],
    ['the first is going', wrong, { status: 'DELETING' }, right, null],
    ['the second is going', wrong, {}, { ...right, status: 'DELETING' }, null],
    ['both are going', wrong, { status: 'DELETING' }, { ...right, status: 'DELETING' }, null],
  ])('of two groups one goes: %s', (_, asked, first, second, goes) => {
    const p = plan(asked, { settings, nodegroup: first, more: another(otherName, second) })
    const step = p.steps.find((s) => s.id === 'predecessor')
    expect(step?.action.input).toEqual(goes === null ? undefined : { clusterName: 'prod', nodegroupName: goes })
    expect(findings(p)).toContain('PW-NODEGROUP-TWO')
    const waits = goes === null && first.status !== 'DELETING' && second.status !== 'DELETING'
    expect(holds(p).includes('PW-WAIT-SUCCESSOR')).toBe(waits)
    expect(p.next).toEqual(soon)
    if (goes !== null) {
      const stays = goes === name ? otherName : name
      expect(step?.causes).toMatchObject([{ fact: groupKey(goes), says: expect.stringContaining(stays) as string }])
      expect(said(p)).toContain(`${stays} takes the place of ${goes}`)
    }
  })

  it('is the second of two of which none is as asked nor well', () =>
    expect(said(plan(wrong, { settings, nodegroup: { status: 'DEGRADED' }, more: another(otherName, { status: 'DEGRADED' }) }))).toContain(
      `${name} takes the place of ${otherName}`,
    ))

  it('is not what the status speaks of once EKS deletes it', () => {
    const p = plan(wrong, { settings, nodegroup: { status: 'DELETING' }, more: another(otherName, right) })
    expect(p.status).toMatchObject({ ready: true, replicas: 3 })
    expect(p.holds).toEqual([])
    expect(said(p)).toContain(`${otherName} takes the place of ${name}`)
  })

  it('waits for what takes its place, and says for which', () => {
    const p = plan(wrong, { settings, more: another(otherName, { ...right, status: 'CREATING' }) })
    const wait = p.holds.find((h) => h.code === 'PW-WAIT-SUCCESSOR')
    expect(wait).toMatchObject({ _tag: 'Await', fact: key })
    expect(wait?.why).toContain(`once ${otherName}`)
  })

  it('goes only while the setting says so', () => {
    const p = plan(wrong, { record: recorded(otherName), more: another(otherName, right) })
    expect(p.steps).toEqual([])
    expect(findings(p)).toEqual(['PW-NODEGROUP-TWO'])
    expect(p.next).toEqual(later)
  })

  it('goes only as it is seen just now', () => {
    const p = plan(wrong, { settings, more: another(otherName, right), ages: { [key]: 10_001 } })
    expect(p.steps).toEqual([])
    expect(p.next).toEqual(soon)
  })

  it('and the health of the one that stays is told', () => {
    const health = { issues: [{ code: 'AccessDenied', message: 'm', resourceIds: ['r'] }] }
    expect(findings(plan(wrong, { settings, more: another(otherName, { ...right, health }) }))).toContain('PW-NODEGROUP-HEALTH')
    const { health: _, ...silent } = nodegroup
    const more = { [otherKey]: Fact.present({ ...silent, nodegroupName: otherName, tags: mine, ...right }, 0) }
    expect(findings(plan(wrong, { settings, more }))).toEqual(['PW-NODEGROUP-TWO'])
  })

  /** In each of its states, what stays has its tags kept, behind it too, and its updates. */
  it.each<readonly [string, Asked, Seen, ReadonlyArray<string>]>([
    ['the first stays', {}, { more: another(otherName) }, ['config', 'nodegroup-tags', 'predecessor', 'group-tags']],
    ['the second stays', wrong, { more: another(otherName, right) }, ['config', 'predecessor', 'group-tags']],
    ['the second is not active', wrong, { more: another(otherName, { ...right, status: 'UPDATING' }) }, ['config', 'group-tags']],
    [
      'the first is going',
      wrong,
      { nodegroup: { status: 'DELETING' }, more: another(otherName, right) },
      ['config', 'nodegroup-tags', 'group-tags'],
    ],
    ['the first is not seen just now', wrong, { more: another(otherName, right), ages: { [key]: 10_001 } }, ['config', 'group-tags']],
    [
      'the setting does not say so any more',
      wrong,
      { settings: { replace: 'never' }, record: recorded(otherName), more: another(otherName, right) },
      ['config', 'group-tags'],
    ],
  ])('what stays is kept: %s', (_, asked, seen, ids) => {
    const spec = { ...asked.spec, additionalTags: { a: '1' }, labels: { l: '1' } }
    expect(plan({ spec }, { settings, ...seen }).steps.map((s) => s.id)).toEqual(ids)
  })
})

/** Five seconds before the same request may be asked for again. */
describe('a failed update is tried again when its time has come', () => {
  const updates = [
    {
      id: 'u-1',
      type: 'ConfigUpdate',
      status: 'Failed',
      createdAt: '1970-01-01T00:00:00Z',
      params: [{ type: 'LabelsToAdd', value: '{"l":"1"}' }],
    },
  ]
  const asked = (more: object = {}): Asked => ({ spec: { labels: { l: '1' }, ...more } })
  const wrong = asked({ instanceType: 'm5.xlarge' })
  const right = another(otherName, { instanceTypes: ['m5.xlarge'] })
  const ofOther = {
    [factKey('nodegroupUpdates', `prod/${otherName}`)]: Fact.present(['u-1'], 0),
    [factKey('nodegroupUpdate', `prod/${otherName}/u-1`)]: Fact.present(updates[0], 0),
  }
  const settings = { replace: 'allowed' } as const
  it.each<readonly [string, Asked, Seen]>([
    ['of the only group', asked(), {}],
    ['of a group that would have to be another', wrong, {}],
    ['of a group beside one that goes', asked(), { settings, more: another(otherName) }],
    ['of a group beside one that is going', asked(), { settings, more: another(otherName, { status: 'DELETING' }) }],
    [
      'of a group that is waited for',
      asked(),
      { settings, nodegroup: { status: 'DEGRADED' }, more: another(otherName, { status: 'DEGRADED' }) },
    ],
    ['of a group that stays beside another', wrong, { record: recorded(otherName), more: { ...right, ...ofOther } }],
    ['of a group beside one that was not seen just now', asked(), { settings, more: another(otherName), ages: { [otherKey]: 10_001 } }],
  ])('%s', (_, pool, seen) => {
    const p = plan(pool, { updates, now: 595_000, ...seen })
    expect(holdsOf(p, 'config')).toEqual(['PW-UPDATE-FAILED'])
    expect(p.next).toEqual({ _tag: 'After', delay: 5_000 })
  })
})

it('the groups behind a node group are counted', () => {
  const more = { [factKey('group', 'second')]: Fact.present({ ...group, AutoScalingGroupName: 'second' }, 0) }
  const p = plan({}, { nodegroup: { resources: { autoScalingGroups: [{ name: hidden }, { name: 'second' }] } }, more })
  expect(p.status).toMatchObject({ ready: true, replicas: 6 })
})
