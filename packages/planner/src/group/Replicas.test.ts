import { describe, expect, it } from 'vitest'
import { manifestsOf } from '../baseline.fixture.js'
import { replicasOf } from './Replicas.js'

const poolOf = (replicas: number | null, annotation?: string) => {
  const [pool] = manifestsOf({
    machinePool: { replicas },
    ...(annotation === undefined ? {} : { machinePoolAnnotations: { 'cluster.x-k8s.io/replicas-managed-by': annotation } }),
  }).machinePools
  if (pool === undefined) throw new Error('no pool')
  return pool.value
}
const owned = { _tag: 'Owned', count: 3 }
const initial = (count: number) => ({ _tag: 'Initial', count })
const external = { _tag: 'External' }

describe('who says how many instances there are', () => {
  it.each([
    ['the author', 3, undefined, owned],
    ['the author, who says that nobody else does', 3, 'false', owned],
    ['nobody, where there is no count', null, undefined, external],
    ['nobody, where there is no count and somebody else sets it', null, 'external-autoscaler', external],
    ['the author at first, then somebody else', 3, 'external-autoscaler', initial(3)],
    ['the author at first, whatever the value is', 3, '', initial(3)],
    ['the author at first, at the lower bound', 2, 'true', initial(2)],
    ['the author at first, at the upper bound', 5, 'true', initial(5)],
    ['somebody else, below the bounds', 1, 'true', external],
    ['somebody else, above the bounds', 6, 'true', external],
  ])('%s', (_, replicas, annotation, who) => expect(replicasOf(poolOf(replicas, annotation), 2, 5)).toEqual(who))

  it('the author, also outside the bounds: that is refused elsewhere', () =>
    expect(replicasOf(poolOf(9), 2, 5)).toEqual({ _tag: 'Owned', count: 9 }))
})
