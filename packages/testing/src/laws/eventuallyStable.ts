import { schedules } from '../arbitraries/schedules.js'
import { agreeing, explainedItself, sane } from '../judging.js'
import { subjectLaw } from '../Law.js'

/** Everything at once, a bounded number of times, then quiet: rest within a bound of passes, and rest stays rest. */
export const eventuallyStable = subjectLaw(
  {
    name: 'eventually-stable',
    says: 'after the last fault it comes to rest, rightly or with a reason, and stays there',
    runs: 200,
    schedules: (inputs, strength) =>
      schedules(inputs, {
        strength: strength + 2,
        moves: 3,
        deletions: 15,
        mischief: {
          faults: ['crash', 'stale', 'lag', 'error', 'lost', 'meanwhile'],
          edits: ['ours', 'foreign'],
          restarts: true,
          forgets: true,
          clocks: true,
          travels: true,
          rates: true,
          watch: true,
          processes: 2,
        },
      }),
  },
  async ({ trial: { agreement }, play }, schedule) => {
    const h = await play(schedule)
    return [...sane(agreement, h), ...(explainedItself(h) ? [] : agreeing(agreement, h))]
  },
)
