/**
 * What happens to node groups and clusters without us: upgrades, nodes that cannot be drained, images that never join, trouble of every
 * kind that EKS has a code for. As in `events.ts`, an event about something that is not there changes nothing.
 * @since 0.1.0
 */
import type { Scope } from '@poolwright/core/Key'
import { dueName, type EksCluster, type Issue, type Nodegroup, nodegroupKey } from './Nodegroup.js'
import { regionOf, withNodegroup, withNodegroupsStirred, withRegion, type World } from './World.js'

const onNodegroup = (w: World, scope: Scope, id: string, change: (n: Nodegroup) => Nodegroup): World => {
  const n = regionOf(w, scope).nodegroups.get(id)
  return n === undefined ? w : withNodegroup(w, scope, change(n))
}

/** The node group `<cluster>/<name>`, for tests and demonstrations that look at the world itself. */
export const nodegroupIn = (w: World, scope: Scope, id: string): Nodegroup | undefined => regionOf(w, scope).nodegroups.get(id)

/** The cluster is upgraded, or is busy, or is well again; a version moves at once here. */
export const setCluster = (w: World, scope: Scope, name: string, change: Partial<Pick<EksCluster, 'version' | 'status'>>): World => {
  const { clusters } = regionOf(w, scope)
  const cluster = clusters.get(name)
  return cluster === undefined ? w : withRegion(w, scope, { clusters: clusters.set(name, { ...cluster, ...change }) })
}

/** The cluster is gone, and all that EKS had made for its node groups. */
export const removeCluster = (w: World, scope: Scope, name: string): World => {
  const region = regionOf(w, scope)
  const doomed = [...region.nodegroups.values()].filter((n) => n.cluster === name)
  return withRegion(w, scope, {
    clusters: region.clusters.delete(name),
    nodegroups: region.nodegroups.deleteAll(doomed.map(nodegroupKey)),
    due: region.due.deleteAll(doomed.map((n) => dueName(nodegroupKey(n)))),
    groups: region.groups.deleteAll(doomed.flatMap((n) => n.group ?? [])),
    templateIds: region.templateIds.deleteAll(doomed.flatMap((n) => region.templates.get(n.copy)?.name ?? [])),
    templates: region.templates.deleteAll(doomed.map((n) => n.copy)),
  })
}

/** These issues, and no others, stay with the group until said otherwise; those that follow from the account come on top. */
export const setIssues = (w: World, scope: Scope, id: string, issues: ReadonlyArray<Issue>): World =>
  onNodegroup(w, scope, id, (n) => ({ ...n, issues }))

/** A disruption budget keeps the group's pods where they are, or lets them go again. */
export const blockEviction = (w: World, scope: Scope, id: string, on: boolean): World =>
  onNodegroup(w, scope, id, ({ blocked: _, ...n }) => (on ? { ...n, blocked: true } : n))

/** Deletion of the group fails with this issue; without one it goes through. */
export const failDeletion = (w: World, scope: Scope, id: string, issue?: Issue): World =>
  onNodegroup(w, scope, id, ({ stuck: _, ...n }) => (issue === undefined ? n : { ...n, stuck: issue }))

/** Nodes of this image, or of this release of EKS, never join their cluster. */
export const setBadImage = (w: World, scope: Scope, imageOrRelease: string, on: boolean): World => {
  const { badImages } = regionOf(w, scope)
  return withNodegroupsStirred(
    withRegion(w, scope, { badImages: on ? badImages.set(imageOrRelease, true) : badImages.delete(imageOrRelease) }),
    scope,
  )
}
