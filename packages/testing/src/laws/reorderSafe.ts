import { schedules } from '../arbitraries/schedules.js'
import { agreeing, moreThan, sameShape, sane } from '../judging.js'
import { subjectLaw } from '../Law.js'
import { withoutFaults } from '../Schedule.js'

/**
 * What a subject is told of changes may be lost, told twice, or told in another order: the end is the one of having been told all, and
 * nothing is made or ended more often. A subject that is told nothing and lists instead keeps this law without trying.
 */
export const reorderSafe = subjectLaw(
  {
    name: 'reorder-safe',
    says: 'changes that are told late, twice, in another order or never lead to the same end',
    runs: 60,
    schedules: (inputs, strength) => schedules(inputs, { strength, moves: 2, deletions: 20, mischief: { watch: true, restarts: true } }),
  },
  async ({ trial: { agreement }, play }, schedule) => {
    const h = await play(schedule)
    const reference = await play(withoutFaults(schedule))
    return [
      ...sane(agreement, h),
      ...agreeing(agreement, h),
      ...sameShape(agreement, h.desired, h.world, reference.world, 'it ends elsewhere than when all was told in order'),
      ...(await moreThan('made', agreement, h, reference, play)),
    ]
  },
)
