import assert from 'node:assert/strict'
import { test } from 'node:test'
import { survivorsOf } from './mutation/report.mjs'

const mutant = (status, line, from, to, replacement) => ({
  status,
  mutatorName: 'ArrayDeclaration',
  replacement,
  location: { start: { line, column: from }, end: { line, column: to } },
})
const file = (...mutants) => ({ 'src/a.ts': { source: 'const a = [1]\n  const b = c ?? []', mutants } })
const first = mutant('Survived', 1, 11, 14, '[]')
const second = mutant('NoCoverage', 2, 18, 20, '["Stryker was here"]')

test('says first how many survivors have no reason', () => {
  const { unexplained, head } = survivorsOf(file(first, second, mutant('Killed', 1, 11, 14, '[2]')), [])
  assert.equal(unexplained, 2)
  assert.equal(head, '2 survivors, 2 of them without a reason; 0 reasons are stale')
})

const reasons = [
  ['of one file', { file: 'src/a.ts' }, 0],
  ['of another file', { file: 'src/b.ts' }, 2],
  ['by its text', { file: 'src/a.ts', from: '[1]' }, 1],
  ['by what it becomes, in all files', { file: '*', to: '["Stryker*' }, 1],
  ['by the line on which it begins, however far in', { file: '*', line: 'const b = c ?? []' }, 1],
  ['by a part of that line', { file: 'src/*.ts', line: '*??*' }, 1],
  ['by another mutator', { file: '*', mutator: 'StringLiteral' }, 2],
]
for (const [name, reason, left] of reasons)
  test(`finds the reason ${name}`, () =>
    assert.equal(survivorsOf(file(first, second), [{ ...reason, reason: 'because' }]).unexplained, left))

test('lists reasons that nothing needs any more, of the files that were tried', () => {
  const { head, text } = survivorsOf(file(first), [
    { file: 'src/a.ts', from: '[2]', reason: 'gone' },
    { file: 'src/b.ts', reason: 'not tried' },
  ])
  assert.match(head, /1 reasons are stale/)
  assert.match(text, /gone/)
  assert.doesNotMatch(text, /not tried/)
})
