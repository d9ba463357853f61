/**
 * Points in time as AWS answers them.
 * @since 0.1.0
 */
import * as t from 'io-ts'

type Instant = { readonly toISOString: () => string }
const isInstant = (u: unknown): u is Instant =>
  typeof u === 'object' && u !== null && 'toISOString' in u && typeof u.toISOString === 'function'

/** ISO 8601 text; the date objects of an SDK are read as that. */
export const TimeText: t.Type<string, unknown> = new t.Type<string, unknown>(
  'time',
  (u): u is string => typeof u === 'string',
  (u, c) => {
    if (typeof u === 'string') return t.success(u)
    return isInstant(u) ? t.success(u.toISOString()) : t.failure(u, c)
  },
  (a) => a,
)
