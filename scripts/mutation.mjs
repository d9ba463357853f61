/**
 * Mutation tests of the planner: each small change of its sources that no test notices is a survivor. `node scripts/mutation.mjs PATH…`
 * tries the mutants of those files alone.
 *
 * A run is cut into shards. One that has ended is kept under .cache/mutation/, so that a run that was stopped goes on where it was, until
 * any file changes that could change what it found.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { judges } from './mutation/judges.mjs'
import { lines, survivorsOf, tableOf } from './mutation/report.mjs'
import { isMain, root, runTool } from './process.mjs'
import { one } from './tally.mjs'

const sourceFolder = 'packages/planner/src'
/** All of the planner that is not a test. */
const sources = () =>
  readdirSync(join(root, sourceFolder), { recursive: true })
    .filter((file) => file.endsWith('.ts') && !/\.(test|test-d|fixture)\.ts$/.test(file))
    .map((file) => `${sourceFolder}/${file}`)
    .sort()

/** Below these is everything that mutants and their judges are made of, and little else. */
const ingredients = ['core', 'schema', 'aws', 'planner', 'simulator']
  .map((name) => `packages/${name}/src`)
  .concat('packages/testing/src/behaviours', 'packages/testing/behaviours', 'packages/testing/plans', 'scripts/mutation')

/** One text for one state of all of them. */
const stateOf = () => {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const folder of ingredients)
    for (const file of readdirSync(join(root, folder), { recursive: true }).sort()) {
      const path = join(root, folder, file)
      if (statSync(path).isFile()) hash.update(`${folder}/${file}\0`).update(readFileSync(path))
    }
  return hash.digest('hex').slice(0, 12)
}

const shards = 16
/** Shares of about equal length: mutants are about as many as characters. */
const cut = (files) => {
  const sizeOf = (file) => statSync(join(root, file)).size
  const shares = Array.from({ length: Math.min(shards, files.length) }, () => ({ size: 0, files: [] }))
  for (const file of [...files].sort((x, y) => sizeOf(y) - sizeOf(x))) {
    const least = shares.reduce((x, y) => (y.size < x.size ? y : x))
    least.size += sizeOf(file)
    least.files.push(file)
  }
  return shares.map((share) => share.files.sort())
}

const optionsOf = (mutate, fileName) => ({
  plugins: [join(root, 'scripts/mutation/runner.mjs')],
  testRunner: 'in-process',
  mutate,
  // Static mutants, in what is evaluated once when a module loads, would need every test each; they are counted in the report.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env['POOLWRIGHT_MUTATION_WORKERS'] ?? '2'),
  ignorePatterns: ['/bench', '/.cache', '/.poolwright', '/coverage', 'dist', '*.tgz'],
  reporters: ['json'],
  jsonReporter: { fileName },
  tempDirName: '.stryker-tmp',
  // A machine that is busy with other things must not look like a loop without end.
  timeoutMS: 30_000,
})

const shard = async (folder, name, files, seed) => {
  const result = join(folder, `${name}.json`)
  if (!existsSync(result)) {
    const config = join(folder, `${name}.config.json`)
    writeFileSync(config, JSON.stringify(optionsOf(files, result)))
    const { ok, output } = await runTool('stryker', ['run', config], {
      packageName: '@stryker-mutator/core',
      env: { POOLWRIGHT_LAW_SEED: String(seed) },
    })
    if (!ok || !existsSync(result)) return { output }
  }
  return { files: JSON.parse(readFileSync(result, 'utf8')).files }
}

/** Those from the `n`-th on, then those before it: a run that is cut short begins elsewhere once anything has changed. */
const from = (n, list) => [...list.slice(n % list.length), ...list.slice(0, n % list.length)]

/**
 * @param {ReadonlyArray<string>} only - these files alone; keeps nothing
 * @param {number} minutes - no shard is begun after so many; what is left is for the next run
 */
export const mutation = async (only = [], minutes = Infinity) => {
  const begun = performance.now()
  const isOver = () => performance.now() - begun > minutes * 60_000
  const state = stateOf()
  const seed = Number.parseInt(state.slice(0, 7), 16)
  const folder = join(root, '.cache/mutation', only.length > 0 ? 'some-files' : state)
  if (only.length > 0) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const shares = cut(only.length > 0 ? only : sources())
  const named = shares.map((files, i) => ({ name: `${i + 1}-of-${shares.length}`, files }))
  const isKept = ({ name }) => existsSync(join(folder, `${name}.json`))
  const found = {}
  let done = 0
  for (const share of [...named.filter(isKept), ...from(seed, named).filter((s) => !isKept(s))]) {
    if (!isKept(share) && isOver()) break
    const { files: judged, output } = await shard(folder, share.name, share.files, seed)
    if (judged === undefined) return { tally: one(false), text: output, seed }
    Object.assign(found, judged)
    done += 1
    console.log(`  ${share.name}: ${lines(found).at(-1)}`)
  }
  const reasons = JSON.parse(readFileSync(join(root, 'packages/planner/survivors.json'), 'utf8'))
  const judging = `Judged by ${judges(root).length} test files; concurrency ${optionsOf([], '').concurrency}.`
  const survivors = survivorsOf(found, reasons)
  const part =
    done < shares.length ? `${done} of ${shares.length} shares of the sources were tried in ${minutes} minutes; the next run goes on. ` : ''
  return {
    tally: one(survivors.unexplained === 0),
    text: [`${part}${survivors.head}. ${judging}`, tableOf(found), survivors.text].join('\n\n'),
    seed,
  }
}

if (isMain(import.meta.url)) {
  const { tally, text } = await mutation(process.argv.slice(2))
  console.log(text)
  process.exitCode = tally.failed === 0 ? 0 : 1
}
