/** How many checks passed, failed and were skipped: counting, adding, saying. Pure. */

/** @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Tally */

/** @type {Tally} */
export const none = { passed: 0, failed: 0, skipped: 0 }

/** A check that is counted as one. */
export const one = (/** @type {boolean} */ ok) => (ok ? { ...none, passed: 1 } : { ...none, failed: 1 })

export const sum = (/** @type {ReadonlyArray<Tally>} */ tallies) =>
  tallies.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), none)

/** The closing line: `12 passed, 0 failed`, and `, 1 skipped` only if something was. */
export const line = (/** @type {Tally} */ t) => `${t.passed} passed, ${t.failed} failed${t.skipped > 0 ? `, ${t.skipped} skipped` : ''}`

/**
 * Counts vitest's JSON report. A file that could not be loaded has no tests in it and counts as one failure; so does a run that failed
 * although every test passed (an error outside of any test), or that ended without a report.
 *
 * @param {{ readonly success: boolean, readonly testResults: ReadonlyArray<VitestFile> } | undefined} report
 * @param {boolean} ok - did the process end with 0?
 * @typedef {{ readonly status: string, readonly assertionResults: ReadonlyArray<{ readonly status: string }> }} VitestFile
 */
export const ofVitest = (report, ok) => {
  const files = report?.testResults ?? []
  const tests = files.flatMap((file) => file.assertionResults)
  const count = (/** @type {string} */ status) => tests.filter((t) => t.status === status).length
  const brokenFiles = files.filter((f) => f.status === 'failed' && !f.assertionResults.some((t) => t.status === 'failed')).length
  const passed = count('passed')
  const failed = count('failed') + brokenFiles
  return { passed, failed: failed === 0 && !ok ? 1 : failed, skipped: tests.length - passed - count('failed') }
}

/**
 * Reads the closing line of a process that counts by itself. One that did not come that far has failed.
 *
 * @param {string} output
 * @param {boolean} ok - did the process end with 0?
 */
export const ofLine = (output, ok) => {
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  const [, passed, failed, skipped = '0'] = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(last) ?? []
  const isBorneOut = passed !== undefined && ok === (failed === '0')
  return isBorneOut ? { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) } : one(false)
}

/**
 * Counts the closing lines of node:test's TAP reporter.
 *
 * @param {string} output
 * @param {boolean} ok - did the process end with 0?
 */
export const ofNodeTest = (output, ok) => {
  const count = (/** @type {string} */ what) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(output)?.[1] ?? 0)
  const failed = count('fail') + count('cancelled')
  return { passed: count('pass'), failed: failed === 0 && !ok ? 1 : failed, skipped: count('skipped') + count('todo') }
}
