/**
 * Pools, what is wanted of them, and an engine over a cloud: what `plan`, `apply`, `destroy` and the promise-based entry share.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import * as Fact from '@poolwright/core/Fact'
import type * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import { vaultOf } from '@poolwright/core/Secret'
import { type Engine, makeEngine } from '@poolwright/engine/Engine'
import type { Event } from '@poolwright/engine/Event'
import * as Source from '@poolwright/engine/Source'
import { kubeFacts } from '@poolwright/planner/pool/facts'
import { pools as provider } from '@poolwright/planner/pool/pools'
import type { ManifestNouns } from '@poolwright/planner/pool/PoolNouns'
import { noRecord, recordOf } from '@poolwright/planner/pool/Record'
import { recordAfter } from '@poolwright/planner/pool/recordAfter'
import type { SettingsInput } from '@poolwright/planner/pool/Settings'
import * as E from 'fp-ts/lib/Either.js'
import { type Input, poolsIn } from './Input.js'
import type { Place, Tenant } from './Place.js'
import { remains, trimmed } from './record.js'

export { provider }
export type Act = AwsAct

export type Session = {
  readonly engine: Engine<AwsAct>
  readonly pools: ReadonlyArray<Key.Key>
  readonly place: Place
  /** Lets the records of pools at rest be no more than what is there; of pools that are gone little is left. */
  readonly settle: (pools: ReadonlyArray<Key.Key>, gone: boolean) => void
  /** What went wrong while the state was kept; nothing was sent after it. */
  readonly broken: () => Error | undefined
}

export type SessionOptions = {
  readonly onEvent?: (event: Event<AwsAct>) => void
  /** Called whenever some of the cloud's time has passed. */
  readonly onTime?: () => void
  /** Raised when nothing more may be sent. */
  readonly stop?: () => void
}

export const openSession = (input: Input, place: Place, options: SessionOptions = {}): Session => {
  const pools = poolsIn(input)
  const settings: SettingsInput = { ...place.defaults, ...input.settings }
  const { home } = place
  const began = place.now()
  const kube = kubeFacts(input.read.manifests, began)
  let broken: Error | undefined
  const tenant: Tenant = {
    keep: async () => {
      try {
        await home.save()
      } catch (error) {
        broken ??= error instanceof Error ? error : new Error(String(error))
        options.stop?.()
        throw error
      }
    },
    passed: () => options.onTime?.(),
    isBroken: () => broken !== undefined,
  }
  const poolsByRecord = new Map<Key.Key, Key.Key>(pools.map((pool) => [recordOf(pool), pool]))
  const recorded = (key: Key.Key): Fact.Fact<unknown> => {
    const pool = poolsByRecord.get(key)
    const record = pool === undefined ? undefined : home.pool(pool)?.record
    return record === undefined ? Fact.absent(began) : Fact.present(record, began)
  }
  const remember = (plan: Plan<AwsAct>, facts: Fact.Facts) => {
    const record = home.pool(plan.pool)?.record ?? noRecord
    const holds = [...plan.holds, ...plan.steps.flatMap((s) => s.holds)]
    home.setPool(plan.pool, { record: recordAfter(plan, record, facts), holds })
  }
  const engine = makeEngine({
    provider,
    calls: place.calls(tenant),
    sources: {
      ...manifestSources(kube, began),
      settings: Source.answering(() => Fact.present(settings, began)),
      record: Source.answering(recorded),
    },
    watched: [...manifestNouns, 'settings'],
    vault: vaultOf(input.read.vault),
    clock: place.clock(tenant),
    random: place.random,
    uidOf: uidsIn(kube),
    limits: place.limits,
    before: (plan, facts) => async () => {
      remember(plan, facts)
      await tenant.keep()
      return E.right(undefined)
    },
    onEvent: (e) => {
      if (e._tag === 'Planned' && !e.reused) remember(e.plan, {})
      options.onEvent?.(e)
    },
  })
  const settle: Session['settle'] = (settled, gone) => {
    const facts = engine.facts()
    for (const pool of settled) {
      const state = home.pool(pool)
      if (state === undefined) continue
      const record = gone ? remains(state.record) : trimmed(state.record, pool, facts)
      home.setPool(pool, record === undefined ? undefined : { record, holds: gone ? [] : state.holds })
    }
  }
  return { engine, pools, place, settle, broken: () => broken }
}

/** As the planner tells pools apart: by the API server's uid, else by key. */
const uidsIn = (facts: Fact.Facts): ((pool: Key.Key) => string) => {
  const look = Fact.lookIn<ManifestNouns>(facts)
  return (pool) => Fact.valueOf(look(pool as Key.Key<'awsmachinepool' | 'awsmanagedmachinepool'>))?.metadata.uid ?? pool
}

const manifestNouns = [
  'awsmachinepool',
  'awsmanagedmachinepool',
  'roleusers',
  'machinepool',
  'cluster',
  'awscluster',
  'awsmanagedcontrolplane',
  'kubeadmconfig',
  'secret',
] as const
const manifestSources = (facts: Fact.Facts, asOf: number): { readonly [noun: string]: Source.Source } => {
  const source = Source.fromFacts(
    () => facts,
    () => Fact.absent(asOf),
  )
  return Object.fromEntries(manifestNouns.map((noun) => [noun, source]))
}
