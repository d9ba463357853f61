/**
 * An emulated AWS account for integration tests. It is started by the harness that stands beside the project, or where
 * `POOLWRIGHT_HARNESS` says; the harness installs what it needs.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { root, run } from './process.mjs'

export const harness = resolve(root, process.env['POOLWRIGHT_HARNESS'] ?? '../shared/harness')

/** `export NAME=value` lines of a shell, as far as the values need no quotes. */
export const variablesIn = (text) =>
  Object.fromEntries([...text.matchAll(/^export ([A-Z_0-9]+)=([\w./:@+-]*)$/gm)].map(([, name, value]) => [name, value]))

/** Instances are replaced quickly, so that nothing waits for machines that do not exist. */
const settings = '{"refreshStepMs":100}'

/**
 * What `use` gives for the environment of a running account, or for why there is none. The account is stopped when `use` is done, and
 * when this process ends in whatever way it can notice.
 *
 * @param {(account: { readonly env: Record<string, string> } | { readonly missing: string }) => Promise<unknown>} use
 */
export const withEmulatedAws = async (use) => {
  const up = join(harness, 'aws-up')
  if (!existsSync(up)) return use({ missing: `there is no harness at ${harness}` })
  const folder = mkdtempSync(join(tmpdir(), 'poolwright-aws-'))
  const down = () => {
    spawnSync(join(harness, 'aws-down'), ['--dir', folder], { stdio: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const end = (signal) => process.exit(128 + { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }[signal])
  process.once('exit', down)
  for (const signal of signals) process.on(signal, end)
  try {
    const started = await run(up, ['--dir', folder, '--settings', settings])
    if (!started.ok) throw new Error(`the emulated account did not start:\n${started.output}`)
    return await use({ env: variablesIn(readFileSync(join(folder, 'env'), 'utf8')) })
  } finally {
    for (const signal of signals) process.off(signal, end)
    process.off('exit', down)
    down()
  }
}
