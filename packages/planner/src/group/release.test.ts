import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import {
  type Asked,
  calls,
  factKey,
  findings,
  group,
  heldCalls,
  holds,
  input,
  instance,
  plan,
  said,
  type Seen,
  version,
} from '../baseline.fixture.js'
import { planAged } from './asked.fixture.js'

const pinned = (number = '1', more: Seen = {}): Seen => ({
  record: { released: true },
  ...more,
  group: { LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: number }, ...more.group },
})
const follows = { LaunchTemplateId: 'lt-1', Version: '$Latest' }

describe('a released pool', () => {
  it('goes back to following the latest version, and is then left alone whatever is asked', () => {
    const p = plan({}, pinned())
    expect(calls(p)).toEqual(['UpdateAutoScalingGroup'])
    expect(input(p, 'release')).toEqual({ AutoScalingGroupName: 'workers', LaunchTemplate: follows })
    expect(findings(p)).toContain('PW-RELEASED')
    const changed: Asked = { spec: { minSize: 2 }, template: { instanceType: 'm5.xlarge' } }
    const rest = plan(changed, { record: { released: true } })
    expect([rest.steps, rest.holds, findings(rest)]).toEqual([[], [], ['PW-RELEASED']])
  })

  it('has what is wanted as its latest version before it follows it', () => {
    const newest = {
      template: { LatestVersionNumber: 2 },
      versions: { 1: version(), 2: version({ InstanceType: 'm5.large', KeyName: 'k' }) },
    }
    const p = plan({}, pinned('1', newest))
    expect(calls(p)).toEqual(['CreateLaunchTemplateVersion', 'UpdateAutoScalingGroup'])
    expect(p.steps[1]?.after).toEqual(['template'])
  })

  it('keeps its policy, and follows by name as the older controller writes it', () => {
    const overrides = [{ instanceType: 'm5.large' }]
    const spec = { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '1' } }
    const MixedInstancesPolicy = { LaunchTemplate: { ...spec, Overrides: [{ InstanceType: 'm5.large' }] } }
    const { LaunchTemplate: _none, ...mixed } = group
    const p = plan(
      { spec: { mixedInstancesPolicy: { overrides } } },
      { record: { released: true }, group: { ...mixed, MixedInstancesPolicy, LaunchTemplate: undefined } as never },
    )
    expect(input(p, 'release')).toMatchObject({
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateName: 'workers', Version: '$Latest' },
          Overrides: [{ InstanceType: 'm5.large' }],
        },
      },
    })
  })

  it('waits for a rollout that AWS would not let it be changed under', () => {
    const DesiredConfiguration = { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' } }
    const p = plan({}, pinned('1', { refreshes: [{ InstanceRefreshId: 'r', Status: 'InProgress', DesiredConfiguration }] }))
    expect([calls(p), heldCalls(p), holds(p)]).toEqual([[], ['UpdateAutoScalingGroup'], ['PW-REFRESH-RUNNING']])
  })

  const groupKey = factKey('group', 'workers')
  const refreshKey = factKey('refresh', 'workers')
  const soon = { _tag: 'After', delay: 15_000 }

  it('is changed in place, whatever rolls otherwise, and soon seen again', () => {
    const p = plan({}, pinned('1', { refreshes: [{ InstanceRefreshId: 'r', Status: 'InProgress' }] }))
    expect(p.steps.map((s) => [s.id, s.after, s.holds, s.disruption])).toEqual([['release', [], [], { _tag: 'InPlace' }]])
    expect(p.steps[0]?.causes).toEqual([
      { _tag: 'World', fact: groupKey, says: 'the pool is released, and the group is kept on one version' },
    ])
    expect(p.next).toEqual(soon)
  })

  it.each<readonly [string, Seen]>([
    ['has no group', { record: { released: true }, group: null }],
    ['has no template', pinned('1', { template: null, versions: {} })],
    ['has a group that is being deleted', pinned('1', { group: { Status: 'Delete in progress' } })],
  ])('is left alone where it %s', (_, s) => {
    const p = plan({}, s)
    expect([p.steps, p.holds, findings(p), p.next]).toEqual([[], [], ['PW-RELEASED'], plan().next])
  })

  it.each<readonly [string, Seen, ReadonlyArray<string>, string, ReadonlyArray<string>]>([
    ['its group was seen too long ago', pinned(), [groupKey], groupKey, []],
    [
      'its latest version is not known',
      pinned('1', { more: { [factKey('version', 'lt-1/1')]: Fact.unread } }),
      [],
      factKey('version', 'lt-1/1'),
      [],
    ],
    ['it is not known whether it rolls', pinned('1', { refreshes: [] }), [refreshKey], refreshKey, ['UpdateAutoScalingGroup']],
  ])('waits where %s', (_, s, old, fact, held) => {
    const { plan: p } = planAged({}, s, old)
    const holds = [...p.holds, ...p.steps.flatMap((x) => x.holds)].map((h) => [h.code, h._tag === 'Await' ? h.fact : null])
    expect([calls(p), heldCalls(p), holds, p.next, findings(p)]).toEqual([[], held, [['PW-WAIT-READ', fact]], soon, ['PW-RELEASED']])
  })

  it('is not deleted under its new owner', () => {
    const p = plan({ deleted: true }, pinned())
    expect([calls(p), holds(p)]).toEqual([[], ['PW-RELEASED', 'PW-WAIT-GONE']])
  })

  it('taken back, nothing changes until its next rollout', () => {
    expect(said(plan({}, { record: { released: false } }))).toEqual(said(plan()))
    const instances = [instance('i-1'), instance('i-2'), instance('i-3')]
    expect(
      said(plan({ volatile: '', data: 'fixed' }, { versions: { 1: version({}, 'fixed', '') }, group: { Instances: instances } })).calls,
    ).toEqual([])
  })
})
