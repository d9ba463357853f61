/**
 * Runs tests for Stryker, all in one process. Vitest starts a worker and loads everything for each mutant, which takes seconds. Here only
 * the modules of this workspace are evaluated again, from text that was transformed once: a fraction of a second, and nothing that one
 * mutant left in a module (a memo, a fixture) is seen by the next.
 */
import { join, relative } from 'node:path'
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner'
import * as fc from 'fast-check'
import { createViteServer } from 'vitest/node'
import { judges } from './judges.mjs'
import * as suite from './suite.mjs'

/** Packages of ours are their sources in this copy: the links in node_modules lead to the originals, which are not mutated. */
const alias = (packages) => [
  { find: /^@poolwright\/([^/]+)$/, replacement: `${packages}/$1/src/index.ts` },
  { find: /^@poolwright\/([^/]+)\/(.+)$/, replacement: `${packages}/$1/src/$2.ts` },
  { find: /^vitest$/, replacement: 'virtual:suite' },
]
globalThis.suite = suite
const handsOutSuite = {
  name: 'suite',
  resolveId: (id) => (id === 'virtual:suite' ? `\0${id}` : undefined),
  load: (id) => (id === '\0virtual:suite' ? 'export const { afterAll, describe, expect, expectTypeOf, it } = globalThis.suite' : undefined),
}

/** What instrumented code reads and writes. Each module of it takes the object when it is evaluated, so it stays the same one. */
const shared = (globalThis.__stryker__ ??= {})

/** The copy of the workspace that Stryker made; not where this file was loaded from. */
let root = ''
let server
let files = []
/** Milliseconds of each test in the first run. */
const lasted = new Map()
/** The same of each file. */
const wholes = new Map()

const init = async () => {
  // As vitest does for code that asks where it is.
  root = process.cwd()
  Object.assign(process.env, { NODE_ENV: 'test', VITEST: 'true' })
  fc.configureGlobal({ seed: Number(process.env['POOLWRIGHT_LAW_SEED'] ?? '1') })
  server = await createViteServer({
    root,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    plugins: [handsOutSuite],
    resolve: { alias: alias(join(root, 'packages')) },
    server: { middlewareMode: true, ws: false, hmr: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  })
  files = judges(root)
}

/** From here on nothing remembers what was evaluated before. */
const forget = () => server.environments.ssr.runner.clearCache()

const testsOf = async (file) => {
  await server.environments.ssr.runner.import(file)
  return suite.taken().map(({ title, body }) => ({ id: `${relative(root, file)}#${title}`, name: title, fileName: file, body }))
}

const run = async ({ id, name, fileName, body }) => {
  const begun = performance.now()
  const result = (more) => ({ id, name, fileName, timeSpentMs: performance.now() - begun, ...more })
  try {
    await body()
    return result({ status: TestStatus.Success })
  } catch (error) {
    return result({ status: TestStatus.Failed, failureMessage: error instanceof Error ? error.message : String(error) })
  }
}

const dryRun = async () => {
  shared.activeMutant = undefined
  shared.mutantCoverage = { static: {}, perTest: {} }
  shared.hitCount = shared.hitLimit = undefined
  const results = []
  for (const file of files) {
    forget()
    for (const test of await testsOf(file)) {
      shared.currentTestId = test.id
      const result = await run(test)
      shared.currentTestId = undefined
      lasted.set(test.id, result.timeSpentMs)
      wholes.set(file, (wholes.get(file) ?? 0) + result.timeSpentMs)
      results.push(result)
    }
  }
  return { status: DryRunStatus.Complete, tests: results, mutantCoverage: shared.mutantCoverage }
}

/**
 * The tests beside the mutated file first, then the quick files before the slow ones; in each file those tests first that were seen to
 * reach the mutant, the quick ones first, and none after the first that notices. The others may use what a test before them left in a
 * memo, and so reach it without being seen to.
 */
const mutantRun = async ({ activeMutant, sandboxFileName, testFilter, hitLimit }) => {
  const chosen = new Set(testFilter)
  shared.activeMutant = undefined
  shared.hitCount = 0
  shared.hitLimit = hitLimit
  forget()
  const results = []
  const reached = files.filter((f) => testFilter.some((id) => id.startsWith(`${relative(root, f)}#`)))
  const beside = sandboxFileName.replace(/\.ts$/, '.test.ts')
  for (const file of reached.sort((x, y) => (y === beside) - (x === beside) || wholes.get(x) - wholes.get(y))) {
    // Also while the file loads: what its tables work out, and what that leaves in a memo, is of the mutant.
    shared.activeMutant = activeMutant.id
    const written = await testsOf(file).catch((error) => error)
    if (!Array.isArray(written)) return toMutantRunResult(endOf([...results, brokenBy(written, file)], hitLimit))
    for (const test of written.sort((x, y) => chosen.has(y.id) - chosen.has(x.id) || lasted.get(x.id) - lasted.get(y.id))) {
      results.push(await run(test))
      if (results.at(-1).status === TestStatus.Failed) return toMutantRunResult(endOf(results, hitLimit))
    }
  }
  return toMutantRunResult(endOf(results, hitLimit))
}
/** A file that does not load with the mutant has noticed it. */
const brokenBy = (error, file) => ({
  id: file,
  name: file,
  timeSpentMs: 0,
  status: TestStatus.Failed,
  failureMessage: error instanceof Error ? error.message : String(error),
})
const endOf = (tests, hitLimit) => determineHitLimitReached(shared.hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests }

const dispose = () => server?.close()

export const strykerPlugins = [
  declareValuePlugin(PluginKind.TestRunner, 'in-process', {
    capabilities: () => ({ reloadEnvironment: true }),
    init,
    dryRun,
    mutantRun,
    dispose,
  }),
]
