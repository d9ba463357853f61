import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { eksOperations } from './eksOperations.js'
import * as Nodegroup from './Nodegroup.js'
import { nouns } from './nouns.js'
import { operations } from './operations.js'
import * as Role from './Role.js'

const scope = 'aws:111122223333/eu-west-1'
const named = { clusterName: 'prod', nodegroupName: 'workers' }

describe('what an operation of EKS touches', () => {
  it('is the node group, the list of its updates, and the Auto Scaling group behind it', () => {
    const touched = [`nodegroup:${scope}/prod/workers`, `nodegroupUpdates:${scope}/prod/workers`, `group:${scope}/eks:prod/workers`]
    expect(operations['eks:UpdateNodegroupConfig'].touches(scope, named)).toEqual(touched)
    expect(operations['eks:UpdateNodegroupVersion'].touches(scope, named)).toEqual(touched)
    expect(operations['eks:DeleteNodegroup'].touches(scope, named)).toEqual(touched)
    expect(operations['eks:CreateNodegroup'].touches(scope, { ...named, subnets: [], nodeRole: 'r' })).toEqual(touched)
  })

  it('names that group as the group itself does, by the tags that EKS puts on it', () => {
    const tag = (Key: string, Value: string) => ({
      Key,
      Value,
      PropagateAtLaunch: true,
      ResourceId: 'eks-workers-1',
      ResourceType: 'auto-scaling-group',
    })
    const group = { AutoScalingGroupName: 'eks-workers-1', MinSize: 0, MaxSize: 1, DesiredCapacity: 0 }
    const Tags = [tag('eks:cluster-name', 'prod'), tag('eks:nodegroup-name', 'workers')]
    expect(nouns.group.names?.({ ...group, Tags })).toEqual(['eks:prod/workers'])
    expect(nouns.group.names?.({ ...group, Tags: Tags.slice(1) })).toEqual([])
    expect(nouns.group.names?.(group)).toEqual([])
  })

  it('is the node group that an ARN names; of other ARNs nothing', () => {
    const tags = (resourceArn: string) => eksOperations['eks:TagResource'].touches(scope, { resourceArn, tags: {} })
    expect(tags('arn:aws:eks:eu-west-1:111122223333:nodegroup/prod/workers/1ab2')).toEqual([`nodegroup:${scope}/prod/workers`])
    expect(tags('arn:aws-cn:eks:cn-north-1:111122223333:cluster/prod')).toEqual([])
  })

  it('is all of a role when the role comes or goes, and else the part that is changed', () => {
    const RoleName = 'nodes'
    const part = (noun: string) => `${noun}:${scope}/nodes`
    expect(operations['iam:DeleteRole'].touches(scope, { RoleName })).toEqual(['role', 'rolePolicies', 'roleInlinePolicies'].map(part))
    expect(operations['iam:AttachRolePolicy'].touches(scope, { RoleName, PolicyArn: 'p' })).toEqual([part('rolePolicies')])
    expect(operations['iam:DeleteRolePolicy'].touches(scope, { RoleName, PolicyName: 'p' })).toEqual([part('roleInlinePolicies')])
    expect(operations['iam:TagRole'].touches(scope, { RoleName, Tags: [] })).toEqual([part('role')])
  })
})

