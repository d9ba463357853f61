/**
 * What is kept between two commands, in a file that one process at a time may change. Plain JSON without secrets.
 * @since 0.1.0
 */
import type { Either } from 'fp-ts/lib/Either.js'
import { faults } from '@poolwright/core/codec'
import * as t from 'io-ts'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Failure, sayOf, systemCode } from '../Failure.js'
import { by } from '../version.js'
import { ensureFolder, writeAtomically } from './atomicFile.js'
import type { Lock } from './lock.js'

/** One kind of state: how it stands in a file beside the format number. */
export type Contents<S> = {
  /** What messages call it: `state of an embedded cloud`. */
  readonly name: string
  readonly format: number
  readonly decode: (frame: { readonly [member: string]: unknown }) => Either<ReadonlyArray<string>, S>
  readonly encode: (state: S) => object
}

const Frame = t.intersection([t.UnknownRecord, t.type({ format: t.number })])

const unreadable = (path: string, why: string, details: ReadonlyArray<string> = []) =>
  new Failure('PW-STATE-FORMAT', `${path}: ${why}`, details.slice(0, 20))

const parse = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable(path, 'not JSON')
  }
}

const decode = <S>({ name, format, decode: read }: Contents<S>, path: string, text: string): S => {
  const frame = Frame.decode(parse(path, text))
  if (frame._tag === 'Left') throw unreadable(path, `no ${name}`, faults(frame.left))
  if (frame.right.format !== format) throw unreadable(path, `format ${frame.right.format}; this version reads format ${format}`)
  const state = read(frame.right)
  if (state._tag === 'Left') throw unreadable(path, `no ${name}`, state.left)
  return state.right
}

/** `undefined` when there is no file: nothing has been applied yet. */
export const load = <S>(contents: Contents<S>, path: string): S | undefined => {
  try {
    return decode(contents, path, readFileSync(path, 'utf8'))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    if (error instanceof Failure) throw error
    throw new Failure('PW-FILE', `cannot read ${path}: ${sayOf(error)}`)
  }
}

/** Writes the state for as long as the lock is ours; a reader sees the state before or after, never between. */
export const writer = <S>({ format, encode }: Contents<S>, path: string, lock: Lock): ((state: S) => void) => {
  ensureFolder(path)
  removeLeftovers(path)
  return (state) => {
    lock.check()
    writeAtomically(path, `${JSON.stringify({ format, by, ...encode(state) })}\n`)
  }
}

/** What a process that was killed while it wrote has left beside the state. Only whoever holds the lock may look. */
const removeLeftovers = (path: string): void => {
  const leftover = new RegExp(`^${basename(path).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.\\d+\\.tmp$`)
  for (const name of readdirSync(dirname(path))) if (leftover.test(name)) rmSync(join(dirname(path), name), { force: true })
}

/** Deletes the state; safe to repeat. */
export const remove = (path: string): void => rmSync(path, { force: true })
