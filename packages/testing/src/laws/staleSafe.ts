import { schedules } from '../arbitraries/schedules.js'
import { agreeing, moreThan, sane } from '../judging.js'
import { subjectLaw } from '../Law.js'
import { withoutFaults } from '../Schedule.js'

/** Any read may answer as the world was some changes ago: nothing is made twice, nothing wanted goes, and the end is right. */
export const staleSafe = subjectLaw(
  {
    name: 'stale-safe',
    says: 'old answers make nothing twice and take nothing away',
    runs: 200,
    schedules: (inputs, strength) =>
      schedules(inputs, { strength, moves: 2, deletions: 10, mischief: { faults: ['stale', 'lag'], restarts: true, travels: true } }),
  },
  async ({ trial: { agreement }, play }, schedule) => {
    const h = await play(schedule)
    const reference = await play(withoutFaults(schedule))
    return [
      ...sane(agreement, h),
      ...agreeing(agreement, h),
      ...(await moreThan('made', agreement, h, reference, play)),
      ...(await moreThan('ended', agreement, h, reference, play)),
    ]
  },
)
