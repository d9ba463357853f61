/**
 * From a document to the value of its kind, with everything that is wrong with it.
 */
import { isPlain } from '@poolwright/core/Json'
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { type AWSCluster, awsClusterOf, WrittenAWSCluster } from '../AWSCluster.js'
import { type AWSMachinePool, awsMachinePoolOf, WrittenAWSMachinePool } from '../AWSMachinePool.js'
import {
  type AWSManagedMachinePool,
  awsManagedMachinePoolOf,
  AWSManagedMachinePoolV1Beta1,
  AWSManagedMachinePoolV1Beta2,
  olderPaths,
  respelt,
  type WrittenManagedSpec,
} from '../AWSManagedMachinePool.js'
import { type AWSManagedControlPlane, awsManagedControlPlaneOf, WrittenAWSManagedControlPlane } from '../AWSManagedControlPlane.js'
import { type BootstrapSecret, bootstrapSecretOf } from '../BootstrapSecret.js'
import { type Cluster, clusterOf, ClusterV1Beta1, ClusterV1Beta2 } from '../Cluster.js'
import { defaults, managedDefaults } from '../defaults.js'
import { converted, KubeadmConfigV1Beta1 } from '../kubeadm/v1beta1.js'
import { type KubeadmConfig, kubeadmStatusOf, KubeadmConfigV1Beta2 } from '../KubeadmConfig.js'
import { type MachinePool, machinePoolOf, MachinePoolV1Beta1, MachinePoolV1Beta2, writtenPaths } from '../MachinePool.js'
import type { Placed, Problem } from '../Manifest.js'
import { BootstrapMeta, metadataOf, type ObjectMeta } from '../Metadata.js'
import { awsMachinePoolRules } from '../validate/awsMachinePool.js'
import { awsManagedMachinePoolRules } from '../validate/awsManagedMachinePool.js'
import { kubeadmConfigRules } from '../validate/kubeadmConfig.js'
import { machinePoolRules } from '../validate/machinePool.js'
import { tagRules } from '../validate/tags.js'
import { decode, type Flaw, overlaps, unknownFields, without } from './check.js'
import { object, secretsIn } from './codec.js'
import { type Document, placeFinder, placeOf, problemOf, textAt } from './Document.js'
import type { Breach, Weight } from './Rule.js'
import { parsePath } from './Tree.js'

type Strictness = { readonly unknown: 'error' | 'warn'; readonly strict: boolean }
type Secrets = ReadonlyArray<readonly [digest: string, bytes: Uint8Array]>
/** `placed` is null when the object is wrong, or holds nothing of ours. */
export type Decoded<A> = { readonly placed: Placed<A> | null; readonly problems: ReadonlyArray<Problem>; readonly secrets: Secrets }
export type Decoder<A> = (d: Document, how: Strictness) => Decoded<A>

type How<W, A> = {
  readonly codec: t.Type<W, unknown, unknown>
  readonly of: (written: W) => A
  readonly rules: (written: W) => ReadonlyArray<Breach>
  readonly secretive: boolean
  readonly moved: Readonly<Record<string, string>>
}

/** An object that an API server holds was accepted by it, unknown fields and all. */
const isServed = (d: Document): boolean => textAt(d.json, ['metadata', 'uid']) !== null

const severityOf = (weight: Weight, served: boolean, strict: boolean): Problem['severity'] =>
  weight === 'error' || strict || (weight === 'creation' && !served) ? 'error' : 'warning'

const decoder =
  <W, A>({ codec, of, rules, secretive, moved }: How<W, A>): Decoder<A> =>
  (d, { unknown, strict }) => {
    const served = isServed(d)
    const worthSaying = (flaw: Flaw) => !d.holes.some((hole) => overlaps(flaw.path, hole))
    const unknowns = unknownFields(codec, d.json).map(problemOf(d, unknown === 'warn' || served ? 'warning' : 'error'))
    const read = decode(codec, d.json, secretive)
    const flaws = E.isLeft(read) ? read.left : []
    // what did decode is judged as well, so that one report says all
    const rest = E.isLeft(read)
      ? codec.decode(without(d.json, [...flaws.filter((f) => f.code !== 'PW-REQUIRED').map((f) => f.path), ...d.holes]))
      : read
    const wrong = [...flaws.map((f) => f.path), ...d.holes]
    const judged = (b: Breach) => ![b.path, ...b.also].some((path) => wrong.some((w) => overlaps(path, w) || overlaps(w, path)))
    const breaches = E.isRight(rest) ? rules(rest.right).filter((b) => wrong.length === 0 || judged(b)) : []
    const problems = [
      ...unknowns,
      ...flaws.filter(worthSaying).map(problemOf(d, 'error')),
      ...breaches.map((b) => problemOf(d, severityOf(b.weight, served, strict))(b)),
    ]
    if (E.isLeft(read)) return { placed: null, problems, secrets: [] }
    const placed = { value: of(read.right), place: placeOf(d, []), placeOf: placeFinder(d, moved) }
    return { placed, problems, secrets: secretive ? secretsIn(codec, d.json) : [] }
  }

