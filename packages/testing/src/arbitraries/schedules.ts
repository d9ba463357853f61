/**
 * Schedules by chance: changes of single leaves, passes and time between them, and an adversary who strikes a bounded number of times.
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import type { Event, Fault, Schedule, Setting } from '../Schedule.js'
import * as S from '../Schedule.js'
import type { Inputs } from '../Trial.js'

/** What may happen in a schedule besides changes of leaves. */
export type Mischief = {
  readonly faults?: ReadonlyArray<Fault['fault']>
  /** Whose things others may touch. */
  readonly edits?: ReadonlyArray<'ours' | 'foreign'>
  readonly restarts?: boolean
  readonly forgets?: boolean
  readonly clocks?: boolean
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

export const deletion = <W>(inputs: Inputs<W>): Setting => ({ at: inputs.deletion.place, to: inputs.deletion.to })

/** Spans that matter somewhere: shorter and longer than every lifetime and every wait. */
const span = fc.constantFrom(1_000, 5_000, 16_000, 31_000, 61_000, 300_000, 3_600_000)
const nth = fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(14) })
const of = fc.constantFrom('calls' as const, 'writes' as const)

const editName = <W>(inputs: Inputs<W>, whose: ReadonlyArray<'ours' | 'foreign'>): ReadonlyArray<string> =>
  Object.keys(inputs.edits).filter((name) => whose.some((w) => w === inputs.edits[name]?.whose))

export const fault = (kinds: ReadonlyArray<Fault['fault']>, edits: ReadonlyArray<string>): fc.Arbitrary<Fault> => {
  const crash = fc.record({ fault: fc.constant('crash' as const), when: fc.constantFrom('before' as const, 'after' as const), of, nth })
  const stale = fc.record(
    { fault: fc.constant('stale' as const), depth: fc.integer({ min: 1, max: 4 }), nth },
    { requiredKeys: ['fault', 'depth'] },
  )
  const error = fc.record({
    fault: fc.constant('error' as const),
    error: fc.constantFrom('Throttled' as const, 'Busy' as const, 'Stale' as const, 'Refused' as const, 'Denied' as const, 'Lost' as const),
    of,
    nth,
  })
  const lost = fc.record({ fault: fc.constant('lost' as const), nth: fc.nat(3) })
  const meanwhile = fc.record({
    fault: fc.constant('meanwhile' as const),
    edit: fc.constantFrom(...(edits.length === 0 ? ['nothing'] : edits)),
    n: fc.nat(9),
    of,
    nth,
  })
  const all: { readonly [K in Fault['fault']]: fc.Arbitrary<Fault> } = { crash, stale, error, lost, meanwhile }
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
    if (e.do !== 'edit' && e.do !== 'restart' && e.do !== 'forget' && e.do !== 'clock' && e.do !== 'together') return [e]
    left -= 1
    return left >= 0 ? [e] : []
  })
}

export type ScheduleOptions = {
  /** Changes of leaves: at least one. */
  readonly moves?: number
  readonly passes?: number
  /** How often something may go wrong. */
  readonly strength?: number
  readonly mischief?: Mischief
  /** How many schedules of a hundred end with everything gone. */
  readonly deletions?: number
  /** Whether the world is at rest before the first change. By chance when not given. */
  readonly settled?: boolean
}

/** From a first wish through changes, passes and mischief to quiet. */
export const schedules = <W>(inputs: Inputs<W>, o: ScheduleOptions = {}): fc.Arbitrary<Schedule> => {
  const mischief = o.mischief ?? {}
  const edits = editName(inputs, mischief.edits ?? [])
  const kinds = mischief.faults ?? []
  const faults = kinds.length === 0 ? fc.constant([]) : fc.array(fault(kinds, edits), { maxLength: 2 })
  const one: fc.Arbitrary<Event> =
    (mischief.processes ?? 1) > 1
      ? fc.record({ do: fc.constant('pass' as const), faults, as: fc.nat((mischief.processes ?? 1) - 1) })
      : fc.record({ do: fc.constant('pass' as const), faults })
  const wait = span.map(S.wait)
  const odd: ReadonlyArray<fc.Arbitrary<Event>> = [
    ...(edits.length > 0 ? [fc.record({ do: fc.constant('edit' as const), edit: fc.constantFrom(...edits), n: fc.nat(9) })] : []),
    ...(mischief.restarts === true ? [fc.constant(S.restart)] : []),
    ...((mischief.processes ?? 1) > 1 ? [fc.record({ do: fc.constant('together' as const), lag: fc.nat(30) })] : []),
    ...(mischief.forgets === true ? [fc.constant({ do: 'forget' as const })] : []),
    ...(mischief.clocks === true ? [fc.integer({ min: -600_000, max: 600_000 }).map((ms) => ({ do: 'clock' as const, ms }))] : []),
  ]
  const between = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: one },
      { weight: 3, arbitrary: wait },
      ...(odd.length === 0 ? [] : [{ weight: 3, arbitrary: fc.oneof(...odd) }]),
    ),
    { maxLength: o.passes ?? 6 },
  )
  const change = move(inputs).map((sets) => sets.map(S.set))
  const changes = fc.array(fc.tuple(change, between), { minLength: 1, maxLength: o.moves ?? 2 })
  const settled = o.settled === undefined ? fc.boolean() : fc.constant(o.settled)
  const gone = fc.integer({ min: 0, max: 99 }).map((x) => x >= 100 - (o.deletions ?? 0))
  return fc
    .tuple(beginning(inputs), settled, between, changes, gone, between)
    .map(([first, calm, before, moved, ends, after]) =>
      S.schedule(
        first,
        bounded(o.strength ?? 3, [
          ...before,
          ...(calm ? [S.settle] : []),
          ...moved.flatMap(([c, then]) => [...c, ...then]),
          ...(ends ? [S.set(deletion(inputs)), ...after] : []),
        ]),
      ),
    )
}

/** At rest, then one to a few leaves changed at once: a pair of wishes that nearly agree. */
export const nearMisses = <W>(inputs: Inputs<W>, most = 2): fc.Arbitrary<Schedule> =>
  fc
    .tuple(beginning(inputs), fc.array(move(inputs), { minLength: 1, maxLength: most }))
    .map(([first, moves]) => S.schedule(first, [S.settle, ...moves.flat().map(S.set)]))
