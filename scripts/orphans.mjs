/** Removes from every package's dist what a source that is gone has left there: the compiler does not, and it would be published. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './process.mjs'

const outputs = /\.(js|d\.ts)(\.map)?$/

/** @param {string} packages - the folder of packages */
export const removeOrphans = (packages = join(root, 'packages')) => {
  for (const name of readdirSync(packages)) {
    const dist = join(packages, name, 'dist')
    if (!existsSync(dist)) continue
    for (const file of readdirSync(dist, { recursive: true }))
      if (outputs.test(file) && !existsSync(join(packages, name, 'src', file.replace(outputs, '.ts')))) rmSync(join(dist, file))
  }
}
