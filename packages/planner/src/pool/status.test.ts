import type { AwsAct } from '@poolwright/aws/actions'
import * as Fact from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { Plan, Step } from '@poolwright/core/Plan'
import { describe, expect, it } from 'vitest'
import { group, template } from '../baseline.fixture.js'
import { type Condition, conditionOf, messageOf, statusOf } from './status.js'

const fact = 'group:aws:1/r/workers'
const refused = Hold.refused('PW-CLOUD-REFUSED', [], 'AWS said no')
const again = Hold.awaits('PW-CLOUD-RETRY', fact, 'AWS is busy')
const step = (id: string, op: string, holds: ReadonlyArray<Hold.Hold> = [], cause = 'Change'): Step<AwsAct> =>
  ({ id, action: { op, input: {} }, causes: [{ _tag: cause }], holds, after: [] }) as unknown as Step<AwsAct>
const planOf = (steps: ReadonlyArray<Step<AwsAct>>, more: Partial<Plan<AwsAct>> = {}): Plan<AwsAct> =>
  ({ pool: 'awsmachinepool:kube:/ns/workers', steps, holds: [], findings: [], status: null, ...more }) as unknown as Plan<AwsAct>
const present = <A>(value: A) => Fact.present(value, 0)
type Status = { readonly conditions: ReadonlyArray<Condition> } & { readonly [k: string]: unknown }
const status = (
  p: Plan<AwsAct>,
  g: Fact.Fact<typeof group> = present(group),
  t: Fact.Fact<typeof template> = present(template),
  running?: never,
): Status => statusOf(p, g, t, running) as unknown as Status
const told = (c: Condition | undefined) => (c === undefined ? null : [c.type, c.status, c.severity ?? null, c.reason, c.message])
const saidOf = (s: Status) => s.conditions.filter((c) => c.status !== 'True').map((c) => [c.type, c.reason])

describe('a request that failed', () => {
  it.each<readonly [string, string, string, string, string]>([
    ['template', 'ec2:CreateLaunchTemplate', 'Missing', 'LaunchTemplateReady', 'LaunchTemplateCreateFailed'],
    ['template', 'ec2:CreateLaunchTemplateVersion', 'Change', 'LaunchTemplateReady', 'LaunchTemplateReconcileFailed'],
    ['template-tags', 'ec2:CreateTags', 'Change', 'LaunchTemplateReady', 'LaunchTemplateReconcileFailed'],
    ['store', 's3:PutObject', 'Missing', 'LaunchTemplateReady', 'LaunchTemplateReconcileFailed'],
    ['group', 'autoscaling:CreateAutoScalingGroup', 'Missing', 'ASGReady', 'ASGProvisionFailed'],
    ['group', 'autoscaling:DeleteAutoScalingGroup', 'World', 'ASGReady', 'ASGDeletionFailed'],
    ['group', 'autoscaling:UpdateAutoScalingGroup', 'Change', 'ASGReady', 'ASGUpdateFailed'],
    ['hook-h', 'autoscaling:PutLifecycleHook', 'Missing', 'LifecycleHookReady', 'LifecycleHookCreationFailed'],
    ['hook-h', 'autoscaling:PutLifecycleHook', 'Change', 'LifecycleHookReady', 'LifecycleHookUpdateFailed'],
    ['unhook-h', 'autoscaling:DeleteLifecycleHook', 'World', 'LifecycleHookReady', 'LifecycleHookDeletionFailed'],
    [
      'refresh',
      'autoscaling:StartInstanceRefresh',
      'Change',
      'PostLaunchTemplateUpdateOperationSuccess',
      'PostLaunchTemplateUpdateOperationFailed',
    ],
    [
      'cancel',
      'autoscaling:CancelInstanceRefresh',
      'Change',
      'PostLaunchTemplateUpdateOperationSuccess',
      'PostLaunchTemplateUpdateOperationFailed',
    ],
  ])('%s, %s (%s): %s is false for %s', (id, op, cause, type, reason) => {
    for (const hold of [refused, again]) {
      const { conditions } = status(planOf([step(id, op, [hold], cause)]))
      expect(told(conditions.find((c) => c.type === type))).toEqual([type, 'False', 'Error', reason, hold.why])
      expect(told(conditions[0])).toEqual(['Ready', 'False', 'Error', reason, `${type}: ${hold.why}`])
      expect(conditions.slice(1).filter((c) => c.status !== 'True')).toHaveLength(1)
    }
  })

  it.each([
    ['prune', 'ec2:DeleteLaunchTemplateVersions'],
    ['unstore-a', 's3:DeleteObject'],
  ])('%s says nothing about the pool', (id, op) => expect(saidOf(status(planOf([step(id, op, [refused])])))).toEqual([]))

  it.each<readonly [string, string]>([
    ['iam:CreateRole', 'IAMNodegroupRolesReconciliationFailed'],
    ['eks:DeleteNodegroup', 'DeletingFailed'],
    ['eks:UpdateNodegroupConfig', 'EKSNodegroupReconciliationFailed'],
    ['autoscaling:CreateOrUpdateTags', 'ASGUpdateFailed'],
  ])('%s of a node group is %s', (op, reason) =>
    expect(conditionOf('EKSNodegroupReady', true, [step('x', op, [refused])], []).reason).toBe(reason),
  )

  it('of a hook that is missing is one of making it, whatever else is said of it', () => {
    const hook = step('hook-h', 'autoscaling:PutLifecycleHook', [refused])
    const two = { ...hook, causes: [{ _tag: 'World' }, { _tag: 'Missing' }] } as unknown as typeof hook
    expect(conditionOf('LifecycleHookReady', true, [two], []).reason).toBe('LifecycleHookCreationFailed')
  })

  it('comes before what is only waited for, and is told with it', () => {
    const waits = step('group', 'autoscaling:UpdateAutoScalingGroup', [Hold.awaits('PW-WAIT-READ', fact, 'not read')])
    const c = conditionOf('ASGReady', true, [waits, step('tags', 'autoscaling:CreateOrUpdateTags', [refused, refused])], [])
    expect(told(c)).toEqual(['ASGReady', 'False', 'Error', 'ASGUpdateFailed', 'not read; AWS said no'])
  })
})

