import { schedules } from '../arbitraries/schedules.js'
import type { History } from '../History.js'
import { agreeing, sane, unique } from '../judging.js'
import { subjectLaw, type SubjectLaw } from '../Law.js'
import type { Agreement } from '../Trial.js'

/** How many machines may be on their way out at the same time over all pools, and in how many pools. */
export type DisruptionBudget = { readonly machines: number; readonly pools: number }

/**
 * No prefix of what ran is ever over the budget, whenever the process was stopped and started again. A pool that needs more than all of
 * the budget goes alone: a budget delays and never forbids.
 */
export const withinBudget = (budget: DisruptionBudget): SubjectLaw =>
  subjectLaw(
    {
      name: 'within-budget',
      says: 'no more machines are out at a time, and in no more pools, than the budget allows',
      runs: 40,
      schedules: (inputs, strength) =>
        schedules(inputs, { strength, moves: 3, settled: true, mischief: { faults: ['crash', 'error', 'lost'], restarts: true } }),
    },
    async ({ trial: { agreement }, play }, schedule) => {
      const h = await play(schedule)
      return [...sane(agreement, h), ...agreeing(agreement, h), ...unique(exceeding(agreement, h, budget))]
    },
  )

/** Every world that was seen: around each request, after each pass and each event. */
const worldsOf = <W>(h: History<W>): ReadonlyArray<W> =>
  h.moments.flatMap((m) => [...m.passes.flatMap((p) => [...p.asked.flatMap((a) => [a.before, a.after]), p.after]), m.world])

const exceeding = <W>(agreement: Agreement<W>, h: History<W>, budget: DisruptionBudget): ReadonlyArray<string> =>
  worldsOf(h).flatMap((w) => {
    const out = agreement.disrupted?.(w) ?? []
    const machines = out.reduce((x, y) => x + y, 0)
    if (out.length > budget.pools) return [`machines of ${out.length} pools are out, and ${budget.pools} is the most`]
    return out.length > 1 && machines > budget.machines ? [`${machines} machines are out, and ${budget.machines} is the most`] : []
  })
