/**
 * AWSMachinePool: an EC2 Auto Scaling group and its launch template.
 *
 * The parts of a plan do not wait for each other unless AWS makes them: what cannot be told or may not be done holds its own steps,
 * and the rest goes on.
 *
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { nouns } from '@poolwright/aws/nouns'
import { operations } from '@poolwright/aws/operations'
import { type Look, type Millis, valueOf } from '@poolwright/core/Fact'
import type { Finding } from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import type { PoolProvider } from '@poolwright/core/Provider'
import * as Requeue from '@poolwright/core/Requeue'
import type { AWSMachinePool } from '@poolwright/schema/AWSMachinePool'
import { groupKey } from '../group/planGroup.js'
import { templateKey } from '../template/planTemplate.js'
import type { PoolContext } from './Desired.js'
import { rows } from './ignored.js'
import { bucketOf, clusterLabel, keysOf, type PoolKeys, surroundingsOf } from './objects.js'
import { failureNoted, finish, holdAll, isDue, isProvisioned, paused } from './frame.js'
import { held, type Part, quiet } from './Part.js'
import { planDelete } from './planDelete.js'
import { type Draft, planParts } from './planParts.js'
import type { PoolNouns } from './PoolNouns.js'
import { noRecord, type Record } from './Record.js'
import { waitFor } from './Resolution.js'
import { resolve as resolveSettings } from './Settings.js'
import { statusOf } from './status.js'

const draft = (part: Part): Draft => ({ part, seen: null, again: null, running: null })
const waiting = (hold: Hold.Hold): Draft => draft({ ...quiet, holds: [hold], moving: true })

export const awsMachinePool: PoolProvider<AwsAct, PoolNouns> = {
  kind: 'AWSMachinePool',
  ops: operations,
  nouns,
  rows,
  plan: (key, look, now) => {
    const { scope, id } = Key.parse(key)
    const poolKey = Key.of('awsmachinepool', scope, id)
    const fact = look(poolKey)
    if (fact._tag === 'Unknown') return planned(key, null, look, now, waiting(waitFor(poolKey, fact)), [])
    if (fact._tag === 'Absent') return { pool: key, steps: [], holds: [], findings: [], status: null, next: Requeue.awaitChange }
    const pool = fact.value
    const keys = keysOf(pool)
    const host = look(keys.settings)
    if (host._tag === 'Unknown') return planned(key, pool, look, now, waiting(waitFor(keys.settings, host)), [])
    const { settings, findings } = resolveSettings(valueOf(host) ?? {}, pool.metadata.annotations)
    const record = valueOf(look(keys.record)) ?? noRecord
    const context = { key, pool, id: `${pool.metadata.namespace}/${pool.metadata.name}`, settings, record, look, now }
    const made = pool.metadata.deletionTimestamp === undefined ? planLiving(context, keys) : whileOurs(record, planLeaving(context, keys))
    return planned(key, pool, look, now, made, [...findings, ...failureNoted(pool.status)])
  },
}

/** What another controller has is not deleted under it. */
const whileOurs = (record: Record, made: Draft): Draft =>
  record.released === true
    ? { ...made, part: holdAll(made.part, Hold.rule('PW-RELEASED', 'paused', 'the pool was released to another controller')) }
    : made

type Unplaced = Omit<PoolContext, 'scope'>
const placed = (c: Unplaced, region: string | undefined): PoolContext => ({
  ...c,
  scope: Key.awsScope(c.settings.account, region ?? c.settings.region),
})

const planLiving = (c: Unplaced, keys: PoolKeys): Draft => {
  const machinePool = c.look(keys.machinePool)
  if (machinePool._tag === 'Unknown') return waiting(waitFor(keys.machinePool, machinePool))
  if (machinePool._tag === 'Absent')
    return draft(held(Hold.awaits('PW-WAIT-MACHINEPOOL', keys.machinePool, 'no MachinePool refers to this AWSMachinePool')))
  const around = surroundingsOf(c.look, keys, machinePool.value.spec.clusterName)
  if (around.cluster._tag === 'Unknown') return waiting(waitFor(keys.cluster(around.clusterName), around.cluster))
  if (around.network?._tag === 'Unknown') return waiting(waitFor(around.networkKey, around.network))
  const network = around.network === null ? undefined : valueOf(around.network)
  const made = planParts(placed(c, network?.spec.region), machinePool.value, around)
  const cluster = valueOf(around.cluster)
  const hold = Hold.awaits(
    'PW-WAIT-INFRASTRUCTURE',
    keys.cluster(around.clusterName),
    `the infrastructure of cluster ${around.clusterName} is not ready`,
  )
  const part = isProvisioned(around) ? made.part : { ...holdAll(made.part, hold), holds: [hold, ...made.part.holds] }
  return { ...made, part: paused(c.pool.metadata, cluster?.spec.paused === true, part) }
}

/** The pool goes: whoever is gone before it must not be waited for. */
const planLeaving = (c: Unplaced, keys: PoolKeys): Draft => {
  const machinePool = c.look(keys.machinePool)
  if (isDue(machinePool)) return waiting(waitFor(keys.machinePool, machinePool))
  const named = valueOf(machinePool)?.spec.clusterName ?? c.pool.metadata.labels[clusterLabel] ?? c.record.cluster
  if (named === undefined) {
    const at = scopeOf(c, undefined)
    return lastLook(at, paused(c.pool.metadata, false, planDelete(at, null, null)))
  }
  const around = surroundingsOf(c.look, keys, named)
  if (isDue(around.cluster)) return waiting(waitFor(keys.cluster(named), around.cluster))
  const { network } = around
  if (network !== null && isDue(network)) return waiting(waitFor(around.networkKey, network))
  const cluster = network === null ? null : (valueOf(network) ?? null)
  const at = scopeOf(c, cluster?.spec.region)
  const bucket = bucketOf(cluster)?.name ?? null
  const tagName = around.eks && !around.tagNameAssumed ? around.tagName : (c.record.cluster ?? around.tagName)
  return lastLook(at, paused(c.pool.metadata, valueOf(around.cluster)?.spec.paused === true, planDelete(at, tagName, bucket)))
}
const scopeOf = (c: Unplaced, region: string | undefined): PoolContext =>
  region === undefined && c.record.scope !== undefined ? { ...c, scope: c.record.scope } : placed(c, region)
const lastLook = (c: PoolContext, part: Part): Draft => ({
  part,
  seen: { group: c.look(groupKey(c)), template: c.look(templateKey({ scope: c.scope, name: c.pool.metadata.name })) },
  again: null,
  running: null,
})
const planned = (
  key: Key.Key,
  pool: AWSMachinePool | null,
  look: Look<PoolNouns>,
  now: Millis,
  { part, seen, again, running }: Draft,
  findings: ReadonlyArray<Finding>,
): Plan<AwsAct> => {
  const plan = finish(key, pool?.metadata ?? null, look, now, part, again, findings)
  return seen === null || isDue(seen.group) || isDue(seen.template)
    ? plan
    : { ...plan, status: statusOf(plan, seen.group, seen.template, running) }
}