const plain = { secretive: false, moved: {} }
const none = () => []

const pool = { of: machinePoolOf, rules: machinePoolRules, secretive: false, moved: writtenPaths }
const cluster = { ...plain, of: clusterOf, rules: none }

type Served<A> = { readonly v1beta1: Decoder<A>; readonly v1beta2: Decoder<A> }
const byVersion =
  <A>({ v1beta1, v1beta2 }: Served<A>): Decoder<A> =>
  (d, how) =>
    d.apiVersion.endsWith('/v1beta1') ? v1beta1(d, how) : v1beta2(d, how)

export const decodeMachinePool: Decoder<MachinePool> = byVersion({
  v1beta1: decoder({ ...pool, codec: MachinePoolV1Beta1 }),
  v1beta2: decoder({ ...pool, codec: MachinePoolV1Beta2 }),
})
export const decodeCluster: Decoder<Cluster> = byVersion({
  v1beta1: decoder({ ...cluster, codec: ClusterV1Beta1 }),
  v1beta2: decoder({ ...cluster, codec: ClusterV1Beta2 }),
})
export const decodeAWSMachinePool: Decoder<AWSMachinePool> = decoder({
  ...plain,
  codec: WrittenAWSMachinePool,
  of: (written) => awsMachinePoolOf(written, defaults(written.spec)),
  rules: (written) => awsMachinePoolRules(written.metadata.name, defaults(written.spec)),
})

type Managed = { readonly metadata: ObjectMeta; readonly status?: unknown }
const managed = (written: Managed, spec: WrittenManagedSpec) =>
  awsManagedMachinePoolOf(written, managedDefaults(metadataOf(written.metadata), spec))
const managedRules = (written: Managed, spec: WrittenManagedSpec) =>
  awsManagedMachinePoolRules(managedDefaults(metadataOf(written.metadata), spec))
export const decodeAWSManagedMachinePool: Decoder<AWSManagedMachinePool> = byVersion({
  v1beta1: decoder({
    secretive: false,
    moved: olderPaths,
    codec: AWSManagedMachinePoolV1Beta1,
    of: (w) => managed(w, respelt(w.spec ?? {})),
    rules: (w) => managedRules(w, respelt(w.spec ?? {})),
  }),
  v1beta2: decoder({
    ...plain,
    codec: AWSManagedMachinePoolV1Beta2,
    of: (w) => managed(w, w.spec ?? {}),
    rules: (w) => managedRules(w, w.spec ?? {}),
  }),
})
export const decodeAWSCluster: Decoder<AWSCluster> = decoder({
  ...plain,
  codec: WrittenAWSCluster,
  of: awsClusterOf,
  rules: (written) => tagRules(written.spec?.additionalTags ?? {}, ['spec', 'additionalTags']),
})
export const decodeAWSManagedControlPlane: Decoder<AWSManagedControlPlane> = decoder({
  ...plain,
  codec: WrittenAWSManagedControlPlane,
  of: awsManagedControlPlaneOf,
  rules: (written) => tagRules(written.spec?.additionalTags ?? {}, ['spec', 'additionalTags']),
})
export const decodeKubeadmConfig: Decoder<KubeadmConfig> = byVersion({
  v1beta1: decoder({
    secretive: true,
    moved: {},
    codec: KubeadmConfigV1Beta1,
    of: (w) => ({ metadata: metadataOf(w.metadata), spec: converted(w.spec ?? {}), status: kubeadmStatusOf(w.status) }),
    rules: (w) => kubeadmConfigRules(w.metadata, converted(w.spec ?? {})),
  }),
  v1beta2: decoder({
    secretive: true,
    moved: {},
    codec: KubeadmConfigV1Beta2,
    of: (w) => ({ metadata: metadataOf(w.metadata), spec: w.spec ?? {}, status: kubeadmStatusOf(w.status) }),
    rules: (w) => kubeadmConfigRules(w.metadata, w.spec ?? {}),
  }),
})

const SecretHead = object('a Secret', { metadata: BootstrapMeta })

/** A Secret without bootstrap data is nothing of ours and nothing is said about it. */
export const decodeSecret: Decoder<BootstrapSecret> = (d) => {
  const head = decode(SecretHead, d.json, true)
  if (E.isLeft(head)) return { placed: null, problems: head.left.map(problemOf(d, 'error')), secrets: [] }
  const read = bootstrapSecretOf(head.right.metadata, isPlain(d.json) ? d.json : {})
  if (E.isLeft(read)) {
    const flaws = read.left.map((bad) => ({ ...bad, code: 'PW-SECRET-DATA', path: parsePath(bad.path), advice: '' }))
    return { placed: null, problems: flaws.map(problemOf(d, 'error')), secrets: [] }
  }
  if (read.right === null) return { placed: null, problems: [], secrets: [] }
  const { secret, bytes } = read.right
  return {
    placed: { value: secret, place: placeOf(d, []), placeOf: placeFinder(d, {}) },
    problems: [],
    secrets: [[secret.value.$secret, bytes]],
  }
}
