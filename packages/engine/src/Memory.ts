/**
 * All that an engine remembers from pass to pass. Losing it costs reads and nothing else: what must survive is in the cloud, in the manifests or
 * in the record.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import { type Attempts, makeAttempts } from './Attempts.js'
import { carryOut, type Shell } from './carryOut.js'
import { type Emit } from './Event.js'
import { defaultLimits, type Host, type Limits } from './Host.js'
import { observe } from './observe.js'
import { makePoolPlanner, type PoolPlanner } from './planPools.js'
import { makeReader } from './Reader.js'
import { makeSlots } from './Slots.js'
import { atHandIn, byNoun } from './Source.js'
import { makeStore, type Store } from './Store.js'

export type Memory<A extends AnyAct> = {
  readonly store: Store
  readonly planner: PoolPlanner<A>
  readonly carryOut: ReturnType<typeof carryOut<A>>
  /** The latest plan of each pool as it was admitted. */
  readonly admitted: Map<Key.Key, Plan<A>>
}

export const limitsOf = (limits: Partial<Limits> = {}): Limits => ({ ...defaultLimits, ...limits })

export const makeMemory = <A extends AnyAct, N>(host: Host<A, N>, emit: Emit<A>): Memory<A> => {
  const { provider, clock } = host
  const limits = limitsOf(host.limits)
  const uidOf = host.uidOf ?? ((pool: Key.Key): string => pool)
  const watched = new Set([...(host.watched ?? []), 'attempt'])
  const store = makeStore({
    nouns: Object.fromEntries(Object.entries(provider.nouns).filter(([noun]) => !Object.hasOwn(host.sources, noun))),
    everyPass: (noun) => Object.hasOwn(host.sources, noun) && !watched.has(noun),
    initial: (key) => (Key.nounOf(key) === 'attempt' ? Fact.absent(clock.now()) : Fact.unread),
    now: clock.now,
    visibility: limits.visibility,
  })
  const attempts: Attempts = makeAttempts(store, clock.now, host.random)
  const cloud = observe<A>({
    nouns: provider.nouns,
    calls: host.calls,
    now: clock.now,
    slots: makeSlots(limits.reads),
    pages: limits.pages,
    onRead: (sent) => emit({ _tag: 'Read', ...sent }),
  })
  const sources = { ...host.sources, attempt: attempts.source }
  const read = makeReader(store, byNoun(sources, cloud))
  const shell: Shell<A> = {
    ops: provider.ops,
    calls: host.calls,
    vault: host.vault,
    store,
    attempts,
    uidOf,
    now: clock.now,
    slots: makeSlots(limits.writes),
    emit,
  }
  return {
    store,
    planner: makePoolPlanner({ provider, store, read, atHand: atHandIn(sources), now: clock.now, uidOf, rounds: limits.rounds }),
    carryOut: carryOut(shell),
    admitted: new Map(),
  }
}
