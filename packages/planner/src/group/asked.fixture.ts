/** How young facts have to be: plans in a world where some are known, but too old for whoever names an age. */
import type { AwsAct } from '@poolwright/aws/actions'
import * as Fact from '@poolwright/core/Fact'
import type { Plan } from '@poolwright/core/Plan'
import { type Asked, lookOf, now, type Seen } from '../baseline.fixture.js'
import { awsMachinePool } from '../pool/awsMachinePool.js'

type Age = number | 'usual'
type Aged = {
  readonly plan: Plan<AwsAct>
  /** The ages that were named, of one key, in order. */
  readonly ages: (key: string) => ReadonlyArray<Age>
}

/** `young`: what the `old` facts answer to whoever names an age of at most ten seconds; by default that they are stale. */
export const planAged = (a: Asked, s: Seen, old: ReadonlyArray<string> = [], young: Fact.Fact<unknown> = Fact.unknown('stale')): Aged => {
  const look = lookOf(a, s)
  const asked = new Map<string, ReadonlyArray<Age>>()
  const plan = awsMachinePool.plan(
    'awsmachinepool:kube:/ns/workers',
    (key, maxAge) => {
      asked.set(key, [...(asked.get(key) ?? []), maxAge ?? 'usual'])
      return maxAge !== undefined && maxAge <= 10_000 && old.includes(key) ? (young as never) : look(key, maxAge)
    },
    s.now ?? now,
  )
  return { plan, ages: (key) => asked.get(key) ?? [] }
}
