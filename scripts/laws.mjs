/**
 * `npm run laws`: the default profile of the laws on every first-party provider, with its shares. It fails when a law does not hold, when a
 * kind of mischief is too rare, and when fewer than ten thousand histories count.
 *
 *   --times N     N times as much (1)
 *   --seed S      from this seed
 *   --minutes M   at most this long; then fewer histories are no failure
 */
import { parseArgs } from 'node:util'
import { built } from './ready.mjs'
import { line } from './tally.mjs'

const { values } = parseArgs({ options: { times: { type: 'string' }, seed: { type: 'string' }, minutes: { type: 'string' } } })
const number = (text) => (text === undefined ? undefined : Number(text))
const least = 10_000

if (await built()) {
  const { runProfile } = await import('@poolwright/testing/defaultProfile')
  const { tell } = await import('@poolwright/testing/Law')
  const { trial } = await import('@poolwright/testing/awsMachinePool')
  const times = number(values.times) ?? 1
  const minutes = number(values.minutes)
  const begun = performance.now()
  const { full, counterexamples, missing } = await runProfile(trial, {
    times,
    tell: (text) => console.log(text),
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(minutes === undefined ? {} : { limit: minutes * 60_000 }),
  })
  for (const c of counterexamples) console.log(`\n${tell(c)}`)
  for (const m of missing) console.log(m)
  const few = minutes === undefined && times >= 1 && full < least ? 1 : 0
  if (few > 0) console.log(`${full} histories count, and ${least} is the least`)
  console.log(`took ${Math.round((performance.now() - begun) / 1000)} s, ${(process.cpuUsage().user / 1e6).toFixed(0)} s of one core`)
  const failed = counterexamples.length + missing.length + few
  console.log(line({ passed: failed === 0 ? 1 : 0, failed, skipped: 0 }))
  process.exitCode = failed === 0 ? 0 : 1
} else process.exitCode = 1
