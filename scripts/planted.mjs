/**
 * `npm run nightly -- planted`: every planted bug, the law that finds it, after how many schedules, and the shortest schedule that shows it.
 */
import { built } from './ready.mjs'
import { isMain } from './process.mjs'
import { line, one, sum } from './tally.mjs'

/** As many schedules as a law may need for a bug of its own. */
const most = 1_200

const told = ({ name, law, after, about }, found) => {
  const steered = about.length === 0 ? '' : `, changing ${about.join(' and ')} often`
  const head = `${law}: ${name}\n  after ${after}`
  if (found._tag === 'Right') return `${head}\n  NOT FOUND in ${found.right.runs} schedules${steered}`
  const { runs, replay, complaints } = found.left
  return [`${head}\n  found after ${runs} schedules${steered}`, ...complaints.map((c) => `  - ${c}`), `  ${replay}`].join('\n')
}

export const planted = async () => {
  const { planted: all } = await import('@poolwright/testing/planted/all')
  const tallies = []
  const text = []
  let seed
  for (const [where, bugs] of Object.entries(all)) {
    text.push(`${where}: ${bugs.length} bugs`)
    for (const bug of bugs) {
      const found = await bug.find({ runs: most })
      seed = found._tag === 'Left' ? found.left.seed : found.right.seed
      tallies.push(one(found._tag === 'Left'))
      text.push(told(bug, found))
    }
  }
  return { tally: sum(tallies), text: text.join('\n\n'), seed }
}

if (isMain(import.meta.url)) {
  if (await built()) {
    const { tally, text } = await planted()
    console.log(`${text}\n${line(tally)}`)
    process.exitCode = tally.failed === 0 ? 0 : 1
  } else process.exitCode = 1
}
