/**
 * The status of a pool as its API spells it, from facts and holds alone: an old failure cannot linger, and equal causes give equal
 * bytes. Nothing in it names a time or a request. Each kind of action has a condition of its own, so that what failed is told apart from
 * what did not.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group } from '@poolwright/aws/Group'
import type { InstanceRefresh } from '@poolwright/aws/InstanceRefresh'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import { type Fact, valueOf } from '@poolwright/core/Fact'
import type { Hold } from '@poolwright/core/Hold'
import type { Json } from '@poolwright/core/Json'
import type { Plan, Step } from '@poolwright/core/Plan'
import { isUnread } from './Resolution.js'

type Type =
  | 'LaunchTemplateReady'
  | 'ASGReady'
  | 'LifecycleHookReady'
  | 'PostLaunchTemplateUpdateOperationSuccess'
  | 'EKSNodegroupReady'
  | 'IAMNodegroupRolesReady'
type Severity = 'Error' | 'Warning' | 'Info'
/** `severity` says how bad `False` is; other conditions have none. */
export type Condition = {
  readonly type: Type | 'Ready'
  readonly status: 'True' | 'False' | 'Unknown'
  readonly severity?: Severity
  readonly reason: string
  readonly message: string
}
type AnyStep = Step<AwsAct>

/** Cluster API's own words where it has some, else the code in its spelling. */
const reasons: { readonly [code: string]: string } = {
  'PW-WAIT-INFRASTRUCTURE': 'WaitingForClusterInfrastructure',
  'PW-WAIT-BOOTSTRAP': 'WaitingForBootstrapData',
  'PW-ASSUMED-BOOTSTRAP-DATA': 'WaitingForBootstrapData',
  'PW-ENCLAVE-EDGE': 'NitroEnclaveEdgeZoneUnsupported',
  'PW-WAIT-GONE': 'ASGDeletionInProgress',
}
const reasonOf = (code: string): string =>
  reasons[code] ??
  code
    .replace(/^PW-/, '')
    .split('-')
    .map((w) => w.slice(0, 1) + w.slice(1).toLowerCase())
    .join('')

const severityOf = (hold: Hold): Severity => {
  if (hold.code === 'PW-WAIT-GONE') return 'Warning'
  return hold._tag === 'Refused' || hold._tag === 'NotOurs' ? 'Error' : 'Info'
}

/** A request that the cloud answered with an error. */
const isFailure = (hold: Hold): boolean => hold.code === 'PW-CLOUD-REFUSED' || hold.code === 'PW-CLOUD-RETRY'

/** Housekeeping (`prune`, objects that nobody needs) says nothing about whether a pool is ready. */
const typeOf = ({ id, action: { op } }: AnyStep): Type | null => {
  if (id === 'prune' || op === 's3:DeleteObject') return null
  if (id.startsWith('template') || op === 's3:PutObject') return 'LaunchTemplateReady'
  if (id.startsWith('hook-') || id.startsWith('unhook-')) return 'LifecycleHookReady'
  return id === 'refresh' || id === 'cancel' ? 'PostLaunchTemplateUpdateOperationSuccess' : 'ASGReady'
}

const ofEks = (op: string): string =>
  op.startsWith('iam:')
    ? 'IAMNodegroupRolesReconciliationFailed'
    : op === 'eks:DeleteNodegroup'
      ? 'DeletingFailed'
      : op.startsWith('eks:')
        ? 'EKSNodegroupReconciliationFailed'
        : 'ASGUpdateFailed'

/** What failed, as Cluster API Provider AWS calls it where it has a word. */
const failureOf = ({ action, causes }: AnyStep): string => {
  switch (action.op) {
    case 'ec2:CreateLaunchTemplate':
      return 'LaunchTemplateCreateFailed'
    case 'autoscaling:CreateAutoScalingGroup':
      return 'ASGProvisionFailed'
    case 'autoscaling:DeleteAutoScalingGroup':
      return 'ASGDeletionFailed'
    case 'autoscaling:PutLifecycleHook':
      return causes.some((c) => c._tag === 'Missing') ? 'LifecycleHookCreationFailed' : 'LifecycleHookUpdateFailed'
    case 'autoscaling:DeleteLifecycleHook':
      return 'LifecycleHookDeletionFailed'
    case 'autoscaling:StartInstanceRefresh':
    case 'autoscaling:CancelInstanceRefresh':
      return 'PostLaunchTemplateUpdateOperationFailed'
    default:
      return /^(ec2|s3):/.test(action.op) ? 'LaunchTemplateReconcileFailed' : ofEks(action.op)
  }
}

export const messageOf = (holds: ReadonlyArray<Hold>): string => [...new Set(holds.map((h) => h.why))].join('; ')

