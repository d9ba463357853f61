import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { NodegroupUpdate } from '@poolwright/aws/NodegroupUpdate'
import * as Fact from '@poolwright/core/Fact'
import { afterAll, describe, expect, it } from 'vitest'
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
  type Seen,
  untaken,
} from './nodegroup.fixture.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const key = factKey('nodegroup', `prod/${name}`)
const listKey = factKey('nodegroupUpdates', `prod/${name}`)
const updateKey = (id: string) => factKey('nodegroupUpdate', `prod/${name}/${id}`)
const soon = { _tag: 'After', delay: 15_000 }
const newer: Asked = { machine: { version: 'v1.31.0' } }
const to131: Seen = { cluster: { version: '1.31' } }
const labelled: Asked = { spec: { labels: { l: 'x' } } }
const sizes = (minSize: number, maxSize: number, desiredSize: number) => ({ scalingConfig: { minSize, maxSize, desiredSize } })

describe('a roll says how many nodes it replaces, and how', () => {
  const { updateConfig: _, subnets: __, ...bare } = nodegroup
  it.each<readonly [string, number, Partial<Nodegroup>, object]>([
    ['a few at a time', 5, { updateConfig: { maxUnavailable: 2 } }, { count: 5, of: 5, floor: 3, surge: 4, seconds: 900 }],
    ['a share at a time', 5, { updateConfig: { maxUnavailablePercentage: 50 } }, { floor: 3, surge: 4, seconds: 900 }],
    ['one at least', 5, { updateConfig: { maxUnavailablePercentage: 10 } }, { floor: 4, surge: 4, seconds: 1_500 }],
    ['all at once', 5, { updateConfig: { maxUnavailable: 9 } }, { floor: 0, surge: 5, seconds: 300 }],
    ['a hundred at most', 150, { updateConfig: { maxUnavailablePercentage: 100 } }, { floor: 50, surge: 100, seconds: 600 }],
    [
      'no more nodes than before',
      5,
      { updateConfig: { maxUnavailable: 2, updateStrategy: 'MINIMAL' } },
      { floor: 3, surge: 0, seconds: 900 },
    ],
    ['no nodes', 0, {}, { count: 0, of: 0, floor: 0, surge: 0, seconds: 0 }],
    ['twice as many as zones', 5, { subnets: ['s1', 's2', 's4'] }, { floor: 4, surge: 6, seconds: 1_500 }],
  ])('%s', (_, desired, more, expected) => {
    const asked: Asked = { ...newer, machinePool: { replicas: desired }, spec: { scaling: { minSize: 0, maxSize: 200 } } }
    const p = plan(asked, { ...to131, nodegroup: { ...sizes(0, 200, desired), ...more } })
    expect(p.steps.find((s) => s.id === 'version')?.disruption).toMatchObject({ _tag: 'Rolls', ...expected })
  })
  it('of what EKS does not show', () => {
    const seen = { ...to131, more: { [key]: Fact.present({ ...bare, ...sizes(1, 5, 3) }, 0) } }
    const p = plan({ ...newer, spec: { updateConfig: { maxUnavailable: 3 } } }, seen)
    expect(p.steps.find((s) => s.id === 'version')?.disruption).toMatchObject({ floor: 0, surge: 3, seconds: 300 })
    const { scalingConfig: _, ...sizeless } = bare
    const q = plan(newer, { ...to131, more: { [key]: Fact.present(sizeless, 0) } })
    expect(q.steps.find((s) => s.id === 'version')?.disruption).toMatchObject({ count: 0, of: 0 })
  })
})

