/**
 * Manifests from text: every object of ours decoded, everything wrong with any of them in one report.
 * @since 0.1.0
 */
import { byText, isPlain, type Json } from '@poolwright/core/Json'
import { once } from '@poolwright/core/once'
import * as E from 'fp-ts/lib/Either.js'
import type { AWSCluster } from './AWSCluster.js'
import type { AWSMachinePool } from './AWSMachinePool.js'
import type { AWSManagedMachinePool } from './AWSManagedMachinePool.js'
import type { AWSManagedControlPlane } from './AWSManagedControlPlane.js'
import type { BootstrapSecret } from './BootstrapSecret.js'
import type { Cluster } from './Cluster.js'
import {
  decodeAWSCluster,
  decodeAWSMachinePool,
  decodeAWSManagedControlPlane,
  decodeAWSManagedMachinePool,
  decodeCluster,
  decodeKubeadmConfig,
  decodeMachinePool,
  type Decoded,
  decodeSecret,
} from './internal/decodeKind.js'
import { type Document, type Locate, objectOf, problemOf, sentence } from './internal/Document.js'
import { classify, isKustomization, type Kind, kinds, kustomization } from './internal/kinds.js'
import { mayVary, retype, substitute } from './internal/template.js'
import { asWritten, type Fill, type Path, printPath, toJson, type Tree } from './internal/Tree.js'
import { linesOf, readText, type TextFault } from './internal/yaml.js'
import type { KubeadmConfig } from './KubeadmConfig.js'
import type { MachinePool } from './MachinePool.js'
import { inOrder, type Place, type Placed, type Problem } from './Manifest.js'
import type { Metadata } from './Metadata.js'
import { references, repeated } from './validate/references.js'

export { hasErrors, render } from './Manifest.js'

/** Text and where it came from; reading files is the host's. */
export type Source = { readonly file: string; readonly text: string }

export type ReadOptions = {
  /** What `${VAR}` is replaced from. */
  readonly environment: Readonly<Record<string, string>>
  /** False: `${VAR}` is text. */
  readonly substitute: boolean
  /** What a field that no codec knows is. Objects that an API server has seen are only warned about. */
  readonly unknown: 'error' | 'warn'
  /** Makes errors of what Cluster API Provider AWS accepts although it does not do what it says. */
  readonly strict: boolean
}

/** All objects of ours that decoded, each kind in order of namespace and name, whatever order they were written in. */
export type Manifests = {
  readonly machinePools: ReadonlyArray<Placed<MachinePool>>
  readonly clusters: ReadonlyArray<Placed<Cluster>>
  readonly awsMachinePools: ReadonlyArray<Placed<AWSMachinePool>>
  readonly awsManagedMachinePools: ReadonlyArray<Placed<AWSManagedMachinePool>>
  readonly awsClusters: ReadonlyArray<Placed<AWSCluster>>
  readonly awsManagedControlPlanes: ReadonlyArray<Placed<AWSManagedControlPlane>>
  readonly kubeadmConfigs: ReadonlyArray<Placed<KubeadmConfig>>
  readonly secrets: ReadonlyArray<Placed<BootstrapSecret>>
  /** How many other objects there were; nothing is said about them. */
  readonly others: number
}

export type Read = {
  readonly manifests: Manifests
  /** In order of file and line. Nothing should be planned when one is an error. */
  readonly problems: ReadonlyArray<Problem>
  /** Secret bytes by digest. */
  readonly vault: ReadonlyMap<string, Uint8Array>
}

type Missing = {
  readonly name: string
  readonly place: Place
  readonly path: Path
  readonly document: Pick<Document, 'kind' | 'name' | 'namespace'>
}
type Item = { readonly tree: Tree; readonly locate: Locate }
type Sorted = {
  readonly ours: ReadonlyArray<{ readonly kind: Kind; readonly document: Document }>
  /** Objects that were meant to be ours: nothing is read from them, and what refers to them does not point at nothing. */
  readonly meant: ReadonlyArray<{ readonly kind: Kind; readonly document: Document }>
  /** False when some document could not be read, so that nothing can be said to be missing. */
  readonly complete: boolean
  readonly others: number
  readonly problems: ReadonlyArray<Problem>
  readonly missing: ReadonlyArray<Missing>
}
const nothing: Sorted = { ours: [], meant: [], complete: true, others: 0, problems: [], missing: [] }

