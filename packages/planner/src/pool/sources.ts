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

type Answers = (keys: ReadonlyArray<Key.Key>) => Task<ReadonlyMap<Key.Key, Fact.Fact<unknown>>>
export type Sources = { readonly [K in keyof ManifestNouns | keyof HostNouns]: Answers }

/**
 * One source for each noun of the manifests and the host. `manifests` is asked at every question, so what it answers may change; objects
 * that it keeps must stay the same objects, so that nothing is planned anew for them. Settings hold for every pool; there is no record.
 */
export const sourcesOf = (manifests: () => Manifests, now: () => Fact.Millis, settings: SettingsInput = {}): Sources => {
  let last: { readonly of: Manifests; readonly facts: Fact.Facts } | undefined
  const factsOf = (of: Manifests): Fact.Facts => {
    if (last?.of !== of) last = { of, facts: kubeFacts(of, 0) }
    return last.facts
  }
  const answers: Answers = (keys) => () => {
    const facts = factsOf(manifests())
    const asOf = now()
    const answer = (key: Key.Key): Fact.Fact<unknown> => {
      const fact = facts[key]
      if (fact?._tag === 'Present') return Fact.present(fact.value, asOf)
      return Key.nounOf(key) === 'settings' ? Fact.present(settings, asOf) : Fact.absent(asOf)
    }
    return Promise.resolve(new Map(keys.map((key) => [key, answer(key)])))
  }
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
