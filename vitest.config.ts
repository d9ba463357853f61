import { defineConfig } from 'vitest/config'

const conditions = ['@poolwright/source']
/** One project a package; sources are resolved by condition, so that tests need no build. */
const project = (name: string) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name, root: `./packages/${name}`, include: ['src/**/*.test.ts'], environment: 'node' as const },
})

export default defineConfig({
  test: {
    projects: ['core', 'schema', 'aws', 'planner', 'simulator', 'engine', 'testing', 'poolwright'].map(project),
  },
})
