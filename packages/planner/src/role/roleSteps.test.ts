/** Each request about a role in full: what it says, why, after what, and what it does to nodes. */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Role } from '@poolwright/aws/Role'
import * as Fact from '@poolwright/core/Fact'
import type { Plan } from '@poolwright/core/Plan'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type Asked,
  calls,
  factKey,
  holdsOf,
  managedRole,
  nodePolicies,
  owner,
  plan,
  policyArn,
  type Seen,
  trust,
  untaken,
} from '../nodegroup/nodegroup.fixture.js'
import { usersKey } from './planRoleDelete.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const gate = { EKSEnableIAM: true }
const both = { ...gate, EKSAllowAddRoles: true }
const tagged = (tags: object) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value: String(Value) }))
const arn = `arn:aws:iam::000000000000:role/${managedRole}`
const owned = (asked: Asked = {}, role: Partial<Role> = {}, seen: Seen = {}) =>
  plan(asked, {
    ...seen,
    settings: { ...gate, ...seen.settings },
    nodegroup: seen.nodegroup === null ? null : { nodeRole: arn, ...seen.nodegroup },
    role: { Tags: tagged(owner), ...role },
  })
/** The steps of a role: id, input, causes, whether it reaches nodes, and what goes before. */
const roleSteps = (p: Plan<AwsAct>) =>
  p.steps
    .filter((s) => s.id.startsWith('role'))
    .map((s) => [
      s.id,
      s.action.input,
      s.causes.map((c) => (c._tag === 'Change' ? [c.row, c.paths, c.fact, c.before, c.after, c.verdict] : [c._tag, c.fact])),
      s.disruption._tag,
      s.after,
    ])
const role = factKey('role', managedRole)
const policies = factKey('rolePolicies', managedRole)
const extra = policyArn('AmazonSSMManagedInstanceCore')
const boundary = 'arn:aws:iam::1:policy/b'
const former = 'arn:aws:iam::1:policy/a'
const added = (a: string, after: ReadonlyArray<string> = []) => [
  `role-attach-${a.slice(a.lastIndexOf('/') + 1)}`,
  { RoleName: managedRole, PolicyArn: a },
  [['Policies', ['roleAdditionalPolicies'], policies, null, a, 'inPlace']],
  'InPlace',
  after,
]

