import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lockFits, nodeFits } from './lockFits.mjs'

const a = { version: '1.0.0', integrity: 'sha512-a' }
const elsewhere = { version: '2.0.0', integrity: 'sha512-b', optional: true }
const ours = { link: true }
const lock = { packages: { '': {}, 'packages/core': {}, 'node_modules/a': a, 'node_modules/b': elsewhere, 'node_modules/@x/core': ours } }
const installed = { packages: { 'packages/core': {}, 'node_modules/a': a, 'node_modules/@x/core': ours } }
const everything = () => true

test('what npm installed fits its lock, without the optional packages of other systems', () => {
  assert.equal(lockFits(lock, installed, everything), true)
})

for (const [what, packages] of Object.entries({
  'nothing installed': {},
  'a package missing': { 'node_modules/@x/core': ours },
  'a workspace not linked': { 'node_modules/a': a },
  'another version': { ...installed.packages, 'node_modules/a': { ...a, version: '1.0.1' } },
  'other bytes': { ...installed.packages, 'node_modules/a': { ...a, integrity: 'sha512-c' } },
  'a package too many': { ...installed.packages, 'node_modules/c': a },
  'another version of an optional package': { ...installed.packages, 'node_modules/b': { ...elsewhere, version: '2.0.1' } },
}))
  test(`does not fit: ${what}`, () => {
    assert.equal(lockFits(lock, { packages }, everything), false)
  })

test('does not fit: a folder that is gone although npm says it is there', () => {
  assert.equal(
    lockFits(lock, installed, (path) => path !== 'node_modules/a'),
    false,
  )
})

test('runs on Node 20.19, 22.12 and what came after', () => {
  const fits = ['v20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.21.0', '26.1.0']
  const not = ['18.20.0', '20.18.3', '21.7.0', '22.11.0', '']
  assert.deepEqual([...fits, ...not].filter(nodeFits), fits)
})
