import { queryId } from '@poolwright/aws/nouns'
import type { Json } from '@poolwright/core/Json'
import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { type Asked, factKey, lookOf, manifestsOf, region } from '../baseline.fixture.js'
import { chooseSubnets, edgesNamedIn, type SubnetQuestion } from './subnets.js'

const [known] = manifestsOf().awsClusters
const cluster = known?.value ?? null
const clusterWith = (subnets: ReadonlyArray<{ readonly [k: string]: Json }>) => {
  const [c] = manifestsOf({ awsCluster: { network: { vpc: { id: 'vpc-1' }, subnets } } }).awsClusters
  return c?.value ?? null
}
const specOf = (spec: NonNullable<Asked['spec']> = {}) => {
  const [pool] = manifestsOf({ spec: { subnets: [], ...spec } }).awsMachinePools
  if (pool === undefined) throw new Error('no pool')
  return pool.value.spec
}
const choose = (spec: NonNullable<Asked['spec']> = {}, more: Partial<SubnetQuestion> = {}, facts: Fact.Facts = {}) =>
  chooseSubnets({
    look: lookOf({}, { more: facts }),
    scope: region,
    spec: specOf(spec),
    failureDomains: [],
    cluster,
    clusterName: 'c',
    ...more,
  })
const sure = (...value: ReadonlyArray<string>) => ({ value, holds: [], findings: [] })
const none = (value: ReadonlyArray<string>, paths: ReadonlyArray<string>, why: string) => ({
  value,
  holds: [{ _tag: 'Refused', code: 'PW-SUBNET-NONE', paths, why }],
  findings: [],
})
const places = ['subnets', 'availabilityZones', 'availabilityZoneSubnetType', 'MachinePool.spec.failureDomains']
const vpc = { Name: 'vpc-id', Values: ['vpc-1'] }
const query = (...filters: ReadonlyArray<{ readonly Name: string; readonly Values: ReadonlyArray<string> }>) =>
  factKey('subnets', queryId(filters))
const zoned = (...Values: ReadonlyArray<string>) => query({ Name: 'availability-zone', Values })
const answer = (...subnets: ReadonlyArray<object>) => Fact.present(subnets, 0)
const subnet = (SubnetId: string, more: object = {}) => ({ SubnetId, AvailabilityZone: 'z-a', ...more })
const role = (Value: string) => ({ Tags: [{ Key: 'sigs.k8s.io/cluster-api-provider-aws/association', Value }] })
const kind = (...values: ReadonlyArray<string>) => ({ name: 'tag:kind', values })
const ofKind = (...Values: ReadonlyArray<string>) => query({ Name: 'tag:kind', Values }, vpc)
/** Nothing stands behind the cluster's network. */
const alone = { cluster: null }
const waits = (key: string) => ({ value: [], holds: [{ _tag: 'Await', code: 'PW-WAIT-READ', fact: key }] })

describe('subnets that are named', () => {
  it.each<readonly [string, ReadonlyArray<{ readonly id?: string; readonly filters?: [] }>, ReadonlyArray<string>]>([
    ['in order', [{ id: 's-b' }, { id: 's-a' }], ['s-a', 's-b']],
    ['each once', [{ id: 's-b' }, { id: 's-b' }], ['s-b']],
    ['without blanks', [{ id: '' }, { id: 's-b' }, {}, { filters: [] }], ['s-b']],
  ])('are taken %s, and no zone is', (_, subnets, ids) =>
    expect(choose({ subnets, availabilityZones: ['z-c'] }, { failureDomains: ['z-d'] })).toEqual(sure(...ids)),
  )

  it('only by blanks are not named', () =>
    expect(choose({ subnets: [{ id: '' }, {}, { filters: [] }], availabilityZones: ['z-b'] }).value).toEqual(['s-b', 's-pub']))
})

