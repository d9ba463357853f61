/** `npm test`: installs if need be, builds, checks and tests everything, and closes with one line that counts it all. */
import { installed } from './ready.mjs'
import { line, one } from './tally.mjs'

if (await installed()) {
  // Only now: these load what npm has installed.
  const { all } = await import('./checks.mjs')
  const { runSteps } = await import('./steps.mjs')
  const total = await runSteps(all, (text) => process.stdout.write(text))
  process.exitCode = total.failed === 0 ? 0 : 1
} else {
  console.log(line(one(false)))
  process.exitCode = 1
}
