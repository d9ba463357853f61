import type { Group } from '@poolwright/aws/Group'
import { change, differing, write } from '@poolwright/core/Row'
import { describe, expect, it } from 'vitest'
import { type Asked, group, manifestsOf } from '../baseline.fixture.js'
import { durationsOf, groupRows, groupRowsWithout, type WantedGroup } from './groupRows.js'

const specOf = (spec: NonNullable<Asked['spec']>) => {
  const [pool] = manifestsOf({ spec }).awsMachinePools
  if (pool === undefined) throw new Error('no pool')
  return pool.value.spec
}
const reference = { id: 'lt-1', name: 'workers', version: '$Latest' }
const wanted = (spec: NonNullable<Asked['spec']> = {}, more: Partial<WantedGroup> = {}): WantedGroup => ({
  spec: specOf(spec),
  desired: 3,
  subnets: ['s-a', 's-b'],
  reference,
  ...more,
})
const rows = groupRowsWithout([])
/** The baseline's group without one member. */
const without = (name: keyof Group): Group => Object.fromEntries(Object.entries(group).filter(([k]) => k !== name)) as Group
const names = (w: WantedGroup, g: Partial<Group>) => differing(rows, w, { ...group, ...g })
const ref = (more: object) => ({ LaunchTemplate: more as NonNullable<Group['LaunchTemplate']> })
const theirs = { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '$Latest' } }
const mixed = (Overrides?: ReadonlyArray<object>, InstancesDistribution?: object): Partial<Group> => ({
  MixedInstancesPolicy: {
    LaunchTemplate: { ...theirs, ...(Overrides === undefined ? {} : { Overrides }) },
    ...(InstancesDistribution === undefined ? {} : { InstancesDistribution }),
  },
})
const policy = (more: object = {}): NonNullable<Asked['spec']> => ({
  mixedInstancesPolicy: { overrides: [{ instanceType: 'a' }], ...more },
})
const a = [{ InstanceType: 'a' }]
const usual = {
  OnDemandAllocationStrategy: 'prioritized',
  OnDemandBaseCapacity: 0,
  OnDemandPercentageAboveBaseCapacity: 100,
  SpotAllocationStrategy: 'lowest-price',
}

describe('what differs of a group', () => {
  it.each<readonly [string, WantedGroup, Partial<Group>, ReadonlyArray<string>]>([
    ['nothing', wanted(), {}, []],
    ['its sizes', wanted({ minSize: 2, maxSize: 6 }, { desired: 4 }), {}, ['MinSize', 'MaxSize', 'DesiredCapacity']],
    ['not a count that is not ours to say', wanted({}, { desired: null }), { DesiredCapacity: 9 }, []],
    ['not the order of subnets, blanks or doubles', wanted(), { VPCZoneIdentifier: ' s-b , s-a,s-b,,' }, []],
    ['not blanks around one subnet', wanted({}, { subnets: ['s-a'] }), { VPCZoneIdentifier: ' s-a,' }, []],
    ['subnets', wanted(), { VPCZoneIdentifier: 's-a' }, ['VPCZoneIdentifier']],
    ['subnets, where it has none', wanted(), { VPCZoneIdentifier: '' }, ['VPCZoneIdentifier']],
    ['its cooldown', wanted({ defaultCoolDown: '60s' }), {}, ['DefaultCooldown']],
    ['its warm-up', wanted({ defaultInstanceWarmup: '60s' }), {}, ['DefaultInstanceWarmup']],
    ['whether it rebalances', wanted({ capacityRebalance: true }), {}, ['CapacityRebalance']],
    ['not that it rebalances, where both do', wanted({ capacityRebalance: true }), { CapacityRebalance: true }, []],
    [
      'not by what is asked for as usual',
      wanted({ defaultCoolDown: '5m', defaultInstanceWarmup: '300s', capacityRebalance: false }),
      {},
      [],
    ],
    ['another version', wanted(), ref({ LaunchTemplateId: 'lt-1', Version: '1' }), ['LaunchTemplate']],
    [
      'another template',
      wanted(),
      ref({ LaunchTemplateId: 'lt-2', LaunchTemplateName: 'workers', Version: '$Latest' }),
      ['LaunchTemplate'],
    ],
    ['not another name, where the id agrees', wanted(), ref({ LaunchTemplateId: 'lt-1', LaunchTemplateName: 'x', Version: '$Latest' }), []],
    ['not by the name alone, where that agrees', wanted(), ref({ LaunchTemplateName: 'workers', Version: '$Latest' }), []],
    ['another name, where there is no id', wanted(), ref({ LaunchTemplateName: 'x', Version: '$Latest' }), ['LaunchTemplate']],
    ['not a name without an id', wanted({}, { reference: { ...reference, id: null } }), {}, []],
    ['another name without an id', wanted({}, { reference: { ...reference, id: null, name: 'x' } }), {}, ['LaunchTemplate']],
    ['not what is to be kept', wanted({}, { reference: null }), ref({ LaunchTemplateId: 'lt-9', Version: '4' }), []],
    ['that it has no policy', wanted(policy()), {}, ['LaunchTemplate', 'Overrides']],
    ['that it has a policy', wanted(), mixed(a), ['LaunchTemplate', 'Overrides']],
    ['not a policy as asked', wanted(policy()), mixed(a), []],
    ['its types', wanted(policy()), mixed([...a, { InstanceType: 'b' }]), ['Overrides']],
    ['that it has no types', wanted(policy()), mixed(), ['Overrides']],
    ['that its policy has no template', wanted(policy()), { MixedInstancesPolicy: {} }, ['Overrides']],
    ['not that neither has types', wanted({ mixedInstancesPolicy: {} }), mixed(), []],
    ['an override that is no type', wanted(policy()), mixed([{ InstanceRequirements: {} }]), ['Overrides']],
    ['not a distribution that is left open', wanted(policy()), mixed(a, { ...usual, OnDemandBaseCapacity: 7 }), []],
    ['not the usual distribution, where none shows', wanted(policy({ instancesDistribution: {} })), mixed(a), []],
    ['not the usual distribution, where it shows', wanted(policy({ instancesDistribution: {} })), mixed(a, usual), []],
    ...Object.entries({
      OnDemandAllocationStrategy: 'lowest-price',
      OnDemandBaseCapacity: 1,
      OnDemandPercentageAboveBaseCapacity: 50,
      SpotAllocationStrategy: 'capacity-optimized',
    }).map(
      ([name, value]) =>
        [name, wanted(policy({ instancesDistribution: {} })), mixed(a, { ...usual, [name]: value }), ['Distribution']] as const,
    ),
  ])('%s', (_, w, g, rowNames) => expect(names(w, g)).toEqual(rowNames))

  it('not subnets, where none are wanted and none show', () =>
    expect(differing(rows, wanted({}, { subnets: [] }), without('VPCZoneIdentifier'))).toEqual([]))

  it.each<readonly [keyof Group, ReadonlyArray<string>]>([
    ['VPCZoneIdentifier', ['VPCZoneIdentifier']],
    ['DefaultCooldown', []],
    ['DefaultInstanceWarmup', ['DefaultInstanceWarmup']],
    ['CapacityRebalance', []],
    ['LaunchTemplate', ['LaunchTemplate']],
  ])('where it does not show its %s', (name, rowNames) => expect(differing(rows, wanted(), without(name))).toEqual(rowNames))
})

