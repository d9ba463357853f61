/**
 * What every object carries: its name, who owns it, what the API server adds.
 * @since 0.1.0
 */
import type * as t from 'io-ts'
import { choice, dictionary, flag, int64, list, object, open, pattern, text, whole } from './internal/codec.js'

/** A name as the API server takes it: a DNS subdomain. */
export const Name = pattern(
  'a name of at most 253 lower-case letters, digits, "-" and ".", with a letter or digit at both ends',
  /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,
)
const Namespace = pattern(
  'a namespace of at most 63 lower-case letters, digits and "-", with a letter or digit at both ends',
  /^(?=.{1,63}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/,
)

export const OwnerReference = object(
  'an owner reference',
  { apiVersion: text, kind: text, name: text },
  { uid: text, controller: flag, blockOwnerDeletion: flag },
)
/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ */
export interface OwnerReference extends t.TypeOf<typeof OwnerReference> {}

const members = {
  generateName: text,
  uid: text,
  resourceVersion: text,
  generation: whole(0, int64),
  creationTimestamp: text,
  deletionTimestamp: text,
  deletionGracePeriodSeconds: whole(0, int64),
  labels: dictionary(text),
  annotations: dictionary(text),
  finalizers: list(text),
  ownerReferences: list(OwnerReference),
  managedFields: open,
  selfLink: text,
  clusterName: text,
}

/** Metadata as written; `metadataOf` gives it its normal form. */
export const ObjectMeta = object('metadata', { name: Name }, { ...members, namespace: Namespace })
/** Metadata of a document in which no variable is replaced: its name may still hold one. */
export const BootstrapMeta = object('metadata', { name: text }, { ...members, namespace: text })
export interface ObjectMeta extends t.TypeOf<typeof ObjectMeta> {}

export interface Metadata {
  readonly name: string
  /** `default` when none was written. */
  readonly namespace: string
  /** Present only on objects that an API server has seen. */
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  /** Present from the moment somebody asked for its deletion. */
  readonly deletionTimestamp?: string
  readonly labels: Readonly<Record<string, string>>
  /** Without copies of the object that kubectl or a conversion left there: they may hold secrets. */
  readonly annotations: Readonly<Record<string, string>>
  readonly finalizers: ReadonlyArray<string>
  readonly ownerReferences: ReadonlyArray<OwnerReference>
}

/** Annotations that hold a copy of the whole object, and with it whatever secret the object holds. */
const copies = ['kubectl.kubernetes.io/last-applied-configuration', 'cluster.x-k8s.io/conversion-data']
const annotationsOf = (annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  copies.some((key) => key in annotations)
    ? Object.fromEntries(Object.entries(annotations).filter(([key]) => !copies.includes(key)))
    : annotations

/** The normal form: absent collections are empty, the namespace is always there. */
export const metadataOf = (m: ObjectMeta): Metadata => ({
  name: m.name,
  namespace: m.namespace ?? 'default',
  ...(m.uid === undefined ? {} : { uid: m.uid }),
  ...(m.resourceVersion === undefined ? {} : { resourceVersion: m.resourceVersion }),
  ...(m.generation === undefined ? {} : { generation: m.generation }),
  ...(m.deletionTimestamp === undefined ? {} : { deletionTimestamp: m.deletionTimestamp }),
  labels: m.labels ?? {},
  annotations: annotationsOf(m.annotations ?? {}),
  finalizers: m.finalizers ?? [],
  ownerReferences: m.ownerReferences ?? [],
})

/** The part of the API group in an `apiVersion`; empty for the core group. */
export const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '')

/** A reference by group, kind and name, whichever version it was written in. */
export interface Reference {
  readonly apiGroup: string
  readonly kind: string
  readonly name: string
  /** Only the older API has one; Cluster API always looks in the namespace of the object that refers. */
  readonly namespace?: string
}

/** A reference in the v1beta1 API: an object reference of the core API. */
export const ObjectReference = object(
  'a reference',
  { kind: text, name: text },
  { apiVersion: text, namespace: text, uid: text, resourceVersion: text, fieldPath: text },
)
/** A reference in the v1beta2 API. */
export const GroupReference = object('a reference', { apiGroup: text, kind: text, name: text })

/** The normal form of a reference in either API. */
export const referenceOf = (r: t.TypeOf<typeof ObjectReference> | t.TypeOf<typeof GroupReference>): Reference =>
  'apiGroup' in r
    ? { apiGroup: r.apiGroup, kind: r.kind, name: r.name }
    : {
        apiGroup: groupOf(r.apiVersion ?? ''),
        kind: r.kind,
        name: r.name,
        ...(r.namespace === undefined ? {} : { namespace: r.namespace }),
      }

export const Taint = object(
  'a taint',
  { key: text, effect: choice('NoSchedule', 'PreferNoSchedule', 'NoExecute') },
  { value: text, timeAdded: text },
)
export interface Taint extends t.TypeOf<typeof Taint> {}
