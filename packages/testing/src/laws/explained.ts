import { canonical } from '@poolwright/core/Json'
import { nearMisses } from '../arbitraries/schedules.js'
import { effects } from '@poolwright/core/Plan'
import { type Desired, get, type Place, put } from '../Desired.js'
import { providerLaw } from '../Law.js'
import type { Leaf } from '../Trial.js'
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
    if (rest === undefined || !agreement.possible(h.first, h.start)) return []
    const wrong: Array<string> = []
    for (const plan of (await planIn(planning, model, rest.world, h.desired)).plans)
      for (const s of effectSteps(trial.ops, plan)) {
        const paths = s.causes.flatMap((c) => (c._tag === 'Change' ? c.paths : []))
        if (s.causes.some((c) => c._tag !== 'Change')) continue
        const places = placesOf(inputs.leaves, paths)
        if (places.every((p) => canonical(get(p)(h.desired) ?? null) === canonical(get(p)(rest.desired) ?? null))) {
          wrong.push(`${s.id} says that ${paths.join(', ')} changed, and nobody changed that`)
          continue
        }
        const asBefore = (all: ReadonlyArray<Place>) => all.reduce((d, p) => put(p, get(p)(rest.desired))(d), h.desired)
        const planFor = async (d: Desired) => (await planIn(planning, model, rest.world, d)).plans.find((p) => p.pool === plan.pool)
        const without = asBefore(places)
        if (!inputs.admits(without)) continue
        const still = (await planFor(without))?.steps.find((x) => x.id === s.id && x.action.op === s.action.op)
        if (still === undefined) continue
        // It may stay for a leaf that counts for nothing as long as the named ones are as wanted: then it was no cause before.
        const others = placesOf(
          inputs.leaves,
          still.causes.flatMap((c) => (c._tag === 'Change' ? c.paths : [])),
        )
        const alone = await planFor(asBefore(others))
        const counted = alone === undefined || effects(trial.ops, alone) !== effects(trial.ops, plan)
        const same = others.some((p) => places.includes(p))
        if (counted || same) wrong.push(`${s.id} stays without ${paths.join(', ')}: ${JSON.stringify(still.causes)}`)
      }
    return wrong
  },
)

const placesOf = (leaves: ReadonlyArray<Leaf>, paths: ReadonlyArray<string>): ReadonlyArray<Place> =>
  leaves.filter((l) => paths.some((p) => covers(p, l.path))).map((l) => l.place)

/** A row that speaks for an object speaks for what is in it, and one for a member of what is set as a whole speaks for the whole. */
const covers = (row: string, leaf: string): boolean => row === leaf || isWithin(leaf, row) || isWithin(row, leaf)
const isWithin = (inner: string, outer: string): boolean => inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`)
