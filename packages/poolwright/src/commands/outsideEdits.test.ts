import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonValue, PlanDocument } from '../document.js'
import { testFolder } from '../testing/folder.js'
import { changed, wholePool } from '../testing/manifests.js'
import { bootstrap, type Members, membersOf, patched } from '../testing/olderController.js'

const { poolwright, write, read } = testFolder('edits', afterAll)

/** A pool with something of everything, whose bootstrap data holds a token, so that its group follows the latest version. */
const pool = changed(
  changed(wholePool, 'value: canary-7f3a', `value: ${JSON.stringify(bootstrap())}`),
  '  minSize: 1\n',
  `  minSize: 1
  suspendProcesses:
    processes:
      azRebalance: true
  lifecycleHooks:
    - name: drain
      lifecycleTransition: autoscaling:EC2_INSTANCE_TERMINATING
      heartbeatTimeout: 300s
`,
)
const scope = 'aws:000000000000/eu-west-1'
let world: JsonValue = null

beforeAll(async () => {
  write('pool.yaml', pool)
  expect((await poolwright('apply -f pool.yaml --state state.json')).code).toBe(0)
  await poolwright('observe --state state.json --out world.json')
  world = JSON.parse(read('world.json')) as JsonValue
})

const regionIn = (w: JsonValue): Members => membersOf(membersOf(membersOf(w)['scopes'])[scope])
const group = (g: JsonValue): JsonValue => ({ scopes: { [scope]: { groups: { workers: g } } } })
const templateId = () => Object.keys(membersOf(regionIn(world)['templates']))[0] ?? ''
const template = (t: JsonValue): JsonValue => ({ scopes: { [scope]: { templates: { [templateId()]: t } } } })
/** A member of the group as the world file has it. */
const inGroup = (member: string): JsonValue => membersOf(membersOf(regionIn(world)['groups'])['workers'])[member] ?? null

type Edit = {
  /** What somebody else did, as a patch of the world file. */
  readonly edit: () => JsonValue
  readonly calls: ReadonlyArray<string>
  /** Lines of the plan that say what was found, as people read them. */
  readonly lines: ReadonlyArray<RegExp>
}

/** Eight kinds, some of them twice: what is wanted is put back, and the plan says what it was. */
const edits: { readonly [what: string]: Edit } = {
  'the size': {
    edit: () => group({ min: 0, max: 9 }),
    calls: ['UpdateAutoScalingGroup'],
    lines: [/minSize: +0 → 1\b/, /maxSize: +9 → 5\b/],
  },
  'a tag': {
    edit: () => group({ tags: { team: { Value: 'somebody', PropagateAtLaunch: false } } }),
    calls: ['CreateOrUpdateTags'],
    lines: [/additionalTags: +"somebody" → "platform"/],
  },
  'a tag that is gone': {
    edit: () => group({ tags: { team: null } }),
    calls: ['CreateOrUpdateTags'],
    lines: [/additionalTags: +\(none\) → "platform"/],
  },
  'the template that the group refers to': {
    edit: () => group({ source: { LaunchTemplate: { LaunchTemplateId: 'lt-of-others', LaunchTemplateName: 'of-others', Version: '3' } } }),
    calls: ['UpdateAutoScalingGroup'],
    lines: [/awsLaunchTemplate: +.*lt-of-others.* → .*\$Latest/],
  },
  'a new version of the template': {
    edit: () => {
      const first = membersOf(membersOf(membersOf(regionIn(world)['templates'])[templateId()])['versions'])['1']
      return template({ latestVersion: 2, given: 2, versions: { 2: patched(first, { data: { InstanceType: 'c5.large' } }) } })
    },
    calls: ['CreateLaunchTemplateVersion'],
    lines: [/instanceType: +"c5\.large" → "m6i\.large"/],
  },
  'a process that was resumed': {
    edit: () => group({ suspended: { AZRebalance: null } }),
    calls: ['SuspendProcesses'],
    lines: [/suspendProcesses\S*: +\[\] → \["AZRebalance"\]/],
  },
  'a process that was suspended': {
    edit: () => group({ suspended: { Launch: 'User suspended at 2026-01-01T00:00:00Z' } }),
    calls: [],
    lines: [/note +processes are suspended that this pool did not suspend, and stay so: Launch \[PW-FOREIGN-PROCESSES\]/],
  },
  'a hook that was changed': {
    edit: () => group({ hooks: (inGroup('hooks') as ReadonlyArray<JsonValue>).map((h) => patched(h, { HeartbeatTimeout: 30 })) }),
    calls: ['PutLifecycleHook'],
    lines: [/heartbeatTimeout: +30 → 300\b/],
  },
  'a hook that was deleted': {
    edit: () => group({ hooks: [] }),
    calls: ['PutLifecycleHook'],
    lines: [/because +hooks workers is not there/],
  },
  'the desired capacity': {
    edit: () => group({ desired: 5 }),
    calls: ['UpdateAutoScalingGroup'],
    lines: [/replicas: +5 → 3\b/, /^ +ends 2 instances$/],
  },
  'the deletion of the group': {
    edit: () => group(null),
    calls: ['CreateAutoScalingGroup', 'SuspendProcesses'],
    lines: [/because +group workers is not there/],
  },
  'the deletion of the template': {
    edit: () => template(null),
    calls: ['CreateLaunchTemplate', 'UpdateAutoScalingGroup'],
    lines: [/because +template workers is not there/],
  },
}

describe('what somebody else did to the pool is found in an observed world:', () => {
  it('nothing at first', async () =>
    expect((await poolwright('plan -f pool.yaml --observed world.json --detailed-exitcode')).out).toBe(
      'No changes. The pool is as the manifests say.\n',
    ))

  for (const [what, { edit, calls, lines }] of Object.entries(edits))
    it(what, async () => {
      write('edited.json', JSON.stringify(patched(world, edit())))
      const { out, code, err } = await poolwright('plan -f pool.yaml --observed edited.json --detailed-exitcode')
      const { plans } = JSON.parse((await poolwright('plan -f pool.yaml --observed edited.json --output json')).out) as PlanDocument
      expect([err, code]).toEqual(['', calls.length === 0 ? 0 : 2])
      expect(plans.flatMap((p) => p.steps.filter((s) => s.holds.length === 0).map((s) => s.call.operation))).toEqual(calls)
      expect(plans.flatMap((p) => [...p.holds, ...p.steps.flatMap((s) => s.holds)])).toEqual([])
      for (const line of lines) expect(out.split('\n')).toContainEqual(expect.stringMatching(line))
    })
})
