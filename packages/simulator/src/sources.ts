/**
 * From what a group or a refresh is to launch, as a request says it: read, completed with AWS's defaults, and checked.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_MixedInstancesPolicy.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import type { CloudError } from '@poolwright/core/CloudError'
import type { Json } from '@poolwright/core/Json'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { broken, invalid } from './Handler.js'
import { referred } from './launchTemplates.js'
import { sourceWrong } from './templateContent.js'
import { type Mixed, Raw, type Region, type Source, type TemplateRef, textOf } from './World.js'

const raw: t.Type<Raw, unknown> = Raw
const GivenRef = struct('LaunchTemplateSpecification', {}, { LaunchTemplateId: t.string, LaunchTemplateName: t.string, Version: t.string })
type GivenRef = t.TypeOf<typeof GivenRef>
const GivenPolicy = struct(
  'MixedInstancesPolicy',
  {},
  {
    LaunchTemplate: struct('LaunchTemplate', {}, { LaunchTemplateSpecification: GivenRef, Overrides: t.readonlyArray(raw) }),
    InstancesDistribution: raw,
  },
)
/** Members of a request that say what to launch from. */
export const given = {
  LaunchTemplate: GivenRef,
  MixedInstancesPolicy: GivenPolicy,
  LaunchConfigurationName: t.string,
  InstanceId: t.string,
}
export type Given = {
  readonly LaunchTemplate?: GivenRef
  readonly MixedInstancesPolicy?: t.TypeOf<typeof GivenPolicy>
  readonly LaunchConfigurationName?: string
  readonly InstanceId?: string
}

const refOf = (region: Region, ref: GivenRef): E.Either<CloudError, TemplateRef> => {
  if ((ref.LaunchTemplateId === undefined) === (ref.LaunchTemplateName === undefined))
    return E.left(invalid('Valid requests must contain either launchTemplateId or LaunchTemplateName'))
  const found = referred(region, ref)
  const named = ref.LaunchTemplateId === undefined ? `name ${ref.LaunchTemplateName}` : `ID ${ref.LaunchTemplateId}`
  return found === undefined
    ? E.left(
        invalid(
          `You must use a valid fully-formed launch template. The specified launch template, with template ${named}, does not exist.`,
        ),
      )
    : E.right(found)
}

/** What AWS fills in (`aws-semantics` §3.2). Pools belong to `lowest-price` only. */
const distributionDefaults = (d: Raw): Raw => {
  const filled: Raw = {
    OnDemandAllocationStrategy: 'prioritized',
    OnDemandBaseCapacity: 0,
    OnDemandPercentageAboveBaseCapacity: 100,
    SpotAllocationStrategy: 'lowest-price',
    ...d,
  }
  const pools: Raw = filled['SpotAllocationStrategy'] === 'lowest-price' ? { SpotInstancePools: 2 } : {}
  // SpotMaxPrice: an empty text takes the value away (API_InstancesDistribution).
  return Object.fromEntries(Object.entries({ ...pools, ...filled }).filter(([k, v]) => !(k === 'SpotMaxPrice' && v === '')))
}

const oneOf = (d: Raw, member: string, ...values: ReadonlyArray<string>): CloudError | undefined =>
  values.includes(textOf(d[member])) ? undefined : invalid(`Invalid ${member}: ${JSON.stringify(d[member])}`)
const within = (value: Json | undefined, member: string, low: number, high: number): CloudError | undefined =>
  value === undefined || (typeof value === 'number' && value >= low && value <= high)
    ? undefined
    : invalid(`${member} must be between ${low} and ${high}`)
const policyWrong = (p: Mixed): CloudError | undefined => {
  const d = p.InstancesDistribution
  const pools = d['SpotInstancePools']
  return broken(
    () => (p.LaunchTemplate.Overrides.length > 40 ? invalid('A mixed instances policy can have at most 40 overrides') : undefined),
    () => oneOf(d, 'OnDemandAllocationStrategy', 'prioritized', 'lowest-price'),
    () =>
      oneOf(
        d,
        'SpotAllocationStrategy',
        'lowest-price',
        'capacity-optimized',
        'capacity-optimized-prioritized',
        'price-capacity-optimized',
      ),
    () => within(d['OnDemandBaseCapacity'], 'OnDemandBaseCapacity', 0, Infinity),
    () => within(d['OnDemandPercentageAboveBaseCapacity'], 'OnDemandPercentageAboveBaseCapacity', 0, 100),
    () => within(pools, 'SpotInstancePools', 1, 20),
    () =>
      pools !== undefined && d['SpotAllocationStrategy'] !== 'lowest-price'
        ? invalid('SpotInstancePools option is only available with the lowest-price allocation strategy.')
        : undefined,
  )
}

/** A policy is a patch of the one before it: what it leaves out stays (`aws-semantics` §3.1, UpdateAutoScalingGroup). */
const policyOf = (
  region: Region,
  p: NonNullable<Given['MixedInstancesPolicy']>,
  before: Source | undefined,
): E.Either<CloudError, Source> => {
  const old = before !== undefined && 'MixedInstancesPolicy' in before ? before.MixedInstancesPolicy : undefined
  const ref = p.LaunchTemplate?.LaunchTemplateSpecification
  const template =
    ref === undefined
      ? old === undefined
        ? E.left(
            invalid(
              'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter: the policy has no launch template.',
            ),
          )
        : E.right(old.LaunchTemplate.LaunchTemplateSpecification)
      : refOf(region, ref)
  if (E.isLeft(template)) return template
  const kept =
    p.InstancesDistribution?.['SpotAllocationStrategy'] === undefined
      ? old?.InstancesDistribution
      : withoutPools(old?.InstancesDistribution)
  const policy: Mixed = {
    LaunchTemplate: {
      LaunchTemplateSpecification: template.right,
      Overrides: p.LaunchTemplate?.Overrides ?? old?.LaunchTemplate.Overrides ?? [],
    },
    InstancesDistribution: distributionDefaults({ ...kept, ...p.InstancesDistribution }),
  }
  const wrong = policyWrong(policy)
  return wrong === undefined ? E.right({ MixedInstancesPolicy: policy }) : E.left(wrong)
}
const withoutPools = (d: Raw | undefined): Raw => Object.fromEntries(Object.entries(d ?? {}).filter(([k]) => k !== 'SpotInstancePools'))

/** Nothing when a request names no source. `before` is what the group has. */
export const sourceOf = (region: Region, g: Given, before?: Source): E.Either<CloudError, Source | undefined> => {
  const named = [g.LaunchTemplate, g.MixedInstancesPolicy, g.LaunchConfigurationName, g.InstanceId].filter((x) => x !== undefined)
  if (named.length > 1)
    return E.left(
      invalid(
        'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter, and only one of them.',
      ),
    )
  if (g.LaunchConfigurationName !== undefined)
    return E.left(invalid(`Launch configuration name not found - Launch configuration ${g.LaunchConfigurationName} not found`))
  if (g.InstanceId !== undefined) return E.left(invalid(`The instance ID '${g.InstanceId}' does not exist`))
  const source =
    g.LaunchTemplate !== undefined
      ? E.map((LaunchTemplate: TemplateRef): Source => ({ LaunchTemplate }))(refOf(region, g.LaunchTemplate))
      : g.MixedInstancesPolicy !== undefined
        ? policyOf(region, g.MixedInstancesPolicy, before)
        : E.right(undefined)
  if (E.isLeft(source) || source.right === undefined) return source
  const wrong = sourceWrong(region, source.right)
  return wrong === undefined ? source : E.left(wrong)
}
