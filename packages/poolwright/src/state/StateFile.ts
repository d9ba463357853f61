/**
 * The embedded cloud between two commands: its world, and what the host keeps of the pools. Plain JSON without secrets.
 * @since 0.1.0
 */
import { faults, struct } from '@poolwright/core/codec'
import { Hold } from '@poolwright/core/Hold'
import { Record } from '@poolwright/planner/pool/Record'
import type { World } from '@poolwright/simulator/World'
import { decodeWorld, encodeWorld } from '@poolwright/simulator/worldFile'
import * as t from 'io-ts'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Failure, sayOf, systemCode } from '../Failure.js'
import { by } from '../version.js'
import { ensureFolder, writeAtomically } from './atomicFile.js'
import type { Lock } from './lock.js'

const format = 1

export const PoolState = struct('PoolState', {
  /** What was applied to things whose owner AWS cannot name. */
  record: Record,
  /** What held the pool when it was last looked at. */
  holds: t.readonlyArray(Hold),
})
export type PoolState = t.TypeOf<typeof PoolState>

export type State = {
  readonly world: World
  /** By `namespace/name`: the pools that were applied and not destroyed. */
  readonly pools: { readonly [pool: string]: PoolState }
}

const Frame = t.type({ format: t.number, world: t.unknown, pools: t.unknown })
const Pools = t.readonly(t.record(t.string, PoolState))

const unreadable = (path: string, why: string, details: ReadonlyArray<string> = []) =>
  new Failure('PW-STATE-FORMAT', `${path}: ${why}`, details.slice(0, 20))

const parse = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable(path, 'not JSON')
  }
}

const decode = (path: string, text: string): State => {
  const frame = Frame.decode(parse(path, text))
  if (frame._tag === 'Left') throw unreadable(path, 'no state of an embedded cloud', faults(frame.left))
  if (frame.right.format !== format) throw unreadable(path, `format ${frame.right.format}; this version reads format ${format}`)
  const world = decodeWorld(frame.right.world)
  const pools = Pools.decode(frame.right.pools)
  if (world._tag === 'Left') throw unreadable(path, 'its world cannot be read', world.left)
  if (pools._tag === 'Left') throw unreadable(path, 'what it says of pools cannot be read', faults(pools.left))
  return { world: world.right, pools: pools.right }
}

/** `undefined` when there is no file: nothing has been applied yet. */
export const load = (path: string): State | undefined => {
  try {
    return decode(path, readFileSync(path, 'utf8'))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    if (error instanceof Failure) throw error
    throw new Failure('PW-FILE', `cannot read ${path}: ${sayOf(error)}`)
  }
}

/** Writes the state for as long as the lock is ours; a reader sees the state before or after, never between. */
export const writer = (path: string, lock: Lock): ((state: State) => void) => {
  ensureFolder(path)
  removeLeftovers(path)
  return (state) => {
    lock.check()
    const pools = Pools.encode(state.pools)
    writeAtomically(path, `${JSON.stringify({ format, by, world: encodeWorld(state.world), pools })}\n`)
  }
}

/** What a process that was killed while it wrote has left beside the state. Only whoever holds the lock may look. */
const removeLeftovers = (path: string): void => {
  const leftover = new RegExp(`^${basename(path).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.\\d+\\.tmp$`)
  for (const name of readdirSync(dirname(path))) if (leftover.test(name)) rmSync(join(dirname(path), name), { force: true })
}

/** Deletes the state; safe to repeat. */
export const remove = (path: string): void => rmSync(path, { force: true })
