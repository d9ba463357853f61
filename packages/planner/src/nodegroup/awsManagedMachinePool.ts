/**
 * AWSManagedMachinePool: an EKS managed node group, its role, its launch template, and the Auto Scaling group behind it.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { EksCluster } from '@poolwright/aws/EksCluster'
import type { Group } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import { nouns } from '@poolwright/aws/nouns'
import { operations } from '@poolwright/aws/operations'
import { type Fact, type Look, type Millis, valueOf } from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import type { PoolProvider } from '@poolwright/core/Provider'
import * as Requeue from '@poolwright/core/Requeue'
import type { AWSManagedControlPlane } from '@poolwright/schema/AWSManagedControlPlane'
import type { AWSManagedMachinePool } from '@poolwright/schema/AWSManagedMachinePool'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import { failureNoted, finish, holdAll, isDue, isProvisioned, paused } from '../pool/frame.js'
import { clusterLabel, keysOf, type PoolKeys, type Surroundings, surroundingsOf } from '../pool/objects.js'
import { found, held, type Part, quiet, sum } from '../pool/Part.js'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { noRecord, type Record } from '../pool/Record.js'
import { assumedCluster } from '../pool/resolve.js'
import { waitFor } from '../pool/Resolution.js'
import { resolve as resolveSettings, type Settings } from '../pool/Settings.js'
import { planRole } from '../role/planRole.js'
import { planNodegroupHooks } from './hooks.js'
import { managedRows } from './ignored.js'
import { ownedTags } from './owner.js'
import { planNodegroupDelete } from './planDelete.js'
import { groupsOf, planNodegroup } from './planNodegroup.js'
import type { Surrounded } from './resolve.js'
import { replicasFor } from './scaling.js'
import { statusOfNodegroup } from './status.js'
import { autoscalerTags, hiddenKey, hiddenNames, planGroupTags } from './tags.js'
import { planTemplate, templateNameOf, templatePart } from './template.js'
import { taintsOf } from './labels.js'
import { clusterKey, type NodegroupContext, sharedContext } from './Wanted.js'

/** What a plan is made of, before it is one. */
type Draft = {
  readonly part: Part
  readonly again: Millis | null
  /** `null`: nothing can be said of the node group yet. */
  readonly nodegroup: Fact<Nodegroup> | null
  readonly groups: ReadonlyArray<Group>
  readonly template: Template | null
}
const draft = (part: Part): Draft => ({ part, again: null, nodegroup: null, groups: [], template: null })
const waiting = (hold: Hold.Hold): Draft => draft({ ...quiet, holds: [hold], moving: true })

type Unplaced = {
  readonly key: Key.Key
  readonly pool: AWSManagedMachinePool
  readonly settings: Settings
  readonly record: Record
  readonly look: Look<PoolNouns>
  readonly now: Millis
}

export const awsManagedMachinePool: PoolProvider<AwsAct, PoolNouns> = {
  kind: 'AWSManagedMachinePool',
  ops: operations,
  nouns,
  rows: managedRows,
  plan: (key, look, now) => {
    const { scope, id } = Key.parse(key)
    const poolKey = Key.of('awsmanagedmachinepool', scope, id)
    const fact = look(poolKey)
    if (fact._tag === 'Unknown') return planned(key, null, look, now, waiting(waitFor(poolKey, fact)), [])
    if (fact._tag === 'Absent') return { pool: key, steps: [], holds: [], findings: [], status: null, next: Requeue.awaitChange }
    const pool = fact.value
    const keys = keysOf(pool, 'AWSManagedMachinePool')
    const host = look(keys.settings)
    if (host._tag === 'Unknown') return planned(key, pool, look, now, waiting(waitFor(keys.settings, host)), [])
    const { settings, findings } = resolveSettings(valueOf(host) ?? {}, pool.metadata.annotations)
    const record = valueOf(look(keys.record)) ?? noRecord
    const c: Unplaced = { key, pool, settings, record, look, now }
    const made = pool.metadata.deletionTimestamp === undefined ? planLiving(c, keys) : planLeaving(c, keys)
    return planned(key, pool, look, now, made, [...findings, ...failureNoted(pool.status)])
  },
}

const placed = (c: Unplaced, cluster: string, templateName: string, region: string | undefined): NodegroupContext => ({
  ...c,
  id: `${c.pool.metadata.namespace}/${c.pool.metadata.name}`,
  scope:
    region === undefined && c.record.scope !== undefined ? c.record.scope : Key.awsScope(c.settings.account, region ?? c.settings.region),
  cluster,
  templateName,
})

