import { schedules } from '../arbitraries/schedules.js'
import { agreeing, sane } from '../judging.js'
import { subjectLaw } from '../Law.js'

/**
 * At rest the raw world agrees with the documents by a table that knows neither rows nor model, deletion included. Without it a
 * subject that does nothing at all passes for one that has nothing left to do.
 */
export const agrees = subjectLaw(
  {
    name: 'agrees',
    says: 'at rest the world holds what the documents ask',
    runs: 150,
    schedules: (inputs) => schedules(inputs, { moves: 3, deletions: 15 }),
  },
  async ({ trial, play }, schedule) => {
    const h = await play(schedule)
    return [...sane(trial.agreement, h), ...agreeing(trial.agreement, h)]
  },
)
