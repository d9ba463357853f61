/**
 * Why a thing of the pool's name is left alone.
 * @since 0.1.0
 */
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import { poolTag, valueOf } from '../template/tags.js'

export const notOurs = (
  key: Key,
  tags: ReadonlyArray<{ readonly Key: string; readonly Value: string }> | undefined,
  pool: string,
): Hold.Hold => {
  const named = valueOf(tags, poolTag)
  return named !== undefined && named !== pool
    ? Hold.notOurs('PW-NOT-OURS', key, `it belongs to pool ${named}`)
    : Hold.notOurs('PW-NOT-OURS', key, 'it has no tag that says it belongs to this cluster')
}
