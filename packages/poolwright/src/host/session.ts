/**
 * Pools, what is wanted of them, and an engine over a simulated cloud: what `plan`, `apply`, `destroy` and the promise-based entry share.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { operations } from '@poolwright/aws/operations'
import type { Calls } from '@poolwright/core/Calls'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import { callsOf } from '@poolwright/core/Model'
import { rowOf } from '@poolwright/core/Operation'
import type { Plan } from '@poolwright/core/Plan'
import { vaultOf } from '@poolwright/core/Secret'
import type { Clock } from '@poolwright/engine/Clock'
import { type Engine, makeEngine } from '@poolwright/engine/Engine'
import type { Event } from '@poolwright/engine/Event'
import * as Source from '@poolwright/engine/Source'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { kubeFacts, poolKeysOf } from '@poolwright/planner/pool/facts'
import { noRecord } from '@poolwright/planner/pool/Record'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import type { SettingsInput } from '@poolwright/planner/pool/Settings'
import type { Manifests, Read } from '@poolwright/schema/read'
import { aws } from '@poolwright/simulator/aws'
import { regionOf } from '@poolwright/simulator/World'
import { Failure } from '../Failure.js'
import { poolName } from '../render/planText.js'
import { grown, trimmed } from './record.js'
import { provisioned } from './provision.js'
import type { Home } from './world.js'

export const provider = awsMachinePool
export type Act = AwsAct

export type Input = {
  readonly read: Read
  /** Of the host; the embedded cloud allows assumptions unless they say otherwise. */
  readonly settings: SettingsInput
  /** `namespace/name`; all when empty. */
  readonly only: ReadonlyArray<string>
}

export type Session = {
  readonly engine: Engine<AwsAct>
  readonly pools: ReadonlyArray<Key.Key>
  readonly home: Home
  /** The embedded cloud's time. */
  readonly now: () => number
  /** Lets a pool's record end with it, or be no more than what is there. */
  readonly settle: (pool: Key.Key, gone: boolean) => void
  /** What went wrong while the world was kept; nothing was sent after it. */
  readonly broken: () => Error | undefined
}

/**
 * How far the embedded cloud's time moves at once, in milliseconds. Time that has passed is kept with the next change and at the end: until
 * then a run that is killed has happened up to its last call, and goes on from there.
 */
const pace = 15_000

const turn = (): Promise<void> => new Promise((done) => setImmediate(done))

/** The keys of the pools asked for, in the order of the manifests. */
export const poolsIn = (input: Input): ReadonlyArray<Key.Key> => {
  const all = poolKeysOf(input.read.manifests)
  const found = all.map(poolName)
  const list = found.length === 0 ? 'There is none in the manifests.' : `There are: ${found.join(', ')}.`
  const missing = input.only.filter((name) => !found.includes(name))
  if (missing.length > 0) throw new Failure('PW-NO-POOL', `no pool ${missing.join(', ')}. ${list}`)
  if (all.length === 0) throw new Failure('PW-NO-POOL', 'there is no AWSMachinePool in the manifests')
  return input.only.length === 0 ? all : all.filter((_, i) => input.only.includes(found[i] ?? ''))
}

export type SessionOptions = {
  readonly onEvent?: (event: Event<AwsAct>) => void
  /** Called whenever time has passed in the embedded cloud. */
  readonly onTime?: () => void
  /** Raised when nothing more may be sent. */
  readonly stop?: () => void
}

