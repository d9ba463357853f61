import { expect, it } from 'vitest'
import { type Asked, manifestsOf } from './nodegroup.fixture.js'
import { sharedSpec } from './Wanted.js'

const hooks = [{ name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }]
it.each<readonly [string, NonNullable<Asked['spec']>, object]>([
  ['nothing', {}, { minSize: 1, maxSize: 5 }],
  ['no bounds', { scaling: {} }, {}],
  ['nothing said of bounds', { scaling: null }, {}],
  ['bounds', { scaling: { minSize: 2, maxSize: 3 } }, { minSize: 2, maxSize: 3 }],
  ['a template', { awsLaunchTemplate: { instanceType: 't' } }, { minSize: 1, maxSize: 5, awsLaunchTemplate: { instanceType: 't' } }],
  ['zones', { availabilityZones: ['a'] }, { minSize: 1, maxSize: 5, availabilityZones: ['a'] }],
  ['a type of subnets', { availabilityZoneSubnetType: 'public' }, { minSize: 1, maxSize: 5, availabilityZoneSubnetType: 'public' }],
  ['subnets', { subnetIDs: ['s1'] }, { minSize: 1, maxSize: 5, subnets: [{ id: 's1' }] }],
  ['tags', { additionalTags: { a: '1' } }, { minSize: 1, maxSize: 5, additionalTags: { a: '1' } }],
])('a managed pool with %s, as pools of machines spell it', (_, spec, expected) =>
  expect(manifestsOf({ spec }).awsManagedMachinePools.map(({ value }) => sharedSpec(value.spec))).toStrictEqual([
    { minSize: 0, maxSize: 0, awsLaunchTemplate: {}, ...expected },
  ]),
)

it('a managed pool with hooks, as pools of machines spell it', () => {
  const [pool] = manifestsOf({ spec: { lifecycleHooks: hooks } }).awsManagedMachinePools
  expect(pool === undefined ? undefined : sharedSpec(pool.value.spec).lifecycleHooks).toEqual(pool?.value.spec.lifecycleHooks)
  expect(pool?.value.spec.lifecycleHooks).toHaveLength(1)
})
