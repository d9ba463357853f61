/** The steps that `npm run lint` and `npm test` are made of. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { docsExamples } from './docs-examples.mjs'
import { failures } from './failures.mjs'
import { removeOrphans } from './orphans.mjs'
import { npm, root, run, runScript, runTool, tsc } from './process.mjs'
import { ofLine, ofNodeTest, ofVitest, one } from './tally.mjs'

const asOne = ({ ok, output }) => ({ tally: one(ok), output })
const simple = (name, args, more = {}) => ({ name, run: async () => asOne(await runTool(name, args)), ...more })

const build = {
  name: 'build',
  run: async () => {
    removeOrphans()
    return asOne(await runScript(tsc(), ['-b']))
  },
}

/**
 * Tests, type tests and sources in one program under the same strict options, and ESLint over that program: both want all types, and a
 * process for each would work them out twice.
 */
const typesAndRules = (...args) => ({
  name: 'types and rules',
  run: async () => {
    const { ok, output } = await runScript('scripts/types-and-rules.mjs', args)
    return { tally: ofLine(output, ok), output }
  },
})

const prettier = simple('prettier', ['--check', '--log-level', 'warn', '.'])
const eslint = simple('eslint', ['--max-warnings', '0', '.'])
const knip = simple('knip', ['--no-config-hints'])
const arrows = {
  name: 'arrows between packages',
  run: async () =>
    asOne(
      await runTool('depcruise', ['--config', '.dependency-cruiser.cjs', 'packages', 'examples'], { packageName: 'dependency-cruiser' }),
    ),
}

const tarballs = join(root, '.cache/pack')
/** What would be published: the next two look at it. */
const pack = {
  name: 'pack',
  after: 'build',
  run: async () => {
    rmSync(tarballs, { recursive: true, force: true })
    mkdirSync(tarballs, { recursive: true })
    return asOne(await run(...npm(['pack', '--workspaces', '--pack-destination', tarballs])))
  },
}
const ofTarballs = (name) => ({
  name,
  after: 'pack',
  run: async () => asOne(await run(process.execPath, ['scripts/tarballs.mjs', name, tarballs])),
})
const publint = ofTarballs('publint')
const attw = ofTarballs('attw')

/** The declarations that the entry of `poolwright` is made of name neither fp-ts nor io-ts: whoever installs it need not know them. */
const entryTypes = {
  name: "types of poolwright's entry",
  after: 'build',
  run: async () => {
    const seen = new Set()
    const wrong = []
    const visit = (path) => {
      if (seen.has(path)) return
      seen.add(path)
      for (const [, module] of readFileSync(path, 'utf8').matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g)) {
        if (/^(fp-ts|io-ts)(\/|$)/.test(module)) wrong.push(`${path.slice(root.length + 1)} names ${module}\n`)
        if (module.startsWith('.')) visit(join(dirname(path), module.replace(/\.js$/, '.d.ts')))
      }
    }
    visit(join(root, 'packages/poolwright/dist/index.d.ts'))
    return asOne({ ok: wrong.length === 0, output: wrong.join('') })
  },
}

const ownTests = {
  name: "tooling's own tests",
  run: async () => {
    const files = readdirSync(join(root, 'scripts')).filter((f) => f.endsWith('.test.mjs'))
    const { ok, output } = await run(process.execPath, ['--test', '--test-reporter=tap', ...files.map((f) => join('scripts', f))])
    return { tally: ofNodeTest(output, ok), output }
  },
}

/** Pages that are printed from the code say what the code says. */
const reference = {
  name: 'docs reference',
  after: 'build',
  run: async () => asOne(await run(process.execPath, ['scripts/reference.mjs', '--check'])),
}

const examples = { name: 'docs examples', after: 'build', run: docsExamples }

/** Every vitest test, with `node` (this one if not said) and `env`, of what was built. */
export const vitest = async ({ node = process.execPath, env = {}, args = [] } = {}) => {
  const report = join(root, '.cache', `vitest-${process.pid}.json`)
  rmSync(report, { force: true })
  const cli = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { ok, output } = await run(node, [cli, 'run', '--passWithNoTests', ...reporters, ...args], {
    env: { POOLWRIGHT_BUILT: '1', ...env },
  })
  const read = () => {
    try {
      return JSON.parse(readFileSync(report, 'utf8'))
    } catch {
      return undefined
    }
  }
  const result = read()
  rmSync(report, { force: true })
  return { tally: ofVitest(result, ok), output: failures(result, output), ok }
}
const tests = { name: 'tests', after: 'build', alone: true, run: () => vitest() }

/** Tests that need something that runs; which of them find it is said by `env`. */
export const integration = (env) => vitest({ env, args: ['--config', 'vitest.integration.config.ts'] })

export const lint = [prettier, build, eslint, pack, arrows, knip, publint, attw, entryTypes]
const allWith = (...args) => [
  typesAndRules(...args),
  build,
  pack,
  attw,
  publint,
  examples,
  reference,
  entryTypes,
  ownTests,
  arrows,
  knip,
  prettier,
  tests,
]
/** `npm test`. */
export const all = allWith()
/** Before a change goes in: the declarations of the libraries that the lock names fit each other, too. */
export const allAndLibraries = allWith('--libraries')
