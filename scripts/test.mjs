/** `npm test`: installs if need be, builds, checks and tests everything, and closes with one line that counts it all. */
import { all } from './checks.mjs'
import { installed } from './ready.mjs'
import { runSteps } from './steps.mjs'
import { line, one } from './tally.mjs'

if (await installed()) {
  const total = await runSteps(all, (text) => process.stdout.write(text))
  process.exitCode = total.failed === 0 ? 0 : 1
} else {
  console.log(line(one(false)))
  process.exitCode = 1
}
