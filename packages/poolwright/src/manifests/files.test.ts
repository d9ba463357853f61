import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testConsole } from '../testing/testConsole.js'
import { readSources } from './files.js'

let cwd = ''
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'poolwright-files-'))
  for (const folder of ['pools/b', 'pools/a', 'pools/.git', 'empty']) mkdirSync(join(cwd, folder), { recursive: true })
  for (const file of ['pools/z.yaml', 'pools/b/x.json', 'pools/a/y.yml', 'pools/.git/w.yaml', 'pools/notes.txt'])
    writeFileSync(join(cwd, file), file)
  symlinkSync(join(cwd, 'pools/a'), join(cwd, 'pools/link'))
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))
const names = async (...paths: ReadonlyArray<string>) =>
  (await readSources(paths, testConsole({ cwd, input: 'from a pipe' }).console)).map((s) => s.file)

it('reads folders at any depth in the order of paths, and only manifests', async () => {
  expect(await names('pools')).toEqual(['pools/a/y.yml', 'pools/b/x.json', 'pools/link/y.yml', 'pools/z.yaml'])
})

it('takes any file that is named, standard input, and every file once', async () => {
  expect(await names('pools/notes.txt', '-', 'pools/z.yaml', '-', './pools/z.yaml')).toEqual(['pools/notes.txt', '-', 'pools/z.yaml'])
  const [piped] = await readSources(['-'], testConsole({ input: 'from a pipe' }).console)
  expect(piped).toEqual({ file: '-', text: 'from a pipe' })
})

it('says which path cannot be read, and that a folder holds nothing', async () => {
  await expect(names('missing.yaml')).rejects.toMatchObject({
    code: 'PW-FILE',
    message: 'cannot read missing.yaml: no such file or directory',
  })
  await expect(names('empty')).rejects.toMatchObject({ message: 'empty: no file in this folder ends in .yaml, .yml or .json' })
})
