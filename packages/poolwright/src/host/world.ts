/**
 * Where an embedded cloud's world is kept: in a state file that a lock guards, in a file that is only looked at, or in memory.
 * @since 0.1.0
 */
import type { Cell } from '@poolwright/core/Model'
import { empty, type World } from '@poolwright/simulator/World'
import { decodeWorld, encodeWorld } from '@poolwright/simulator/worldFile'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Console } from '../Console.js'
import { Failure, sayOf } from '../Failure.js'
import { statePath, type StateOptions } from '../options.js'
import { ensureFolder, writeAtomically } from '../state/atomicFile.js'
import { type EmbeddedState, embeddedState } from '../state/embeddedState.js'
import { acquire } from '../state/lock.js'
import { load, writer } from '../state/StateFile.js'
import { type Home, homeOf } from './Home.js'

/** A world that requests may change, and how its changes last. */
export type WorldHome = Home & {
  /** Somebody wrote this world down: nothing is added to it. */
  readonly isRecording: boolean
  readonly cell: Cell<World>
}

/** A world begins at a whole second: its times read better. */
const beginning = (console: Pick<Console, 'now'>): World => empty(Math.floor(console.now() / 1_000) * 1_000)

const worldHomeOf = (state: EmbeddedState, write: (state: EmbeddedState) => void, isRecording = false): WorldHome => {
  let { world } = state
  let written: World | undefined
  const cell: Cell<World> = {
    get: () => world,
    set: (next) => {
      world = next
    },
  }
  const home = homeOf(
    state.pools,
    (pools) => {
      write({ world, pools })
      written = world
    },
    () => world !== written,
  )
  return { ...home, isRecording, cell }
}

/** The state as it is; changes to it are forgotten. */
export const glance = (options: StateOptions, console: Console): WorldHome =>
  worldHomeOf(load(embeddedState, statePath('embedded', options, console)) ?? { world: beginning(console), pools: {} }, () => undefined)

/** The state for changing it: nobody else has it until `use` is done. */
export const withState = async <A>(options: StateOptions, console: Console, use: (home: WorldHome) => Promise<A>): Promise<A> => {
  const path = statePath('embedded', options, console)
  const lock = await acquire(path, console)
  try {
    return await use(worldHomeOf(load(embeddedState, path) ?? { world: beginning(console), pools: {} }, writer(embeddedState, path, lock)))
  } finally {
    lock.release()
  }
}

/** A world of its own that no file holds. */
export const inMemory = (world: World): WorldHome => worldHomeOf({ world, pools: {} }, () => undefined)

/** A world that somebody wrote down, for looking at only. */
export const recording = (world: World): WorldHome => worldHomeOf({ world, pools: {} }, () => undefined, true)

/** The same from a file. */
export const ofWorldFile = (path: string, console: Pick<Console, 'cwd'>): WorldHome => {
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
