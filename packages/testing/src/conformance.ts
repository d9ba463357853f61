/**
 * What an adapter has to keep, whatever is behind it: a real cloud behind mocks, a local server, a model. Five suites of plain functions, each with
 * the sentence that it checks; `conformanceOf` registers them with a test runner.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { type Calls, send } from '@poolwright/core/Calls'
import type { CloudError } from '@poolwright/core/CloudError'
import type * as Fact from '@poolwright/core/Fact'
import { canonical } from '@poolwright/core/Json'
import type { Key, Scope } from '@poolwright/core/Key'
import { type OpTable, rowOf } from '@poolwright/core/Operation'
import type { AnyNoun } from '@poolwright/core/Provider'
import { observe } from '@poolwright/engine/observe'
import { makeSlots } from '@poolwright/engine/Slots'
import * as E from 'fp-ts/lib/Either.js'
import type { It } from './lawsOf.js'

/** How a request may fail, by what the caller does next. */
export type Failure = CloudError['_tag']
const failures: ReadonlyArray<Failure> = ['Throttled', 'Busy', 'Stale', 'Refused', 'Denied', 'Lost']

/** One cloud behind the adapter, for one check. */
export type Stand<A extends AnyAct> = {
  readonly calls: Calls<A>
  /** Whatever the cloud holds, as JSON: equal as long as nothing changed. Logs of requests are not in it. */
  readonly state: () => Promise<unknown>
  /**
   * From now on every request fails as the cloud words such a failure; `Lost` is a connection that breaks, `null` is as usual again. False: this
   * cloud never says so.
   */
  readonly fail: (how: Failure | null) => boolean
}

export type Write = { readonly op: string; readonly scope: Scope; readonly input: unknown; readonly token: string }

export type Bench<A extends AnyAct> = {
  readonly ops: OpTable<A>
  readonly nouns: { readonly [noun: string]: AnyNoun }
  /** A cloud of its own each time, always the same. */
  readonly stand: () => Promise<Stand<A>>
  /** Things that are in it, of every noun that can be. */
  readonly there: ReadonlyArray<Key>
  /** Things that are not. */
  readonly missing: ReadonlyArray<Key>
  /** Requests that change something, in an order in which each succeeds. */
  readonly writes: ReadonlyArray<Write>
}

export type Suite = {
  readonly name: string
  readonly says: string
  /** What is wrong, one sentence each. */
  readonly check: <A extends AnyAct>(bench: Bench<A>) => Promise<ReadonlyArray<string>>
}

const factsIn = <A extends AnyAct>({ nouns }: Bench<A>, { calls }: Stand<A>, keys: ReadonlyArray<Key>) =>
  observe({ nouns, calls, now: () => 0, slots: makeSlots(4), pages: 100, onRead: () => undefined })(keys)()

const told = (fact: Fact.Fact<unknown> | undefined): string =>
  fact?._tag === 'Present' ? `Present ${canonical(fact.value)}` : (fact?._tag ?? 'nothing')

const wrongIn = (
  facts: ReadonlyMap<Key, Fact.Fact<unknown>>,
  keys: ReadonlyArray<Key>,
  tag: Fact.Fact<unknown>['_tag'],
  when: string,
): ReadonlyArray<string> =>
  keys.flatMap((key) => (facts.get(key)?._tag === tag ? [] : [`${key} is ${facts.get(key)?._tag ?? 'nothing'} ${when}, not ${tag}`]))

