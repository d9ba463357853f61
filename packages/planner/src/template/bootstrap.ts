/**
 * Bootstrap data: which Secret it comes from, and whether it can be given to instances as it is.
 * @since 0.1.0
 */
import type { Look } from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import type { BootstrapSecret } from '@poolwright/schema/BootstrapSecret'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import type { PoolKeys } from '../pool/objects.js'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { open, type Resolution, sure, waitFor } from '../pool/Resolution.js'
import type { Settings } from '../pool/Settings.js'
import type { Bootstrap } from './templateRows.js'

/** What AWS takes of user data, before base64. */
export const mostBytes = 16_384
const path = 'MachinePool.spec.template.spec.bootstrap.dataSecretName'

export type BootstrapQuestion = {
  readonly look: Look<PoolNouns>
  readonly keys: PoolKeys
  readonly machinePool: MachinePool
  readonly machinePoolKey: Key
  readonly spec: AWSMachinePoolSpec
  readonly assumptions: Settings['assumptions']
}

/** `null`: instances start without. An empty name says that none is needed; no name, that none is rendered yet. */
export const bootstrapOf = (q: BootstrapQuestion): Resolution<Bootstrap | null> => {
  const name = q.machinePool.spec.dataSecretName
  if (name === '') return sure(null)
  if (name === undefined) {
    const why = 'the bootstrap data is not rendered yet; instances start without it and cannot join'
    return q.assumptions === 'allow'
      ? sure(null, Finding.warning('PW-ASSUMED-BOOTSTRAP-DATA', why, [path]))
      : open(null, Hold.assumption('PW-ASSUMED-BOOTSTRAP-DATA', q.machinePoolKey, why))
  }
  const key = q.keys.secret(name)
  const fact = q.look(key)
  if (fact._tag === 'Unknown') return open(null, waitFor(key, fact))
  if (fact._tag === 'Absent')
    return open(null, Hold.awaits('PW-WAIT-BOOTSTRAP', key, `the Secret ${name} with the bootstrap data is not there`))
  const bootstrap = contentOf(fact.value)
  const holds = [...sizeHold(bootstrap), ...storageHold(q.spec, fact.value)]
  return holds.length === 0 ? sure(bootstrap) : open(bootstrap, ...holds)
}

const contents = new WeakMap<BootstrapSecret, Bootstrap>()
const contentOf = (secret: BootstrapSecret): Bootstrap => {
  const known = contents.get(secret)
  if (known !== undefined) return known
  const { namespace, name } = secret.metadata
  const keys = [...new Set(secret.volatile)].sort()
  const fresh: Bootstrap = {
    secret: `${namespace}/${name}`,
    value: secret.value,
    userData: secret.userData,
    volatileKeys: keys.length === 0 ? null : keys.join(' '),
  }
  contents.set(secret, fresh)
  return fresh
}

const sizeHold = ({ userData }: Bootstrap): ReadonlyArray<Hold.Hold> =>
  userData.size <= mostBytes
    ? []
    : [Hold.refused('PW-USER-DATA-SIZE', ['Secret.data.value'], `the bootstrap data has ${userData.size} bytes; AWS takes ${mostBytes}`)]

const storageHold = (spec: AWSMachinePoolSpec, secret: BootstrapSecret): ReadonlyArray<Hold.Hold> =>
  secret.format === 'ignition' && spec.ignition?.storageType === 'ClusterObjectStore'
    ? [
        Hold.refused(
          'PW-NOT-PLANNED',
          ['ignition.storageType'],
          'Ignition data in the cluster’s bucket is not planned yet; UnencryptedUserData puts it into the template',
        ),
      ]
    : []
