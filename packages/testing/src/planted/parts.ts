/**
 * What bugs of AWSMachinePools are made of.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import * as Change from '@poolwright/core/Change'
import type * as Fact from '@poolwright/core/Fact'
import { isPlain } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { type Plan, step as stepOf } from '@poolwright/core/Plan'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import type { World } from '@poolwright/simulator/World'
import { names } from '../agreement/documents.js'
import { sizes } from '../arbitraries/awsMachinePool.js'
import { type Desired } from '../Desired.js'
import { embedded } from '../embedded.js'
import { inDocuments, inLook, inPlan, type Known, type Planted } from './Planted.js'

export type Bug = Planted<AwsAct, World, PoolNouns>
export type AwsPlan = Plan<AwsAct>
export const plan = (change: (p: AwsPlan, known: Known) => AwsPlan): Bug['plant'] => inPlan(embedded, change)
export const look = (change: (f: Fact.Fact<unknown>, key: string) => Fact.Fact<unknown>): Bug['plant'] => inLook(embedded, change)
/** Planted where, of leaves that change together, only bounds and count do: for what shows when these move at once. */
export const whereSizesMove =
  (plant: Bug['plant']): Bug['plant'] =>
  (trial) =>
    plant({ ...trial, inputs: { ...trial.inputs, together: [sizes] } })
export const documents = (change: (d: Desired) => Desired): Bug['plant'] => inDocuments(embedded, change)

export const step = stepOf<AwsAct>()
export const groupKey = Key.of('group', names.scope, names.pool)
export const group = { AutoScalingGroupName: names.pool }
export type Group = {
  readonly MinSize: number
  readonly DesiredCapacity: number
  readonly VPCZoneIdentifier?: string
  readonly Tags?: ReadonlyArray<{ readonly Key: string }>
  readonly Status?: string
}
/** The group as the plan saw it. */
export const groupIn = (known: Known): Group | undefined => {
  const fact = known.look(groupKey)
  return fact._tag === 'Present' ? (fact.value as Group) : undefined
}
export const update = (id: string, input: object): AwsPlan['steps'][number] =>
  step(id, names.scope, 'autoscaling:UpdateAutoScalingGroup', { ...group, ...input }, [Change.world(groupKey, 'it looks different')])
/** A present fact of one noun with another value. */
export const reading =
  (noun: string, change: (value: { readonly [k: string]: unknown }) => object) =>
  (f: Fact.Fact<unknown>, key: string): Fact.Fact<unknown> =>
    f._tag === 'Present' && Key.nounOf(key) === noun && isPlain(f.value) ? { ...f, value: change(f.value) } : f
export const lacking = (o: { readonly [k: string]: unknown }, name: string): { readonly [k: string]: unknown } => {
  const { [name]: _gone, ...rest } = o
  return rest
}
export const U = 'autoscaling:UpdateAutoScalingGroup' as const
export const spec = ['AWSMachinePool', 'spec'] as const
export const replicas = ['MachinePool', 'spec', 'replicas'] as const