/**
 * Reads all sources together. Total and deterministic: no input makes it throw, and the same sources always give the same report.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { read, render } from '@poolwright/schema/read'
 * const text = 'apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: {name: c}\nspec: {pausd: true}\n'
 * const { problems } = read({ environment: {}, substitute: true, unknown: 'error', strict: false })([{ file: 'c.yaml', text }])
 * assert.deepStrictEqual(problems.map(render), [
 *   'c.yaml:4:8: Cluster default/c: spec.pausd: expected a known field, got "pausd". Did you mean paused? [PW-FIELD-UNKNOWN]',
 * ])
 */
export const read = (options: ReadOptions): ((sources: ReadonlyArray<Source>) => Read) => {
  // What was handed in before is the same text: whoever reads again after one change hands in the other sources as they were.
  const sortedOf = once((source: Source) => sortSource(source, options))
  const machinePoolOf = once((d: Document) => decodeMachinePool(d, options))
  const clusterOf = once((d: Document) => decodeCluster(d, options))
  const awsMachinePoolOf = once((d: Document) => decodeAWSMachinePool(d, options))
  const awsManagedMachinePoolOf = once((d: Document) => decodeAWSManagedMachinePool(d, options))
  const awsClusterOf = once((d: Document) => decodeAWSCluster(d, options))
  const awsManagedControlPlaneOf = once((d: Document) => decodeAWSManagedControlPlane(d, options))
  const kubeadmConfigOf = once((d: Document) => decodeKubeadmConfig(d, options))
  const secretOf = once((d: Document) => decodeSecret(d, options))
  return (sources) => {
    const sorted = sources.map(sortedOf)
    const documents = (kind: Kind) => sorted.flatMap((s) => s.ours.flatMap((o) => (o.kind === kind ? [o.document] : [])))
    const known = (kind: Kind) => [
      ...documents(kind),
      ...sorted.flatMap((s) => s.meant.flatMap((m) => (m.kind === kind ? [m.document] : []))),
    ]
    const [machinePools, clusters, awsMachinePools] = [documents('MachinePool'), documents('Cluster'), documents('AWSMachinePool')]
    const awsManagedMachinePools = documents('AWSManagedMachinePool')
    const [awsClusters, awsManagedControlPlanes] = [documents('AWSCluster'), documents('AWSManagedControlPlane')]
    const [kubeadmConfigs, secrets] = [documents('KubeadmConfig'), documents('Secret')]
    const decoded = {
      machinePools: machinePools.map(machinePoolOf),
      clusters: clusters.map(clusterOf),
      awsMachinePools: awsMachinePools.map(awsMachinePoolOf),
      awsManagedMachinePools: awsManagedMachinePools.map(awsManagedMachinePoolOf),
      awsClusters: awsClusters.map(awsClusterOf),
      awsManagedControlPlanes: awsManagedControlPlanes.map(awsManagedControlPlaneOf),
      kubeadmConfigs: kubeadmConfigs.map(kubeadmConfigOf),
      secrets: secrets.map(secretOf),
    }
    const empty = secrets.flatMap((d, i) => (isEmpty(decoded.secrets[i]) ? [`${d.namespace}/${d.name ?? ''}`] : []))
    const all = Object.values(decoded).flatMap((list): ReadonlyArray<Decoded<unknown>> => list)
    const found = sorted.flatMap((s) => s.problems)
    const ours = sorted.flatMap((s) => s.ours.map((o) => o.document))
    const others = sorted.reduce((sum, s) => sum + s.others, 0) + empty.length
    const problems = [
      ...found,
      ...missingProblem(sorted.flatMap((s) => s.missing)),
      ...all.flatMap((d) => d.problems),
      ...repeated(ours),
      ...references({
        machinePools,
        clusters: known('Cluster'),
        awsMachinePools: known('AWSMachinePool'),
        awsManagedMachinePools: known('AWSManagedMachinePool'),
        awsClusters: known('AWSCluster'),
        awsManagedControlPlanes: known('AWSManagedControlPlane'),
        emptySecrets: new Set(empty),
        strict: options.strict,
        complete: sorted.every((s) => s.complete && s.meant.every((m) => m.kind !== 'MachinePool')),
      }),
      ...(found.length === 0 && ours.length + others === 0 ? [nothingFound(sources)] : []),
    ]
    return {
      manifests: {
        machinePools: placedIn(decoded.machinePools),
        clusters: placedIn(decoded.clusters),
        awsMachinePools: placedIn(decoded.awsMachinePools),
        awsManagedMachinePools: placedIn(decoded.awsManagedMachinePools),
        awsClusters: placedIn(decoded.awsClusters),
        awsManagedControlPlanes: placedIn(decoded.awsManagedControlPlanes),
        kubeadmConfigs: placedIn(decoded.kubeadmConfigs),
        secrets: placedIn(decoded.secrets),
        others,
      },
      problems: inOrder(problems),
      vault: new Map(all.flatMap((d) => d.secrets)),
    }
  }
}

