import { canonical } from '@poolwright/core/Json'
import type { Setting } from '../Schedule.js'
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
    // Whole documents go back, so that what a leaf brought with it goes as well.
    const back = Object.entries(there.first).flatMap(([document, to]): ReadonlyArray<Setting> =>
      canonical(there.desired[document] ?? null) === canonical(to) ? [] : [{ at: [document], to }],
    )
    const h = await play({ ...schedule, events: [...schedule.events, S.settle, ...back.map(S.set)] })
    const first = h.moments.find((m) => m.event.do === 'settle')
    if (!trial.agreement.possible(h.first, first?.world ?? h.start)) return sane(trial.agreement, h)
    return [
      ...sane(trial.agreement, h),
      ...agreeing(trial.agreement, h),
      ...(first === undefined ? [] : sameShape(trial.agreement, h.desired, h.world, first.world, 'it did not come back')),
    ]
  },
)
