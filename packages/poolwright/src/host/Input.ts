/**
 * What a command or a program hands in: manifests, settings, and which of the pools are meant.
 * @since 0.1.0
 */
import type * as Key from '@poolwright/core/Key'
import { poolKeysOf } from '@poolwright/planner/pool/facts'
import type { SettingsInput } from '@poolwright/planner/pool/Settings'
import type { Read } from '@poolwright/schema/read'
import { Failure } from '../Failure.js'
import { poolName } from '../render/planText.js'

export type Input = {
  readonly read: Read
  /** Of the host; a place has its own where they say nothing. */
  readonly settings: SettingsInput
  /** `namespace/name`; all when empty. */
  readonly only: ReadonlyArray<string>
}

/** The keys of the pools asked for, in the order of the manifests. */
export const poolsIn = (input: Input): ReadonlyArray<Key.Key> => {
  const all = poolKeysOf(input.read.manifests)
  const found = all.map(poolName)
  const list = found.length === 0 ? 'There is none in the manifests.' : `There are: ${found.join(', ')}.`
  const missing = input.only.filter((name) => !found.includes(name))
  if (missing.length > 0) throw new Failure('PW-NO-POOL', `no pool ${missing.join(', ')}. ${list}`)
  if (all.length === 0) throw new Failure('PW-NO-POOL', 'there is no AWSMachinePool and no AWSManagedMachinePool in the manifests')
  return input.only.length === 0 ? all : all.filter((_, i) => input.only.includes(found[i] ?? ''))
}
