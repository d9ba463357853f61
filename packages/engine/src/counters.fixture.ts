/**
 * A cloud made up for the tests of the engine: counters that have a name, an id and a value, and a provider that plans them. Small enough that
 * every request can be counted by hand.
 */
import { type Act, type Answer, type In, RefText } from '@poolwright/core/Action'
import type { AttemptNouns } from '@poolwright/core/Attempt'
import { callsThrough } from '@poolwright/core/Calls'
import { missing, world as says } from '@poolwright/core/Change'
import { type CloudError, refused, stale } from '@poolwright/core/CloudError'
import { struct } from '@poolwright/core/codec'
import { destroys, none } from '@poolwright/core/Disruption'
import * as Fact from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { Effect, OpRow, OpTable, Repeat } from '@poolwright/core/Operation'
import { out, type Plan, type Step, step } from '@poolwright/core/Plan'
import { type NounTable, type PoolProvider, reading } from '@poolwright/core/Provider'
import * as Requeue from '@poolwright/core/Requeue'
import { Secret, vaultOf } from '@poolwright/core/Secret'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import type { Clock } from './Clock.js'
import type { Event } from './Event.js'
import type { Host } from './Host.js'
import { answering } from './Source.js'

const Counter = struct('Counter', { Name: t.string, Id: t.string, Value: t.number })
type Counter = t.TypeOf<typeof Counter>
/** `siblings`: further counters, each made by a step of its own that waits for nothing. */
type Wanted = {
  readonly value: number
  readonly siblings?: ReadonlyArray<string>
  readonly secret?: Secret
  /** How old the counter may be when the plan looks at it. */
  readonly maxAge?: number
  /** Whether the plan looks at the counter's log as well, which never changes. */
  readonly log?: boolean
}

const names = t.readonlyArray(t.string)
const codecs = {
  'count:Describe': [
    struct('Describe', { Names: names }, { Next: t.string }),
    struct('Counters', { Counters: t.readonlyArray(Counter) }, { Next: t.string }),
  ],
  'count:ReadLog': [struct('ReadLog', { Names: names }), struct('Lines', { Lines: t.record(t.string, t.number) })],
  'count:Create': [struct('Create', { Name: t.string }, { Seed: Secret }), struct('Created', { Id: t.string })],
  'count:Set': [struct('Set', { Id: RefText, Value: t.number }), struct('Empty', {})],
} as const
type Codecs = typeof codecs
export type CounterAct = { [K in keyof Codecs]: Act<K, t.TypeOf<Codecs[K][0]>, t.TypeOf<Codecs[K][1]>> }[keyof Codecs]
export type CounterNouns = AttemptNouns & { readonly wanted: Wanted; readonly counter: Counter; readonly log: number }

export const scope = 'count:1/r'
export const poolKey = (name: string) => Key.of('wanted', 'kube:/default', name)
export const counterKey = (name: string) => Key.of('counter', scope, name)
export const logKey = (name: string) => Key.of('log', scope, name)

const read = reading<CounterAct>()
const pieces = (ids: ReadonlyArray<string>, size: number) =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size))
const nouns: NounTable<Pick<CounterNouns, 'counter' | 'log'>> = {
  counter: {
    codec: Counter,
    lifetime: 60_000,
    names: (c) => [c.Id],
    requests: (_, ids) =>
      pieces(ids, 100).map((Names) =>
        read({
          ids: Names,
          op: 'count:Describe',
          input: { Names },
          facts: (a) => new Map(a.Counters.map((c) => [c.Name, c])),
          more: (a) => (a.Next === undefined ? O.none : O.some({ Names, Next: a.Next })),
        }),
      ),
  },
  log: {
    codec: t.number,
    lifetime: Infinity,
    requests: (_, ids) =>
      pieces(ids, 10).map((Names) =>
        read({
          ids: Names,
          op: 'count:ReadLog',
          input: { Names },
          facts: (a) => new Map(Object.entries(a.Lines)),
          absentOn: ['NoSuchCounter'],
        }),
      ),
  },
}

