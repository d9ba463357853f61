/**
 * Schedules by chance: changes of single leaves, passes and time between them, and an adversary who strikes a bounded number of times.
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import { type Event, type Fault, kindOf, type Schedule, type Setting } from '../Schedule.js'
import * as S from '../Schedule.js'
import type { Inputs } from '../Trial.js'
import { afterSetting, wishedAtFirst } from '../wishes.js'

/** What may happen in a schedule besides changes of leaves. */
export type Mischief = {
  readonly faults?: ReadonlyArray<Fault['fault']>
  /** Whose things others may touch. */
  readonly edits?: ReadonlyArray<'ours' | 'foreign'>
  readonly restarts?: boolean
  readonly forgets?: boolean
  readonly clocks?: boolean
  /** Processes come up beside copies that are behind those that were read before. */
  readonly travels?: boolean
  /** Rate buckets run dry. */
  readonly rates?: boolean
  /** Changes are told late, twice, in another order or never. */
  readonly watch?: boolean
  /** How many processes there may be. */
  readonly processes?: number
}

/** One leaf gets another value. */
export const setting = <W>(inputs: Inputs<W>): fc.Arbitrary<Setting> =>
  fc.oneof(
    ...inputs.leaves.map((l) => ({
      weight: l.weight ?? 1,
      arbitrary: l.values.map((to): Setting => (to === undefined ? { at: l.place } : { at: l.place, to })),
    })),
  )

/** One leaf, or a few that belong together. */
export const move = <W>(inputs: Inputs<W>): fc.Arbitrary<ReadonlyArray<Setting>> => {
  const one = setting(inputs).map((s) => [s])
  const { together = [] } = inputs
  return together.length === 0 ? one : fc.oneof({ weight: 6, arbitrary: one }, { weight: 1, arbitrary: fc.oneof(...together) })
}

/** What is wanted at first: a few moves away from the base. */
export const beginning = <W>(inputs: Inputs<W>, most = 4): fc.Arbitrary<ReadonlyArray<Setting>> =>
  fc.array(move(inputs), { maxLength: most }).map((moves) => moves.flat())

const drawn = new WeakMap<object, ReadonlyArray<ReadonlyArray<Setting>>>()
/** Few enough that many schedules have one in common: coming to rest on it is then done once for all of them. */
const someBeginnings = <W>(inputs: Inputs<W>): fc.Arbitrary<ReadonlyArray<Setting>> => {
  const some = drawn.get(inputs) ?? fc.sample(beginning(inputs), { numRuns: 100, seed: 1 })
  drawn.set(inputs, some)
  return fc.constantFrom(...some)
}

export const deletion = <W>(inputs: Inputs<W>): Setting => ({ at: inputs.deletion.place, to: inputs.deletion.to })

/** Spans that matter somewhere: shorter and longer than every lifetime and every wait. */
const span = fc.constantFrom(1_000, 5_000, 16_000, 31_000, 61_000, 300_000, 3_600_000)
/** A pass makes a handful of reads and seldom more than three writes. */
const call = fc.oneof(
  { weight: 4, arbitrary: fc.record({ of: fc.constant('writes' as const), nth: fc.constantFrom(0, 0, 0, 1, 1, 2) }) },
  { weight: 3, arbitrary: fc.record({ of: fc.constant('calls' as const), nth: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ of: fc.constant('calls' as const), nth: fc.nat(14) }) },
)

/** The names of edits, each as often as its weight says. */
const editName = <W>(inputs: Inputs<W>, whose: ReadonlyArray<'ours' | 'foreign'>): ReadonlyArray<string> =>
  Object.entries(inputs.edits).flatMap(([name, edit]) =>
    whose.includes(edit.whose) ? Array.from({ length: edit.weight ?? 1 }, () => name) : [],
  )

