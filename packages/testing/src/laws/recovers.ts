import type { Setting } from '../Schedule.js'
import { get } from '../Desired.js'
import { nearMisses } from '../arbitraries/schedules.js'
import { agreeing, sameShape, sane } from '../judging.js'
import { subjectLaw } from '../Law.js'
import * as S from '../Schedule.js'

/** From a good wish to another, perhaps one that cannot be had, and back: as if nothing had been. */
export const recovers = subjectLaw(
  {
    name: 'recovers',
    says: 'good, bad, good again ends as it began, but for numbers',
    runs: 80,
    schedules: (inputs) => nearMisses(inputs, 3),
  },
  async ({ trial, play }, schedule) => {
    const there = await play(schedule)
    const sets = schedule.events.flatMap((e) => (e.do === 'set' ? [e] : []))
    // Undone in reverse, so that on the way back no document is one that was not taken on the way there.
    const back = [...sets].reverse().map((e): Setting => {
      const to = get(e.at)(there.first)
      return to === undefined ? { at: e.at } : { at: e.at, to }
    })
    const h = await play({ ...schedule, events: [...schedule.events, S.settle, ...back.map(S.set)] })
    const first = h.moments.find((m) => m.event.do === 'settle')
    if (!trial.agreement.possible(h.first)) return sane(trial.agreement, h)
    return [
      ...sane(trial.agreement, h),
      ...agreeing(trial.agreement, h),
      ...(first === undefined ? [] : sameShape(trial.agreement, h.desired, h.world, first.world, 'it did not come back')),
    ]
  },
)