const row = <K extends keyof Codecs>(
  op: K,
  effect: Effect,
  repeat: Repeat,
  touches: (i: In<CounterAct, K>) => ReadonlyArray<Key.Key> = () => [],
): OpRow<In<CounterAct, K>, Answer<CounterAct, K>> => {
  const [input, answer] = codecs[op]
  // The pair of codecs is the one that the union was derived from for this very `op`.
  return {
    effect,
    repeat,
    permission: op,
    bucket: 'count',
    input,
    answer,
    touches: (_: Key.Scope, i: In<CounterAct, K>) => touches(i),
  } as unknown as OpRow<In<CounterAct, K>, Answer<CounterAct, K>>
}
const ops: OpTable<CounterAct> = {
  'count:Describe': row('count:Describe', 'read', 'natural'),
  'count:ReadLog': row('count:ReadLog', 'read', 'natural'),
  'count:Create': row('count:Create', 'create', 'token', (i) => [counterKey(i.Name)]),
  'count:Set': row('count:Set', 'change', 'natural', (i) => (typeof i.Id === 'string' ? [counterKey(i.Id)] : [])),
}

const s = step<CounterAct>()
const plan = (pool: Key.Key, look: Fact.Look<CounterNouns>): Plan<CounterAct> => {
  const { id: name } = Key.parse(pool)
  const answer = (more: Partial<Plan<CounterAct>>): Plan<CounterAct> => ({
    pool,
    steps: [],
    holds: [],
    findings: [],
    status: null,
    next: Requeue.after(60_000),
    ...more,
  })
  const awaits = (fact: Key.Key) => answer({ holds: [Hold.awaits('PW-READ', fact, 'not read yet')], next: Requeue.after(5_000) })
  const wanted = look(poolKey(name))
  if (wanted._tag !== 'Present') return wanted._tag === 'Absent' ? answer({ next: Requeue.awaitChange }) : awaits(poolKey(name))
  const { value: want, maxAge, siblings = [], secret, log } = wanted.value
  const counter = look(counterKey(name), maxAge)
  if (counter._tag === 'Unknown') return awaits(counterKey(name))
  if (counter._tag === 'Present' && log === true && look(logKey(counter.value.Id))._tag === 'Unknown')
    return awaits(logKey(counter.value.Id))
  const others = siblings.flatMap((other): ReadonlyArray<Step<CounterAct>> => {
    const fact = look(counterKey(other))
    return fact._tag === 'Absent' ? [s(`sibling-${other}`, scope, 'count:Create', { Name: other }, [missing(counterKey(other))])] : []
  })
  if (counter._tag === 'Absent') {
    const create = s('create', scope, 'count:Create', { Name: name, ...(secret === undefined ? {} : { Seed: secret }) }, [
      missing(counterKey(name)),
    ])
    const set = s('set', scope, 'count:Set', { Id: out(create, 'Id'), Value: want }, [missing(counterKey(name))])
    return answer({ steps: [create, set, ...others], next: Requeue.after(5_000) })
  }
  const { Id, Value } = counter.value
  if (Value === want) return answer({ steps: others })
  const disruption = want < Value ? destroys(Value - want) : none
  const cause = says(counterKey(name), `${Value} is not ${want}`)
  return answer({ steps: [s('set', scope, 'count:Set', { Id, Value: want }, [cause], { disruption, basis: Value }), ...others] })
}

export const provider: PoolProvider<CounterAct, CounterNouns> = { kind: 'Counter', ops, nouns, rows: {}, plan }

/** A clock that moves when somebody sleeps; whoever sleeps for ever is woken by its signal only. */
export const scriptedClock = (start = 1_000_000): Clock & { readonly advance: (ms: number) => void; readonly slept: Array<number> } => {
  let time = start
  const slept: Array<number> = []
  return {
    now: () => time,
    slept,
    advance: (ms) => {
      time += ms
    },
    sleep: (ms, signal) => {
      if (signal?.aborted === true) return Promise.resolve()
      slept.push(ms)
      if (ms === Infinity) return new Promise((resolve) => signal?.addEventListener('abort', resolve))
      time += Math.max(ms, 0)
      return Promise.resolve()
    },
  }
}

export type Request = { readonly op: string; readonly input: unknown; readonly token: string }
/** What a test may do to a request: answer it, or let it through. */
export type Interference = (
  request: Request,
  count: number,
) => Promise<CloudError | 'lost after' | undefined> | CloudError | 'lost after' | undefined

