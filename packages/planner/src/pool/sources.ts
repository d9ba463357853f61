/**
 * Manifests in memory as sources of facts for an engine: everything that a pool's plan looks at besides AWS.
 * @since 0.1.0
 */
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { Manifests } from '@poolwright/schema/read'
import type { Task } from 'fp-ts/lib/Task.js'
import { kubeFacts } from './facts.js'
import type { HostNouns, ManifestNouns } from './PoolNouns.js'
import type { SettingsInput } from './Settings.js'

type Answers = ((keys: ReadonlyArray<Key.Key>) => Task<ReadonlyMap<Key.Key, Fact.Fact<unknown>>>) & {
  /** Nothing here has to be waited for. */
  readonly atHand: (key: Key.Key) => Fact.Fact<unknown>
}
export type Sources = { readonly [K in keyof ManifestNouns | keyof HostNouns]: Answers }

/**
 * One source for each noun of the manifests and the host. `manifests` is asked for every key and should hand out what is kept; it may
 * change, and objects in it that did not must stay the same objects, so that nothing is planned anew for them. Settings hold for every pool; there is no record.
 */
export const sourcesOf = (manifests: () => Manifests, now: () => Fact.Millis, settings: SettingsInput = {}): Sources => {
  let last: { readonly of: Manifests; readonly facts: Fact.Facts } | undefined
  const factsOf = (of: Manifests): Fact.Facts => {
    if (last?.of !== of) last = { of, facts: kubeFacts(of, 0) }
    return last.facts
  }
  const atHand = (key: Key.Key): Fact.Fact<unknown> => {
    const fact = factsOf(manifests())[key]
    const asOf = now()
    if (fact?._tag === 'Present') return Fact.present(fact.value, asOf)
    return Key.nounOf(key) === 'settings' ? Fact.present(settings, asOf) : Fact.absent(asOf)
  }
  const asked = (keys: ReadonlyArray<Key.Key>) => () => Promise.resolve(new Map(keys.map((key) => [key, atHand(key)])))
  const answers: Answers = Object.assign(asked, { atHand })
  return {
    awsmachinepool: answers,
    machinepool: answers,
    cluster: answers,
    awsmanagedmachinepool: answers,
    roleusers: answers,
    awscluster: answers,
    awsmanagedcontrolplane: answers,
    kubeadmconfig: answers,
    secret: answers,
    settings: answers,
    record: answers,
  }
}
