/**
 * `docs/differences-aws.md`, out of the differences that are listed.
 */
import { differences, type StandIn } from '../conformance/differences.js'

const listOf = (standIn: StandIn): string =>
  differences[standIn].length === 0
    ? 'None.'
    : differences[standIn].map((d) => `- **${d.sequence}**: AWS documents that "${d.says}". ${d.why}`).join('\n')

export const differencesPage = (): string => `# Where stand-ins for AWS differ

One suite of operation sequences, \`@poolwright/aws-asg/conformance\`, runs through the real adapter before the simulator (with the unit tests)
and before an emulated account (\`npm run test:integration\`, where \`AWS_ENDPOINT_URL\` is set). AWS's documentation decides what is right. This
page lists every step that a stand-in answers otherwise; the suite fails when a step differs that is not listed, and when one is listed that
no longer differs.

## The simulator

${listOf('simulator')}

## The emulated account

${listOf('emulated account')}
`
