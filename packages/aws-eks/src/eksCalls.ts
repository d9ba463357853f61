/**
 * EKS and IAM themselves as the port that plans are carried out through.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { eksCalls } from '@poolwright/aws-eks/eksCalls'
 * const calls = eksCalls({ identities: {} })
 * const denied = await calls['iam:GetRole']('aws:team-a@111122223333/eu-west-1', { RoleName: 'nodes' }, 'read')()
 * assert.deepStrictEqual(denied, {
 *   _tag: 'Left',
 *   left: { _tag: 'Denied', code: 'UnknownIdentity', message: 'no identity is called team-a' },
 * })
 * @since 0.1.0
 */
import { type EksAct, eksOperations } from '@poolwright/aws'
import { type CallOptions, callsOf } from '@poolwright/aws-client/callsOf'
import type { Calls } from '@poolwright/core/Calls'
import { routes } from './routes.js'

/**
 * Node groups, their clusters and roles of real accounts. Nothing is loaded and nobody is asked before the first call; scopes say which
 * account, region and identity. Calls never throw: what goes wrong is a `CloudError`, `Lost` where a request may have happened. Safe to
 * make more than once: every port of a process shares one rate budget unless `budget` says otherwise.
 */
export const eksCalls = (options: CallOptions = {}): Calls<EksAct> => callsOf(eksOperations, routes, options)
