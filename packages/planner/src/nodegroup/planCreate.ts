/**
 * Making a node group, whole: version, release, all three sizes and the template's version by number, so that nothing has to roll right
 * after it (C02, C03, C16).
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import * as Change from '@poolwright/core/Change'
import * as Finding from '@poolwright/core/Finding'
import type { Hold } from '@poolwright/core/Hold'
import { write } from '@poolwright/core/Row'
import { FRESH, held, onceEach, type Part, quiet, step } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'
import type { RoleOutcome } from '../role/planRole.js'
import { partitionOf } from '../role/policies.js'
import { poolTag } from '../template/tags.js'
import { type ConfigBody, configRows, type CreateBody, fixedRows } from './nodegroupRows.js'
import type { DesiredNodegroup } from './resolve.js'
import type { TemplatePlan } from './template.js'
import { nodegroupKey, type NodegroupContext, type WantedNodegroup } from './Wanted.js'

/** `holds`: what keeps it from being made besides itself. */
export const planCreate = (
  c: NodegroupContext,
  d: DesiredNodegroup,
  role: RoleOutcome,
  template: TemplatePlan,
  holds: ReadonlyArray<Hold>,
  id = 'nodegroup',
): Part => {
  const { wanted } = d
  const key = nodegroupKey(c, wanted.name)
  const fresh = c.look(key, FRESH)
  if (fresh._tag === 'Unknown') return { ...held(waitFor(key, fresh)), moving: true }
  const { outcome } = template
  // What the template waits for, and whether time ends that, is said with it.
  if (outcome?._tag === 'Waiting') return { ...held(...role.waits, ...d.holds), findings: d.findings }
  const made = step(id, c.scope, 'eks:CreateNodegroup', bodyOf(c, wanted, role), [Change.missing(key)], {
    holds: onceEach([...holds, ...role.waits, ...template.holds, ...d.holds]),
    // Made again after it was deleted it is another one.
    basis: c.record.begun ?? 0,
  })
  return { ...quiet, steps: [made], findings: [...d.findings, ...linkedRoles(wanted)] }
}

const bodyOf = (c: NodegroupContext, w: WantedNodegroup, role: RoleOutcome): CreateBody => {
  const fixed = write<WantedNodegroup, Nodegroup, CreateBody>(fixedRows, w)
  const config = write<WantedNodegroup, Nodegroup, ConfigBody>(configRows, w)
  const { scalingConfig, updateConfig, nodeRepairConfig } = config
  return {
    clusterName: c.cluster,
    nodegroupName: w.name,
    nodeRole: w.nodeRole ?? assumedArn(c, role.name),
    ...fixed,
    subnets: fixed.subnets ?? [],
    ...(scalingConfig === undefined ? {} : { scalingConfig }),
    ...(updateConfig === undefined ? {} : { updateConfig }),
    ...(nodeRepairConfig === undefined ? {} : { nodeRepairConfig }),
    ...(Object.keys(w.labels).length === 0 ? {} : { labels: w.labels }),
    ...(w.taints.length === 0 ? {} : { taints: w.taints }),
    tags: { ...w.tags, [poolTag]: c.id },
    ...(w.template === null ? {} : { launchTemplate: { id: w.template.id, version: w.template.version } }),
    ...(w.version === null ? {} : { version: w.version }),
    ...(w.release === null ? {} : { releaseVersion: w.release }),
  }
}

/** What the role will be called once it is there; until then the step is held and only shown. */
const assumedArn = (c: NodegroupContext, role: string): string => {
  const path = c.pool.spec.rolePath ?? ''
  return `arn:${partitionOf(c.scope)}:iam::${c.settings.account}:role${path === '' ? '/' : path}${role}`
}

/** EKS makes them in the name of whoever asks first, who has to be allowed to. */
const linkedRoles = (w: WantedNodegroup): ReadonlyArray<Finding.Finding> => {
  const roles = ['AWSServiceRoleForAmazonEKSNodegroup', ...(w.capacityType === 'SPOT' ? ['AWSServiceRoleForEC2Spot'] : [])]
  const why = `in an account that does not have ${roles.join(' and ')} yet, making the group takes iam:CreateServiceLinkedRole`
  return [Finding.info('PW-SERVICE-LINKED-ROLE', why)]
}
