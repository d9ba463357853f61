/**
 * Poolwright for programs that want promises and plain values: plan pools against a world, carry plans out on an embedded cloud, look
 * at what is there. Every type here is plain data; nothing needs to be known of what Poolwright is made of.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { apply, embeddedCloud, plan } from 'poolwright'
 * const manifests = `
 * apiVersion: cluster.x-k8s.io/v1beta1
 * kind: MachinePool
 * metadata: {name: workers}
 * spec:
 *   clusterName: prod
 *   replicas: 2
 *   template:
 *     spec:
 *       clusterName: prod
 *       version: v1.34.0
 *       bootstrap: {configRef: {apiVersion: bootstrap.cluster.x-k8s.io/v1beta1, kind: KubeadmConfig, name: workers}}
 *       infrastructureRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: AWSMachinePool, name: workers}
 * ---
 * apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
 * kind: KubeadmConfig
 * metadata: {name: workers}
 * spec: {joinConfiguration: {}}
 * ---
 * apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
 * kind: AWSMachinePool
 * metadata: {name: workers}
 * spec: {minSize: 1, maxSize: 5, subnets: [subnet-1], awsLaunchTemplate: {instanceType: t3.large}}
 * `
 * const cloud = embeddedCloud()
 * const { plans } = await plan({ manifests, cloud })
 * assert.deepStrictEqual(plans[0]?.steps.map((s) => s.call.operation), ['CreateLaunchTemplate', 'CreateAutoScalingGroup'])
 * const applied = await apply({ manifests, cloud })
 * assert.strictEqual(applied.ended, 'settled')
 * assert.strictEqual(cloud.observe().groups[0]?.instances.length, 2)
 * assert.strictEqual((await plan({ manifests, cloud })).summary.changes, false)
 * @since 0.1.0
 */
import { show } from '@poolwright/core/CloudError'
import { hasErrors, read, render } from '@poolwright/schema/read'
import { aws } from '@poolwright/simulator/aws'
import { decodeWorld, encodeWorld } from '@poolwright/simulator/worldFile'
import type { JsonValue, PlanDocument } from './document.js'
import { Failure } from './Failure.js'
import { embedded } from './host/embedded.js'
import type { Input } from './host/Input.js'
import { openSession, provider } from './host/session.js'
import { withoutInstance } from './host/terminate.js'
import { inMemory, recording, type WorldHome } from './host/world.js'
import { readSources } from './manifests/files.js'
import { settingsOf } from './manifests/settings.js'
import type { ObservedWorld } from './observed.js'
import { observedWorld } from './render/observedWorld.js'
import { planDocument } from './render/planDocument.js'
import { poolName } from './render/planText.js'

export type * from './document.js'
export type * from './observed.js'
/** What the promises here reject with: a stable `code`, one line of `message`, and `details`, one line for each thing that is wrong. */
export { Failure as PoolwrightError } from './Failure.js'

/** The text of a file, and the name by which messages call it. */
export type Source = { readonly file: string; readonly text: string }

export type ManifestOptions = {
  /** YAML or JSON, one or many documents; or the texts of several files. */
  readonly manifests: string | ReadonlyArray<Source>
  /** What `${VARIABLE}` in the manifests is replaced from; nothing is taken from the process. */
  readonly environment?: { readonly [name: string]: string } | undefined
  /** By the names of the settings table in the docs; what is absent has its default. */
  readonly settings?: { readonly [name: string]: JsonValue } | undefined
  /** `namespace/name` of the pools to look at; all when absent. */
  readonly pools?: ReadonlyArray<string> | undefined
}

/** A cloud in memory, in virtual time: time stands still unless `advance` is called or `apply` waits for something. */
export type EmbeddedCloud = {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds. */
  readonly advance: (by: number) => void
  /** Ends an instance as somebody with access could. Throws PW-INSTANCE when there is none of that id. */
  readonly terminate: (instance: string) => void
  readonly observe: () => ObservedWorld
  /** The whole world, to be kept or handed to `observed`. No secret is in it. */
  readonly dump: () => JsonValue
}

export type PlanOptions = ManifestOptions & {
  /** The cloud to plan against. Without it and without `observed`, one in which nothing exists yet. */
  readonly cloud?: EmbeddedCloud | undefined
  /** A world that was written down, by `dump` or `poolwright observe --out`: planned against as it is. */
  readonly observed?: JsonValue | undefined
}

export type ApplyOptions = ManifestOptions & {
  readonly cloud: EmbeddedCloud
  /** Asked before anything is done, with the plan; anything but `true` ends it there. Without it everything goes. */
  readonly approve?: ((plan: PlanDocument) => boolean | Promise<boolean>) | undefined
  /** Called after each call that changes something. */
  readonly onStep?: ((step: AppliedStep) => void) | undefined
  /** Raised: nothing more is sent. */
  readonly signal?: AbortSignal | undefined
}

