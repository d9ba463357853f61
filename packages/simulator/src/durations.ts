/**
 * How long things take in this world, in milliseconds. AWS promises few of these; they are of the size that
 * people see, and the same every time.
 * @since 0.1.0
 */
const SECOND = 1_000

/** From the launch until the instance is in service, hooks apart. */
export const launching = 30 * SECOND
/** From the decision to end an instance until it has left its group, hooks apart. */
export const terminating = 20 * SECOND
/** From DeleteAutoScalingGroup until the group cannot be described any more. */
export const deleting = 60 * SECOND
/** After a failed launch; doubles with each in a row, up to a quarter of an hour. */
export const retrying = (failures: number): number => Math.min(30 * SECOND * 2 ** Math.min(failures, 10), 900 * SECOND)
/** A refresh that gets no further for this long has failed (`aws-semantics` §3.4, timers). */
export const withoutProgress = 3_600 * SECOND
/** CheckpointDelay where none was given (`aws-semantics` §3.4). */
export const checkpointDelay = 3_600 * SECOND

/** From CreateRole, or a change of a role, until other services see it (`aws-semantics` §6, "about two minutes" at most). */
export const roleSpreading = 10 * SECOND
/** From CreateNodegroup until EKS has made its Auto Scaling group. */
export const nodegroupPreparing = 30 * SECOND
/** From an instance in service until its node is ready. */
export const joining = 30 * SECOND
/** Without a ready node for this long, EKS gives up (`aws-semantics` §5.2). */
export const joinTimeout = 900 * SECOND
/** From UpdateNodegroupConfig until it is done. */
export const configuring = 20 * SECOND
/** Before a version update touches the Auto Scaling group. */
export const rollPreparing = 20 * SECOND
/** Draining one node whose pods may go. */
export const draining = 30 * SECOND
/** Draining one node whose pods may not go: then it fails, or goes on by force (`aws-semantics` §5.5). */
export const drainTimeout = 900 * SECOND
/** From DeleteNodegroup until it is gone, at least. */
export const nodegroupDeleting = 60 * SECOND
