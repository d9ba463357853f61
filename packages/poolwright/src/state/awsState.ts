/**
 * The state of pools in AWS: what the host keeps of them. All else is in AWS.
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import { type Pools, readPools, writePools } from './PoolState.js'
import type { Contents } from './StateFile.js'

export const awsState: Contents<Pools> = {
  name: 'state of pools in AWS',
  format: 1,
  decode: (frame) => (frame['cloud'] === 'aws' ? readPools(frame['pools']) : E.left(['cloud: expected "aws"'])),
  encode: (pools) => ({ cloud: 'aws', pools: writePools(pools) }),
}
