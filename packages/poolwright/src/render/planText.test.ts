import type { AnyAct } from '@poolwright/core/Action'
import { missing, world } from '@poolwright/core/Change'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import type { Plan, Step } from '@poolwright/core/Plan'
import * as Requeue from '@poolwright/core/Requeue'
import { operations } from '@poolwright/aws/operations'
import { expect, it } from 'vitest'
import { tally } from './Kind.js'
import { paint, plain } from './Paint.js'
import { planDocument } from './planDocument.js'
import { planText, type PlanView, summary } from './planText.js'

const ops = operations as unknown as PlanView<AnyAct>['ops']
const scope = 'aws:000000000000/us-east-1'
const view: PlanView<AnyAct> = {
  ops,
  kindOf: () => 'AWSMachinePool',
  paint: plain,
  columns: 100,
  sourceOf: (_, path) => (path.startsWith('spec.') ? `pools/workers.yaml:${path.length}` : undefined),
  codes: [{ code: 'PW-TEST', title: 'A test', text: 'Something is waited for. Nothing needs doing.' }],
}
const step = (id: string, op: string, input: object, more: Partial<Step<AnyAct>>): Step<AnyAct> => ({
  id,
  scope,
  action: { op, input },
  after: [],
  causes: [missing(`group:${scope}/x`)],
  holds: [],
  disruption: { _tag: 'None' },
  basis: null,
  ...more,
})
const plan = (name: string, steps: ReadonlyArray<Step<AnyAct>>, more: Partial<Plan<AnyAct>> = {}): Plan<AnyAct> => ({
  pool: `awsmachinepool:kube:/default/${name}`,
  steps,
  holds: [],
  findings: [],
  status: null,
  next: Requeue.awaitChange,
  ...more,
})
const created = (name: string) =>
  plan(
    name,
    [
      step(
        'template',
        'ec2:CreateLaunchTemplate',
        {
          LaunchTemplateName: name,
          LaunchTemplateData: { InstanceType: 't3.large', UserData: { $secret: 'ab12cd34ef56ab12cd34ef56' } },
          TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'team', Value: 'a' }] }],
        },
        { causes: [missing(`template:${scope}/${name}`)] },
      ),
      step(
        'group',
        'autoscaling:CreateAutoScalingGroup',
        {
          AutoScalingGroupName: name,
          MinSize: 1,
          MaxSize: 10,
          LaunchTemplate: { LaunchTemplateId: { $out: ['template', 'LaunchTemplateId'] } },
        },
        { causes: [missing(`group:${scope}/${name}`)] },
      ),
    ],
    { findings: [Finding.info('PW-ASSUMED-CLUSTER', 'the Cluster is assumed to be ready')] },
  )
const change = (before: string, after: string, fact: Key) =>
  ({ _tag: 'Change', paths: ['spec.instanceType'], fact, row: 'InstanceType', before, after, verdict: 'roll' }) as const

it('shows creation: what is sent, aligned, secrets by digest, outputs by the step they come from', () => {
  expect(planText(view, [created('workers')])).toBe(`default/workers AWSMachinePool · us-east-1 · account 000000000000
├─ + template  create launch template workers
│    because  template workers is not there
│    LaunchTemplateName                       "workers"
│    LaunchTemplateData
│      InstanceType                           "t3.large"
│      UserData                               (secret ab12cd34ef56)
│    TagSpecifications[launch-template].Tags  team=a
│    call  ec2:CreateLaunchTemplate
└─ + group     create auto scaling group workers, after template
     because  group workers is not there
     AutoScalingGroupName  "workers"
     MinSize               1
     MaxSize               10
     LaunchTemplate
       LaunchTemplateId    (LaunchTemplateId of template)
     call  autoscaling:CreateAutoScalingGroup
   note  the Cluster is assumed to be ready [PW-ASSUMED-CLUSTER]

Plan: 2 to create, 0 to change, 0 to roll, 0 to destroy; 2 calls.
`)
})