/** Read without a word and yet not there: a Secret that holds something else. */
const isEmpty = (d: Decoded<unknown> | undefined): boolean => d !== undefined && d.placed === null && d.problems.length === 0

const placedIn = <A extends { readonly metadata: Metadata }>(decoded: ReadonlyArray<Decoded<A>>): ReadonlyArray<Placed<A>> =>
  decoded
    .flatMap((d) => (d.placed === null ? [] : [d.placed]))
    .sort(({ value: { metadata: x } }, { value: { metadata: y } }) => byText(x.namespace, y.namespace) || byText(x.name, y.name))

const sortSource = ({ file, text }: Source, options: ReadOptions): Sorted => {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  const lines = linesOf(body)
  const locate: Locate = (at) => ({ file, ...lines(at) })
  if (isKustomization(file)) return wrongFile(locate)
  const { trees, faults } = readText(body)
  const sorted = trees.flatMap((tree) => unpacked({ tree, locate }, 0)).map((object) => sortObject(object, options))
  return {
    ours: sorted.flatMap((s) => s.ours),
    meant: sorted.flatMap((s) => s.meant),
    complete: faults.every((fault) => fault.code === 'PW-YAML-DUPLICATE') && sorted.every((s) => s.complete),
    others: sorted.reduce((sum, s) => sum + s.others, 0),
    problems: [...faults.map((fault) => textProblem(fault, locate)), ...sorted.flatMap((s) => s.problems)],
    missing: sorted.flatMap((s) => s.missing),
  }
}

const bare = (code: string, place: Place | null, expected: string, got: string, advice = ''): Problem => ({
  code,
  severity: 'error',
  place,
  path: '',
  object: '',
  expected,
  got,
  message: sentence(expected, got, advice),
})
const textProblem = (fault: TextFault, locate: Locate): Problem => bare(fault.code, locate(fault.at), fault.expected, fault.got)
const nothingFound = (sources: ReadonlyArray<Source>): Problem => {
  const file = sources[0]?.file
  const place = file === undefined ? null : { file, line: 1, column: 1 }
  return bare('PW-NOTHING', place, 'at least one object', 'none', 'Is this the right file or folder?')
}
const wrongFile = (locate: Locate): Sorted => {
  if (kustomization._tag !== 'Wrong') return nothing
  const { code, expected, got, advice } = kustomization.flaw
  return { ...nothing, problems: [bare(code, locate(0), expected, got, advice)] }
}

const member = (tree: Tree, name: string): Tree | undefined => (tree._tag === 'Map' ? tree.entries.get(name)?.value : undefined)
const textOf = (tree: Tree | undefined): string | null => (tree?._tag === 'Scalar' && typeof tree.value === 'string' ? tree.value : null)

/** The items of a List, or of a list of one kind, as the API server prints them. */
const unpacked = (object: Item, depth: number): ReadonlyArray<Item> => {
  const kind = textOf(member(object.tree, 'kind'))
  const items = member(object.tree, 'items')
  if (depth > 3 || kind?.endsWith('List') !== true || items === undefined) return [object]
  if (items._tag !== 'List') return items._tag === 'Scalar' && items.value === null ? [] : [object]
  return items.items.flatMap((tree) => unpacked({ tree, locate: object.locate }, depth + 1))
}