it.each<readonly [string, () => Plan<AwsAct>, ReadonlyArray<unknown>]>([
  ['a policy that lacks is attached', () => owned({}, {}, { policies: nodePolicies.slice(1) }), [added(nodePolicies[0] ?? '')]],
  [
    'policies that are asked for are attached in order, each once',
    () =>
      owned(
        { spec: { roleAdditionalPolicies: [policyArn('B'), policyArn('A'), nodePolicies[0] ?? '', policyArn('B')] } },
        {},
        { settings: both },
      ),
    [added(policyArn('A')), added(policyArn('B'))],
  ],
  [
    'a policy of the record’s is detached after others are attached',
    () => owned({}, {}, { policies: [...nodePolicies.slice(1), extra], record: { policies: [extra] } }),
    [
      added(nodePolicies[0] ?? ''),
      [
        'role-detach-AmazonSSMManagedInstanceCore',
        { RoleName: managedRole, PolicyArn: extra },
        [['Policies', ['roleAdditionalPolicies'], policies, extra, null, 'inPlace']],
        'InPlace',
        ['role-attach-AmazonEC2ContainerRegistryReadOnly'],
      ],
    ],
  ],
  [
    'nothing is detached while what is asked for may not be attached',
    () =>
      owned(
        { spec: { roleAdditionalPolicies: [policyArn('X')] } },
        {},
        { policies: [...nodePolicies, extra], record: { policies: [extra] } },
      ),
    [],
  ],
  [
    'trust that is not there is written',
    () => owned({}, { AssumeRolePolicyDocument: undefined } as never),
    [
      [
        'role-trust',
        { RoleName: managedRole, PolicyDocument: expect.stringContaining('ec2.amazonaws.com') as unknown },
        [['Trust', ['settings.EKSEnableIAM'], role, null, trust, 'inPlace']],
        'InPlace',
        [],
      ],
    ],
  ],
  [
    'a boundary is put',
    () => owned({ spec: { rolePermissionsBoundary: boundary } }),
    [
      [
        'role-boundary',
        { RoleName: managedRole, PermissionsBoundary: boundary },
        [['PermissionsBoundary', ['rolePermissionsBoundary'], role, null, boundary, 'inPlace']],
        'InPlace',
        [],
      ],
    ],
  ],
  [
    'a boundary is put over another',
    () => owned({ spec: { rolePermissionsBoundary: boundary } }, { PermissionsBoundary: { PermissionsBoundaryArn: former } }),
    [
      [
        'role-boundary',
        { RoleName: managedRole, PermissionsBoundary: boundary },
        [['PermissionsBoundary', ['rolePermissionsBoundary'], role, former, boundary, 'inPlace']],
        'InPlace',
        [],
      ],
    ],
  ],
  [
    'a boundary of the record’s is taken away',
    () => owned({}, { PermissionsBoundary: { PermissionsBoundaryArn: boundary } }, { record: { boundary } }),
    [
      [
        'role-boundary',
        { RoleName: managedRole },
        [['PermissionsBoundary', ['rolePermissionsBoundary'], role, boundary, null, 'inPlace']],
        'InPlace',
        [],
      ],
    ],
  ],
  [
    'a boundary that is as asked is left',
    () => owned({ spec: { rolePermissionsBoundary: boundary } }, { PermissionsBoundary: { PermissionsBoundaryArn: boundary } }),
    [],
  ],
  [
    'a boundary that changed since the record is left',
    () => owned({}, { PermissionsBoundary: { PermissionsBoundaryArn: boundary } }, { record: { boundary: former } }),
    [],
  ],
  [
    'tags are put, and then those of the record taken away, in order',
    () =>
      owned(
        { spec: { additionalTags: { z: '1', a: '2' } } },
        { Tags: tagged({ ...owner, y: '1', x: '1', a: '0', 'poolwright.dev/pool': 'default/pool1', other: '1' }) },
        {
          nodegroup: { tags: { ...owner, z: '1', a: '2' } },
          group: null,
          record: { tags: ['y', 'x', 'poolwright.dev/pool', 'a', 'never'] },
        },
      ),
    [
      [
        'role-tags',
        { RoleName: managedRole, Tags: tagged({ a: '2', z: '1' }) },
        [
          [
            'Tags',
            ['additionalTags', 'AWSManagedControlPlane.spec.additionalTags'],
            role,
            expect.anything() as unknown,
            expect.anything() as unknown,
            'inPlace',
          ],
        ],
        'InPlace',
        [],
      ],
      [
        'role-untag',
        { RoleName: managedRole, TagKeys: ['x', 'y'] },
        [['Tags', ['additionalTags', 'AWSManagedControlPlane.spec.additionalTags'], role, '1', null, 'inPlace']],
        'InPlace',
        ['role-tags'],
      ],
    ],
  ],
  [
    'a tag goes though none is put',
    () => owned({}, { Tags: tagged({ ...owner, y: '1' }) }, { record: { tags: ['y'] } }),
    [
      [
        'role-untag',
        { RoleName: managedRole, TagKeys: ['y'] },
        [['Tags', ['additionalTags', 'AWSManagedControlPlane.spec.additionalTags'], role, '1', null, 'inPlace']],
        'InPlace',
        [],
      ],
    ],
  ],
  ['others’ tags stay', () => owned({}, { Tags: tagged({ ...owner, y: '1' }) }), []],
])('%s', (_, p, expected) => expect(roleSteps(p())).toEqual(expected))

