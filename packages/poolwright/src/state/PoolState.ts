/**
 * What the host keeps of a pool from one command to the next.
 * @since 0.1.0
 */
import { faults, struct } from '@poolwright/core/codec'
import { Hold } from '@poolwright/core/Hold'
import { Record } from '@poolwright/planner/pool/Record'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

const PoolState = struct('PoolState', {
  /** What was applied to things whose owner AWS cannot name. */
  record: Record,
  /** What held the pool when it was last looked at. */
  holds: t.readonlyArray(Hold),
})
export type PoolState = t.TypeOf<typeof PoolState>

const Pools = t.readonly(t.record(t.string, PoolState))
/** By key: the pools that were applied. */
export type Pools = t.TypeOf<typeof Pools>

/** From a file's member; what is wrong with it otherwise. */
export const readPools = (u: unknown): E.Either<ReadonlyArray<string>, Pools> => {
  const read = Pools.decode(u)
  return E.isLeft(read) ? E.left(['what it says of pools cannot be read', ...faults(read.left)]) : read
}
export const writePools = (pools: Pools): object => Pools.encode(pools)
