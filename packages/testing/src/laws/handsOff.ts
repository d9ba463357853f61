import { schedules } from '../arbitraries/schedules.js'
import { isWrite } from '../History.js'
import { sane, unique } from '../judging.js'
import { subjectLaw } from '../Law.js'

/** What is not ours is never written: foreign things, foreign parts of our things, and leaves that the documents hand to others. */
export const handsOff = subjectLaw(
  {
    name: 'hands-off',
    says: 'what belongs to others stays as they left it',
    runs: 200,
    schedules: (inputs, strength) =>
      schedules(inputs, { strength, moves: 2, deletions: 5, mischief: { faults: ['meanwhile'], edits: ['foreign'], restarts: true } }),
  },
  async ({ trial: { agreement }, play }, schedule) => {
    const h = await play(schedule)
    const crossed = h.moments.flatMap((m) =>
      m.passes.flatMap((p) =>
        p.asked.flatMap((a) => (isWrite(a.effect) && a.error === null ? agreement.trespasses(a.before, a.after, m.desired) : [])),
      ),
    )
    return [...sane(agreement, h), ...unique(crossed)]
  },
)
