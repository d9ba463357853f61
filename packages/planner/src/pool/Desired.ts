/**
 * What a pool wants once every look-up is done: what all of its parts are planned from.
 * @since 0.1.0
 */
import type { Tags } from '@poolwright/aws/tags'
import type { Look, Millis } from '@poolwright/core/Fact'
import type { Finding } from '@poolwright/core/Finding'
import type { Hold } from '@poolwright/core/Hold'
import type { Key, Scope } from '@poolwright/core/Key'
import type { AWSMachinePool } from '@poolwright/schema/AWSMachinePool'
import type { Replicas } from '../group/Replicas.js'
import type { Comparison, WantedTemplate } from '../template/templateRows.js'
import type { PoolNouns } from './PoolNouns.js'
import type { Record } from './Record.js'
import type { Settings } from './Settings.js'

/** The pool, and through what it is seen. */
export type PoolContext = {
  readonly key: Key
  readonly pool: AWSMachinePool
  /** `<namespace>/<name>`. */
  readonly id: string
  /** Of its AWS resources. */
  readonly scope: Scope
  readonly settings: Settings
  readonly record: Record
  readonly look: Look<PoolNouns>
  readonly now: Millis
}

export type Desired = {
  /** The name that the cluster's things are tagged with. */
  readonly cluster: string
  /** Of the group and the template; instances and volumes have them in the template. */
  readonly tags: Tags
  /** `following`: the bootstrap data has a volatile part, which every new instance is to have from the latest version. */
  readonly mode: 'pinned' | 'following'
  readonly template: WantedTemplate
  /** Without the rows that cannot be told yet. */
  readonly comparison: Comparison
  /** What keeps a template or a version of it from being made, and anything from being launched from one. */
  readonly templateHolds: ReadonlyArray<Hold>
  readonly replicas: Replicas
  readonly subnets: ReadonlyArray<string>
  readonly subnetHolds: ReadonlyArray<Hold>
  /** What keeps a group from being made, besides its template, subnets and size. */
  readonly groupHolds: ReadonlyArray<Hold>
  readonly findings: ReadonlyArray<Finding>
}
