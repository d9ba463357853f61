/**
 * Where a node group's nodes stand. EKS never moves a group: what the manifest names is compared, what it leaves to the cluster is not.
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import { chooseSubnets, type SubnetQuestion } from '../group/subnets.js'
import type { ClusterOnAws } from '../pool/objects.js'
import { isOpen, type Resolution, sure } from '../pool/Resolution.js'
import { inOrder } from './nodegroupRows.js'
import { type NodegroupContext, sharedSpec } from './Wanted.js'

/** `null`: as it is. Zones are kept by any of their subnets, so that a subnet that a cluster gains changes nothing. */
export const subnetsFor = (
  c: NodegroupContext,
  machinePool: MachinePool,
  cluster: ClusterOnAws | null,
  ng: Nodegroup | null,
): Resolution<ReadonlyArray<string> | null> => {
  const spec = sharedSpec(c.pool.spec)
  const question: SubnetQuestion = {
    look: c.look,
    scope: c.scope,
    spec,
    failureDomains: machinePool.spec.failureDomains ?? [],
    cluster,
    clusterName: c.cluster,
  }
  const byId = (spec.subnets ?? []).length > 0
  const named = spec.availabilityZones ?? []
  const zones = named.length > 0 ? named : question.failureDomains
  if (ng !== null && !byId && zones.length === 0) return sure(null)
  const chosen = chooseSubnets(question)
  if (ng === null || byId || isOpen(chosen)) return chosen
  const seen = inOrder(ng.subnets)
  if (seen === null) return sure(null)
  const of = (zone: string) => chooseSubnets({ ...question, spec: { ...spec, availabilityZones: [zone] } })
  const fits = seen.every((id) => chosen.value.includes(id)) && zones.every((z) => of(z).value.some((id) => seen.includes(id)))
  return sure(fits ? seen : chosen.value)
}
