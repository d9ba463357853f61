/**
 * What went wrong and when it may be tried again, kept as facts that the next plan looks at.
 * @since 0.1.0
 */
import * as Attempt from '@poolwright/core/Attempt'
import type { CloudError } from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import type { Key } from '@poolwright/core/Key'
import type { Random } from './Random.js'
import { answering, type Source } from './Source.js'
import type { Store } from './Store.js'

export type Attempts = {
  /** Answers for keys of the noun `attempt`. */
  readonly source: Source
  readonly failed: (pool: Key, step: string, token: string, error: CloudError) => void
  readonly succeeded: (pool: Key, step: string) => void
}

/** Repeats are spread over the quarter of the wait that follows it, so that what failed together does not come back together. */
const jitter = 0.25

export const makeAttempts = (store: Store, now: () => Fact.Millis, random: Random): Attempts => {
  const attempts = new Map<Key, Attempt.Attempt>()
  const factOf = (key: Key): Fact.Fact<Attempt.Attempt> => {
    const attempt = attempts.get(key)
    return attempt === undefined ? Fact.absent(now()) : Fact.present(attempt, attempt.at)
  }
  const tell = (key: Key) => store.put(key, factOf(key), store.mark())
  return {
    source: answering(factOf),
    failed: (pool, step, token, error) => {
      const key = Attempt.keyOf(pool, step)
      const before = attempts.get(key)
      const count = before?.token === token ? before.count + 1 : 1
      const at = now()
      const delay = Attempt.delayOf(error, count)
      attempts.set(key, { token, error, at, count, notBefore: at + Math.ceil(delay * (1 + jitter * random())) })
      tell(key)
    },
    succeeded: (pool, step) => {
      const key = Attempt.keyOf(pool, step)
      if (attempts.delete(key)) tell(key)
    },
  }
}
