import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runSteps } from './steps.mjs'
import { one } from './tally.mjs'

/** Steps that note when they begin and end. */
const traced = () => {
  const trace = []
  const step = (name, { ok = true, ...more } = {}) => ({
    name,
    ...more,
    run: async () => {
      trace.push(`+${name}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      trace.push(`-${name}`)
      return { tally: one(ok), output: `said by ${name}` }
    },
  })
  return { trace, step }
}

const printed = async (steps) => {
  const parts = []
  const tally = await runSteps(steps, (text) => parts.push(text))
  return { tally, text: parts.join('') }
}

test('two at a time, what waits for another after it, what wants to be alone alone', async () => {
  const { trace, step } = traced()
  const { tally, text } = await printed([step('a'), step('b', { after: 'a' }), step('c'), step('d', { alone: true })])
  assert.deepEqual(trace.slice(0, 2), ['+a', '+c'])
  assert.ok(trace.indexOf('+b') > trace.indexOf('-a'))
  assert.deepEqual(trace.slice(-2), ['+d', '-d'])
  assert.deepEqual(tally, { passed: 4, failed: 0, skipped: 0 })
  assert.equal(text.includes('said by'), false)
  assert.equal(text.trimEnd().split('\n').at(-1), '4 passed, 0 failed')
})

test('a failure shows its output, and what needed it fails without having run', async () => {
  const { trace, step } = traced()
  const { tally, text } = await printed([step('a', { ok: false }), step('b', { after: 'a' }), step('c')])
  assert.equal(trace.includes('+b'), false)
  assert.match(text, /said by a/)
  assert.match(text, /b did not run, because a failed/)
  assert.deepEqual(tally, { passed: 1, failed: 2, skipped: 0 })
})

test('a step that throws has failed', async () => {
  const { tally } = await printed([{ name: 'a', run: () => Promise.reject(new Error('no')) }])
  assert.equal(tally.failed, 1)
})
