/**
 * Bugs planted in the provider of AWSMachinePools, in its host, or in the requests it sends. `after` names a row of the pains that users
 * tell of (A1 …), a known bug of the controller that people run today (7.n), or a thread.
 * @since 0.1.0
 */
import { bugsOfWishes } from './bugsOfWishes.js'
import { bugsOfHosts } from './bugsOfHosts.js'
import { bugsUnderFaults } from './bugsUnderFaults.js'
import type { Bug } from './parts.js'

/** Each has a law that must find it, and each law has at least one. */
export const bugs: ReadonlyArray<Bug> = [...bugsOfWishes, ...bugsUnderFaults, ...bugsOfHosts]
