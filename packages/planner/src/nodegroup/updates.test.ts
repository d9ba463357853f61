import type { ScalingConfig } from '@poolwright/aws/Nodegroup'
import type { NodegroupUpdate } from '@poolwright/aws/NodegroupUpdate'
import * as Fact from '@poolwright/core/Fact'
import { afterAll, describe, expect, it } from 'vitest'
import { type Asked, calls, findings, holds, holdsOf, input, nodegroup, plan, said, type Seen, untaken } from './nodegroup.fixture.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const managedBy = (value: string) => ({ annotations: { 'cluster.x-k8s.io/replicas-managed-by': value } })
const sizes = (minSize: number, maxSize: number, desiredSize: number) => ({ scalingConfig: { minSize, maxSize, desiredSize } })
const scaling = (minSize: number, maxSize: number) => ({ spec: { scaling: { minSize, maxSize } } })

describe('sizes', () => {
  it.each<readonly [string, Asked, Seen, ScalingConfig | null]>([
    ['S01', { machinePool: { replicas: 4 } }, {}, { minSize: 1, maxSize: 5, desiredSize: 4 }],
    ['S02', scaling(1, 10), {}, { minSize: 1, maxSize: 10, desiredSize: 3 }],
    ['S04', { ...managedBy('external'), ...scaling(4, 10) }, {}, { minSize: 4, maxSize: 10, desiredSize: 4 }],
    ['S05', managedBy('external'), { nodegroup: sizes(1, 10, 8) }, { minSize: 1, maxSize: 5, desiredSize: 5 }],
    ['S06', { ...managedBy('external'), machinePool: { replicas: 2 } }, { nodegroup: sizes(1, 5, 4) }, null],
    [
      'S07',
      { ...managedBy('false'), machinePool: { replicas: 2 } },
      { nodegroup: sizes(1, 5, 4) },
      { minSize: 1, maxSize: 5, desiredSize: 2 },
    ],
    ['S08', { ...managedBy(''), machinePool: { replicas: 2 } }, { nodegroup: sizes(1, 5, 4) }, null],
    ['S09: unset replicas change nothing', { machinePool: { replicas: null } }, {}, null],
    ['S10', { spec: { scaling: {} } }, {}, null],
    ['S11', { spec: { scaling: { maxSize: 7 } } }, {}, { minSize: 1, maxSize: 7, desiredSize: 3 }],
    ['S12', {}, { group: { Instances: [] } }, null],
    ['S13', { machinePool: { replicas: 2 } }, { nodegroup: sizes(1, 5, 5) }, { minSize: 1, maxSize: 5, desiredSize: 2 }],
    ['S14', { ...managedBy('x'), machinePool: { replicas: null } }, { nodegroup: sizes(1, 5, 4) }, null],
    [
      'a count above bounds that nobody wrote',
      { spec: { scaling: {} }, machinePool: { replicas: 7 } },
      {},
      { minSize: 1, maxSize: 7, desiredSize: 7 },
    ],
    [
      'bounds around a size that is somebody else’s',
      { ...managedBy('x'), spec: { scaling: { maxSize: 7 } } },
      {},
      { minSize: 1, maxSize: 7 },
    ],
    [
      'a minimum above a maximum that nobody wrote',
      { ...managedBy('x'), spec: { scaling: { minSize: 8 } } },
      {},
      { minSize: 8, maxSize: 8, desiredSize: 8 },
    ],
  ])('%s', (_, asked, seen, expected) => {
    const p = plan(asked, seen)
    if (expected === null) expect(p.steps).toEqual([])
    else expect(input(p, 'config')).toHaveProperty('scalingConfig', expected)
  })

  it('S03: a count outside the bounds is held, and everything else goes on', () => {
    const p = plan({ spec: { scaling: { minSize: 4, maxSize: 10 }, labels: { a: 'b' } } })
    expect(input(p, 'config')).toMatchObject({ labels: { addOrUpdateLabels: { a: 'b' } } })
    expect(input(p, 'config')).not.toHaveProperty('scalingConfig')
    expect(holds(p)).toEqual(['PW-SIZE-BOUNDS'])
  })

  it('S04, S06, S13 are told', () => {
    expect(findings(plan({ ...managedBy('x'), ...scaling(4, 10) }))).toContain('PW-SIZE-MOVED')
    expect(findings(plan({ ...managedBy('x'), machinePool: { replicas: 2 } }))).toEqual(['PW-SIZE-ELSEWHERE'])
    expect(findings(plan({ ...managedBy('x'), machinePool: { replicas: 2 } }, { nodegroup: null }))).toEqual(['PW-SERVICE-LINKED-ROLE'])
    const smaller = plan({ machinePool: { replicas: 2 } }, { nodegroup: sizes(1, 5, 5) })
    expect(findings(smaller)).toEqual(['PW-UNDRAINED'])
    expect(smaller.steps[0]?.disruption).toEqual({ _tag: 'Destroys', count: 3 })
  })
})