describe('an update of the configuration', () => {
  it.each<readonly [string, Asked, Partial<Nodegroup>, object, ReadonlyArray<string>]>([
    ['that takes nodes away', { machinePool: { replicas: 2 } }, sizes(1, 5, 5), { _tag: 'Destroys', count: 3 }, ['PW-UNDRAINED']],
    ['that adds nodes', { machinePool: { replicas: 4 } }, {}, { _tag: 'InPlace' }, []],
    ['that leaves nodes alone', labelled, {}, { _tag: 'InPlace' }, []],
  ])('%s says so', (_, asked, seen, disruption, told) => {
    const p = plan(asked, { nodegroup: seen })
    expect(p.steps.find((s) => s.id === 'config')).toMatchObject({
      disruption,
      action: { input: { nodegroupName: name, clusterName: 'prod' } },
    })
    expect(findings(p)).toEqual(told)
    if (told.length > 0) expect(said(p)).toContain('3 nodes end')
  })

  it.each<readonly [string, Partial<Nodegroup>, boolean, ReadonlyArray<string>]>([
    ['with its thresholds', { nodeRepairConfig: { enabled: true, maxUnhealthyNodeThresholdCount: 3 } }, false, ['PW-REPAIR-LOST']],
    ['that has none', { nodeRepairConfig: { enabled: true } }, false, []],
    ['not at all', { nodeRepairConfig: { enabled: true, maxUnhealthyNodeThresholdCount: 3 } }, true, []],
  ])('switches repair off %s', (_, seen, enabled, told) => {
    const p = plan({ spec: { nodeRepairConfig: { enabled } } }, { nodegroup: seen })
    expect(p.findings.map((f) => [f.code, f.paths])).toEqual(told.map((code) => [code, ['nodeRepairConfig.enabled']]))
  })

  it('goes before a version, which says what it waits for', () => {
    const p = plan({ ...newer, ...labelled }, to131)
    expect(p.steps.map((s) => s.id)).toEqual(['config', 'version'])
    expect(p.steps[1]?.holds).toMatchObject([{ _tag: 'Await', code: 'PW-UPDATE-FIRST', fact: key }])
    expect(said(p)).toContain('one update at a time')
  })

  it.each<readonly [string, Seen]>([
    ['the group was', { ages: { [key]: 10_001 } }],
    ['the list of updates was', { ages: { [listKey]: 10_001 } }],
    ['the list of updates is not', { more: { [listKey]: Fact.unread } }],
    ['the newest update is not', { more: { [listKey]: Fact.present(['u-9'], 0), [updateKey('u-9')]: Fact.unread } }],
    [
      'an update between is not',
      {
        more: {
          [listKey]: Fact.present(['u-1', 'u-9', 'u-2'], 0),
          ...Object.fromEntries(['u-1', 'u-2'].map((id) => [updateKey(id), Fact.present({ id, status: 'Successful' }, 0)])),
          [updateKey('u-9')]: Fact.unread,
        },
      },
    ],
    [
      'an update under way was',
      { updates: [{ id: 'u-9', status: 'InProgress', type: 'ConfigUpdate' }], ages: { [updateKey('u-9')]: 10_001 } },
    ],
  ])('is planned as soon as is known what it is planned from: %s read too long ago, or not at all', (_, seen) => {
    const p = plan(labelled, seen)
    expect(p.steps).toEqual([])
    expect(holds(p)).toEqual(['PW-WAIT-READ'])
    expect(p.next).toEqual(soon)
  })

  it.each<readonly [string, Seen]>([
    ['that there never were any', { more: { [listKey]: Fact.absent(0) } }],
    ['that the only one is gone', { more: { [listKey]: Fact.present(['u-9'], 0) } }],
    [
      'that one ended long ago',
      { updates: [{ id: 'u-9', status: 'Successful', type: 'ConfigUpdate' }], ages: { [updateKey('u-9')]: 10_001 } },
    ],
  ])('goes where of updates is known %s', (_, seen) => expect(calls(plan(labelled, seen))).toEqual(['UpdateNodegroupConfig']))
})

describe('a group that EKS works on', () => {
  it.each([
    ['CREATING', 'still making the node group'],
    ['UPDATING', 'an update of the node group is under way'],
  ])('%s: what is asked for waits', (status, text) => {
    const p = plan(labelled, { nodegroup: { status } })
    expect(p.steps[0]?.holds).toMatchObject([{ _tag: 'Await', code: 'PW-NODEGROUP-BUSY', fact: key }])
    expect(said(p)).toContain(text)
    expect(p.next).toEqual(soon)
    expect(plan({}, { nodegroup: { status } }).next).toEqual(soon)
  })
  it('says which update runs and what it meets, and nothing of one that ended', () => {
    const running: NodegroupUpdate = { id: 'u-9', status: 'InProgress', type: 'ConfigUpdate', errors: [{ errorCode: 'AccessDenied' }] }
    const p = plan(
      {},
      { nodegroup: { status: 'UPDATING' }, updates: [running, { ...running, id: 'u-8', status: 'Failed', type: 'VersionUpdate' }] },
    )
    expect(p.findings.map((f) => [f.severity, f.code])).toEqual([
      ['info', 'PW-UPDATE-RUNNING'],
      ['warning', 'PW-NODEGROUP-HEALTH'],
    ])
    expect(said(p)).toContain('update u-9 is under way')
    expect(findings(plan({}, { nodegroup: { status: 'CREATING' }, updates: [running] }))).toEqual([])
    expect(findings(plan({}, { nodegroup: { status: 'UPDATING' }, more: { [listKey]: Fact.unread } }))).toEqual([])
  })
  it.each([
    ['DELETING', 'PW-WAIT-GONE', 'is being deleted'],
    ['NEW_STATUS', 'PW-NODEGROUP-STATUS', 'NEW_STATUS, which is not known'],
  ])('%s: nothing is asked for', (status, code, text) => {
    const p = plan(labelled, { nodegroup: { status } })
    expect(p.steps).toEqual([])
    expect(p.holds).toMatchObject([{ _tag: 'Await', code, fact: key }])
    expect(said(p)).toContain(text)
    expect(p.next).toEqual(soon)
  })
})

