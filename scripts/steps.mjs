/** Runs steps, two at a time where their order allows, one line for each, and says what failed. */
import { secondsSince } from './process.mjs'
import { line, one, sum } from './tally.mjs'

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string=} after - the step that must have passed; if it has not, this one fails without having run
 * @property {boolean=} alone - takes both slots: it uses all processors itself
 * @property {() => Promise<{ readonly tally: import('./tally.mjs').Tally, readonly output: string }>} run
 */

const failedFirst = (name, after) => ({ tally: one(false), output: `${name} did not run, because ${after} failed\n` })

/**
 * Never rejects: a step that throws has failed.
 *
 * @param {ReadonlyArray<Step>} steps - in the order in which they may start; `after` names an earlier one
 * @param {(text: string) => void} print
 * @returns {Promise<import('./tally.mjs').Tally>}
 */
export const runSteps = async (steps, print) => {
  const begun = performance.now()
  const results = new Map()
  const report = (step, seconds, { tally, output }) => {
    const ok = tally.failed === 0
    print(`${ok ? '  ok  ' : '  FAIL'}  ${step.name.padEnd(28)} ${seconds.padStart(8)}  ${line(tally)}\n`)
    if (!ok) print(`${output.trimEnd().replace(/^/gm, '        ')}\n`)
    results.set(step.name, tally)
  }
  const execute = async (step) => {
    const start = performance.now()
    const blocked = step.after !== undefined && results.get(step.after)?.failed !== 0
    const attempt = () => step.run().catch((error) => ({ tally: one(false), output: `${error.stack}\n` }))
    const result = blocked ? failedFirst(step.name, step.after) : await attempt()
    report(step, secondsSince(start), result)
  }
  const waiting = [...steps]
  const running = new Set()
  let free = 2
  while (waiting.length > 0 || running.size > 0) {
    const slots = (step) => (step.alone === true ? 2 : 1)
    const next = waiting.findIndex((step) => slots(step) <= free && (step.after === undefined || results.has(step.after)))
    if (next === -1) {
      await Promise.race(running)
      continue
    }
    const [step] = waiting.splice(next, 1)
    free -= slots(step)
    const job = execute(step).finally(() => {
      free += slots(step)
      running.delete(job)
    })
    running.add(job)
  }
  const total = sum([...results.values()])
  print(`\n${secondsSince(begun)}\n${line(total)}\n`)
  return total
}