/** `error` is absent when the call succeeded; otherwise the cloud's own code and words. */
export type AppliedStep = { readonly pool: string; readonly step: string; readonly operation: string; readonly error?: string }

export type Applied = {
  /** What was planned at first. */
  readonly plan: PlanDocument
  /**
   * `settled`: everything is as the manifests say. `held`: what is left waits for somebody. `passes`: something still moved at the end.
   * `aborted`: stopped. `refused`: `approve` said no, and nothing was done.
   */
  readonly ended: 'settled' | 'held' | 'passes' | 'aborted' | 'refused'
  readonly steps: ReadonlyArray<AppliedStep>
}

const homes = new WeakMap<EmbeddedCloud, WorldHome>()

/** `world`: one that `dump` gave. `now`: where time begins, in milliseconds since 1970; 2026 when absent. */
export const embeddedCloud = (
  options: { readonly world?: JsonValue | undefined; readonly now?: number | undefined } = {},
): EmbeddedCloud => {
  const home = inMemory(options.world === undefined ? aws.empty(options.now ?? Date.UTC(2026, 0, 1)) : worldOf(options.world))
  const { cell } = home
  const cloud: EmbeddedCloud = {
    now: () => aws.now(cell.get()),
    advance: (by) => cell.set(aws.tick(cell.get(), by)),
    terminate: (instance) => cell.set(withoutInstance(cell.get(), instance)),
    observe: () =>
      observedWorld(
        cell.get(),
        Object.entries(home.pools()).flatMap(([pool, { holds }]) => holds.map((hold) => ({ pool: poolName(pool), hold }))),
      ),
    dump: () => encodeWorld(cell.get()),
  }
  homes.set(cloud, home)
  return cloud
}

const worldOf = (world: JsonValue) => {
  const decoded = decodeWorld(world)
  if (decoded._tag === 'Left') throw new Failure('PW-WORLD-FORMAT', 'this is no world', decoded.left.slice(0, 20))
  return decoded.right
}
const homeOf = (cloud: EmbeddedCloud): WorldHome => homes.get(cloud) ?? inMemory(worldOf(cloud.dump()))

const inputOf = (options: ManifestOptions): Input => {
  const { manifests } = options
  const sources = typeof manifests === 'string' ? [{ file: 'manifests', text: manifests }] : manifests
  const result = read({ environment: options.environment ?? {}, substitute: true, unknown: 'error', strict: false })(sources)
  if (hasErrors(result.problems))
    throw new Failure('PW-MANIFESTS', 'the manifests have errors', result.problems.filter((p) => p.severity === 'error').map(render))
  return { read: result, settings: settingsOf(options.settings, 'settings'), only: options.pools ?? [] }
}

/** The texts of files and folders, as the command reads them; folders recursively, in the order of their paths. */
export const readManifests = (...paths: ReadonlyArray<string>): Promise<ReadonlyArray<Source>> =>
  readSources(paths, { cwd: process.cwd(), stdin: { read: () => Promise.resolve(new Uint8Array()) } })

/** What would be done, and why. Changes nothing. Rejects with PW-MANIFESTS, PW-SETTINGS, PW-NO-POOL or PW-WORLD-FORMAT. */
export const plan = async (options: PlanOptions): Promise<PlanDocument> => {
  const { observed, cloud } = options
  const home = observed === undefined ? glanceAt(cloud) : recording(worldOf(observed))
  const input = inputOf(options)
  const session = openSession(input, embedded(input, home))
  return planDocument(
    provider.ops,
    [...(await session.engine.plan(session.pools)).values()].map((p) => p.plan),
  )
}
/** Looks are requests, and what the manifests name is provisioned: neither is to show in the cloud itself. */
const glanceAt = (cloud: EmbeddedCloud | undefined): WorldHome =>
  inMemory(cloud === undefined ? aws.empty(Date.UTC(2026, 0, 1)) : homeOf(cloud).cell.get())

/** Plans, and carries out until nothing moves any more. Safe to repeat. Rejects as `plan` does; a call that fails is in `steps`. */
export const apply = async (options: ApplyOptions): Promise<Applied> => {
  const steps: Array<AppliedStep> = []
  const input = inputOf(options)
  const session = openSession(input, embedded(input, homeOf(options.cloud)), {
    onEvent: (e) => {
      if (e._tag !== 'StepAnswered') return
      const error = e.error._tag === 'None' ? {} : { error: show(e.error.value) }
      const step = { pool: poolName(e.pool), step: e.step, operation: e.op, ...error }
      steps.push(step)
      options.onStep?.(step)
    },
  })
  const planned = await session.engine.plan(session.pools)
  const document = planDocument(
    provider.ops,
    [...planned.values()].map((p) => p.plan),
  )
  if (options.approve !== undefined && !(await options.approve(document))) return { plan: document, ended: 'refused', steps }
  const outcome = await session.engine.runUntilStable(session.pools, { signal: options.signal })
  return { plan: document, ended: outcome.ended, steps }
}
