import type { AwsAct } from '@poolwright/aws/actions'
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import * as Change from '@poolwright/core/Change'
import * as Fact from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import type * as Key from '@poolwright/core/Key'
import type { Plan, Step } from '@poolwright/core/Plan'
import { describe, expect, it } from 'vitest'
import { step } from '../pool/Part.js'
import { kubeFacts } from '../pool/facts.js'
import { type Asked, factKey, manifestsOf, name, nodegroup, owner, poolKey, roleArn, scope } from './nodegroup.fixture.js'
import { type NotedOfNodegroup, notedOfFacts, notedOfStep } from './recorded.js'

const why = [Change.world(poolKey, 'asked for')] as const
type Made = Step<AwsAct>
const create = (more: object, basis: Json = null): Made =>
  step(
    'nodegroup',
    scope,
    'eks:CreateNodegroup',
    { clusterName: 'prod', nodegroupName: name, nodeRole: roleArn, subnets: ['s1'], ...more },
    [...why],
    { basis },
  )
const config = (more: object): Made =>
  step('config', scope, 'eks:UpdateNodegroupConfig', { clusterName: 'prod', nodegroupName: name, ...more }, [...why])
const role = (more: object): Made =>
  step('role', scope, 'iam:CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: '{}', ...more }, [...why])

describe('what a step makes whose owner AWS cannot name', () => {
  const begun = { cluster: 'prod', tags: [], labels: [], taints: [] }
  it.each<readonly [string, Made, NotedOfNodegroup]>([
    ['a first group', create({}), { ...begun, begun: 1 }],
    ['a group whose request says nothing of others', create({}, 'x'), { ...begun, begun: 1 }],
    ['a group after others', create({}, 3), { ...begun, begun: 4 }],
    [
      'a group with everything',
      create({ tags: { a: '1' }, labels: { l: '1' }, taints: [{ key: 'k', effect: 'NO_EXECUTE', value: 'v' }] }),
      { cluster: 'prod', begun: 1, tags: ['a'], labels: ['l'], taints: ['NO_EXECUTE:k'] },
    ],
    ['an update of sizes', config({ scalingConfig: { minSize: 1 } }), { labels: [], taints: [] }],
    [
      'an update of labels and taints',
      config({ labels: { addOrUpdateLabels: { l: '1' } }, taints: { addOrUpdateTaints: [{ key: 'k', effect: 'NO_EXECUTE' }] } }),
      { labels: ['l'], taints: ['NO_EXECUTE:k'] },
    ],
    [
      'an update that takes labels and taints away',
      config({ labels: { removeLabels: ['l'] }, taints: { removeTaints: [{ key: 'k', effect: 'NO_EXECUTE' }] } }),
      { labels: [], taints: [] },
    ],
    ['tags', step('t', scope, 'eks:TagResource', { resourceArn: 'arn', tags: { a: '1' } }, [...why]), { tags: ['a'] }],
    ['a role', role({}), { role: 'r', tags: [] }],
    [
      'a role with a boundary',
      role({ Tags: [{ Key: 'a', Value: '1' }], PermissionsBoundary: 'arn:b' }),
      { role: 'r', tags: ['a'], boundary: 'arn:b' },
    ],
    [
      'a policy of a role',
      step('p', scope, 'iam:AttachRolePolicy', { RoleName: 'r', PolicyArn: 'arn:p' }, [...why]),
      { policies: ['arn:p'] },
    ],
    [
      'a boundary of a role',
      step('b', scope, 'iam:PutRolePermissionsBoundary', { RoleName: 'r', PermissionsBoundary: 'arn:b' }, [...why]),
      { boundary: 'arn:b' },
    ],
    ['tags of a role', step('g', scope, 'iam:TagRole', { RoleName: 'r', Tags: [{ Key: 'a', Value: '1' }] }, [...why]), { tags: ['a'] }],
    [
      'a launch template',
      step('template', scope, 'ec2:CreateLaunchTemplate', { LaunchTemplateName: 'cp-pool1', LaunchTemplateData: {} }, [...why]),
      { templateName: 'cp-pool1' },
    ],
    ['what goes', step('d', scope, 'eks:DeleteNodegroup', { clusterName: 'prod', nodegroupName: name }, [...why]), {}],
  ])('%s', (_, made, expected) => {
    expect(notedOfStep(poolKey, made)).toStrictEqual(expected)
    expect(notedOfStep('awsmachinepool:kube:/default/pool1', made)).toEqual({})
  })
})

describe('of a record that was lost, what is wanted and there', () => {
  const planOf = (pool: Key.Key): Plan<AwsAct> => ({
    pool,
    steps: [],
    holds: [],
    findings: [],
    status: null,
    next: { _tag: 'AwaitChange' },
  })
  const noted = (asked: Asked, facts: { readonly [key: string]: unknown }) =>
    notedOfFacts(planOf(poolKey), scope, {
      ...kubeFacts(manifestsOf(asked), 0),
      ...Object.fromEntries(Object.entries(facts).map(([k, v]) => [k, v === null ? Fact.absent(0) : Fact.present(v, 0)])),
    })
  const key = factKey('nodegroup', `prod/${name}`)
  const bare: Nodegroup = { nodegroupName: name, clusterName: 'prod', status: 'ACTIVE' }
  const none = { cluster: 'prod', labels: [], taints: [] }
  const mine = { 'poolwright.dev/pool': 'default/pool1' }
  const roleKey = factKey('role', 'r')
  const roleWith = (tags: { readonly [k: string]: string }) => ({
    RoleName: 'r',
    Arn: 'arn:aws:iam::000000000000:role/x/r',
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  })
  const withRole: Nodegroup = { ...bare, nodeRole: 'arn:aws:iam::000000000000:role/x/r' }

  it.each<readonly [string, Asked, { readonly [key: string]: unknown }, ReadonlyArray<NotedOfNodegroup>]>([
    ['a group that shows nothing', {}, { [key]: bare }, [none]],
    ['a group that is not there', {}, { [key]: null }, []],
    ['no group', {}, {}, []],
    ['a group of another name', {}, { [factKey('nodegroup', 'prod/x')]: { ...bare, nodegroupName: 'x', tags: owner } }, []],
    [
      'a group of another name with the pool’s tag',
      {},
      { [factKey('nodegroup', 'prod/x')]: { ...bare, nodegroupName: 'x', tags: mine } },
      [none],
    ],
    ['a group in another account', {}, { [`nodegroup:aws:111111111111/eu-west-1/prod/${name}`]: bare }, []],
    [
      'labels and taints that are asked for',
      { spec: { labels: { a: '1', b: '2' }, taints: [{ effect: 'no-execute', key: 'k', value: '' }] } },
      {
        [key]: {
          ...bare,
          labels: { a: '1', c: '3' },
          taints: [
            { key: 'k', effect: 'NO_EXECUTE' },
            { key: 'l', effect: 'NO_EXECUTE' },
          ],
        },
      },
      [{ ...none, labels: ['a'], taints: ['NO_EXECUTE:k'] }],
    ],
    ['labels where none are asked for', {}, { [key]: { ...bare, labels: { a: '1' } } }, [none]],
    ['a role of the pool’s', {}, { [key]: withRole, [roleKey]: roleWith(mine) }, [{ ...none, role: 'r' }]],
    ['a role of the cluster’s', {}, { [key]: withRole, [roleKey]: roleWith(owner) }, [none]],
    ['a role without tags', {}, { [key]: withRole, [roleKey]: { RoleName: 'r', Arn: 'arn:r' } }, [none]],
    ['a role that is not known', {}, { [key]: withRole }, [none]],
    [
      'its ARN and its template',
      {},
      { [key]: { ...bare, nodegroupArn: nodegroup.nodegroupArn, launchTemplate: { id: 'lt-1', name: 'cp-pool1', version: '1' } } },
      [{ ...none, nodegroup: nodegroup.nodegroupArn ?? '', template: 'lt-1', templateName: 'cp-pool1' }],
    ],
    ['a template without id and name', {}, { [key]: { ...bare, launchTemplate: {} } }, [none]],
  ])('%s', (_, asked, facts, expected) => expect(noted(asked, facts)).toStrictEqual(expected))

  it('nothing of a pool that is not there, or of another kind', () => {
    const facts = { [key]: Fact.present(bare, 0) }
    expect(notedOfFacts(planOf(poolKey), scope, facts)).toEqual([])
    const all = { ...kubeFacts(manifestsOf(), 0), ...facts }
    expect(notedOfFacts(planOf('awsmachinepool:kube:/default/pool1'), scope, all)).toEqual([])
  })
})
