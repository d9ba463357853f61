/**
 * The leaves of an AWSManagedMachinePool that nothing is written from, each with the reason. Together with the rows they cover the whole
 * spec: a leaf without either stops the build at `managedCovered`.
 * @since 0.1.0
 */
import type { Covered, PathsOf } from '@poolwright/core/Row'
import type { AWSManagedMachinePoolSpec } from '@poolwright/schema/AWSManagedMachinePool'
import { hookFaces, hookRows } from '../group/hooks.js'
import { roleFaces } from '../role/roleRows.js'
import { templateRows } from '../template/templateRows.js'
import { configRows, fixedRows, nodegroupFaces, versionRows } from './nodegroupRows.js'

export const managedIgnored = {
  providerIDList: 'Written by controllers, for readers; a plan’s status computes it anew.',
  'awsLaunchTemplate.name': 'The launch template is called by control plane and pool; another name is a finding.',
  'awsLaunchTemplate.versionNumber': 'AWS numbers versions; a number in the spec is a finding.',
} as const

/** All tables, by name: what the docs print and coverage reads. */
export const managedRows = {
  nodegroup: { ...fixedRows, ...configRows, ...versionRows, ...nodegroupFaces },
  template: templateRows,
  role: roleFaces,
  hooks: { ...hookFaces, ...hookRows },
}
type Tables = typeof managedRows
type Spoken = { [K in keyof Tables]: PathsOf<Tables[K]> }[keyof Tables]

/** `true`, or the paths that nobody speaks for, in the compiler's message. */
export const managedCovered: Covered<AWSManagedMachinePoolSpec, Spoken | keyof typeof managedIgnored> = true
