import type { AwsAct } from '@poolwright/aws/actions'
import { send } from '@poolwright/core/Calls'
import * as Fact from '@poolwright/core/Fact'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Change,
  callsSince,
  clear,
  empty,
  farm,
  type Farm,
  type Ids,
  idsIn,
  metered,
  pools,
  scope,
  withToken,
} from '../testing/farm.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const prefix = `outsiders-${process.pid}`
const n = 200
const minute = 60_000

const hook = { LifecycleHookName: 'drain', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', HeartbeatTimeout: 300 }
const hooked =
  '  lifecycleHooks:\n    - name: drain\n      lifecycleTransition: autoscaling:EC2_INSTANCE_TERMINATING\n      heartbeatTimeout: 5m\n'
const suspended = '  suspendProcesses:\n    processes:\n      azRebalance: true\n'
/** The first has machines and everything that others may touch, and takes whatever version is the latest. */
const change: Change = (text, i) =>
  i === 0 ? withToken('abcdef')(text.replace('  awsLaunchTemplate:', `${hooked}${suspended}  awsLaunchTemplate:`), i) : empty(text, i)

type Edit = {
  readonly what: string
  readonly calls: (name: string, template: string) => ReadonlyArray<readonly [op: AwsAct['op'], input: object]>
  /** How long after the last pass the pass comes that is to see it. */
  readonly after: number
  /** What is asked besides the pages. */
  readonly more: { readonly [op: string]: number }
  readonly steps: ReadonlyArray<string>
}
const group = (name: string) => ({ AutoScalingGroupName: name })
const update = 'autoscaling:UpdateAutoScalingGroup'
const other = { LaunchTemplateData: { InstanceType: 'm5.2xlarge' } }
const soon = 1.1 * minute

const edits: ReadonlyArray<Edit> = [
  { what: 'size', calls: (x) => [[update, { ...group(x), MaxSize: 9 }]], after: soon, more: {}, steps: [update] },
  {
    what: 'tag',
    calls: (x) => [
      [
        'autoscaling:CreateOrUpdateTags',
        { Tags: [{ Key: 'Name', Value: 'theirs', PropagateAtLaunch: true, ResourceId: x, ResourceType: 'auto-scaling-group' }] },
      ],
    ],
    after: soon,
    more: {},
    steps: ['autoscaling:CreateOrUpdateTags'],
  },
  {
    what: 'template reference',
    calls: (x) => [[update, { ...group(x), LaunchTemplate: { LaunchTemplateName: `${x.slice(0, -1)}1`, Version: '1' } }]],
    after: soon,
    // A group whose reference changes may be about to roll.
    more: { 'autoscaling:DescribeInstanceRefreshes': 1 },
    steps: [update],
  },
  {
    what: 'process',
    calls: (x) => [['autoscaling:ResumeProcesses', { ...group(x), ScalingProcesses: ['AZRebalance'] }]],
    after: soon,
    more: {},
    steps: ['autoscaling:SuspendProcesses'],
  },
  {
    what: 'hook',
    calls: (x) => [['autoscaling:PutLifecycleHook', { ...group(x), ...hook, HeartbeatTimeout: 900 }]],
    after: 5.1 * minute,
    more: { 'autoscaling:DescribeLifecycleHooks': 1 },
    steps: ['autoscaling:PutLifecycleHook'],
  },
  {
    what: 'new version',
    calls: (_, LaunchTemplateId) => [['ec2:CreateLaunchTemplateVersion', { LaunchTemplateId, ...other }]],
    after: soon,
    // Its body. That no rollout is under way is known by now.
    more: { 'ec2:DescribeLaunchTemplateVersions': 1 },
    steps: ['ec2:CreateLaunchTemplateVersion'],
  },
  { what: 'desired', calls: (x) => [[update, { ...group(x), DesiredCapacity: 2 }]], after: soon, more: {}, steps: [update] },
  {
    what: 'deletion',
    calls: (x) => [['autoscaling:DeleteAutoScalingGroup', { ...group(x), ForceDelete: true }]],
    after: soon,
    more: {},
    steps: ['autoscaling:CreateAutoScalingGroup', 'autoscaling:SuspendProcesses'],
  },
]

describe.skipIf(endpoint === undefined)('what another client changes is planned in the pass that the freshness table names', () => {
  const { calls, counts } = metered()
  let ids: Ids
  let f: Farm
  let names: ReadonlyArray<string> = []
  beforeAll(async () => {
    ids = await idsIn(calls)
    const all = pools(ids, prefix, n, change)
    names = all.names
    f = farm(calls, all.text)
    expect((await f.engine.runUntilStable(f.pools())).ended).toBe('settled')
  }, 300_000)
  afterAll(() => clear(calls, names), 300_000)

  const templateIn = ({ engine }: Farm, name: string): string =>
    (Fact.valueOf(engine.facts()[`template:${scope}/${name}`] ?? Fact.unread) as { readonly LaunchTemplateId: string }).LaunchTemplateId

  it.each(edits)(
    '$what',
    async ({ calls: theirs, after, more, steps }) => {
      const name = names[0] ?? ''
      for (const [op, input] of theirs(name, templateIn(f, name))) {
        const done = await send(calls)(op, scope, input, `${name}-${op}`)()
        expect(E.isRight(done), JSON.stringify(done)).toBe(true)
      }
      f.later(after)
      const before = counts()
      const plans = [...(await f.engine.plan(f.pools())).values()].map(({ plan }) => plan)
      const asked = callsSince(before, counts())
      const found = plans.flatMap((plan) => plan.steps.map((s) => [plan.pool.split('/').at(-1), s.action.op]))
      expect(found).toEqual(steps.map((op) => [name, op]))
      expect(asked).toEqual({ 'autoscaling:DescribeAutoScalingGroups': 2, 'ec2:DescribeLaunchTemplates': 1, ...more })
      expect((await f.engine.runUntilStable(f.pools())).ended).toBe('settled')
    },
    120_000,
  )

  it('a new version, in a process that has never looked at the group’s refreshes: its body, and they', async () => {
    const name = names[0] ?? ''
    const later = farm(calls, pools(ids, prefix, n, change).text)
    await later.engine.plan(later.pools())
    const input = { LaunchTemplateId: templateIn(later, name), ...other }
    expect(await calls['ec2:CreateLaunchTemplateVersion'](scope, input, `${name}-unseen`)()).toMatchObject({ _tag: 'Right' })
    later.later(soon)
    const before = counts()
    const plans = [...(await later.engine.plan(later.pools())).values()].map(({ plan }) => plan)
    const pages = { 'autoscaling:DescribeAutoScalingGroups': 2, 'ec2:DescribeLaunchTemplates': 1 }
    const more = { 'ec2:DescribeLaunchTemplateVersions': 1, 'autoscaling:DescribeInstanceRefreshes': 1 }
    expect(callsSince(before, counts())).toEqual({ ...pages, ...more })
    expect(plans.flatMap((plan) => plan.steps.map((s) => s.action.op))).toEqual(['ec2:CreateLaunchTemplateVersion'])
  }, 120_000)
})
