import { schedules } from '../arbitraries/schedules.js'
import { agreeing, explainedItself, sane, unexplained } from '../judging.js'
import { lastSaid } from '../History.js'
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
        moves: 2,
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
    // What only the record knew to be ours is somebody else's once it is lost: it stays, and that is told.
    const lost = schedule.events.some((e) => e.do === 'forget')
    const explained = explainedItself(h) || (lost && (lastSaid(h)?.told ?? []).length > 0)
    return [...sane(agreement, h), ...(explained ? unexplained(agreement, h) : agreeing(agreement, h))]
  },
)
