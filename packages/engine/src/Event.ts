/**
 * What an engine tells while it works: for progress, logs and counters. Nothing in it is secret, requests are named and never shown.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { CloudError } from '@poolwright/core/CloudError'
import type { Millis } from '@poolwright/core/Fact'
import type { Hold } from '@poolwright/core/Hold'
import type { Key, Scope } from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import type { Option } from 'fp-ts/lib/Option.js'

export type Event<A extends AnyAct> =
  /** One request that was sent to read, for this many ids; `took` is in milliseconds. */
  | {
      readonly _tag: 'Read'
      readonly at: Millis
      readonly op: string
      readonly scope: Scope
      readonly ids: number
      readonly took: Millis
      readonly error: Option<CloudError>
    }
  /** `reused`: nothing that the plan looked at has changed, it is the same object as before. */
  | { readonly _tag: 'Planned'; readonly at: Millis; readonly pool: Key; readonly plan: Plan<A>; readonly reused: boolean }
  | { readonly _tag: 'StepSent'; readonly at: Millis; readonly pool: Key; readonly step: string; readonly op: A['op'] }
  | {
      readonly _tag: 'StepAnswered'
      readonly at: Millis
      readonly pool: Key
      readonly step: string
      readonly op: A['op']
      readonly took: Millis
      readonly error: Option<CloudError>
    }
  /** The step stays in the plan and does not run now; told once for each plan that is made. */
  | { readonly _tag: 'StepHeld'; readonly at: Millis; readonly pool: Key; readonly step: string; readonly holds: ReadonlyArray<Hold> }
  /** The approved plan is not what would be done now, so that nothing was. */
  | { readonly _tag: 'Outdated'; readonly at: Millis; readonly pool: Key }
  /** The pool is looked at again at `until`, sooner if something about it changes; `None`: only then. */
  | { readonly _tag: 'Waiting'; readonly at: Millis; readonly pool: Key; readonly until: Option<Millis> }
  | { readonly _tag: 'PassEnded'; readonly at: Millis; readonly pools: number; readonly sent: number; readonly failed: number }

export type Emit<A extends AnyAct> = (event: Event<A>) => void

/** A listener that throws, now or later, disturbs nobody. */
export const emitTo =
  <A extends AnyAct>(listener: ((event: Event<A>) => unknown) | undefined): Emit<A> =>
  (event) => {
    if (listener === undefined) return
    try {
      const later = listener(event)
      if (later instanceof Promise) later.catch(() => undefined)
    } catch {
      // The loop goes on; whoever listens has their own way to tell that they failed.
    }
  }