describe('reading from EKS and IAM', () => {
  it('takes an update by cluster, group and id', () => {
    const [r] = nouns.nodegroupUpdate.requests(scope, ['prod/workers/7c1f'])
    expect(r?.action).toEqual({ op: 'eks:DescribeUpdate', input: { name: 'prod', nodegroupName: 'workers', updateId: '7c1f' } })
    const page = { update: { id: '7c1f', status: 'Failed' } }
    expect(r?.facts([page])).toEqual(new Map([['prod/workers/7c1f', page.update]]))
  })

  it('asks for one node group in each request, and takes "not found" of group or cluster for absence', () => {
    const requests = nouns.nodegroup.requests(scope, ['prod/a', 'prod/b'])
    expect(requests.map((r) => r.ids)).toEqual([['prod/a'], ['prod/b']])
    expect(requests[0]?.action.input).toEqual({ clusterName: 'prod', nodegroupName: 'a' })
    expect(requests[0]?.absentOn).toContain('ResourceNotFoundException')
  })

  it('takes updates from however many pages they come, in their order', () => {
    const [r] = nouns.nodegroupUpdates.requests(scope, ['prod/workers'])
    expect(r?.facts([{ updateIds: ['b', 'a'] }, { updateIds: ['c'] }])).toEqual(new Map([['prod/workers', ['b', 'a', 'c']]]))
    const input = { name: 'prod', nodegroupName: 'workers', maxResults: 100 }
    expect(r?.more({ updateIds: ['b'], nextToken: 'n' })).toEqual(O.some({ op: 'eks:ListUpdates', input: { ...input, nextToken: 'n' } }))
    expect(r?.more({ updateIds: ['b'] })).toEqual(O.none)
  })

  it('sorts attached policies from however many pages they come, and goes on only while IAM says that there are more', () => {
    const [r] = nouns.rolePolicies.requests(scope, ['nodes'])
    const page = (...arns: ReadonlyArray<string>) => ({ AttachedPolicies: arns.map((PolicyArn) => ({ PolicyArn })) })
    expect(r?.facts([page('c', 'a'), page('b')])).toEqual(new Map([['nodes', ['a', 'b', 'c']]]))
    expect(r?.more({ ...page('c'), IsTruncated: true, Marker: 'm' })).toEqual(
      O.some({ op: 'iam:ListAttachedRolePolicies', input: { RoleName: 'nodes', MaxItems: 1_000, Marker: 'm' } }),
    )
    expect(r?.more({ ...page('c'), IsTruncated: false, Marker: 'm' })).toEqual(O.none)
    expect(r?.absentOn).toContain('NoSuchEntity')
  })

  it('describes a node group seldom and its cluster often', () => {
    expect(nouns.nodegroup.lifetime).toBe(600_000)
    expect(nouns.ekscluster.lifetime).toBe(60_000)
    expect(nouns.role.lifetime).toBe(3_600_000)
  })
})

describe('a trust policy', () => {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }] }
  const role = (AssumeRolePolicyDocument: unknown) =>
    Role.Role.decode({ RoleName: 'nodes', Arn: 'arn:aws:iam::1:role/nodes', AssumeRolePolicyDocument })
  const read = (u: unknown) => {
    const decoded = role(u)
    return E.isRight(decoded) ? decoded.right.AssumeRolePolicyDocument : undefined
  }

  it('is read as JSON from URL-encoded text, from text, and from JSON', () => {
    const text = JSON.stringify(document)
    expect([encodeURIComponent(text), text, document].map(read)).toEqual([document, document, document])
  })

  it('is kept as it is, where it is no JSON', () => {
    expect(read('%7B"a')).toBe('%7B"a')
    expect(read('%zz')).toBe('%zz')
  })
})

it('takes answers in the form of EKS for the outputs that steps refer to', () => {
  const decode = (op: 'eks:UpdateNodegroupConfig' | 'iam:CreateRole', u: unknown) => operations[op].answer.decode(u)
  expect(decode('eks:UpdateNodegroupConfig', { update: { id: '7c1f', status: 'InProgress' } })).toEqual(E.right({ updateId: '7c1f' }))
  expect(decode('iam:CreateRole', { Role: { Arn: 'arn', RoleName: 'nodes' } })).toEqual(E.right({ Arn: 'arn' }))
  expect(decode('iam:CreateRole', { Arn: 'arn' })).toEqual(E.right({ Arn: 'arn' }))
})

it('finds a node group by ARNs of all partitions', () => {
  expect(Nodegroup.idOfArn('arn:aws-us-gov:eks:us-gov-west-1:1:nodegroup/prod/my_workers/1ab2-3c')).toBe('prod/my_workers')
  expect(Nodegroup.idOfArn('arn:aws:iam::1:role/nodegroup')).toBeUndefined()
})

it('knows roles that AWS made for its own services', () => {
  expect(Role.isServiceLinked({ Arn: 'arn:aws:iam::1:role/aws-service-role/eks-nodegroup.amazonaws.com/X' })).toBe(true)
  expect(Role.isServiceLinked({ Arn: 'arn:aws:iam::1:role/nodes' })).toBe(false)
})
