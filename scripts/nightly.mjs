/**
 * `npm run nightly`: what takes too long for every change. Without arguments all of it, in this order; with names, those:
 *
 *   laws           a hundred times the default profile of the laws (`npm run laws`), from a new seed and for an hour at most, or for
 *                  POOLWRIGHT_NIGHTLY_LAW_MINUTES
 *   planted        every planted bug: the law that finds it, after how many schedules, and the shortest schedule that shows it
 *   mutation       how many planted changes of the planner the tests notice; two hours of it at most, or
 *                  POOLWRIGHT_NIGHTLY_MUTATION_MINUTES, and what is left is for the next night
 *   bench          every bench/*.bench.mjs and bench/*.bench.ts, on the built packages
 *   node-versions  the suite under the other supported lines of Node
 *   guides         the guides' blocks in an empty folder, against packed tarballs
 *
 * Each writes docs/reports/<date>-<name>.md: when, which commit, which seed, which numbers.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { mutation } from './mutation.mjs'
import { nodeVersions } from './node-versions.mjs'
import { planted } from './planted.mjs'
import { root, run, runScript, secondsSince, tsc } from './process.mjs'
import { built, installed } from './ready.mjs'
import { line, one, sum } from './tally.mjs'

const date = new Date().toISOString().slice(0, 10)
const seed = Date.now() % 2_147_483_647

/** What it prints says what was asked, what was tried of it, and why it ended. */
const laws = async () => {
  const minutes = process.env['POOLWRIGHT_NIGHTLY_LAW_MINUTES'] ?? '60'
  const args = ['--times', '100', '--minutes', minutes, '--seed', String(seed)]
  const { ok, output } = await runScript('scripts/laws.mjs', args)
  return { tally: one(ok), text: output }
}

/** Benches in TypeScript are compiled first, so that what is measured is what would be published. */
const compiledBenches = async () => {
  const out = join(root, '.cache/bench')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const compilerOptions = {
    rootDir: '../../bench',
    outDir: '.',
    composite: false,
    declaration: false,
    declarationMap: false,
    types: ['node'],
  }
  const project = { extends: '../../tsconfig.base.json', compilerOptions, include: ['../../bench/**/*.ts'] }
  writeFileSync(join(out, 'tsconfig.json'), JSON.stringify(project))
  return runScript(tsc(), ['-p', out])
}

const bench = async () => {
  const folder = join(root, 'bench')
  const files = existsSync(folder) ? readdirSync(folder).filter((f) => /\.bench\.(mjs|ts)$/.test(f)) : []
  const compiled = files.some((f) => f.endsWith('.ts')) ? await compiledBenches() : { ok: true, output: '' }
  if (!compiled.ok) return { tally: one(false), text: compiled.output }
  const results = []
  for (const file of files.sort()) {
    const script = file.endsWith('.ts') ? join(root, '.cache/bench', file.replace(/\.ts$/, '.js')) : join(folder, file)
    const { ok, output } = await run(process.execPath, ['--expose-gc', script])
    results.push({ tally: one(ok), text: `${file}\n\n${output.trimEnd()}` })
  }
  return { tally: sum(results.map((r) => r.tally)), text: results.map((r) => r.text).join('\n\n') }
}

/** A stranger's way through the guides, with packages as they would be published. */
const guides = async () => {
  const { ok, output } = await run(process.execPath, ['scripts/guide-from-tarballs.mjs'])
  return { tally: one(ok), text: output }
}

const mutants = () => mutation([], Number(process.env['POOLWRIGHT_NIGHTLY_MUTATION_MINUTES'] ?? '120'))

const steps = { laws, planted, mutation: mutants, bench, 'node-versions': nodeVersions, guides }

/** The text in a fence that nothing in it can close. */
const fencedText = (text) => {
  const ticks = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  return `${ticks}text\n${text.trimEnd()}\n${ticks}`
}

const report = (name, commit, seconds, { tally, text, seed: own }) => {
  const folder = join(root, 'docs/reports')
  mkdirSync(folder, { recursive: true })
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`
  const facts = [
    `- date: ${date}`,
    `- commit: ${commit}`,
    `- seed: ${own ?? seed}`,
    `- machine: ${machine}`,
    `- took: ${seconds}`,
    `- ${line(tally)}`,
  ]
  const path = `docs/reports/${date}-${name}.md`
  writeFileSync(join(root, path), `# ${name}, ${date}\n\n${facts.join('\n')}\n\n${fencedText(text.replaceAll(root, '.'))}\n`)
  return path
}

const commitNow = async () => {
  const { ok, output } = await run('git', ['rev-parse', '--short=12', 'HEAD'])
  const { output: changes } = await run('git', ['status', '--porcelain', '--untracked-files=no'])
  return ok ? `${output.trim()}${changes.trim() === '' ? '' : ' and changes not committed'}` : 'not a checkout'
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(steps)
const unknown = chosen.filter((name) => !(name in steps))
if (unknown.length > 0) {
  console.error(`no such step: ${unknown.join(', ')}. There are: ${Object.keys(steps).join(', ')}`)
  process.exitCode = 1
} else if ((await installed()) && (await built())) {
  const commit = await commitNow()
  const tallies = []
  for (const name of chosen) {
    console.log(`${name} …`)
    const begun = performance.now()
    const result = await steps[name]()
    const path = report(name, commit, secondsSince(begun), result)
    console.log(`${name}: ${line(result.tally)} in ${secondsSince(begun)}, ${path}`)
    tallies.push(result.tally)
  }
  const total = sum(tallies)
  console.log(line(total))
  process.exitCode = total.failed === 0 ? 0 : 1
} else process.exitCode = 1
