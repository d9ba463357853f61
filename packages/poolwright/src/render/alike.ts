/**
 * Pools to which the same happens.
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'

type Some<A extends AnyAct> = readonly [Plan<A>, ...ReadonlyArray<Plan<A>>]

const escaped = (s: string) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** Ids that AWS gives, and digests of bootstrap data, differ from pool to pool without meaning a different change. */
const ids =
  /\b(?:lt|i)-[0-9a-f]{8,17}\b|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{64}\b|(?<=\((?:secret|\d+ bytes, digest) )[0-9a-f]{12}/g

/** A text about a pool with the pool's own name, also where other names begin with it, and the ids of its things taken out. */
const nameless = (pool: Key.Key, text: string): string => {
  const { scope, id } = Key.parse(pool)
  const namespace = scope.slice(scope.indexOf('/') + 1)
  const own = new RegExp(`(?<![\\w.-])(?:${escaped(namespace)}/)?${escaped(id)}(?![\\w.])`, 'g')
  return text.replace(own, '‹pool›').replace(ids, '‹id›')
}

/** Plans in groups of those that `text` tells in the same words; groups and their members in the order given. */
export const alike = <A extends AnyAct>(plans: ReadonlyArray<Plan<A>>, text: (p: Plan<A>) => string): ReadonlyArray<Some<A>> => {
  const groups = new Map<string, [Plan<A>, ...Array<Plan<A>>]>()
  for (const p of plans) {
    const words = `${p.steps[0]?.scope ?? ''}\n${nameless(p.pool, text(p))}`
    const group = groups.get(words)
    if (group === undefined) groups.set(words, [p])
    else group.push(p)
  }
  return [...groups.values()]
}