it('a role that IAM has no policies of any more is looked at again, and one has only those that are asked for', () => {
  const gone = owned({}, {}, { more: { [policies]: { _tag: 'Absent', asOf: 0 } } })
  expect([calls(gone), gone.next]).toEqual([[], { _tag: 'After', delay: 15_000 }])
  expect(owned({}, {}, { settings: both }).steps).toEqual([])
  const kept = owned({}, {}, { policies: [...nodePolicies, extra, policyArn('Y')], record: { policies: [extra] } })
  expect(kept.findings.map((f) => f.message.includes(extra))).toEqual([false])
  expect(owned({}, {}, { policies: [...nodePolicies, extra], record: { policies: [extra] } }).findings).toEqual([])
})

it('a role that is made has path and boundary only where they are asked for, and its policies after it', () => {
  const p = plan({}, { nodegroup: null, role: null, settings: gate })
  const wanted = ['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryReadOnly'].map(policyArn)
  const [made, ...attached] = roleSteps(p)
  expect(made).toEqual([
    'role',
    {
      RoleName: managedRole,
      AssumeRolePolicyDocument: expect.stringContaining('ec2.amazonaws.com') as unknown,
      Tags: tagged({ ...owner, 'poolwright.dev/pool': 'default/pool1' }),
    },
    [['Missing', role]],
    'None',
    [],
  ])
  expect(attached).toEqual(wanted.map((a) => added(a, ['role'])))
})

type Said = readonly [code: string, about: unknown, word: string]
const saidIn = (p: Plan<AwsAct>): ReadonlyArray<readonly [string, unknown, string]> => [
  ...[...p.holds, ...p.steps.flatMap((s) => s.holds)].map(
    (h) => [h.code, 'fact' in h ? h.fact : 'paths' in h ? h.paths : null, h.why] as const,
  ),
  ...p.findings.map((f) => [f.code, f.paths, f.message] as const),
]
const asksMore: Asked = { spec: { roleAdditionalPolicies: [policyArn('X')] } }
const linked = { RoleName: 'AWSServiceRoleForX', Arn: 'arn:aws:iam::1:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX' }
describe('what is said of a role names it and what to do', () => {
  it.each<readonly [string, () => Plan<AwsAct>, Said]>([
    [
      'it is not there',
      () =>
        plan(
          { spec: { roleName: 'mine' } },
          { nodegroup: null, role: null, more: { [factKey('role', 'mine')]: { _tag: 'Absent', asOf: 0 } } },
        ),
      ['PW-WAIT-ROLE', factKey('role', 'mine'), 'no role mine; make it'],
    ],
    [
      'it is made first',
      () => plan({}, { nodegroup: null, role: null, settings: gate }),
      ['PW-WAIT-ROLE', role, `${managedRole} has to be there`],
    ],
    ['it lacks a policy', () => owned({}, {}, { nodegroup: null, policies: [] }), ['PW-WAIT-ROLE', policies, 'its policies first']],
    [
      'it is a service’s',
      () => plan({ spec: { roleName: linked.RoleName } }, { nodegroup: null, role: linked }),
      ['PW-ROLE-SERVICE-LINKED', ['roleName'], linked.RoleName],
    ],
    ['its policies have a gate', () => owned(asksMore), ['PW-ROLE-POLICIES-GATE', ['roleAdditionalPolicies'], 'EKSAllowAddRoles']],
    [
      'its policies do nothing without the gate',
      () => plan(asksMore),
      ['PW-ROLE-POLICIES-UNUSED', ['roleAdditionalPolicies'], 'EKSEnableIAM is off'],
    ],
    [
      'its policies do nothing without the gate, before the group is there',
      () => plan(asksMore, { nodegroup: null }),
      ['PW-ROLE-POLICIES-UNUSED', ['roleAdditionalPolicies'], 'EKSEnableIAM is off'],
    ],
    [
      'its policies do nothing without it',
      () => plan(asksMore, { nodegroup: null, role: null }),
      ['PW-ROLE-POLICIES-UNUSED', ['roleAdditionalPolicies'], 'EKSEnableIAM is off'],
    ],
    [
      'its policies do nothing for a role of somebody else',
      () => owned(asksMore, { Tags: [] }),
      ['PW-ROLE-POLICIES-UNUSED', ['roleAdditionalPolicies'], `${managedRole} is not the pool's`],
    ],
    [
      'it has policies of others',
      () => owned({}, {}, { policies: [...nodePolicies, extra, policyArn('Y')] }),
      ['PW-FOREIGN-POLICIES', [], `${extra}, ${policyArn('Y')}`],
    ],
    ['its path stays', () => owned({ spec: { rolePath: '/nodes/' } }, { Path: '/x/' }), ['PW-REPLACE', ['rolePath'], 'rolePath is /x/']],
    [
      'its path stays, and is the top where IAM says none',
      () => owned({ spec: { rolePath: '/nodes/' } }, { Path: undefined } as never),
      ['PW-REPLACE', ['rolePath'], 'rolePath is / and'],
    ],
  ])('%s', (_, p, [code, about, word]) => {
    const [found] = saidIn(p()).filter(([c]) => c === code)
    expect(found?.[1] ?? []).toEqual(about)
    expect(found?.[2]).toContain(word)
  })

  it.each<readonly [string, () => Plan<AwsAct>]>([
    ['its path is as asked', () => owned({ spec: { rolePath: '/nodes/' } }, { Path: '/nodes/' })],
    ['no path is asked for', () => owned({}, { Path: '/nodes/' })],
    ['policies are asked for by an empty list', () => owned({ spec: { roleAdditionalPolicies: [] } })],
    ['an empty list does nothing without the gate', () => plan({ spec: { roleAdditionalPolicies: [] } })],
  ])('nothing, where %s', (_, planned) => {
    const p = planned()
    expect([p.steps, saidIn(p)]).toEqual([[], []])
  })

  it('the gate is said once, by what it holds or by itself', () => {
    const gated = (p: Plan<AwsAct>) => [p.holds.map((h) => h.code), p.steps.map((s) => [s.id, s.holds.map((h) => h.code)])]
    expect(gated(owned(asksMore))).toEqual([['PW-ROLE-POLICIES-GATE'], []])
    expect(gated(owned(asksMore, {}, { policies: nodePolicies.slice(1) }))).toEqual([
      [],
      [['role-attach-AmazonEC2ContainerRegistryReadOnly', ['PW-ROLE-POLICIES-GATE']]],
    ])
  })
})

