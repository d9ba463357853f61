/**
 * The same documents and the same answers in other words: what means nothing comes in another order.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'

/** Another order, chosen by `n`. */
export const turned = <A>(xs: ReadonlyArray<A>, n: number): ReadonlyArray<A> => {
  const at = xs.length === 0 ? 0 : n % xs.length
  return [...xs.slice(at), ...xs.slice(0, at)].reverse()
}

/** Members of objects in another order; lists stay. */
export const reordered = (u: Json, n: number): Json => {
  if (Array.isArray(u)) return (u as ReadonlyArray<Json>).map((x) => reordered(x, n))
  if (typeof u !== 'object' || u === null) return u
  return Object.fromEntries(turned(Object.entries(u), n).map(([k, x]) => [k, reordered(x, n)]))
}

/** Lists of AWS's answers whose order means nothing. */
const sets = [
  'Tags',
  'TagSpecifications',
  'SecurityGroupIds',
  'BlockDeviceMappings',
  'SuspendedProcesses',
  'AutoScalingGroups',
  'LaunchTemplates',
  'LaunchTemplateVersions',
  'LifecycleHooks',
  'Images',
  'Subnets',
  'AttachedPolicies',
  'subnets',
  'taints',
  'sourceSecurityGroups',
]
export const reworded = (u: unknown, n: number, under = ''): unknown => {
  if (Array.isArray(u)) {
    const inner = (u as ReadonlyArray<unknown>).map((x) => reworded(x, n))
    return sets.includes(under) ? turned(inner, n) : inner
  }
  if (typeof u !== 'object' || u === null) return u
  return Object.fromEntries(
    Object.entries(u).map(([k, x]) => [
      k,
      k === 'VPCZoneIdentifier' && typeof x === 'string' ? turned(x.split(','), n).join(n % 2 === 0 ? ',' : ', ') : reworded(x, n, k),
    ]),
  )
}
