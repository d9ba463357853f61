/**
 * The texts that `-f` names: files, folders, or `-` for standard input.
 * @since 0.1.0
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Failure, sayOf } from '../Failure.js'

export type SourceFile = { readonly file: string; readonly text: string }

/** Where relative paths begin, and what `-` is. */
export type From = { readonly cwd: string; readonly stdin: { readonly read: () => Promise<Uint8Array> } }

const manifest = /\.(ya?ml|json)$/i
const byText = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0)

/** Files under a folder, at any depth, in the order of their paths. Folders of version control and dependencies are left out. */
const under = (folder: string, from: From): ReadonlyArray<string> =>
  readdirSync(resolve(from.cwd, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) return []
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && statSync(resolve(from.cwd, path)).isDirectory())
      if (isFolder) return under(path, from)
      return manifest.test(entry.name) ? [path] : []
    })
    .sort(byText)

const filesOf = (path: string, from: From): ReadonlyArray<string> => {
  if (!statSync(resolve(from.cwd, path)).isDirectory()) return [path]
  const files = under(path, from)
  if (files.length === 0) throw new Failure('PW-FILE', `${path}: no file in this folder ends in .yaml, .yml or .json`)
  return files
}

const utf8 = new TextDecoder('utf-8')

/** Every text once, however often it is named. Which path failed, and how, is in the Failure. */
export const readSources = async (paths: ReadonlyArray<string>, from: From): Promise<ReadonlyArray<SourceFile>> => {
  const found: Array<SourceFile> = []
  const seen = new Set<string>()
  for (const path of paths) {
    if (path === '-') {
      if (!seen.has('-')) found.push({ file: '-', text: utf8.decode(await from.stdin.read()) })
      seen.add('-')
      continue
    }
    try {
      for (const file of filesOf(path, from)) {
        const full = resolve(from.cwd, file)
        if (!seen.has(full)) found.push({ file, text: utf8.decode(readFileSync(full)) })
        seen.add(full)
      }
    } catch (error) {
      throw error instanceof Failure ? error : new Failure('PW-FILE', `cannot read ${path}: ${sayOf(error)}`)
    }
  }
  return found
}
