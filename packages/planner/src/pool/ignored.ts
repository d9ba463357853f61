/**
 * The leaves of an AWSMachinePool that nothing is written from, each with the reason. Together with the rows they cover the whole
 * spec: a leaf without either stops the build at `covered`.
 * @since 0.1.0
 */
import type { Covered, PathsOf } from '@poolwright/core/Row'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import { tagFaces } from '../group/groupTags.js'
import { groupRows } from '../group/groupRows.js'
import { hookFaces, hookRows } from '../group/hooks.js'
import { processFaces } from '../group/processes.js'
import { refreshFaces, refreshRows } from '../group/refreshRows.js'
import { templateRows } from '../template/templateRows.js'

export const ignored = {
  providerID: 'Written by controllers, for readers: the ARN of the group.',
  providerIDList: 'Written by controllers, for readers; a plan’s status computes it anew.',
  'awsLaunchTemplate.name': 'The launch template is called as the pool is; another name is a finding.',
  'awsLaunchTemplate.versionNumber': 'AWS numbers versions; a number in the spec is a finding.',
  'ignition.proxy.httpProxy': 'Not supported for pools, as in Cluster API Provider AWS; a finding.',
  'ignition.proxy.httpsProxy': 'Not supported for pools, as in Cluster API Provider AWS; a finding.',
  'ignition.proxy.noProxy': 'Not supported for pools, as in Cluster API Provider AWS; a finding.',
  'ignition.tls.certificateAuthorities': 'Not supported for pools, as in Cluster API Provider AWS; a finding.',
} as const

/** All tables, by name: what the docs print and coverage reads. */
export const rows = {
  template: templateRows,
  group: { ...groupRows, ...tagFaces, ...processFaces },
  hooks: { ...hookFaces, ...hookRows },
  refresh: { ...refreshRows, ...refreshFaces },
}
type Tables = typeof rows
type Spoken = { [K in keyof Tables]: PathsOf<Tables[K]> }[keyof Tables]

/** `true`, or the paths that nobody speaks for, in the compiler's message. */
export const covered: Covered<AWSMachinePoolSpec, Spoken | keyof typeof ignored> = true
