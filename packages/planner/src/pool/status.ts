/**
 * The status of a pool as its API spells it, from facts and holds alone: an old failure cannot linger, and equal causes give equal
 * bytes. Nothing in it names a time or a request.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import type { Hold } from '@poolwright/core/Hold'
import type { Json } from '@poolwright/core/Json'
import type { Plan, Step } from '@poolwright/core/Plan'

type Condition = { readonly type: string; readonly status: 'True' | 'False' | 'Unknown'; readonly reason: string; readonly message: string }

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

const unmet = (type: string, holds: ReadonlyArray<Hold>): Condition | null => {
  const [first] = holds
  if (first === undefined) return null
  const waits = first._tag === 'Await' && first.code === 'PW-WAIT-READ'
  return {
    type,
    status: waits ? 'Unknown' : 'False',
    reason: reasonOf(first.code),
    message: [...new Set(holds.map((h) => h.why))].join('; '),
  }
}

const ofTemplate = ['template', 'template-tags', 'template-untag']
/** Housekeeping says nothing about whether a pool is ready. */
const apart = ['prune']
const holdsOf = (steps: ReadonlyArray<Step<AwsAct>>): ReadonlyArray<Hold> => steps.flatMap((s) => s.holds)

const conditionOf = (type: string, exists: boolean, steps: ReadonlyArray<Step<AwsAct>>, holds: ReadonlyArray<Hold>): Condition =>
  unmet(type, [...holdsOf(steps), ...holds]) ??
  (steps.length > 0
    ? {
        type,
        status: exists ? 'True' : 'False',
        reason: exists ? 'Changing' : 'Creating',
        message: `to do: ${steps.map((s) => s.id).join(', ')}`,
      }
    : exists
      ? { type, status: 'True', reason: 'AsWanted', message: '' }
      : { type, status: 'False', reason: 'Missing', message: '' })

export const statusOf = (plan: Plan<AwsAct>, g: Group | null, t: Template | null): Json => {
  const template = plan.steps.filter((s) => ofTemplate.includes(s.id))
  const group = plan.steps.filter((s) => !ofTemplate.includes(s.id) && !apart.includes(s.id))
  const instances = g?.Instances ?? []
  const there = g !== null && g.Status === undefined
  const conditions = [conditionOf('LaunchTemplateReady', t !== null, template, []), conditionOf('ASGReady', there, group, plan.holds)]
  const bad = conditions.find((c) => c.status !== 'True')
  const ready: Condition =
    bad === undefined
      ? { type: 'Ready', status: 'True', reason: 'AsWanted', message: '' }
      : { ...bad, type: 'Ready', message: bad.message === '' ? bad.type : `${bad.type}: ${bad.message}` }
  return {
    ready: there,
    replicas: instances.length,
    inService: instances.filter((i) => i.LifecycleState === 'InService').length,
    providerIDList: instances.map((i) => `aws:///${i.AvailabilityZone}/${i.InstanceId}`).sort(),
    ...(t === null ? {} : { launchTemplateID: t.LaunchTemplateId, launchTemplateVersion: String(t.LatestVersionNumber) }),
    conditions: [ready, ...conditions],
  }
}
