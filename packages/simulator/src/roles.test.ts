import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { account, after, answered, type Asked, refusalOf, refusals, scope, SECOND } from './account.fixture.js'
import { aws } from './aws.js'
import { cluster, deleteNodegroup, newNodegroup, passed, status } from './eks.fixture.js'
import { factsOfWorld } from './factsOfWorld.js'
import { provision } from './seed.js'

const trust = (service = 'ec2.amazonaws.com') =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] })
const newRole = (more: object = {}): Asked => ['iam:CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust(), ...more }]
const policy = (name: string, partition = 'aws') => `arn:${partition}:iam::aws:policy/${name}`
const attach = (PolicyArn: string): Asked => ['iam:AttachRolePolicy', { RoleName: 'r', PolicyArn }]
const detach = (PolicyArn: string): Asked => ['iam:DetachRolePolicy', { RoleName: 'r', PolicyArn }]
const made = after(account, newRole({ Tags: [{ Key: 'a', Value: '1' }] }))
const role = (w = made) => answered(w, 'iam:GetRole', { RoleName: 'r' })['Role']
const policies = (w = made) =>
  (answered(w, 'iam:ListAttachedRolePolicies', { RoleName: 'r' })['AttachedPolicies'] as ReadonlyArray<{ PolicyArn: string }>).map(
    (p) => p.PolicyArn,
  )

describe('roles', () => {
  it('are answered at once, with their trust policy URL-encoded', () => {
    expect(role()).toMatchObject({
      RoleName: 'r',
      Arn: 'arn:aws:iam::111122223333:role/r',
      Path: '/',
      MaxSessionDuration: 3_600,
      AssumeRolePolicyDocument: encodeURIComponent(trust()),
      Tags: [{ Key: 'a', Value: '1' }],
    })
    expect(refusals(made)).toEqual([])
  })

  it('belong to the account, whatever the region; another account has its own', () => {
    const [, there] = aws.step(made, { scope: 'aws:111122223333/us-east-1', op: 'iam:GetRole', input: { RoleName: 'r' }, token: '' })
    const [, elsewhere] = aws.step(made, { scope: 'aws:444455556666/eu-west-1', op: 'iam:GetRole', input: { RoleName: 'r' }, token: '' })
    expect([there._tag, elsewhere._tag]).toEqual(['Right', 'Left'])
  })

  it('have ARNs with their path, and of their partition', () => {
    expect(answered(account, ...newRole({ Path: '/a/b/' }))['Role']).toMatchObject({ Arn: 'arn:aws:iam::111122223333:role/a/b/r' })
    const [, china] = aws.step(account, { scope: 'aws:1/cn-north-1', op: 'iam:CreateRole', input: newRole()[1], token: '' })
    expect(E.isRight(china) && china.right).toMatchObject({ Role: { Arn: 'arn:aws-cn:iam::1:role/r' } })
  })

  it.each([
    ['a name that is taken, but for its case', newRole({ RoleName: 'R' }), 'EntityAlreadyExists'],
    ['a name of 65 characters', newRole({ RoleName: 'r'.repeat(65) }), 'ValidationError'],
    ['a policy that is no JSON', newRole({ RoleName: 's', AssumeRolePolicyDocument: '{' }), 'MalformedPolicyDocument'],
    [
      'a policy without a principal',
      newRole({ RoleName: 's', AssumeRolePolicyDocument: '{"Statement":{"Effect":"Allow"}}' }),
      'MalformedPolicyDocument',
    ],
    ['a session of a minute', newRole({ RoleName: 's', MaxSessionDuration: 60 }), 'ValidationError'],
    ['a path without slashes', newRole({ RoleName: 's', Path: 'a' }), 'ValidationError'],
    ['a boundary that is no ARN', newRole({ RoleName: 's', PermissionsBoundary: 'x' }), 'InvalidInput'],
    ['a policy of another partition', attach(policy('X', 'aws-cn')), 'NoSuchEntity'],
    ['a policy of another account', attach('arn:aws:iam::444455556666:policy/X'), 'NoSuchEntity'],
    ['to detach what is not attached', detach(policy('X')), 'NoSuchEntity'],
    ['a role that is not there', ['iam:GetRole', { RoleName: 'x' }] as Asked, 'NoSuchEntity: The role with name x cannot be found.'],
    ['to take away a boundary that is not there', ['iam:DeleteRolePermissionsBoundary', { RoleName: 'r' }] as Asked, 'NoSuchEntity'],
    [
      '51 tags',
      ['iam:TagRole', { RoleName: 'r', Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) }] as Asked,
      'LimitExceeded',
    ],
  ])('refuse %s', (_, asked, code) => expect(refusalOf(made, ...asked)).toContain(code))

  it('take policies in any number of tries, up to ten, and give them up once', () => {
    const two = after(made, attach(policy('A')), attach(policy('B')), attach(policy('A')))
    expect([policies(two), refusals(two)]).toEqual([[policy('A'), policy('B')], []])
    expect(policies(after(two, detach(policy('A'))))).toEqual([policy('B')])
    const ten = after(made, ...Array.from({ length: 10 }, (_, i) => attach(policy(`P${i}`))))
    expect(refusalOf(ten, ...attach(policy('P10')))).toContain('LimitExceeded')
  })

  it('list their policies in pages', () => {
    const three = after(made, ...['A', 'B', 'C'].map((x) => attach(policy(x))))
    const page = answered(three, 'iam:ListAttachedRolePolicies', { RoleName: 'r', MaxItems: 2 })
    expect([page['IsTruncated'], (page['AttachedPolicies'] as ReadonlyArray<unknown>).length]).toEqual([true, 2])
    expect(answered(three, 'iam:ListAttachedRolePolicies', { RoleName: 'r', MaxItems: 2, Marker: page['Marker'] })).toMatchObject({
      IsTruncated: false,
      AttachedPolicies: [{ PolicyName: 'C' }],
    })
    const facts = factsOfWorld(three, 0, [`rolePolicies:${scope}/r`, `roleInlinePolicies:${scope}/r`, `role:${scope}/x`])
    expect(Object.values(facts)).toMatchObject([{ value: ['A', 'B', 'C'].map((x) => policy(x)) }, { value: [] }, { _tag: 'Absent' }])
  })

  it('take a trust policy, tags and a boundary', () => {
    const w = after(
      made,
      ['iam:UpdateAssumeRolePolicy', { RoleName: 'r', PolicyDocument: trust('eks.amazonaws.com') }],
      ['iam:TagRole', { RoleName: 'r', Tags: [{ Key: 'b', Value: '2' }] }],
      ['iam:UntagRole', { RoleName: 'r', TagKeys: ['a'] }],
      ['iam:PutRolePermissionsBoundary', { RoleName: 'r', PermissionsBoundary: policy('B') }],
    )
    expect(role(w)).toMatchObject({ Tags: [{ Key: 'b', Value: '2' }], PermissionsBoundary: { PermissionsBoundaryArn: policy('B') } })
    expect(refusals(w)).toEqual([])
    expect(role(after(w, ['iam:DeleteRolePermissionsBoundary', { RoleName: 'r' }]))).not.toHaveProperty('PermissionsBoundary')
  })

  it('cannot go while something holds on to them', () => {
    const doomed: Asked = ['iam:DeleteRole', { RoleName: 'r' }]
    expect(refusalOf(after(made, attach(policy('A'))), ...doomed)).toContain(
      'DeleteConflict: Cannot delete entity, must detach all policies',
    )
    const inline = provision(account, scope, { roles: [{ name: 'r', policies: [], inline: ['mine'] }] })
    expect(refusalOf(inline, ...doomed)).toContain('must delete policies first')
    expect(refusals(after(inline, ['iam:DeleteRolePolicy', { RoleName: 'r', PolicyName: 'mine' }], doomed))).toEqual([])
    expect(role(after(made, doomed))).toBeUndefined()
  })

  it("of AWS's own services are left to them", () => {
    const linked = provision(account, scope, { roles: [{ name: 'Linked', path: '/aws-service-role/eks-nodegroup.amazonaws.com/' }] })
    expect(refusalOf(linked, 'iam:TagRole', { RoleName: 'Linked', Tags: [] })).toContain('UnmodifiableEntity')
    expect(answered(linked, 'iam:GetRole', { RoleName: 'Linked' })).toHaveProperty('Role')
  })
})

