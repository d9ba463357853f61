/**
 * Every operation with a request and an answer, for tests.
 */
import type { EksAct } from '@poolwright/aws'

export type Sample = {
  readonly input: object
  /** How EKS's REST or IAM's query protocol is asked. Of IAM the path is `/` and all is in the form fields. */
  readonly sent: {
    readonly method?: string
    readonly path?: string
    /** Members of the query, of the JSON body, or of the form. */
    readonly fields: object
  }
  /** The service's answer: JSON of EKS, the inner XML of IAM. */
  readonly reply?: string | object
  readonly answer: object
}

const named = { clusterName: 'prod', nodegroupName: 'workers' }
const groupPath = '/clusters/prod/node-groups/workers'
const arn = 'arn:aws:eks:eu-west-1:111122223333:nodegroup/prod/workers/1ab2'
const RoleName = 'nodes'
const PolicyArn = 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy'
const trust = '{"Version":"2012-10-17","Statement":[]}'
const started = { reply: { update: { id: '7c1f', status: 'InProgress', type: 'ConfigUpdate' } }, answer: { updateId: '7c1f' } }
const post = (path: string, fields: object) => ({ method: 'POST', path, fields })

/** Each operation once: what is asked, how it goes out, what comes back, how it is read. */
export const samples: { readonly [K in EksAct['op']]: Sample } = {
  'eks:DescribeCluster': {
    input: { name: 'prod' },
    sent: { method: 'GET', path: '/clusters/prod', fields: {} },
    reply: { cluster: { name: 'prod', status: 'ACTIVE', version: '1.33', resourcesVpcConfig: { subnetIds: ['subnet-1'] } } },
    answer: { cluster: { name: 'prod', status: 'ACTIVE', version: '1.33', resourcesVpcConfig: { subnetIds: ['subnet-1'] } } },
  },
  'eks:DescribeNodegroup': {
    input: named,
    sent: { method: 'GET', path: groupPath, fields: {} },
    reply: {
      nodegroup: {
        ...{ ...named, status: 'DEGRADED', createdAt: 1_760_000_000, scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 2 } },
        health: { issues: [{ code: 'AccessDenied', message: 'no', resourceIds: ['i-1'] }] },
        taints: [{ key: 'gpu', effect: 'NO_SCHEDULE' }],
      },
    },
    answer: {
      nodegroup: {
        ...{ ...named, status: 'DEGRADED', createdAt: '2025-10-09T08:53:20.000Z' },
        scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 2 },
        health: { issues: [{ code: 'AccessDenied', message: 'no', resourceIds: ['i-1'] }] },
        taints: [{ key: 'gpu', effect: 'NO_SCHEDULE' }],
      },
    },
  },
  'eks:ListUpdates': {
    input: { name: 'prod', nodegroupName: 'workers', maxResults: 100 },
    sent: { method: 'GET', path: '/clusters/prod/updates', fields: { nodegroupName: 'workers', maxResults: '100' } },
    reply: { updateIds: ['7c1f', '6b0e'], nextToken: 'n2' },
    answer: { updateIds: ['7c1f', '6b0e'], nextToken: 'n2' },
  },
  'eks:DescribeUpdate': {
    input: { name: 'prod', nodegroupName: 'workers', updateId: '7c1f' },
    sent: { method: 'GET', path: '/clusters/prod/updates/7c1f', fields: { nodegroupName: 'workers' } },
    reply: { update: { id: '7c1f', status: 'Failed', errors: [{ errorCode: 'PodEvictionFailure', resourceIds: ['ip-10-0-0-1'] }] } },
    answer: { update: { id: '7c1f', status: 'Failed', errors: [{ errorCode: 'PodEvictionFailure', resourceIds: ['ip-10-0-0-1'] }] } },
  },
  'eks:CreateNodegroup': {
    input: {
      ...{ ...named, subnets: ['subnet-1'], nodeRole: 'arn:aws:iam::111122223333:role/nodes', diskSize: 20 },
      launchTemplate: { id: 'lt-1', version: '3' },
      nodeRepairConfig: { enabled: true },
    },
    sent: post('/clusters/prod/node-groups', {
      ...{ nodegroupName: 'workers', clientRequestToken: 'token', diskSize: 20, subnets: ['subnet-1'] },
      nodeRole: 'arn:aws:iam::111122223333:role/nodes',
      launchTemplate: { id: 'lt-1', version: '3' },
      nodeRepairConfig: { enabled: true },
    }),
    reply: { nodegroup: { ...named, status: 'CREATING' } },
    answer: {},
  },
  'eks:UpdateNodegroupConfig': {
    input: {
      ...named,
      labels: { addOrUpdateLabels: { team: 'a' }, removeLabels: ['old'] },
      scalingConfig: { minSize: 0, maxSize: 3, desiredSize: 0 },
    },
    sent: post(`${groupPath}/update-config`, {
      clientRequestToken: 'token',
      labels: { addOrUpdateLabels: { team: 'a' }, removeLabels: ['old'] },
      scalingConfig: { minSize: 0, maxSize: 3, desiredSize: 0 },
    }),
    ...started,
  },
  'eks:UpdateNodegroupVersion': {
    input: { ...named, version: '1.33', force: true },
    sent: post(`${groupPath}/update-version`, { clientRequestToken: 'token', version: '1.33', force: true }),
    ...started,
  },
  'eks:DeleteNodegroup': {
    input: named,
    sent: { method: 'DELETE', path: groupPath, fields: {} },
    reply: { nodegroup: { ...named, status: 'DELETING' } },
    answer: {},
  },
  'eks:TagResource': {
    input: { resourceArn: arn, tags: { team: '' } },
    sent: post(`/tags/${encodeURIComponent(arn)}`, { tags: { team: '' } }),
    reply: {},
    answer: {},
  },
  'eks:UntagResource': {
    input: { resourceArn: arn, tagKeys: ['team'] },
    sent: { method: 'DELETE', path: `/tags/${encodeURIComponent(arn)}`, fields: { tagKeys: 'team' } },
    reply: {},
    answer: {},
  },
  'iam:GetRole': {
    input: { RoleName },
    sent: { fields: { RoleName } },
    reply: `<Role><RoleName>nodes</RoleName><Arn>arn:aws:iam::1:role/nodes</Arn><Path>/</Path>
      <AssumeRolePolicyDocument>${encodeURIComponent(trust)}</AssumeRolePolicyDocument>
      <Tags><member><Key>team</Key><Value>a</Value></member></Tags></Role>`,
    answer: {
      Role: {
        ...{ RoleName, Arn: 'arn:aws:iam::1:role/nodes', Path: '/', Tags: [{ Key: 'team', Value: 'a' }] },
        AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
      },
    },
  },
  'iam:ListAttachedRolePolicies': {
    input: { RoleName, MaxItems: 1_000, Marker: 'm1' },
    sent: { fields: { RoleName, MaxItems: '1000', Marker: 'm1' } },
    reply: `<IsTruncated>true</IsTruncated><Marker>m2</Marker><AttachedPolicies><member>
      <PolicyName>AmazonEKSWorkerNodePolicy</PolicyName><PolicyArn>${PolicyArn}</PolicyArn></member></AttachedPolicies>`,
    answer: { IsTruncated: true, Marker: 'm2', AttachedPolicies: [{ PolicyName: 'AmazonEKSWorkerNodePolicy', PolicyArn }] },
  },
  'iam:ListRolePolicies': {
    input: { RoleName },
    sent: { fields: { RoleName } },
    reply: '<IsTruncated>false</IsTruncated><PolicyNames><member>inline</member></PolicyNames>',
    answer: { IsTruncated: false, PolicyNames: ['inline'] },
  },
  'iam:CreateRole': {
    input: { RoleName, AssumeRolePolicyDocument: trust, Path: '/', Tags: [{ Key: 'team', Value: 'a' }] },
    sent: { fields: { RoleName, AssumeRolePolicyDocument: trust, Path: '/', 'Tags.member.1.Key': 'team' } },
    reply: '<Role><RoleName>nodes</RoleName><Arn>arn:aws:iam::1:role/nodes</Arn></Role>',
    answer: { Arn: 'arn:aws:iam::1:role/nodes' },
  },
  'iam:AttachRolePolicy': { input: { RoleName, PolicyArn }, sent: { fields: { RoleName, PolicyArn } }, answer: {} },
  'iam:DetachRolePolicy': { input: { RoleName, PolicyArn }, sent: { fields: { RoleName, PolicyArn } }, answer: {} },
  'iam:DeleteRolePolicy': {
    input: { RoleName, PolicyName: 'inline' },
    sent: { fields: { RoleName, PolicyName: 'inline' } },
    answer: {},
  },
  'iam:UpdateAssumeRolePolicy': {
    input: { RoleName, PolicyDocument: trust },
    sent: { fields: { RoleName, PolicyDocument: trust } },
    answer: {},
  },
  'iam:TagRole': {
    input: { RoleName, Tags: [{ Key: 'team', Value: '' }] },
    sent: { fields: { RoleName, 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': '' } },
    answer: {},
  },
  'iam:UntagRole': { input: { RoleName, TagKeys: ['team'] }, sent: { fields: { RoleName, 'TagKeys.member.1': 'team' } }, answer: {} },
  'iam:PutRolePermissionsBoundary': {
    input: { RoleName, PermissionsBoundary: 'arn:aws:iam::1:policy/edge' },
    sent: { fields: { RoleName, PermissionsBoundary: 'arn:aws:iam::1:policy/edge' } },
    answer: {},
  },
  'iam:DeleteRolePermissionsBoundary': { input: { RoleName }, sent: { fields: { RoleName } }, answer: {} },
  'iam:DeleteRole': { input: { RoleName }, sent: { fields: { RoleName } }, answer: {} },
}
