/**
 * The operations in use, each with its request and its answer, in AWS's own names. The union `AwsAct` is what plans, models and
 * adapters all speak; each adapter speaks a part of it.
 * @since 0.1.0
 */
import type { AsgAct } from './asgActions.js'
import type { EksAct } from './eksActions.js'

export type AwsAct = AsgAct | EksAct
export type AwsOp = AwsAct['op']