describe('a group waits for a role', () => {
  const made = Date.parse('2026-01-01T00:00:00Z')
  it.each<readonly [string, number, ReadonlyArray<string>]>([
    ['that was made this moment', made, ['PW-WAIT-ROLE']],
    ['that was made a moment ago', made + 14_999, ['PW-WAIT-ROLE']],
    ['no longer than EKS takes to see it', made + 15_000, []],
    ['not at all by a clock that is behind', made - 1, []],
  ])('%s', (_, now, expected) =>
    expect(holdsOf(owned({}, { CreateDate: new Date(made).toISOString() }, { nodegroup: null, now }), 'nodegroup')).toEqual(expected),
  )
  it('that is named', () => {
    const p = owned({}, { CreateDate: new Date(made).toISOString() }, { nodegroup: null, now: made })
    expect(p.steps.find((s) => s.id === 'nodegroup')?.holds).toMatchObject([
      { fact: role, why: expect.stringContaining(managedRole) as unknown },
    ])
  })
  it('not at all where IAM does not say when it was made', () =>
    expect(holdsOf(owned({}, {}, { nodegroup: null, now: 5 }), 'nodegroup')).toEqual([]))
})

it('an empty name of a role is none', () =>
  expect(calls(plan({ spec: { roleName: '' } }, { nodegroup: null, role: null, settings: gate }))[0]).toBe('CreateRole'))

