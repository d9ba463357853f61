/**
 * Where facts come from: batched reads of a cloud, manifests, a watch's cache. Whatever it is, it answers for keys.
 *
 * @example
 * import * as assert from 'node:assert'
 * import * as Fact from '@poolwright/core/Fact'
 * import * as Source from '@poolwright/engine/Source'
 * const source = Source.fromFacts(() => ({ 'settings:kube:/default/p': Fact.present({}, 1_000) }))
 * const facts = await source(['settings:kube:/default/p', 'settings:kube:/default/q'])()
 * assert.deepStrictEqual([...facts.values()].map((fact) => fact._tag), ['Present', 'Unknown'])
 * @since 0.1.0
 */
import * as CloudError from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import * as O from 'fp-ts/lib/Option.js'
import type { Task } from 'fp-ts/lib/Task.js'

export type FactsRead = ReadonlyMap<Key.Key, Fact.Fact<unknown>>
/** Never fails as a whole: what could not be read is `Unknown`, what is not there `Absent`. A key may be asked for again at any time. */
export type Source = ((keys: ReadonlyArray<Key.Key>) => Task<FactsRead>) & {
  /**
   * The same answer for one key, where it takes no waiting: a plan that looks at it goes on, and is not made again once it was read. Absent:
   * every key is asked for. What it throws, the key cannot be read.
   */
  readonly atHand?: (key: Key.Key) => Fact.Fact<unknown>
}

/** A key that nothing here can read, or that its source left out. */
export const unanswered = (key: Key.Key): Fact.Fact<never> =>
  Fact.unknown('unreadable', O.some(CloudError.refused('NoSource', `nothing here answers for ${Key.nounOf(key)}`)))

/** What is at hand for every key. */
export const answering = (answer: (key: Key.Key) => Fact.Fact<unknown>): Source =>
  Object.assign((keys: ReadonlyArray<Key.Key>) => () => Promise.resolve(new Map(keys.map((key) => [key, answer(key)]))), { atHand: answer })

/** Plain facts by key, taken anew for every key: best a record that is kept. A key that is not in it answers `missing`, by default `Unknown`. */
export const fromFacts = (facts: () => Fact.Facts, missing: (key: Key.Key) => Fact.Fact<unknown> = () => Fact.unread): Source =>
  answering((key) => facts()[key] ?? missing(key))

/** Each noun from a source of its own, all others from `otherwise`. A source that breaks leaves its own keys unknown. */
export const byNoun =
  (sources: { readonly [noun: string]: Source }, otherwise: Source = none): Source =>
  (keys) =>
  async () => {
    const shares = new Map<Source, Array<Key.Key>>()
    for (const key of keys) {
      const noun = Key.nounOf(key)
      const source = (Object.hasOwn(sources, noun) ? sources[noun] : undefined) ?? otherwise
      const share = shares.get(source)
      if (share === undefined) shares.set(source, [key])
      else share.push(key)
    }
    if (shares.size === 1) for (const [source, share] of shares) return isolated(source, share)
    const answers = await Promise.all([...shares].map(([source, share]) => isolated(source, share)))
    return new Map(answers.flatMap((answer) => [...answer]))
  }

/** What a key's source has at hand; nothing where it has to be asked. */
export const atHandIn =
  (sources: { readonly [noun: string]: Source }) =>
  (key: Key.Key): Fact.Fact<unknown> | undefined => {
    const noun = Key.nounOf(key)
    const atHand = Object.hasOwn(sources, noun) ? sources[noun]?.atHand : undefined
    try {
      return atHand?.(key)
    } catch {
      return broken
    }
  }

const none: Source = (keys) => () => Promise.resolve(new Map(keys.map((key) => [key, unanswered(key)])))

const broken: Fact.Fact<never> = Fact.unknown('unreadable', O.some(CloudError.lost))
const isolated = async (source: Source, keys: ReadonlyArray<Key.Key>): Promise<FactsRead> => {
  try {
    return await source(keys)()
  } catch {
    return new Map(keys.map((key) => [key, broken]))
  }
}
