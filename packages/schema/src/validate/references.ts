/**
 * Rules between objects: references that point at nothing, clusters that do not match, objects given twice. They read documents, not
 * decoded values, so that one wrong field does not silence them.
 */
import { nearest, overlaps } from '../internal/check.js'
import { type Document, objectOf, placeOf, problemOf, textAt } from '../internal/Document.js'
import { kindNear } from '../internal/kinds.js'
import type { Path } from '../internal/Tree.js'
import { nodegroupNameOf } from '../eksNames.js'
import type { Place, Problem } from '../Manifest.js'
import { groupOf } from '../Metadata.js'
import { clusterLabel } from './machinePool.js'

const template: Path = ['spec', 'template', 'spec']
const infrastructure: Path = [...template, 'infrastructureRef']

/** Text at a path, unless its variable is not set. */
const known = (d: Document, path: Path): string | null => (d.holes.some((hole) => overlaps(path, hole)) ? null : textAt(d.json, path))
const error = (d: Document, code: string, path: Path, expected: string, got: string, advice = ''): Problem =>
  problemOf(d, 'error')({ code, path, expected, got, advice })
const warning = (d: Document, code: string, path: Path, expected: string, got: string, advice = ''): Problem =>
  problemOf(d, 'warning')({ code, path, expected, got, advice })
const guess = (name: string, names: ReadonlyArray<string>): string => {
  const found = nearest(name, names)
  return found === null ? '' : `Did you mean ${found}?`
}
const at = (place: Place): string => `${place.file}:${place.line}:${place.column}`

/** Documents of one kind by name; asked once for each reference, so that many pools cost no more than a few. */
type Index = {
  readonly names: (namespace: string) => ReadonlyArray<string>
  readonly has: (namespace: string, name: string) => boolean
  /** The first of this name in whatever namespace. */
  readonly first: (name: string) => Document | undefined
  /** Some document or name is not known yet, so nothing can be said to be missing. */
  readonly anonymous: boolean
}
const indexOf = (documents: ReadonlyArray<Document>, complete: boolean): Index => {
  const names = new Map<string, string[]>()
  const ids = new Set<string>()
  const first = new Map<string, Document>()
  for (const d of documents) {
    if (d.name === null) continue
    const inNamespace = names.get(d.namespace) ?? []
    inNamespace.push(d.name)
    names.set(d.namespace, inNamespace)
    ids.add(`${d.namespace}/${d.name}`)
    const before = first.get(d.name)
    if (before === undefined || d.namespace < before.namespace) first.set(d.name, d)
  }
  return {
    names: (namespace) => names.get(namespace) ?? [],
    has: (namespace, name) => ids.has(`${namespace}/${name}`),
    first: (name) => first.get(name),
    anonymous: !complete || documents.some((d) => d.name === null),
  }
}

/** The same object more than once; the first one counts. */
export const repeated = (documents: ReadonlyArray<Document>): ReadonlyArray<Problem> => {
  const first = new Map<string, Document>()
  return documents.flatMap((d) => {
    if (d.name === null) return []
    const id = `${groupOf(d.apiVersion)}/${objectOf(d)}`
    const before = first.get(id)
    if (before === undefined) {
      first.set(id, d)
      return []
    }
    return [
      error(
        d,
        'PW-OBJECT-TWICE',
        [],
        `${objectOf(d)} once`,
        `it again; it is also at ${at(placeOf(before, []))}`,
        'Take one of them away.',
      ),
    ]
  })
}

export type ByKind = {
  readonly machinePools: ReadonlyArray<Document>
  readonly clusters: ReadonlyArray<Document>
  readonly awsMachinePools: ReadonlyArray<Document>
  readonly awsManagedMachinePools: ReadonlyArray<Document>
  readonly awsClusters: ReadonlyArray<Document>
  readonly awsManagedControlPlanes: ReadonlyArray<Document>
  /** Names of Secrets without bootstrap data, as `namespace/name`. */
  readonly emptySecrets: ReadonlySet<string>
  /** False when some document could not be read: then nothing is said to be missing. */
  readonly complete: boolean
  /** What Cluster API Provider AWS accepts without doing it is an error. */
  readonly strict: boolean
}

/** Documents of each kind of pool that is provided here. */
type Pools = { readonly [K in PoolKind]: Index }
const poolKinds = ['AWSMachinePool', 'AWSManagedMachinePool'] as const
type PoolKind = (typeof poolKinds)[number]
const poolKind = (kind: string | null): PoolKind | undefined => poolKinds.find((k) => k === kind)