describe('subnets that are found by filters', () => {
  it('are all that any entry finds, but for secondary ones', () => {
    const facts = {
      [ofKind('a', 'b')]: answer(subnet('s-2'), subnet('s-sec', role('secondary')), subnet('s-1', role('primary'))),
      [query({ Name: 'tag:kind', Values: ['c'] }, { Name: 'state', Values: ['available'] }, vpc)]: answer(subnet('s-1'), subnet('s-3')),
    }
    const subnets = [{ filters: [kind('a', 'b')] }, { id: 's-0' }, { filters: [kind('c'), { name: 'state', values: ['available'] }] }]
    expect(choose({ subnets }, {}, facts)).toEqual(sure('s-0', 's-1', 's-2', 's-3'))
  })

  it('are looked for anywhere where the network is not known', () =>
    expect(
      choose({ subnets: [{ filters: [kind('a')] }] }, alone, { [query({ Name: 'tag:kind', Values: ['a'] })]: answer(subnet('s-1')) }),
    ).toEqual(sure('s-1')))

  it('that find nothing are refused by their own words', () => {
    const subnets = [{ id: 's-0' }, { filters: [kind('a')] }, { filters: [kind('b', 'c'), { name: 'state', values: ['x'] }] }]
    const empty = query({ Name: 'tag:kind', Values: ['b', 'c'] }, { Name: 'state', Values: ['x'] }, vpc)
    for (const nobody of [answer(), answer(subnet('s-sec', role('secondary'))), Fact.absent(0)])
      expect(choose({ subnets }, {}, { [ofKind('a')]: answer(subnet('s-1')), [empty]: nobody })).toEqual(
        none(['s-0', 's-1'], ['subnets'], 'no subnet has tag:kind b or c and state x'),
      )
  })

  it('are waited for while one is not known, with those that are', () => {
    const subnets = [{ filters: [kind('a')] }, { filters: [kind('b')] }]
    const facts = { [ofKind('a')]: answer(subnet('s-1')), [ofKind('b')]: Fact.unread }
    expect(choose({ subnets }, {}, facts)).toMatchObject({ ...waits(ofKind('b')), value: ['s-1'] })
  })
})

describe('subnets of zones', () => {
  it.each<readonly [string, NonNullable<Asked['spec']>, ReadonlyArray<string>, ReadonlyArray<string>]>([
    ['all of a zone', { availabilityZones: ['z-b'] }, [], ['s-b', 's-pub']],
    ['of several zones, each once', { availabilityZones: ['z-b', 'z-a', 'z-b'] }, [], ['s-a', 's-b', 's-pub']],
    ['of any type', { availabilityZones: ['z-b'], availabilityZoneSubnetType: 'all' }, [], ['s-b', 's-pub']],
    ['private ones', { availabilityZones: ['z-b'], availabilityZoneSubnetType: 'private' }, [], ['s-b']],
    ['public ones', { availabilityZones: ['z-b'], availabilityZoneSubnetType: 'public' }, [], ['s-pub']],
    ['of failure domains', {}, ['z-b', 'z-b'], ['s-b', 's-pub']],
    ['of zones, and not of failure domains', { availabilityZones: ['z-a'] }, ['z-b'], ['s-a']],
    ['but secondary ones, where a type is asked for', { availabilityZones: ['z-c'], availabilityZoneSubnetType: 'private' }, [], ['s-c']],
  ])('are %s', (_, spec, failureDomains, ids) => expect(choose(spec, { failureDomains })).toEqual(sure(...ids)))

  it('with a secondary one are told of', () => {
    const second = { isPublic: false, tags: { 'sigs.k8s.io/cluster-api-provider-aws/association': 'secondary' } }
    const two = clusterWith(['s-2', 's-3'].map((id) => ({ id, availabilityZone: 'z-c', ...second })))
    expect(choose({ availabilityZones: ['z-c'] }, { cluster: two }).findings).toMatchObject([
      { message: expect.stringContaining('secondary range: s-2, s-3; ') as unknown },
    ])
    expect(choose({ availabilityZones: ['z-c'] })).toMatchObject({
      value: ['s-2', 's-c'],
      holds: [],
      findings: [
        {
          severity: 'warning',
          code: 'PW-SUBNET-SECONDARY',
          message: expect.stringMatching(/secondary range: s-2; availabilityZoneSubnetType private or public/) as unknown,
          paths: ['availabilityZoneSubnetType'],
        },
      ],
    })
  })

  it.each<readonly [string, NonNullable<Asked['spec']>, ReadonlyArray<string>, string]>([
    ['at the edge', { availabilityZones: ['z-a', 'z-lz'] }, ['s-a'], 'no usable subnet is known in zone z-lz'],
    [
      'at the edge, of a type',
      { availabilityZones: ['z-lz'], availabilityZoneSubnetType: 'private' },
      [],
      'no private subnet is known in zone z-lz',
    ],
    ['nobody knows', { availabilityZones: ['z-x', 'z-y'] }, [], 'no usable subnet is known in zone z-x'],
    ['of another type', { availabilityZones: ['z-a'], availabilityZoneSubnetType: 'public' }, [], 'no public subnet is known in zone z-a'],
  ])('are refused where a zone is one %s', (_, spec, value, why) => expect(choose(spec)).toEqual(none(value, places, why)))

  it.each([
    ['us-east-1a', false],
    ['us-gov-west-1a', false],
    ['ap-southeast-12b', false],
    ['us-east-1-bos-1a', true],
    ['us-gov-west-1-x-1a', true],
    ['ap-southeast-12-x-1a', true],
    ['us-east-1-wl1-bos-wlz-1', true],
  ])('that AWS answers are at the edge by the name of their zone: %s', (zone, isEdge) =>
    expect(
      choose({ availabilityZones: [zone] }, alone, { [zoned(zone)]: answer(subnet('s-1', { AvailabilityZone: zone })) }).value,
    ).toEqual(isEdge ? [] : ['s-1']),
  )

  it('are asked of AWS where nothing, or nothing of subnets, is known of the network', () => {
    const some = [
      subnet('s-open', { MapPublicIpOnLaunch: true }),
      subnet('s-shut', { MapPublicIpOnLaunch: false }),
      subnet('s-1'),
      subnet('s-sec', role('secondary')),
      subnet('s-far', { AvailabilityZone: 'z-z' }),
    ]
    const typed = (availabilityZoneSubnetType: string) =>
      choose({ availabilityZones: ['z-a'], availabilityZoneSubnetType }, alone, { [zoned('z-a')]: answer(...some) }).value
    expect(typed('public')).toEqual(['s-open'])
    expect(typed('private')).toEqual(['s-1', 's-shut'])
    expect(typed('all')).toEqual(['s-1', 's-open', 's-sec', 's-shut'])
    const inVpc = query({ Name: 'availability-zone', Values: ['z-a'] }, vpc)
    expect(choose({ availabilityZones: ['z-a'] }, { cluster: clusterWith([]) }, { [inVpc]: answer(subnet('s-1')) })).toEqual(sure('s-1'))
    expect(choose({ availabilityZones: ['z-a'] }, alone, { [zoned('z-a')]: Fact.unread })).toMatchObject(waits(zoned('z-a')))
  })
})

