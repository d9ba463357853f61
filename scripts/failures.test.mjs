import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failures } from './failures.mjs'

const passed = { fullName: 'adds', status: 'passed', failureMessages: [] }
const failed = { fullName: 'subtracts', status: 'failed', failureMessages: ['expected 1\nbut 2'] }

test('names come first, then what each says, and nothing of what passed', () => {
  const report = {
    testResults: [
      { name: 'a.test.ts', status: 'failed', assertionResults: [passed, failed] },
      { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      { name: 'c.test.ts', status: 'passed', assertionResults: [passed] },
    ],
  }
  assert.equal(
    failures(report, 'all of it'),
    [
      'subtracts (a.test.ts)',
      'could not be loaded (b.test.ts)',
      '',
      'subtracts',
      '  expected 1',
      '  but 2',
      '',
      'could not be loaded',
      '  no such module',
      '',
    ].join('\n'),
  )
})

test('a long message is cut, and says so', () => {
  const long = { ...failed, failureMessages: [Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n')] }
  const said = failures({ testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [long] }] }, '')
  assert.match(said, /line 59\n {2}… and 40 more lines\n$/)
})

test('without a failure in the report, what was printed is all there is', () => {
  assert.equal(failures(undefined, 'all of it'), 'all of it')
  assert.equal(failures({ testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [passed] }] }, 'all of it'), 'all of it')
})
