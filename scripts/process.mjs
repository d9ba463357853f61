/** Child processes and where the tools are: the one place that spawns. Nothing but Node is needed to load it. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top of the workspace. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Whole and tenth seconds since `start`, a reading of `performance.now()`. */
export const secondsSince = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`

const start = (command, args, { env = {}, cwd = root, ...options } = {}) =>
  spawn(command, args, { cwd, env: { ...process.env, ...env }, ...options })

/** Runs to the end and keeps what is printed. Never rejects: a command that cannot be started has failed and says why. */
export const run = (command, args, options) =>
  new Promise((resolve) => {
    const parts = []
    const done = (ok, extra = '') => resolve({ ok, output: Buffer.concat(parts).toString() + extra })
    const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    child.stdout.on('data', (part) => parts.push(part))
    child.stderr.on('data', (part) => parts.push(part))
    child.on('error', (error) => done(false, `${error.message}\n`))
    child.on('close', (code, signal) => done(code === 0, signal === null ? '' : `ended by ${signal}\n`))
  })

/** Runs to the end in this terminal; gives the exit code. */
export const show = (command, args, options) =>
  new Promise((resolve) => {
    const child = start(command, args, { stdio: 'inherit', ...options })
    child.on('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })

/** The arguments that make Node run the command `name` of an installed package, without npm in between. */
export const tool = (name, packageName = name) => {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[name])
}

/** The compiler that builds; which one and why: docs/decisions/0008-two-compilers.md. */
export const tsc = () => tool('tsc', 'typescript7')

/** Megabytes for what has just been made. Compilers and laws make much that is soon thrown away, and take a tenth less time with more of it. */
const roomy = '--max-semi-space-size=64'

/** Runs a script with this Node and keeps what it prints. */
export const runScript = (script, args, options) => run(process.execPath, [roomy, script, ...args], options)

/** Runs a tool with this Node and keeps what it prints. */
export const runTool = (name, args, { packageName, ...options } = {}) => runScript(tool(name, packageName), args, options)

/** npm, by the way it was called if it called us. */
export const npm = (args) => {
  const cli = process.env['npm_execpath']
  return cli !== undefined && /npm-cli\.c?js$/.test(cli) ? [process.execPath, [cli, ...args]] : ['npm', args]
}

/** True when Node was asked to run the module at `url`, false when another module imports it. */
export const isMain = (url) => process.argv[1] !== undefined && fileURLToPath(url) === process.argv[1]

/** `task` of every item, at most `limit` at a time; the answers in the order of the items. */
export const eachAtMost = async (limit, items, task) => {
  const answers = []
  const queue = items.entries()
  const worker = async () => {
    for (const [i, item] of queue) answers[i] = await task(item)
  }
  await Promise.all(Array.from({ length: limit }, worker))
  return answers
}
