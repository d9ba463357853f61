/**
 * A provider with the engine around it, as a subject: what is tried is what a host runs. A process that ends takes the engine with it,
 * and everything the engine remembered.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import { type Call, type Calls, send } from '@poolwright/core/Calls'
import { lost } from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import { type Engine, makeEngine } from '@poolwright/engine/Engine'
import type { Host, Limits } from '@poolwright/engine/Host'
import * as Source from '@poolwright/engine/Source'
import { saidOf } from './plainly.js'
import type { Subject } from './Subject.js'
import * as E from 'fp-ts/lib/Either.js'
import type { Planning } from './Trial.js'

export type EmbeddedOptions<A extends AnyAct, N> = {
  readonly limits?: Partial<Limits>
  /** What else a host hands in: rules, an approval. */
  readonly host?: Partial<Pick<Host<A, N>, 'rules' | 'approve'>>
}

export const embedded = <A extends AnyAct, N>(planning: Planning<A, N>, options: EmbeddedOptions<A, N> = {}): Subject<A> => ({
  start: (surroundings) => {
    let now = 0
    let calls: Calls<A> | undefined
    // Each pass brings a port of its own. A port is a record of functions; here it is gone through operation by operation.
    const forward =
      (op: string): Call<unknown, object> =>
      (scope, input, token) =>
        calls === undefined ? () => Promise.resolve(E.left(lost)) : send(calls)(op, scope, input, token)
    const source = Source.fromFacts(
      () => planning.facts(surroundings.desired(), now, surroundings.record.get()),
      () => Fact.absent(now),
    )
    const engine: Engine<A> = makeEngine<A, N>({
      provider: planning.provider,
      calls: Object.fromEntries(Object.keys(planning.provider.ops).map((op) => [op, forward(op)])) as unknown as Calls<A>,
      sources: Object.fromEntries(planning.nouns.map((noun) => [noun, source])),
      vault: { open: (secret) => planning.vault(surroundings.desired()).open(secret) },
      // Time passes between passes only: whoever sleeps in one is woken at once.
      clock: { now: () => now, sleep: () => Promise.resolve() },
      random: () => 0,
      uidOf: (pool) => planning.uid(surroundings.desired(), pool),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      ...options.host,
    })
    return {
      pass: async (port, at) => {
        calls = port
        now = at
        const pools = planning.pools(surroundings.desired())
        if (planning.record !== undefined) {
          const planned = await engine.plan(pools)
          const plans = [...planned.values()].map((p) => p.plan)
          surroundings.record.set(planning.record(plans, surroundings.record.get()))
        }
        const passed = await engine.reconcileOnce(pools)
        const plans = [...passed.pools.values()].map((p) => p.plan)
        // The engine tells of a provider that throws and goes on; here it is the end of the pass.
        const broken = plans.flatMap((p) => p.holds).find((h) => h.code === 'PW-PLAN-FAILED')
        if (broken !== undefined) throw new Error(broken.why)
        const due = Math.min(...[...passed.pools.values()].map((p) => p.due)) - at
        return { ...saidOf(planning.provider.ops, plans), next: due }
      },
    }
  },
})
