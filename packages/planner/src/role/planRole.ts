/**
 * The role of a pool's nodes. Behind the gate `EKSEnableIAM` it is made and kept; without it, or when it is somebody else's, it is only
 * looked up. What others attached, wrote or tagged stays.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { isServiceLinked, type Role } from '@poolwright/aws/Role'
import { tagList, tagsOf, type Tags } from '@poolwright/aws/tags'
import type { Ref } from '@poolwright/core/Action'
import * as Change from '@poolwright/core/Change'
import * as Disruption from '@poolwright/core/Disruption'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import { byText, type Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { Step } from '@poolwright/core/Plan'
import { defaultRoleName, roleNameOf } from '@poolwright/schema/eksNames'
import { ownerOfTags } from '../nodegroup/owner.js'
import { roleOf } from '../nodegroup/nodegroupRows.js'
import { keptTags, tagDiff } from '../nodegroup/tags.js'
import type { NodegroupContext } from '../nodegroup/Wanted.js'
import { FRESH, type Part, quiet, step } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'
import { poolTag } from '../template/tags.js'
import { correctedTrust, defaultPolicies, partitionOf, policyName, trustPolicy, trustText } from './policies.js'
import { roleFaces } from './roleRows.js'

export type RoleOutcome = Part & {
  readonly name: string
  /** `null`: a group cannot be made with it yet; `waits` says why. */
  readonly arn: Ref<string> | null
  readonly waits: ReadonlyArray<Hold.Hold>
}

export const roleKey = (c: { readonly scope: Key.Scope }, name: string) => Key.of('role', c.scope, name)
const policiesKey = (c: NodegroupContext, name: string) => Key.of('rolePolicies', c.scope, name)

/** What the manifest names, what the group has, or what is made or agreed on where neither says. */
export const roleNameFor = (c: NodegroupContext, nodeRole: string | undefined): string => {
  const { roleName = '', eksNodegroupName } = c.pool.spec
  if (roleName !== '') return roleName
  return roleOf(nodeRole) ?? (c.settings.EKSEnableIAM ? roleNameOf(c.cluster, eksNodegroupName) : defaultRoleName)
}

const change = (fact: Key.Key, face: keyof typeof roleFaces, before: Json, after: Json): Change.Change => ({
  _tag: 'Change',
  paths: roleFaces[face].paths,
  fact,
  row: face,
  before,
  after,
  verdict: roleFaces[face].verdict,
})
const more = { disruption: Disruption.inPlace }

/** `nodeRole`: what an existing group has. Only a group that is to be made needs the ARN. */
export const planRole = (c: NodegroupContext, tags: Tags, nodeRole: string | undefined): RoleOutcome => {
  const name = roleNameFor(c, nodeRole)
  const key = roleKey(c, name)
  if (!c.settings.EKSEnableIAM && nodeRole !== undefined)
    return { ...quiet, findings: unused(c, 'EKSEnableIAM is off'), name, arn: nodeRole, waits: [] }
  const fact = c.look(key)
  if (fact._tag === 'Unknown') {
    const holds = [waitFor(key, fact)]
    return { ...quiet, holds: c.settings.EKSEnableIAM ? holds : [], moving: true, name, arn: nodeRole ?? null, waits: holds }
  }
  if (fact._tag === 'Absent') return c.settings.EKSEnableIAM ? planMissing(c, name, tags) : missing(c, key, name)
  if (isServiceLinked(fact.value)) {
    const why = `${name} is a role of AWS's own for its services; nodes need another one`
    return { ...quiet, name, arn: null, waits: [Hold.refused('PW-ROLE-SERVICE-LINKED', ['roleName'], why)] }
  }
  const owner = ownerOfTags(tagsOf(fact.value.Tags ?? []), c.cluster, c.id)
  if (!c.settings.EKSEnableIAM || owner !== 'ours') {
    const why = c.settings.EKSEnableIAM ? `role ${name} is not the pool's` : 'EKSEnableIAM is off'
    return { ...quiet, findings: [...taken(c, name), ...unused(c, why)], name, arn: fact.value.Arn, waits: [] }
  }
  return planOwned(c, name, fact.value, tags)
}

/** A role that somebody names is theirs to look after; one that has the name of the pool's own by chance nobody may be looking after. */
const taken = (c: NodegroupContext, name: string): ReadonlyArray<Finding.Finding> => {
  const { roleName = '', eksNodegroupName } = c.pool.spec
  if (!c.settings.EKSEnableIAM || roleName !== '' || name !== roleNameOf(c.cluster, eksNodegroupName)) return []
  const why = `role ${name} was there and is not the pool's: it is used as it is, and nodes can join only if it has the policies that they need`
  return [Finding.warning('PW-ROLE-TAKEN', why, ['roleName'])]
}

