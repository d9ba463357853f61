import { defineConfig } from 'vitest/config'

const packages = `${import.meta.dirname}/packages`

/**
 * For mutation runs: the tests that judge the planner, every package of ours taken from the copy that this file lies in. The links in
 * node_modules lead to the originals, which are not mutated.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@poolwright\/([^/]+)$/, replacement: `${packages}/$1/src/index.ts` },
      { find: /^@poolwright\/([^/]+)\/(.+)$/, replacement: `${packages}/$1/src/$2.ts` },
    ],
  },
  test: { include: ['packages/{planner,testing}/src/**/*.test.ts'], environment: 'node' },
})
