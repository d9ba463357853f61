/**
 * Updates of EKS managed node groups: what a changed configuration or version starts, and how it ended.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Update.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'
import { nodegroupId } from './Nodegroup.js'
import { TimeText } from './time.js'

/** Why it failed, in EKS's codes, and at which nodes or resources. */
export const UpdateError = struct(
  'ErrorDetail',
  {},
  { errorCode: t.string, errorMessage: t.string, resourceIds: t.readonlyArray(t.string) },
)
export type UpdateError = t.TypeOf<typeof UpdateError>

/** `status` is `InProgress`, `Successful`, `Failed` or `Cancelled`; of a node group `type` is `ConfigUpdate` or `VersionUpdate`. */
export const NodegroupUpdate = struct(
  'Update',
  { id: t.string, status: t.string },
  {
    type: t.string,
    /** What was asked for, as texts. */
    params: t.readonlyArray(struct('UpdateParam', {}, { type: t.string, value: t.string })),
    createdAt: TimeText,
    errors: t.readonlyArray(UpdateError),
  },
)
export type NodegroupUpdate = t.TypeOf<typeof NodegroupUpdate>

/** A group has at most one of these; it takes no other update meanwhile. */
export const isUnfinished = (status: string): boolean => status === 'InProgress'

/** The id of an update's fact. */
export const updateId = (cluster: string, nodegroup: string, update: string): string => `${nodegroupId(cluster, nodegroup)}/${update}`
