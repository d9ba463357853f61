import type { Group } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { type Asked, factKey, group, instance, now, plan, seen, template, version } from '../baseline.fixture.js'
import { noRecord } from './Record.js'
import { recordAfter } from './recordAfter.js'

/** What is left out and what is empty are one: AWS sends either, manifests say either. */
const without = <A extends object>(whole: A, name: keyof A & string): A =>
  Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)) as A
const hook = { name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }
const situations: ReadonlyArray<readonly [string, Asked]> = [
  ['at rest', {}],
  ['another type', { template: { instanceType: 'm5.xlarge' } }],
  ['more tags', { spec: { additionalTags: { team: 'x' } } }],
  ['processes', { spec: { suspendProcesses: { processes: { launch: true } } } }],
  ['hooks', { spec: { lifecycleHooks: [hook] } }],
  ['sizes', { spec: { maxSize: 9 } }],
  ['a deletion', { deleted: true }],
  ['none at all', { machinePool: { replicas: 0 }, spec: { minSize: 0 } }],
]

describe.each(situations)('%s: a list that is left out is an empty one', (_, asked) => {
  const cluster = (group.Tags ?? []).filter((x) => x.Key.endsWith('/cluster/c'))
  it.each(['Instances', 'SuspendedProcesses', 'Tags'] as const)('%s of a group', (name) => {
    const at = (g: Group) => plan(asked, { more: { [factKey('group', 'workers')]: Fact.present(g, now) }, settings: { adopt: true } })
    const bare = { ...group, DesiredCapacity: name === 'Instances' ? 0 : group.DesiredCapacity }
    expect(at(without(bare, name))).toEqual(at({ ...bare, [name]: [] }))
  })

  it('tags of a template', () => {
    const at = (t: Template) => plan(asked, { more: { [factKey('template', 'workers')]: Fact.present(t, now) }, settings: { adopt: true } })
    expect(at(without(template, 'Tags'))).toEqual(at({ ...template, Tags: [] }))
  })

  it('tags in a version', () => {
    const at = (v: ReturnType<typeof version>) => plan(asked, { versions: { 1: v } })
    expect(at(without(version(), 'TagSpecifications'))).toEqual(at(version({ TagSpecifications: [] })))
  })

  it.each(['tags', 'hooks', 'processes'] as const)('%s of a record', (name) => {
    const extra = [
      ...cluster,
      { Key: 'Stryker was here', Value: 'x', PropagateAtLaunch: false, ResourceId: 'workers', ResourceType: 'auto-scaling-group' },
    ]
    const there = { group: { Tags: extra, SuspendedProcesses: [{ ProcessName: 'AZRebalance' }] } }
    expect(plan(asked, { ...there, record: {} })).toEqual(plan(asked, { ...there, record: { [name]: [] } }))
  })

  it('what the record says after it', () => {
    const p = plan(asked)
    const facts = (g: Group) => ({ ...seen({}), [factKey('group', 'workers')]: Fact.present(g, now) })
    for (const name of ['SuspendedProcesses', 'Tags'] as const)
      expect(recordAfter(p, noRecord, facts(without(group, name)))).toEqual(recordAfter(p, noRecord, facts({ ...group, [name]: [] })))
  })
})

it('an instance without a template runs nothing that is known', () => {
  const bare = { ...instance('i-1'), LaunchTemplate: undefined }
  const { LaunchTemplate: _, ...none } = bare
  const p = plan({}, { group: { Instances: [none, instance('i-2'), instance('i-3')] } })
  expect(p.steps.map((s) => s.id)).toEqual(['refresh'])
  expect(p.steps[0]?.causes).toEqual([
    { _tag: 'World', fact: factKey('group', 'workers'), says: '1 instances run what nobody can read any more, or no template' },
  ])
})
