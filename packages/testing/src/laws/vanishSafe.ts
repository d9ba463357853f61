import { schedules } from '../arbitraries/schedules.js'
import { agreeing, explainedItself, sane } from '../judging.js'
import { subjectLaw } from '../Law.js'

/** Anything that we own may be deleted, edited or made by others at any time: it converges, or holds and says why. */
export const vanishSafe = subjectLaw(
  {
    name: 'vanish-safe',
    says: 'whatever others do to what is ours, it is put right, or a reason is given',
    runs: 200,
    schedules: (inputs, strength) =>
      schedules(inputs, { strength, moves: 2, deletions: 10, mischief: { faults: ['meanwhile'], edits: ['ours'], restarts: true } }),
  },
  async ({ trial: { agreement }, play }, schedule) => {
    const h = await play(schedule)
    const wrong = agreeing(agreement, h)
    return [...sane(agreement, h), ...(explainedItself(h) ? [] : wrong)]
  },
)