/** Policies that nobody attaches are not passed over in silence (V25). */
const unused = (c: NodegroupContext, why: string): ReadonlyArray<Finding.Finding> =>
  (c.pool.spec.roleAdditionalPolicies ?? []).length === 0
    ? []
    : [Finding.warning('PW-ROLE-POLICIES-UNUSED', `roleAdditionalPolicies has no effect: ${why}`, ['roleAdditionalPolicies'])]

const missing = (c: NodegroupContext, key: Key.Key, name: string): RoleOutcome => {
  const why = `there is no role ${name}; make it, name another one in roleName, or let one be made with EKSEnableIAM`
  return { ...quiet, findings: unused(c, 'EKSEnableIAM is off'), name, arn: null, waits: [Hold.awaits('PW-WAIT-ROLE', key, why)] }
}

/** The gate is asked before anything is begun, not in the middle of it (R16). */
const gate = (c: NodegroupContext): ReadonlyArray<Hold.Hold> =>
  (c.pool.spec.roleAdditionalPolicies ?? []).length === 0 || c.settings.EKSAllowAddRoles
    ? []
    : [Hold.refused('PW-ROLE-POLICIES-GATE', ['roleAdditionalPolicies'], 'roleAdditionalPolicies needs the setting EKSAllowAddRoles')]

const wantedPolicies = (c: NodegroupContext): ReadonlyArray<string> => {
  const added = c.settings.EKSAllowAddRoles ? [...(c.pool.spec.roleAdditionalPolicies ?? [])].sort(byText) : []
  return [...new Set([...defaultPolicies(partitionOf(c.scope)), ...added])]
}

const attach = (
  c: NodegroupContext,
  name: string,
  arn: string,
  holds: ReadonlyArray<Hold.Hold>,
  after: ReadonlyArray<string>,
): Step<AwsAct> =>
  step(
    'role-attach-' + policyName(arn),
    c.scope,
    'iam:AttachRolePolicy',
    { RoleName: name, PolicyArn: arn },
    [change(policiesKey(c, name), 'Policies', null, arn)],
    {
      ...more,
      holds,
      after,
    },
  )

const planMissing = (c: NodegroupContext, name: string, tags: Tags): RoleOutcome => {
  const key = roleKey(c, name)
  const fresh = c.look(key, FRESH)
  if (fresh._tag === 'Unknown')
    return { ...quiet, holds: [waitFor(key, fresh)], moving: true, name, arn: null, waits: [waitFor(key, fresh)] }
  const { rolePath = '', rolePermissionsBoundary: boundary = '' } = c.pool.spec
  const holds = gate(c)
  const made = step(
    'role',
    c.scope,
    'iam:CreateRole',
    {
      RoleName: name,
      AssumeRolePolicyDocument: trustText(trustPolicy),
      Tags: tagList({ ...tags, [poolTag]: c.id }),
      ...(rolePath === '' ? {} : { Path: rolePath }),
      ...(boundary === '' ? {} : { PermissionsBoundary: boundary }),
    },
    [Change.missing(key)],
    { holds },
  )
  const attached = wantedPolicies(c).map((arn) => attach(c, name, arn, holds, ['role']))
  const wait = Hold.awaits('PW-WAIT-ROLE', key, `role ${name} has to be there first`)
  return { ...quiet, steps: [made, ...attached], name, arn: null, waits: [...holds, wait] }
}

const planOwned = (c: NodegroupContext, name: string, role: Role, tags: Tags): RoleOutcome => {
  const key = policiesKey(c, name)
  const fact = c.look(key)
  const base = { ...quiet, name, arn: role.Arn }
  if (fact._tag === 'Unknown') return { ...base, holds: [waitFor(key, fact)], moving: true, waits: [waitFor(key, fact)] }
  const attached = fact._tag === 'Present' ? fact.value : []
  const wanted = wantedPolicies(c)
  const missing = wanted.filter((arn) => !attached.includes(arn))
  const extra = attached.filter((arn) => !wanted.includes(arn))
  const gone = extra.filter((arn) => c.settings.ownership === 'strict' || (c.record.policies ?? []).includes(arn))
  const kept = extra.filter((arn) => !gone.includes(arn))
  const holds = gate(c)
  const puts = missing.map((arn) => attach(c, name, arn, holds, []))
  const takes = (holds.length > 0 ? [] : gone).map((arn) =>
    step(
      'role-detach-' + policyName(arn),
      c.scope,
      'iam:DetachRolePolicy',
      { RoleName: name, PolicyArn: arn },
      [change(key, 'Policies', arn, null)],
      {
        ...more,
        after: puts.map((s) => s.id),
      },
    ),
  )
  const path = pathHolds(c, role)
  const tagging = planRoleTags(c, name, role, tags)
  const steps = [...puts, ...takes, ...planTrust(c, name, role), ...planBoundary(c, name, role), ...tagging.steps]
  const fresh =
    steps.length === 0 ? [] : [c.look(roleKey(c, name), FRESH), ...(puts.length + takes.length === 0 ? [] : [c.look(key, FRESH)])]
  const wait = Hold.awaits('PW-WAIT-ROLE', key, `role ${name} has to have its policies first`)
  const waits = [...holds, ...(missing.length === 0 ? [] : [wait]), ...spreading(c, name, role)]
  const why = `role ${name} has policies that are not this pool's and stay: ${kept.join(', ')}`
  const findings = [...(kept.length === 0 ? [] : [Finding.info('PW-FOREIGN-POLICIES', why)]), ...tagging.findings]
  if (fresh.some((f) => f._tag !== 'Present')) return { ...base, holds: path, findings, moving: true, waits }
  return { ...base, steps, holds: [...path, ...(puts.length === 0 ? holds : [])], findings, waits }
}

