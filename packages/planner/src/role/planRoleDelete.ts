/**
 * Taking a pool's role away: once its node group is gone, and only when it was made for this pool and no other uses it.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { tagsOf } from '@poolwright/aws/tags'
import * as Change from '@poolwright/core/Change'
import * as Finding from '@poolwright/core/Finding'
import type { Hold } from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { Step } from '@poolwright/core/Plan'
import { roleNameOf } from '@poolwright/schema/eksNames'
import { roleOf } from '../nodegroup/nodegroupRows.js'
import { ownerOfTags } from '../nodegroup/owner.js'
import type { NodegroupContext } from '../nodegroup/Wanted.js'
import { found, FRESH, held, type Part, quiet, step, sum } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'
import { poolTag } from '../template/tags.js'
import { roleKey, roleNameFor } from './planRole.js'
import { policyName } from './policies.js'

/** Pools that name a role, by its name, whatever their namespace: `<namespace>/<name>`. */
export const usersKey = (role: string) => Key.of('roleusers', Key.kubeScope(''), role)

/** `holds`: what has to be gone first. */
export const planRoleDelete = (c: NodegroupContext, nodeRole: string | undefined, holds: ReadonlyArray<Hold>): Part => {
  if (!c.settings.EKSEnableIAM) return quiet
  // What the group has goes before what is asked for by now: EKS gives no group another role.
  const name = c.record.role ?? roleOf(nodeRole) ?? roleNameFor(c, nodeRole)
  // A record that was lost does not say whether a role was made before the manifest named another one.
  const left = [roleNameOf(c.cluster, c.pool.spec.eksNodegroupName)].filter((own) => own !== name && c.record.role === undefined)
  return sum([deleteRole(c, name, 'role', holds), ...left.map((own) => deleteRole(c, own, `role-${own}`, holds))])
}

const deleteRole = (c: NodegroupContext, name: string, id: string, holds: ReadonlyArray<Hold>): Part => {
  const key = roleKey(c, name)
  const fact = c.look(key, FRESH)
  if (fact._tag === 'Unknown') return { ...held(waitFor(key, fact)), moving: true }
  if (fact._tag === 'Absent') return quiet
  const tags = tagsOf(fact.value.Tags ?? [])
  if (ownerOfTags(tags, c.cluster, c.id) !== 'ours') return quiet
  const keep = (why: string) => found(Finding.warning('PW-ROLE-KEPT', `role ${name} stays: ${why}`, ['roleName']))
  const made = tags[poolTag] === c.id || c.record.role === name || name === roleNameOf(c.cluster, c.pool.spec.eksNodegroupName)
  if (!made) return keep('nothing says that it was made for this pool. Delete it by hand once no pool uses it')
  const users = c.look(usersKey(name))
  if (users._tag === 'Unknown') return { ...held(waitFor(usersKey(name), users)), moving: true }
  const others = users._tag === 'Present' ? users.value.filter((id) => id !== c.id) : []
  if (others.length > 0) return keep(`${others.join(', ')} uses it`)
  return contents(c, name, id, holds, tags[poolTag] === c.id || c.record.role === name, keep)
}

/** IAM deletes no role with anything attached or inside. */
const contents = (
  c: NodegroupContext,
  name: string,
  id: string,
  holds: ReadonlyArray<Hold>,
  certain: boolean,
  keep: (why: string) => Part,
): Part => {
  const [attachedKey, inlineKey] = [Key.of('rolePolicies', c.scope, name), Key.of('roleInlinePolicies', c.scope, name)] as const
  const [attached, inline] = [c.look(attachedKey, FRESH), c.look(inlineKey, FRESH)]
  if (attached._tag === 'Unknown') return { ...held(waitFor(attachedKey, attached)), moving: true }
  if (inline._tag === 'Unknown') return { ...held(waitFor(inlineKey, inline)), moving: true }
  const inside = inline._tag === 'Present' ? inline.value : []
  if (inside.length > 0 && !certain) return keep(`it has policies of its own that nobody here wrote: ${inside.join(', ')}. Remove them`)
  const cause = Change.world(c.key, 'the pool is being deleted')
  const detached = (attached._tag === 'Present' ? attached.value : []).map((arn): Step<AwsAct> =>
    step(`${id}-detach-${policyName(arn)}`, c.scope, 'iam:DetachRolePolicy', { RoleName: name, PolicyArn: arn }, [cause], { holds }),
  )
  const emptied = inside.map((policy): Step<AwsAct> =>
    step(`${id}-remove-${policy}`, c.scope, 'iam:DeleteRolePolicy', { RoleName: name, PolicyName: policy }, [cause], { holds }),
  )
  const before = [...detached, ...emptied]
  const gone = step(id, c.scope, 'iam:DeleteRole', { RoleName: name }, [cause], { holds, after: before.map((s) => s.id) })
  return { ...quiet, steps: [...before, gone] }
}
