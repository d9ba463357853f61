import type { Role } from '@poolwright/aws/Role'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type Asked,
  calls,
  findings,
  going,
  holds,
  holdsOf,
  input,
  managedRole,
  nodePolicies,
  owner,
  plan,
  policyArn,
  roleArn,
  type Seen,
  trust,
  untaken,
} from '../nodegroup/nodegroup.fixture.js'
import { defaultPolicies, partitionOf } from './policies.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const gate = { EKSEnableIAM: true }
const tagged = (tags: object) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value: String(Value) }))
const arn = `arn:aws:iam::000000000000:role/${managedRole}`
/** An owned role of the pool's group, which has it already. */
const owned = (asked: Asked = {}, role: Partial<Role> = {}, seen: Seen = {}) =>
  plan(asked, {
    ...seen,
    settings: { ...gate, ...seen.settings },
    nodegroup: seen.nodegroup === null ? null : { nodeRole: arn, ...seen.nodegroup },
    role: { Tags: tagged(owner), ...role },
  })

it('R01: a role is made whole, and the group once it is there', () => {
  const p = plan({}, { nodegroup: null, role: null, settings: gate })
  expect(calls(p)).toEqual(['CreateRole', 'AttachRolePolicy', 'AttachRolePolicy', 'AttachRolePolicy'])
  expect(input(p, 'role')).toMatchObject({ RoleName: managedRole, Tags: tagged({ ...owner, 'poolwright.dev/pool': 'default/pool1' }) })
  expect(JSON.stringify(input(p, 'role'))).toContain('ec2.amazonaws.com')
  expect(p.steps.filter((s) => s.id.startsWith('role-attach')).every((s) => s.after.includes('role'))).toBe(true)
  expect(holdsOf(p, 'nodegroup')).toEqual(['PW-WAIT-ROLE'])
  const then = owned({}, {}, { nodegroup: null })
  expect(calls(then)).toEqual(['CreateNodegroup'])
  expect(input(then, 'nodegroup')).toMatchObject({ nodeRole: arn })
})

it('path and boundary go with it', () => {
  const spec = { rolePath: '/nodes/', rolePermissionsBoundary: 'arn:aws:iam::1:policy/b' }
  const p = plan({ spec }, { nodegroup: null, role: null, settings: gate })
  expect(input(p, 'role')).toMatchObject({ Path: '/nodes/', PermissionsBoundary: 'arn:aws:iam::1:policy/b' })
})

it('R02: without the gate it has to be there', () => {
  const p = plan({}, { nodegroup: null, role: null })
  expect(calls(p)).toEqual([])
  expect(holdsOf(p, 'nodegroup')).toEqual(['PW-WAIT-ROLE'])
  expect(
    input(
      plan({ spec: { roleName: 'mine' } }, { nodegroup: null, role: { RoleName: 'mine', Arn: 'arn:aws:iam::1:role/p/mine' } }),
      'nodegroup',
    ),
  ).toMatchObject({
    nodeRole: 'arn:aws:iam::1:role/p/mine',
  })
})

it('R03, V25: somebody else’s is only looked up, and additional policies say that they do nothing', () => {
  const spec = { roleAdditionalPolicies: [policyArn('X')] }
  const p = plan({ spec }, { settings: gate, nodegroup: { nodeRole: arn }, policies: [] })
  expect(p.steps).toEqual([])
  expect(findings(p)).toEqual(['PW-ROLE-TAKEN', 'PW-ROLE-POLICIES-UNUSED'])
  expect(findings(plan({ spec }))).toEqual(['PW-ROLE-POLICIES-UNUSED'])
})

