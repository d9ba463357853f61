/**
 * Where a session's world is kept: in a state file that a lock guards, in a file that is only looked at, or in memory.
 * @since 0.1.0
 */
import type { Cell } from '@poolwright/core/Model'
import { empty, type World } from '@poolwright/simulator/World'
import { decodeWorld, encodeWorld } from '@poolwright/simulator/worldFile'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Console } from '../Console.js'
import { Failure, sayOf } from '../Failure.js'
import type { WorldOptions } from '../options.js'
import { ensureFolder, writeAtomically } from '../state/atomicFile.js'
import { acquire } from '../state/lock.js'
import { load, type PoolState, type State, writer } from '../state/StateFile.js'

/** A world that requests may change, and how its changes last. */
export type Home = {
  /** Somebody wrote this world down: nothing is added to it. */
  readonly isRecording: boolean
  readonly cell: Cell<World>
  /** By `namespace/name`. */
  readonly pool: (name: string) => PoolState | undefined
  readonly pools: () => State['pools']
  readonly setPool: (name: string, state: PoolState | undefined) => void
  /** Keeps what has changed; resolves once it would survive the end of the process. */
  readonly save: () => Promise<void>
}

export const statePath = (options: WorldOptions, console: Pick<Console, 'cwd'>): string => resolve(console.cwd, options.state)

/** A world begins at a whole second: its times read better. */
const beginning = (console: Pick<Console, 'now'>): World => empty(Math.floor(console.now() / 1_000) * 1_000)

const homeOf = (state: State, write: (state: State) => void, isRecording = false): Home => {
  const pools = new Map(Object.entries(state.pools))
  let { world } = state
  let writing: Promise<void> | undefined
  const cell: Cell<World> = {
    get: () => world,
    set: (next) => {
      world = next
    },
  }
  /** Requests that are answered at the same moment share one write; nobody sees an answer before it. */
  const save = () =>
    (writing ??= new Promise<void>((done, failed) => {
      setImmediate(() => {
        writing = undefined
        try {
          write({ world, pools: Object.fromEntries(pools) })
          done()
        } catch (error) {
          failed(error instanceof Error ? error : new Error(String(error)))
        }
      })
    }))
  return {
    isRecording,
    cell,
    pool: (name) => pools.get(name),
    pools: () => Object.fromEntries(pools),
    setPool: (name, next) => {
      if (next === undefined) pools.delete(name)
      else pools.set(name, next)
    },
    save,
  }
}

/** The state as it is; changes to it are forgotten. */
export const glance = (options: WorldOptions, console: Console): Home =>
  homeOf(load(statePath(options, console)) ?? { world: beginning(console), pools: {} }, () => undefined)

/** The state for changing it: nobody else has it until `use` is done. */
export const withState = async <A>(options: WorldOptions, console: Console, use: (home: Home) => Promise<A>): Promise<A> => {
  const path = statePath(options, console)
  const lock = await acquire(path, console)
  try {
    return await use(homeOf(load(path) ?? { world: beginning(console), pools: {} }, writer(path, lock)))
  } finally {
    lock.release()
  }
}

/** A world of its own that no file holds. */
export const inMemory = (world: World): Home => homeOf({ world, pools: {} }, () => undefined)

/** A world that somebody wrote down, for looking at only. */
export const recording = (world: World): Home => homeOf({ world, pools: {} }, () => undefined, true)

/** The same from a file. */
export const ofWorldFile = (path: string, console: Pick<Console, 'cwd'>): Home => {
  const text = readText(path, console)
  const world = decodeWorld(parse(path, text))
  if (world._tag === 'Left') throw new Failure('PW-WORLD-FORMAT', `${path} is no world`, world.left.slice(0, 20))
  return recording(world.right)
}

export const writeWorldFile = (path: string, world: World, console: Pick<Console, 'cwd'>): void => {
  const full = resolve(console.cwd, path)
  ensureFolder(full)
  writeAtomically(full, `${JSON.stringify(encodeWorld(world), null, 2)}\n`)
}

const readText = (path: string, console: Pick<Console, 'cwd'>): string => {
  try {
    return readFileSync(resolve(console.cwd, path), 'utf8')
  } catch (error) {
    throw new Failure('PW-FILE', `cannot read ${path}: ${sayOf(error)}`)
  }
}
const parse = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure('PW-WORLD-FORMAT', `${path} is no world: it is not JSON`)
  }
}
