/** Both sides' phases beside each other: `node compare.mjs <ours.json> <capa.json>`. Exit code 1 where a goal is missed. */
import { readFileSync } from 'node:fs'

const [ours, capa] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')))
const phaseOf = (start) => Object.entries(capa).find(([name]) => name.startsWith(start))?.[1]
const ratio = (x, y) => Number((x / y).toFixed(2))
const create = phaseOf(`create ${ours.pools}`)
const pairs = {
  create: [ours.phases.create, create, create.ready],
  restart: [ours.phases.restart, phaseOf('restart'), undefined],
  change: [ours.phases.change, phaseOf('change'), phaseOf('change').replaced],
  delete: [ours.phases.delete, phaseOf('delete'), phaseOf('delete').gone],
}
const sides = Object.fromEntries(
  Object.entries(pairs).map(([name, [us, them, seconds]]) => [
    name,
    {
      seconds: { ours: us.seconds, capa: seconds ?? null, ratio: seconds === undefined ? null : ratio(seconds, us.seconds) },
      calls: { ours: us.total, capa: them.total, ratio: ratio(us.total, them.total) },
      rssMiB: { ours: us.rssMiB, capa: them.rssMiB },
    },
  ]),
)
const goals = {
  'create at least 5 times as fast': sides.create.seconds.ratio >= 5,
  'create with at most a quarter of the calls': sides.create.calls.ratio <= 0.25,
}
console.log(JSON.stringify({ pools: ours.pools, goals, sides, lookAgain: ours.phases['look again'], ours, capa }, null, 2))
process.exitCode = Object.values(goals).every(Boolean) ? 0 : 1