const planLiving = (c: Unplaced, keys: PoolKeys): Draft => {
  const machinePool = c.look(keys.machinePool)
  if (machinePool._tag === 'Unknown') return waiting(waitFor(keys.machinePool, machinePool))
  if (machinePool._tag === 'Absent')
    return draft(held(Hold.awaits('PW-WAIT-MACHINEPOOL', keys.machinePool, 'no MachinePool refers to this AWSManagedMachinePool')))
  const around = surroundingsOf(c.look, keys, machinePool.value.spec.clusterName)
  if (around.cluster._tag === 'Unknown') return waiting(waitFor(keys.cluster(around.clusterName), around.cluster))
  if (around.network?._tag === 'Unknown') return waiting(waitFor(around.networkKey, around.network))
  const cluster = valueOf(around.cluster)
  if (!around.eks && cluster?.spec.controlPlaneRef !== undefined) {
    const why = `the control plane of ${around.clusterName} is of kind ${cluster.spec.controlPlaneRef.kind}; node groups are of EKS clusters only`
    return draft(held(Hold.refused('PW-CLUSTER-KIND', ['MachinePool.spec.clusterName'], why)))
  }
  const network = around.network === null ? undefined : valueOf(around.network)
  const at = placed(c, around.tagName, templateNameOf(around, c.pool.metadata.name), network?.spec.region)
  const made = planParts(at, machinePool.value, around)
  const unready = !isProvisioned(around)
  const hold = Hold.awaits(
    'PW-WAIT-INFRASTRUCTURE',
    keys.cluster(around.clusterName),
    `the infrastructure of cluster ${around.clusterName} is not ready`,
  )
  const part = unready ? { ...holdAll(made.part, hold), holds: [hold, ...made.part.holds] } : made.part
  return { ...made, part: paused(c.pool.metadata, cluster?.spec.paused === true, part) }
}

/** Only an EKS control plane knows what node groups ask for. */
const controlOf = (around: Surroundings): AWSManagedControlPlane | null => {
  const network = around.network === null ? undefined : valueOf(around.network)
  return network !== undefined && 'bastion' in network.spec ? { ...network, spec: network.spec } : null
}

const planParts = (c: NodegroupContext, machinePool: MachinePool, around: Surroundings): Draft => {
  const groups = groupsOf(c)
  const { current } = groups
  const ng = valueOf(current) ?? null
  const control = controlOf(around)
  const eksKey = clusterKey(c)
  const eksFact = c.look(eksKey)
  const tags = ownedTags(c.cluster, control?.spec.additionalTags, c.pool.spec.additionalTags)
  const assumed = assumedCluster(sharedContext(c, c.pool.metadata.name), around)
  const blocked = [...assumed.holds, ...closed(eksKey, eksFact)]
  const template = planTemplate(c, machinePool, around, control, ng)
  if (current._tag === 'Unknown') return { ...waiting(waitFor(groups.key, current)), nodegroup: current, template: template.template }
  const role = planRole(c, tags, ng?.nodeRole)
  const s: Surrounded = {
    machinePool,
    control,
    controlKey: around.networkKey,
    eks: valueOf(eksFact),
    role,
    template,
    tags,
  }
  const group = planNodegroup(c, s, { ...groups, current }, blocked)
  const hidden = group.group === null ? [] : hiddenNames(group.group).flatMap((name) => valueOf(c.look(hiddenKey(c, name))) ?? [])
  const hiddenTags = {
    ...(c.settings.autoscalerTags ? autoscalerTags(c.pool.spec.labels ?? {}, taintsOf(c.pool.spec.taints)) : {}),
    ...control?.spec.additionalTags,
    ...c.pool.spec.additionalTags,
  }
  const useless = template.template === null ? [...group.useless, ...assumed.holds] : assumed.holds
  const part = sum([
    holdAllOf(role, assumed.holds),
    templatePart(c, template, control, ng, useless),
    group,
    group.group === null || group.group.status === 'DELETING'
      ? quiet
      : sum([planGroupTags(c, group.group, hiddenTags), planNodegroupHooks(c, group.group)]),
    found(...assumed.findings, ...sizeNoted(machinePool, c, ng)),
    blocked.length === 0 ? quiet : { ...quiet, holds: blocked, moving: true },
  ])
  return { part, again: group.again, nodegroup: current, groups: hidden, template: template.template }
}

const holdAllOf = (part: Part, holds: ReadonlyArray<Hold.Hold>): Part => holds.reduce((p, hold) => holdAll(p, hold), part)

