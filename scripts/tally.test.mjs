import assert from 'node:assert/strict'
import { test } from 'node:test'
import { line, none, ofLine, ofNodeTest, ofVitest, one, sum } from './tally.mjs'

const file = (status, ...statuses) => ({ status, assertionResults: statuses.map((s) => ({ status: s })) })

test('says what was skipped only if something was', () => {
  assert.equal(line(sum([one(true), one(true), one(false)])), '2 passed, 1 failed')
  assert.equal(line({ ...none, skipped: 3 }), '0 passed, 0 failed, 3 skipped')
})

test('counts every test of every file', () => {
  const report = {
    success: false,
    testResults: [file('passed', 'passed', 'passed', 'skipped', 'todo'), file('failed', 'passed', 'failed')],
  }
  assert.deepEqual(ofVitest(report, false), { passed: 3, failed: 1, skipped: 2 })
})

test('a file that cannot be loaded is a failure', () => {
  assert.deepEqual(ofVitest({ success: false, testResults: [file('passed', 'passed'), file('failed')] }, false), {
    passed: 1,
    failed: 1,
    skipped: 0,
  })
})

test('an error outside of any test is a failure, and so is a run without a report', () => {
  assert.equal(ofVitest({ success: false, testResults: [file('passed', 'passed')] }, false).failed, 1)
  assert.equal(ofVitest(undefined, false).failed, 1)
})

test('no tests at all is no failure', () => {
  assert.deepEqual(ofVitest({ success: true, testResults: [] }, true), none)
})

test("reads node:test's closing lines", () => {
  assert.deepEqual(ofNodeTest('ok 1 - a\n# tests 4\n# pass 2\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n', false), {
    passed: 2,
    failed: 1,
    skipped: 1,
  })
  assert.equal(ofNodeTest('', false).failed, 1)
})

test('reads a closing line; without one, or with one that the exit code does not bear out, something has failed', () => {
  assert.deepEqual(ofLine('what is wrong\n\n1 passed, 1 failed\n', false), { passed: 1, failed: 1, skipped: 0 })
  assert.deepEqual(ofLine('2 passed, 0 failed, 1 skipped\n', true), { passed: 2, failed: 0, skipped: 1 })
  assert.deepEqual(ofLine('2 passed, 0 failed\nError: and then\n', false), one(false))
  assert.deepEqual(ofLine('2 passed, 0 failed\n', false), one(false))
  assert.deepEqual(ofLine('', true), one(false))
})
