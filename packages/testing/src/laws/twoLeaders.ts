import { schedules } from '../arbitraries/schedules.js'
import { agreeing, moreThan, sameShape, sane } from '../judging.js'
import { subjectLaw } from '../Law.js'
import { withoutFaults } from '../Schedule.js'

/** Two processes that take turns, each with a memory of its own, end where one does, with as many things made. */
export const twoLeaders = subjectLaw(
  {
    name: 'two-leaders',
    says: 'two processes that know nothing of each other end where one does',
    runs: 100,
    schedules: (inputs, strength) => schedules(inputs, { strength, moves: 2, deletions: 15, mischief: { processes: 2, restarts: true } }),
  },
  async ({ trial: { agreement }, play }, schedule) => {
    const h = await play(schedule)
    const reference = await play(withoutFaults(schedule))
    return [
      ...sane(agreement, h),
      ...agreeing(agreement, h),
      ...sameShape(agreement, h.desired, h.world, reference.world, 'two end elsewhere than one'),
      ...(await moreThan('made', agreement, h, reference, play)),
    ]
  },
)
