/**
 * Makes a clone ready to run: installs when node_modules does not fit package-lock.json, builds what has changed. Needs nothing but
 * Node and npm, and no network when nothing is to be installed.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockFits, nodeFits } from './lockFits.mjs'
import { removeOrphans } from './orphans.mjs'
import { isMain, npm, root, secondsSince, show, tsc } from './process.mjs'

const read = (path) => {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'))
  } catch {
    return {}
  }
}

const step = async (title, command, args) => {
  const begun = performance.now()
  console.log(`${title} …`)
  const code = await show(command, args)
  console.log(code === 0 ? `${title}: done in ${secondsSince(begun)}` : `${title}: failed`)
  return code === 0
}

/** True when dependencies fit the lock, after installing them if need be. */
export const installed = async () => {
  if (!nodeFits(process.version)) {
    console.error(`Node ${process.version} is too old: Poolwright needs 20.19 or later of that line, or 22.12 or later.`)
    return false
  }
  const fits = lockFits(read('package-lock.json'), read('node_modules/.package-lock.json'), (path) => existsSync(join(root, path)))
  return fits || (await step('Installing dependencies (npm ci)', ...npm(['ci'])))
}

/** True when everything is built, or these packages and what they need; a second build with nothing changed takes about a second. */
export const built = (...packages) => {
  removeOrphans()
  return step('Building (tsc -b)', process.execPath, [tsc(), '-b', ...packages])
}

if (isMain(import.meta.url)) process.exitCode = (await installed()) && (await built()) ? 0 : 1
