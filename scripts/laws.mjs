/**
 * `npm run laws`: the default profile of the laws on the first-party providers, with its shares. It fails when a law does not hold, when a
 * kind of mischief is too rare, and when fewer than ten thousand histories count.
 *
 *   --times N     N times as much (1)
 *   --seed S      from this seed
 *   --minutes M   at most about this long; then fewer histories are no failure, and it says which laws were cut short
 */
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { built } from './ready.mjs'
import { line } from './tally.mjs'

const { values } = parseArgs({ options: { times: { type: 'string' }, seed: { type: 'string' }, minutes: { type: 'string' } } })
const number = (text) => (text === undefined ? undefined : Number(text))
const least = 10_000

// Node 20 would spend a fifth of the run on compiling functions into each other. Node 24 takes as long with it as without.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=200')

const endOf = ({ tried, cutShort, counterexamples }, minutes) => {
  const broken = counterexamples.length === 0 ? '' : `, ${counterexamples.length} of them with a counterexample`
  return cutShort === 0
    ? `ended because all was tried: ${tried.length} laws on their providers${broken}`
    : `ended because ${minutes} minutes were over: ${cutShort} of ${tried.length} laws on their providers had more schedules to try${broken}`
}

if (await built()) {
  const { runProfile } = await import('@poolwright/testing/defaultProfile')
  const { firstParty } = await import('@poolwright/testing/firstParty')
  const { tell } = await import('@poolwright/testing/Law')
  const times = number(values.times) ?? 1
  const minutes = number(values.minutes)
  const begun = performance.now()
  const parts = firstParty.map(({ name, share }) => `${name} (${100 * share} %)`).join(', ')
  console.log(`asked: ${times} × the default profile of ${parts}${minutes === undefined ? '' : `, within ${minutes} minutes`}`)
  const profile = await runProfile(firstParty, {
    times,
    tell: (text) => console.log(text),
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(minutes === undefined ? {} : { limit: minutes * 60_000 }),
  })
  const { full, counterexamples, missing } = profile
  for (const c of counterexamples) console.log(`\n${tell(c)}`)
  for (const m of missing) console.log(m)
  const few = minutes === undefined && times >= 1 && full < least ? 1 : 0
  if (few > 0) console.log(`${full} histories count, and ${least} is the least`)
  console.log(endOf(profile, minutes))
  console.log(`took ${Math.round((performance.now() - begun) / 1000)} s, ${(process.cpuUsage().user / 1e6).toFixed(0)} s of one core`)
  const failed = counterexamples.length + missing.length + few
  console.log(line({ passed: failed === 0 ? 1 : 0, failed, skipped: 0 }))
  process.exitCode = failed === 0 ? 0 : 1
} else process.exitCode = 1
