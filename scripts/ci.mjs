/** `.ci/run`: `npm test`, then the integration tests before an emulated AWS account, and one closing line that counts it all. */
import { allAndLibraries, integration } from './checks.mjs'
import { withEmulatedAws } from './emulatedAws.mjs'
import { installed } from './ready.mjs'
import { runSteps } from './steps.mjs'
import { line, one } from './tally.mjs'

const inAccount = {
  name: 'integration tests',
  after: 'build',
  alone: true,
  run: () =>
    withEmulatedAws((account) => {
      if ('missing' in account) process.stdout.write(`        integration tests that need an AWS account are skipped: ${account.missing}\n`)
      return integration('env' in account ? account.env : {})
    }),
}

if (await installed()) {
  const total = await runSteps([...allAndLibraries, inAccount], (text) => process.stdout.write(text))
  process.exitCode = total.failed === 0 ? 0 : 1
} else {
  console.log(line(one(false)))
  process.exitCode = 1
}
