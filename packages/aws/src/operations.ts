/**
 * What is known of each AWS operation without calling it: one table out of those of the adapters.
 * @since 0.1.0
 */
import type { OpTable } from '@poolwright/core/Operation'
import type { AwsAct } from './actions.js'
import { asgOperations } from './asgOperations.js'
import { eksOperations } from './eksOperations.js'

export const operations: OpTable<AwsAct> = { ...asgOperations, ...eksOperations }
