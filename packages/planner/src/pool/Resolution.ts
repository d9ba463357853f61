/**
 * A value that was worked out from look-ups, and what keeps it from being certain. With a hold, the value is the best that can be
 * shown: it is compared with nothing, and nothing is made from it.
 * @since 0.1.0
 */
import { codeOf, show } from '@poolwright/core/CloudError'
import type * as Fact from '@poolwright/core/Fact'
import type { Finding } from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'

export type Resolution<A> = { readonly value: A; readonly holds: ReadonlyArray<Hold.Hold>; readonly findings: ReadonlyArray<Finding> }

export const sure = <A>(value: A, ...findings: ReadonlyArray<Finding>): Resolution<A> => ({ value, holds: [], findings })
export const open = <A>(value: A, ...holds: ReadonlyArray<Hold.Hold>): Resolution<A> => ({ value, holds, findings: [] })
export const isOpen = (r: Resolution<unknown>): boolean => r.holds.length > 0
/** The names of those that are open. */
export const openIn = (parts: { readonly [name: string]: Resolution<unknown> }): ReadonlyArray<string> =>
  Object.entries(parts)
    .filter(([, r]) => isOpen(r))
    .map(([name]) => name)

const reasons = {
  unread: 'has not been read yet',
  stale: 'was read too long ago',
  justWritten: 'was written a moment ago',
  unreadable: 'cannot be read',
  invalid: 'could not be understood',
} as const

/** The hold for a fact that is not known. Who may not read it is told apart: time alone does not end that. */
export const waitFor = (key: Key, fact: Extract<Fact.Fact<unknown>, { readonly _tag: 'Unknown' }>): Hold.Hold => {
  const said = fact.error._tag === 'Some' ? fact.error.value : null
  if (said?._tag === 'Denied') return Hold.awaits('PW-READ-DENIED', key, `${key} may not be read: ${show(said)}`)
  return Hold.awaits('PW-WAIT-READ', key, `${key} ${reasons[fact.why]}${said === null ? '' : `: ${codeOf(said)}`}`)
}
/** Whether a hold is one of `waitFor`'s. */
export const isUnread = ({ code }: Hold.Hold): boolean => code === 'PW-WAIT-READ' || code === 'PW-READ-DENIED'
