/**
 * Requests about IAM roles (`aws-semantics` §6). What is written is read back at once; other services see it a while later.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 * @since 0.1.0
 */
import { Tag } from '@poolwright/aws/tags'
import type { CloudError } from '@poolwright/core/CloudError'
import { struct } from '@poolwright/core/codec'
import { digest } from '@poolwright/core/digest'
import { byText, isPlain } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import * as durations from './durations.js'
import { answer, type Answered, broken, type Handlers, invalid, refusal, refuse, taking } from './Handler.js'
import { pageOf } from './paging.js'
import { type Role, roleKey } from './Role.js'
import { isOverLimit } from './tagRules.js'
import { partitionOf, placeOf, rolesOf, timeText, withRole, type World } from './World.js'

const texts = t.readonlyArray(t.string)
const name = { RoleName: t.string }
type Named = { readonly RoleName: string }
const Create = struct(
  'CreateRole',
  { ...name, AssumeRolePolicyDocument: t.string },
  { Path: t.string, Description: t.string, MaxSessionDuration: t.number, PermissionsBoundary: t.string, Tags: t.readonlyArray(Tag) },
)
type Create = t.TypeOf<typeof Create>

const missing = (role: string): CloudError => refusal('NoSuchEntity', `The role with name ${role} cannot be found.`)
const roleNamed = (w: World, scope: Scope, i: Named): E.Either<CloudError, Role> => {
  const role = rolesOf(w, scope).get(roleKey(i.RoleName))
  return role === undefined ? E.left(missing(i.RoleName)) : E.right(role)
}
/** Roles of AWS's own services cannot be changed by anybody else. */
const writable = (w: World, scope: Scope, i: Named): E.Either<CloudError, Role> => {
  const found = roleNamed(w, scope, i)
  return E.isRight(found) && found.right.path.startsWith('/aws-service-role/')
    ? E.left(
        refusal(
          'UnmodifiableEntity',
          `Cannot perform the operation on the protected role '${i.RoleName}' - this role is only modifiable by AWS`,
        ),
      )
    : found
}
const changed = (w: World, scope: Scope, i: Named, change: (role: Role) => E.Either<CloudError, Role>): Answered => {
  const found = writable(w, scope, i)
  if (E.isLeft(found)) return found
  const next = change(found.right)
  return E.isLeft(next) ? next : answer(withRole(w, scope, next.right.name, next.right), {})
}

/** A version and statements, each with an effect and a principal; more is not looked at. */
const documentWrong = (text: string): CloudError | undefined => {
  const malformed = (why: string) => refusal('MalformedPolicyDocument', why)
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return malformed('This policy contains invalid Json')
  }
  const statements = isPlain(document) ? [document['Statement']].flat() : []
  return statements.length > 0 && statements.every((x) => isPlain(x) && ['Allow', 'Deny'].includes(String(x['Effect'])) && 'Principal' in x)
    ? undefined
    : malformed('Syntax errors in policy.')
}

const tagsWrong = (tags: { readonly [key: string]: string }): CloudError | undefined =>
  broken(
    () => (isOverLimit(Object.keys(tags)) ? refusal('LimitExceeded', 'Cannot exceed quota for TagsPerRole: 50') : undefined),
    () =>
      Object.entries(tags).every(([k, v]) => k.length >= 1 && k.length <= 128 && v.length <= 256 && !k.toLowerCase().startsWith('aws:'))
        ? undefined
        : refusal('InvalidInput', "Tag keys must have 1 to 128 characters and not begin with 'aws:', values at most 256"),
  )
const tagsOf = (list: ReadonlyArray<Tag>) => Object.fromEntries(list.map((x) => [x.Key, x.Value]))

