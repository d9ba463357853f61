import { queryId } from '@poolwright/aws/nouns'
import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { factKey, lookOf, manifestsOf, region } from '../baseline.fixture.js'
import { chooseSecurityGroups, type SecurityGroupQuestion } from './securityGroups.js'

const [aws] = manifestsOf().awsClusters
const cluster = aws?.value ?? null
const asked = (more: Partial<SecurityGroupQuestion> = {}, facts: Fact.Facts = {}) =>
  chooseSecurityGroups({
    look: lookOf({}, { more: facts }),
    scope: region,
    additional: [],
    cluster,
    clusterKey: 'awscluster:kube:/ns/c',
    eks: false,
    assumptions: 'hold',
    ...more,
  })
const query = (...filters: ReadonlyArray<{ readonly Name: string; readonly Values: ReadonlyArray<string> }>) =>
  factKey('securityGroups', queryId(filters))
const vpc = { Name: 'vpc-id', Values: ['vpc-1'] }
const filters = [
  { name: 'tag:a', values: ['1', '2'] },
  { name: 'group-name', values: ['x'] },
]
const found = (...ids: ReadonlyArray<string>) =>
  Fact.present(
    ids.map((GroupId) => ({ GroupId })),
    0,
  )
const inVpc = query({ Name: 'tag:a', Values: ['1', '2'] }, { Name: 'group-name', Values: ['x'] }, vpc)

describe('security groups', () => {
  it('are the cluster’s own for nodes, and those named, in order and each once', () => {
    expect(asked()).toEqual({ value: ['sg-l', 'sg-n'], holds: [], findings: [] })
    expect(asked({ additional: [{ id: 'sg-z' }, { id: 'sg-a' }, { id: 'sg-n' }, { id: '' }, {}, { filters: [] }] })).toEqual({
      value: ['sg-a', 'sg-l', 'sg-n', 'sg-z'],
      holds: [],
      findings: [],
    })
  })

  it('are looked up in the cluster’s network, where it is known', () => {
    expect(asked({ additional: [{ filters }] }, { [inVpc]: found('sg-f', 'sg-b') }).value).toEqual(['sg-b', 'sg-f', 'sg-l', 'sg-n'])
    expect(asked({ additional: [{ id: '', filters }] }, { [inVpc]: found('sg-f') }).value).toContain('sg-f')
    const anywhere = query({ Name: 'tag:a', Values: ['1', '2'] }, { Name: 'group-name', Values: ['x'] })
    expect(asked({ additional: [{ filters }], cluster: null }, { [anywhere]: found('sg-f') }).value).toEqual(['sg-f'])
  })

  it.each([
    ['none', found()],
    ['nothing', Fact.absent(0)],
  ])('a look-up that finds %s is refused', (_, fact) =>
    expect(asked({ additional: [{ filters }] }, { [inVpc]: fact })).toEqual({
      value: ['sg-l', 'sg-n'],
      holds: [
        {
          _tag: 'Refused',
          code: 'PW-SECURITY-GROUP-NONE',
          paths: ['awsLaunchTemplate.additionalSecurityGroups[].filters'],
          why: 'no security group has tag:a 1 or 2 and group-name x',
        },
      ],
      findings: [],
    }),
  )

  it('a look-up that is not known is waited for', () => {
    const { value, holds } = asked({ additional: [{ filters }] }, { [inVpc]: Fact.unread })
    expect([value, holds.map((h) => ('fact' in h ? h.fact : null))]).toEqual([['sg-l', 'sg-n'], [inVpc]])
  })

  it.each([
    ['hold', false, 'AWSCluster'],
    ['hold', true, 'AWSManagedControlPlane'],
    ['allow', false, 'AWSCluster'],
    ['allow', true, 'AWSManagedControlPlane'],
  ] as const)('of a cluster that says none are assumed to be none (%s, EKS: %s)', (assumptions, eks, kind) => {
    const why = `no ${kind} says which security groups its nodes have; instances start with the pool's own only`
    const code = 'PW-ASSUMED-SECURITY-GROUPS'
    expect(asked({ assumptions, eks, cluster: null, additional: [{ id: 'sg-x' }] })).toEqual({
      value: ['sg-x'],
      holds: assumptions === 'hold' ? [{ _tag: 'Assumption', code, fact: 'awscluster:kube:/ns/c', why }] : [],
      findings:
        assumptions === 'hold' ? [] : [{ severity: 'warning', code, message: why, paths: [`${kind}.status.networkStatus.securityGroups`] }],
    })
  })

  it('of a cluster that has not made them all are waited for', () => {
    const some = (status: { readonly [role: string]: { readonly id: string } }) => {
      const [c] = manifestsOf({ awsClusterStatus: { networkStatus: { securityGroups: status } } }).awsClusters
      return asked({ cluster: c?.value ?? null })
    }
    expect(some({ node: { id: 'sg-n' } })).toMatchObject({
      value: ['sg-n'],
      holds: [{ _tag: 'Await', code: 'PW-SECURITY-GROUP-CORE', why: "the cluster's security group for lb is not there yet" }],
    })
    expect(some({ bastion: { id: 'sg-b' } })).toMatchObject({
      value: [],
      holds: [{ why: "the cluster's security group for lb and node is not there yet" }],
    })
  })
})