describe('a role that has the name of the pool’s own is used as it is, and that is told', () => {
  const other = { nodegroup: { nodeRole: 'arn:aws:iam::000000000000:role/other' } }
  it.each<readonly [string, Asked, Partial<Role>, Seen, ReadonlyArray<object>]>([
    [
      'where it is not the pool’s',
      {},
      { Tags: [] },
      {},
      [{ severity: 'warning', paths: ['roleName'], message: expect.stringContaining(`role ${managedRole} was there`) as string }],
    ],
    ['but not where it is', {}, {}, {}, []],
    ['nor where somebody names it', { spec: { roleName: managedRole } }, { Tags: [] }, {}, []],
    ['nor where the group has another', {}, { RoleName: 'other', Tags: [] }, other, []],
    ['nor where no roles are made', {}, { Tags: [] }, { settings: { EKSEnableIAM: false } }, []],
  ])('%s', (_, asked, role, seen, expected) => {
    const p = owned(asked, role, seen)
    expect(p.findings.filter((f) => f.code === 'PW-ROLE-TAKEN')).toMatchObject(expected)
    expect(p.steps.filter((s) => s.id.startsWith('role'))).toEqual([])
  })
})

describe('policies', () => {
  it('R04–R07: what is missing is attached first, then what the record names goes; others’ stay', () => {
    const extra = policyArn('AmazonSSMManagedInstanceCore')
    const p = owned({}, {}, { policies: [...nodePolicies, extra] })
    expect(p.steps).toEqual([])
    expect(findings(p)).toEqual(['PW-FOREIGN-POLICIES'])
    const both = owned({}, {}, { policies: [...nodePolicies.slice(1), extra], record: { policies: [extra] } })
    expect(going(both).map((s) => s.id)).toEqual([
      'role-attach-AmazonEC2ContainerRegistryReadOnly',
      'role-detach-AmazonSSMManagedInstanceCore',
    ])
    expect(both.steps[1]?.after).toEqual(['role-attach-AmazonEC2ContainerRegistryReadOnly'])
    expect(calls(owned({}, {}, { policies: [...nodePolicies, extra], settings: { ownership: 'strict' } }))).toEqual(['DetachRolePolicy'])
  })

  it('R15: any number of them', () => {
    const many = Array.from({ length: 117 }, (_, i) => policyArn(`P${i}`))
    const asked: Asked = { spec: { roleAdditionalPolicies: many } }
    expect(owned(asked, {}, { policies: [...nodePolicies, ...many], settings: { EKSAllowAddRoles: true } }).steps).toEqual([])
  })

  it('R16: without their gate nothing is begun', () => {
    const asked: Asked = { spec: { roleAdditionalPolicies: [policyArn('X')] } }
    const p = plan(asked, { nodegroup: null, role: null, settings: gate })
    expect(calls(p)).toEqual([])
    expect(holdsOf(p, 'role')).toEqual(['PW-ROLE-POLICIES-GATE'])
    expect(holdsOf(p, 'nodegroup')).toContain('PW-ROLE-POLICIES-GATE')
    expect(calls(owned(asked, {}, { settings: { EKSAllowAddRoles: true } }))).toEqual(['AttachRolePolicy'])
  })

  it.each([
    ['eu-west-1', 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy'],
    ['us-gov-west-1', 'arn:aws-us-gov:iam::aws:policy/AmazonEKSWorkerNodePolicy'],
    ['cn-north-1', 'arn:aws-cn:iam::aws:policy/AmazonEKSWorkerNodePolicy'],
    ['us-isob-east-1', 'arn:aws-iso-b:iam::aws:policy/AmazonEKSWorkerNodePolicy'],
    ['us-iso-east-1', 'arn:aws-iso:iam::aws:policy/AmazonEKSWorkerNodePolicy'],
  ])('R11, R12: in %s', (region, expected) => expect(defaultPolicies(partitionOf(`aws:1/${region}`))).toContain(expected))
})

describe('trust', () => {
  const document = (Statement: unknown) => ({ Version: '2012-10-17', Statement }) as Role['AssumeRolePolicyDocument'] & {}
  const allow = { Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: ['ec2.amazonaws.com'] } }
  const admin = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::1:root' } }

  it('R08, R10: one value is a list of one; others’ statements stay', () => {
    expect(owned({}, { AssumeRolePolicyDocument: document([allow]) }).steps).toEqual([])
    expect(owned({}, { AssumeRolePolicyDocument: document(allow) }).steps).toEqual([])
    expect(owned({}, { AssumeRolePolicyDocument: document([admin, allow]) }).steps).toEqual([])
    expect(calls(owned({}, { AssumeRolePolicyDocument: document([admin, allow]) }, { settings: { ownership: 'strict' } }))).toEqual([
      'UpdateAssumeRolePolicy',
    ])
    expect(owned({}, { AssumeRolePolicyDocument: trust }, { settings: { ownership: 'strict' } }).steps).toEqual([])
  })

  it('R09: EC2 is put back, beside what is there', () => {
    const p = owned({}, { AssumeRolePolicyDocument: document([admin]) })
    expect(calls(p)).toEqual(['UpdateAssumeRolePolicy'])
    const text = JSON.stringify(input(p, 'role-trust'))
    expect(text).toContain('ec2.amazonaws.com')
    expect(text).toContain('arn:aws:iam::1:root')
    expect(calls(owned({}, { AssumeRolePolicyDocument: 'not a document' }))).toEqual(['UpdateAssumeRolePolicy'])
    expect(calls(owned({}, { AssumeRolePolicyDocument: document([{ ...allow, Effect: 'Deny' }]) }))).toEqual(['UpdateAssumeRolePolicy'])
  })
})