/** EKS does nothing with the groups of a cluster that is itself being changed (G15, G16). */
const closed = (key: Key.Key, fact: Fact<EksCluster>): ReadonlyArray<Hold.Hold> => {
  if (fact._tag === 'Unknown') return [waitFor(key, fact)]
  if (fact._tag === 'Absent') return [Hold.awaits('PW-WAIT-CLUSTER', key, `EKS has no such cluster: ${Key.parse(key).id}`)]
  if (fact.value.status === 'ACTIVE') return []
  return [Hold.awaits('PW-WAIT-CLUSTER', key, `the cluster is ${fact.value.status}, and EKS changes no node group of it meanwhile`)]
}

/** Where somebody else says how many there are, whoever keeps the MachinePool wants to know (S06). */
const sizeNoted = (machinePool: MachinePool, c: NodegroupContext, ng: Nodegroup | null): ReadonlyArray<Finding.Finding> => {
  const { replicas } = machinePool.spec
  const size = ng?.scalingConfig?.desiredSize
  if (size === undefined || replicas === undefined || size === replicas) return []
  if (replicasFor(machinePool, c.pool.spec.scaling)._tag === 'Owned') return []
  return [Finding.info('PW-SIZE-ELSEWHERE', `somebody else sets the size: there are to be ${size} nodes, the MachinePool says ${replicas}`)]
}

/** The pool goes: whoever is gone before it must not be waited for. */
const planLeaving = (c: Unplaced, keys: PoolKeys): Draft => {
  const machinePool = c.look(keys.machinePool)
  if (isDue(machinePool)) return waiting(waitFor(keys.machinePool, machinePool))
  const named = valueOf(machinePool)?.spec.clusterName ?? c.pool.metadata.labels[clusterLabel]
  if (named === undefined) return c.record.cluster === undefined ? draft(nameless(c)) : leaving(c, c.record.cluster, null, undefined, false)
  const around = surroundingsOf(c.look, keys, named)
  if (isDue(around.cluster)) return waiting(waitFor(keys.cluster(named), around.cluster))
  if (around.network !== null && isDue(around.network)) return waiting(waitFor(around.networkKey, around.network))
  const network = around.network === null ? undefined : valueOf(around.network)
  const known = around.eks && !around.tagNameAssumed
  const cluster = known ? around.tagName : (c.record.cluster ?? around.tagName)
  return leaving(c, cluster, around, network?.spec.region, valueOf(around.cluster)?.spec.paused === true)
}

/** Without a cluster's name no node group can be asked for. */
const nameless = (c: Unplaced): Part =>
  held(
    Hold.awaits(
      'PW-WAIT-CLUSTER-NAME',
      c.key,
      'nothing says which cluster the pool belongs to; put the label cluster.x-k8s.io/cluster-name on it',
    ),
  )

const leaving = (c: Unplaced, cluster: string, around: Surroundings | null, region: string | undefined, clusterPaused: boolean): Draft => {
  const isKnown = around?.network?._tag === 'Present'
  const name = around !== null && (isKnown || around.eks) ? templateNameOf(around, c.pool.metadata.name) : null
  // The template has its control plane's name: one that is gone cannot say it, and the record is surer than a guess.
  const templateName = isKnown ? name : (c.record.templateName ?? name)
  const at = placed(c, cluster, templateName ?? '', region)
  const made = planNodegroupDelete(at, templateName)
  return { ...draft(paused(c.pool.metadata, clusterPaused, made)), nodegroup: made.current }
}

const planned = (
  key: Key.Key,
  pool: AWSManagedMachinePool | null,
  look: Look<PoolNouns>,
  now: Millis,
  { part, again, nodegroup, groups, template }: Draft,
  findings: ReadonlyArray<Finding.Finding>,
): Plan<AwsAct> => {
  const plan = letThrough(finish(key, pool === null ? null : pool.metadata, look, now, part, again, findings))
  return nodegroup === null || isDue(nodegroup)
    ? plan
    : { ...plan, status: statusOfNodegroup(plan, { nodegroup, groups, template, leaves: pool?.metadata.deletionTimestamp !== undefined }) }
}

/** A configuration that EKS refuses must not keep the version back for ever. */
const letThrough = (plan: Plan<AwsAct>): Plan<AwsAct> => {
  const config = plan.steps.find((s) => s.id === 'config')
  if (config === undefined || !config.holds.some((h) => h.code === 'PW-CLOUD-REFUSED')) return plan
  return { ...plan, steps: plan.steps.map((s) => ({ ...s, holds: s.holds.filter((h) => h.code !== 'PW-UPDATE-FIRST') })) }
}
