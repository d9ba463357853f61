/**
 * A provider with the engine around it, as a subject: what is tried is what a host runs. A process that ends takes the engine with it,
 * and everything the engine remembered.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { type Call, type Calls, callsThrough, send } from '@poolwright/core/Calls'
import { lost } from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import { equals } from '@poolwright/core/Json'
import type { Key } from '@poolwright/core/Key'
import { type Engine, makeEngine } from '@poolwright/engine/Engine'
import type { Host, Limits } from '@poolwright/engine/Host'
import * as Source from '@poolwright/engine/Source'
import * as E from 'fp-ts/lib/Either.js'
import { type Desired, put } from './Desired.js'
import { saidOf } from './plainly.js'
import type { Process, Subject, Surroundings } from './Subject.js'
import type { Planning } from './Trial.js'

export type EmbeddedOptions<A extends AnyAct, N> = {
  readonly limits?: Partial<Limits>
  /**
   * Nouns whose documents the host is told of when they change, as from a watch: it lists them when it starts and every five minutes, and
   * believes what it is told in between. Without any it lists everything in every pass.
   */
  readonly watched?: ReadonlyArray<string>
  /** How long it goes by what it was told before it lists again, in milliseconds; five minutes when not given. */
  readonly relistAfter?: Fact.Millis
  /** Rules over all pools, which may look at all that the engine knows. */
  readonly rules?: (facts: () => Fact.Facts) => NonNullable<Host<A, N>['rules']>
  /** What else a host hands in. */
  readonly host?: Partial<Pick<Host<A, N>, 'approve'>>
}

/** How a process knows what is wanted. */
type Wishes = {
  readonly get: () => Desired
  /** Called before each pass. */
  readonly refresh: (now: number) => void
  readonly told?: NonNullable<Process<AnyAct>['told']>
}

const listedEachPass = ({ desired }: Surroundings): Wishes => ({ get: desired, refresh: () => undefined })

/** As a watch tells it. What is told late is older than what is known, and counts for nothing. */
const watchedBy = (surroundings: Surroundings, relistAfter: Fact.Millis, onChange: (before: Desired, after: Desired) => void): Wishes => {
  let seen = surroundings.desired()
  let asOf = surroundings.version()
  let listedAt: number | undefined
  const versions = new Map<string, number>()
  const now = (to: Desired) => {
    const before = seen
    seen = to
    if (before !== to) onChange(before, to)
  }
  return {
    get: () => seen,
    refresh: (at) => {
      // A clock that was put back says nothing about how long ago it was.
      if (listedAt !== undefined && at >= listedAt && at - listedAt < relistAfter) return
      listedAt = at
      asOf = surroundings.version()
      now(surroundings.desired())
    },
    told: ({ document, to, version }) => {
      if (version <= Math.max(asOf, versions.get(document) ?? 0)) return
      versions.set(document, version)
      now(put([document], to)(seen))
    },
  }
}

export const embedded = <A extends AnyAct, N>(planning: Planning<A, N>, options: EmbeddedOptions<A, N> = {}): Subject<A> => ({
  start: (surroundings) => {
    const { watched = [], relistAfter = 300_000, limits, host, rules } = options
    let now = 0
    let calls: Calls<A> | undefined
    // Each pass brings a port of its own.
    const forward =
      (op: string): Call<unknown, object> =>
      (scope, input, token) =>
        calls === undefined ? () => Promise.resolve(E.left(lost)) : send(calls)(op, scope, input, token)
    const factsOf = (desired: Desired) => planning.facts(desired, now, surroundings.record.get())
    let facts: Fact.Facts | undefined
    const factsNow = () => (facts ??= factsOf(wishes.get()))
    const tellEngine = (before: Desired, after: Desired) => {
      const [was, is] = [factsOf(before), factsOf(after)]
      facts = undefined
      const keys = [...Object.keys(was), ...Object.keys(is)].filter((key): key is Key => !equals(valueIn(was, key), valueIn(is, key)))
      engine.changed(keys)
    }
    const wishes = watched.length === 0 ? listedEachPass(surroundings) : watchedBy(surroundings, relistAfter, tellEngine)
    const source = Source.fromFacts(factsNow, () => Fact.absent(now))
    const engine: Engine<A> = makeEngine<A, N>({
      provider: planning.provider,
      calls: callsThrough(planning.provider.ops, forward),
      sources: Object.fromEntries(planning.nouns.map((noun) => [noun, source])),
      watched,
      vault: { open: (secret) => planning.vault(wishes.get()).open(secret) },
      // Time passes between passes only: whoever sleeps in one is woken at once.
      clock: { now: () => now, sleep: () => Promise.resolve() },
      random: () => 0,
      uidOf: (pool) => planning.uid(wishes.get(), pool),
      before: (plan, looked) => () => {
        if (planning.record !== undefined) surroundings.record.set(planning.record([plan], surroundings.record.get(), looked))
        return Promise.resolve(E.right(undefined))
      },
      ...(limits === undefined ? {} : { limits }),
      ...(rules === undefined ? {} : { rules: rules(() => engine.facts()) }),
      ...host,
    })
    return {
      ...(wishes.told === undefined ? {} : { told: wishes.told }),
      pass: async (port, at) => {
        calls = port
        now = at
        facts = undefined
        wishes.refresh(at)
        const pools = planning.pools(wishes.get())
        const passed = await engine.reconcileOnce(pools)
        const plans = [...passed.pools.values()].map((p) => p.plan)
        // The engine tells of a provider that throws and goes on; here it is the end of the pass.
        const broken = plans.flatMap((p) => p.holds).find((h) => h.code === 'PW-PLAN-FAILED')
        if (broken !== undefined) throw new Error(broken.why)
        const due = Math.min(...[...passed.pools.values()].map((p) => p.due)) - at
        return { ...saidOf(planning.provider.ops, plans), next: due }
      },
    }
  },
})

const valueIn = (facts: Fact.Facts, key: string): unknown => {
  const fact = facts[key]
  return fact?._tag === 'Present' ? fact.value : undefined
}