const sortObject = ({ tree, locate }: Item, options: ReadOptions): Sorted => {
  const wrong = (expected: string, got: string): Sorted => ({
    ...nothing,
    complete: false,
    problems: [bare('PW-NOT-AN-OBJECT', locate(tree.at), expected, got, 'A manifest begins with apiVersion and kind.')],
  })
  if (tree._tag !== 'Map') return wrong('a Kubernetes object', tree._tag === 'List' ? 'a list' : 'a single value')
  const apiVersion = textOf(member(tree, 'apiVersion'))
  const kind = textOf(member(tree, 'kind'))
  if (kind === null || apiVersion === null) {
    if (kind === null && apiVersion === null && member(tree, 'resources')?._tag === 'List') return wrongFile(() => locate(tree.at))
    return wrong('a Kubernetes object', kind === null ? 'a mapping without kind' : 'a mapping without apiVersion')
  }
  const classified = classify(apiVersion, kind)
  if (classified._tag === 'Other') return { ...nothing, others: 1 }
  const named = nameIn(tree, kind)
  if (classified._tag === 'Wrong') {
    const document: Document = { tree, json: toJson(tree, asWritten), locate, apiVersion, ...named, holes: [] }
    const meant = classified.meant === null ? [] : [{ kind: classified.meant, document }]
    return { ...nothing, meant, problems: [problemOf(document, 'error')(classified.flaw)] }
  }
  const filled = fill(tree, locate, kinds[classified.kind].substituted && options.substitute, options.environment)
  const holes = filled.missing.map((m) => m.path)
  const names = namesOf(filled.json, kind, holes)
  const document: Document = {
    tree,
    json: filled.json,
    locate,
    apiVersion,
    ...names,
    holes: [...holes, ...filled.broken.map((b) => b.path)],
  }
  return {
    ...nothing,
    ours: [{ kind: classified.kind, document }],
    problems: filled.broken.map(({ path, why }) =>
      problemOf(
        document,
        'error',
      )({ code: 'PW-VAR-SYNTAX', path, expected: 'variables that can be replaced', got: why, advice: 'Write $${…} for the text itself.' }),
    ),
    missing: filled.missing.map((m) => ({ ...m, document: names })),
  }
}

type Names = Pick<Document, 'kind' | 'name' | 'namespace'>
const namesOf = (json: Json, kind: string, holes: ReadonlyArray<Path>): Names => {
  const metadata = isPlain(json) && isPlain(json['metadata']) ? json['metadata'] : {}
  const { name, namespace } = metadata
  const unset = holes.some(([head, key]) => head === 'metadata' && (key === 'name' || key === 'namespace'))
  return {
    kind,
    name: typeof name === 'string' && name !== '' && !unset ? name : null,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : 'default',
  }
}
const nameIn = (tree: Tree, kind: string): Names => namesOf(toJson(tree, asWritten), kind, [])

type Filled = {
  readonly json: Json
  readonly missing: ReadonlyArray<Omit<Missing, 'document'>>
  readonly broken: ReadonlyArray<{ readonly path: Path; readonly why: string }>
}

/** The JSON of a tree with variables replaced; a plain scalar is typed by what it became, a quoted one stays text. */
const fill = (tree: Tree, locate: Locate, replace: boolean, environment: Readonly<Record<string, string>>): Filled => {
  const missing: Omit<Missing, 'document'>[] = []
  const broken: { readonly path: Path; readonly why: string }[] = []
  const one: Fill = (scalar, path) => {
    if (typeof scalar.value !== 'string' || !mayVary(scalar.value)) return scalar.value
    const filled = substitute(scalar.value, environment)
    if (E.isLeft(filled)) {
      broken.push({ path: path(), why: filled.left })
      return scalar.value
    }
    const { text } = filled.right
    if (filled.right.missing.length > 0) {
      missing.push(...filled.right.missing.map((name) => ({ name, place: locate(scalar.at), path: path() })))
      return scalar.value
    }
    return scalar.plain ? retype(text) : text
  }
  return { json: toJson(tree, replace ? one : asWritten), missing, broken }
}

/** One problem for all variables that are not set, in order of name, each with all its places. */
const missingProblem = (missing: ReadonlyArray<Missing>): ReadonlyArray<Problem> => {
  const [first] = missing
  if (first === undefined) return []
  const uses = new Map<string, Set<string>>()
  for (const { name, place, path } of missing) {
    const use = `${place.file}:${place.line}:${place.column} ${printPath(path)}`
    uses.set(name, (uses.get(name) ?? new Set()).add(use))
  }
  const names = [...uses.keys()]
  const listed = names.map((name) => `${name} (${[...(uses.get(name) ?? [])].join(', ')})`).join(', ')
  const expected = names.length === 1 ? 'a value for 1 variable' : `values for ${names.length} variables`
  const got = `none for ${listed}`
  const advice = 'Set them in the environment, give defaults as ${NAME:-default}, or keep the text with --no-substitute.'
  const { place, path, document } = first
  return [
    {
      code: 'PW-VAR-MISSING',
      severity: 'error',
      place,
      path: names.length === 1 ? printPath(path) : '',
      object: names.length === 1 ? objectOf(document) : '',
      expected,
      got,
      message: sentence(expected, got, advice),
    },
  ]
}
