import { existsSync } from 'node:fs'
import { defineConfig, type Plugin } from 'vitest/config'

/**
 * `POOLWRIGHT_BUILT=1`, as in `npm test`: tests import what was built, as Node loads it. That is what is published, and faster than sources,
 * which vitest turns into modules of its own. Without it sources are resolved by condition, so that tests need no build.
 */
const isBuilt = process.env['POOLWRIGHT_BUILT'] === '1'
const conditions = ['@poolwright/source']

/** A module beside a test is the built one; what is not built, like fixtures, stays as it is. */
const built: Plugin = {
  name: 'built',
  enforce: 'pre',
  async resolveId(source, importer, options) {
    if (!source.startsWith('.')) return null
    const found = await this.resolve(source, importer, { ...options, skipSelf: true })
    const file = found?.id.replace(/\/packages\/([^/]+)\/src\/(.+)\.ts$/, '/packages/$1/dist/$2.js')
    return file !== undefined && existsSync(file) ? file : found
  },
}

const packages = ['core', 'schema', 'aws', 'planner', 'simulator', 'engine', 'testing', 'aws-client', 'aws-asg', 'aws-eks', 'poolwright']
const project = (name: string, root: string, ...include: ReadonlyArray<string>) => ({
  ...(isBuilt ? { plugins: [built] } : { resolve: { conditions }, ssr: { resolve: { conditions } } }),
  test: {
    ...(isBuilt ? { server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } } } : {}),
    name,
    root,
    include: [...include],
    exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
    environment: 'node' as const,
    // No test leaves anything behind in a module, so that files may share what they import: a quarter less time for the whole.
    isolate: false,
    // What hangs is ended; what is slow on a busy machine is not.
    testTimeout: 30_000,
    // The SDK says on this version of Node that it will one day leave it; tests have nothing to do with that.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
const examples = 'examples/*/*.test.ts'

export default defineConfig({
  test: {
    // Nothing else runs beside the tests: every processor is theirs.
    maxWorkers: '100%',
    // What was built is tested as one project, because each begins with processes of its own; sources as one a package, and the examples.
    projects: isBuilt
      ? [project('all', '.', 'packages/*/src/**/*.test.ts', examples)]
      : [...packages.map((name) => project(name, `./packages/${name}`, 'src/**/*.test.ts')), project('examples', '.', examples)],
  },
})
