/**
 * The status of a managed pool as its API spells it, from facts and holds alone. The reason of `EKSNodegroupReady` says which phase the
 * node group is in, its message what EKS finds wrong with it.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { Fact } from '@poolwright/core/Fact'
import type { Hold } from '@poolwright/core/Hold'
import type { Json } from '@poolwright/core/Json'
import type { Plan, Step } from '@poolwright/core/Plan'
import { type Condition, conditionOf, messageOf } from '../pool/status.js'
import { sayIssues } from './health.js'

export type Phase = 'Pending' | 'Creating' | 'Active' | 'Updating' | 'Degraded' | 'Failed' | 'Deleting' | 'Gone' | 'Unknown'
const phases: { readonly [status: string]: Phase } = {
  CREATING: 'Creating',
  ACTIVE: 'Active',
  UPDATING: 'Updating',
  DEGRADED: 'Degraded',
  CREATE_FAILED: 'Failed',
  DELETE_FAILED: 'Failed',
  DELETING: 'Deleting',
}
/** `leaves`: the pool is being deleted. */
export const phaseOf = (fact: Fact<Nodegroup>, leaves: boolean): Phase =>
  fact._tag === 'Unknown' ? 'Unknown' : fact._tag === 'Absent' ? (leaves ? 'Gone' : 'Pending') : (phases[fact.value.status] ?? 'Unknown')

const running: ReadonlyArray<Phase> = ['Active', 'Updating', 'Degraded']

export type Seen = {
  readonly nodegroup: Fact<Nodegroup>
  /** The groups behind it that are there. */
  readonly groups: ReadonlyArray<Group>
  /** `null`: the pool has none. */
  readonly template: Template | null
  readonly leaves: boolean
}

/** The word that Auto Scaling groups have for it is not EKS's. */
const ofEks = (x: Condition): Condition => (x.reason === 'ASGDeletionInProgress' ? { ...x, reason: 'Deleting' } : x)

const ofRole = (s: Step<AwsAct>): boolean => s.action.op.startsWith('iam:')
const ofTemplate = (s: Step<AwsAct>): boolean => s.action.op.startsWith('ec2:')
const about = (nouns: ReadonlyArray<string>) => (h: Hold) => 'fact' in h && nouns.includes(h.fact.slice(0, h.fact.indexOf(':')))
const isOfRole = about(['role', 'rolePolicies', 'roleInlinePolicies'])
const isOfTemplate = about(['template', 'version'])

export const statusOfNodegroup = (plan: Plan<AwsAct>, seen: Seen): Json => {
  const ng = seen.nodegroup._tag === 'Present' ? seen.nodegroup.value : undefined
  const phase = phaseOf(seen.nodegroup, seen.leaves)
  const up = running.includes(phase)
  const issues = sayIssues(ng?.health?.issues)
  const own = plan.steps.filter((s) => !ofRole(s) && !ofTemplate(s))
  const conditions = [
    ofNodegroup(
      phase,
      up,
      issues,
      own,
      plan.holds.filter((h) => !isOfRole(h) && !isOfTemplate(h)),
    ),
    conditionOf('IAMNodegroupRolesReady', true, plan.steps.filter(ofRole), plan.holds.filter(isOfRole)),
    ...(seen.template === null && !plan.steps.some(ofTemplate)
      ? []
      : [
          conditionOf(
            'LaunchTemplateReady',
            seen.template !== null,
            plan.steps.filter((s) => s.id !== 'prune' && ofTemplate(s)),
            plan.holds.filter(isOfTemplate),
          ),
        ]),
  ]
  const bad = conditions.find((x) => x.status !== 'True')
  const ready: Condition =
    bad === undefined
      ? { type: 'Ready', status: 'True', reason: 'AsWanted', message: '' }
      : { ...bad, type: 'Ready', message: bad.message === '' ? bad.type : `${bad.type}: ${bad.message}` }
  const instances = seen.groups.flatMap((g) => g.Instances ?? [])
  return {
    ...(seen.nodegroup._tag === 'Unknown'
      ? {}
      : {
          ready: up,
          replicas: instances.length,
          providerIDList: instances.map((i) => `aws:///${i.AvailabilityZone}/${i.InstanceId}`).sort(),
        }),
    ...(ng?.launchTemplate?.id === undefined ? {} : { launchTemplateID: ng.launchTemplate.id }),
    ...(ng?.launchTemplate?.version === undefined ? {} : { launchTemplateVersion: ng.launchTemplate.version }),
    ...(phase === 'Failed'
      ? { failureMessage: `the node group is ${ng?.status ?? ''}${issues.length === 0 ? '' : `: ${issues.join(' ')}`}` }
      : {}),
    conditions: [ready, ...conditions].map(ofEks),
  }
}

/** A group that runs and is not well says so; what is only waited for until EKS has ended what it does is its phase. */
const ofNodegroup = (
  phase: Phase,
  up: boolean,
  issues: ReadonlyArray<string>,
  steps: ReadonlyArray<Step<AwsAct>>,
  holds: ReadonlyArray<Hold>,
): Condition => {
  const passing = (h: Hold) => passes.includes(h.code)
  const told = conditionOf(
    'EKSNodegroupReady',
    up,
    steps.map((s) => ({ ...s, holds: s.holds.filter((h) => !passing(h)) })),
    holds.filter((h) => !passing(h)),
  )
  const message = [...(told.message === '' ? [] : [told.message]), ...issues].join('; ')
  if (told.severity === 'Error' || told.status === 'Unknown' || (told.status === 'False' && up)) return { ...told, message }
  if (up) return phase === 'Active' ? { ...told, message } : { type: told.type, status: 'True', reason: phase, message }
  const severity = phase === 'Failed' || phase === 'Unknown' ? 'Error' : 'Info'
  const reason = phase === 'Pending' && told.reason !== 'Missing' ? told.reason : phase
  return { type: told.type, status: 'False', severity, reason, message: message === '' ? messageOf(holds) : message }
}
const passes: ReadonlyArray<string> = ['PW-NODEGROUP-BUSY', 'PW-UPDATE-FIRST', 'PW-WAIT-GONE', 'PW-WAIT-SUCCESSOR']
