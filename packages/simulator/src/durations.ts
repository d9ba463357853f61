/**
 * How long things take in this world, in milliseconds. AWS promises none of these but the last two; they are of the size that
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
