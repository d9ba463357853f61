/**
 * EKS clusters and managed node groups as a world keeps them. What is shown of a node group is more than what is kept of it: its health
 * follows from the account around it, its desired size is its Auto Scaling group's.
 * @since 0.1.0
 */
import { NodeRepairConfig, ObservedTemplateRef, RemoteAccess, Taint, UpdateConfig } from '@poolwright/aws/Nodegroup'
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'

const texts = t.readonlyArray(t.string)
const map = t.readonly(t.record(t.string, t.string))

export const EksCluster = struct(
  'EksCluster',
  { name: t.string, version: t.string, status: t.string, subnets: texts, securityGroup: t.string, tags: map },
  { vpc: t.string },
)
export type EksCluster = t.TypeOf<typeof EksCluster>

export const Issue = struct('Issue', { code: t.string, message: t.string, resourceIds: texts })
export type Issue = t.TypeOf<typeof Issue>

/** What an update makes of the group when it succeeds. */
export const Change = struct(
  'Change',
  {},
  {
    minSize: t.number,
    maxSize: t.number,
    desiredSize: t.number,
    labels: map,
    taints: t.readonlyArray(Taint),
    updateConfig: UpdateConfig,
    nodeRepairConfig: NodeRepairConfig,
    version: t.string,
    releaseVersion: t.string,
    launchTemplate: ObservedTemplateRef,
  },
)
export type Change = t.TypeOf<typeof Change>

export const Update = struct('Update', {
  id: t.string,
  type: t.string,
  status: t.string,
  createdAt: t.number,
  params: t.readonlyArray(struct('UpdateParam', { type: t.string, value: t.string })),
  errors: t.readonlyArray(struct('UpdateError', { errorCode: t.string, errorMessage: t.string, resourceIds: texts })),
  change: Change,
})
export type Update = t.TypeOf<typeof Update>

/** A version update under way. */
export const Roll = struct(
  'Roll',
  {
    /** `prepare`, `surge`, `rotate` or `shrink` (`nodegroupRoll.ts`). */
    phase: t.string,
    /** The version of EKS's own template that nodes move to. */
    copyVersion: t.string,
    /** By how much the group grew for it. */
    surge: t.number,
    /** It fails when nothing moves until then. */
    deadline: t.number,
    /** Nodes that are being drained, and until when. */
    draining: t.readonlyArray(struct('Draining', { id: t.string, until: t.number })),
  },
  { force: t.boolean },
)
export type Roll = t.TypeOf<typeof Roll>

export const Nodegroup = struct(
  'Nodegroup',
  {
    cluster: t.string,
    name: t.string,
    /** Makes the ids of everything that EKS makes for it. */
    serial: t.number,
    createdAt: t.number,
    /** `aws-semantics` §5.2. */
    status: t.string,
    nodeRole: t.string,
    subnets: texts,
    capacityType: t.string,
    amiType: t.string,
    version: t.string,
    releaseVersion: t.string,
    minSize: t.number,
    maxSize: t.number,
    /** Of the time before its Auto Scaling group is there, and while a version update surges; else the group's own counts. */
    desiredSize: t.number,
    labels: map,
    taints: t.readonlyArray(Taint),
    tags: map,
    updateConfig: UpdateConfig,
    /** The id of the launch template that EKS made for it, and the version that its nodes are to have. */
    copy: t.string,
    copyVersion: t.string,
    /** Newest first, the latest hundred. */
    updates: t.readonlyArray(Update),
    updateCount: t.number,
    /** Issues that stay, whatever the account looks like. */
    issues: t.readonlyArray(Issue),
  },
  {
    instanceTypes: texts,
    /** GiB. */
    diskSize: t.number,
    remoteAccess: RemoteAccess,
    nodeRepairConfig: NodeRepairConfig,
    launchTemplate: ObservedTemplateRef,
    /** The name of its Auto Scaling group, once that was made. */
    group: t.string,
    /** When its state goes on or fails by itself. */
    until: t.number,
    roll: Roll,
    /** Its pods may not be evicted: a disruption budget says so. */
    blocked: t.boolean,
    /** Why its deletion fails. */
    stuck: Issue,
  },
)
export type Nodegroup = t.TypeOf<typeof Nodegroup>

export const nodegroupKey = (n: Pick<Nodegroup, 'cluster' | 'name'>): string => `${n.cluster}/${n.name}`

/** Under which name a node group and its Auto Scaling group wait for their time; groups' own names have no colon. */
export const dueName = (key: string): string => `eks:${key}`
/** The node group that waits under this name, if it is one. */
export const keyOfDue = (name: string): string | undefined => (name.startsWith('eks:') ? name.slice(4) : undefined)
