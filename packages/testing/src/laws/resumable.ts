import { type AnyAct, fill } from '@poolwright/core/Action'
import { canonical } from '@poolwright/core/Json'
import type { Step } from '@poolwright/core/Plan'
import * as Run from '@poolwright/core/Run'
import { nearMisses } from '../arbitraries/schedules.js'
import { providerLaw } from '../Law.js'
import { effectSteps, planIn, worldAfter } from '../planning.js'

/** After any prefix of a plan, planning again gives the rest of it, with the outputs of what was done filled in. */
export const resumable = providerLaw(
  {
    name: 'resumable',
    says: 'after any part of a plan, planning again gives the rest of it',
    runs: 80,
    schedules: (inputs) => nearMisses(inputs, 2),
  },
  async ({ trial, play }, schedule) => {
    const { planning, model, ops } = trial
    const h = await play(schedule)
    const rest = h.moments.find((m) => m.event.do === 'settle')
    const wrong: Array<string> = []
    for (const [world, desired] of [
      [h.start, h.first],
      [rest?.world ?? h.start, h.desired],
    ] as const)
      for (const plan of (await planIn(planning, model, world, desired)).plans) {
        const steps = effectSteps(ops, plan).filter((s) => s.holds.length === 0)
        // Nothing was done in the plan that is made again.
        const nothing = Run.outputOf(Run.start({ ...plan, steps: [] }))
        for (let n = 1; n <= steps.length; n++) {
          const prefix = steps.slice(0, n)
          const done = new Set(prefix.map((s) => s.id))
          const { world: after, run } = await worldAfter(planning, model, world, desired, { ...plan, steps: prefix })
          if (prefix.some((s) => run.answers.get(s.id)?._tag !== 'Right')) continue
          const left = effectSteps(ops, plan).filter((s) => !done.has(s.id))
          const expected = left.map((s) => `${s.id} ${canonical(fill(s.action, Run.outputOf(run), () => undefined))}`)
          const again = (await planIn(planning, model, after, desired)).plans.find((p) => p.pool === plan.pool)
          // What was sent and is shown again, but held, is under way and not asked for twice.
          const sent = (s: Step<AnyAct>) => s.holds.length > 0 && done.has(s.id)
          const shown = again === undefined ? [] : effectSteps(ops, again).filter((s) => !sent(s))
          const got = shown.map((s) => `${s.id} ${canonical(fill(s.action, nothing, () => undefined))}`)
          if (canonical([...expected].sort()) !== canonical([...got].sort()))
            wrong.push(
              `after ${prefix.map((s) => s.id).join(', ')} the rest is ${got.join(' ') || 'nothing'} instead of ${expected.join(' ') || 'nothing'}`,
            )
        }
      }
    return wrong
  },
)
