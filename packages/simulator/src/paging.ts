/**
 * Pages of a list. A token is the place where the next page begins; one that is none of ours is refused as AWS refuses a stale one.
 * @since 0.1.0
 */
import type { CloudError } from '@poolwright/core/CloudError'
import * as E from 'fp-ts/lib/Either.js'
import { refusal } from './Handler.js'

export type Page<A> = { readonly items: ReadonlyArray<A>; readonly next: { readonly NextToken?: string } }
const form = /^from:(\d{1,9})$/

/** `aws-api-limits` §3: a page ends where no token follows, whatever its length. */
export const pageOf = <A>(all: ReadonlyArray<A>, token: string | undefined, size: number, code: string): E.Either<CloudError, Page<A>> => {
  const place = token === undefined || token === '' ? 0 : Number(form.exec(token)?.[1] ?? -1)
  if (place < 0) return E.left(refusal(code, `The token '${String(token)}' is invalid.`))
  const end = place + size
  return E.right({ items: all.slice(place, end), next: end < all.length ? { NextToken: `from:${end}` } : {} })
}