const infrastructureOf = (pool: Document, pools: Pools): ReadonlyArray<Problem> => {
  const kind = known(pool, [...infrastructure, 'kind'])
  const name = known(pool, [...infrastructure, 'name'])
  if (kind === null || name === null) return []
  const near = kindNear(kind)
  const path = [...infrastructure, 'kind']
  const got = JSON.stringify(kind.slice(0, 60))
  if (near !== null && poolKind(near) !== undefined)
    return [error(pool, 'PW-KIND-TYPO', path, 'a kind of machine pool', got, `Did you mean ${near}?`)]
  const provided = poolKind(kind)
  if (provided === undefined) {
    const advice = 'Nothing here provides this kind; the pool is left alone.'
    return [warning(pool, 'PW-PROVIDER-NONE', path, poolKinds.join(' or '), got, advice)]
  }
  const awsPools = pools[provided]
  if (awsPools.has(pool.namespace, name) || awsPools.anonymous) return []
  const elsewhere = awsPools.first(name)
  const advice = elsewhere === undefined ? guess(name, awsPools.names(pool.namespace)) : `There is one in namespace ${elsewhere.namespace}.`
  const expected = `an ${provided} of this name in namespace ${pool.namespace}`
  return [error(pool, 'PW-REF-NOTHING', [...infrastructure, 'name'], expected, 'none', advice)]
}

const clusterOf = (pool: Document, clusters: Index): ReadonlyArray<Problem> => {
  const name = known(pool, ['spec', 'clusterName'])
  const names = clusters.names(pool.namespace)
  if (name === null || names.length === 0 || clusters.anonymous || clusters.has(pool.namespace, name)) return []
  const expected = `the name of a Cluster in namespace ${pool.namespace}: ${names.slice(0, 5).join(', ')}`
  return [error(pool, 'PW-CLUSTER-NAME', ['spec', 'clusterName'], expected, JSON.stringify(name.slice(0, 63)), guess(name, names))]
}

const secretOf = (pool: Document, emptySecrets: ReadonlySet<string>): ReadonlyArray<Problem> => {
  const path = [...template, 'bootstrap', 'dataSecretName']
  const name = known(pool, path)
  if (name === null || !emptySecrets.has(`${pool.namespace}/${name}`)) return []
  return [error(pool, 'PW-SECRET-VALUE', path, `a key value in Secret ${pool.namespace}/${name}`, 'none')]
}

type Users = { readonly of: (awsPool: Document) => ReadonlyArray<Document>; readonly complete: boolean }
const usersIn = (pools: ReadonlyArray<Document>, complete: boolean): Users => {
  const users = new Map<string, Document[]>()
  const refers = pools.map((pool) => ({
    pool,
    kind: known(pool, [...infrastructure, 'kind']),
    name: known(pool, [...infrastructure, 'name']),
  }))
  for (const { pool, kind, name } of refers) {
    if (poolKind(kind) === undefined || name === null) continue
    const id = `${kind ?? ''}/${pool.namespace}/${name}`
    users.set(id, [...(users.get(id) ?? []), pool])
  }
  return {
    of: (awsPool) => users.get(`${awsPool.kind}/${awsPool.namespace}/${awsPool.name ?? ''}`) ?? [],
    complete: complete && refers.every((r) => r.kind !== null && r.name !== null),
  }
}

/** `shared`: what is wrong with its name in AWS, besides what is wrong with whom it belongs to. */
const awsPoolRules = (awsPool: Document, users: Users, shared: ReadonlyArray<Problem>): ReadonlyArray<Problem> => {
  if (awsPool.name === null) return []
  const [owner, ...others] = users.of(awsPool)
  if (owner === undefined) {
    const unused = warning(awsPool, 'PW-POOL-UNUSED', [], 'a MachinePool that refers to it', 'none', 'Nothing is planned for it.')
    return users.complete ? [unused, ...shared] : shared
  }
  const labelPath: Path = ['metadata', 'labels', clusterLabel]
  const label = known(awsPool, labelPath)
  const cluster = known(owner, ['spec', 'clusterName'])
  const mismatch = label !== null && cluster !== null && label !== cluster
  return [
    ...others.map((other) =>
      error(other, 'PW-REF-SHARED', [...infrastructure, 'name'], `an ${awsPool.kind} of its own`, `the one of ${objectOf(owner)}`),
    ),
    ...(mismatch
      ? [warning(awsPool, 'PW-CLUSTER-NAME', labelPath, `the cluster of its pool, ${cluster}`, JSON.stringify(label.slice(0, 63)))]
      : []),
    ...shared,
  ]
}