/** AWS's own policies exist in their own partition only; of an account's policies every one counts as there. */
const policyWrong = (scope: Scope, arn: string): CloudError | undefined => {
  const { account, region } = placeOf(scope)
  const [, partition, owner] = /^arn:([a-z-]+):iam::(aws|\d{12}):policy\/.+$/.exec(arn) ?? []
  if (partition === undefined) return refusal('InvalidInput', `ARN ${arn} is not valid.`)
  return partition === partitionOf(region) && (owner === 'aws' || owner === account)
    ? undefined
    : refusal('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`)
}

const sessionWrong = (seconds: number | undefined): CloudError | undefined =>
  seconds === undefined || (Number.isInteger(seconds) && seconds >= 3_600 && seconds <= 43_200)
    ? undefined
    : invalid('MaxSessionDuration must be between 3600 and 43200')

const create = (w: World, scope: Scope, i: Create): Answered => {
  const path = i.Path ?? '/'
  const tags = tagsOf(i.Tags ?? [])
  const wrong = broken(
    () => (/^[\w+=,.@-]{1,64}$/.test(i.RoleName) ? undefined : invalid(`Value '${i.RoleName}' at 'roleName' failed to satisfy constraint`)),
    () => (/^\/([!-~]+\/)?$/.test(path) ? undefined : invalid(`Value '${path}' at 'path' failed to satisfy constraint`)),
    () => documentWrong(i.AssumeRolePolicyDocument),
    () => sessionWrong(i.MaxSessionDuration),
    () => (i.PermissionsBoundary === undefined ? undefined : policyWrong(scope, i.PermissionsBoundary)),
    () => tagsWrong(tags),
    () =>
      rolesOf(w, scope).has(roleKey(i.RoleName))
        ? refusal('EntityAlreadyExists', `Role with name ${i.RoleName} already exists.`)
        : undefined,
  )
  if (wrong !== undefined) return refuse(wrong)
  const { account, region } = placeOf(scope)
  const role: Role = {
    name: i.RoleName,
    arn: `arn:${partitionOf(region)}:iam::${account}:role${path}${i.RoleName}`,
    id: `AROA${digest(`${w.serial} ${i.RoleName}`).slice(0, 17).toUpperCase()}`,
    path,
    createdAt: w.now,
    seenFrom: w.now + durations.roleSpreading,
    trust: i.AssumeRolePolicyDocument,
    maxSession: i.MaxSessionDuration ?? 3_600,
    tags,
    attached: [],
    inline: [],
    ...(i.Description === undefined ? {} : { description: i.Description }),
    ...(i.PermissionsBoundary === undefined ? {} : { boundary: i.PermissionsBoundary }),
  }
  return answer(withRole({ ...w, serial: w.serial + 1 }, scope, role.name, role), { Role: shown(role) })
}

/** The trust policy as URL-encoded text, as IAM answers it. */
const shown = (r: Role): object => ({
  Path: r.path,
  RoleName: r.name,
  RoleId: r.id,
  Arn: r.arn,
  CreateDate: timeText(r.createdAt),
  AssumeRolePolicyDocument: encodeURIComponent(r.trust),
  MaxSessionDuration: r.maxSession,
  ...(r.description === undefined ? {} : { Description: r.description }),
  ...(r.boundary === undefined ? {} : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: r.boundary } }),
  Tags: Object.keys(r.tags)
    .sort(byText)
    .map((Key) => ({ Key, Value: r.tags[Key] })),
})
const get = (w: World, scope: Scope, i: Named): Answered => {
  const found = roleNamed(w, scope, i)
  return E.isLeft(found) ? found : answer(w, { Role: shown(found.right) })
}

/** What still holds on to it: policies, and the instance profile that EKS makes for node groups (API_DeleteRole). */
const remove = (w: World, scope: Scope, i: Named): Answered => {
  const found = writable(w, scope, i)
  if (E.isLeft(found)) return found
  const role = found.right
  const { account } = placeOf(scope)
  const isUsed = w.scopes.some((region, x) => placeOf(x).account === account && region.nodegroups.some((n) => n.nodeRole === role.arn))
  const wrong = broken(
    () => (role.attached.length > 0 ? refusal('DeleteConflict', 'Cannot delete entity, must detach all policies first.') : undefined),
    () => (role.inline.length > 0 ? refusal('DeleteConflict', 'Cannot delete entity, must delete policies first.') : undefined),
    () => (isUsed ? refusal('DeleteConflict', 'Cannot delete entity, must remove roles from instance profile first.') : undefined),
  )
  return wrong === undefined ? answer(withRole(w, scope, role.name, undefined), {}) : refuse(wrong)
}

type OfPolicy = Named & { readonly PolicyArn: string }
/** 10 managed policies of one role. */
const policyLimit = 10
const attach = (w: World, scope: Scope, i: OfPolicy): Answered =>
  changed(w, scope, i, (role) => {
    const wrong = policyWrong(scope, i.PolicyArn)
    if (wrong !== undefined) return E.left(wrong)
    if (role.attached.includes(i.PolicyArn)) return E.right(role)
    return role.attached.length >= policyLimit
      ? E.left(refusal('LimitExceeded', `Cannot exceed quota for PoliciesPerRole: ${policyLimit}`))
      : E.right({ ...role, attached: [...role.attached, i.PolicyArn] })
  })
const detach = (w: World, scope: Scope, i: OfPolicy): Answered =>
  changed(w, scope, i, (role) =>
    role.attached.includes(i.PolicyArn)
      ? E.right({ ...role, attached: role.attached.filter((x) => x !== i.PolicyArn) })
      : E.left(refusal('NoSuchEntity', `Policy ${i.PolicyArn} was not found.`)),
  )
const deletePolicy = (w: World, scope: Scope, i: Named & { readonly PolicyName: string }): Answered =>
  changed(w, scope, i, (role) =>
    role.inline.includes(i.PolicyName)
      ? E.right({ ...role, inline: role.inline.filter((x) => x !== i.PolicyName) })
      : E.left(refusal('NoSuchEntity', `The role policy with name ${i.PolicyName} cannot be found.`)),
  )
