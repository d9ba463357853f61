import { defineConfig } from 'vitest/config'

const conditions = ['@poolwright/source']
/** One project a package, and one for the examples; sources are resolved by condition, so that tests need no build. */
const project = (name: string, root = `./packages/${name}`, tests = 'src') => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    root,
    include: [`${tests}/**/*.test.ts`],
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

export default defineConfig({
  test: {
    // Nothing else runs beside the tests: every processor is theirs.
    maxWorkers: '100%',
    projects: [
      ...['core', 'schema', 'aws', 'planner', 'simulator', 'engine', 'testing', 'aws-client', 'aws-asg', 'aws-eks', 'poolwright'].map(
        (name) => project(name),
      ),
      project('examples', './examples', '*'),
    ],
  },
})
