/**
 * Names of facts: `group:aws:111122223333/eu-west-1/workers`, a noun, a scope and an id.
 *
 * A scope says where a request goes and as whom. It is `scheme:a/b`, always with one slash: `aws:<account>/<region>`
 * (`aws:<identity>@<account>/<region>` when a pool names an identity), `kube:<cluster>/<namespace>` with an empty cluster for the
 * one that holds the pools. What follows the scope's slash is the id, slashes included.
 *
 * @example
 * import * as assert from 'node:assert'
 * import * as Key from '@poolwright/core/Key'
 * const key = Key.of('group', 'aws:111122223333/eu-west-1', 'workers')
 * assert.deepStrictEqual(Key.parse(key), { noun: 'group', scope: 'aws:111122223333/eu-west-1', id: 'workers' })
 * @since 0.1.0
 */
export type Scope = string

/** The noun in front of the first colon types the fact behind the key. */
export type Key<K extends string = string> = `${K}:${string}`

export const of = <K extends string>(noun: K, scope: Scope, id: string): Key<K> => `${noun}:${scope}/${id}`

/** The noun alone; cheaper than `parse`. */
export const nounOf = (key: string): string => key.slice(0, key.indexOf(':'))

/** Total: of a text that is no key, what is missing comes back empty. */
export const parse = (key: string): { readonly noun: string; readonly scope: Scope; readonly id: string } => {
  const noun = nounOf(key)
  const rest = key.slice(noun.length + 1)
  const first = rest.indexOf('/')
  const second = rest.indexOf('/', first + 1)
  return second < 0 ? { noun, scope: rest, id: '' } : { noun, scope: rest.slice(0, second), id: rest.slice(second + 1) }
}

/** `aws:111122223333/eu-west-1`; an identity goes in front of the account. */
export const awsScope = (account: string, region: string, identity?: string): Scope =>
  `aws:${identity === undefined ? '' : `${identity}@`}${account}/${region}`

/** The cluster that holds the pools, unless another is named. */
export const kubeScope = (namespace: string, cluster = ''): Scope => `kube:${cluster}/${namespace}`
