/**
 * Where a request to AWS goes and as whom, taken out of a scope.
 *
 * @example
 * import * as assert from 'node:assert'
 * import * as AwsScope from '@poolwright/aws-client/AwsScope'
 * import * as O from 'fp-ts/lib/Option.js'
 * assert.deepStrictEqual(
 *   AwsScope.parse('aws:team-a@111122223333/eu-west-1'),
 *   O.some({ identity: 'team-a', account: '111122223333', region: 'eu-west-1' }),
 * )
 * @since 0.1.0
 */
import type { Scope } from '@poolwright/core/Key'
import * as O from 'fp-ts/lib/Option.js'

export type AwsScope = {
  /** The name of an identity in the host's table; absent: the host's default identity. */
  readonly identity?: string
  readonly account: string
  readonly region: string
}

const form = /^aws:(?:([^@/]+)@)?([^@/]+)\/([^/]+)$/

/** `None` for a scope of another cloud, or one without account or region. */
export const parse = (scope: Scope): O.Option<AwsScope> => {
  const [, identity, account, region] = form.exec(scope) ?? []
  if (account === undefined || region === undefined) return O.none
  return O.some({ ...(identity === undefined ? {} : { identity }), account, region })
}

/** What shares AWS's rate limits: an account in a region, whoever asks. */
export const accountOf = (s: AwsScope): string => `${s.account}/${s.region}`
