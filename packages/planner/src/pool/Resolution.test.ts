import { type CloudError, denied, refused } from '@poolwright/core/CloudError'
import type * as Fact from '@poolwright/core/Fact'
import * as O from 'fp-ts/lib/Option.js'
import { expect, it } from 'vitest'
import { open, openIn, sure, waitFor } from './Resolution.js'

const key = 'group:aws:1/r/workers'
const failed = (error: CloudError): Parameters<typeof waitFor>[1] => ({
  _tag: 'Unknown',
  why: 'unreadable',
  error: O.some(error),
})
const plain = (why: Fact.Doubt): Parameters<typeof waitFor>[1] => ({ _tag: 'Unknown', why, error: O.none })

it.each<readonly [string, Parameters<typeof waitFor>[1], string, RegExp]>([
  ['was not asked for', plain('unread'), 'PW-WAIT-READ', /^group:aws:1\/r\/workers has not been read yet$/],
  ['is too old', plain('stale'), 'PW-WAIT-READ', /read too long ago$/],
  ['was refused', failed(refused('ValidationError')), 'PW-WAIT-READ', /cannot be read: ValidationError$/],
  [
    'nobody may read',
    failed(denied('AccessDenied', 'not you')),
    'PW-READ-DENIED',
    /^group:aws:1\/r\/workers may not be read: .*AccessDenied/,
  ],
])('a fact that %s is waited for by its key', (_, fact, code, why) => {
  const hold = waitFor(key, fact)
  expect(hold).toMatchObject({ _tag: 'Await', code, fact: key })
  expect(hold.why).toMatch(why)
})

it('those that are open are named', () => {
  const hold = waitFor(key, plain('unread'))
  expect(openIn({ a: sure(1), b: open(1, hold), c: sure(2) })).toEqual(['b'])
})
