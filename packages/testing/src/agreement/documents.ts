/**
 * The documents of an AWSMachinePool as they are written, by what a world has to hold because of them.
 * @since 0.1.0
 */
import type { Desired } from '../Desired.js'
import { at, type Maybe, type Members, members, word } from './raw.js'

export const names = { namespace: 'default', pool: 'workers', cluster: 'c', scope: 'aws:000000000000/us-east-1' } as const
export const spec = (d: Desired, ...place: ReadonlyArray<string>) => at(d['AWSMachinePool'], 'spec', ...place)
export const template = (d: Desired, ...place: ReadonlyArray<string>) => spec(d, 'awsLaunchTemplate', ...place)
export const machines = (d: Desired, ...place: ReadonlyArray<string>) => at(d['MachinePool'], 'spec', 'template', 'spec', ...place)
export const min = (d: Desired) => Number(spec(d, 'minSize') ?? 1)
export const max = (d: Desired) => Number(spec(d, 'maxSize') ?? 1)
export const isDeleted = (d: Desired): boolean => at(d['AWSMachinePool'], 'metadata', 'deletionTimestamp') !== undefined

/** A count that the manifest keeps saying, or nothing: then it is somebody else's, or was only a beginning. */
export const ownedCount = (d: Desired): number | null => {
  const manager = at(d['MachinePool'], 'metadata', 'annotations', 'cluster.x-k8s.io/replicas-managed-by')
  const count = at(d['MachinePool'], 'spec', 'replicas')
  return typeof count !== 'number' || (manager !== undefined && manager !== 'false') ? null : count
}

export const secretName = (d: Desired) => word(machines(d, 'bootstrap', 'dataSecretName') ?? '')
export const secretOf = (d: Desired): Maybe =>
  Object.values(d).find((x) => at(x, 'kind') === 'Secret' && at(x, 'metadata', 'name') === secretName(d))
export const userTags = (d: Desired): Members => ({
  ...members(at(d['AWSCluster'], 'spec', 'additionalTags')),
  ...members(spec(d, 'additionalTags')),
})

/** C14: what a cluster's things are known by, over what users add. */
export const tags = (d: Desired): Members => ({
  Name: names.pool,
  ...userTags(d),
  [`kubernetes.io/cluster/${names.cluster}`]: 'owned',
  [`sigs.k8s.io/cluster-api-provider-aws/cluster/${names.cluster}`]: 'owned',
  'sigs.k8s.io/cluster-api-provider-aws/role': 'node',
})

/** Images that a look-up by this version may have found, by version without its `v`: what the world was given. */
export type Images = { readonly [version: string]: ReadonlyArray<string> }

export const seconds = (u: Maybe): number => {
  const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(typeof u === 'string' ? u : '')
  const [, h = 0, m = 0, s = 0] = found ?? []
  const sum = Number(h) * 3_600 + Number(m) * 60 + Number(s)
  // A cooldown of none is the default (V1): zero cannot be asked for.
  return sum === 0 ? 300 : sum
}

export const version = (d: Desired): string => word(machines(d, 'version') ?? '').replace(/^v/, '')