describe('a group that failed', () => {
  const health = {
    issues: [
      { code: 'AccessDenied', resourceIds: ['r-2'] },
      { code: 'AccessDenied', resourceIds: ['r-1'] },
    ],
  }
  it.each([
    ['CREATE_FAILED', /node group could not be made: AccessDenied \(r-1\).* AccessDenied \(r-2\).*recreateFailed/],
    ['DELETE_FAILED', /node group could not be deleted: AccessDenied \(r-1\).* AccessDenied \(r-2\).*recreateFailed/],
  ])('%s says why and what to do, and goes where the setting says so', (status, text) => {
    const p = plan(labelled, { nodegroup: { status, health } })
    expect(p.steps).toEqual([])
    expect(p.holds).toMatchObject([{ _tag: 'Await', code: 'PW-NODEGROUP-FAILED', fact: key, why: expect.stringMatching(text) as string }])
    const settings = { recreateFailed: true }
    const q = plan(labelled, { nodegroup: { status, health }, settings })
    expect(q.steps).toMatchObject([
      { id: 'nodegroup', disruption: { _tag: 'Destroys', count: 3 }, basis: nodegroup.nodegroupArn, causes: [{ fact: key }] },
    ])
    const old = plan(labelled, { nodegroup: { status }, settings, ages: { [key]: 10_001 } })
    expect(old.steps).toEqual([])
    expect(old.next).toEqual(soon)
  })
  it('without a word of EKS says no more than that', () =>
    expect(said(plan({}, { nodegroup: { status: 'CREATE_FAILED' } }))).toMatch(/could not be made\. Delete it/))
})

