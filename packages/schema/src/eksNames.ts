/**
 * The names that Cluster API Provider AWS gives things in EKS and IAM, so that either controller finds the other's.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { eksName } from '@poolwright/schema/eksNames'
 * assert.strictEqual(eksName('default', 'my.pool.1'), 'default_my_pool_1')
 * assert.strictEqual(eksName('team-a', 'p'.repeat(63)), 'capa_tgzguel6job1codq2g5dy321zih')
 * @since 0.1.0
 */
import { blake2b } from '@noble/hashes/blake2.js'
import { utf8 } from './internal/bytes.js'

const most = 63
const digits = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Both parts, dots of the second replaced; where that is longer than 63 bytes, a digest of it: 32 characters. */
export const eksName = (namespacePart: string, namePart: string): string => {
  const full = utf8(`${namespacePart}_${namePart.replaceAll('.', '_')}`)
  if (full.length <= most) return `${namespacePart}_${namePart.replaceAll('.', '_')}`
  return `capa_${[...blake2b(full, { dkLen: 27 })].map((b) => digits[b % digits.length] ?? '').join('')}`
}

/** The node group of a pool whose manifest names none. */
export const nodegroupNameOf = (namespace: string, pool: string): string => eksName(namespace, pool)

/** The role of a node group for which one is made. */
export const roleNameOf = (cluster: string, nodegroup: string): string => eksName(`${cluster}-${nodegroup}`, 'nodegroup-iam-service-role')

/** The role of every node group for which none is made and none is named; `clusterawsadm` makes it when asked to. */
export const defaultRoleName = 'eks-nodegroup.cluster-api-provider-aws.sigs.k8s.io'
