/**
 * A node group of EKS in plain types.
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { ObservedNodegroup } from '../observed.js'

export const nodegroupOf = (scope: string, n: Nodegroup): ObservedNodegroup => ({
  scope,
  cluster: n.clusterName,
  name: n.nodegroupName,
  status: n.status,
  version: n.version ?? '',
  release: n.releaseVersion ?? '',
  min: n.scalingConfig?.minSize ?? 0,
  max: n.scalingConfig?.maxSize ?? 0,
  desired: n.scalingConfig?.desiredSize ?? 0,
  groups: (n.resources?.autoScalingGroups ?? []).flatMap((g) => g.name ?? []),
  issues: (n.health?.issues ?? []).map((i) => ({ code: i.code ?? '', message: i.message ?? '', resources: i.resourceIds ?? [] })),
})
