import { canonical } from '@poolwright/core/Json'
import { type Plan, type Step, waitsFor } from '@poolwright/core/Plan'
import type { AnyAct } from '@poolwright/core/Action'
import { nearMisses } from '../arbitraries/schedules.js'
import { writesIn } from '../History.js'
import { attainable, sane } from '../judging.js'
import { providerLaw } from '../Law.js'
import { effectSteps, planIn, worldAfter } from '../planning.js'

/** Long enough for a cloud to come to rest by itself, in steps that no model could mind. */
const untilStill = Array.from({ length: 20 }, () => 61_000)

/** A step and all that wait for it. */
const withDependants = <A extends AnyAct>(plan: Plan<A>, s: Step<A>): ReadonlySet<string> => {
  const gone = new Set([s.id])
  let size = 0
  while (size !== gone.size) {
    size = gone.size
    for (const x of plan.steps) if (waitsFor(x).some((id) => gone.has(id))) gone.add(x.id)
  }
  return gone
}

/**
 * No step can be left out with those that wait for it: the world would not agree. And over the whole history the calls are as few as
 * is known to be possible.
 */
export const minimal = providerLaw(
  {
    name: 'minimal',
    says: 'no step can be left out, and no call more than needed is made',
    runs: 80,
    schedules: (inputs) => nearMisses(inputs, 2),
  },
  async ({ trial, play }, schedule) => {
    const { planning, model, agreement, ops } = trial
    const h = await play(schedule)
    const wrong: Array<string> = [...sane(agreement, h)]
    const at = h.moments.findIndex((m) => m.event.do === 'settle')
    const rest = h.moments[at]
    if (rest === undefined) return wrong

    const counted = (from: number, to: number) =>
      writesIn({ ...h, moments: h.moments.slice(from, to) }).filter((a) => !agreement.upkeep.includes(a.op))
    const compare = (what: string, from: number, to: number, fewest: number | undefined) => {
      const calls = counted(from, to)
      if (fewest !== undefined && calls.length > fewest)
        wrong.push(`${what} took ${calls.length} changing calls where ${fewest} do: ${calls.map((c) => c.op).join(', ')}`)
    }
    if (agreement.possible(h.first, h.start)) compare('creation', 0, at + 1, agreement.fewest(null, h.first))
    if (agreement.possible(h.first, h.start) && attainable(agreement, h.desired, rest.world))
      compare('the change', at + 1, h.moments.length, agreement.fewest(h.first, h.desired))

    const still = (w: typeof rest.world) => untilStill.reduce((x, ms) => model.tick(x, ms), w)
    for (const [world, desired] of [
      [h.start, h.first],
      [rest.world, h.desired],
    ] as const) {
      if (!agreement.possible(desired, world)) continue
      for (const plan of (await planIn(planning, model, world, desired)).plans)
        for (const s of effectSteps(ops, plan)) {
          if (s.holds.length > 0 || agreement.upkeep.includes(s.action.op)) continue
          const gone = withDependants(plan, s)
          // The first half of something whose second half has to wait shows nothing yet.
          if (plan.steps.some((x) => x.id !== s.id && gone.has(x.id) && x.holds.length > 0)) continue
          const without = { ...plan, steps: plan.steps.filter((x) => !gone.has(x.id)) }
          const lacking = (await worldAfter(planning, model, world, desired, without)).world
          const done = (await worldAfter(planning, model, world, desired, plan)).world
          // What is had at once and not only when a cloud has come to its end, by another step, is for something.
          if (agreement.disagreements(done, desired).length < agreement.disagreements(lacking, desired).length) continue
          const [after, whole] = [still(lacking), still(done)]
          // What leads no further than doing without it, and is not the first half of something, is for nothing.
          const state = (w: typeof after) => canonical([agreement.shape(w, desired), [...agreement.disagreements(w, desired)]])
          if (agreement.disagreements(after, desired).length === 0 || state(after) === state(whole))
            wrong.push(`the step ${s.id} (${s.action.op}) could be left out`)
        }
    }
    return wrong
  },
)
