/**
 * Bootstrap data: which Secret it comes from, and whether it can be given to instances as it is.
 * @since 0.1.0
 */
import type { Look } from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import { bytesOf, text } from '@poolwright/core/Payload'
import { digest } from '@poolwright/core/digest'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import type { BootstrapSecret } from '@poolwright/schema/BootstrapSecret'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import { bucketOf, type ClusterOnAws, type PoolKeys } from '../pool/objects.js'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { open, type Resolution, sure, waitFor } from '../pool/Resolution.js'
import type { Settings } from '../pool/Settings.js'
import { isStored, keyFor, type Stored, stubFor } from './stub.js'
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
  /** The pool's name. */
  readonly pool: string
  /** What stands behind the cluster's network, where its bucket is written. */
  readonly cluster: ClusterOnAws | null
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
  if (fact.value.format === 'ignition' && isStored(q.spec)) return inBucket(q, bootstrap)
  const holds = sizeHold(bootstrap)
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
    payload: secret.value,
    all: secret.userData.all,
    userData: secret.userData,
    stored: null,
    volatileKeys: keys.length === 0 ? null : keys.join(' '),
  }
  contents.set(secret, fresh)
  return fresh
}

const sizeHold = ({ userData }: Bootstrap): ReadonlyArray<Hold.Hold> =>
  userData.size <= mostBytes
    ? []
    : [Hold.refused('PW-USER-DATA-SIZE', ['Secret.data.value'], `the bootstrap data has ${userData.size} bytes; AWS takes ${mostBytes}`)]

/** The data goes to the cluster's bucket, and the template holds a stub. */
const inBucket = (q: BootstrapQuestion, plain: Bootstrap): Resolution<Bootstrap> => {
  const bucket = bucketOf(q.cluster)
  if (bucket === undefined) {
    const why =
      'Ignition data is to be stored in the cluster’s bucket, and the cluster has none; UnencryptedUserData puts it into the template'
    return open(plain, Hold.refused('PW-IGNITION-BUCKET', ['ignition.storageType', 'AWSCluster.spec.s3Bucket.name'], why))
  }
  const bootstrap = storedIn(plain, bucket.name, q)
  if (bucket.presignedURLDuration === undefined) return sure(bootstrap)
  const why = `the stub names the object in ${bucket.name} without signing; the instances’ profile has to be allowed s3:GetObject on machine-pool/*`
  return sure(bootstrap, Finding.warning('PW-IGNITION-UNSIGNED', why, ['AWSCluster.spec.s3Bucket.presignedURLDuration']))
}

const stubs = new WeakMap<Bootstrap, { readonly about: string; readonly bootstrap: Bootstrap }>()
/** Made once for as long as nothing that it is made from changes. */
const storedIn = (plain: Bootstrap, bucket: string, { spec, pool }: BootstrapQuestion): Bootstrap => {
  const version = spec.ignition?.version ?? '2.3'
  const about = `${version} ${bucket} ${pool}`
  const known = stubs.get(plain)
  if (known?.about === about) return known.bootstrap
  const stored: Stored = { bucket, key: keyFor(pool, plain.userData.all), value: { $secret: plain.userData.all } }
  const payload = text(stubFor(version, stored))
  const bootstrap: Bootstrap = { ...plain, payload, all: digest(bytesOf(payload)), stored }
  stubs.set(plain, { about, bootstrap })
  return bootstrap
}