it('shows a rollout: before and after with the line they come from, what happens to machines, what is held and what to do', () => {
  const fact: Key = `version:${scope}/lt-0123456789abcdef0/1`
  const rollout = plan('workers', [
    step(
      'template',
      'ec2:CreateLaunchTemplateVersion',
      { LaunchTemplateId: 'lt-0123456789abcdef0' },
      { causes: [change('t3.large', 't3.xlarge', fact)] },
    ),
    step(
      'refresh',
      'autoscaling:StartInstanceRefresh',
      { AutoScalingGroupName: 'workers' },
      {
        after: ['template'],
        causes: [world(`group:${scope}/workers`, '2 instances run version 1')],
        disruption: { _tag: 'Rolls', count: 2, of: 2, floor: 1, surge: 0, seconds: 360 },
        holds: [Hold.rule('PW-TEST', 'paused', 'the pool is paused')],
      },
    ),
  ])
  expect(planText(view, [rollout])).toBe(`default/workers AWSMachinePool · us-east-1 · account 000000000000
├─ ~ template  create launch template version lt-0123456789abcdef0
│    spec.instanceType:  "t3.large" → "t3.xlarge"  pools/workers.yaml:17
│    call  ec2:CreateLaunchTemplateVersion
└─ ± refresh   start instance refresh workers, after template
     because  2 instances run version 1
     rolls 2 of 2 instances, at least 1 in service, about 6 min
     held  the pool is paused [PW-TEST]
     call  autoscaling:StartInstanceRefresh

PW-TEST  A test
    Something is waited for. Nothing needs doing.

Plan: 0 to create, 1 to change, 0 to roll, 0 to destroy; 1 call, 1 held.
`)
})

it('shows equal changes of many pools once, and counts them all', () => {
  const names = Array.from({ length: 9 }, (_, i) => `p${i}`)
  const text = planText(view, [
    ...names.map(created),
    plan('other', [
      step(
        'group',
        'autoscaling:DeleteAutoScalingGroup',
        { AutoScalingGroupName: 'other' },
        { disruption: { _tag: 'Destroys', count: 3 } },
      ),
    ]),
  ])
  expect(text).toContain('these 9 pools alike AWSMachinePool')
  expect(text).toContain('  default/p0, default/p1, default/p2, default/p3, default/p4, default/p5, … 3 more\n')
  expect(text.match(/CreateLaunchTemplate\n/g)).toHaveLength(1)
  expect(text).toContain('└─ - group  delete auto scaling group other')
  expect(text).toContain('     ends 3 instances\n')
  expect(text).toContain('Plan: 18 to create, 0 to change, 0 to roll, 1 to destroy; 19 calls.\n')
})

it('pools whose bootstrap data differs change alike; another instance type does not', () => {
  const withData = (name: string, type: string, digest: string) =>
    plan(name, [
      step(
        'template',
        'ec2:CreateLaunchTemplate',
        { LaunchTemplateName: name, LaunchTemplateData: { InstanceType: type, UserData: { $secret: digest } } },
        {},
      ),
    ])
  const pools = [
    withData('one', 't3.large', 'a'.repeat(64)),
    withData('two', 't3.large', 'b'.repeat(64)),
    withData('three', 't3.nano', 'a'.repeat(64)),
  ]
  const text = planText(view, pools)
  expect(text).toContain('these 2 pools alike')
  expect(text.match(/CreateLaunchTemplate\n/g)).toHaveLength(2)
})

it('says "No changes" only when there is neither a step nor a hold', () => {
  const quiet = plan('workers', [])
  expect(planText(view, [quiet])).toBe('No changes. The pool is as the manifests say.\n')
  const held = plan('workers', [], { holds: [Hold.awaits('PW-TEST', `group:${scope}/workers`, 'the group was not read')] })
  expect(planText(view, [held])).not.toContain('No changes')
  expect(summary(plain, tally(ops, [held]))).toBe('Plan: 0 to create, 0 to change, 0 to roll, 0 to destroy; 0 calls, 1 held.')
})

it('colours only what it is asked to colour', () => {
  const text = planText({ ...view, paint: paint(true) }, [created('workers')])
  expect(text).toContain('\u001B[32m+\u001B[39m')
  // eslint-disable-next-line no-control-regex -- the escape is what is looked for
  expect(text.replace(/\u001B\[\d+m/g, '')).toBe(planText(view, [created('workers')]))
})

it('as JSON every step carries its call in the names of the cloud', () => {
  const document = planDocument(ops, [created('workers')])
  expect(document.plans[0]?.steps[1]?.call).toEqual({
    service: 'autoscaling',
    operation: 'CreateAutoScalingGroup',
    input: {
      AutoScalingGroupName: 'workers',
      MinSize: 1,
      MaxSize: 10,
      LaunchTemplate: { LaunchTemplateId: { $out: ['template', 'LaunchTemplateId'] } },
    },
  })
  expect(document.plans[0]?.steps[1]?.after).toEqual(['template'])
  expect(document.summary).toEqual({ pools: 1, create: 2, change: 0, roll: 0, destroy: 0, calls: 2, held: 0, changes: true })
})
