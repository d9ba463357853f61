import { queryId } from '@poolwright/aws/nouns'
import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { type Asked, calls, factKey, findings, holds, input, plan, version } from '../baseline.fixture.js'

const absent = { group: null, template: null, versions: {} }
const subnetsOf = (asked: Asked, more: Fact.Facts = {}): unknown => {
  const p = plan(asked, { ...absent, more })
  return holds(p).length > 0 ? holds(p) : (input(p, 'group') as { readonly VPCZoneIdentifier: string }).VPCZoneIdentifier
}
const unplaced = ['PW-SUBNET-NONE']
const query = (noun: string, filters: { readonly [k: string]: string }, answer: ReadonlyArray<object>) => ({
  [factKey(noun, queryId(Object.entries({ ...filters, 'vpc-id': 'vpc-1' }).map(([Name, v]) => ({ Name, Values: [v] }))))]: Fact.present(
    answer,
    0,
  ),
})
const byTag = (value: string) => ({ filters: [{ name: 'tag:kind', values: [value] }] })
const subnet = (SubnetId: string, more = {}) => ({ SubnetId, AvailabilityZone: 'z-a', ...more })
const secondary = { Tags: [{ Key: 'sigs.k8s.io/cluster-api-provider-aws/association', Value: 'secondary' }] }

describe('subnets', () => {
  const zones = (availabilityZones: ReadonlyArray<string>, availabilityZoneSubnetType?: string): Asked => ({
    spec: { subnets: [], availabilityZones, ...(availabilityZoneSubnetType === undefined ? {} : { availabilityZoneSubnetType }) },
  })
  const cases: ReadonlyArray<readonly [id: string, asked: Asked, expected: unknown]> = [
    ['S1: ids win over zones', { spec: { availabilityZones: ['z-c'] } }, 's-a,s-b'],
    ['S2: a zone without a type has all of its subnets', zones(['z-b']), 's-b,s-pub'],
    ['S3: private ones', zones(['z-b'], 'private'), 's-b'],
    ['S4: public ones', zones(['z-b'], 'public'), 's-pub'],
    ['S5: none of the type in a zone', zones(['z-a'], 'public'), unplaced],
    ['S6: failure domains stand in for zones', { spec: { subnets: [] }, machinePool: { failureDomains: ['z-d'] } }, 's-open'],
    ['S7: nothing said is all private ones, neither edge nor secondary', { spec: { subnets: [] } }, 's-a,s-b,s-c'],
    ['S13: a zone at the edge is no zone', zones(['z-lz']), unplaced],
    ['secondary ones are left out of a type', zones(['z-c'], 'private'), 's-c'],
  ]
  it.each(cases)('%s', (_, asked, expected) => {
    expect(subnetsOf(asked)).toEqual(expected)
  })

  it('S8: a cluster without private subnets says nothing', () => {
    const awsCluster = { network: { vpc: { id: 'vpc-1' }, subnets: [{ id: 's-pub', availabilityZone: 'z-b', isPublic: true }] } }
    expect(subnetsOf({ spec: { subnets: [] }, awsCluster })).toEqual(unplaced)
  })

  it('S9, S12: filters are asked within the cluster’s network, and secondary subnets are left out', () => {
    const more = query('subnets', { 'tag:kind': 'a' }, [subnet('s-1'), subnet('s-2', secondary)])
    expect(subnetsOf({ spec: { subnets: [byTag('a')] } }, more)).toBe('s-1')
  })

  it('S10: filters that match nothing are refused', () => {
    expect(subnetsOf({ spec: { subnets: [byTag('a')] } }, query('subnets', { 'tag:kind': 'a' }, []))).toEqual(unplaced)
  })

  it('S11: several entries are a union, with ids among them', () => {
    const more = { ...query('subnets', { 'tag:kind': 'a' }, [subnet('s-1')]), ...query('subnets', { 'tag:kind': 'b' }, [subnet('s-2')]) }
    expect(subnetsOf({ spec: { subnets: [byTag('b'), { id: 's-9' }, byTag('a')] } }, more)).toBe('s-1,s-2,s-9')
  })

  it('S14: tells of secondary subnets that a zone brings along', () => {
    expect(findings(plan(zones(['z-c']), absent))).toEqual(['PW-SUBNET-SECONDARY'])
  })

  it('asks AWS for the zone’s subnets where no AWSCluster knows them', () => {
    const zone = factKey('subnets', queryId([{ Name: 'availability-zone', Values: ['z-a'] }])).replace('eu-west-1', 'us-east-1')
    const p = plan(
      { ...zones(['z-a']), without: ['Cluster', 'AWSCluster'] },
      { ...absent, settings: { assumptions: 'allow' }, more: { [zone]: Fact.present([subnet('s-found')], 0) } },
    )
    expect(input(p, 'group')).toMatchObject({ VPCZoneIdentifier: 's-found' })
  })

  it('leaves the subnets of a group as they are while they cannot be told, and everything else goes on', () => {
    const p = plan({ spec: { subnets: [byTag('a')], maxSize: 9 } }, { more: query('subnets', { 'tag:kind': 'a' }, []) })
    expect(input(p, 'group')).toEqual({ AutoScalingGroupName: 'workers', MaxSize: 9 })
    expect(holds(p)).toEqual(unplaced)
  })
})

describe('security groups', () => {
  const groups = (asked: Asked, more: Fact.Facts = {}): unknown => {
    const p = plan(asked, { ...absent, more })
    if (holds(p).length > 0) return holds(p)
    return (input(p, 'template') as { readonly LaunchTemplateData: { readonly SecurityGroupIds?: unknown } }).LaunchTemplateData
      .SecurityGroupIds
  }

  it('L3: waits for a core group that is missing', () => {
    const awsClusterStatus = { ready: true, networkStatus: { securityGroups: { node: { id: 'sg-n' } } } }
    const p = plan({ awsClusterStatus }, absent)
    expect(calls(p)).toEqual([])
    expect(holds(p)).toEqual(['PW-SECURITY-GROUP-CORE'])
  })

  it('L4, L5: filters add all they match, and matching none is refused', () => {
    const template = { additionalSecurityGroups: [byTag('a')] }
    expect(groups({ template }, query('securityGroups', { 'tag:kind': 'a' }, [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }]))).toEqual([
      'sg-1',
      'sg-2',
      'sg-l',
      'sg-n',
    ])
    expect(groups({ template }, query('securityGroups', { 'tag:kind': 'a' }, []))).toEqual(['PW-SECURITY-GROUP-NONE'])
  })

  it('does not take away groups that it only cannot see', () => {
    const p = plan({ without: ['AWSCluster'] }, { versions: { 1: version() }, settings: { region: 'eu-west-1' } })
    expect(calls(p)).toEqual([])
    expect(holds(p)).toEqual(['PW-ASSUMED-SECURITY-GROUPS'])
  })
})