describe('configuration', () => {
  const taint = (effect: string, value = 'v') => ({ effect, key: 'k', value })
  const seenTaint = (effect: string, value?: string) => ({ effect, key: 'k', ...(value === undefined ? {} : { value }) })

  it('L01–L04: what the record names goes; what it does not stays, unless all is managed', () => {
    const asked: Asked = { spec: { labels: { a: '1', c: '3' } } }
    const seen = { nodegroup: { labels: { a: '1', b: '2' } } }
    expect(input(plan(asked, { ...seen, record: { labels: ['b'] } }), 'config')).toMatchObject({
      labels: { addOrUpdateLabels: { c: '3' }, removeLabels: ['b'] },
    })
    expect(input(plan(asked, seen), 'config')).toMatchObject({ labels: { addOrUpdateLabels: { c: '3' } } })
    expect(input(plan(asked, seen), 'config')).not.toMatchObject({ labels: { removeLabels: ['b'] } })
    expect(findings(plan(asked, seen))).toEqual(['PW-FOREIGN-LABELS'])
    expect(input(plan(asked, { ...seen, settings: { ownership: 'strict' } }), 'config')).toMatchObject({ labels: { removeLabels: ['b'] } })
    expect(input(plan({ spec: { labels: { a: '2' } } }, { nodegroup: { labels: { a: '1' } } }), 'config')).toMatchObject({
      labels: { addOrUpdateLabels: { a: '2' } },
    })
  })

  it('L05–L09: a taint is its key and effect; no value is an empty one', () => {
    const at = (wanted: ReadonlyArray<object>, seen: ReadonlyArray<object>) =>
      plan({ spec: { taints: wanted as never } }, { nodegroup: { taints: seen }, record: { taints: ['NO_SCHEDULE:k'] } })
    expect(at([taint('no-schedule')], [seenTaint('NO_SCHEDULE', 'v')]).steps).toEqual([])
    expect(at([taint('no-schedule', '')], [seenTaint('NO_SCHEDULE')]).steps).toEqual([])
    expect(input(at([taint('no-schedule', 'v2')], [seenTaint('NO_SCHEDULE', 'v1')]), 'config')).toMatchObject({
      taints: { addOrUpdateTaints: [seenTaint('NO_SCHEDULE', 'v2')] },
    })
    expect(input(at([taint('no-execute')], [seenTaint('NO_SCHEDULE', 'v')]), 'config')).toMatchObject({
      taints: { addOrUpdateTaints: [seenTaint('NO_EXECUTE', 'v')], removeTaints: [seenTaint('NO_SCHEDULE', 'v')] },
    })
    const two = [taint('no-schedule'), { ...taint('no-schedule'), key: 'l' }]
    const seen = [{ ...seenTaint('NO_SCHEDULE', 'v'), key: 'l' }, seenTaint('NO_SCHEDULE', 'v')]
    expect(at(two, seen).steps).toEqual([])
  })

  const without = (member: 'updateConfig' | 'nodeRepairConfig') => {
    const { [member]: _, ...rest } = nodegroup
    return { 'nodegroup:aws:000000000000/eu-west-1/prod/default_pool1': { _tag: 'Present', asOf: 0, value: rest } } as const
  }

  it('L10–L14: update and repair configuration', () => {
    expect(input(plan({ spec: { updateConfig: { maxUnavailablePercentage: 33 } } }), 'config')).toMatchObject({
      updateConfig: { maxUnavailablePercentage: 33 },
    })
    expect(plan({}, { more: without('updateConfig') }).steps).toEqual([])
    expect(plan({}, { more: without('nodeRepairConfig') }).steps).toEqual([])
    expect(plan({}, { nodegroup: { nodeRepairConfig: { enabled: true } } }).steps).toEqual([])
    const off = plan(
      { spec: { nodeRepairConfig: { enabled: false } } },
      { nodegroup: { nodeRepairConfig: { enabled: true, maxUnhealthyNodeThresholdCount: 3 } } },
    )
    expect(input(off, 'config')).toMatchObject({ nodeRepairConfig: { enabled: false } })
    expect(findings(off)).toEqual(['PW-REPAIR-LOST'])
  })

  const repairs = (maxParallelNodesRepairedCount: number) => ({ enabled: true, maxParallelNodesRepairedCount })
  it.each<readonly [string, Asked, Seen, object | null]>([
    ['no count of nodes is one', { spec: { updateConfig: {} } }, {}, null],
    [
      'no count of nodes is not two',
      { spec: { updateConfig: {} } },
      { nodegroup: { updateConfig: { maxUnavailable: 2 } } },
      { updateConfig: { maxUnavailable: 1 } },
    ],
    [
      'repairs that EKS does not show are off',
      { spec: { nodeRepairConfig: { enabled: false } } },
      { more: without('nodeRepairConfig') },
      null,
    ],
    [
      'repairs that EKS does not show are switched on',
      { spec: { nodeRepairConfig: { enabled: true } } },
      { more: without('nodeRepairConfig') },
      { nodeRepairConfig: { enabled: true } },
    ],
    [
      'one threshold of repairs moves',
      {},
      { settings: { nodeRepair: { maxParallelNodesRepairedCount: 2 } }, nodegroup: { nodeRepairConfig: repairs(1) } },
      { nodeRepairConfig: repairs(2) },
    ],
    [
      'a threshold of repairs that nobody asks for stays',
      { spec: { nodeRepairConfig: { enabled: true } } },
      { nodegroup: { nodeRepairConfig: repairs(1) } },
      null,
    ],
  ])('%s', (_, asked, seen, expected) => {
    const p = plan(asked, seen)
    if (expected === null) expect(p.steps).toEqual([])
    else expect(input(p, 'config')).toMatchObject(expected)
  })

  it('the settings say what the manifest cannot', () => {
    const strategy = plan({}, { settings: { updateStrategy: 'MINIMAL' } })
    expect(input(strategy, 'config')).toMatchObject({ updateConfig: { maxUnavailable: 1, updateStrategy: 'MINIMAL' } })
    const repair = plan({}, { settings: { nodeRepair: { maxParallelNodesRepairedCount: 2 } } })
    expect(input(repair, 'config')).toMatchObject({ nodeRepairConfig: { enabled: true, maxParallelNodesRepairedCount: 2 } })
    const kept = plan(
      { spec: { updateConfig: { maxUnavailable: 2 } } },
      { nodegroup: { updateConfig: { maxUnavailable: 1, updateStrategy: 'MINIMAL' } } },
    )
    expect(input(kept, 'config')).toMatchObject({ updateConfig: { maxUnavailable: 2, updateStrategy: 'MINIMAL' } })
  })

  it('a strategy goes back to EKS’s own only where that is said, and need not be said where it never was another', () => {
    const seen = (updateStrategy: string) => ({ nodegroup: { updateConfig: { maxUnavailable: 1, updateStrategy } } })
    const own = { settings: { updateStrategy: 'DEFAULT' as const } }
    expect(input(plan({}, { ...seen('MINIMAL'), ...own }), 'config')).toMatchObject({
      updateConfig: { maxUnavailable: 1, updateStrategy: 'DEFAULT' },
    })
    expect(plan({}, seen('MINIMAL')).steps).toEqual([])
    expect(plan({}, { ...seen('DEFAULT'), ...own }).steps).toEqual([])
    expect(plan({}, own).steps).toEqual([])
    expect(plan({}, { ...seen('DEFAULT'), settings: { updateStrategy: 'MINIMAL' } }).steps).toHaveLength(1)
    const more = plan({ spec: { updateConfig: { maxUnavailable: 2 } } }, seen('DEFAULT'))
    expect(input(more, 'config')).toHaveProperty('updateConfig', { maxUnavailable: 2 })
  })

  it('L15, L16: one update carries all of it, and the version waits', () => {
    const asked: Asked = {
      spec: { labels: { a: '1' }, taints: [taint('no-schedule')] },
      machinePool: { replicas: 4 },
      machine: { version: 'v1.31.0' },
    }
    const p = plan(asked, { cluster: { version: '1.31' } })
    expect(calls(p)).toEqual(['UpdateNodegroupConfig'])
    expect(input(p, 'config')).toHaveProperty('labels')
    expect(input(p, 'config')).toHaveProperty('taints')
    expect(input(p, 'config')).toHaveProperty('scalingConfig')
    expect(holdsOf(p, 'version')).toEqual(['PW-UPDATE-FIRST'])
  })
})

