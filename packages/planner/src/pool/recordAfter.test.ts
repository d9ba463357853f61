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
