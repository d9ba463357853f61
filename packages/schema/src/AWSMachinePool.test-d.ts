import { expectTypeOf, it } from 'vitest'
import type { AWSMachinePoolSpec } from './AWSMachinePool.js'
import type { MachinePoolSpec } from './MachinePool.js'

/** Every leaf as planners name them: lists and dictionaries are walked into with `[]` and `*`. */
type Leaf<T, P extends string = ''> =
  T extends ReadonlyArray<infer X>
    ? Leaf<X, `${P}[]`>
    : T extends object
      ? string extends keyof T
        ? `${P}.*`
        : { [K in keyof T & string]: Leaf<NonNullable<T[K]>, P extends '' ? K : `${P}.${K}`> }[keyof T & string]
      : P

it('names every leaf of the API, none of them widened', () => {
  type Leaves = Leaf<Required<AWSMachinePoolSpec>>
  expectTypeOf<'minSize'>().toExtend<Leaves>()
  expectTypeOf<'subnets[].filters[].values[]'>().toExtend<Leaves>()
  expectTypeOf<'additionalTags.*'>().toExtend<Leaves>()
  expectTypeOf<'awsLaunchTemplate.instanceMetadataOptions.httpPutResponseHopLimit'>().toExtend<Leaves>()
  expectTypeOf<'awsLaunchTemplate.nonRootVolumes[].throughput'>().toExtend<Leaves>()
  expectTypeOf<'mixedInstancesPolicy.overrides[].instanceType'>().toExtend<Leaves>()
  expectTypeOf<'suspendProcesses.processes.azRebalance'>().toExtend<Leaves>()
  expectTypeOf<'lifecycleHooks[].notificationTargetARN'>().toExtend<Leaves>()
  expectTypeOf<'ignition.proxy.noProxy[]'>().toExtend<Leaves>()
  expectTypeOf<'nonsense'>().not.toExtend<Leaves>()
})

it('has required sizes and optional members that are absent, not undefined', () => {
  expectTypeOf<AWSMachinePoolSpec['minSize']>().toEqualTypeOf<number>()
  expectTypeOf<{ minSize: 1; maxSize: 1; awsLaunchTemplate: {}; ignition: undefined }>().not.toExtend<AWSMachinePoolSpec>()
  expectTypeOf<{ readonly clusterName: string }>().not.toExtend<MachinePoolSpec>()
})
