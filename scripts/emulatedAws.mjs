/**
 * An emulated AWS account for integration tests. It is started by the harness that stands beside the project, or where
 * `POOLWRIGHT_HARNESS` says; the harness installs what it needs.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { root } from './process.mjs'

export const harness = resolve(root, process.env['POOLWRIGHT_HARNESS'] ?? '../shared/harness')

/** `export NAME=value` lines of a shell, as far as the values need no quotes. */
export const variablesIn = (text) =>
  Object.fromEntries([...text.matchAll(/^export ([A-Z_0-9]+)=([\w./:@+-]*)$/gm)].map(([, name, value]) => [name, value]))

/** Instances are replaced quickly, so that nothing waits for machines that do not exist. */
const settings = '{"refreshStepMs":100}'

/** Starts the account; `output` is what the harness says, `stop` ends a start that is not done. */
const begin = (folder) => {
  // A group of its own, so that what the script has begun can be ended with it.
  const child = spawn(join(harness, 'aws-up'), ['--dir', folder, '--settings', settings], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const parts = []
  child.stdout.on('data', (part) => parts.push(part))
  child.stderr.on('data', (part) => parts.push(part))
  const done = new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    // What it leaves running has its own output: its end is the script's exit.
    child.on('exit', (code) => resolve({ ok: code === 0, output: Buffer.concat(parts).toString() }))
  })
  const stop = () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended in between.
    }
  }
  return { done, stop }
}

/**
 * What `use` gives for the environment of a running account, or for why there is none. The account is stopped when `use` is done, and
 * when this process ends in whatever way it can notice.
 *
 * @param {(account: { readonly env: Record<string, string> } | { readonly missing: string }) => Promise<unknown>} use
 */
export const withEmulatedAws = async (use) => {
  if (!existsSync(join(harness, 'aws-up'))) return use({ missing: `there is no harness at ${harness}` })
  const folder = mkdtempSync(join(tmpdir(), 'poolwright-aws-'))
  const starting = begin(folder)
  const down = () => {
    starting.stop()
    spawnSync(join(harness, 'aws-down'), ['--dir', folder], { stdio: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const end = (signal) => process.exit(128 + { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }[signal])
  process.once('exit', down)
  for (const signal of signals) process.on(signal, end)
  try {
    const started = await starting.done
    // A machine that cannot have the harness's parts is like one without a harness: its tests are skipped, and the line says why.
    if (!started.ok) return await use({ missing: `the emulated account did not start:\n${started.output}` })
    return await use({ env: variablesIn(readFileSync(join(folder, 'env'), 'utf8')) })
  } finally {
    for (const signal of signals) process.off(signal, end)
    process.off('exit', down)
    down()
  }
}
