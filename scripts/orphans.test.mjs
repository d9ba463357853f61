import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeOrphans } from './orphans.mjs'

test('what has a source stays, what has none goes, the rest is not touched', () => {
  const packages = mkdtempSync(join(tmpdir(), 'orphans-'))
  const put = (path) => {
    mkdirSync(join(packages, path, '..'), { recursive: true })
    writeFileSync(join(packages, path), '')
  }
  const stays = [
    'a/src/x/Kept.ts',
    'a/dist/x/Kept.js',
    'a/dist/x/Kept.d.ts',
    'a/dist/x/Kept.d.ts.map',
    'a/dist/.tsbuildinfo',
    'b/src/New.ts',
  ]
  const goes = ['a/dist/x/Gone.js', 'a/dist/x/Gone.js.map', 'a/dist/x/Gone.d.ts']
  for (const path of [...stays, ...goes]) put(path)
  try {
    removeOrphans(packages)
    assert.deepEqual(
      [...stays, ...goes].filter((path) => existsSync(join(packages, path))),
      stays,
    )
  } finally {
    rmSync(packages, { recursive: true })
  }
})
