/**
 * An instance of the embedded cloud that somebody ends.
 * @since 0.1.0
 */
import { terminateInstance } from '@poolwright/simulator/events'
import type { World } from '@poolwright/simulator/World'
import { nearest } from '../explain/nearest.js'
import { Failure } from '../Failure.js'

/** The same world in which this instance has been ended behind Auto Scaling's back. */
export const withoutInstance = (world: World, id: string): World => {
  const all = [...world.scopes].flatMap(([scope, region]) =>
    [...region.groups.values()].flatMap((g) => g.instances.filter((i) => !i.ended).map((i) => ({ scope, id: i.id }))),
  )
  const found = all.find((i) => i.id === id)
  if (found !== undefined) return terminateInstance(world, found.scope, id)
  const near = nearest(
    id,
    all.map((i) => i.id),
    1,
  )
  throw new Failure('PW-INSTANCE', `there is no instance ${id}${near.length === 0 ? '' : `; did you mean ${near.join('')}?`}`)
}