export const fault = (kinds: ReadonlyArray<Fault['fault']>, edits: ReadonlyArray<string>): fc.Arbitrary<Fault> => {
  const at = <F extends object>(what: fc.Arbitrary<F>) => fc.tuple(what, call).map(([f, c]) => ({ ...f, ...c }))
  const crash = at(fc.record({ fault: fc.constant('crash' as const), when: fc.constantFrom('before' as const, 'after' as const) }))
  const stale = fc.record(
    { fault: fc.constant('stale' as const), depth: fc.integer({ min: 1, max: 4 }), nth: fc.nat(4) },
    { requiredKeys: ['fault', 'depth'] },
  )
  const lag = fc.record({ fault: fc.constant('lag' as const), ms: fc.integer({ min: 1, max: 20_000 }) })
  const error = at(
    fc.record({
      fault: fc.constant('error' as const),
      error: fc.constantFrom(
        'Throttled' as const,
        'Busy' as const,
        'Stale' as const,
        'Refused' as const,
        'Denied' as const,
        'Lost' as const,
      ),
    }),
  )
  const lost = fc.record({ fault: fc.constant('lost' as const), nth: fc.constantFrom(0, 0, 0, 1, 1, 2) })
  const meanwhile = at(
    fc.record({
      fault: fc.constant('meanwhile' as const),
      edit: fc.constantFrom(...(edits.length === 0 ? ['nothing'] : edits)),
      n: fc.nat(9),
    }),
  )
  const all: { readonly [K in Fault['fault']]: fc.Arbitrary<Fault> } = { crash, stale, lag, error, lost, meanwhile }
  return fc.oneof(...kinds.filter((k) => k !== 'meanwhile' || edits.length > 0).map((k) => all[k]))
}

/** At most `k` things go wrong; what comes after is quiet. */
const bounded = (k: number, events: ReadonlyArray<Event>): ReadonlyArray<Event> => {
  let left = k
  return events.flatMap((e): ReadonlyArray<Event> => {
    if (e.do === 'pass') {
      const faults = e.faults.slice(0, left)
      left -= faults.length
      return [{ ...e, faults }]
    }
    if (kindOf(e) === undefined) return [e]
    left -= 1
    return left >= 0 ? [e] : []
  })
}

export type ScheduleOptions = {
  /** Changes of leaves: at least one, as far as one that changes what is wanted is drawn. */
  readonly moves?: number
  readonly passes?: number
  /** How often something may go wrong. */
  readonly strength?: number
  readonly mischief?: Mischief
  /** How many schedules of a hundred end with everything gone. */
  readonly deletions?: number
  /** Always at rest before the first change. Otherwise three times of four. */
  readonly settled?: true
}

const nothing: fc.Arbitrary<ReadonlyArray<Event>> = fc.constant([])

/** What may happen between passes besides time: each is a few events. */
const oddities = (mischief: Mischief, edits: ReadonlyArray<string>): ReadonlyArray<fc.Arbitrary<ReadonlyArray<Event>>> => {
  const alone = (e: fc.Arbitrary<Event>) => e.map((x) => [x])
  const travel = fc.integer({ min: 1, max: 6 }).map((behind): ReadonlyArray<Event> => [{ do: 'restart', behind }, S.pass()])
  const rates = fc.record({
    do: fc.constant('rates' as const),
    burst: fc.integer({ min: 1, max: 3 }),
    perMinute: fc.constantFrom(1, 6, 60),
  })
  const clock = fc.integer({ min: -600_000, max: 600_000 }).map((ms): Event => ({ do: 'clock', ms }))
  return [
    ...(edits.length > 0 ? [alone(fc.record({ do: fc.constant('edit' as const), edit: fc.constantFrom(...edits), n: fc.nat(9) }))] : []),
    ...(mischief.restarts === true ? [alone(fc.constant(S.restart))] : []),
    ...(mischief.travels === true ? [travel] : []),
    ...(mischief.rates === true ? [rates.map((r): ReadonlyArray<Event> => [r, S.pass()])] : []),
    ...((mischief.processes ?? 1) > 1 ? [alone(fc.record({ do: fc.constant('together' as const), lag: fc.nat(30) }))] : []),
    ...(mischief.forgets === true ? [alone(fc.constant({ do: 'forget' }))] : []),
    ...(mischief.clocks === true ? [alone(clock)] : []),
  ]
}

/** Of some changes the first that changes what is wanted, from one to the next: a leaf is often drawn with the value that it has. */
const countingFrom = <W>(inputs: Inputs<W>, first: ReadonlyArray<Setting>) => {
  let wanted = wishedAtFirst(inputs, first)
  const after = (settings: ReadonlyArray<Setting>) => settings.reduce((d, s) => afterSetting(inputs, d, s), wanted)
  return (some: ReadonlyArray<ReadonlyArray<Setting>>): ReadonlyArray<Setting> => {
    const change = some.find((settings) => after(settings) !== wanted) ?? []
    wanted = after(change)
    return change
  }
}

