/**
 * Points in time as AWS answers them.
 * @since 0.1.0
 */
import * as t from 'io-ts'

const isoOf = (u: unknown): string | undefined =>
  typeof u === 'object' && u !== null && 'toISOString' in u && typeof u.toISOString === 'function' ? String(u.toISOString()) : undefined

/** ISO 8601 text; the date objects of an SDK are read as that. */
export const TimeText: t.Type<string, unknown> = new t.Type<string, unknown>(
  'time',
  (u): u is string => typeof u === 'string',
  (u, c) => {
    const text = typeof u === 'string' ? u : isoOf(u)
    return text === undefined ? t.failure(u, c) : t.success(text)
  },
  (a) => a,
)
