import { show } from '@poolwright/core/CloudError'
import { schedules } from '../arbitraries/schedules.js'
import { askedIn } from '../History.js'
import { sane, unique } from '../judging.js'
import { subjectLaw } from '../Law.js'

/** Without faults nothing that is asked is ever refused: whoever looks before asking can know the rules. */
export const legal = subjectLaw(
  {
    name: 'legal',
    says: 'without faults the cloud refuses nothing, and what may never be never is',
    runs: 150,
    schedules: (inputs) => schedules(inputs, { moves: 3, deletions: 20 }),
  },
  async ({ trial, play }, schedule) => {
    const h = await play(schedule)
    const refused = askedIn(h).flatMap((a) => (a.effect === 'read' || a.error === null ? [] : [`${a.op} was refused: ${show(a.error)}`]))
    return [...sane(trial.agreement, h), ...unique(refused)]
  },
)
