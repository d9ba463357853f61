/**
 * SSH to the nodes: whose key, and from where. A key without source groups would open port 22 to the world, so the cluster's own group
 * is always among them unless the manifest says `public` (C12–C14).
 * @since 0.1.0
 */
import type { RemoteAccess } from '@poolwright/aws/Nodegroup'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import type { AWSManagedMachinePoolSpec } from '@poolwright/schema/AWSManagedMachinePool'
import type { AWSManagedControlPlane } from '@poolwright/schema/AWSManagedControlPlane'
import { open, type Resolution, sure } from '../pool/Resolution.js'
import { inOrder } from './nodegroupRows.js'

const statusPath = 'AWSManagedControlPlane.status.networkStatus.securityGroups'

/** `control`: `null` where none is known. `fallback`: the group that EKS itself names as the cluster's. */
export const accessFor = (
  spec: AWSManagedMachinePoolSpec,
  control: AWSManagedControlPlane | null,
  controlKey: Key,
  fallback: string | undefined,
): Resolution<RemoteAccess | null> => {
  const wanted = spec.remoteAccess
  if (wanted === undefined) return sure(null)
  const key = wanted.sshKeyName ?? control?.spec.sshKeyName ?? ''
  const ec2SshKey = key === '' ? {} : { ec2SshKey: key }
  if (wanted.public === true) {
    const why = 'port 22 of the nodes is open to the world'
    return sure(ec2SshKey, Finding.warning('PW-SSH-OPEN', why, ['remoteAccess.public']))
  }
  const known = control?.status.network.securityGroups ?? {}
  const own = known['cluster'] ?? fallback
  const bastion = control?.spec.bastion === true ? [known['bastion']] : []
  const groups = [...(wanted.sourceSecurityGroups ?? []), own, ...bastion]
  const sourceSecurityGroups = inOrder(groups.filter((g) => g !== undefined)) ?? []
  if (!groups.includes(undefined)) return sure({ ...ec2SshKey, sourceSecurityGroups })
  const missing = own === undefined ? 'cluster' : 'bastion'
  const why = `the security group of the ${missing}, from which nodes may be reached, is not in ${statusPath} yet`
  return open({ ...ec2SshKey, sourceSecurityGroups }, Hold.awaits('PW-SECURITY-GROUP-CORE', controlKey, why))
}
