/**
 * What stands around the plan of a pool, whatever its kind: pauses, a cluster that is not ready, failures of before, and when to look
 * again.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import * as Attempt from '@poolwright/core/Attempt'
import { type Fact, type Look, type Millis, valueOf } from '@poolwright/core/Fact'
import { type Finding, warning } from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import * as Requeue from '@poolwright/core/Requeue'
import type { Metadata } from '@poolwright/schema/Metadata'
import type { Surroundings } from './objects.js'
import { onceEach, type Part } from './Part.js'
import type { PoolNouns } from './PoolNouns.js'

/** How soon a pool is looked at again while something moves, and when nothing does, in milliseconds. */
export const soon: Millis = 15_000
export const later: Millis = 600_000
const pausedAnnotation = 'cluster.x-k8s.io/paused'

/** A status is what somebody once said, not a wish: the pool is planned like any other (G2). */
export const failureNoted = (status: { readonly failureReason?: string; readonly failureMessage?: string }): ReadonlyArray<Finding> =>
  status.failureReason === undefined && status.failureMessage === undefined
    ? []
    : [warning('PW-FAILED', `the status notes a failure: ${status.failureMessage ?? status.failureReason ?? ''}`, ['status.failureReason'])]

export const holdAll = (part: Part, hold: Hold.Hold): Part => ({
  ...part,
  steps: part.steps.map((s) => ({ ...s, holds: [...s.holds, hold] })),
})

/** Everything that a person or a program said must not be touched now keeps its steps, held. */
export const paused = (pool: Metadata, clusterPaused: boolean, part: Part): Part => {
  if (!clusterPaused && pool.annotations[pausedAnnotation] === undefined) return part
  return holdAll(
    part,
    Hold.rule('PW-PAUSED', 'paused', clusterPaused ? 'Cluster.spec.paused is set' : `the pool has the annotation ${pausedAnnotation}`),
  )
}

/** What nobody has said yet counts for what is written in a file, and not for what an API server has. */
export const isProvisioned = ({ cluster, network }: Surroundings): boolean => {
  const it = valueOf(cluster)
  if (it === undefined) return true
  const ready = network === null ? undefined : valueOf(network)?.status.ready
  return it.status.infrastructureProvisioned ?? ready ?? it.metadata.uid === undefined
}

/** Worth waiting for: it was not asked for yet. What cannot be read is done without. */
export const isDue = (fact: Fact<unknown>): fact is Extract<Fact<unknown>, { readonly _tag: 'Unknown' }> =>
  fact._tag === 'Unknown' && fact.why !== 'unreadable' && fact.why !== 'invalid'

/** The plan of a part, with what was refused before held, and back again before it could have changed. Its status is for the kind to say. */
export const finish = (
  key: Key.Key,
  pool: Metadata | null,
  look: Look<PoolNouns>,
  now: Millis,
  part: Part,
  again: Millis | null,
  findings: ReadonlyArray<Finding>,
): Plan<AwsAct> => {
  const next = part.moving ? soon : later
  const bare: Plan<AwsAct> = {
    pool: key,
    steps: part.steps,
    holds: onceEach(part.holds),
    findings: [...findings, ...part.findings],
    status: null,
    next: Requeue.after(again === null ? next : Math.max(1, Math.min(next, again))),
  }
  const uid = pool === null ? Key.parse(key).id : (pool.uid ?? `${pool.namespace}/${pool.name}`)
  const plan = Attempt.heed<AwsAct, PoolNouns>(uid, look, now)(bare)
  const acts = plan.steps.some((s) => s.id !== 'prune' && s.holds.every((h) => h._tag === 'Await'))
  return acts ? { ...plan, next: Requeue.Monoid.concat(plan.next, Requeue.after(soon)) } : plan
}