describe('trust in full', () => {
  const arnOf = 'arn:aws:iam::1:root'
  const allow = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }
  const admin = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: arnOf } }
  const made = { Statement: [allow], Version: '2012-10-17' }
  type Document = NonNullable<Role['AssumeRolePolicyDocument']>
  /** What is written over a document of these statements; nothing where EC2 is trusted as it is. */
  const written = (observed: Document | undefined, ownership: 'ours' | 'strict') => {
    const role = observed === undefined ? { AssumeRolePolicyDocument: undefined } : { AssumeRolePolicyDocument: observed }
    const sent = input(owned({}, role as Partial<Role>, { settings: { ownership } }), 'role-trust') as
      { PolicyDocument?: string } | undefined
    return sent?.PolicyDocument === undefined ? null : (JSON.parse(sent.PolicyDocument) as unknown)
  }
  const of = (...Statement: ReadonlyArray<unknown>) => ({ Version: '2012-10-17', Statement }) as Document

  it.each<readonly [string, Document | undefined, unknown]>([
    ['no document', undefined, made],
    ['what is no document', 'x', made],
    ['a document without statements', { Version: '2012-10-17' }, made],
    ['no statements', of(), made],
    ['statements that are none', of(null, 'x'), { ...made, Statement: [null, 'x', allow] }],
    ['somebody else’s', of(admin), { ...made, Statement: [admin, allow] }],
    ['one that denies', of({ ...allow, Effect: 'Deny' }), { ...made, Statement: [{ ...allow, Effect: 'Deny' }, allow] }],
    ['one with a condition', of({ ...allow, Condition: { a: 'b' } }), { ...made, Statement: [{ ...allow, Condition: { a: 'b' } }, allow] }],
    ['another action', of({ ...allow, Action: 'sts:TagSession' }), { ...made, Statement: [{ ...allow, Action: 'sts:TagSession' }, allow] }],
    [
      'no action',
      of({ Effect: 'Allow', Principal: allow.Principal }),
      { ...made, Statement: [{ Effect: 'Allow', Principal: allow.Principal }, allow] },
    ],
    ['everybody', of({ ...allow, Principal: '*' }), { ...made, Statement: [{ ...allow, Principal: '*' }, allow] }],
    [
      'another service',
      of({ ...allow, Principal: { Service: 'a.b' } }),
      { ...made, Statement: [{ ...allow, Principal: { Service: 'a.b' } }, allow] },
    ],
    ['EC2', of(allow), null],
    ['EC2 as China spells it', of({ ...allow, Principal: { Service: 'ec2.amazonaws.com.cn' } }), null],
    ['EC2 among services', of({ ...allow, Principal: { Service: ['a.b', 'ec2.amazonaws.com'] } }), null],
    ['the action among others', of({ ...allow, Action: ['sts:TagSession', 'sts:AssumeRole'] }), null],
  ])('%s is kept, with EC2 beside it where it is not trusted', (_, observed, expected) =>
    expect(written(observed, 'ours')).toEqual(expected),
  )

  it.each<readonly [string, Document | undefined, unknown]>([
    ['no document', undefined, made],
    ['somebody else’s', of(admin), made],
    ['EC2 and somebody else', of(allow, admin), made],
    ['another action', of({ ...allow, Action: 'sts:TagSession' }), made],
    ['another service', of({ ...allow, Principal: { Service: 'a.b' } }), made],
    ['the service as another principal', of({ ...allow, Principal: { AWS: 'ec2.amazonaws.com' } }), made],
    ['everybody', of({ ...allow, Principal: '*' }), made],
    ['one with a condition', of({ ...allow, Condition: { a: 'b' } }), made],
    ['what is no statement', of('x'), made],
    ['EC2', of(allow), null],
    ['EC2 under a name', of({ ...allow, Sid: 'x' }), null],
    ['EC2 in lists', of({ ...allow, Action: ['sts:AssumeRole'], Principal: { Service: ['ec2.amazonaws.com'] } }), null],
  ])('%s gives way to EC2 alone where nothing else may be there', (_, observed, expected) =>
    expect(written(observed, 'strict')).toEqual(expected),
  )
})

