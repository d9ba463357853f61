/**
 * What a request may answer instead of an answer. The members differ by what the caller does next, not by what went wrong.
 * @since 0.1.0
 */
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import { option } from './codec.js'

export type CloudError =
  /** Asked too often: the same request again after `retryAfter` milliseconds, if the service named a wait. */
  | { readonly _tag: 'Throttled'; readonly retryAfter: O.Option<number> }
  /** The thing is moving: look again, then plan again. */
  | { readonly _tag: 'Busy'; readonly code: string; readonly message: string }
  /** A precondition failed, something is there or is gone: look again at once. */
  | { readonly _tag: 'Stale'; readonly code: string; readonly message: string }
  /** Understood and refused: not before the spec or the world changes. `code` is the service's own. */
  | { readonly _tag: 'Refused'; readonly code: string; readonly message: string }
  /** Not before credentials, permissions or quotas change. */
  | { readonly _tag: 'Denied'; readonly code: string; readonly message: string }
  /** No answer: it may have happened. Look before anything else. */
  | { readonly _tag: 'Lost' }

const coded = <T extends 'Busy' | 'Stale' | 'Refused' | 'Denied'>(tag: T) =>
  t.readonly(t.exact(t.type({ _tag: t.literal(tag), code: t.string, message: t.string })))

export const CloudError: t.Type<CloudError, unknown> = t.union(
  [
    t.readonly(t.exact(t.type({ _tag: t.literal('Throttled'), retryAfter: option(t.number) }))),
    coded('Busy'),
    coded('Stale'),
    coded('Refused'),
    coded('Denied'),
    t.readonly(t.exact(t.type({ _tag: t.literal('Lost') }))),
  ],
  'CloudError',
)

export const throttled = (retryAfter: O.Option<number> = O.none): CloudError => ({ _tag: 'Throttled', retryAfter })
export const busy = (code: string, message = code): CloudError => ({ _tag: 'Busy', code, message })
export const stale = (code: string, message = code): CloudError => ({ _tag: 'Stale', code, message })
export const refused = (code: string, message = code): CloudError => ({ _tag: 'Refused', code, message })
export const denied = (code: string, message = code): CloudError => ({ _tag: 'Denied', code, message })
export const lost: CloudError = { _tag: 'Lost' }

/** The service's own code, or the member's name where it has none. */
export const codeOf = (e: CloudError): string => ('code' in e ? e.code : e._tag)

/** One line for people: the code, and what the service said about it. */
export const show = (e: CloudError): string => ('code' in e ? (e.message === e.code ? e.code : `${e.code}: ${e.message}`) : e._tag)