describe('subnets where nothing is said', () => {
  const byTag = query({ Name: 'tag:kubernetes.io/cluster/c', Values: ['owned', 'shared'] })
  const refused = none([], places, 'nothing says where to place instances, and the cluster has no private subnet')

  it('are the cluster’s private ones, neither at the edge nor secondary', () => expect(choose()).toEqual(sure('s-a', 's-b', 's-c')))

  it.each([
    ['a local zone', { zoneType: 'local-zone' }, false],
    ['a wavelength zone', { zoneType: 'wavelength-zone' }, false],
    ['an ordinary zone', { zoneType: 'availability-zone' }, true],
    ['a zone of which nothing is said', {}, true],
  ])('may be in %s', (_, more, taken) =>
    expect(choose({}, { cluster: clusterWith([{ id: 's-1', isPublic: false, ...more }]) })).toEqual(taken ? sure('s-1') : refused),
  )

  it('are those that AWS has for the cluster, where nothing of its network is known', () => {
    const some = [subnet('s-b'), subnet('s-open', { MapPublicIpOnLaunch: true }), subnet('s-sec', role('secondary')), subnet('s-a')]
    expect(choose({}, alone, { [byTag]: answer(...some, subnet('s-e', { AvailabilityZone: 'us-east-1-bos-1a' })) })).toEqual(
      sure('s-a', 's-b'),
    )
    expect(choose({}, alone, { [byTag]: answer(...some.slice(1, 3)) })).toEqual(refused)
    expect(choose({}, alone, { [byTag]: Fact.unread })).toMatchObject(waits(byTag))
  })
})

describe('edges that a pool names', () => {
  const edges = clusterWith([
    { id: 's-lz', availabilityZone: 'z-lz', zoneType: 'local-zone' },
    { id: 's-a', availabilityZone: 'z-a' },
    { id: 'z-odd', availabilityZone: 'z-odd', zoneType: 'local-zone' },
  ])
  it.each<readonly [string, NonNullable<Asked['spec']>, typeof cluster, ReadonlyArray<string>]>([
    ['by subnet', { subnets: [{ id: 's-a' }, { id: 's-lz' }] }, edges, ['s-lz']],
    ['by zone', { availabilityZones: ['z-a', 'z-lz'] }, edges, ['z-lz']],
    ['by both', { subnets: [{ id: 's-lz' }], availabilityZones: ['z-lz'] }, edges, ['s-lz', 'z-lz']],
    ['by both at once', { subnets: [{ id: 'z-odd' }], availabilityZones: ['z-odd'] }, edges, ['z-odd']],
    ['by neither', { subnets: [{ id: 's-a' }], availabilityZones: ['z-a'] }, edges, []],
    ['where no cluster says so', { subnets: [{ id: 's-lz' }], availabilityZones: ['z-lz'] }, null, []],
  ])('%s', (_, spec, c, named) => expect(edgesNamedIn(specOf(spec), c)).toEqual(named))
})
