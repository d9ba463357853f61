/**
 * What is known, by key, and how sure it is.
 *
 * **Equal answers change nothing.** A fact that is read again and says the same keeps its value object and its version; only its age
 * moves. So a plan that was made from the same versions is still the plan.
 *
 * **Reads and our own writes.** Clouds answer reads from copies that lag behind. The rules, in order:
 *
 * 1. From the moment before a request is sent until a read *that was begun after its answer* has answered, the facts that its operation
 *    touches are `Unknown` (`justWritten`), under every name of the thing. Reads begun earlier are thrown away.
 * 2. For `visibility` milliseconds after an operation of effect `create` succeeded, a read that does not show the thing, or shows
 *    exactly what was known before (a template without its new version), or cannot have been read after the answer by what the
 *    operation says of it, is an older snapshot: it answers `justWritten` as well, so that nothing is made twice. A read that shows
 *    something else is believed.
 * 3. All other operations may be repeated without harm, so that the first read after the answer is believed.
 *
 * @since 0.1.0
 */
import * as Fact from '@poolwright/core/Fact'
import { equals } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { Effect } from '@poolwright/core/Operation'
import type { AnyNoun } from '@poolwright/core/Provider'
import { dealer, type Turn } from './Turn.js'

/** One key's place in the store. It is the same object for as long as the store lives, so that plans can hold on to it. */
export type Cell = {
  readonly key: Key.Key
  /** How old the fact may be when a look names no age. */
  readonly lifetime: Fact.Millis
  /** When it is read again within its lifetime; without one only when that is over. */
  readonly turn: Turn | undefined
  /** The fact comes from a source that tells nobody when it changes: it is asked for once in every pass. */
  readonly everyPass: boolean
  readonly fact: Fact.Fact<unknown>
  /** Equal versions of one cell mean equal facts but for their age. */
  readonly version: number
  /** How often in a row it could not be read. */
  readonly failures: number
}
type Mutable = { -readonly [K in keyof Cell]: Cell[K] } & {
  /** What was last present or absent, kept while the fact is in doubt. */
  known: Fact.Fact<unknown> | undefined
  knownVersion: number
  names: ReadonlyArray<Key.Key>
  readonly namesOf: ((value: unknown) => ReadonlyArray<Key.Key>) | undefined
  made: Made | undefined
}
/** Something was made here: what was known before cannot be what is there now. */
type Made = {
  readonly before: Fact.Fact<unknown> | undefined
  readonly until: Fact.Millis
  /** Whether a value was read after it was made, as far as can be told. */
  readonly shows: Shows
}
type Shows = (seen: unknown) => boolean
const anything: Shows = () => true

/** A request on its way. */
export type Writing = {
  /**
   * To be called once: with the operation's effect when it succeeded, and what tells that a value was read after it; with nothing when it
   * failed or nobody knows.
   */
  readonly answered: (effect?: Effect, shows?: Shows) => void
}

export type StoreOptions = {
  readonly nouns: { readonly [noun: string]: Pick<AnyNoun, 'lifetime' | 'names' | 'inTurns'> }
  /** Nouns whose sources do not report changes. */
  readonly everyPass: (noun: string) => boolean
  /** What is known of a key before anybody has asked: usually nothing. */
  readonly initial?: (key: Key.Key) => Fact.Fact<unknown>
  readonly now: () => Fact.Millis
  /** How long a cloud's copies may lag behind, in milliseconds. */
  readonly visibility: Fact.Millis
}

export type Store = {
  readonly cell: (key: Key.Key) => Cell
  /** A point in the order of reads and writes: take it before a read is begun. */
  readonly mark: () => number
  /** Whether the key was forgotten after this point. */
  readonly forgottenSince: (key: Key.Key, mark: number) => boolean
  /** What a read that was begun at `mark` answered. */
  readonly put: (key: Key.Key, fact: Fact.Fact<unknown>, mark: number) => void
  /** A request that touches these things is about to be sent; keys may be any of their names. Say with `answered` what became of it. */
  readonly writing: (keys: ReadonlyArray<Key.Key>) => Writing
  /** Facts to be asked for at the next look; what was known stays the measure of what has changed. */
  readonly drop: (keys: ReadonlyArray<Key.Key>) => void
  readonly facts: () => Fact.Facts
}

const justWritten = Fact.unknown('justWritten')

const same = (x: Fact.Fact<unknown>, y: Fact.Fact<unknown>): boolean => {
  if (x._tag === 'Present') return y._tag === 'Present' && equals(x.value, y.value)
  if (x._tag === 'Absent') return y._tag === 'Absent'
  return y._tag === 'Unknown' && x.why === y.why && equals(x.error, y.error)
}

