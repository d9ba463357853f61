/**
 * The loop that a host embeds: reads facts in batches, plans, carries out, and knows when to look again.
 *
 * Every verb is safe to repeat and to stop at any point: what it was about to do is worked out again from facts.
 *
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Facts, Millis } from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import * as SavedPlan from '@poolwright/core/SavedPlan'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { type Difference, differences } from './differences.js'
import { emitTo } from './Event.js'
import type { Host } from './Host.js'
import { makeMemory } from './Memory.js'
import { makePasses, type PoolPass, sentIn } from './passOver.js'
import type { Plans } from './planPools.js'
import { makeQueue, type Queue } from './Queue.js'
import { anyOf, isAborted, type Signal, trigger } from './Signal.js'
import { type Standing, standingOf } from './Standing.js'

export type Pass<A extends AnyAct> = {
  readonly pools: ReadonlyMap<Key.Key, PoolPass<A>>
  /** Requests that were sent to change something, and how many of them failed. */
  readonly sent: number
  readonly failed: number
}

export type PassOptions = {
  /** Raised: no further request is begun, those on their way are waited for. */
  readonly signal?: Signal | undefined
}

export type StableOptions<A extends AnyAct> = PassOptions & {
  /** 500 when not given. */
  readonly maxPasses?: number
  /** Called after each pass, counted from 1. */
  readonly onPass?: (pass: Pass<A>, count: number) => void
  /** A plan that asks to be looked at sooner than this, in milliseconds, is not stable yet. A minute when not given. */
  readonly rest?: Millis
}

export type Outcome<A extends AnyAct> = {
  /**
   * `settled`: nothing is left to do. `held`: what is left waits for somebody, who may be the one that gives permissions. `passes`: neither, after as many passes as were
   * allowed. `aborted`: the signal was raised first.
   */
  readonly ended: 'settled' | 'held' | 'passes' | 'aborted'
  readonly passes: number
  /** The last pass. */
  readonly last: Pass<A>
  readonly standings: ReadonlyMap<Key.Key, Standing>
}

export type Engine<A extends AnyAct> = {
  /** Reads what it takes and plans; changes nothing. A pool is missing from the answer only when the signal was raised. */
  readonly plan: (pools: ReadonlyArray<Key.Key>, options?: PassOptions) => Promise<Plans<A>>
  /** Plans each pool once and carries out what may go. Never rejects; what failed is in the answer and in the next plan. */
  readonly reconcileOnce: (pools: ReadonlyArray<Key.Key>, options?: PassOptions) => Promise<Pass<A>>
  /** Passes over these pools, waiting in between as plans ask for, until nothing moves any more. */
  readonly runUntilStable: (pools: ReadonlyArray<Key.Key>, options?: StableOptions<A>) => Promise<Outcome<A>>
  /**
   * Until the signal is raised: each pool when its plan asks for it or something about it changes. `pools` is asked again whenever the
   * engine wakes, so that it may grow and shrink; tell of a new one with `changed`. A pool that takes long holds up no other. Rejects
   * only when a rule of the host throws.
   */
  readonly run: (pools: () => ReadonlyArray<Key.Key>, options: { readonly signal: Signal }) => Promise<void>
  /** These facts, or the facts of these pools, may have changed: look again. Cheap, and harmless when they have not. */
  readonly changed: (keys: ReadonlyArray<Key.Key>) => void
  /** All that is known. */
  readonly facts: () => Facts
  /** Forgets everything, as a restart does. */
  readonly forget: () => void
  /** The plans with every fact that they looked at, to be written down with `SavedPlan.encode`. `by`: who writes it. */
  readonly saved: (by: string, plans: Plans<A>) => SavedPlan.SavedPlan<A>
  /** Looks again at all facts of a saved plan and plans again: the plans of now if they do the same, else where they differ. */
  readonly stillGood: (saved: SavedPlan.SavedPlan<A>) => Promise<E.Either<ReadonlyArray<Difference>, Plans<A>>>
  /** Carries a saved plan out if it is still good; sends nothing when it is not. */
  readonly apply: (saved: SavedPlan.SavedPlan<A>, options?: PassOptions) => Promise<E.Either<ReadonlyArray<Difference>, Pass<A>>>
}

const passOf = <A extends AnyAct>(pools: ReadonlyMap<Key.Key, PoolPass<A>>): Pass<A> => {
  const runs = [...pools.values()].flatMap(({ run }) => (O.isSome(run) ? [run.value] : []))
  return {
    pools,
    sent: runs.reduce((sum, run) => sum + run.sent.size, 0),
    failed: runs.reduce((sum, run) => sum + [...run.answers.values()].filter(E.isLeft).length, 0),
  }
}