describe('an update that failed is the same request', () => {
  const failed = (type: string, params: ReadonlyArray<readonly [string, string]>): NodegroupUpdate => ({
    id: 'u-1',
    type,
    status: 'Failed',
    createdAt: '1970-01-01T00:00:00Z',
    params: [...params.map(([k, value]) => ({ type: k, value })), { value: 'nameless' }],
    errors: [{ errorCode: 'PodEvictionFailure' }],
  })
  const size: Asked = { machinePool: { replicas: 4 } }
  const both: Asked = { ...size, ...labelled }
  const taint: Asked = { spec: { taints: [{ effect: 'no-schedule', key: 'k', value: 'v' }] } }
  const release: Asked = { spec: { amiVersion: '1.30.4-20240901' } }
  it.each<readonly [string, Asked, string, ReadonlyArray<readonly [string, string]>, boolean]>([
    ['by its version', newer, 'VersionUpdate', [['Version', '1.31']], true],
    [
      'by its version, whatever else EKS adds',
      newer,
      'VersionUpdate',
      [
        ['Version', '1.31'],
        ['ReleaseVersion', '1.31.0-20240901'],
      ],
      true,
    ],
    ['not of another version', newer, 'VersionUpdate', [['Version', '1.29']], false],
    ['not of nothing', newer, 'VersionUpdate', [], false],
    ['not of what is not asked for', newer, 'VersionUpdate', [['ReleaseVersion', '1.30.4-20240901']], false],
    [
      'by its release',
      release,
      'VersionUpdate',
      [
        ['Version', '1.30'],
        ['ReleaseVersion', '1.30.4-20240901'],
      ],
      true,
    ],
    [
      'not of another release',
      release,
      'VersionUpdate',
      [
        ['Version', '1.30'],
        ['ReleaseVersion', '1.30.5-20240901'],
      ],
      false,
    ],
    [
      'not of another release of the version',
      { ...newer, spec: { amiVersion: '1.31.4-20240901' } },
      'VersionUpdate',
      [
        ['Version', '1.31'],
        ['ReleaseVersion', '1.31.5-20240901'],
      ],
      false,
    ],
    [
      'by its sizes',
      size,
      'ConfigUpdate',
      [
        ['MinSize', '1'],
        ['MaxSize', '5'],
        ['DesiredSize', '4'],
      ],
      true,
    ],
    ['by one of its sizes', size, 'ConfigUpdate', [['DesiredSize', '4']], true],
    [
      'not of another size',
      size,
      'ConfigUpdate',
      [
        ['MinSize', '1'],
        ['MaxSize', '5'],
        ['DesiredSize', '3'],
      ],
      false,
    ],
    [
      'not of another minimum',
      size,
      'ConfigUpdate',
      [
        ['MinSize', '2'],
        ['DesiredSize', '4'],
      ],
      false,
    ],
    [
      'not of another maximum',
      size,
      'ConfigUpdate',
      [
        ['MaxSize', '6'],
        ['DesiredSize', '4'],
      ],
      false,
    ],
    ['not of no size', size, 'ConfigUpdate', [['LabelsToAdd', '{"l":"x"}']], false],
    ['by its labels', labelled, 'ConfigUpdate', [['LabelsToAdd', '{"l":"x"}']], true],
    ['not of another value of a label', labelled, 'ConfigUpdate', [['LabelsToAdd', '{"l":"y"}']], false],
    ['not of another label', labelled, 'ConfigUpdate', [['LabelsToAdd', '{"m":"x"}']], false],
    ['by its taints', taint, 'ConfigUpdate', [['TaintsToAdd', '[{"key":"k","value":"v","effect":"NO_SCHEDULE"}]']], true],
    ['not of another effect', taint, 'ConfigUpdate', [['TaintsToAdd', '[{"key":"k","value":"v","effect":"NO_EXECUTE"}]']], false],
    [
      'by labels and sizes',
      both,
      'ConfigUpdate',
      [
        ['DesiredSize', '4'],
        ['LabelsToAdd', '{"l":"x"}'],
      ],
      true,
    ],
    [
      'not of the same labels with other sizes',
      both,
      'ConfigUpdate',
      [
        ['DesiredSize', '5'],
        ['LabelsToAdd', '{"l":"x"}'],
      ],
      false,
    ],
    [
      'not of the same sizes with other labels',
      both,
      'ConfigUpdate',
      [
        ['DesiredSize', '4'],
        ['LabelsToAdd', '{"l":"y"}'],
      ],
      false,
    ],
    ['by how many may be away', { spec: { updateConfig: { maxUnavailable: 2 } } }, 'ConfigUpdate', [['MaxUnavailable', '2']], true],
    [
      'not of how many more may be away',
      { spec: { updateConfig: { maxUnavailable: 2 } } },
      'ConfigUpdate',
      [['MaxUnavailable', '3']],
      false,
    ],
    [
      'by which share may be away',
      { spec: { updateConfig: { maxUnavailablePercentage: 20 } } },
      'ConfigUpdate',
      [['MaxUnavailablePercentage', '20']],
      true,
    ],
    [
      'not of a greater share',
      { spec: { updateConfig: { maxUnavailablePercentage: 20 } } },
      'ConfigUpdate',
      [['MaxUnavailablePercentage', '30']],
      false,
    ],
  ])('%s', (_, asked, type, params, same) => {
    const p = plan(asked, { ...(asked.machine === undefined ? {} : to131), updates: [failed(type, params)] })
    expect(p.steps).toHaveLength(1)
    expect(holds(p)).toEqual(same ? ['PW-UPDATE-FAILED'] : [])
    expect(findings(p)).toEqual(same ? ['PW-UPDATE-FAILED'] : [])
  })

  const version = failed('VersionUpdate', [['Version', '1.31']])
  const { errors: _, ...silent } = version
  const { createdAt: __, ...timeless } = version
  const passing = [{ errorCode: 'IpNotAvailable' }]
  it.each<readonly [string, NodegroupUpdate, Partial<Seen>, 'Refused' | 'Await' | null, RegExp]>([
    ['that nobody can mend but a person', version, {}, 'Refused', /^update u-1 failed: PodEvictionFailure/m],
    ['that somebody cancelled', { ...version, status: 'Cancelled' }, {}, 'Refused', /^update u-1 was cancelled: /m],
    ['of which EKS says nothing', silent, {}, 'Refused', /EKS does not say why\. Look at the events/],
    ['that may pass', { ...version, errors: passing }, {}, 'Await', /IpNotAvailable/],
    [
      'that may pass in part',
      { ...version, errors: [...passing, { errorCode: 'AccessDenied' }] },
      {},
      'Refused',
      /AccessDenied.*IpNotAvailable/,
    ],
    ['with an error without a name', { ...version, errors: [{}] }, {}, 'Refused', /Unknown: /],
    ['that may pass, of no known time', { ...timeless, errors: passing }, {}, null, /^$/],
    ['of no known kind', { ...version, type: '' }, {}, null, /^$/],
    ['that went well', { ...version, status: 'Successful' }, {}, null, /^$/],
    ['where the setting says to try again', version, { settings: { retryFailedRefresh: true } }, 'Await', /the same failed/],
    ['ten minutes ago, where the setting says to try again', version, { settings: { retryFailedRefresh: true }, now: 600_000 }, null, /^$/],
  ])('%s', (_, update, seen, expected, text) => {
    const p = plan(newer, { ...to131, ...seen, updates: [update] })
    expect(p.steps[0]?.holds.map((h) => [h._tag, h.code])).toEqual(expected === null ? [] : [[expected, 'PW-UPDATE-FAILED']])
    expect(said(p)).toMatch(text)
    if (expected === 'Await') expect(p.steps[0]?.holds).toMatchObject([{ fact: updateKey('u-1') }])
  })

  it('where its kind is not said, a version’s', () => {
    const { type: _, ...kindless } = version
    expect(holdsOf(plan(newer, { ...to131, updates: [kindless] }), 'version')).toEqual(['PW-UPDATE-FAILED'])
  })

  it('is looked for among the last five', () => {
    const other = (i: number): NodegroupUpdate => ({ id: `c-${i}`, type: 'ConfigUpdate', status: 'Successful' })
    const after = (n: number) => [...Array.from({ length: n }, (_, i) => other(i)), version, other(8), other(9)]
    expect(holds(plan(newer, { ...to131, updates: after(4) }))).toEqual(['PW-UPDATE-FAILED'])
    expect(holds(plan(newer, { ...to131, updates: after(5) }))).toEqual([])
  })

  it('only while no later one of its kind went well', () => {
    const later: NodegroupUpdate = { ...version, id: 'u-2', status: 'Successful' }
    expect(holds(plan(newer, { ...to131, updates: [later, version] }))).toEqual([])
    expect(holds(plan(newer, { ...to131, updates: [{ ...later, createdAt: '1970-01-01T00:00:01Z' }, version] }))).toEqual([])
    expect(holds(plan(newer, { ...to131, updates: [version, { ...later, createdAt: '1970-01-01T00:00:01Z' }] }))).toEqual([])
  })
})