export const makeStore = (options: StoreOptions): Store => {
  const cells = new Map<Key.Key, Mutable>()
  /** Other names of things, to the keys under which they are kept. */
  const aliases = new Map<Key.Key, Key.Key>()
  /** When a key, or a name that nobody had heard of yet, was last forgotten. */
  const forgotten = new Map<Key.Key, number>()
  /** How many requests are on their way that touch a key. */
  const writing = new Map<Key.Key, number>()
  const deal = dealer()
  let order = 0
  let versions = 0

  const nounOf = (key: Key.Key): StoreOptions['nouns'][string] | undefined => {
    const noun = Key.nounOf(key)
    return Object.hasOwn(options.nouns, noun) ? options.nouns[noun] : undefined
  }
  const cellOf = (key: Key.Key): Mutable => {
    const known = cells.get(key)
    if (known !== undefined) return known
    const noun = Key.nounOf(key)
    const fact = options.initial?.(key) ?? Fact.unread
    const fresh: Mutable = {
      key,
      lifetime: nounOf(key)?.lifetime ?? Infinity,
      turn: undefined,
      everyPass: options.everyPass(noun),
      fact,
      version: 0,
      failures: 0,
      known: fact._tag === 'Unknown' ? undefined : fact,
      knownVersion: 0,
      names: [],
      namesOf: namesBy(key),
      made: undefined,
    }
    cells.set(key, fresh)
    return fresh
  }

  const primary = (key: Key.Key): Key.Key => aliases.get(key) ?? key
  const forgottenSince = (key: Key.Key, mark: number): boolean => (forgotten.get(key) ?? 0) > mark

  /** The other names of a thing, for nouns that have any. */
  const namesBy = (key: Key.Key): Mutable['namesOf'] => {
    const { noun, scope } = Key.parse(key)
    const names = nounOf(key)?.names
    // The values under a noun's keys are that noun's: its own readings made them.
    return names === undefined ? undefined : (value) => names(value as never).map((id) => Key.of(noun, scope, id))
  }
  const rename = (cell: Mutable, names: ReadonlyArray<Key.Key>) => {
    for (const name of cell.names) if (aliases.get(name) === cell.key) aliases.delete(name)
    for (const name of names) aliases.set(name, cell.key)
    cell.names = names
  }

  const setDoubt = (cell: Mutable, fact: Fact.Fact<unknown>) => {
    if (same(cell.fact, fact)) return
    cell.fact = fact
    cell.version = ++versions
  }
  const setKnown = (cell: Mutable, fact: Exclude<Fact.Fact<unknown>, { readonly _tag: 'Unknown' }>) => {
    const { known } = cell
    // What is there and what is not take turns among themselves: which names are asked for may hang on what was found.
    if (nounOf(cell.key)?.inTurns === true && known?._tag !== fact._tag) cell.turn = deal(`${Key.nounOf(cell.key)} ${fact._tag}`)
    if (known !== undefined && same(known, fact)) {
      cell.fact = known._tag === 'Present' ? Fact.present(known.value, fact.asOf) : fact
      cell.version = cell.knownVersion
    } else {
      cell.fact = fact
      cell.version = ++versions
      cell.knownVersion = cell.version
      if (fact._tag === 'Present' && cell.namesOf !== undefined) rename(cell, cell.namesOf(fact.value))
    }
    cell.known = cell.fact
  }
  const isOlder = ({ made }: Mutable, fact: Fact.Fact<unknown>): boolean =>
    made !== undefined &&
    options.now() < made.until &&
    (fact._tag === 'Absent' ||
      (fact._tag === 'Present' && ((made.before !== undefined && same(made.before, fact)) || !made.shows(fact.value))))
  /** Whether we have written since the read was begun, or are writing now. */
  const isOutrun = (key: Key.Key, mark: number): boolean => writing.has(key) || forgottenSince(key, mark)
  const doubt = (keys: ReadonlyArray<Key.Key>) => {
    order += 1
    for (const key of keys) {
      forgotten.set(key, order)
      const cell = cells.get(key)
      if (cell !== undefined) setDoubt(cell, justWritten)
    }
  }

  return {
    cell: cellOf,
    mark: () => order,
    forgottenSince,
    put: (key, fact, mark) => {
      if (isOutrun(key, mark)) return
      const cell = cellOf(key)
      if (fact._tag === 'Present' && cell.namesOf?.(fact.value).some((name) => isOutrun(name, mark)) === true) return
      cell.failures = fact._tag === 'Unknown' && fact.error._tag === 'Some' ? cell.failures + 1 : 0
      if (fact._tag === 'Unknown') setDoubt(cell, fact)
      else if (isOlder(cell, fact)) setDoubt(cell, justWritten)
      else setKnown(cell, fact)
    },
    writing: (touched) => {
      const keys = [...new Set([...touched, ...touched.map(primary)])]
      const before = new Map(keys.map((key) => [key, cells.get(key)?.known]))
      doubt(keys)
      for (const key of keys) writing.set(key, (writing.get(key) ?? 0) + 1)
      return {
        answered: (effect, shows = anything) => {
          for (const key of keys) {
            const others = (writing.get(key) ?? 0) - 1
            if (others > 0) writing.set(key, others)
            else writing.delete(key)
            if (effect === 'create') cellOf(key).made = { before: before.get(key), until: options.now() + options.visibility, shows }
            if (effect === 'destroy') cellOf(key).made = undefined
          }
          doubt(keys)
        },
      }
    },
    drop: (keys) => {
      order += 1
      for (const key of keys) {
        forgotten.set(key, order)
        const cell = cells.get(key)
        if (cell !== undefined) setDoubt(cell, Fact.unread)
      }
    },
    facts: () => {
      const facts: Record<Key.Key, Fact.Fact<unknown>> = {}
      for (const [key, { fact }] of cells) if (fact._tag !== 'Unknown' || fact.why !== 'unread') facts[key] = fact
      return facts
    },
  }
}
