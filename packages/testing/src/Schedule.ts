/**
 * What happens in a history, as plain JSON: what is wanted at first, then changes, passes, time and faults. The same schedule on the
 * same trial gives the same history, byte for byte.
 * @since 0.1.0
 */
import { faults as faultsOf, oneOf, struct } from '@poolwright/core/codec'
import { Json } from '@poolwright/core/Json'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

/** A leaf and its new value; without `to` it is taken out. */
export const Setting = struct('Setting', { at: t.readonlyArray(t.string) }, { to: Json })
export type Setting = t.TypeOf<typeof Setting>

/** Calls of one pass are counted from 0, all of them or writes alone. A number that the pass does not reach does nothing. */
const Nth = { of: oneOf('calls', 'writes'), nth: t.number }
const Failure = oneOf('Throttled', 'Busy', 'Stale', 'Refused', 'Denied', 'Lost')

export const Fault = t.union([
  /** The process is stopped before the request leaves, or after it was carried out and before the answer comes. */
  struct('crash', { fault: t.literal('crash'), when: oneOf('before', 'after'), ...Nth }),
  /** The `nth` read of the pass, or every read, answers as the world was `depth` changes ago. */
  struct('stale', { fault: t.literal('stale'), depth: t.number }, { nth: t.number }),
  /** Reads of the pass do not show what happened in the last `ms` milliseconds, nor what the pass itself writes. */
  struct('lag', { fault: t.literal('lag'), ms: t.number }),
  /** The call fails and nothing happens. */
  struct('error', { fault: t.literal('error'), error: Failure, ...Nth }),
  /** The `nth` write happens, and its answer never comes. */
  struct('lost', { fault: t.literal('lost'), nth: t.number }),
  /** Others act just before the call. */
  struct('meanwhile', { fault: t.literal('meanwhile'), edit: t.string, n: t.number, ...Nth }),
])
export type Fault = t.TypeOf<typeof Fault>

/** `as` says which process passes; each has its own memory, all share the surroundings. */
export const Event = t.union([
  /** What is wanted changes. */
  struct('set', { do: t.literal('set'), at: t.readonlyArray(t.string) }, { to: Json }),
  /** Others act on the world. */
  struct('edit', { do: t.literal('edit'), edit: t.string, n: t.number }),
  struct('pass', { do: t.literal('pass'), faults: t.readonlyArray(Fault) }, { as: t.number }),
  /**
   * Two processes pass at the same time; each answer to the second is late by so many turns. With `order`, each request waits for its
   * turn: the numbers say whose request is next, and who is left when they end goes on alone, the first one first.
   */
  struct('together', { do: t.literal('together'), lag: t.number }, { order: t.readonlyArray(t.number) }),
  struct('wait', { do: t.literal('wait'), ms: t.number }),
  /**
   * All processes end and their memory is lost. With `behind`, what the next pass reads is as old as so many changes: it came up
   * beside a copy that is behind the one that was read before.
   */
  struct('restart', { do: t.literal('restart') }, { behind: t.number }),
  /** What the subject keeps outside is lost. */
  struct('forget', { do: t.literal('forget') }),
  /** The subject's clock is ahead of the world's, or behind, from now on. */
  struct('clock', { do: t.literal('clock'), ms: t.number }),
  /** From now on the cloud words its answers otherwise: sets in another order, what may be left out left out. 0: as they are. */
  struct('reword', { do: t.literal('reword'), n: t.number }),
  /**
   * From now until the next `settle` each rate bucket of the cloud holds `burst` requests and gets `perMinute` back; what comes when it
   * is empty is throttled.
   */
  struct('rates', { do: t.literal('rates'), burst: t.number, perMinute: t.number }),
  /** Changes that nobody was told of yet are never told, told in the opposite order, or all that were ever told are told again. */
  struct('watch', { do: t.literal('watch'), fate: oneOf('drop', 'reverse', 'repeat') }),
  /** Passes and time until nothing is left to do. */
  struct('settle', { do: t.literal('settle') }),
])
export type Event = t.TypeOf<typeof Event>

/**
 * `atRest`: the world is at rest on what is wanted at first, made so by a process that has ended. Otherwise nothing has been done for it
 * yet.
 */
export const Schedule = struct(
  'Schedule',
  { format: t.literal(1), first: t.readonlyArray(Setting), events: t.readonlyArray(Event) },
  { atRest: t.literal(true) },
)
export type Schedule = t.TypeOf<typeof Schedule>

export const schedule = (first: ReadonlyArray<Setting>, events: ReadonlyArray<Event>): Schedule => ({ format: 1, first, events })
export const settle: Event = { do: 'settle' }
export const restart: Event = { do: 'restart' }
export const pass = (...faults: ReadonlyArray<Fault>): Event => ({ do: 'pass', faults })
export const wait = (ms: number): Event => ({ do: 'wait', ms })
export const set = (s: Setting): Event => ({ do: 'set', ...s })

/** One line. The order of members is kept: it may matter to whoever reads documents. */
export const print = (s: Schedule): string => JSON.stringify(Schedule.encode(s))

/** What `print` wrote. */
export const parse = (text: string): E.Either<ReadonlyArray<string>, Schedule> => {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return E.left(['the text is no JSON'])
  }
  const decoded = Schedule.decode(raw)
  return E.isLeft(decoded) ? E.left(faultsOf(decoded.left)) : decoded
}

/** The same without anything going wrong: what faults are measured against. */
export const withoutFaults = (s: Schedule): Schedule => ({
  ...s,
  events: s.events
    .filter((e) => !['restart', 'forget', 'clock', 'rates', 'watch'].includes(e.do))
    .map((e) => (e.do === 'pass' || e.do === 'together' ? pass() : e)),
})

/** What a fault or an event counts as in reports; nothing for what is no mischief. */
export const kindOf = (what: Fault | Event): string | undefined => {
  if ('fault' in what) return what.fault === 'crash' ? `crash ${what.when}` : what.fault
  switch (what.do) {
    case 'restart':
      return what.behind === undefined ? 'restart' : 'time travel'
    case 'watch':
      return `watch ${what.fate}`
    case 'forget':
    case 'clock':
    case 'edit':
    case 'rates':
    case 'together':
      return what.do
    default:
      return undefined
  }
}