describe('what holds a step', () => {
  it.each<readonly [Hold.Hold, string, string | null, string]>([
    [Hold.awaits('PW-WAIT-READ', fact, 'w'), 'Unknown', null, 'WaitRead'],
    [Hold.awaits('PW-READ-DENIED', fact, 'w'), 'Unknown', null, 'ReadDenied'],
    [Hold.awaits('PW-WAIT-INFRASTRUCTURE', fact, 'w'), 'False', 'Info', 'WaitingForClusterInfrastructure'],
    [Hold.awaits('PW-WAIT-BOOTSTRAP', fact, 'w'), 'False', 'Info', 'WaitingForBootstrapData'],
    [Hold.assumption('PW-ASSUMED-BOOTSTRAP-DATA', fact, 'w'), 'False', 'Info', 'WaitingForBootstrapData'],
    [Hold.awaits('PW-WAIT-GONE', fact, 'w'), 'False', 'Warning', 'ASGDeletionInProgress'],
    [Hold.refused('PW-ENCLAVE-EDGE', [], 'w'), 'False', 'Error', 'NitroEnclaveEdgeZoneUnsupported'],
    [Hold.refused('PW-SIZE-BOUNDS', [], 'w'), 'False', 'Error', 'SizeBounds'],
    [Hold.notOurs('PW-NOT-OURS', fact, 'w'), 'False', 'Error', 'NotOurs'],
    [Hold.rule('PW-PAUSED', 'paused', 'w'), 'False', 'Info', 'Paused'],
    [Hold.rule('HOUSE-PW-NIGHT', 'window', 'w'), 'False', 'Info', 'HousePwNight'],
  ])('%j', (hold, state, severity, reason) => {
    const expected = ['ASGReady', state, severity, reason, 'w']
    expect(told(conditionOf('ASGReady', true, [step('group', 'x', [hold])], []))).toEqual(expected)
    expect(told(conditionOf('ASGReady', true, [], [hold]))).toEqual(expected)
  })

  it.each<readonly [string, boolean, ReadonlyArray<Step<AwsAct>>, ReadonlyArray<unknown>]>([
    ['as wanted', true, [], ['True', null, 'AsWanted', '']],
    ['changing', true, [step('a', 'x'), step('b', 'x')], ['True', null, 'Changing', 'to do: a, b']],
    ['missing', false, [], ['False', 'Info', 'Missing', '']],
    ['creating', false, [step('a', 'x')], ['False', 'Info', 'Creating', 'to do: a']],
  ])('is nothing: %s', (_, exists, steps, expected) =>
    expect(told(conditionOf('ASGReady', exists, steps, []))).toEqual(['ASGReady', ...expected]),
  )

  it('is told once', () => expect(messageOf([refused, again, refused])).toBe('AWS said no; AWS is busy'))
})