export const openSession = (input: Input, home: Home, options: SessionOptions = {}): Session => {
  const pools = poolsIn(input)
  const settings: SettingsInput = { assumptions: 'allow', ...input.settings }
  const { cell } = home
  const began = aws.now(cell.get())
  const kube = kubeFacts(input.read.manifests, began)
  if (!home.isRecording) {
    const look = Fact.lookIn<PoolNouns>(kube, () => Fact.absent(began))
    cell.set(
      provisioned(
        cell.get(),
        look,
        input.read.manifests.awsMachinePools.map((p) => p.value),
        settings,
      ),
    )
  }
  let broken: Error | undefined
  const keep = async () => {
    try {
      await home.save()
    } catch (error) {
      broken ??= error instanceof Error ? error : new Error(String(error))
      options.stop?.()
      throw error
    }
  }
  const clock: Clock = {
    now: () => aws.now(cell.get()),
    sleep: async (milliseconds, signal) => {
      const until = clock.now() + milliseconds
      while (clock.now() < until && signal?.aborted !== true && broken === undefined) {
        cell.set(aws.tick(cell.get(), Math.min(pace, until - clock.now())))
        options.onTime?.()
        // Lets the terminal draw, and a person stop it.
        await turn()
      }
    },
  }
  const recorded = (key: Key.Key): Fact.Fact<unknown> => {
    const record = home.pool(poolName(key))?.record
    return record === undefined ? Fact.absent(began) : Fact.present(record, began)
  }
  const clusters = clustersIn(input.read.manifests)
  /** Before anything of a plan is sent, the record names what it makes; both reach the file together. */
  const remember = (pool: Key.Key, plan: Plan<AwsAct>) => {
    const name = poolName(pool)
    const record = home.pool(name)?.record ?? noRecord
    const holds = [...plan.holds, ...plan.steps.flatMap((s) => s.holds)]
    home.setPool(name, { record: grown(record, plan, clusters.get(name)), holds })
  }
  const engine = makeEngine({
    provider,
    calls: kept(callsOf(operations, aws, cell), keep),
    sources: {
      ...manifestSources(kube, began),
      settings: answering(() => Fact.present(settings, began)),
      record: answering(recorded),
    },
    watched: [...manifestNouns, 'settings'],
    vault: vaultOf(input.read.vault),
    clock,
    random: () => 0,
    uidOf: uidsIn(input.read.manifests),
    // The embedded cloud answers every read with what is there.
    // It takes as many requests at once as there are, so that one write of the state keeps many answers.
    limits: { visibility: 0, writes: 256 },
    onEvent: (e) => {
      if (e._tag === 'Planned') remember(e.pool, e.plan)
      options.onEvent?.(e)
    },
  })
  const settle = (pool: Key.Key, gone: boolean) => {
    const name = poolName(pool)
    const state = home.pool(name)
    if (gone || state === undefined) return home.setPool(name, undefined)
    const { scope } = state.record
    const region = scope === undefined ? undefined : regionOf(cell.get(), scope)
    const id = Key.parse(pool).id
    const template = region?.templateIds.get(id)
    const record = { ...trimmed(state.record, region?.groups.get(id)), ...(template === undefined ? {} : { template }) }
    home.setPool(name, { ...state, record })
  }
  return { engine, pools, home, now: clock.now, settle, broken: () => broken }
}

/** As the planner tells pools apart: by the API server's uid, else by name. */
const uidsIn = (manifests: Manifests): ((pool: Key.Key) => string) => {
  const uids = new Map(manifests.awsMachinePools.map(({ value: { metadata: m } }) => [`${m.namespace}/${m.name}`, m.uid]))
  return (pool) => uids.get(poolName(pool)) ?? poolName(pool)
}

const clustersIn = (manifests: Manifests): ReadonlyMap<string, string> =>
  new Map(
    manifests.machinePools.map(({ value: { metadata, spec } }) => [
      `${metadata.namespace}/${spec.infrastructureRef.name}`,
      spec.clusterName,
    ]),
  )

const manifestNouns = ['awsmachinepool', 'machinepool', 'cluster', 'awscluster', 'awsmanagedcontrolplane', 'kubeadmconfig', 'secret'] as const
const manifestSources = (facts: Fact.Facts, asOf: number): { readonly [noun: string]: Source.Source } => {
  const source = Source.fromFacts(
    () => facts,
    () => Fact.absent(asOf),
  )
  return Object.fromEntries(manifestNouns.map((noun) => [noun, source]))
}
const answering =
  (answer: (key: Key.Key) => Fact.Fact<unknown>): Source.Source =>
  (keys) =>
  () =>
    Promise.resolve(new Map(keys.map((key) => [key, answer(key)])))

/** The same port, whose answers to what changes something wait until the change would survive the end of the process. */
const kept = (calls: Calls<AwsAct>, keep: () => Promise<void>): Calls<AwsAct> => {
  const keeping = (op: string, call: (...args: ReadonlyArray<never>) => () => Promise<unknown>) =>
    rowOf(operations, op)?.effect === 'read'
      ? call
      : (...args: ReadonlyArray<never>) =>
          async () => {
            const answer = await call(...args)()
            await keep()
            return answer
          }
  // Each function keeps the type it had: only when its answer arrives is another moment.
  return Object.fromEntries(Object.entries(calls).map(([op, call]) => [op, keeping(op, call)])) as unknown as Calls<AwsAct>
}