const trust = (w: World, scope: Scope, i: Named & { readonly PolicyDocument: string }): Answered =>
  changed(w, scope, i, (role) => {
    const wrong = documentWrong(i.PolicyDocument)
    return wrong === undefined ? E.right({ ...role, trust: i.PolicyDocument }) : E.left(wrong)
  })
const tag = (w: World, scope: Scope, i: Named & { readonly Tags: ReadonlyArray<Tag> }): Answered =>
  changed(w, scope, i, (role) => {
    const tags = { ...role.tags, ...tagsOf(i.Tags) }
    const wrong = tagsWrong(tags)
    return wrong === undefined ? E.right({ ...role, tags }) : E.left(wrong)
  })
const untag = (w: World, scope: Scope, i: Named & { readonly TagKeys: ReadonlyArray<string> }): Answered =>
  changed(w, scope, i, (role) =>
    E.right({ ...role, tags: Object.fromEntries(Object.entries(role.tags).filter(([k]) => !i.TagKeys.includes(k))) }),
  )
const putBoundary = (w: World, scope: Scope, i: Named & { readonly PermissionsBoundary: string }): Answered =>
  changed(w, scope, i, (role) => {
    const wrong = policyWrong(scope, i.PermissionsBoundary)
    return wrong === undefined ? E.right({ ...role, boundary: i.PermissionsBoundary }) : E.left(wrong)
  })
const deleteBoundary = (w: World, scope: Scope, i: Named): Answered =>
  changed(w, scope, i, ({ boundary, ...role }) =>
    boundary === undefined ? E.left(refusal('NoSuchEntity', `Role ${role.name} has no permissions boundary.`)) : E.right(role),
  )

type Asked = Named & { readonly Marker?: string; readonly MaxItems?: number }
/** Pages of 100 unless said, at most 1,000 (API_ListAttachedRolePolicies). */
const listed = (w: World, scope: Scope, i: Asked, of: (role: Role) => ReadonlyArray<unknown>, member: string): Answered => {
  const found = roleNamed(w, scope, i)
  if (E.isLeft(found)) return found
  const size = i.MaxItems ?? 100
  if (size < 1 || size > 1_000) return refuse(invalid('MaxItems must be between 1 and 1000'))
  const page = pageOf(of(found.right), i.Marker, size, 'ValidationError')
  if (E.isLeft(page)) return page
  const { NextToken } = page.right.next
  return answer(w, {
    [member]: page.right.items,
    IsTruncated: NextToken !== undefined,
    ...(NextToken === undefined ? {} : { Marker: NextToken }),
  })
}
const listAttached = (w: World, scope: Scope, i: Asked): Answered =>
  listed(
    w,
    scope,
    i,
    (role) => role.attached.map((PolicyArn) => ({ PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1), PolicyArn })),
    'AttachedPolicies',
  )
const listInline = (w: World, scope: Scope, i: Asked): Answered => listed(w, scope, i, (role) => role.inline, 'PolicyNames')

const op = <I>(operation: string, codec: t.Type<I, unknown>, handle: (w: World, scope: Scope, i: I) => Answered): Handlers => ({
  [`iam:${operation}`]: taking(`iam:${operation}`, codec, handle),
})
const policy = { ...name, PolicyArn: t.string }
const page = { Marker: t.string, MaxItems: t.number }
export const roles: Handlers = {
  ...op('GetRole', struct('GetRole', name), get),
  ...op('ListAttachedRolePolicies', struct('ListAttachedRolePolicies', name, page), listAttached),
  ...op('ListRolePolicies', struct('ListRolePolicies', name, page), listInline),
  ...op('CreateRole', Create, create),
  ...op('AttachRolePolicy', struct('AttachRolePolicy', policy), attach),
  ...op('DetachRolePolicy', struct('DetachRolePolicy', policy), detach),
  ...op('DeleteRolePolicy', struct('DeleteRolePolicy', { ...name, PolicyName: t.string }), deletePolicy),
  ...op('UpdateAssumeRolePolicy', struct('UpdateAssumeRolePolicy', { ...name, PolicyDocument: t.string }), trust),
  ...op('TagRole', struct('TagRole', { ...name, Tags: t.readonlyArray(Tag) }), tag),
  ...op('UntagRole', struct('UntagRole', { ...name, TagKeys: texts }), untag),
  ...op('PutRolePermissionsBoundary', struct('PutRolePermissionsBoundary', { ...name, PermissionsBoundary: t.string }), putBoundary),
  ...op('DeleteRolePermissionsBoundary', struct('DeleteRolePermissionsBoundary', name), deleteBoundary),
  ...op('DeleteRole', struct('DeleteRole', name), remove),
}
