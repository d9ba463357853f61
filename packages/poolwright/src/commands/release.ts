/**
 * `poolwright release`: lets go of pools so that another controller may take them over, and takes them back.
 * @since 0.1.0
 */
import type { Key } from '@poolwright/core/Key'
import { noRecord } from '@poolwright/planner/pool/Record'
import type { Console } from '../Console.js'
import { poolsIn } from '../host/Input.js'
import type { Home } from '../host/Home.js'
import { inPlace } from '../host/places.js'
import type { CloudOptions, ManifestOptions, OutputOptions } from '../options.js'
import { count } from '../render/value.js'
import { planned } from './apply.js'
import { carryOut } from './carryOut.js'
import { readInput } from './input.js'

export type ReleaseOptions = ManifestOptions & CloudOptions & OutputOptions & { readonly undo?: true }

/** The record says it before anything is sent: stopped half way, the pools stay released, and the next run goes on. */
export const release = async (options: ReleaseOptions, console: Console): Promise<number> => {
  const input = await readInput(options, console)
  return inPlace(input, options, console, async (place) => {
    const pools = poolsIn(input)
    const undo = options.undo === true
    for (const pool of pools) mark(place.home, pool, !undo)
    await place.home.save()
    if (undo) {
      console.out(`${count(pools.length, 'pool')} taken back: poolwright plan shows what would be done now.\n`)
      return 0
    }
    const settled = 'Another controller finds what it expects, and nothing more is done for these pools here.'
    return carryOut({ input, place, options: { ...options, yes: true }, destroys: false, settled, plans: planned }, console)
  })
}

const mark = (home: Home, pool: Key, released: boolean): void => {
  const { record = noRecord, holds = [] } = home.pool(pool) ?? {}
  const { released: _was, ...rest } = record
  home.setPool(pool, { record: released ? { ...rest, released } : rest, holds })
}