/** An answer, or the name of what was thrown: a port never throws. */
const answered = async <A extends AnyAct>({ calls }: Stand<A>, w: Write): Promise<E.Either<CloudError, object> | string> => {
  try {
    return await send(calls)(w.op, w.scope, w.input, w.token)()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
const isRight = (a: E.Either<CloudError, object> | string): a is E.Right<object> => typeof a !== 'string' && E.isRight(a)
const outcome = (a: E.Either<CloudError, object> | string): string =>
  typeof a === 'string' ? `thrown: ${a}` : E.isRight(a) ? 'done' : a.left._tag

export const readOnly: Suite = {
  name: 'read-only',
  says: 'observing changes nothing, and says the same again',
  check: async (bench) => {
    const stand = await bench.stand()
    const keys = [...bench.there, ...bench.missing]
    const before = canonical(await stand.state())
    const first = await factsIn(bench, stand, keys)
    const second = await factsIn(bench, stand, keys)
    return [
      ...(canonical(await stand.state()) === before ? [] : ['reading changed what is there']),
      ...keys.flatMap((key) => (told(first.get(key)) === told(second.get(key)) ? [] : [`${key} reads otherwise the second time`])),
    ]
  },
}

export const absence: Suite = {
  name: 'absence',
  says: 'what is not there is Absent, alone and among others, and hides nothing that is',
  check: async (bench) => {
    const stand = await bench.stand()
    const alone = (
      await Promise.all(bench.missing.map(async (key) => wrongIn(await factsIn(bench, stand, [key]), [key], 'Absent', 'alone')))
    ).flat()
    const all = await factsIn(bench, stand, [...bench.there, ...bench.missing])
    return [...alone, ...wrongIn(all, bench.missing, 'Absent', 'among others'), ...wrongIn(all, bench.there, 'Present', 'among others')]
  },
}

export const doubt: Suite = {
  name: 'doubt',
  says: 'a read that fails leaves what it asked for Unknown, never Absent',
  check: async (bench) => {
    const wrong: Array<string> = []
    for (const how of failures) {
      const stand = await bench.stand()
      // A precondition that fails may well be the cloud's word for "not there".
      if (how === 'Stale' || !stand.fail(how)) continue
      const keys = [...bench.there, ...bench.missing]
      wrong.push(...wrongIn(await factsIn(bench, stand, keys), keys, 'Unknown', `when reads answer ${how}`))
    }
    return wrong
  },
}

export const repeatable: Suite = {
  name: 'repeatable',
  says: 'the same request with the same token twice leaves what it left once',
  check: async (bench) => {
    const stand = await bench.stand()
    const wrong: Array<string> = []
    for (const w of bench.writes) {
      const first = await answered(stand, w)
      if (!isRight(first)) {
        wrong.push(`${w.op} is ${outcome(first)}`)
        continue
      }
      const once = canonical(await stand.state())
      const again = await answered(stand, w)
      const repeat = rowOf(bench.ops, w.op)?.repeat
      const refusedTwice = outcome(again) === 'Stale' || outcome(again) === 'Busy'
      const fine =
        repeat === 'natural' || repeat === 'token'
          ? isRight(again) || (repeat === 'natural' && refusedTwice)
          : refusedTwice || isRight(again)
      if (!fine) wrong.push(`${w.op} is ${outcome(again)} the second time`)
      if (repeat === 'token' && isRight(again) && canonical(again.right) !== canonical(first.right))
        wrong.push(`${w.op} answers otherwise the second time, with the same token`)
      if (canonical(await stand.state()) !== once) wrong.push(`${w.op} changed more the second time`)
    }
    return wrong
  },
}

export const classified: Suite = {
  name: 'classified',
  says: 'each failure is answered by its class, nothing is thrown, and nothing happens',
  check: async (bench) => {
    const wrong: Array<string> = []
    for (const how of failures) {
      const [first] = bench.writes
      const stand = await bench.stand()
      if (first === undefined || !stand.fail(how)) continue
      const before = canonical(await stand.state())
      for (const w of bench.writes) {
        const got = outcome(await answered(stand, w))
        if (got !== how) wrong.push(`${w.op} is ${got}, not ${how}`)
      }
      if (canonical(await stand.state()) !== before) wrong.push(`requests that are ${how} changed something`)
    }
    return wrong
  },
}

export const suites: ReadonlyArray<Suite> = [readOnly, absence, doubt, repeatable, classified]

/** Registers one test a suite, under whatever runs tests. */
export const conformanceOf = <A extends AnyAct>(
  bench: Bench<A>,
  { it, timeout = 30_000 }: { readonly it: It; readonly timeout?: number },
): void => {
  for (const suite of suites)
    it(
      `${suite.name}: ${suite.says}`,
      async () => {
        const wrong = await suite.check(bench)
        if (wrong.length > 0) throw new Error([`${suite.name}: ${suite.says}`, ...wrong.map((w) => `  - ${w}`)].join('\n'))
      },
      timeout,
    )
}
