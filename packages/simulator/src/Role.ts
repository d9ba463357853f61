/**
 * IAM roles as a world keeps them: they belong to the account, whatever the region.
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import type { Millis } from '@poolwright/core/Fact'
import * as t from 'io-ts'

const texts = t.readonlyArray(t.string)

export const Role = struct(
  'Role',
  {
    name: t.string,
    arn: t.string,
    id: t.string,
    path: t.string,
    createdAt: t.number,
    /** Other services see it from then on. */
    seenFrom: t.number,
    /** The trust policy's text, as it was given. */
    trust: t.string,
    /** Seconds. */
    maxSession: t.number,
    tags: t.readonly(t.record(t.string, t.string)),
    /** ARNs of attached policies, in the order of their attachment. */
    attached: texts,
    /** Names of the policies inside it. */
    inline: texts,
  },
  { description: t.string, boundary: t.string },
)
export type Role = t.TypeOf<typeof Role>

/** The role of an ARN as another service finds it: not before it has spread. */
export const roleSeen = (roles: { readonly get: (key: string) => Role | undefined }, arn: string, at: Millis): Role | undefined => {
  const role = roles.get(roleKey(arn.slice(arn.lastIndexOf('/') + 1)))
  return role !== undefined && role.arn === arn && role.seenFrom <= at ? role : undefined
}

/** Names of roles differ by more than case (API_CreateRole, RoleName). */
export const roleKey = (name: string): string => name.toLowerCase()

/** Whether the role's trust policy lets this service take it. */
export const isTrusted = (role: Role, service: string): boolean =>
  role.trust.includes(`"${service}"`) || role.trust.includes(`"${service}.cn"`)

/** Whether a policy of this name is attached, whoever owns it. */
export const hasPolicy = (role: Role, name: string): boolean => role.attached.some((arn) => arn.endsWith(`/${name}`))
