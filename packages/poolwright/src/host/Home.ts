/**
 * What a host keeps of its pools, and how it lasts.
 * @since 0.1.0
 */
import { equals } from '@poolwright/core/Json'
import type { Key } from '@poolwright/core/Key'
import type { Pools, PoolState } from '../state/PoolState.js'

export type Home = {
  readonly pool: (pool: Key) => PoolState | undefined
  readonly pools: () => Pools
  readonly setPool: (pool: Key, state: PoolState | undefined) => void
  /** Keeps what has changed; resolves once it would survive the end of the process. */
  readonly save: () => Promise<void>
}

/** `isChanged`: whether something else than pools waits to be written. */
export const homeOf = (begun: Pools, write: (pools: Pools) => void, isChanged: () => boolean = () => false): Home => {
  const pools = new Map(Object.entries(begun))
  let dirty = false
  let writing: Promise<void> | undefined
  /** Requests that wait at the same moment share one write; none goes on before it. */
  const writeSoon = () =>
    new Promise<void>((done, failed) => {
      setImmediate(() => {
        writing = undefined
        dirty = false
        try {
          write(Object.fromEntries(pools))
          done()
        } catch (error) {
          dirty = true
          failed(error instanceof Error ? error : new Error(String(error)))
        }
      })
    })
  return {
    pool: (pool) => pools.get(pool),
    pools: () => Object.fromEntries(pools),
    setPool: (pool, next) => {
      const was = pools.get(pool)
      if (next === undefined) pools.delete(pool)
      else pools.set(pool, next)
      dirty ||= !equals(was, next)
    },
    save: () => writing ?? (dirty || isChanged() ? (writing = writeSoon()) : Promise.resolve()),
  }
}
