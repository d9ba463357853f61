/**
 * What can be said of a managed pool without looking at AWS: what EKS would refuse although the API takes it, and what has no effect.
 * @since 0.1.0
 */
import type { Tags } from '@poolwright/aws/tags'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import { poolTag } from '../template/tags.js'
import { isCustom } from './template.js'
import { minorOf } from './version.js'
import type { NodegroupContext } from './Wanted.js'

const mostTags = 50
const mostTaints = 50
const mostTypes = 20
const name = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/
const last = 32

/** Each of these keeps a group from being made; what exists stays as it is. */
export const refusalsFor = (c: NodegroupContext, tags: Tags, version: string | undefined): ReadonlyArray<Hold.Hold> => {
  const { spec } = c.pool
  const lt = spec.awsLaunchTemplate
  const refusals: Array<Hold.Hold> = []
  const refuse = (code: string, paths: ReadonlyArray<string>, why: string) => refusals.push(Hold.refused(code, paths, why))
  const beside = (path: string, why: string) => refuse('PW-NODEGROUP-CLASH', [path, 'awsLaunchTemplate'], why)
  if (!name.test(spec.eksNodegroupName))
    refuse('PW-NAME', ['eksNodegroupName'], `${spec.eksNodegroupName} is no name that EKS takes: 1 to 63 letters, digits, "-" and "_"`)
  const count = Object.keys({ ...tags, [poolTag]: c.id }).length
  if (count > mostTags)
    refuse('PW-TAG-LIMIT', ['additionalTags'], `with the tags that every node group has there are ${count}; EKS takes ${mostTags}`)
  const taints = (spec.taints ?? []).length
  if (taints > mostTaints) refuse('PW-NODEGROUP-CLASH', ['taints'], `there are ${taints} taints; EKS takes ${mostTaints}`)
  if (c.settings.instanceTypes.length > mostTypes)
    refuse('PW-NODEGROUP-CLASH', ['instanceType'], `there are ${c.settings.instanceTypes.length} instance types; EKS takes ${mostTypes}`)
  const custom = isCustom(lt, spec.amiType)
  if (lt === undefined && spec.amiType === 'CUSTOM') beside('amiType', 'amiType CUSTOM needs a launch template with the image')
  if (custom && spec.amiType !== undefined && spec.amiType !== 'CUSTOM')
    beside('amiType', `the launch template has an image, so that the images cannot be ${spec.amiType}; leave amiType out or write CUSTOM`)
  if (custom && spec.amiVersion !== undefined) beside('amiVersion', 'releases are of EKS’s own images, and the launch template has another')
  if (lt !== undefined && spec.remoteAccess !== undefined)
    beside(
      'remoteAccess',
      'beside a launch template EKS takes no remoteAccess; write sshKeyName and additionalSecurityGroups of the template',
    )
  if (lt !== undefined && spec.diskSize !== undefined)
    beside('diskSize', 'beside a launch template EKS takes no diskSize; write its rootVolume')
  if (lt !== undefined && spec.instanceType !== undefined)
    beside('instanceType', 'beside a launch template EKS takes no instanceType of the pool; write that of the template')
  if ((lt?.iamInstanceProfile ?? '') !== '') beside('awsLaunchTemplate.iamInstanceProfile', 'EKS attaches the instance profile itself')
  return [...refusals, ...familyHolds(c, version)]
}

/** EKS has no Amazon Linux 2 for newer versions; a group that runs stays and cannot follow. */
export const familyHolds = (c: NodegroupContext, version: string | undefined): ReadonlyArray<Hold.Hold> => {
  const type = c.pool.spec.amiType ?? ''
  const minor = minorOf(version)
  if (minor === null || !type.startsWith('AL2_') || Number(minor.split('.')[1]) <= last) return []
  const why = `EKS has no Amazon Linux 2 image for ${minor}; choose an AL2023 amiType, which needs another node group`
  return [Hold.refused('PW-IMAGE-FAMILY', ['amiType', 'MachinePool.spec.template.spec.version'], why)]
}

export const findingsFor = (c: NodegroupContext): ReadonlyArray<Finding.Finding> => {
  const { spec } = c.pool
  const lt = spec.awsLaunchTemplate
  const found: Array<Finding.Finding> = []
  const idle = (path: string, why: string) => found.push(Finding.warning('PW-NO-EFFECT', why, [path]))
  if ((lt?.name ?? '') !== '' && lt?.name !== c.templateName)
    idle('awsLaunchTemplate.name', `the launch template is always called by control plane and pool, ${c.templateName}`)
  if (lt?.versionNumber !== undefined) idle('awsLaunchTemplate.versionNumber', 'AWS numbers versions; the number in the spec is not used')
  if ((spec.lifecycleHooks ?? []).length > 0 && !c.settings.nodeGroupHooks) {
    const why = 'the group behind a node group is EKS’s; lifecycle hooks are put on it only with the setting nodeGroupHooks'
    found.push(Finding.warning('PW-HOOKS-UNUSED', why, ['lifecycleHooks']))
  }
  if (spec.taints !== undefined && new Set(spec.taints.map((x) => `${x.effect} ${x.key}`)).size < spec.taints.length)
    found.push(Finding.warning('PW-TAINT-TWICE', 'a key has two taints of one effect; the later one counts', ['taints']))
  return found
}
