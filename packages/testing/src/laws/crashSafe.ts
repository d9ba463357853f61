import { schedules } from '../arbitraries/schedules.js'
import { agreeing, moreThan, sameShape, sane } from '../judging.js'
import { subjectLaw } from '../Law.js'
import { withoutFaults } from '../Schedule.js'

/**
 * Stopped before or after any call, more than once, memory lost, started again: the end is the one without faults, and nothing was
 * made or ended more often.
 */
export const crashSafe = subjectLaw(
  {
    name: 'crash-safe',
    says: 'stopped at any call and started again it ends where it would have, with one of each',
    runs: 200,
    schedules: (inputs, strength) =>
      schedules(inputs, { strength, moves: 2, deletions: 15, mischief: { faults: ['crash'], restarts: true } }),
  },
  async ({ trial: { agreement }, play }, schedule) => {
    const h = await play(schedule)
    const reference = await play(withoutFaults(schedule))
    return [
      ...sane(agreement, h),
      ...agreeing(agreement, h),
      ...sameShape(agreement, h.desired, h.world, reference.world, 'it ends elsewhere than without faults'),
      ...(await moreThan('made', agreement, h, reference, play)),
    ]
  },
)