export const counterCloud = () => {
  const counters = new Map<string, Counter>()
  const tokens = new Map<string, string>()
  const requests: Array<Request> = []
  const cloud = {
    counters,
    requests,
    /** Reads answer from here instead, while it is set. */
    snapshot: undefined as ReadonlyMap<string, Counter> | undefined,
    pageSize: 100,
    interfere: (() => undefined) as Interference,
    freeze: () => {
      cloud.snapshot = new Map(counters)
    },
    count: (op: string) => requests.filter((r) => r.op === op).length,
    writes: () => requests.filter((r) => r.op === 'count:Create' || r.op === 'count:Set'),
  }
  const perform = (op: string, input: never, token: string): E.Either<CloudError, object> => {
    const i: { Names: ReadonlyArray<string>; Next?: string; Name: string; Id: string; Value: number } = input
    const seen = cloud.snapshot ?? counters
    if (op === 'count:Describe') {
      const from = Number(i.Next ?? 0)
      const found = i.Names.flatMap((n) => seen.get(n) ?? [])
      const page = found.slice(from, from + cloud.pageSize)
      return E.right({
        Counters: page.map((c) => ({ ...c })),
        ...(from + cloud.pageSize < found.length ? { Next: String(from + cloud.pageSize) } : {}),
      })
    }
    if (op === 'count:ReadLog') {
      const known = new Set([...seen.values()].map((c) => c.Id))
      return i.Names.every((n) => known.has(n))
        ? E.right({ Lines: Object.fromEntries(i.Names.map((n) => [n, 1])) })
        : E.left(stale('NoSuchCounter'))
    }
    if (op === 'count:Create') return create(i.Name, token)
    const known = [...counters.values()].find((c) => c.Id === i.Id)
    if (known === undefined) return E.left(refused('NoSuchCounter'))
    counters.set(known.Name, { ...known, Value: i.Value })
    return E.right({})
  }
  const create = (name: string, token: string): E.Either<CloudError, object> => {
    const made = tokens.get(token)
    if (made !== undefined) return E.right({ Id: made })
    if (counters.has(name)) return E.left(stale('AlreadyExists'))
    const Id = `c-${tokens.size + 1}`
    tokens.set(token, Id)
    counters.set(name, { Name: name, Id, Value: 0 })
    return E.right({ Id })
  }
  const call = (op: string) => (_: Key.Scope, input: unknown, token: string) => async (): Promise<E.Either<CloudError, object>> => {
    const request = { op, input, token }
    requests.push(request)
    const instead = await cloud.interfere(request, requests.length)
    if (instead !== undefined && instead !== 'lost after') return E.left(instead)
    const answer = perform(op, input as never, token)
    return instead === 'lost after' ? E.left({ _tag: 'Lost' }) : answer
  }
  return { cloud, calls: callsThrough(ops, call) }
}

/** A host around a fresh cloud, with the wanted counters in a record that tests may change. */
export const lab = (wanted: Readonly<Record<string, Wanted>>, more: Partial<Host<CounterAct, CounterNouns>> = {}) => {
  const { cloud, calls } = counterCloud()
  const clock = scriptedClock()
  const specs: Record<string, Wanted> = { ...wanted }
  const events: Array<Event<CounterAct>> = []
  const counts = { plans: 0 }
  const counted = {
    ...provider,
    plan: (pool: Key.Key, look: Fact.Look<CounterNouns>, now: number) => {
      counts.plans += 1
      return provider.plan(pool, look, now)
    },
  }
  const wish = (key: Key.Key): Fact.Fact<Wanted> => {
    const spec = specs[Key.parse(key).id]
    return spec === undefined ? Fact.absent(0) : Fact.present(spec, 0)
  }
  const host: Host<CounterAct, CounterNouns> = {
    provider: counted,
    calls,
    sources: { wanted: answering(wish) },
    vault: vaultOf(new Map()),
    clock,
    random: () => 0,
    onEvent: (e) => void events.push(e),
    ...more,
  }
  return { cloud, calls, clock, specs, events, counts, host, pools: Object.keys(wanted).map(poolKey) }
}