describe('what is written of a group', () => {
  const sizes = {
    MinSize: 1,
    MaxSize: 5,
    DefaultCooldown: 300,
    DefaultInstanceWarmup: 300,
    CapacityRebalance: false,
    VPCZoneIdentifier: 's-a,s-b',
  }
  const LaunchTemplate = { LaunchTemplateId: 'lt-1', Version: '$Latest' }
  it.each<readonly [string, WantedGroup, object]>([
    ['all', wanted(), { ...sizes, DesiredCapacity: 3, LaunchTemplate }],
    ['no count that is not ours to say', wanted({}, { desired: null }), { ...sizes, LaunchTemplate }],
    ['no template that is to be kept', wanted({}, { reference: null }), { ...sizes, DesiredCapacity: 3 }],
    [
      'a policy with its types',
      wanted(policy()),
      {
        ...sizes,
        DesiredCapacity: 3,
        MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: LaunchTemplate, Overrides: a } },
      },
    ],
    [
      'a policy with its distribution, as far as it is said',
      wanted({
        mixedInstancesPolicy: { instancesDistribution: { onDemandBaseCapacity: 1, spotAllocationStrategy: 'capacity-optimized' } },
      }),
      {
        ...sizes,
        DesiredCapacity: 3,
        MixedInstancesPolicy: {
          LaunchTemplate: { LaunchTemplateSpecification: LaunchTemplate, Overrides: [] },
          InstancesDistribution: { ...usual, OnDemandBaseCapacity: 1, SpotAllocationStrategy: 'capacity-optimized' },
        },
      },
    ],
  ])('%s', (_, w, body) => expect(write(rows, w)).toEqual(body))

  it('leaves out what is named', () => {
    const rest = groupRowsWithout(['MinSize', 'LaunchTemplate'])
    expect(Object.keys(rest)).toEqual(Object.keys(groupRows).filter((n) => n !== 'MinSize' && n !== 'LaunchTemplate'))
  })
})

it('a spec that says nothing of its durations has the usual ones', () =>
  expect(durationsOf({ minSize: 0, maxSize: 1, awsLaunchTemplate: {} })).toEqual({ cooldown: 300, warmup: 300 }))

describe('how a reference is shown', () => {
  const shown = (w: Partial<WantedGroup>, g: Partial<Group> = {}) => {
    const c = change(rows, wanted({}, w), { ...group, ...g }, 'group:aws:1/r/workers')('LaunchTemplate')
    return [c.before, c.after]
  }
  const seen = { template: 'lt-1', version: '$Latest', mixed: false }
  it.each<readonly [string, Partial<WantedGroup>, Partial<Group>, object, object]>([
    ['by its id', {}, {}, seen, seen],
    ['by its name without an id', { reference: { ...reference, id: null } }, {}, seen, { ...seen, template: 'workers' }],
    [
      'as none',
      { reference: null },
      ref({ Version: '3' }),
      { ...seen, template: 'the new template', version: '3' },
      { ...seen, template: null, version: null },
    ],
    [
      'as what a step makes',
      { reference: { id: { $out: ['template', 'LaunchTemplateId'] }, name: null, version: { $out: ['template', 'VersionNumber'] } } },
      mixed(a),
      { ...seen, mixed: true },
      { template: 'the new template', version: 'the new version', mixed: false },
    ],
    [
      'by its name while a step makes it',
      { reference: { id: { $out: ['template', 'LaunchTemplateId'] }, name: 'workers', version: '1' } },
      {},
      seen,
      { template: 'workers', version: '1', mixed: false },
    ],
  ])('%s', (_, w, g, before, after) => expect(shown(w, g)).toEqual([before, after]))
})
