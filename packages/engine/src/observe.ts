/**
 * Reads facts through a cloud's port, in as few requests as the nouns say.
 *
 * Keys are grouped by noun and scope, and each noun cuts its ids into requests. A request that fails leaves its own ids unknown and no
 * others. What a request was asked for and did not answer is absent.
 *
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Calls } from '@poolwright/core/Calls'
import * as CloudError from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { AnyNoun, Reading } from '@poolwright/core/Provider'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { answerOf } from './answerOf.js'
import type { Slots } from './Slots.js'
import { type Source, unanswered } from './Source.js'

/** One request that was sent to read: a page counts as a request. */
export type ReadSent = {
  readonly op: string
  readonly scope: Key.Scope
  readonly ids: number
  readonly at: Fact.Millis
  readonly took: Fact.Millis
  readonly error: O.Option<CloudError.CloudError>
}

export type Observer<A extends AnyAct> = {
  readonly nouns: { readonly [noun: string]: AnyNoun }
  readonly calls: Calls<A>
  readonly now: () => Fact.Millis
  /** Shared by all that read through this port. */
  readonly slots: Slots
  /** How many pages of one question are followed before it counts as unreadable. */
  readonly pages: number
  readonly onRead: (sent: ReadSent) => void
}

/** The port did not decode what it hands on; the reading met something that is not there. */
const undecoded = Fact.unknown('invalid')

type Entry = readonly [Key.Key, Fact.Fact<unknown>]

/** The facts are as of the moment at which their first request was sent. */
export const observe = <A extends AnyAct>(o: Observer<A>): Source => {
  const answer = answerOf(o.calls)

  const send = (scope: Key.Scope, ids: number, act: AnyAct) =>
    o.slots(async () => {
      const at = o.now()
      const got = await answer(act.op, scope, act.input, '')
      o.onRead({ op: act.op, scope, ids, at, took: o.now() - at, error: E.isLeft(got) ? O.some(got.left) : O.none })
      return got
    })

  /**
   * What a question about all of a kind shows of these ids. A page is asked for as long as the requests for what is still missing would be
   * as many as the pages so far, so that it never costs more than half of the reads. What it does not show is asked for by requests, and so is
   * everything where it was not answered, unless we ask too often already or may not ask at all.
   */
  const sweep = async (noun: string, table: AnyNoun, scope: Key.Scope, ids: ReadonlyArray<string>): Promise<ReadonlyArray<Entry>> => {
    const swept = table.sweep?.(scope, ids) ?? O.none
    if (O.isNone(swept)) return []
    const { action, facts, more } = swept.value
    const asOf = o.now()
    const found = new Map<string, unknown>()
    let next: O.Option<AnyAct> = O.some(action)
    let missing = ids
    let unreadable: ReadonlyArray<Entry> = []
    for (let pages = 1; O.isSome(next) && missing.length > 0 && table.requests(scope, missing).length >= pages; pages++) {
      const got = await send(scope, missing.length, next.value)
      if (E.isLeft(got)) {
        const fact = Fact.unknown('unreadable', O.some(got.left))
        if (got.left._tag === 'Throttled' || got.left._tag === 'Denied') unreadable = missing.map((id) => [Key.of(noun, scope, id), fact])
        break
      }
      const page = O.tryCatch(() => ({ values: facts([got.right]), next: more(got.right) }))
      if (O.isNone(page)) break
      for (const [id, value] of page.value.values) found.set(id, value)
      missing = missing.filter((id) => !found.has(id))
      next = page.value.next
    }
    const shown = ids.flatMap((id): ReadonlyArray<Entry> => {
      const value = found.get(id)
      return value !== undefined && table.codec.is(value) ? [[Key.of(noun, scope, id), Fact.present(value, asOf)]] : []
    })
    return [...shown, ...unreadable]
  }
  const readLane = async (noun: string, table: AnyNoun, scope: Key.Scope, ids: ReadonlyArray<string>): Promise<ReadonlyArray<Entry>> => {
    const shown = await sweep(noun, table, scope, ids)
    const known = new Set(shown.map(([key]) => key))
    const rest = shown.length === 0 ? ids : ids.filter((id) => !known.has(Key.of(noun, scope, id)))
    const readings = rest.length === 0 ? [] : table.requests(scope, rest)
    return [...shown, ...(await Promise.all(readings.map((reading) => readAll(noun, table, scope, reading)))).flat()]
  }

  const readAll = async (noun: string, table: AnyNoun, scope: Key.Scope, reading: Reading<unknown>): Promise<ReadonlyArray<Entry>> => {
    const entries = (fact: (id: string) => Fact.Fact<unknown>): ReadonlyArray<Entry> =>
      reading.ids.map((id) => [Key.of(noun, scope, id), fact(id)])
    const failed = (error: CloudError.CloudError) => {
      const fact = Fact.unknown('unreadable', O.some(error))
      return entries(() => fact)
    }
    const asOf = o.now()
    const pages: Array<object> = []
    let next: O.Option<AnyAct> = O.some(reading.action)
    while (O.isSome(next)) {
      if (pages.length === o.pages)
        return failed(CloudError.refused('TooManyPages', `${reading.action.op} did not end after ${o.pages} pages`))
      const got: E.Either<CloudError.CloudError, object> = await send(scope, reading.ids.length, next.value)
      if (E.isLeft(got)) {
        if (got.left._tag !== 'Stale' || !reading.absentOn.includes(got.left.code)) return failed(got.left)
        if (reading.ids.length === 1) return entries(() => Fact.absent(asOf))
        const alone = reading.ids.flatMap((id) => table.requests(scope, [id]))
        return (await Promise.all(alone.map((r) => readAll(noun, table, scope, r)))).flat()
      }
      pages.push(got.right)
      const more = O.tryCatch(() => reading.more(got.right))
      if (O.isNone(more)) return entries(() => undecoded)
      next = more.value
    }
    const found = O.tryCatch(() => reading.facts(pages))
    if (O.isNone(found)) return entries(() => undecoded)
    return entries((id) => {
      const value = found.value.get(id)
      if (value === undefined) return Fact.absent(asOf)
      return table.codec.is(value) ? Fact.present(value, asOf) : undecoded
    })
  }

  return (keys) => async () => {
    const lanes = new Map<string, { readonly noun: string; readonly scope: Key.Scope; readonly ids: Set<string> }>()
    for (const key of keys) {
      const { noun, scope, id } = Key.parse(key)
      const lane = `${noun}:${scope}`
      const known = lanes.get(lane)
      if (known === undefined) lanes.set(lane, { noun, scope, ids: new Set([id]) })
      else known.ids.add(id)
    }
    const reads: Array<Promise<ReadonlyArray<Entry>>> = []
    for (const { noun, scope, ids } of lanes.values()) {
      const table = Object.hasOwn(o.nouns, noun) ? o.nouns[noun] : undefined
      if (table !== undefined) reads.push(readLane(noun, table, scope, [...ids]))
    }
    const facts = new Map((await Promise.all(reads)).flat())
    return new Map(keys.map((key) => [key, facts.get(key) ?? unanswered(key)]))
  }
}
