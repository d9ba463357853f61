import { defineConfig } from 'vitest/config'

const conditions = ['@poolwright/source']
/** One project a package; sources are resolved by condition, so that tests need no build. */
const project = (name: string) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    root: `./packages/${name}`,
    include: ['src/**/*.test.ts'],
    exclude: ['src/**/*.integration.test.ts'],
    environment: 'node' as const,
    // No test leaves anything behind in a module, so that files may share what they import: a quarter less time for the whole.
    isolate: false,
    // The SDK says on this version of Node that it will one day leave it; tests have nothing to do with that.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})

export default defineConfig({
  test: {
    projects: ['core', 'schema', 'aws', 'planner', 'simulator', 'engine', 'testing', 'aws-client', 'aws-asg', 'poolwright'].map(project),
  },
})
