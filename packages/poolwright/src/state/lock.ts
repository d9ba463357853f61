/**
 * One process at a time on one state file: a file beside it that names who holds it.
 * @since 0.1.0
 */
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Console } from '../Console.js'
import { Failure, sayOf, systemCode } from '../Failure.js'
import { ensureFolder } from './atomicFile.js'

type Owner = {
  readonly pid: number
  readonly host: string
  /** ISO 8601. */
  readonly since: string
  /** Tells this hold from any other, also of the same process. */
  readonly id: string
}
export type Lock = {
  /** Throws PW-STATE-LOCK-LOST when somebody else has taken it meanwhile: ask before every write. */
  readonly check: () => void
  /** Safe to repeat. */
  readonly release: () => void
}

const pollEvery = 100
const sayAfter = 10_000

const ownerOf = (text: string): Owner | undefined => {
  try {
    const u: unknown = JSON.parse(text)
    if (typeof u !== 'object' || u === null) return undefined
    const o = u as { readonly [k: string]: unknown }
    return typeof o['pid'] === 'number' && typeof o['host'] === 'string' && typeof o['since'] === 'string' && typeof o['id'] === 'string'
      ? { pid: o['pid'], host: o['host'], since: o['since'], id: o['id'] }
      : undefined
  } catch {
    return undefined
  }
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw new Failure('PW-FILE', `cannot read ${path}: ${sayOf(error)}`)
  }
}

/** A process that is there but belongs to somebody else answers EPERM. */
const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

/** What names no owner was not written by us, and no one can be asked about it. */
const isStale = (text: string): boolean => {
  const owner = ownerOf(text)
  return owner === undefined || (owner.host === hostname() && !isRunning(owner.pid))
}

/** The lock appears with its whole text or not at all; false when there is one already. */
const claim = (path: string, owner: Owner): boolean => {
  const beside = `${path}.${owner.id}`
  writeFileSync(beside, JSON.stringify(owner), { mode: 0o600 })
  try {
    linkSync(beside, path)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw new Failure('PW-FILE', `cannot lock ${path}: ${sayOf(error)}`)
  } finally {
    rmSync(beside, { force: true })
  }
}

/** Moves a stale lock out of the way. If it was another one by the time it moved, that one is put back. */
const removeStale = (path: string, stale: string, id: string): void => {
  const aside = `${path}.${id}.stale`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw error
  }
  try {
    if (read(aside) !== stale) linkSync(aside, path)
  } catch (error) {
    // Somebody has taken the free place: whoever lost it notices before its next write.
    if (systemCode(error) !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

const show = (owner: Owner): string => `process ${owner.pid} on ${owner.host}, since ${owner.since}`

/**
 * Waits until the lock is free; after 10 s it says once who holds it. A lock whose process has ended on this machine is taken over.
 * Ends with PW-STATE-LOCKED when the person stops waiting.
 */
export const acquire = async (state: string, console: Console): Promise<Lock> => {
  const path = `${state}.lock`
  ensureFolder(path)
  const begun = console.now()
  const mine: Owner = { pid: process.pid, host: hostname(), since: new Date(begun).toISOString(), id: randomUUID() }
  let said = false
  while (!claim(path, mine)) {
    const text = read(path)
    if (text === undefined) continue
    if (isStale(text)) {
      removeStale(path, text, mine.id)
      continue
    }
    const owner = ownerOf(text)
    const who = owner === undefined ? 'another process' : show(owner)
    if (console.signal.aborted) throw new Failure('PW-STATE-LOCKED', `${state} is in use by ${who}`)
    if (!said && console.now() - begun >= sayAfter) {
      said = true
      console.err(`waiting for ${state}: in use by ${who}. If nothing is running there, delete ${path}.\n`)
    }
    await console.sleep(pollEvery)
  }
  const isMine = () => ownerOf(read(path) ?? '')?.id === mine.id
  return {
    check: () => {
      if (!isMine()) throw new Failure('PW-STATE-LOCK-LOST', `somebody else has taken the lock ${path}; stopped before writing ${state}`)
    },
    release: () => {
      if (isMine()) rmSync(path, { force: true })
    },
  }
}
