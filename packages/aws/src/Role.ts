/**
 * IAM roles.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import { Json } from '@poolwright/core/Json'
import * as t from 'io-ts'
import { Tag } from './tags.js'
import { TimeText } from './time.js'

/**
 * A policy document as JSON. IAM answers it as URL-encoded text (RFC 3986); text that is no JSON either way stays text, so that a role whose
 * policy nobody understands is seen all the same.
 */
export const PolicyDocument: t.Type<Json, Json, unknown> = new t.Type(
  'PolicyDocument',
  Json.is,
  (u, c) => (typeof u === 'string' ? t.success(parsed(u)) : Json.validate(u, c)),
  (a) => a,
)
const parsed = (text: string): Json => {
  for (const read of [() => text, () => decodeURIComponent(text)])
    try {
      const document: unknown = JSON.parse(read())
      if (Json.is(document)) return document
    } catch {
      // Not in this spelling.
    }
  return text
}

export const Role = struct(
  'Role',
  { RoleName: t.string, Arn: t.string },
  {
    RoleId: t.string,
    CreateDate: TimeText,
    /** `/` unless it was made with another one; it never changes. */
    Path: t.string,
    AssumeRolePolicyDocument: PolicyDocument,
    Description: t.string,
    /** Seconds. */
    MaxSessionDuration: t.number,
    PermissionsBoundary: struct('AttachedPermissionsBoundary', {}, { PermissionsBoundaryType: t.string, PermissionsBoundaryArn: t.string }),
    Tags: t.readonlyArray(Tag),
  },
)
export type Role = t.TypeOf<typeof Role>

/** Roles that AWS made for its own services; nobody else can change them. */
export const isServiceLinked = (role: Pick<Role, 'Arn'>): boolean => role.Arn.includes(':role/aws-service-role/')