it('R13: the boundary follows; one that nobody noted is an administrator’s', () => {
  const b = 'arn:aws:iam::1:policy/b'
  const seen = { PermissionsBoundary: { PermissionsBoundaryArn: b } }
  expect(input(owned({ spec: { rolePermissionsBoundary: b } }), 'role-boundary')).toMatchObject({ PermissionsBoundary: b })
  expect(owned({}, seen).steps).toEqual([])
  expect(calls(owned({}, seen, { record: { boundary: b } }))).toEqual(['DeleteRolePermissionsBoundary'])
})

it('R14: a path cannot be changed', () => {
  const p = owned({ spec: { rolePath: '/nodes/' } })
  expect(p.steps).toEqual([])
  expect(holds(p)).toEqual(['PW-REPLACE'])
})

it.each(['k8s.io/cluster-autoscaler/node-template/label/a', 'costs/aws:team'])('the pool’s tag %s goes from its role', (key) => {
  const p = owned({}, { Tags: tagged({ ...owner, [key]: 'b' }) }, { record: { tags: [key] }, nodegroup: { tags: owner } })
  expect(input(p, 'role-untag')).toMatchObject({ TagKeys: [key] })
})

it('tags follow, and others’ stay', () => {
  const p = owned(
    { spec: { additionalTags: { a: '1' } } },
    { Tags: tagged({ ...owner, b: '2', cost: 'x' }) },
    { nodegroup: { tags: { ...owner, a: '1' } }, group: null, record: { tags: ['b'] } },
  )
  expect(going(p).map((s) => s.id)).toEqual(['role-tags', 'role-untag'])
  expect(input(p, 'role-untag')).toMatchObject({ TagKeys: ['b'] })
  expect(p.findings[0]).toMatchObject({
    code: 'PW-FOREIGN-TAGS',
    severity: 'info',
    message: expect.stringMatching(/^role .*: cost$/) as string,
  })
})

it('a role of AWS’s own is none for nodes', () => {
  const role = { RoleName: 'AWSServiceRoleForX', Arn: 'arn:aws:iam::1:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX' }
  expect(holdsOf(plan({ spec: { roleName: role.RoleName } }, { nodegroup: null, role }), 'nodegroup')).toEqual(['PW-ROLE-SERVICE-LINKED'])
})

