/**
 * The names that EKS gives to a node group and to what it makes for it, all out of one serial number.
 * @since 0.1.0
 */
import type { Scope } from '@poolwright/core/Key'
import { type Nodegroup, nodegroupKey } from './Nodegroup.js'
import { hex, partitionOf, placeOf } from './World.js'

const kinds = { nodegroup: 16, update: 17, template: 18 } as const
const uuid = (serial: number, kind: keyof typeof kinds, n = 0): string =>
  `${hex(serial, 8)}-0000-4${hex(kinds[kind], 3)}-8000-${hex(n, 12)}`

export const arnOf = (scope: Scope, n: Nodegroup): string => {
  const { account, region } = placeOf(scope)
  return `arn:${partitionOf(region)}:eks:${region}:${account}:nodegroup/${nodegroupKey(n)}/${uuid(n.serial, 'nodegroup')}`
}
/** `eks-<node group>-<uuid>` (`aws-semantics` §5.3, resources). */
export const groupNameOf = (n: Pick<Nodegroup, 'name' | 'serial'>): string => `eks-${n.name}-${uuid(n.serial, 'nodegroup')}`
/** The launch template that EKS derives from the user's or makes by itself. */
export const copyNameOf = (serial: number): string => `eks-${uuid(serial, 'template')}`
export const updateIdOf = (n: Nodegroup): string => uuid(n.serial, 'update', n.updateCount + 1)