it('what is asked of a group without a version, a size or anything else is nothing', () => {
  const bare = { nodegroupName: name, clusterName: 'prod', status: 'ACTIVE', tags: owner }
  expect(plan(newer, { ...to131, more: { [key]: Fact.present(bare, 0) } }).steps).toEqual([])
  expect(input(plan(labelled, { more: { [key]: Fact.present(bare, 0) } }), 'config')).toMatchObject({
    labels: { addOrUpdateLabels: { l: 'x' } },
  })
})

describe('a group that failed', () => {
  const state = { nodegroupName: name, clusterName: 'prod', status: 'CREATE_FAILED', tags: owner }
  it('is told of, also where EKS says nothing of its health', () => {
    const p = plan({}, { more: { [key]: Fact.present(state, 0) } })
    expect(p.holds).toMatchObject([
      { code: 'PW-NODEGROUP-FAILED', why: expect.stringMatching(/^the node group could not be made\. /) as unknown },
    ])
  })
})

it('force is for what failed only', () =>
  expect(input(plan(newer, { ...to131, settings: { force: 'afterFailure' } }), 'version')).not.toHaveProperty('force'))

describe('updates of before', () => {
  const failed = (id: string, type: string, at: string, params: ReadonlyArray<readonly [string, string]>): NodegroupUpdate => ({
    id,
    type,
    status: 'Failed',
    createdAt: `1970-01-01T00:${at}Z`,
    params: params.map(([k, value]) => ({ type: k, value })),
    errors: ['ClusterUnreachable', 'PodEvictionFailure'].map((errorCode) => ({ errorCode, errorMessage: `because of ${errorCode}` })),
  })
  const labels = [['LabelsToAdd', '{"l":"x"}']] as const
  const done = (id: string, type: string): NodegroupUpdate => ({ id, type, status: 'Successful', createdAt: `1970-01-01T00:00:0${id}Z` })
  const both: Asked = { ...labelled, ...newer }

  it('the newest of a kind counts', () => {
    const updates = [done('2', 'ConfigUpdate'), failed('1', 'ConfigUpdate', '00:01', labels)]
    expect(holdsOf(plan(both, { ...to131, updates }), 'config')).toEqual([])
  })

  it('the newest may be the last of many', () => {
    const updates = [done('1', 'ConfigUpdate'), done('2', 'ConfigUpdate'), failed('3', 'ConfigUpdate', '00:03', labels)]
    expect(holdsOf(plan(labelled, { updates }), 'config')).toEqual(['PW-UPDATE-FAILED'])
    expect(plan(labelled, { updates }).steps[0]?.basis).toBe('3')
  })

  it('may all be gone', () => expect(plan(labelled, { more: { [listKey]: Fact.absent(0) } }).steps[0]?.basis).toBeNull())

  it('the last of the list is waited for, which may be the newest', () => {
    const more = { [listKey]: Fact.present(['u-1', 'u-2'], 0), [updateKey('u-1')]: Fact.present(done('1', 'ConfigUpdate'), 0) }
    const p = plan(labelled, { more: { ...more, [updateKey('u-2')]: Fact.unread } })
    expect([p.steps, p.holds.map((h) => ('fact' in h ? h.fact : ''))]).toEqual([[], [updateKey('u-2')]])
  })

  it('no update is asked for without its name', () => {
    const looked: Array<string> = []
    plan(labelled, { updates: [], looked })
    expect(looked.filter((k) => k.endsWith('undefined'))).toEqual([])
  })

  it.each([
    [labelled, {}, ['4', '1']],
    [newer, to131, ['4', '3', '1']],
  ])('only as many are read as are needed', (a, s, expected) => {
    const updates = [done('4', 'ConfigUpdate'), done('3', 'VersionUpdate'), done('2', 'ConfigUpdate'), done('1', 'ConfigUpdate')]
    const looked: Array<string> = []
    plan(a, { ...s, updates, looked })
    expect(['4', '3', '2', '1'].filter((id) => looked.includes(updateKey(id)))).toEqual(expected)
  })

  it('say all that went wrong, and the first that may go again says when', () => {
    const updates = [failed('2', 'ConfigUpdate', '05:00', labels), failed('1', 'VersionUpdate', '00:00', [['Version', '1.31']])]
    const metadata = { annotations: { 'cluster.x-k8s.io/paused': '' } }
    const next = (a: Asked) => plan({ ...a, metadata }, { ...to131, updates, settings: { retryFailedRefresh: true }, now: 400_000 }).next
    expect([next(labelled), next(newer), next(both)]).toEqual([500_000, 200_000, 200_000].map((delay) => ({ _tag: 'After', delay })))
    const seen = { ...to131, updates, now: 400_000 }
    const [hold] = plan(newer, seen).steps.flatMap((s) => s.holds)
    expect(hold).toMatchObject({
      _tag: 'Refused',
      paths: [],
      why: expect.stringContaining('because of ClusterUnreachable PodEvictionFailure') as unknown,
    })
  })
})

