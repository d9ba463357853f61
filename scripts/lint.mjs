/** `npm run lint`: format, rules, arrows, unused code, and what would be published. Names of steps as arguments choose among them. */
import { lint } from './checks.mjs'
import { runSteps } from './steps.mjs'

const names = process.argv.slice(2)
const unknown = names.filter((name) => !lint.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`no such step: ${unknown.join(', ')}. There are: ${lint.map((step) => step.name).join(', ')}`)
  process.exitCode = 1
} else {
  // A step chosen alone does not wait for one that was not.
  const chosen = names.length === 0 ? lint : lint.filter((step) => names.includes(step.name)).map((step) => ({ ...step, after: undefined }))
  const total = await runSteps(chosen, (text) => process.stdout.write(text))
  process.exitCode = total.failed === 0 ? 0 : 1
}
