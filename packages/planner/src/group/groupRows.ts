/**
 * Auto Scaling groups, leaf by leaf.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group } from '@poolwright/aws/Group'
import type { In } from '@poolwright/core/Action'
import { byText, equals } from '@poolwright/core/Json'
import { leaf, type Rows } from '@poolwright/core/Row'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import { seconds } from '@poolwright/schema/Duration'
import { observedReference, sent, type WantedReference } from './Reference.js'

/** Everything that a group is made from, look-ups done. */
export type WantedGroup = {
  readonly spec: AWSMachinePoolSpec
  /** `null`: not ours to say. */
  readonly desired: number | null
  /** Sorted, each once. */
  readonly subnets: ReadonlyArray<string>
  /** `null`: the group keeps what it refers to. */
  readonly reference: WantedReference | null
}
export type GroupBody = Omit<In<AwsAct, 'autoscaling:UpdateAutoScalingGroup'>, 'AutoScalingGroupName'>

const row = leaf<WantedGroup, Group, GroupBody>()

const durations = new WeakMap<AWSMachinePoolSpec, { readonly cooldown: number; readonly warmup: number }>()
/** In seconds. Read once a spec: reading a duration costs more than comparing a whole group. */
export const durationsOf = (spec: AWSMachinePoolSpec): { readonly cooldown: number; readonly warmup: number } => {
  const known = durations.get(spec)
  if (known !== undefined) return known
  const fresh = { cooldown: seconds(spec.defaultCoolDown ?? '300s'), warmup: seconds(spec.defaultInstanceWarmup ?? '300s') }
  durations.set(spec, fresh)
  return fresh
}

const none: ReadonlyArray<string> = []
const subnetsIn = (g: Group): ReadonlyArray<string> => {
  const ids = (g.VPCZoneIdentifier ?? '').split(',').flatMap((id) => id.trim() || none)
  return ids.length < 2 ? ids : [...new Set(ids)].sort(byText)
}

const distributionDefaults = {
  onDemandAllocationStrategy: 'prioritized',
  onDemandBaseCapacity: 0,
  onDemandPercentageAboveBaseCapacity: 100,
  spotAllocationStrategy: 'lowest-price',
} as const
type Distribution = { readonly [K in keyof typeof distributionDefaults]: (typeof distributionDefaults)[K] extends number ? number : string }

