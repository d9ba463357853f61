/**
 * Plans as JSON: the one document that `--output json` prints and the promise-based entry returns. Its types name nothing but
 * themselves, so that a program can use them without knowing what Poolwright is made of.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import type { Json } from '@poolwright/core/Json'
import { nameOf, type OpTable, rowOf } from '@poolwright/core/Operation'
import { type Plan, waitsFor } from '@poolwright/core/Plan'
import { isEmpty, tally } from './Kind.js'
import { poolName } from './planText.js'
import type { Finding, Hold, PlanDocument, PlannedCause, PlannedDisruption } from '../document.js'

/** Secrets are digests (`{"$secret": …}`), outputs of earlier steps references (`{"$out": [step, field]}`). */
export const planDocument = <A extends AnyAct>(ops: OpTable<A>, plans: ReadonlyArray<Plan<A>>): PlanDocument => {
  const t = tally(ops, plans)
  return {
    format: 1,
    plans: plans.map((p) => ({
      pool: poolName(p.pool),
      steps: p.steps.map((s) => ({
        id: s.id,
        scope: s.scope,
        // Codecs of inputs encode to plain JSON; saved plans are read back from the same form.
        call: { ...nameOf(s.action.op), input: (rowOf(ops, s.action.op)?.input.encode(s.action.input) ?? s.action.input) as Json },
        after: waitsFor(s),
        causes: s.causes satisfies ReadonlyArray<PlannedCause>,
        holds: s.holds satisfies ReadonlyArray<Hold>,
        disruption: s.disruption satisfies PlannedDisruption,
      })),
      holds: p.holds satisfies ReadonlyArray<Hold>,
      findings: p.findings satisfies ReadonlyArray<Finding>,
      status: p.status,
      next: p.next,
    })),
    summary: {
      pools: t.pools,
      create: t.create,
      change: t.change,
      roll: t.roll,
      destroy: t.destroy,
      calls: t.calls,
      held: t.held,
      changes: !isEmpty(t),
    },
  }
}