describe('deleting a role', () => {
  const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['f'] }
  const mine = { Tags: tagged({ ...owner, 'poolwright.dev/pool': 'default/pool1' }) }
  const leaving = (seen: Seen = {}, asked: Asked = {}) =>
    plan({ ...asked, metadata }, { nodegroup: null, role: mine, ...seen, settings: { ...gate, ...seen.settings } })

  it('empties it first, each step saying why', () => {
    const p = leaving({ policies: [extra], inline: ['x'] })
    expect(p.steps.map((s) => [s.id, s.action.input, s.after])).toEqual([
      ['role-detach-AmazonSSMManagedInstanceCore', { RoleName: managedRole, PolicyArn: extra }, []],
      ['role-remove-x', { RoleName: managedRole, PolicyName: 'x' }, []],
      ['role', { RoleName: managedRole }, ['role-detach-AmazonSSMManagedInstanceCore', 'role-remove-x']],
    ])
    for (const s of p.steps)
      expect(s.causes).toEqual([{ _tag: 'World', fact: 'awsmanagedmachinepool:kube:/default/pool1', says: 'the pool is being deleted' }])
  })

  it('waits for its group with all of it', () => {
    const p = leaving({ nodegroup: { nodeRole: arn }, inline: ['x'] })
    expect(p.steps.filter((s) => s.id.startsWith('role')).map((s) => s.holds.map((h) => h.code))).toEqual(
      Array.from({ length: 5 }, () => ['PW-WAIT-GONE']),
    )
  })

  const roleName = 'shared'
  const shared = { ...mine, RoleName: roleName, Arn: 'arn:aws:iam::1:role/shared' }
  const another = (name: string) => ({
    apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
    kind: 'AWSManagedMachinePool',
    metadata: { name },
    spec: { roleName },
  })
  it.each<readonly [string, () => Plan<AwsAct>, ReadonlyArray<string>]>([
    [
      'others that use it',
      () => leaving({ role: shared }, { spec: { roleName }, others: [another('a'), another('b')] }),
      ['default/a, default/b', roleName],
    ],
    ['nobody having made it', () => leaving({ role: { ...shared, Tags: tagged(owner) } }, { spec: { roleName } }), [roleName, 'by hand']],
    ['policies in it that nobody here wrote', () => leaving({ role: { Tags: tagged(owner) }, inline: ['x', 'y'] }), [managedRole, 'x, y']],
  ])('it stays for %s, and says so', (_, planned, words) => {
    const p = planned()
    expect(p.steps).toEqual([])
    expect(p.findings).toMatchObject([{ code: 'PW-ROLE-KEPT', paths: ['roleName'] }])
    for (const word of words) expect(p.findings[0]?.message).toContain(word)
  })

  it.each<readonly [string, () => Plan<AwsAct>]>([
    ['by its name', () => leaving({ role: { Tags: tagged(owner) } })],
    [
      'by the record',
      () => leaving({ role: { ...shared, Tags: tagged(owner) }, inline: ['x'], record: { role: roleName } }, { spec: { roleName } }),
    ],
    ['by its tag', () => leaving({ role: shared, inline: ['x'] }, { spec: { roleName } })],
  ])('it is known %s', (_, p) => expect(calls(p()).at(-1)).toBe('DeleteRole'))

  describe('of the pool’s own name, where the manifest names another one by now', () => {
    const theirs = { ...shared, Tags: [] }
    const both = (record: object, own: object = mine) =>
      leaving(
        {
          role: theirs,
          record,
          more: {
            [role]: { _tag: 'Present', asOf: 0, value: { RoleName: managedRole, Arn: arn, ...own } },
            [policies]: { _tag: 'Present', asOf: 0, value: [extra] },
            [factKey('roleInlinePolicies', managedRole)]: { _tag: 'Present', asOf: 0, value: ['x'] },
          },
        },
        { spec: { roleName } },
      )
    it('goes where no record says otherwise, under steps of its own', () =>
      expect(both({}).steps.map((s) => [s.id, s.action.input, s.after])).toEqual([
        [`role-${managedRole}-detach-AmazonSSMManagedInstanceCore`, { RoleName: managedRole, PolicyArn: extra }, []],
        [`role-${managedRole}-remove-x`, { RoleName: managedRole, PolicyName: 'x' }, []],
        [
          `role-${managedRole}`,
          { RoleName: managedRole },
          [`role-${managedRole}-detach-AmazonSSMManagedInstanceCore`, `role-${managedRole}-remove-x`],
        ],
      ]))
    it('is not asked for where the record has another one', () => expect(both({ role: roleName }).steps).toEqual([]))
    it('stays where it is somebody else’s', () => expect(both({}, { Tags: [] }).steps).toEqual([]))
  })

  it('has nothing to empty where IAM has none of it any more', () => {
    const gone = { _tag: 'Absent', asOf: 0 } as const
    expect(calls(leaving({ more: { [policies]: gone, [factKey('roleInlinePolicies', managedRole)]: gone } }))).toEqual(['DeleteRole'])
  })

  it('does not count the pool itself among those that use it', () => {
    const more = { [usersKey(roleName)]: { _tag: 'Present', asOf: 0, value: ['default/pool1'] } } as const
    expect(calls(leaving({ role: shared, more }, { spec: { roleName } })).at(-1)).toBe('DeleteRole')
    const two = { [usersKey(roleName)]: { _tag: 'Present', asOf: 0, value: ['default/pool1', 'default/a'] } } as const
    expect(leaving({ role: shared, more: two }, { spec: { roleName } }).findings[0]?.message).toContain(': default/a uses it')
  })

  it('leaves one without any tags', () => expect(leaving({ role: { Tags: undefined } as never }).steps).toEqual([]))
})

