/**
 * Manifests as facts, and manifests with what was observed as a look: for embedders, tests and plans against a file.
 * @since 0.1.0
 */
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { AWSManagedMachinePool } from '@poolwright/schema/AWSManagedMachinePool'
import type { Metadata } from '@poolwright/schema/Metadata'
import type { Manifests } from '@poolwright/schema/read'
import { nouns } from '@poolwright/aws/nouns'
import type { PoolNouns } from './PoolNouns.js'
import type { SettingsInput } from './Settings.js'

/** What was seen of AWS, as of one time. */
export type Observed = {
  readonly facts: Fact.Facts
  readonly asOf: Fact.Millis
  /** True: an AWS thing that is not in it is not there. False: it is not known. */
  readonly complete: boolean
}

type Named = { readonly metadata: Metadata }
const keyed = (noun: string, { metadata }: Named, id: string = metadata.name): Key.Key =>
  Key.of(noun, Key.kubeScope(metadata.namespace), id)

/** The keys of all pools, each kind in the manifests' order. */
export const poolKeysOf = (manifests: Manifests): ReadonlyArray<Key.Key> => [
  ...manifests.awsMachinePools.map(({ value }) => keyed('awsmachinepool', value)),
  ...manifests.awsManagedMachinePools.map(({ value }) => keyed('awsmanagedmachinepool', value)),
]

/** Which pools name which role; those that are on their way out use none. */
const roleUsers = (pools: ReadonlyArray<AWSManagedMachinePool>): ReadonlyArray<readonly [key: Key.Key, ids: ReadonlyArray<string>]> => {
  const users = new Map<string, Array<string>>()
  for (const { metadata, spec } of pools) {
    const { roleName = '' } = spec
    if (roleName === '' || metadata.deletionTimestamp !== undefined) continue
    users.set(roleName, [...(users.get(roleName) ?? []), `${metadata.namespace}/${metadata.name}`])
  }
  return [...users].map(([role, ids]) => [Key.of('roleusers', Key.kubeScope(''), role), ids])
}

type Entry = readonly [key: Key.Key, value: unknown]
const entriesOf = (manifests: Manifests): ReadonlyArray<Entry> => {
  const simple = (noun: string, list: ReadonlyArray<{ readonly value: Named }>) =>
    list.map(({ value }): Entry => [keyed(noun, value), value])
  return [
    ...simple('awsmachinepool', manifests.awsMachinePools),
    ...simple('awsmanagedmachinepool', manifests.awsManagedMachinePools),
    ...roleUsers(manifests.awsManagedMachinePools.map((p) => p.value)),
    ...manifests.machinePools.map(({ value }): Entry => {
      const { kind, name } = value.spec.infrastructureRef
      return [keyed('machinepool', value, `${kind}/${name}`), value]
    }),
    ...simple('cluster', manifests.clusters),
    ...simple('awscluster', manifests.awsClusters),
    ...simple('awsmanagedcontrolplane', manifests.awsManagedControlPlanes),
    ...simple('kubeadmconfig', manifests.kubeadmConfigs),
    ...simple('secret', manifests.secrets),
  ]
}
const entries = new WeakMap<Manifests, ReadonlyArray<Entry>>()

/** Every object of the manifests under its key. Whoever asks again later gets the same values, of another time. */
export const kubeFacts = (manifests: Manifests, asOf: Fact.Millis): Fact.Facts => {
  const known = entries.get(manifests) ?? entriesOf(manifests)
  entries.set(manifests, known)
  const facts: Record<string, Fact.Fact<unknown>> = {}
  for (const [key, value] of known) facts[key] = Fact.present(value, asOf)
  return facts
}

/**
 * A look over manifests, settings and observed facts. What manifests do not hold is not there; of AWS it depends on whether
 * everything was observed. Ages are not judged.
 */
export const factsOf = (manifests: Manifests, observed: Observed, settings: SettingsInput = {}): Fact.Look<PoolNouns> => {
  const own = kubeFacts(manifests, observed.asOf)
  const host = Fact.present(settings, observed.asOf)
  const gone = Fact.absent(observed.asOf)
  const facts: Fact.Facts = { ...observed.facts, ...own }
  return Fact.lookIn<PoolNouns>(facts, (key) => {
    const noun = Key.nounOf(key)
    if (noun === 'settings') return host
    return Object.hasOwn(nouns, noun) && !observed.complete ? Fact.unread : gone
  })
}