describe('versions', () => {
  const at = (own: string, clusters: string, asked: string | null, spec: Asked['spec'] = {}, seen: Seen = {}) =>
    plan(
      { machine: { version: asked }, spec },
      {
        nodegroup: { version: own, ...seen.nodegroup },
        cluster: { version: clusters },
        ...(seen.settings === undefined ? {} : { settings: seen.settings }),
        ...(seen.more === undefined ? {} : { more: seen.more }),
      },
    )

  it.each([
    ['U01', '1.29', '1.30', 'v1.30.0', { version: '1.30' }],
    ['U02', '1.28', '1.30', 'v1.30.0', { version: '1.30' }],
    ['U04', '1.30', '1.31', 'v1.30.0', null],
    ['U07', '1.30', '1.30', 'v1.30.7', null],
    ['U17', '1.29', '1.30', null, null],
  ])('%s', (_, own, clusters, asked, expected) => {
    const p = at(own, clusters, asked)
    expect(p.holds).toEqual([])
    if (expected === null) expect(p.steps).toEqual([])
    else expect(input(p, 'version')).toMatchObject(expected)
    if (expected !== null) expect(calls(p)).toEqual(['UpdateNodegroupVersion'])
  })

  it.each([
    ['U03', '1.29', '1.29', 'v1.30.0', 'PW-WAIT-VERSION'],
    ['U05', '1.30', '1.30', 'v1.29.0', 'PW-VERSION-DOWNGRADE'],
    ['U06', '1.28', '1.31', 'v1.30.0', 'PW-VERSION-UNREACHABLE'],
  ])('%s is held', (_, own, clusters, asked, code) => {
    const p = at(own, clusters, asked)
    expect(calls(p)).toEqual([])
    expect(holds(p)).toEqual([code])
  })

  it('U09–U12: releases, with the version where both are asked for, and the newest only when followed', () => {
    expect(input(at('1.30', '1.30', 'v1.30.0', { amiVersion: '1.30.4-20240901' }), 'version')).toEqual({
      clusterName: 'prod',
      nodegroupName: 'default_pool1',
      releaseVersion: '1.30.4-20240901',
    })
    expect(input(at('1.29', '1.30', 'v1.30.0', { amiVersion: '1.30.4-20240901' }), 'version')).toMatchObject({
      version: '1.30',
      releaseVersion: '1.30.4-20240901',
    })
    const parameter = '/aws/service/eks/optimized-ami/1.30/amazon-linux-2023/x86_64/standard/recommended/release_version'
    const more = { [`parameter:aws:000000000000/eu-west-1/${parameter}`]: { _tag: 'Present', asOf: 0, value: '1.30.9-20250101' } } as const
    expect(at('1.30', '1.30', 'v1.30.0', {}, { more }).steps).toEqual([])
    expect(input(at('1.30', '1.30', 'v1.30.0', {}, { more, settings: { followLatestRelease: true } }), 'version')).toMatchObject({
      releaseVersion: '1.30.9-20250101',
    })
    expect(holds(at('1.30', '1.30', 'v1.30.0', { amiVersion: '1.30.0-20240101' }))).toEqual(['PW-VERSION-DOWNGRADE'])
  })

  it('the newest release is that of the version that is asked for, or else of the group’s, and of a new one nobody says which', () => {
    const name = (minor: string) => `/aws/service/eks/optimized-ami/${minor}/amazon-linux-2023/x86_64/standard/recommended/release_version`
    const key = (minor: string) => `parameter:aws:000000000000/eu-west-1/${name(minor)}`
    const known = (minor: string) => ({ [key(minor)]: { _tag: 'Present', asOf: 0, value: `${minor}.9-20250101` } }) as const
    const follow: Seen = { settings: { followLatestRelease: true } }
    const unsaid: Asked = { machine: { version: null } }
    expect(input(plan(unsaid, { ...follow, more: known('1.30') }), 'version')).toMatchObject({ releaseVersion: '1.30.9-20250101' })
    const type = { spec: { amiType: 'AL2023_x86_64_STANDARD' } }
    expect(input(plan({ ...unsaid, ...type }, { ...follow, nodegroup: null }), 'nodegroup')).not.toHaveProperty('releaseVersion')
    expect(input(plan(type, { ...follow, nodegroup: null, more: known('1.30') }), 'nodegroup')).toMatchObject({
      releaseVersion: '1.30.9-20250101',
    })
    const unread = { more: { [key('1.30')]: Fact.unread } }
    expect(holdsOf(plan(type, { ...follow, nodegroup: null, ...unread }), 'nodegroup')).toEqual(['PW-WAIT-READ'])
    expect(plan({}, { ...follow, ...unread }).steps).toEqual([])
    expect(plan({}, follow).steps).toEqual([])
    const pinned = plan({ spec: { amiVersion: '1.30.4-20240901' } }, { ...follow, more: known('1.30') })
    expect(input(pinned, 'version')).toMatchObject({ releaseVersion: '1.30.4-20240901' })
    const looked: Array<string> = []
    plan({}, { ...follow, nodegroup: null, looked })
    expect(looked.filter((k) => k.startsWith('parameter:'))).toEqual([])
  })

  it('U16: nodes far behind their cluster are told of', () => {
    expect(findings(at('1.30', '1.34', 'v1.30.0'))).toEqual(['PW-VERSION-SKEW'])
    expect(findings(at('1.30', '1.33', 'v1.30.0'))).toEqual([])
    expect(findings(at('1.24', '1.27', null))).toEqual(['PW-VERSION-SKEW'])
  })

  it('a new version of Amazon Linux 2 that is not there is refused', () => {
    const p = at('1.32', '1.33', 'v1.33.0', { amiType: 'AL2_x86_64' }, { nodegroup: { amiType: 'AL2_x86_64' } })
    expect(calls(p)).toEqual([])
    expect(holds(p)).toEqual(['PW-IMAGE-FAMILY'])
  })
})