const oneGroup = 'Within one account and region both would be the same Auto Scaling group.'
/** A group is called as its pool, without the namespace. */
const sharedName = (awsPool: Document, awsPools: Index): ReadonlyArray<Problem> => {
  const twin = awsPool.name === null ? undefined : awsPools.first(awsPool.name)
  return twin === undefined || twin.namespace === awsPool.namespace
    ? []
    : [warning(awsPool, 'PW-NAME-SHARED', ['metadata', 'name'], 'a name of its own', `that of ${objectOf(twin)}`, oneGroup)]
}

/** Node groups of one name in one cluster, later ones with the first: by the name written, or the one made of the pool's (N17). */
const sharedNodegroups = (pools: ReadonlyArray<Document>, users: Users, strict: boolean): ReadonlyArray<Problem> => {
  const first = new Map<string, Document>()
  const path: Path = ['spec', 'eksNodegroupName']
  return pools.flatMap((pool) => {
    const [owner] = users.of(pool)
    const cluster = owner === undefined ? null : known(owner, ['spec', 'clusterName'])
    if (pool.name === null || cluster === null || pool.holes.some((hole) => overlaps(path, hole))) return []
    const written = textAt(pool.json, path) ?? ''
    const name = written === '' ? nodegroupNameOf(pool.namespace, pool.name) : written
    const id = `${pool.namespace}/${cluster}/${name}`
    const before = first.get(id)
    if (before === undefined) {
      first.set(id, pool)
      return []
    }
    const advice = 'Both would be the same node group. Write eksNodegroupName in one of them.'
    const say = strict ? error : warning
    return [say(pool, 'PW-NAME-SHARED', path, 'a node group of its own', `${name}, as ${objectOf(before)} has`, advice)]
  })
}

/** What a Cluster may refer to, by kind. */
type Referred = { readonly [kind: string]: Index }

/** Of EKS clusters both references may name the control plane. */
const partOf =
  (referred: Referred) =>
  (cluster: Document): ReadonlyArray<Problem> =>
    ['infrastructureRef', 'controlPlaneRef'].flatMap((member) => {
      const path: Path = ['spec', member, 'name']
      const [kind, name] = [known(cluster, ['spec', member, 'kind']), known(cluster, path)]
      if (kind === null || name === null || !Object.hasOwn(referred, kind)) return []
      const index = referred[kind]
      const names = index?.names(cluster.namespace) ?? []
      if (names.length === 0 || index?.anonymous !== false || index.has(cluster.namespace, name)) return []
      const expected = `an ${kind} of this name in namespace ${cluster.namespace}`
      return [error(cluster, 'PW-REF-NOTHING', path, expected, 'none', guess(name, names))]
    })

/** Everything between objects. What is simply not among the manifests, such as a Cluster, is no problem: it may live elsewhere. */
export const references = (all: ByKind): ReadonlyArray<Problem> => {
  const pools: Pools = {
    AWSMachinePool: indexOf(all.awsMachinePools, all.complete),
    AWSManagedMachinePool: indexOf(all.awsManagedMachinePools, all.complete),
  }
  const clusters = indexOf(all.clusters, all.complete)
  const referred: Referred = {
    AWSCluster: indexOf(all.awsClusters, all.complete),
    AWSManagedControlPlane: indexOf(all.awsManagedControlPlanes, all.complete),
  }
  const users = usersIn(all.machinePools, all.complete)
  return [
    ...all.machinePools.flatMap((p) => [...infrastructureOf(p, pools), ...clusterOf(p, clusters), ...secretOf(p, all.emptySecrets)]),
    ...all.awsMachinePools.flatMap((d) => awsPoolRules(d, users, sharedName(d, pools.AWSMachinePool))),
    ...all.awsManagedMachinePools.flatMap((d) => awsPoolRules(d, users, [])),
    ...sharedNodegroups(all.awsManagedMachinePools, users, all.strict),
    ...all.clusters.flatMap(partOf(referred)),
  ]
}
