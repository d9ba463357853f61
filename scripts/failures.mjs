/** What a run of vitest says of itself when it has failed: the failures alone, names first. Pure. */

/** Lines of a failure that are printed; a counterexample's story takes some tens, a difference of two plans can take thousands. */
const mostLines = 60

const indented = (/** @type {string} */ text) => {
  const lines = text.trimEnd().split('\n')
  const more = lines.length - mostLines
  return [...lines.slice(0, mostLines), ...(more > 0 ? [`… and ${more} more lines`] : [])].map((line) => `  ${line}\n`).join('')
}

/**
 * Every failing test's name, then each with its messages. Where the report has no failure in it (there is none, or the error was outside of any
 * test), all that the run printed.
 *
 * @param {{ readonly testResults: ReadonlyArray<VitestFile> } | undefined} report - vitest's JSON report
 * @param {string} output - what the run printed
 * @typedef {{ readonly fullName: string, readonly status: string, readonly failureMessages?: ReadonlyArray<string> }} VitestTest
 * @typedef {{ readonly name: string, readonly status: string, readonly message?: string, readonly assertionResults: ReadonlyArray<VitestTest> }} VitestFile
 */
export const failures = (report, output) => {
  const ofFile = (/** @type {VitestFile} */ file) => {
    const tests = file.assertionResults.filter((test) => test.status === 'failed')
    if (tests.length > 0)
      return tests.map((test) => ({ name: test.fullName, file: file.name, text: (test.failureMessages ?? []).join('\n') }))
    return file.status === 'failed' ? [{ name: 'could not be loaded', file: file.name, text: file.message ?? '' }] : []
  }
  const found = (report?.testResults ?? []).flatMap(ofFile)
  if (found.length === 0) return output
  const names = found.map(({ name, file }) => `${name} (${file})\n`)
  return `${names.join('')}${found.map(({ name, text }) => `\n${name}\n${indented(text)}`).join('')}`
}