describe('an update that failed', () => {
  const failed = (
    errorCode: string,
    params: ReadonlyArray<readonly [string, string]>,
    type = 'VersionUpdate',
    id = 'u-1',
  ): NodegroupUpdate => ({
    id,
    type,
    status: 'Failed',
    createdAt: '1970-01-01T00:00:00Z',
    params: params.map(([key, value]) => ({ type: key, value })),
    errors: [{ errorCode, errorMessage: 'because', resourceIds: ['n-1'] }],
  })
  const asked: Asked = { machine: { version: 'v1.31.0' } }
  const seen: Seen = { cluster: { version: '1.31' } }
  const version = [['Version', '1.31']] as const

  it('U14: is not asked for again, and says what to do', () => {
    const p = plan(asked, { ...seen, updates: [failed('PodEvictionFailure', version)] })
    expect(calls(p)).toEqual([])
    expect(holdsOf(p, 'version')).toEqual(['PW-UPDATE-FAILED'])
    expect(said(p)).toMatch(/PodEvictionFailure \(n-1\).*PodDisruptionBudgets.*because/)
    expect(p.next).toEqual({ _tag: 'After', delay: 600_000 })
  })

  it('U15: or with force, when the setting says so', () => {
    const p = plan(asked, { ...seen, settings: { force: 'afterFailure' }, updates: [failed('PodEvictionFailure', version)] })
    expect(input(p, 'version')).toMatchObject({ version: '1.31', force: true })
    expect(calls(p)).toEqual(['UpdateNodegroupVersion'])
    expect(calls(plan(asked, { ...seen, settings: { force: 'afterFailure' }, updates: [failed('NodeCreationFailure', version)] }))).toEqual(
      [],
    )
  })

  it('of labels that were to go stands in the way of the same only', () => {
    const removing = (label: string) =>
      plan(
        {},
        {
          nodegroup: { labels: { [label]: '1' } },
          record: { labels: ['x', 'y'] },
          updates: [failed('Unknown', [['LabelsToRemove', '["x"]']], 'ConfigUpdate')],
        },
      )
    expect([calls(removing('x')), holdsOf(removing('x'), 'config')]).toEqual([[], ['PW-UPDATE-FAILED']])
    expect(calls(removing('y'))).toEqual(['UpdateNodegroupConfig'])
  })

  it('does not stand in the way of another one', () => {
    expect(calls(plan(asked, { ...seen, updates: [failed('PodEvictionFailure', [['Version', '1.29']])] }))).toEqual([
      'UpdateNodegroupVersion',
    ])
    expect(calls(plan({ machinePool: { replicas: 4 } }, { updates: [failed('PodEvictionFailure', version)] }))).toEqual([
      'UpdateNodegroupConfig',
    ])
    expect(calls(plan(asked, { ...seen, updates: [{ ...failed('PodEvictionFailure', version), status: 'Successful' }] }))).toEqual([
      'UpdateNodegroupVersion',
    ])
  })

  it('is found behind later updates of the configuration', () => {
    const later: NodegroupUpdate = { id: 'u-2', type: 'ConfigUpdate', status: 'Successful' }
    expect(holdsOf(plan(asked, { ...seen, updates: [later, failed('PodEvictionFailure', version)] }), 'version')).toEqual([
      'PW-UPDATE-FAILED',
    ])
  })

  it('is found at whichever end of the list EKS puts the newest', () => {
    const made = (n: number): NodegroupUpdate => ({
      id: `u-${n}`,
      type: 'ConfigUpdate',
      status: 'Successful',
      createdAt: `2026-01-0${n}T00:00:00Z`,
    })
    const newest: NodegroupUpdate = { ...failed('PodEvictionFailure', version, 'VersionUpdate', 'u-9'), createdAt: '2026-01-09T00:00:00Z' }
    const oldestFirst = [1, 2, 3, 4, 5, 6, 7, 8].map(made).concat(newest)
    for (const updates of [oldestFirst, [...oldestFirst].reverse()]) {
      expect(holdsOf(plan(asked, { ...seen, updates }), 'version')).toEqual(['PW-UPDATE-FAILED'])
      expect(plan({ machinePool: { replicas: 4 } }, { updates }).steps[0]?.basis).toBe('u-9')
    }
  })

  it('is tried again after ten minutes where that may help', () => {
    const updates = [failed('InsufficientFreeAddresses', version)]
    const held = plan(asked, { ...seen, updates, now: 60_000 })
    expect(holdsOf(held, 'version')).toEqual(['PW-UPDATE-FAILED'])
    expect(held.next).toEqual({ _tag: 'After', delay: 15_000 })
    expect(calls(plan(asked, { ...seen, updates, now: 600_000 }))).toEqual(['UpdateNodegroupVersion'])
    const forced = [failed('PodEvictionFailure', version)]
    expect(calls(plan(asked, { ...seen, updates: forced, now: 600_000 }))).toEqual([])
    expect(calls(plan(asked, { ...seen, updates: forced, now: 600_000, settings: { retryFailedRefresh: true } }))).toEqual([
      'UpdateNodegroupVersion',
    ])
  })

  it('of the configuration does not keep the version back, and a corrected one goes at once', () => {
    const updates = [failed('Unknown', [['LabelsToAdd', '{"a":"1"}']], 'ConfigUpdate')]
    const both: Asked = { ...asked, spec: { labels: { a: '1' } } }
    expect(calls(plan(both, { ...seen, updates }))).toEqual(['UpdateNodegroupVersion'])
    expect(calls(plan({ ...asked, spec: { labels: { b: '1' } } }, { ...seen, updates }))).toEqual(['UpdateNodegroupConfig'])
  })

  it('an update under way says what it meets', () => {
    const running: NodegroupUpdate = { ...failed('NodeCreationFailure', version), status: 'InProgress' }
    const p = plan({}, { nodegroup: { status: 'UPDATING' }, updates: [running] })
    expect(findings(p)).toEqual(['PW-UPDATE-RUNNING', 'PW-NODEGROUP-HEALTH'])
  })

  it('each request has the newest update as what makes it new', () => {
    const basis = (updates: Seen['updates'] & {}) => plan({ machinePool: { replicas: 4 } }, { updates }).steps[0]?.basis
    expect(basis([])).toBeNull()
    expect(basis([failed('Unknown', version, 'VersionUpdate', 'u-9')])).toBe('u-9')
  })
})

