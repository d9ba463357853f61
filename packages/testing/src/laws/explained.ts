import { canonical } from '@poolwright/core/Json'
import { nearMisses } from '../arbitraries/schedules.js'
import { get, put } from '../Desired.js'
import { providerLaw } from '../Law.js'
import { effectSteps, planIn } from '../planning.js'

/**
 * A step that gives leaves as its causes is gone once they are as they were: the world is at rest on the old values, so putting the
 * old values back makes what is observed what is wanted. And a step whose leaves nobody changed has no cause at all.
 */
export const explained = providerLaw(
  {
    name: 'explained',
    says: 'take away what a step names as its causes, and the step is gone',
    runs: 120,
    schedules: (inputs) => nearMisses(inputs, 3),
  },
  async ({ trial, play }, schedule) => {
    const { planning, model, inputs, agreement } = trial
    const h = await play(schedule)
    const rest = h.moments.find((m) => m.event.do === 'settle')
    if (rest === undefined || !agreement.possible(h.first)) return []
    const wrong: Array<string> = []
    for (const plan of (await planIn(planning, model, rest.world, h.desired)).plans)
      for (const s of effectSteps(trial.ops, plan)) {
        const paths = s.causes.flatMap((c) => (c._tag === 'Change' ? c.paths : []))
        if (s.causes.some((c) => c._tag !== 'Change')) continue
        const places = inputs.leaves.filter((l) => paths.some((p) => covers(p, l.path))).map((l) => l.place)
        if (places.every((p) => canonical(get(p)(h.desired) ?? null) === canonical(get(p)(rest.desired) ?? null))) {
          wrong.push(`${s.id} says that ${paths.join(', ')} changed, and nobody changed that`)
          continue
        }
        const without = places.reduce((d, p) => put(p, get(p)(rest.desired))(d), h.desired)
        if (!inputs.admits(without)) continue
        const again = (await planIn(planning, model, rest.world, without)).plans.find((p) => p.pool === plan.pool)
        const still = again?.steps.find((x) => x.id === s.id && x.action.op === s.action.op)
        if (still !== undefined) wrong.push(`${s.id} stays without ${paths.join(', ')}: ${JSON.stringify(still.causes)}`)
      }
    return wrong
  },
)

/** A row that speaks for an object speaks for what is in it. */
const covers = (row: string, leaf: string): boolean => row === leaf || leaf.startsWith(`${row}.`) || leaf.startsWith(`${row}[`)
