import { codeOf } from '@poolwright/core/CloudError'
import { schedules } from '../arbitraries/schedules.js'
import { askedIn, isWrite } from '../History.js'
import { agreeing, moreThan, sane, unique } from '../judging.js'
import { subjectLaw } from '../Law.js'
import { withoutFaults } from '../Schedule.js'

/**
 * Any call may fail with any error, or be carried out and lose its answer: the end is right, nothing is made twice, and nobody asks for
 * what is there already, because doubt is looked into first.
 */
export const partialSafe = subjectLaw(
  {
    name: 'partial-safe',
    says: 'calls that fail, or whose answers are lost, are looked into and repeated, and nothing is made twice',
    runs: 150,
    schedules: (inputs, strength) =>
      schedules(inputs, { strength, moves: 2, deletions: 15, mischief: { faults: ['error', 'lost'], rates: true } }),
  },
  async ({ trial: { agreement }, play }, schedule) => {
    const h = await play(schedule)
    const reference = await play(withoutFaults(schedule))
    const blind = askedIn(h).flatMap((a) =>
      isWrite(a.effect) && a.faults.length === 0 && a.error?._tag === 'Stale' ? [`${a.op} was asked for blindly: ${codeOf(a.error)}`] : [],
    )
    return [...sane(agreement, h), ...agreeing(agreement, h), ...(await moreThan('made', agreement, h, reference, play)), ...unique(blind)]
  },
)
