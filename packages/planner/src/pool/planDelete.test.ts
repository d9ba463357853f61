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
  plan,
  said,
  type Seen,
  template,
} from '../baseline.fixture.js'

const deleted: Asked = { deleted: true }
const alone: Asked = { deleted: true, without: ['MachinePool', 'Cluster', 'AWSCluster', 'Secret'] }
const gone = { group: null }

describe('deleting', () => {
  it('X1: the group first, the template once it is gone; both are in the plan from the start', () => {
    const p = plan(deleted)
    expect(calls(p)).toEqual(['DeleteAutoScalingGroup'])
    expect(heldCalls(p)).toEqual(['DeleteLaunchTemplate'])
    expect(input(p, 'group')).toEqual({ AutoScalingGroupName: 'workers', ForceDelete: true })
    expect(p.steps[0]?.disruption).toEqual({ _tag: 'Destroys', count: 3 })
    expect(p.steps[1]?.holds.map((h) => h.code)).toEqual(['PW-WAIT-GONE'])
    expect(findings(p)).toEqual(['PW-UNDRAINED'])
  })

  it('X2: waits for a group that is going', () => {
    const p = plan(deleted, { group: { Status: 'Delete in progress' } })
    expect(calls(p)).toEqual([])
    expect(heldCalls(p)).toEqual(['DeleteLaunchTemplate'])
    expect(p.next).toEqual({ _tag: 'After', delay: 15_000 })
  })

  it('X3, X5: deletes the template by the id that is seen', () => {
    expect(input(plan(deleted, gone), 'template')).toEqual({ LaunchTemplateId: 'lt-1' })
    expect(calls(plan(deleted, gone))).toEqual(['DeleteLaunchTemplate'])
  })

  it('X4: nothing is left to do once both are gone', () => {
    const p = plan(deleted, { ...gone, template: null })
    expect(p.steps).toEqual([])
    expect(p.holds).toEqual([])
  })

  it('X7: leaves alone what is not ours', () => {
    expect(said(plan(deleted, { group: { Tags: [] }, template: { Tags: [] } }))).toEqual({ calls: [], holds: ['PW-NOT-OURS'] })
  })

  it('keeps the template under a group that uses it and is not ours', () => {
    const p = plan(deleted, { group: { Tags: [] } })
    expect(calls(p)).toEqual([])
    expect(holds(p)).toEqual(['PW-WAIT-GONE', 'PW-NOT-OURS'])
  })

  it('X9: deletes nothing that it cannot see', () => {
    const p = plan(deleted, { more: { [factKey('group', 'workers')]: Fact.unknown('unreadable') } })
    expect(calls(p)).toEqual([])
    expect(holds(p)).toEqual(['PW-WAIT-READ'])
  })

  it('X10: does nothing while paused', () => {
    expect(calls(plan({ ...deleted, cluster: { paused: true } }))).toEqual([])
  })

  const elsewhere = (s: Seen): Seen => ({ ...s, settings: { region: 'eu-west-1' } })
  it('X8: works after Cluster, MachinePool and AWSCluster are gone, from what the record or the things themselves say', () => {
    expect(calls(plan(alone, elsewhere({ record: { cluster: 'c' } })))).toEqual(['DeleteAutoScalingGroup'])
    expect(calls(plan(alone, { record: { cluster: 'c', scope: 'aws:000000000000/eu-west-1' } }))).toEqual(['DeleteAutoScalingGroup'])
    const mine = {
      PropagateAtLaunch: false,
      ResourceId: 'workers',
      ResourceType: 'auto-scaling-group',
      Key: 'poolwright.dev/pool',
      Value: 'ns/workers',
    }
    const own = { group: { Tags: [...(group.Tags ?? []), mine] }, template: { Tags: [...(template.Tags ?? []), mine] } }
    expect(calls(plan(alone, elsewhere(own)))).toEqual(['DeleteAutoScalingGroup'])
    expect(said(plan(alone, elsewhere({})))).toEqual({ calls: [], holds: ['PW-NOT-OURS'] })
  })

  it('does not wait for a Cluster that nobody may read', () => {
    const more = { 'cluster:kube:/ns/c': Fact.unknown('unreadable'), 'awscluster:kube:/ns/c': Fact.unknown('unreadable') }
    const p = plan({ ...deleted, without: ['Cluster', 'AWSCluster'] }, elsewhere({ more }))
    expect(calls(p)).toEqual(['DeleteAutoScalingGroup'])
  })

  it('retains what the settings say', () => {
    expect(plan(deleted, { settings: { onDelete: 'retain' } }).steps).toEqual([])
    const p = plan(deleted, { settings: { onDelete: { template: 'retain' } } })
    expect(p.steps.map((s) => s.id)).toEqual(['group'])
    expect(plan(deleted, { settings: { onDelete: { group: 'retain' } } }).steps.map((s) => s.id)).toEqual(['template'])
  })

  it('looks again soon at a group that is going, and no sooner than usual at what is paused', () => {
    const going: Seen = { group: { Status: 'Delete in progress' }, settings: { onDelete: { template: 'retain' } } }
    const p = plan(deleted, going)
    expect([p.steps, p.next]).toEqual([[], { _tag: 'After', delay: 15_000 }])
    expect(plan({ ...deleted, cluster: { paused: true } }, { template: null }).next).toEqual({ _tag: 'After', delay: 600_000 })
  })

  it('says in its status what is left', () => expect(plan(deleted).status).toMatchObject({ launchTemplateID: 'lt-1', replicas: 3 }))

  const uses = { LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '1' } }
  const elses = { LaunchTemplate: { LaunchTemplateId: 'lt-9', LaunchTemplateName: 'other', Version: '1' } }
  const byId = { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' } }
  const byName = { LaunchTemplate: { LaunchTemplateName: 'workers', Version: '1' } }
  const first = 'the group has to be gone first'
  const stays = 'a group that stays uses the template'
  /** What keeps the template, and after what it goes. */
  it.each<readonly [string, Seen, ReadonlyArray<string>, ReadonlyArray<string>]>([
    ['a group that goes with it', {}, [first], ['group']],
    ['a group that is going', { group: { Status: 'Delete in progress' } }, [first], []],
    ['a group that is retained', { settings: { onDelete: { group: 'retain' } } }, [stays], []],
    ['a group of somebody else that uses it', { group: { ...uses, Tags: [] } }, [stays], []],
    ['a group of somebody else that uses it by its id', { group: { ...byId, Tags: [] } }, [stays], []],
    ['a group of somebody else that uses none', { group: { LaunchTemplate: undefined as never, Tags: [] } }, [], []],
    ['a group of somebody else that uses it by name', { group: { ...byName, Tags: [] } }, [stays], []],
    ['a group of somebody else that uses another', { group: { ...elses, Tags: [] } }, [], []],
    ['no group', { group: null }, [], []],
  ])('the template and %s', (_, seen, why, after) => {
    const step = plan(deleted, seen).steps.find((x) => x.id === 'template')
    expect(step?.holds.map((h) => h.why)).toEqual(why)
    expect(step?.holds.map((h) => [h.code, 'fact' in h && h.fact])).toEqual(why.map(() => ['PW-WAIT-GONE', factKey('group', 'workers')]))
    expect(step?.after).toEqual(after)
  })

  it('says why and how many it takes along', () => {
    const p = plan(deleted, { group: { Instances: [] } })
    expect(p.steps[0]?.disruption).toEqual({ _tag: 'Destroys', count: 0 })
    expect(findings(p)).toEqual([])
    for (const s of p.steps)
      expect(s.causes).toEqual([{ _tag: 'World', fact: 'awsmachinepool:kube:/ns/workers', says: 'the pool is being deleted' }])
    expect(plan(deleted, { group: { Instances: undefined } as never }).steps[0]?.disruption).toEqual({ _tag: 'Destroys', count: 0 })
  })

  it('says whose a thing is that it leaves', () => {
    const theirs = [{ Key: 'poolwright.dev/pool', Value: 'ns/other' }]
    const p = plan(deleted, { group: { Tags: [] }, template: { Tags: theirs } })
    expect(p.holds.map((h) => ['fact' in h && h.fact, h.why])).toEqual([
      [factKey('group', 'workers'), 'it has no tag that says it belongs to this cluster'],
      [factKey('template', 'workers'), 'it belongs to pool ns/other'],
    ])
    const mine = [{ Key: 'poolwright.dev/pool', Value: 'ns/workers' }]
    expect(plan(deleted, { group: null, template: { Tags: mine } }).holds.map((h) => h.why)).toEqual([
      'it has no tag that says it belongs to this cluster',
    ])
  })
})