describe('a pool', () => {
  it('that is as wanted is ready, without a word', () =>
    expect(status(planOf([])).conditions.map(told)).toEqual([
      ['Ready', 'True', null, 'AsWanted', ''],
      ['LaunchTemplateReady', 'True', null, 'AsWanted', ''],
      ['ASGReady', 'True', null, 'AsWanted', ''],
    ]))

  it('whose things are missing is not, and has neither count nor version', () => {
    const s = status(planOf([]), Fact.absent(0), Fact.absent(0))
    expect(s.conditions.map(told)).toEqual([
      ['Ready', 'False', 'Info', 'Missing', 'LaunchTemplateReady'],
      ['LaunchTemplateReady', 'False', 'Info', 'Missing', ''],
      ['ASGReady', 'False', 'Info', 'Missing', ''],
    ])
    expect({ ...s, conditions: [] }).toEqual({ ready: false, replicas: 0, inService: 0, providerIDList: [], conditions: [] })
  })

  it('whose things cannot be read is unknown, with what it waits for', () => {
    const s = status(planOf([], { holds: [Hold.awaits('PW-WAIT-READ', fact, 'not read')] }), Fact.unread, Fact.unread)
    expect(s.conditions.map(told)).toEqual([
      ['Ready', 'Unknown', null, 'LaunchTemplateNotFound', 'LaunchTemplateReady: not read'],
      ['LaunchTemplateReady', 'Unknown', null, 'LaunchTemplateNotFound', 'not read'],
      ['ASGReady', 'Unknown', null, 'ASGNotFound', 'not read'],
    ])
    expect(Object.keys(s)).toEqual(['conditions'])
  })

  it('whose group is going says how far, and is not ready', () => {
    const s = status(planOf([]), present({ ...group, Status: 'Delete in progress' }))
    expect(s['ready']).toBe(false)
    expect(told(s.conditions[2])).toEqual(['ASGReady', 'False', 'Warning', 'ASGDeletionInProgress', 'Delete in progress'])
  })

  const Status = 'InProgress'
  it.each<readonly [object, string]>([
    [{ Status }, 'InProgress: 0 % done'],
    [{ Status, PercentageComplete: 40, InstancesToUpdate: 0 }, 'InProgress: 40 % done, 0 to go'],
  ])('that rolls says how far: %j', (running, message) => {
    const type = 'PostLaunchTemplateUpdateOperationSuccess'
    expect(told(status(planOf([]), undefined, undefined, running as never).conditions[3])).toEqual([
      type,
      'True',
      null,
      'InstanceRefreshRunning',
      message,
    ])
    const failed = status(planOf([step('refresh', 'autoscaling:StartInstanceRefresh', [refused])]), undefined, undefined, running as never)
    expect(failed.conditions.filter((c) => c.type === type).map((c) => c.status)).toEqual(['False'])
    const unhooked = status(planOf([step('hook-h', 'autoscaling:PutLifecycleHook', [refused])]), undefined, undefined, running as never)
    expect(unhooked.conditions.filter((c) => c.type === type).map((c) => c.status)).toEqual(['True'])
  })

  it('that lacks instances says why, unless something worse is said already', () => {
    const findings = [Finding.info('PW-OTHER', 'x'), Finding.warning('PW-LAUNCH-FAILED', 'no capacity', [])]
    expect(told(status(planOf([], { findings })).conditions[2])).toEqual(['ASGReady', 'False', 'Warning', 'LaunchFailed', 'no capacity'])
    const p = planOf([step('group', 'autoscaling:UpdateAutoScalingGroup', [refused])], { findings })
    expect(status(p).conditions[2]?.reason).toBe('ASGUpdateFailed')
  })
})