it.each<readonly [string, Asked, Partial<Role>, Seen, ReadonlyArray<string>]>([
  ['nothing', {}, {}, {}, []],
  ['tags', { spec: { additionalTags: { a: 'b' } } }, {}, {}, [role]],
  ['a policy that lacks', {}, {}, { policies: nodePolicies.slice(1) }, [role, policies]],
  ['a policy that goes', {}, {}, { policies: [...nodePolicies, extra], record: { policies: [extra] } }, [role, policies]],
  ['one for another', {}, {}, { policies: [...nodePolicies.slice(1), extra], record: { policies: [extra] } }, [role, policies]],
])('what has just been read for %s', (_, asked, seenRole, seen, expected) => {
  const keys: Array<string> = []
  owned(asked, seenRole, { ...seen, asked: keys })
  expect(keys.filter((key) => key === role || key === policies)).toEqual(expected)
})

describe('what is not known of a role', () => {
  const unread = (noun: 'role' | 'rolePolicies', id: string): Seen => ({ more: { [factKey(noun, id)]: Fact.unread } })
  it('is nothing to a group that is there, where roles are nobody’s task', () => {
    const p = plan({}, unread('role', 'eks-nodegroup.cluster-api-provider-aws.sigs.k8s.io'))
    expect([p.steps, p.holds, p.next]).toEqual([[], [], { _tag: 'After', delay: 600_000 }])
  })

  it('keeps a group that replaces another from being made, and it has the same role', () => {
    const nodeRole = `arn:aws:iam::000000000000:role/nodes/${managedRole}`
    const asked: Asked = { spec: { diskSize: 90 } }
    const p = plan(asked, { ...unread('role', managedRole), settings: { ...gate, replace: 'allowed' }, nodegroup: { nodeRole } })
    expect(p.steps.map((s) => [s.id, s.holds.map((h) => h.code)])).toEqual([['successor', ['PW-WAIT-READ']]])
    expect(p.steps[0]?.action.input).toMatchObject({ nodeRole })
  })

  it('holds the group that is to be made with it', () => {
    const p = owned({}, {}, { ...unread('rolePolicies', managedRole), nodegroup: null })
    expect(holdsOf(p, 'nodegroup')).toEqual(['PW-WAIT-READ'])
  })

  it('is looked at again soon', () => {
    const p = plan({}, { settings: gate, nodegroup: { nodeRole: arn }, role: null, ages: { [role]: 60_000 } })
    expect([p.steps, p.next]).toEqual([[], { _tag: 'After', delay: 15_000 }])
  })

  it('is not told as a policy of others’', () => {
    const p = owned({}, {}, { more: { [policies]: Fact.absent(0) } })
    expect([p.steps, p.findings]).toEqual([[], []])
  })
})