export const makeEngine = <A extends AnyAct, N>(host: Host<A, N>): Engine<A> => {
  const emit = emitTo<A>(host.onEvent)
  const { clock } = host
  let memory = makeMemory(host, emit)
  const passes = makePasses(host, () => memory, emit)
  /** Those who wait, to be told of changes. */
  const waiting = new Set<(pools: ReadonlySet<Key.Key>) => void>()

  const ended = (pools: ReadonlyMap<Key.Key, PoolPass<A>>): Pass<A> => {
    const pass = passOf(pools)
    emit({ _tag: 'PassEnded', at: clock.now(), pools: pools.size, sent: pass.sent, failed: pass.failed })
    return pass
  }
  const reconcileOnce: Engine<A>['reconcileOnce'] = async (pools, { signal } = {}) => {
    const done = new Map<Key.Key, PoolPass<A>>()
    await passes.over(pools, (pool, pass) => done.set(pool, pass), signal)
    return ended(done)
  }

  /** Sleeps until this time, until the signal, or until something changes that `isOurs`. */
  const sleepUntil = async (time: Millis, signal: Signal | undefined, isOurs: (pools: ReadonlySet<Key.Key>) => boolean) => {
    const woken = trigger()
    const wake = (pools: ReadonlySet<Key.Key>) => {
      if (isOurs(pools)) woken.abort()
    }
    waiting.add(wake)
    const either = anyOf(signal === undefined ? [woken.signal] : [woken.signal, signal])
    await clock.sleep(time - clock.now(), either.signal)
    either.release()
    waiting.delete(wake)
  }

  /** What may not be read does not come by waiting, and what the host reports comes when it does. */
  const comes = (key: Key.Key): boolean => {
    const { fact } = memory.store.cell(key)
    const isDenied = fact._tag === 'Unknown' && fact.error._tag === 'Some' && fact.error.value._tag === 'Denied'
    return !isDenied && !(host.watched ?? []).includes(Key.nounOf(key))
  }

  const runUntilStable: Engine<A>['runUntilStable'] = async (pools, options = {}) => {
    const { signal, maxPasses = 500, onPass, rest = 60_000 } = options
    for (let count = 1; ; count++) {
      const last = await reconcileOnce(pools, { signal })
      onPass?.(last, count)
      const standings = new Map([...last.pools].map(([pool, pass]) => [pool, standingOf(pass.plan, sentIn(pass), rest, comes)]))
      const outcome = (how: Outcome<A>['ended']): Outcome<A> => ({ ended: how, passes: count, last, standings })
      if (isAborted(signal)) return outcome('aborted')
      const moving = [...last.pools].filter(([pool]) => standings.get(pool) === 'working' || standings.get(pool) === 'waiting')
      if (moving.length === 0) return outcome([...standings.values()].includes('held') ? 'held' : 'settled')
      if (count >= maxPasses) return outcome('passes')
      await sleepUntil(Math.min(...moving.map(([, pass]) => pass.due)), signal, (changed) => pools.some((pool) => changed.has(pool)))
      if (isAborted(signal)) return outcome('aborted')
    }
  }

  const run: Engine<A>['run'] = async (pools, { signal }) => {
    const queue: Queue = makeQueue()
    const working = new Set<Promise<void>>()
    let turn = trigger()
    let broken: { readonly error: unknown } | undefined
    const wake = (changed: ReadonlySet<Key.Key>) => {
      for (const pool of changed) queue.wake(pool)
      turn.abort()
    }
    const begin = (due: ReadonlyArray<Key.Key>) => {
      const left = new Set(due)
      const done = new Map<Key.Key, PoolPass<A>>()
      const back = (pool: Key.Key, at: Millis) => {
        left.delete(pool)
        queue.done(pool, at)
        turn.abort()
      }
      const work = passes
        .over(
          due,
          (pool, pass) => {
            done.set(pool, pass)
            back(pool, pass.due)
          },
          signal,
        )
        .catch((error: unknown) => {
          broken ??= { error }
          turn.abort()
        })
        .finally(() => {
          for (const pool of left) back(pool, clock.now() + pause)
          ended(done)
          working.delete(work)
        })
      working.add(work)
    }
    waiting.add(wake)
    while (!signal.aborted && broken === undefined) {
      turn = trigger()
      queue.set(pools())
      const due = queue.take(clock.now())
      if (due.length > 0) begin(due)
      const either = anyOf([turn.signal, signal])
      await clock.sleep(queue.next() - clock.now(), either.signal)
      either.release()
    }
    waiting.delete(wake)
    await Promise.all(working)
    if (broken !== undefined) throw broken.error
  }

  const stillGood: Engine<A>['stillGood'] = async (saved) => {
    memory.store.drop(Object.keys(saved.reads).filter((key): key is Key.Key => canChange(key)))
    const plans = await passes.plan(saved.plans.map((plan) => plan.pool))
    const found = saved.plans.flatMap((was) => {
      const is = plans.get(was.pool)
      return is === undefined ? [] : differences(host.provider.ops, was, is.plan)
    })
    return found.length > 0 ? E.left(found) : E.right(plans)
  }
  const canChange = (key: string): boolean => host.provider.nouns[Key.nounOf(key)]?.lifetime !== Infinity

  return {
    plan: (pools, { signal } = {}) => passes.plan(pools, signal),
    reconcileOnce,
    runUntilStable,
    run,
    changed: (keys) => {
      memory.store.drop(keys)
      const pools = new Set([...keys, ...memory.planner.poolsThatRead(keys)])
      for (const wake of [...waiting]) wake(pools)
    },
    facts: () => memory.store.facts(),
    forget: () => {
      memory = makeMemory(host, emit)
    },
    saved: (by, plans) => {
      const facts = memory.store.facts()
      const keys = [...new Set([...plans.values()].flatMap((planned) => planned.reads))].sort()
      const reads = Object.fromEntries(keys.flatMap((key) => (facts[key] === undefined ? [] : [[key, facts[key]]])))
      return { format: SavedPlan.format, by, plans: [...plans.values()].map((planned) => planned.plan), reads }
    },
    stillGood,
    apply: async (saved, { signal } = {}) => {
      const good = await stillGood(saved)
      if (E.isLeft(good)) return good
      const done = new Map<Key.Key, PoolPass<A>>()
      await passes.act(good.right, (pool, pass) => done.set(pool, pass), signal)
      return E.right(ended(done))
    },
  }
}
/** How soon a pool comes back whose pass ended before its turn, in milliseconds. */
const pause = 1_000