describe('deleting', () => {
  const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['f'] }
  const leaving = (seen: Seen = {}, asked: Asked = {}) => plan({ ...asked, metadata }, { ...seen, settings: { ...gate, ...seen.settings } })
  const mine = { Tags: tagged({ ...owner, 'poolwright.dev/pool': 'default/pool1' }) }
  const noGroup = { nodegroup: null, role: mine } as const

  it('D01: the group first; what it uses waits', () => {
    const p = leaving({ nodegroup: { nodeRole: arn }, role: mine })
    expect(calls(p)).toEqual(['DeleteNodegroup'])
    expect(p.steps.find((s) => s.id === 'role')?.holds.map((h) => h.code)).toEqual(['PW-WAIT-GONE'])
  })

  it.each([
    ['D02', 'DELETING', []],
    ['D03', 'UPDATING', []],
    ['D03', 'CREATING', []],
    ['D12', 'DELETE_FAILED', ['DeleteNodegroup']],
    ['a group that could not be made', 'CREATE_FAILED', ['DeleteNodegroup']],
    ['a degraded one', 'DEGRADED', ['DeleteNodegroup']],
  ])('%s: %s', (_, status, expected) => expect(calls(leaving({ nodegroup: { status } }))).toEqual(expected))

  it('the role that the group has goes, whatever role is asked for by now', () => {
    const p = leaving({ nodegroup: { nodeRole: arn }, role: { ...mine, RoleName: managedRole } }, { spec: { roleName: 'another' } })
    expect(input(p, 'role')).toEqual({ RoleName: managedRole })
    expect(holdsOf(p, 'role')).toEqual(['PW-WAIT-GONE'])
  })

  it('D04: then the role, emptied first', () => {
    const p = leaving(noGroup)
    expect(calls(p)).toEqual(['DetachRolePolicy', 'DetachRolePolicy', 'DetachRolePolicy', 'DeleteRole'])
    expect(p.steps.at(-1)?.after).toHaveLength(3)
  })

  it('D05, D06: not one that is others’, or that another pool uses', () => {
    expect(leaving({ nodegroup: null }).steps).toEqual([])
    const roleName = 'ours'
    const other = {
      apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
      kind: 'AWSManagedMachinePool',
      metadata: { name: 'other' },
      spec: { roleName },
    }
    const role = { RoleName: roleName, Arn: 'arn:aws:iam::1:role/shared', ...mine }
    const p = leaving({ nodegroup: null, role }, { spec: { roleName }, others: [other] })
    expect(p.steps).toEqual([])
    expect(findings(p)).toEqual(['PW-ROLE-KEPT'])
    expect(calls(leaving({ nodegroup: null, role }, { spec: { roleName } }))).toContain('DeleteRole')
    const unsigned = { ...role, Tags: tagged(owner) }
    expect(findings(leaving({ nodegroup: null, role: unsigned }, { spec: { roleName } }))).toEqual(['PW-ROLE-KEPT'])
  })

  it('D09: a group of somebody else stays, and the rest is cleaned', () => {
    const p = leaving({ nodegroup: { tags: {} }, role: mine })
    expect(holds(p)).toEqual(['PW-NOT-OURS'])
    expect(calls(p)).toContain('DeleteRole')
  })

  it('D10, D11: needs neither cluster nor control plane', () => {
    const record = { cluster: 'prod', scope: 'aws:000000000000/eu-west-1' }
    const p = leaving({ cluster: null, record }, { without: ['Cluster', 'AWSManagedControlPlane', 'MachinePool'] })
    expect(calls(p)).toEqual(['DeleteNodegroup'])
    expect(calls(leaving({ cluster: { status: 'FAILED' } }, { controlStatus: { ready: false } }))).toEqual(['DeleteNodegroup'])
  })

  it('D14: policies inside a role go with one that is certainly ours', () => {
    expect(calls(leaving({ ...noGroup, inline: ['x'] }))).toContain('DeleteRolePolicy')
    const p = leaving({ nodegroup: null, role: { Tags: tagged(owner) }, inline: ['x'] })
    expect(p.steps).toEqual([])
    expect(findings(p)).toEqual(['PW-ROLE-KEPT'])
  })

  it('D15–D17: nothing is left; paused; retained', () => {
    const gone = leaving({ nodegroup: null, role: null })
    expect(gone.steps).toEqual([])
    expect(gone.holds).toEqual([])
    const still = plan({ metadata: { ...metadata, annotations: { 'cluster.x-k8s.io/paused': '' } } }, {})
    expect(calls(still)).toEqual([])
    expect(leaving({ ...noGroup, settings: { onDelete: { role: 'retain' } } }).steps).toEqual([])
  })
  it('without the gate no role is touched', () => expect(plan({ metadata }, { nodegroup: null, role: mine }).steps).toEqual([]))
})

it('a role that the group has stays its role when the gate opens later', () => {
  const p = plan(
    {},
    {
      settings: gate,
      more: {
        [`role:aws:000000000000/eu-west-1/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}`]: {
          _tag: 'Present',
          asOf: 0,
          value: { RoleName: 'x', Arn: roleArn },
        },
      },
    },
  )
  expect(p.steps).toEqual([])
})
