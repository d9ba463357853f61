/** Whether what is installed is what the lock file asks for, and whether this Node can run it. Pure. */

/** @typedef {{ readonly packages?: Readonly<Record<string, Entry>> }} Lock */
/** @typedef {{ readonly version?: string, readonly integrity?: string, readonly optional?: boolean, readonly link?: boolean }} Entry */

/**
 * True when `installed`, npm's own account of node_modules (node_modules/.package-lock.json), agrees with package-lock.json.
 * An optional package may be missing (it may be made for another system), but one that is there has the version that the lock names.
 *
 * @param {Lock} lock
 * @param {Lock} installed
 * @param {(path: string) => boolean} exists - is there something at this path, relative to the workspace?
 */
export const lockFits = (lock, installed, exists) => {
  const wanted = Object.entries(lock.packages ?? {}).filter(([path]) => path.includes('node_modules/'))
  const found = Object.entries(installed.packages ?? {}).filter(([path]) => path.includes('node_modules/'))
  const has = new Map(found)
  const asked = new Set(wanted.map(([path]) => path))
  return (
    wanted.length > 0 &&
    found.every(([path]) => asked.has(path)) &&
    wanted.every(([path, entry]) => {
      const there = has.get(path)
      if (there === undefined) return entry.optional === true
      return there.version === entry.version && there.integrity === entry.integrity && there.link === entry.link && exists(path)
    })
  )
}

/** Node 20.19 or later of that line, or 22.12 or later: what package.json's `engines` says, before anything can be installed. */
export const nodeFits = (/** @type {string} */ version) => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
}
