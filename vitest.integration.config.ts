import { defineConfig } from 'vitest/config'

const conditions = ['@poolwright/source']

/**
 * What needs something that runs: `npm run test:integration`. Such tests say by themselves why they are skipped, where it does not.
 * One file after the other, because they share an account.
 */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'integration',
    include: ['packages/*/src/**/*.integration.test.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
