/**
 * Brings facts into the store. Equal questions at the same time are one question, unless we wrote in between.
 * @since 0.1.0
 */
import type { Key } from '@poolwright/core/Key'
import { type Source, unanswered } from './Source.js'
import type { Store } from './Store.js'

/** Resolves once every key has been answered. */
export type Reader = (keys: ReadonlyArray<Key>) => Promise<void>

export const makeReader = (store: Store, source: Source): Reader => {
  const inFlight = new Map<Key, { readonly mark: number; readonly done: Promise<void> }>()

  const ask = async (keys: ReadonlyArray<Key>, mark: number) => {
    const facts = await source(keys)()
    for (const key of keys) store.put(key, facts.get(key) ?? unanswered(key), mark)
  }

  return async (keys) => {
    const waits = new Set<Promise<void>>()
    const unasked: Array<Key> = []
    for (const key of keys) {
      const running = inFlight.get(key)
      if (running !== undefined && !store.forgottenSince(key, running.mark)) waits.add(running.done)
      else unasked.push(key)
    }
    if (unasked.length > 0) {
      const mark = store.mark()
      const done = ask(unasked, mark).finally(() => {
        for (const key of unasked) if (inFlight.get(key)?.done === done) inFlight.delete(key)
      })
      for (const key of unasked) inFlight.set(key, { mark, done })
      waits.add(done)
    }
    await Promise.all(waits)
  }
}
