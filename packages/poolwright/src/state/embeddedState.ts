/**
 * The state of an embedded cloud: its world, and what the host keeps of the pools.
 * @since 0.1.0
 */
import type { World } from '@poolwright/simulator/World'
import { decodeWorld, encodeWorld } from '@poolwright/simulator/worldFile'
import * as E from 'fp-ts/lib/Either.js'
import { type Pools, readPools, writePools } from './PoolState.js'
import type { Contents } from './StateFile.js'

export type EmbeddedState = { readonly world: World; readonly pools: Pools }

export const embeddedState: Contents<EmbeddedState> = {
  name: 'state of an embedded cloud',
  format: 1,
  decode: (frame) => {
    const world = decodeWorld(frame['world'])
    if (E.isLeft(world)) return E.left(['its world cannot be read', ...world.left])
    return E.map((pools: Pools) => ({ world: world.right, pools }))(readPools(frame['pools']))
  },
  encode: ({ world, pools }) => ({ world: encodeWorld(world), pools: writePools(pools) }),
}
