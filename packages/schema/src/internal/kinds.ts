/**
 * Which objects are ours, and what is nearly one of ours.
 */
import { closest, distance } from 'fastest-levenshtein'
import { groupOf } from '../Metadata.js'
import type { Flaw } from './check.js'

const core = 'cluster.x-k8s.io'
const infrastructure = 'infrastructure.cluster.x-k8s.io'
const bootstrap = 'bootstrap.cluster.x-k8s.io'
const controlPlane = 'controlplane.cluster.x-k8s.io'
const versions = ['v1beta1', 'v1beta2']

/** `substituted`: variables are replaced; `secretive`: values are never shown. */
export const kinds = {
  MachinePool: { group: core, versions, substituted: true, secretive: false },
  Cluster: { group: core, versions, substituted: true, secretive: false },
  AWSMachinePool: { group: infrastructure, versions, substituted: true, secretive: false },
  AWSManagedMachinePool: { group: infrastructure, versions, substituted: true, secretive: false },
  AWSCluster: { group: infrastructure, versions, substituted: true, secretive: false },
  AWSManagedControlPlane: { group: controlPlane, versions, substituted: true, secretive: false },
  KubeadmConfig: { group: bootstrap, versions, substituted: false, secretive: true },
  Secret: { group: '', versions: ['v1'], substituted: false, secretive: true },
} as const
export type Kind = keyof typeof kinds
const isKind = (kind: string): kind is Kind => Object.hasOwn(kinds, kind)

const clusterKinds = Object.keys(kinds).filter((kind) => kind !== 'Secret')
const groups = [core, infrastructure, bootstrap, controlPlane]
const letters = 2

export type Classified =
  | { readonly _tag: 'Ours'; readonly kind: Kind }
  | { readonly _tag: 'Other' }
  /** `meant` is the kind that it was probably meant to be. */
  | { readonly _tag: 'Wrong'; readonly meant: Kind | null; readonly flaw: Flaw }

const wrong = (meant: Kind | null, code: string, member: string, expected: string, got: string, advice: string): Classified => ({
  _tag: 'Wrong',
  meant,
  flaw: { code, path: [member], expected, got, advice },
})
const quoted = (text: string): string => JSON.stringify(text.slice(0, 100))

/** Our kind that differs from this one by a letter or two, or only by capitals. */
export const kindNear = (kind: string): Kind | null => {
  if (kind === '' || kind.length > 60 || isKind(kind)) return null
  const found = closest(
    kind.toLowerCase(),
    clusterKinds.map((k) => k.toLowerCase()),
  )
  const near = clusterKinds.find((k) => k.toLowerCase() === found) ?? ''
  return distance(kind.toLowerCase(), found) <= letters && isKind(near) ? near : null
}

/** Decides by group and kind; what belongs to others is left to them. */
export const classify = (apiVersion: string, kind: string): Classified => {
  const group = groupOf(apiVersion)
  if (kind === 'Kustomization' && group === 'kustomize.config.k8s.io') return kustomization
  const version = apiVersion.slice(group === '' ? 0 : group.length + 1)
  const ours = groups.includes(group)
  const near = ours ? kindNear(kind) : null
  if (near !== null) return wrong(near, 'PW-KIND-TYPO', 'kind', 'a kind of this group', quoted(kind), `Did you mean ${near}?`)
  if (!isKind(kind)) return { _tag: 'Other' }
  const known = kinds[kind]
  if (group === known.group && known.versions.some((v) => v === version)) return { _tag: 'Ours', kind }
  // a Secret or a Cluster of somebody else's group is somebody else's
  const meant =
    kind === 'Secret'
      ? group === ''
      : ours || distance(group.slice(0, 100), known.group) <= letters || (kind !== 'Cluster' && group.endsWith('x-k8s.io'))
  if (!meant) return { _tag: 'Other' }
  const expected = known.versions.map((v) => (known.group === '' ? v : `${known.group}/${v}`)).join(' or ')
  return wrong(kind, 'PW-API-VERSION', 'apiVersion', expected, quoted(apiVersion), `${kind} is read in these versions only.`)
}

/** A kustomization names other files; it has to be built first. */
export const kustomization: Classified = wrong(
  null,
  'PW-KUSTOMIZATION',
  '',
  'manifests',
  'a kustomization',
  'Build it first: kustomize build DIRECTORY | poolwright plan -f -',
)
export const isKustomization = (file: string): boolean => /(?:^|[\\/])kustomization(?:\.ya?ml)?$/i.test(file)