const pathsOf = (p: ReturnType<typeof plan>): ReadonlyArray<string> => p.holds.flatMap((h) => ('paths' in h ? h.paths : []))

describe('what EKS changes on no group that is there', () => {
  it.each([
    ['V16', { subnetIDs: ['s1', 's9'] }, 'subnetIDs'],
    ['V17', { instanceType: 'm5.xlarge' }, 'instanceType'],
    ['V18', { capacityType: 'spot' }, 'capacityType'],
    ['V19', { diskSize: 50 }, 'diskSize'],
    ['another image', { amiType: 'AL2023_ARM_64_STANDARD' }, 'amiType'],
    ['another role', { roleName: 'other' }, 'roleName'],
    ['remote access', { remoteAccess: {} }, 'remoteAccess.sshKeyName'],
    ['another zone', { availabilityZones: ['a'] }, 'availabilityZones'],
  ])('%s is refused, and everything else goes on', (_, spec, path) => {
    const p = plan({ spec, machinePool: { replicas: 4 } })
    expect(calls(p)).toEqual(['UpdateNodegroupConfig'])
    expect(p.holds.map((h) => h.code)).toEqual(['PW-REPLACE'])
    expect(pathsOf(p)).toContain(path)
  })

  it('V20: a launch template that the group was not made with', () => {
    const p = plan({ spec: { awsLaunchTemplate: { instanceType: 'm5.large' } } })
    expect(holds(p)).toContain('PW-REPLACE')
    expect(calls(p)).not.toContain('UpdateNodegroupVersion')
  })

  it('V26: several are one refusal', () => {
    const p = plan({ spec: { subnetIDs: ['s9'], instanceType: 'm5.xlarge', diskSize: 50 } })
    expect(p.holds).toHaveLength(1)
    for (const path of ['subnetIDs', 'instanceType', 'diskSize']) expect(pathsOf(p)).toContain(path)
  })

  it('zones are kept by any of their subnets', () => {
    expect(plan({ spec: { availabilityZones: ['a', 'b'] } }).holds).toEqual([])
    expect(plan({ spec: { availabilityZones: ['a', 'b'], availabilityZoneSubnetType: 'public' } }).holds).not.toEqual([])
  })

  describe('V27: with replace allowed another group takes its place', () => {
    const asked: Asked = { spec: { instanceType: 'm5.xlarge' } }
    const settings = { replace: 'allowed' } as const
    const key = 'nodegroup:aws:000000000000/eu-west-1/prod/default_pool1_b'
    const successor = (status: string, more: object = {}) =>
      ({
        [key]: {
          _tag: 'Present',
          asOf: 0,
          value: {
            ...nodegroup,
            nodegroupName: 'default_pool1_b',
            instanceTypes: ['m5.xlarge'],
            tags: { 'poolwright.dev/pool': 'default/pool1' },
            status,
            ...more,
          },
        },
      }) as const

    it('is made under the other name', () => {
      const p = plan(asked, { settings })
      expect(calls(p)).toEqual(['CreateNodegroup'])
      expect(input(p, 'successor')).toMatchObject({ nodegroupName: 'default_pool1_b', instanceTypes: ['m5.xlarge'] })
    })

    it('is waited for', () => {
      const p = plan(asked, { settings, more: successor('CREATING') })
      expect(calls(p)).toEqual([])
      expect(holds(p)).toContain('PW-WAIT-SUCCESSOR')
    })

    it('and then the first one goes', () => {
      const p = plan(asked, { settings, more: successor('ACTIVE') })
      expect(calls(p)).toContain('DeleteNodegroup')
      expect(input(p, 'predecessor')).toMatchObject({ nodegroupName: 'default_pool1' })
      expect(calls(plan(asked, { more: successor('ACTIVE') }))).toEqual([])
    })

    it('the one that stays is found by its name alone, whatever the settings say by then', () => {
      const p = plan(asked, {
        nodegroup: null,
        more: successor('ACTIVE', { tags: { 'poolwright.dev/pool': 'default/pool1', 'kubernetes.io/cluster/prod': 'owned' } }),
      })
      expect(p.steps).toEqual([])
      expect(p.holds).toEqual([])
    })

    it('a name that was changed is another group', () => {
      const renamed: Asked = { spec: { eksNodegroupName: 'other' } }
      const record = { nodegroup: nodegroup.nodegroupArn ?? '' }
      expect(holds(plan(renamed, { record }))).toEqual(['PW-REPLACE'])
      expect(input(plan(renamed, { record, settings }), 'successor')).toMatchObject({ nodegroupName: 'other' })
    })
  })
})