/** A failure before what is only waited for. */
const unmet = (type: Type, steps: ReadonlyArray<AnyStep>, others: ReadonlyArray<Hold>): Condition | null => {
  const holds = [...steps.flatMap((s) => s.holds), ...others]
  const failed = steps.find((s) => s.holds.some(isFailure))
  const [first] = holds
  if (failed !== undefined) return { type, status: 'False', severity: 'Error', reason: failureOf(failed), message: messageOf(holds) }
  if (first === undefined) return null
  return isUnread(first)
    ? { type, status: 'Unknown', reason: reasonOf(first.code), message: messageOf(holds) }
    : { type, status: 'False', severity: severityOf(first), reason: reasonOf(first.code), message: messageOf(holds) }
}

export const conditionOf = (type: Type, exists: boolean, steps: ReadonlyArray<AnyStep>, holds: ReadonlyArray<Hold>): Condition => {
  const wrong = unmet(type, steps, holds)
  if (wrong !== null) return wrong
  const message = steps.length === 0 ? '' : `to do: ${steps.map((s) => s.id).join(', ')}`
  if (exists) return { type, status: 'True', reason: steps.length === 0 ? 'AsWanted' : 'Changing', message }
  return { type, status: 'False', severity: 'Info', reason: steps.length === 0 ? 'Missing' : 'Creating', message }
}

/** Which of the conditions that are not always there have something to say. */
const sometimes: ReadonlyArray<Type> = ['LifecycleHookReady', 'PostLaunchTemplateUpdateOperationSuccess']

const unread = (type: Type, reason: string, holds: ReadonlyArray<Hold>): Condition => ({
  type,
  status: 'Unknown',
  reason,
  message: messageOf(holds),
})

/** How far a rollout is, as AWS counts it. */
const progressOf = ({ Status, PercentageComplete = 0, InstancesToUpdate: left }: InstanceRefresh): Condition => ({
  type: 'PostLaunchTemplateUpdateOperationSuccess',
  status: 'True',
  reason: 'InstanceRefreshRunning',
  message: `${Status}: ${PercentageComplete} % done${left === undefined ? '' : `, ${left} to go`}`,
})
/** A group that is there and cannot get its instances, with AWS's reason. */
const launchFailure = (plan: Plan<AwsAct>): ReadonlyArray<Condition> =>
  plan.findings
    .filter((f) => f.code === 'PW-LAUNCH-FAILED')
    .map((f) => ({ type: 'ASGReady', status: 'False', severity: 'Warning', reason: 'LaunchFailed', message: f.message }))

/** Of what cannot be read nothing is said but that. `running`: the rollout under way. */
export const statusOf = (
  plan: Plan<AwsAct>,
  group: Fact<Group>,
  template: Fact<Template>,
  running: InstanceRefresh | null = null,
): Json => {
  const of = (type: Type) => plan.steps.filter((s) => typeOf(s) === type)
  const g = valueOf(group)
  const t = valueOf(template)
  const there = g !== undefined && g.Status === undefined
  const ofTemplate =
    template._tag === 'Unknown'
      ? unread('LaunchTemplateReady', 'LaunchTemplateNotFound', plan.holds)
      : conditionOf('LaunchTemplateReady', t !== undefined, of('LaunchTemplateReady'), [])
  const ofGroup: Condition =
    group._tag === 'Unknown'
      ? unread('ASGReady', 'ASGNotFound', plan.holds)
      : g?.Status === undefined
        ? conditionOf('ASGReady', there, of('ASGReady'), plan.holds)
        : { type: 'ASGReady', status: 'False', severity: 'Warning', reason: 'ASGDeletionInProgress', message: g.Status }
  const wrong = sometimes.flatMap((type) => unmet(type, of(type), []) ?? [])
  const rolls = running === null || wrong.some((c) => c.type === 'PostLaunchTemplateUpdateOperationSuccess') ? [] : [progressOf(running)]
  const [short] = ofGroup.status === 'True' ? launchFailure(plan) : []
  const conditions = [ofTemplate, short ?? ofGroup, ...wrong, ...rolls]
  const bad = conditions.find((c) => c.status !== 'True')
  const ready: Condition =
    bad === undefined
      ? { type: 'Ready', status: 'True', reason: 'AsWanted', message: '' }
      : { ...bad, type: 'Ready', message: bad.message === '' ? bad.type : `${bad.type}: ${bad.message}` }
  const instances = g?.Instances ?? []
  const counted = {
    ready: there,
    replicas: instances.length,
    inService: instances.filter((i) => i.LifecycleState === 'InService').length,
    providerIDList: instances.map((i) => `aws:///${i.AvailabilityZone}/${i.InstanceId}`).sort(),
  }
  return {
    ...(group._tag === 'Unknown' ? {} : counted),
    ...(t === undefined ? {} : { launchTemplateID: t.LaunchTemplateId, launchTemplateVersion: String(t.LatestVersionNumber) }),
    conditions: [ready, ...conditions],
  }
}
