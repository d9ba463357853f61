import type { RemoteAccess } from '@poolwright/aws/Nodegroup'
import { afterAll, expect, it } from 'vitest'
import { type Asked, calls, findings, holdsOf, input, plan, said, type Seen, untaken } from './nodegroup.fixture.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const access = (remoteAccess: NonNullable<Asked['spec']>[string], more: Asked = {}): Asked => ({ spec: { remoteAccess }, ...more })
const groups = (securityGroups: NonNullable<Asked['spec']>[string]): Asked => ({
  controlStatus: { ready: true, networkStatus: { securityGroups } },
})
const bastion: Asked = { control: { bastion: { enabled: true } } }
const named: Partial<Seen> = { cluster: { resourcesVpcConfig: { clusterSecurityGroupId: 'sg-eks' } } }

it.each<readonly [string, Asked, Partial<Seen>, RemoteAccess, string | null]>([
  ['the cluster’s key, from the cluster’s group', access({}), {}, { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-c'] }, null],
  ['a key of the pool’s', access({ sshKeyName: 'k' }), {}, { ec2SshKey: 'k', sourceSecurityGroups: ['sg-c'] }, null],
  ['no key where nobody has one', access({}, { control: { sshKeyName: '' } }), {}, { sourceSecurityGroups: ['sg-c'] }, null],
  ['no key where nobody says one', access({}, { control: { sshKeyName: null } }), {}, { sourceSecurityGroups: ['sg-c'] }, null],
  ['no key where the pool says so', access({ sshKeyName: '' }), {}, { sourceSecurityGroups: ['sg-c'] }, null],
  [
    'from other groups too, each once',
    access({ sourceSecurityGroups: ['sg-z', 'sg-c', 'sg-a'] }),
    {},
    { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-a', 'sg-c', 'sg-z'] },
    null,
  ],
  ['from the bastion where there is one', access({}, bastion), {}, { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-b', 'sg-c'] }, null],
  [
    'from the group that EKS names where the status names none',
    access({}, groups({})),
    named,
    { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-eks'] },
    null,
  ],
  ['from the status’s group before EKS’s', access({}), named, { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-c'] }, null],
  [
    'not before the cluster’s group is known',
    access({ sourceSecurityGroups: ['sg-a'] }, groups({})),
    {},
    { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-a'] },
    'cluster',
  ],
  [
    'not before the bastion’s group is known',
    access({}, { ...bastion, ...groups({ cluster: { id: 'sg-c' } }) }),
    {},
    { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-c'] },
    'bastion',
  ],
])('SSH with %s', (_, asked, seen, expected, missing) => {
  const p = plan(asked, { nodegroup: null, ...seen })
  expect(input(p, 'nodegroup')).toHaveProperty('remoteAccess', expected)
  expect(holdsOf(p, 'nodegroup')).toEqual(missing === null ? [] : ['PW-SECURITY-GROUP-CORE'])
  if (missing !== null)
    expect(said(p)).toMatch(new RegExp(`of the ${missing}, .* AWSManagedControlPlane.status.networkStatus.securityGroups `))
})

it('nothing is opened before there is a control plane', () => {
  const p = plan({ spec: { remoteAccess: {} }, without: ['AWSManagedControlPlane'] }, { nodegroup: null })
  expect(holdsOf(p, 'nodegroup')).toContain('PW-SECURITY-GROUP-CORE')
  expect(calls(p)).toEqual([])
})

it('nobody gets in where nobody asks for it', () =>
  expect(input(plan({ spec: { instanceType: 't3.small' } }, { nodegroup: null }), 'nodegroup')).not.toHaveProperty('remoteAccess'))

it('a port that is open to the world is told of where it is, with where it is asked for', () => {
  const open = access({ public: true })
  const p = plan(open, { nodegroup: null })
  expect(input(p, 'nodegroup')).toHaveProperty('remoteAccess', { ec2SshKey: 'ops' })
  expect(p.findings).toContainEqual({
    severity: 'warning',
    code: 'PW-SSH-OPEN',
    message: expect.stringContaining('port 22') as string,
    paths: ['remoteAccess.public'],
  })
  expect(findings(plan(open))).toEqual([])
  expect(findings(plan(open, { nodegroup: { remoteAccess: { ec2SshKey: 'ops' } } }))).toEqual(['PW-SSH-OPEN'])
  expect(findings(plan(access({ public: false }), { nodegroup: null }))).not.toContain('PW-SSH-OPEN')
})
