import { canonical, type Json } from '@poolwright/core/Json'
import * as fc from 'fast-check'
import { nearMisses } from '../arbitraries/schedules.js'
import { providerLaw } from '../Law.js'
import { planIn } from '../planning.js'

/** Sets, tags and documents in any order, in the documents as in the cloud's answers, give the byte-identical plan. */
export const orderFree = providerLaw(
  {
    name: 'order-free',
    says: 'the same wish in another order, or the same answer, gives the same plan byte for byte',
    runs: 100,
    // Which order is tried is part of the schedule: the number of a rewording.
    schedules: (inputs) =>
      fc.tuple(nearMisses(inputs, 2), fc.nat(50)).map(([s, n]) => ({ ...s, events: [...s.events, { do: 'reword', n: n + 1 }] })),
  },
  async ({ trial, play }, schedule) => {
    const { planning, model, inputs } = trial
    const n = schedule.events.flatMap((e) => (e.do === 'reword' ? [e.n] : []))[0] ?? 1
    const h = await play({ ...schedule, events: schedule.events.filter((e) => e.do !== 'reword') })
    const rest = h.moments.find((m) => m.event.do === 'settle')
    const text = (plans: unknown) => JSON.stringify(plans)
    const wrong: Array<string> = []
    for (const [world, desired] of [
      [h.start, h.first],
      [rest?.world ?? h.start, h.desired],
    ] as const) {
      const plain = text((await planIn(planning, model, world, desired)).plans)
      const shuffled = inputs.shuffle(desired, n)
      const other = text((await planIn(planning, model, world, shuffled)).plans)
      if (other !== plain) wrong.push(`in another order the documents give another plan: ${difference(plain, other)}`)
      const reworded = text((await planIn(planning, model, world, desired, (op, a) => inputs.echo(op, a, n))).plans)
      if (reworded !== plain) wrong.push(`answers in another order give another plan: ${difference(plain, reworded)}`)
    }
    return wrong
  },
)

const difference = (a: string, b: string): string => {
  if (canonical(JSON.parse(a) as Json) === canonical(JSON.parse(b) as Json)) return 'only the order of members differs'
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return `…${a.slice(Math.max(0, at - 60), at + 60)}… and …${b.slice(Math.max(0, at - 60), at + 60)}…`
}
