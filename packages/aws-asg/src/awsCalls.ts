/**
 * AWS itself as the port that plans are carried out through.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { awsCalls } from '@poolwright/aws-asg/awsCalls'
 * const calls = awsCalls({ identities: {} })
 * const denied = await calls['ssm:GetParameters']('aws:team-a@111122223333/eu-west-1', { Names: ['/a'] }, 'read')()
 * assert.deepStrictEqual(denied, {
 *   _tag: 'Left',
 *   left: { _tag: 'Denied', code: 'UnknownIdentity', message: 'no identity is called team-a' },
 * })
 * @since 0.1.0
 */
import { type AsgAct, asgOperations } from '@poolwright/aws'
import { type CallOptions, callsOf } from '@poolwright/aws-client/callsOf'
import type { Calls } from '@poolwright/core/Calls'
import { routes } from './routes.js'

/**
 * Launch templates, look-ups, Auto Scaling groups, parameters and S3 objects of real accounts. Nothing is loaded and nobody is asked before the first
 * call; scopes say which account, region and identity. Calls never throw: what goes wrong is a `CloudError`, `Lost` where a request may
 * have happened. Safe to make more than once: every port of a process shares one rate budget unless `budget` says otherwise.
 */
export const awsCalls = (options: CallOptions = {}): Calls<AsgAct> => callsOf(asgOperations, routes, options)
