import { describe, expect, it } from 'vitest'
import {
  type Asked,
  calls,
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
