import fc from 'fast-check'
import { expect, it } from 'vitest'
import { defaults } from './defaults.js'

it('V1: sizes of one, five minutes of cool-down and warm-up, no rebalancing', () => {
  expect(defaults({ awsLaunchTemplate: {} })).toEqual({
    awsLaunchTemplate: {},
    minSize: 1,
    maxSize: 1,
    defaultCoolDown: '300s',
    defaultInstanceWarmup: '300s',
    capacityRebalance: false,
  })
})

it('takes a duration of no whole second as absent, and no other', () => {
  const of = (text: string) => defaults({ awsLaunchTemplate: {}, defaultCoolDown: text }).defaultCoolDown
  expect(['0s', '0', '999ms', '1s', '-1s'].map(of)).toEqual(['300s', '300s', '300s', '1s', '-1s'])
})

it('V17: Ignition in the object store has version 2.3, in user data none', () => {
  const of = (ignition: Parameters<typeof defaults>[0]['ignition'] & {}) => defaults({ awsLaunchTemplate: {}, ignition }).ignition
  expect(of({})).toEqual({ storageType: 'ClusterObjectStore', version: '2.3' })
  expect(of({ storageType: 'UnencryptedUserData' })).toEqual({ storageType: 'UnencryptedUserData' })
  expect(of({ version: '3.4' })).toEqual({ storageType: 'ClusterObjectStore', version: '3.4' })
})

it('fills in metadata options and the distribution only where they are present', () => {
  const empty = defaults({ awsLaunchTemplate: {}, mixedInstancesPolicy: {} })
  expect(empty.awsLaunchTemplate).toEqual({})
  expect(empty.mixedInstancesPolicy).toEqual({})
  const full = defaults({
    awsLaunchTemplate: { instanceMetadataOptions: { httpTokens: 'required' } },
    mixedInstancesPolicy: { instancesDistribution: { onDemandBaseCapacity: 2 } },
  })
  expect(full.awsLaunchTemplate.instanceMetadataOptions).toEqual({
    httpEndpoint: 'enabled',
    httpProtocolIpv6: 'disabled',
    httpPutResponseHopLimit: 1,
    httpTokens: 'required',
    instanceMetadataTags: 'disabled',
  })
  expect(full.mixedInstancesPolicy?.instancesDistribution).toEqual({
    onDemandAllocationStrategy: 'prioritized',
    spotAllocationStrategy: 'lowest-price',
    onDemandBaseCapacity: 2,
    onDemandPercentageAboveBaseCapacity: 100,
  })
})

it('writes nothing that a controller would infer, and filling in twice changes nothing', () =>
  fc.assert(
    fc.property(
      fc.record(
        {
          minSize: fc.nat(5),
          defaultCoolDown: fc.constantFrom('0s', '1m', '300s'),
          ignition: fc.constantFrom({}, { storageType: 'UnencryptedUserData' as const }),
          suspendProcesses: fc.constant({ all: true }),
        },
        { requiredKeys: [] },
      ),
      (spec) => {
        const once = defaults({ awsLaunchTemplate: { spotMarketOptions: {} }, ...spec })
        expect(defaults(once)).toEqual(once)
        expect(once.awsLaunchTemplate).toEqual({ spotMarketOptions: {} })
        expect(once.suspendProcesses).toEqual(spec.suspendProcesses)
        expect(once).not.toHaveProperty('providerID')
      },
    ),
  ))
