/**
 * Deleting a managed pool: the node group first; the role and the template once it is seen to be gone. It looks only at the pool, the
 * record and what it deletes: cluster and control plane may be gone before it, and a cluster that is gone has no node groups.
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import * as ChangeOf from '@poolwright/core/Change'
import { type Fact, valueOf } from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import { found, FRESH, held, type Part, quiet, step, steps, sum } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'
import { fateOf } from '../pool/Settings.js'
import { planRoleDelete } from '../role/planRoleDelete.js'
import { templateKey } from '../template/planTemplate.js'
import { ownerOf } from '../template/tags.js'
import { healthFindings } from './health.js'
import { notOursHold, otherName, ownerOfTags, recordedName, tagsOfNodegroup } from './owner.js'
import { deleteStep } from './planExisting.js'
import { nodegroupKey, type NodegroupContext } from './Wanted.js'

type Named = { readonly name: string; readonly fact: Fact<Nodegroup> }
export type DeletePlan = Part & { readonly current: Fact<Nodegroup> }

/** `template`: what its launch template is called, `null` where nothing says so any more. */
export const planNodegroupDelete = (c: NodegroupContext, template: string | null): DeletePlan => {
  const base = c.pool.spec.eksNodegroupName
  const named = (name: string): Named => ({ name, fact: c.look(nodegroupKey(c, name), FRESH) })
  const first = named(base)
  const others = [...new Set([recordedName(c) ?? base, otherName(base)])].filter((name) => name !== base)
  const all = [first, ...others.map(named)]
  const current = (all.find((n) => n.fact._tag === 'Present') ?? first).fact
  const retained = fateOf(c.settings, 'group') === 'retain'
  const groups = retained ? quiet : sum(all.map((n) => deleteGroup(c, n)))
  const left = all.filter(({ fact }) => fact._tag === 'Unknown' || (fact._tag === 'Present' && isOurs(c, fact.value)))
  const why = retained ? 'the node group that stays uses it' : 'the node group has to be gone first'
  const wait = left.map(({ name }) => Hold.awaits('PW-WAIT-GONE', nodegroupKey(c, name), why))
  const nodeRole = left.map(({ fact }) => valueOf(fact)?.nodeRole).find((x) => x !== undefined)
  return {
    ...sum([
      groups,
      fateOf(c.settings, 'role') === 'retain' ? quiet : planRoleDelete(c, nodeRole, wait),
      fateOf(c.settings, 'template') === 'retain' ? quiet : deleteTemplate(c, template, wait),
    ]),
    current,
  }
}

const isOurs = (c: NodegroupContext, ng: Nodegroup): boolean => ownerOfTags(tagsOfNodegroup(ng), c.cluster, c.id) === 'ours'

const deleteGroup = (c: NodegroupContext, { name, fact }: Named): Part => {
  const key = nodegroupKey(c, name)
  if (fact._tag === 'Unknown') return { ...held(waitFor(key, fact)), moving: true }
  if (fact._tag === 'Absent') return quiet
  const ng = fact.value
  if (!isOurs(c, ng)) return name === c.pool.spec.eksNodegroupName ? held(notOursHold(key, tagsOfNodegroup(ng), c.cluster)) : quiet
  if (ng.status === 'DELETING') return { ...held(Hold.awaits('PW-WAIT-GONE', key, 'EKS is deleting the node group')), moving: true }
  const id = name === c.pool.spec.eksNodegroupName ? 'nodegroup' : `nodegroup-${name}`
  const gone = deleteStep(c, ng, ChangeOf.world(c.key, 'the pool is being deleted'), id)
  const busy = ng.status === 'CREATING' || ng.status === 'UPDATING'
  const why = `EKS deletes no node group that is ${ng.status}; it is deleted once that has ended`
  return {
    ...steps([busy ? { ...gone, holds: [Hold.awaits('PW-NODEGROUP-BUSY', key, why)] } : gone]),
    findings: healthFindings(ng.health?.issues),
    moving: busy,
  }
}

const deleteTemplate = (c: NodegroupContext, name: string | null, holds: ReadonlyArray<Hold.Hold>): Part => {
  if (name === null)
    return c.pool.spec.awsLaunchTemplate === undefined
      ? quiet
      : found(
          Finding.warning(
            'PW-TEMPLATE-KEPT',
            'nothing says any more what the launch template is called; delete the one tagged with this pool by hand',
            ['awsLaunchTemplate'],
          ),
        )
  const key = templateKey({ scope: c.scope, name })
  const fact = c.look(key, FRESH)
  if (fact._tag === 'Unknown') return { ...held(waitFor(key, fact)), moving: true }
  if (fact._tag === 'Absent') return quiet
  const t = fact.value
  if (ownerOf(t.Tags, c.cluster, c.id) !== 'ours') {
    const why = `launch template ${name} stays: it has no tag that says it is this pool's`
    return found(Finding.warning('PW-TEMPLATE-KEPT', why))
  }
  const cause = ChangeOf.world(c.key, 'the pool is being deleted')
  return steps([step('template', c.scope, 'ec2:DeleteLaunchTemplate', { LaunchTemplateId: t.LaunchTemplateId }, [cause], { holds })])
}
