import { FRESH } from './Part.js'
import type * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import { expect, it } from 'vitest'
import { type Asked, instance, lookOf, now, type Seen } from '../baseline.fixture.js'
import { awsMachinePool } from './awsMachinePool.js'
import type { PoolNouns } from './PoolNouns.js'

/** Nouns that a plan wants to be young. */
const young = (a: Asked, s: Seen = {}): ReadonlyArray<string> => {
  const asked = new Set<string>()
  const seen = lookOf(a, s)
  const look: Fact.Look<PoolNouns> = (key, maxAge) => {
    if (maxAge !== undefined && maxAge <= FRESH) asked.add(Key.nounOf(key))
    return seen(key, maxAge)
  }
  awsMachinePool.plan('awsmachinepool:kube:/ns/workers', look, now)
  return [...asked].sort()
}

it.each<readonly [string, Asked, Seen]>([
  ['as asked', {}, {}],
  ['with processes of others suspended', {}, { group: { SuspendedProcesses: [{ ProcessName: 'AZRebalance' }] } }],
  ['with tags of others', {}, { template: {}, group: { Instances: [instance('i-1'), instance('i-2'), instance('i-3')] } }],
])('a pool at rest, %s, needs nothing that was read just now', (_, a, s) => expect(young(a, s)).toEqual([]))

it.each<readonly [string, Asked, Seen, ReadonlyArray<string>]>([
  ['a size', { spec: { maxSize: 9 } }, {}, ['group']],
  ['tags', { spec: { additionalTags: { team: 'x' } } }, { group: {} }, ['group', 'template']],
  ['processes', { spec: { suspendProcesses: { processes: { launch: true } } } }, {}, ['group']],
])('what is about to be changed has to be young: %s', (_, a, s, nouns) => expect(young(a, s)).toEqual(nouns))
