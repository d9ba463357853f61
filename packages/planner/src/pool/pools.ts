/**
 * Both kinds of pools as one provider: which of them a pool is planned by is said by the noun of its key.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { nouns } from '@poolwright/aws/nouns'
import { operations } from '@poolwright/aws/operations'
import * as Key from '@poolwright/core/Key'
import type { PoolProvider } from '@poolwright/core/Provider'
import { awsManagedMachinePool } from '../nodegroup/awsManagedMachinePool.js'
import { awsMachinePool } from './awsMachinePool.js'
import type { PoolNouns } from './PoolNouns.js'

const managed = 'awsmanagedmachinepool'
/** The kind of pool that a key speaks of. */
export const providerOf = (pool: Key.Key): PoolProvider<AwsAct, PoolNouns> =>
  Key.nounOf(pool) === managed ? awsManagedMachinePool : awsMachinePool

const prefixed = (name: string, tables: PoolProvider<AwsAct, PoolNouns>['rows']): PoolProvider<AwsAct, PoolNouns>['rows'] =>
  Object.fromEntries(Object.entries(tables).map(([table, rows]) => [`${name}.${table}`, rows]))

/** Row tables are named by kind: `AWSManagedMachinePool.nodegroup`. */
export const pools: PoolProvider<AwsAct, PoolNouns> = {
  kind: 'AWSMachinePool, AWSManagedMachinePool',
  ops: operations,
  nouns,
  rows: { ...prefixed(awsMachinePool.kind, awsMachinePool.rows), ...prefixed(awsManagedMachinePool.kind, awsManagedMachinePool.rows) },
  plan: (pool, look, now) => providerOf(pool).plan(pool, look, now),
}