it('of the updates of a group only so many are read as there are kinds', () => {
  const update = (id: string, type: string): NodegroupUpdate => ({ id, type, status: 'Successful', createdAt: `1970-01-01T00:00:0${id}Z` })
  const updates = [update('4', 'ConfigUpdate'), update('3', 'VersionUpdate'), update('2', 'ConfigUpdate'), update('1', 'ConfigUpdate')]
  const looked: Array<string> = []
  plan({}, { nodegroup: { status: 'UPDATING' }, updates, looked })
  expect(['4', '3', '2', '1'].map((id) => looked.includes(updateKey(id)))).toEqual([true, true, false, true])
})

it.each<readonly [string, boolean, boolean, ReadonlyArray<object>]>([
  [
    'that ends takes its thresholds with it',
    false,
    true,
    [
      {
        severity: 'info',
        code: 'PW-REPAIR-LOST',
        message: 'switching node repair off also takes its thresholds away',
        paths: ['nodeRepairConfig.enabled'],
      },
    ],
  ],
  ['that was off already keeps them', false, false, []],
  ['that begins keeps them', true, false, []],
])('node repair %s', (_, wanted, was, expected) => {
  const seen = { nodegroup: { nodeRepairConfig: { enabled: was, maxUnhealthyNodeThresholdCount: 3 } } }
  expect(plan({ spec: { nodeRepairConfig: { enabled: wanted } } }, seen).findings).toEqual(expected)
})
