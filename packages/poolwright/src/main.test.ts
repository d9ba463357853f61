import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { testFolder } from './testing/folder.js'
import { wholePool } from './testing/manifests.js'
import { version } from './version.js'

vi.setConfig({ testTimeout: 30_000 })
const { cwd, write } = testFolder('main', afterAll)
const dist = join(import.meta.dirname, '../dist')
const main = join(dist, 'main.js')

/** The built command in a process of its own. */
const spawned = (args: string, { env = {}, input = '' }: { readonly env?: Record<string, string>; readonly input?: string } = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args.split(' ')], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    input,
  })
  return { status, out: stdout.toString(), err: stderr.toString() }
}

it('is built', () => expect(existsSync(main), 'run "npm run build" first').toBe(true))

it('says its version, which is the package’s', () => {
  const { version: published } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }
  expect(version).toBe(published)
  expect(spawned('--version')).toEqual({ status: 0, out: `poolwright ${published}\n`, err: '' })
})

it('applies what comes in by a pipe, and exits with what a script can use', () => {
  expect(spawned('plan -f - --detailed-exitcode', { input: wholePool }).status).toBe(2)
  expect(spawned('apply -f -', { input: wholePool }).status).toBe(0)
  const { status, out } = spawned('plan -f - --detailed-exitcode', { input: wholePool })
  expect([status, out]).toEqual([0, 'No changes. The pool is as the manifests say.\n'])
  expect(readdirSync(join(cwd, '.poolwright'))).toEqual(['embedded.json'])
})

it('what goes wrong is a line on standard error, not a stack', () => {
  write('bad.yaml', 'a: [')
  const { status, out, err } = spawned('plan -f bad.yaml')
  expect([status, out]).toEqual([1, ''])
  expect(err).toMatch(/^bad\.yaml:\d+:\d+: /)
  expect(err).not.toMatch(/\n\s+at /)
})

it("the entry's declarations name nothing that its users would have to install", () => {
  const seen = new Set<string>()
  const foreign: Array<string> = []
  const visit = (path: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    const modules = [...readFileSync(path, 'utf8').matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g)].map((m) => m[1] ?? '')
    for (const module of modules) {
      if (module.startsWith('.')) visit(join(dirname(path), module.replace(/\.js$/, '.d.ts')))
      else if (!/^\/\//.test(module)) foreign.push(`${path.slice(dist.length + 1)}: ${module}`)
    }
  }
  visit(join(dist, 'index.d.ts'))
  const code = (path: string) => readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  expect(foreign.filter((f) => !f.includes('node:assert') && !f.endsWith(': poolwright'))).toEqual([])
  for (const path of seen) expect(code(path)).not.toMatch(/fp-ts|io-ts|@poolwright\//)
})
