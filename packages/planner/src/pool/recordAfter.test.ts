import * as Fact from '@poolwright/core/Fact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Asked, calls, factKey, group, plan, seen, type Seen, version } from '../baseline.fixture.js'
import { noRecord, type Record } from './Record.js'
import { recordAfter } from './recordAfter.js'

const pool = 'awsmachinepool:kube:/ns/workers'
const empty: Seen = { group: null, template: null, versions: {} }
const hook = { name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }

describe('the record before a plan', () => {
  it('names what the plan makes, where, and whose it is', () => {
    const asked: Asked = {
      spec: { lifecycleHooks: [hook], suspendProcesses: { processes: { launch: true } }, additionalTags: { team: 'x' } },
    }
    const record = recordAfter(plan(asked, empty), noRecord)
    expect(record).toMatchObject({ cluster: 'c', scope: 'aws:000000000000/eu-west-1', hooks: ['h'], processes: ['Launch'] })
    expect(record.tags).toContain('team')
  })

  it('names stored data, and the template that goes', () => {
    const stored: Asked = {
      format: 'ignition',
      spec: { ignition: {} },
      awsCluster: { region: 'eu-west-1', network: {}, s3Bucket: { name: 'bucket-b' } },
    }
    expect(recordAfter(plan({ ...stored, spec: { ...stored.spec, subnets: [{ id: 's-a' }] } }, empty), noRecord).objects?.[0]).toMatch(
      /^bucket-b\/machine-pool\/workers\/[0-9a-f]{64}$/,
    )
    expect(recordAfter(plan({ deleted: true }, { group: null }), noRecord).template).toBe('lt-1')
  })

  it('is the same object when it says all that already, and where nothing goes', () => {
    const p = plan({}, empty)
    const once = recordAfter(p, noRecord)
    expect(recordAfter(p, once)).toBe(once)
    const record: Record = { hooks: ['mine'] }
    expect(recordAfter(plan(), record)).toBe(record)
    expect(recordAfter(plan({ annotations: { 'cluster.x-k8s.io/paused': '' } }, empty), record)).toBe(record)
  })

  it('begins, when it was lost, with what is wanted and there, and with nothing of others', () => {
    const asked: Asked = { spec: { minSize: 2, lifecycleHooks: [hook], suspendProcesses: { processes: { launch: true } } } }
    const there: Seen = {
      group: { SuspendedProcesses: [{ ProcessName: 'Launch' }, { ProcessName: 'AZRebalance' }] },
      more: {
        [factKey('hooks', 'workers')]: Fact.present(
          ['h', 'foreign'].map((n) => ({ LifecycleHookName: n, LifecycleTransition: hook.lifecycleTransition, HeartbeatTimeout: 3600 })),
          0,
        ),
      },
    }
    const p = plan(asked, there)
    expect(calls(p)).toEqual(['UpdateAutoScalingGroup'])
    const manifest = { spec: { lifecycleHooks: [hook], suspendProcesses: { processes: { launch: true } } } }
    const record = recordAfter(p, noRecord, { ...seen(there), [pool]: Fact.present(manifest, 0) })
    expect(record).toMatchObject({ hooks: ['h'], processes: ['Launch'], cluster: 'c', template: 'lt-1' })
  })

  type Input = { readonly [k: string]: unknown }
  /** A plan of one step, and of one that is held, which leaves nothing. */
  const planned = (op: string, input: Input, held = false) => {
    const base = { id: 'x', scope: 'aws:1/r', action: { op, input }, causes: [], after: [], holds: held ? [{}] : [] }
    return { pool, steps: [base], holds: [], findings: [], status: null, next: { _tag: 'AwaitChange' } } as unknown as Parameters<
      typeof recordAfter
    >[0]
  }
  const at = { scope: 'aws:1/r' }
  const Tags = [
    { Key: 'b', Value: '1' },
    { Key: 'a', Value: '2' },
  ]
  const owned = { Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/c', Value: 'owned' }
  it.each<readonly [string, Input, Record]>([
    ['ec2:CreateLaunchTemplate', { TagSpecifications: [{ Tags: [...Tags, owned] }] }, { tags: ['a', 'b', owned.Key], cluster: 'c' }],
    ['ec2:CreateLaunchTemplate', {}, {}],
    ['ec2:CreateTags', { Tags }, { tags: ['a', 'b'] }],
    ['autoscaling:CreateOrUpdateTags', { Tags }, { tags: ['a', 'b'] }],
    ['ec2:DeleteLaunchTemplate', { LaunchTemplateId: 'lt-1' }, { template: 'lt-1' }],
    ['autoscaling:CreateAutoScalingGroup', { Tags }, { tags: ['a', 'b'] }],
    ['autoscaling:CreateAutoScalingGroup', { LifecycleHookSpecificationList: [{ LifecycleHookName: 'h' }] }, { hooks: ['h'] }],
    ['autoscaling:PutLifecycleHook', { LifecycleHookName: 'h' }, { hooks: ['h'] }],
    ['autoscaling:SuspendProcesses', { ScalingProcesses: ['Launch'] }, { processes: ['Launch'] }],
    ['s3:PutObject', { Bucket: 'b', Key: 'k' }, { objects: ['b/k'] }],
    ['autoscaling:UpdateAutoScalingGroup', { Tags }, {}],
  ])('notes of %s %j', (op, input, noted) => {
    expect(recordAfter(planned(op, input), noRecord)).toEqual({ ...at, ...noted })
    expect(recordAfter(planned(op, input, true), noRecord)).toBe(noRecord)
  })

  it('adds to what is there, in order, and goes where the last step goes', () => {
    const record: Record = { tags: ['c', 'a'], scope: 'aws:1/q', cluster: 'd' }
    expect(recordAfter(planned('ec2:CreateTags', { Tags }), record)).toEqual({ tags: ['a', 'b', 'c'], scope: 'aws:1/r', cluster: 'd' })
  })

  it('begins with what is there where nothing is made, once it is known where', () => {
    const facts: Fact.Facts = {
      'template:aws:1/r/workers': Fact.present({ LaunchTemplateId: 'lt-7', Tags: [owned] }, 0),
      'group:aws:1/r/workers': Fact.present({}, 0),
    }
    const nothing = { ...planned('x', {}), steps: [] }
    expect(recordAfter(nothing, at, facts)).toEqual({ ...at, template: 'lt-7', cluster: 'c' })
    expect(recordAfter(nothing, noRecord, facts)).toBe(noRecord)
    expect(recordAfter({ ...nothing, pool: 'awsmanagedmachinepool:kube:/ns/workers' }, at, facts)).toEqual(at)
    expect(recordAfter(nothing, at, {})).toBe(at)
  })

  it('begins with nothing that is wanted and not there', () => {
    const manifest = { spec: { lifecycleHooks: [hook], suspendProcesses: { processes: { launch: true } } } }
    const facts = { [pool]: Fact.present(manifest, 0), 'hooks:aws:1/r/workers': Fact.present([{ LifecycleHookName: 'h' }], 0) }
    const nothing = { ...planned('x', {}), steps: [] }
    expect(recordAfter(nothing, at, facts)).toEqual({ ...at, hooks: ['h'] })
    expect(recordAfter(nothing, at, { [pool]: Fact.present(manifest, 0) })).toBe(at)
    expect(recordAfter(nothing, at, { ...facts, [pool]: Fact.present({ spec: {} }, 0) })).toBe(at)
  })

  it('never loses a name, whatever was planned before', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'team'))
    fc.assert(
      fc.property(names, names, fc.constantFrom(empty, {}, { group: { ...group, MinSize: 0 } }), (tags, hooks, s) => {
        const record = { tags, hooks }
        const after = recordAfter(
          plan({ spec: { lifecycleHooks: [hook], additionalTags: { team: 'x' } } }, { ...s, versions: { 1: version() } }),
          record,
        )
        for (const tag of tags) expect(after.tags).toContain(tag)
        for (const name of hooks) expect(after.hooks).toContain(name)
      }),
      { numRuns: 50 },
    )
  })
})