/** From a first wish through changes, passes and mischief to quiet. Mischief comes where it matters: in the pass after a change. */
export const schedules = <W>(inputs: Inputs<W>, o: ScheduleOptions = {}): fc.Arbitrary<Schedule> => {
  const mischief = o.mischief ?? {}
  const edits = editName(inputs, mischief.edits ?? [])
  const kinds = mischief.faults ?? []
  const processes = mischief.processes ?? 1
  const faultsOf = (minLength: number) =>
    kinds.length === 0 ? fc.constant([]) : fc.array(fault(kinds, edits), { minLength, maxLength: 2 })
  // Who leads mostly goes on leading.
  const who = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(processes - 1) })
  const passWith = (minLength: number): fc.Arbitrary<Event> =>
    processes > 1
      ? fc.record({ do: fc.constant('pass' as const), faults: faultsOf(minLength), as: who })
      : fc.record({ do: fc.constant('pass' as const), faults: faultsOf(minLength) })
  const odd = oddities(mischief, edits)
  const oddity = odd.length === 0 ? nothing : fc.oneof(...odd)
  const one = fc.oneof(
    { weight: 5, arbitrary: passWith(0).map((e) => [e]) },
    { weight: 3, arbitrary: span.map((ms) => [S.wait(ms)]) },
    ...(odd.length === 0 ? [] : [{ weight: 3, arbitrary: oddity }]),
  )
  const between = fc.array(one, { maxLength: o.passes ?? 3 }).map((events) => events.flat())
  const untold: fc.Arbitrary<ReadonlyArray<Event>> =
    mischief.watch === true
      ? fc.oneof(
          nothing,
          fc.constantFrom('drop' as const, 'reverse' as const, 'repeat' as const).map((fate) => [{ do: 'watch' as const, fate }]),
        )
      : nothing
  const strike: fc.Arbitrary<ReadonlyArray<Event>> =
    kinds.length === 0
      ? oddity
      : fc.oneof({ weight: 4, arbitrary: fc.array(passWith(1), { minLength: 1, maxLength: 2 }) }, { weight: 2, arbitrary: oddity })
  const wish = fc.array(move(inputs), { minLength: 1, maxLength: mischief.watch === true ? 2 : 1 })
  const change = fc.array(
    wish.map((moves) => moves.flat()),
    { minLength: 3, maxLength: 3 },
  )
  const then = fc.tuple(untold, strike, between).map((parts) => parts.flat())
  const changes = fc.array(fc.tuple(change, then), { minLength: 1, maxLength: o.moves ?? 2 })
  const opening = fc.oneof(
    { weight: 5, arbitrary: someBeginnings(inputs).map((first): Opening => ({ first, atRest: true, events: [] })) },
    { weight: 1, arbitrary: beginning(inputs).map((first): Opening => ({ first, events: [S.settle] })) },
    ...(o.settled === true
      ? []
      : [{ weight: 2, arbitrary: fc.tuple(beginning(inputs), between).map(([first, events]): Opening => ({ first, events })) }]),
  )
  const gone = fc.integer({ min: 0, max: 99 }).map((x) => x >= 100 - (o.deletions ?? 0))
  return fc.tuple(opening, changes, gone, then).map(([{ events, ...begun }, moved, ends, after]) => {
    const counting = countingFrom(inputs, begun.first)
    return {
      format: 1,
      ...begun,
      events: bounded(o.strength ?? 3, [
        ...events,
        ...moved.flatMap(([change, more]) => [...counting(change).map(S.set), ...more]),
        ...(ends ? [S.set(deletion(inputs)), ...after] : []),
      ]),
    }
  })
}
/** How a schedule begins: on something, on something at rest, or on it after what happens first. */
type Opening = Omit<Schedule, 'format'>

/** At rest, then one to a few leaves changed at once: a pair of wishes that nearly agree. */
export const nearMisses = <W>(inputs: Inputs<W>, most = 2): fc.Arbitrary<Schedule> =>
  fc
    .tuple(beginning(inputs), fc.array(move(inputs), { minLength: 1, maxLength: most }))
    .map(([first, moves]) => S.schedule(first, [S.settle, ...moves.flat().map(S.set)]))
