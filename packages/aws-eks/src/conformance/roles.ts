/**
 * IAM roles (`aws-semantics` §6).
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 * @since 0.1.0
 */
import type { Role } from '@poolwright/aws/Role'
import type { Json } from '@poolwright/core/Json'
import { type Ground, type Sequence, step } from './Sequence.js'

const role = (g: Ground) => ({ RoleName: `${g.prefix}-role` })
/** Made only where what should be refused is not. */
const other = (g: Ground) => ({ RoleName: `${g.prefix}-other-role` })
const nobody = { RoleName: 'poolwright-no-such-role' }
const trust = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
})
const nodes = 'ec2.amazonaws.com'
const [worker, registry] = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryReadOnly'].map(
  (name) => `arn:aws:iam::aws:policy/${name}`,
) as [string, string]

const made = (g: Ground) => ({ ...role(g), AssumeRolePolicyDocument: JSON.stringify(trust(nodes)), Tags: [{ Key: 'team', Value: 'a' }] })
/** A role for nodes, and its end; `arn` of what `role` answered. */
export const withRole = step('a role is made', 'iam:CreateRole', made, { as: 'role' })
export const tidyRole = [
  ...[worker, registry].map((PolicyArn, i) => step(`policy ${i} is detached`, 'iam:DetachRolePolicy', (g) => ({ ...role(g), PolicyArn }))),
  step('the boundary is taken away', 'iam:DeleteRolePermissionsBoundary', role),
  step('the role is deleted', 'iam:DeleteRole', role),
  step('and the other one', 'iam:DeleteRole', other),
]

const look = (says: string, sees: (r: Role) => Json, wants: Json | ((g: Ground) => Json)) =>
  step(says, 'iam:GetRole', role, { sees: (a) => sees(a.Role), wants, settles: true })
const policies = (says: string, wants: Json) =>
  step(says, 'iam:ListAttachedRolePolicies', (g) => ({ ...role(g), MaxItems: 100 }), {
    sees: (a) => a.AttachedPolicies.map((p) => p.PolicyArn ?? '').sort(),
    wants,
    settles: true,
  })
const tagsOf = (r: Role) => (r.Tags ?? []).map((t) => `${t.Key}=${t.Value}`).sort()
const attach = (says: string, PolicyArn: string, wants: Json = 'done') =>
  step(says, 'iam:AttachRolePolicy', (g) => ({ ...role(g), PolicyArn }), { wants })

export const roles: ReadonlyArray<Sequence> = [
  {
    name: 'role',
    steps: [
      step('a role that is not there is not found', 'iam:GetRole', () => nobody, { wants: 'Stale NoSuchEntity' }),
      step('a trust policy that is none is refused', 'iam:CreateRole', (g) => ({ ...other(g), AssumeRolePolicyDocument: '{"Version":' }), {
        wants: 'Refused MalformedPolicyDocument',
      }),
      withRole,
      step('a name is taken once, also by an equal request', 'iam:CreateRole', made, { wants: 'Stale EntityAlreadyExists' }),
      look('its path is the root unless said', (r) => r.Path ?? '', '/'),
      look(
        'its ARN ends with its name',
        (r) => r.Arn.slice(r.Arn.lastIndexOf('/') + 1),
        (g) => role(g).RoleName,
      ),
      look('its trust policy comes back as it was sent', (r) => r.AssumeRolePolicyDocument ?? '', trust(nodes)),
      look('its tags show', tagsOf, ['team=a']),
      look('a session lasts an hour unless said', (r) => r.MaxSessionDuration ?? 0, 3_600),
      step('its trust policy is replaced', 'iam:UpdateAssumeRolePolicy', (g) => ({
        ...role(g),
        PolicyDocument: JSON.stringify(trust('eks.amazonaws.com')),
      })),
      look('and shows so', (r) => r.AssumeRolePolicyDocument ?? '', trust('eks.amazonaws.com')),
      step('tags are added to what is there', 'iam:TagRole', (g) => ({
        ...role(g),
        Tags: [
          { Key: 'cost', Value: '' },
          { Key: 'team', Value: 'b' },
        ],
      })),
      look('and show, also without a value', tagsOf, ['cost=', 'team=b']),
      step('tags are taken away by key', 'iam:UntagRole', (g) => ({ ...role(g), TagKeys: ['cost', 'none'] })),
      look('and show no more', tagsOf, ['team=b']),
      step('a boundary is put', 'iam:PutRolePermissionsBoundary', (g) => ({ ...role(g), PermissionsBoundary: worker })),
      look('and shows', (r) => r.PermissionsBoundary?.PermissionsBoundaryArn ?? '', worker),
      step('and is taken away', 'iam:DeleteRolePermissionsBoundary', role),
      look('and shows no more', (r) => r.PermissionsBoundary?.PermissionsBoundaryArn ?? '', ''),
      step('a role without policies is deleted', 'iam:DeleteRole', role),
      step('and is gone', 'iam:GetRole', role, { wants: 'Stale NoSuchEntity', settles: true }),
      step('and cannot be deleted twice', 'iam:DeleteRole', role, { wants: 'Stale NoSuchEntity' }),
    ],
    tidy: tidyRole,
  },
  {
    name: 'role-policies',
    steps: [
      withRole,
      policies('a new role has no policies', []),
      step('none attached, and none inside', 'iam:ListRolePolicies', (g) => ({ ...role(g), MaxItems: 100 }), {
        sees: (a) => [a.PolicyNames.length, a.IsTruncated ?? false],
        wants: [0, false],
      }),
      attach('a policy is attached', worker),
      attach('again without harm', worker),
      attach('and another one', registry),
      policies('both show', [registry, worker]),
      step('a role with policies is not deleted', 'iam:DeleteRole', role, { wants: 'Busy DeleteConflict' }),
      step('a policy is detached', 'iam:DetachRolePolicy', (g) => ({ ...role(g), PolicyArn: registry })),
      step('once', 'iam:DetachRolePolicy', (g) => ({ ...role(g), PolicyArn: registry }), { wants: 'Stale NoSuchEntity' }),
      policies('the other one stays', [worker]),
      step('a policy needs a role', 'iam:AttachRolePolicy', () => ({ ...nobody, PolicyArn: worker }), { wants: 'Stale NoSuchEntity' }),
      attach('a policy that is not there is not found', 'arn:aws:iam::aws:policy/PoolwrightNoSuchPolicy', 'Stale NoSuchEntity'),
      step('and so does a list of them', 'iam:ListAttachedRolePolicies', () => nobody, { wants: 'Stale NoSuchEntity' }),
    ],
    tidy: tidyRole,
  },
]
