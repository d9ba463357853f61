/**
 * What was asked of AWS, as it happens: one event for each request that went out and one for each call that is over. Nothing in them is
 * secret: they carry names, numbers and the places at which an answer could not be read.
 * @since 0.1.0
 */
import type { CloudError } from '@poolwright/core/CloudError'
import type { Millis } from '@poolwright/core/Fact'
import type { Scope } from '@poolwright/core/Key'

/** `Unreadable`: an answer came and was none that the operation's codec knows; the caller sees `Lost`. */
export type Outcome = 'Ok' | CloudError['_tag'] | 'Unreadable'

export type Metered = {
  /** `Attempt`: one request that was sent; this is what AWS counts. `Call`: one operation, with all its attempts. */
  readonly _tag: 'Attempt' | 'Call'
  readonly scope: Scope
  readonly op: string
  readonly outcome: Outcome
  /** The service's own code, or the outcome where there is none. */
  readonly code: string
  /** How long it took, without what was waited for the rate budget. */
  readonly millis: Millis
  readonly waited: Millis
  /** 1 for an attempt. 0 for a call that was never sent. */
  readonly attempts: number
  /** Where an unreadable answer went wrong; the values are left out. */
  readonly faults: ReadonlyArray<string>
}

/** Called in the middle of a request: quick, and what it throws is ignored. */
export type Listener = (event: Metered) => void

/** Counts of one operation's calls with one outcome. */
export type Count = {
  readonly op: string
  readonly outcome: Outcome
  readonly calls: number
  readonly attempts: number
  /** Sums, without and with what was waited for the rate budget. */
  readonly millis: Millis
  readonly waited: Millis
}

/** A listener that counts, for reports and benchmarks; `counts` is sorted by operation. */
export const makeTally = (): { readonly listen: Listener; readonly counts: () => ReadonlyArray<Count> } => {
  const counts = new Map<string, Count>()
  return {
    listen: (e) => {
      if (e._tag !== 'Call') return
      const key = `${e.op} ${e.outcome}`
      const c = counts.get(key) ?? { op: e.op, outcome: e.outcome, calls: 0, attempts: 0, millis: 0, waited: 0 }
      counts.set(key, {
        ...c,
        calls: c.calls + 1,
        attempts: c.attempts + e.attempts,
        millis: c.millis + e.millis,
        waited: c.waited + e.waited,
      })
    },
    counts: () => [...counts.keys()].sort().flatMap((key) => counts.get(key) ?? []),
  }
}

/** Several listeners as one. */
export const all =
  (...listeners: ReadonlyArray<Listener>): Listener =>
  (event) => {
    for (const listen of listeners) listen(event)
  }
