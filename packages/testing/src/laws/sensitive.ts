import { canonical } from '@poolwright/core/Json'
import { effects } from '@poolwright/core/Plan'
import * as fc from 'fast-check'
import { beginning, setting } from '../arbitraries/schedules.js'
import { providerLaw } from '../Law.js'
import { planIn } from '../planning.js'
import * as S from '../Schedule.js'

/**
 * Two values of one leaf either lead to different plans, or the plan speaks of the leaf: in a cause, a hold or a finding. A leaf that
 * is read and forgotten does neither.
 */
export const sensitive = providerLaw(
  {
    name: 'sensitive',
    says: 'another value of a leaf moves the world, or the plan says why not',
    runs: 150,
    schedules: (inputs) => fc.tuple(beginning(inputs, 2), setting(inputs)).map(([first, to]) => S.schedule(first, [S.settle, S.set(to)])),
  },
  async ({ trial, play }, schedule) => {
    const { planning, model, inputs, agreement } = trial
    const h = await play(schedule)
    const change = h.moments.find((m) => m.event.do === 'set')
    const before = h.moments.find((m) => m.event.do === 'settle')
    if (change?.event.do !== 'set' || !change.took || before === undefined) return []
    const { at } = change.event
    const path = inputs.leaves.find((l) => canonical(l.place) === canonical(at))?.path ?? at.join('.')
    // What cannot be had is held as a whole, and two wishes that the same world meets are one wish in two spellings.
    if (!agreement.possible(before.desired, before.world) || !agreement.possible(change.desired, before.world)) return []
    const beyond = agreement.beyond?.(before.world, change.desired) ?? []
    if (agreement.disagreements(before.world, change.desired).length + beyond.length === 0) return []
    const [was, is] = [
      await planIn(planning, model, before.world, before.desired),
      await planIn(planning, model, before.world, change.desired),
    ]
    const moved = is.plans.some((p, i) => effects(trial.ops, p) !== (was.plans[i] === undefined ? '' : effects(trial.ops, was.plans[i])))
    const spoken = JSON.stringify(is.plans.map((p) => [p.holds, p.findings, p.steps.map((s) => [s.causes, s.holds])]))
    // Whoever speaks of a whole speaks of what is in it.
    const wholes = path.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.'))
    return moved || spoken.includes(path) || wholes.some((whole) => spoken.includes(`"${whole}"`))
      ? []
      : [`${path} changed, and the plan neither moves nor says why`]
  },
)
