/**
 * The settings file: YAML or JSON, one mapping of the settings' names.
 * @since 0.1.0
 */
import { faults } from '@poolwright/core/codec'
import { isPlain } from '@poolwright/core/Json'
import { members, SettingsInput } from '@poolwright/planner/pool/Settings'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseDocument } from 'yaml'
import type { Console } from '../Console.js'
import { nearest } from '../explain/nearest.js'
import { Failure, sayOf } from '../Failure.js'

/** Settings as a program hands them in, or a file holds them; `where` begins every fault. */
export const settingsOf = (u: unknown, where: string): SettingsInput => {
  const wrong = (details: ReadonlyArray<string>) => new Failure('PW-SETTINGS', `${where}: the settings cannot be used`, details)
  if (u === null || u === undefined) return {}
  if (!isPlain(u)) throw wrong(['expected a mapping of settings'])
  const names = Object.keys(members)
  const unknown = Object.keys(u).filter((k) => !names.includes(k))
  const decoded = SettingsInput.decode(u)
  const details = [
    ...unknown.map((k) => `${k}: there is no such setting; did you mean ${nearest(k, names, 1).join('')}?`),
    ...(decoded._tag === 'Left' ? faults(decoded.left) : []),
  ]
  if (details.length > 0 || decoded._tag === 'Left') throw wrong(details)
  return decoded.right
}

export const readSettings = (path: string, console: Pick<Console, 'cwd'>): SettingsInput => {
  const text = readText(path, console)
  const document = parseDocument(text, { prettyErrors: true })
  if (document.errors.length > 0)
    throw new Failure(
      'PW-SETTINGS',
      `${path}: the settings cannot be read`,
      document.errors.map((e) => e.message.split('\n')[0] ?? ''),
    )
  return settingsOf(document.toJS({ maxAliasCount: 100 }), path)
}

const readText = (path: string, console: Pick<Console, 'cwd'>): string => {
  try {
    return readFileSync(resolve(console.cwd, path), 'utf8')
  } catch (error) {
    throw new Failure('PW-FILE', `cannot read ${path}: ${sayOf(error)}`)
  }
}
