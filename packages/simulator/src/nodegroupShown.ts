/**
 * A node group and its updates as EKS describes them.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
 * @since 0.1.0
 */
import type { Scope } from '@poolwright/core/Key'
import type { Nodegroup, Update } from './Nodegroup.js'
import { issuesOf } from './nodegroupHealth.js'
import { arnOf } from './nodegroupNames.js'
import { regionOf, rolesOf, timeText, type World } from './World.js'

/** Nodes as its Auto Scaling group counts them, as autoscalers do; while an update surges, as it was before. */
export const desiredOf = (w: World, scope: Scope, n: Nodegroup): number => {
  const group = n.group === undefined ? undefined : regionOf(w, scope).groups.get(n.group)
  return group === undefined || n.roll !== undefined ? n.desiredSize : group.desired
}

export const shown = (w: World, scope: Scope, n: Nodegroup) => {
  const region = regionOf(w, scope)
  const group = n.group === undefined ? undefined : region.groups.get(n.group)
  return {
    nodegroupName: n.name,
    nodegroupArn: arnOf(scope, n),
    clusterName: n.cluster,
    version: n.version,
    releaseVersion: n.releaseVersion,
    createdAt: timeText(n.createdAt),
    status: n.status,
    capacityType: n.capacityType,
    scalingConfig: { minSize: n.minSize, maxSize: n.maxSize, desiredSize: desiredOf(w, scope, n) },
    subnets: n.subnets,
    amiType: n.amiType,
    nodeRole: n.nodeRole,
    labels: n.labels,
    taints: n.taints,
    tags: n.tags,
    updateConfig: n.updateConfig,
    health: { issues: issuesOf({ region, roles: rolesOf(w, scope), at: w.now }, n, group) },
    ...(n.group === undefined ? {} : { resources: { autoScalingGroups: [{ name: n.group }] } }),
    ...(n.instanceTypes === undefined ? {} : { instanceTypes: n.instanceTypes }),
    ...(n.diskSize === undefined ? {} : { diskSize: n.diskSize }),
    ...(n.remoteAccess === undefined ? {} : { remoteAccess: n.remoteAccess }),
    ...(n.nodeRepairConfig === undefined ? {} : { nodeRepairConfig: n.nodeRepairConfig }),
    ...(n.launchTemplate === undefined ? {} : { launchTemplate: n.launchTemplate }),
  }
}

export const shownUpdate = (u: Update): object => ({
  id: u.id,
  status: u.status,
  type: u.type,
  params: u.params,
  createdAt: timeText(u.createdAt),
  errors: u.errors,
})