const policy = 'mixedInstancesPolicy'
const distribution = `${policy}.instancesDistribution` as const
export const groupRows = {
  MinSize: row({
    paths: ['minSize'],
    verdict: 'inPlace',
    want: (c) => c.spec.minSize,
    read: (g) => g.MinSize,
    write: (a) => ({ MinSize: a }),
  }),
  MaxSize: row({
    paths: ['maxSize'],
    verdict: 'inPlace',
    want: (c) => c.spec.maxSize,
    read: (g) => g.MaxSize,
    write: (a) => ({ MaxSize: a }),
  }),
  DesiredCapacity: row({
    paths: ['MachinePool.spec.replicas'],
    verdict: 'inPlace',
    want: (c) => c.desired,
    read: (g): number | null => g.DesiredCapacity,
    write: (a) => (a === null ? {} : { DesiredCapacity: a }),
    eq: (wanted, observed) => wanted === null || wanted === observed,
  }),
  VPCZoneIdentifier: row({
    paths: [
      'subnets[].id',
      'subnets[].filters[].name',
      'subnets[].filters[].values',
      'availabilityZones',
      'availabilityZoneSubnetType',
      'MachinePool.spec.failureDomains',
    ],
    verdict: 'inPlace',
    want: (c) => c.subnets,
    read: subnetsIn,
    write: (a) => ({ VPCZoneIdentifier: a.join(',') }),
  }),
  DefaultCooldown: row({
    paths: ['defaultCoolDown'],
    verdict: 'inPlace',
    want: (c) => durationsOf(c.spec).cooldown,
    read: (g) => g.DefaultCooldown ?? 300,
    write: (a) => ({ DefaultCooldown: a }),
  }),
  DefaultInstanceWarmup: row({
    paths: ['defaultInstanceWarmup'],
    verdict: 'inPlace',
    want: (c): number | null => durationsOf(c.spec).warmup,
    read: (g) => g.DefaultInstanceWarmup ?? null,
    write: (a) => (a === null ? {} : { DefaultInstanceWarmup: a }),
  }),
  CapacityRebalance: row({
    paths: ['capacityRebalance'],
    verdict: 'inPlace',
    want: (c) => c.spec.capacityRebalance === true,
    read: (g) => g.CapacityRebalance === true,
    write: (a) => ({ CapacityRebalance: a }),
  }),
  /** The reference to the template, in the form that the kind of group has for it. */
  LaunchTemplate: row({
    paths: ['awsLaunchTemplate'],
    verdict: 'inPlace',
    want: (c): Referred => ({ reference: c.reference, mixed: c.spec.mixedInstancesPolicy !== undefined }),
    read: (g): Referred => ({ reference: observedReference(g), mixed: g.MixedInstancesPolicy !== undefined }),
    write: ({ reference, mixed }) => {
      if (reference === null) return {}
      const ref = sent(reference)
      return mixed ? { MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: ref } } } : { LaunchTemplate: ref }
    },
    eq: (wanted, observed) =>
      wanted.mixed === observed.mixed && (wanted.reference === null || sameReference(wanted.reference, observed.reference)),
    show: ({ reference: r, mixed }) => ({
      template: r === null ? null : typeof r.id === 'string' ? r.id : (r.name ?? 'the new template'),
      version: r === null ? null : typeof r.version === 'string' ? r.version : 'the new version',
      mixed,
    }),
  }),
  /** In order: it is their priority. */
  Overrides: row({
    paths: [`${policy}.overrides[].instanceType`],
    verdict: 'inPlace',
    want: (c): ReadonlyArray<string> | null =>
      c.spec.mixedInstancesPolicy === undefined ? null : (c.spec.mixedInstancesPolicy.overrides ?? []).map((o) => o.instanceType),
    read: (g) =>
      g.MixedInstancesPolicy === undefined
        ? null
        : (g.MixedInstancesPolicy.LaunchTemplate?.Overrides ?? []).map((o) => o.InstanceType ?? ''),
    write: (a) =>
      a === null ? {} : { MixedInstancesPolicy: { LaunchTemplate: { Overrides: a.map((InstanceType) => ({ InstanceType })) } } },
  }),
  /** A policy that says nothing about it leaves it as it is. */
  Distribution: row({
    paths: [
      `${distribution}.onDemandAllocationStrategy`,
      `${distribution}.spotAllocationStrategy`,
      `${distribution}.onDemandBaseCapacity`,
      `${distribution}.onDemandPercentageAboveBaseCapacity`,
    ],
    verdict: 'inPlace',
    want: (c): Distribution | null => {
      const wanted = c.spec.mixedInstancesPolicy?.instancesDistribution
      return wanted === undefined ? null : { ...distributionDefaults, ...wanted }
    },
    read: (g) => {
      const d = g.MixedInstancesPolicy?.InstancesDistribution
      return {
        onDemandAllocationStrategy: d?.OnDemandAllocationStrategy ?? distributionDefaults.onDemandAllocationStrategy,
        onDemandBaseCapacity: d?.OnDemandBaseCapacity ?? distributionDefaults.onDemandBaseCapacity,
        onDemandPercentageAboveBaseCapacity:
          d?.OnDemandPercentageAboveBaseCapacity ?? distributionDefaults.onDemandPercentageAboveBaseCapacity,
        spotAllocationStrategy: d?.SpotAllocationStrategy ?? distributionDefaults.spotAllocationStrategy,
      }
    },
    write: (a) =>
      a === null
        ? {}
        : {
            MixedInstancesPolicy: {
              InstancesDistribution: {
                OnDemandAllocationStrategy: a.onDemandAllocationStrategy,
                OnDemandBaseCapacity: a.onDemandBaseCapacity,
                OnDemandPercentageAboveBaseCapacity: a.onDemandPercentageAboveBaseCapacity,
                SpotAllocationStrategy: a.spotAllocationStrategy,
              },
            },
          },
    eq: (wanted, observed) => wanted === null || equals(wanted, observed),
  }),
}
type Referred = { readonly reference: WantedReference | null; readonly mixed: boolean }

/** By id where both have one, else by name. An output of an earlier step equals nothing that is there. */
const sameReference = (x: WantedReference, y: WantedReference | null): boolean =>
  y !== null && x.version === y.version && (x.id === null || y.id === null ? x.name === y.name : x.id === y.id)

/** The rows that AWS takes only together: what a group launches from. */
export const sourceRows = ['LaunchTemplate', 'Overrides', 'Distribution'] as const
/** The rows of the group's size, which hold together. */
export const sizeRows = ['MinSize', 'MaxSize', 'DesiredCapacity'] as const

const all: Rows<WantedGroup, Group, GroupBody> = groupRows
export const groupRowsWithout = (names: ReadonlyArray<string>): Rows<WantedGroup, Group, GroupBody> =>
  names.length === 0 ? all : Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)))