describe('a role that was just made', () => {
  const nodeRole = 'arn:aws:iam::111122223333:role/r'
  const ready = after(cluster, newRole(), attach(policy('AmazonEKSWorkerNodePolicy')))

  it('is not seen by EKS for a while; the same request goes through later', () => {
    expect(refusalOf(ready, ...newNodegroup({ nodeRole }))).toContain('InvalidParameterException: The role with name r cannot be found.')
    expect(status(passed(after(aws.tick(ready, 10 * SECOND), newNodegroup({ nodeRole })), 5))).toBe('ACTIVE')
  })

  it('must be trusted by EC2', () => {
    const other = aws.tick(after(cluster, newRole({ AssumeRolePolicyDocument: trust('eks.amazonaws.com') })), 60 * SECOND)
    expect(refusalOf(other, ...newNodegroup({ nodeRole }))).toContain('required service principals [ec2.amazonaws.com]')
  })

  it('is held by node groups until the last of them is gone', () => {
    const used = passed(after(aws.tick(ready, 60 * SECOND), newNodegroup({ nodeRole }), detach(policy('AmazonEKSWorkerNodePolicy'))), 20)
    const doomed: Asked = ['iam:DeleteRole', { RoleName: 'r' }]
    expect(refusalOf(used, ...doomed)).toContain('must remove roles from instance profile first')
    expect(refusals(after(passed(after(used, deleteNodegroup), 5), doomed))).toEqual(refusals(used))
  })
})