/** How long after a role was made EKS may not see it yet, in milliseconds; where it takes longer, EKS refuses and is asked again. */
const young = 15_000
/** A clock that is behind IAM's says nothing about a role's age. */
const spreading = (c: NodegroupContext, name: string, role: Role): ReadonlyArray<Hold.Hold> => {
  const age = c.now - Date.parse(role.CreateDate ?? '')
  return age >= 0 && age < young
    ? [Hold.awaits('PW-WAIT-ROLE', roleKey(c, name), `role ${name} was made a moment ago, and EKS may not see it yet`)]
    : []
}

/** IAM never moves a role (R14). */
const pathHolds = (c: NodegroupContext, role: Role): ReadonlyArray<Hold.Hold> => {
  const wanted = c.pool.spec.rolePath ?? ''
  const seen = role.Path ?? '/'
  return wanted === '' || wanted === seen
    ? []
    : [
        Hold.refused(
          'PW-REPLACE',
          ['rolePath'],
          `rolePath is ${seen} and cannot be changed; another path needs another roleName, and with it another node group`,
        ),
      ]
}

const planTrust = (c: NodegroupContext, name: string, role: Role): ReadonlyArray<Step<AwsAct>> => {
  const corrected = correctedTrust(role.AssumeRolePolicyDocument, c.settings.ownership === 'strict')
  if (corrected === null) return []
  const PolicyDocument = trustText(corrected)
  const cause = change(roleKey(c, name), 'Trust', role.AssumeRolePolicyDocument ?? null, corrected)
  return [step('role-trust', c.scope, 'iam:UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument }, [cause], more)]
}

/** One that nobody asked for may be an administrator's: it goes only where the record says that it was the pool's. */
const planBoundary = (c: NodegroupContext, name: string, role: Role): ReadonlyArray<Step<AwsAct>> => {
  const wanted = c.pool.spec.rolePermissionsBoundary ?? ''
  const seen = role.PermissionsBoundary?.PermissionsBoundaryArn ?? ''
  if (wanted === seen) return []
  const cause = change(roleKey(c, name), 'PermissionsBoundary', seen === '' ? null : seen, wanted === '' ? null : wanted)
  if (wanted !== '')
    return [
      step('role-boundary', c.scope, 'iam:PutRolePermissionsBoundary', { RoleName: name, PermissionsBoundary: wanted }, [cause], more),
    ]
  return c.record.boundary === seen
    ? [step('role-boundary', c.scope, 'iam:DeleteRolePermissionsBoundary', { RoleName: name }, [cause], more)]
    : []
}

const planRoleTags = (c: NodegroupContext, name: string, role: Role, wanted: Tags): Part => {
  const seen = tagsOf(role.Tags ?? [])
  // Neither EKS nor the cluster autoscaler tags roles: under any name but AWS's own a tag that the record has is the pool's.
  const d = tagDiff(c, wanted, Object.keys(seen), (k) => seen[k] !== wanted[k], /^aws:/)
  const why = (keys: ReadonlyArray<string>): Change.Cause => {
    const [first = ''] = keys
    return change(roleKey(c, name), 'Tags', seen[first] ?? null, wanted[first] ?? null)
  }
  const Tags = tagList(Object.fromEntries(d.put.map((k) => [k, wanted[k] ?? ''])))
  const made = d.put.length === 0 ? [] : [step('role-tags', c.scope, 'iam:TagRole', { RoleName: name, Tags }, [why(d.put)], more)]
  const removed =
    d.gone.length === 0
      ? []
      : [
          step('role-untag', c.scope, 'iam:UntagRole', { RoleName: name, TagKeys: d.gone }, [why(d.gone)], {
            ...more,
            after: made.map((s) => s.id),
          }),
        ]
  return { ...quiet, steps: [...made, ...removed], findings: keptTags(`role ${name}`, d) }
}
