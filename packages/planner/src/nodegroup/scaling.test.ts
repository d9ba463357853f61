import type { ScalingConfig } from '@poolwright/aws/Nodegroup'
import type { Scaling } from '@poolwright/schema/AWSManagedMachinePool'
import { describe, expect, it } from 'vitest'
import type { Replicas } from '../group/Replicas.js'
import { manifestsOf } from './nodegroup.fixture.js'
import { replicasFor, type Sizes, sizesFor } from './scaling.js'

const owned = (count: number): Replicas => ({ _tag: 'Owned', count })
const initial = (count: number): Replicas => ({ _tag: 'Initial', count })
const external: Replicas = { _tag: 'External' }
const sizes = (minSize: number, maxSize: number, desiredSize: number | null): Sizes => ({ minSize, maxSize, desiredSize })

const sizesOf = (minSize: number, maxSize: number, desiredSize: number): ScalingConfig => ({ minSize, maxSize, desiredSize })

describe('a new group', () => {
  it.each<readonly [string, Replicas, Scaling | undefined, Sizes]>([
    ['has what is asked for', owned(3), { minSize: 1, maxSize: 5 }, sizes(1, 5, 3)],
    ['may have its minimum', owned(1), { minSize: 1, maxSize: 5 }, sizes(1, 5, 1)],
    ['may have its maximum', owned(5), { minSize: 1, maxSize: 5 }, sizes(1, 5, 5)],
    ['may have no room to move', owned(3), { minSize: 3, maxSize: 3 }, sizes(3, 3, 3)],
    ['keeps the count as its bounds where there are none', owned(4), {}, sizes(4, 4, 4)],
    ['may have no nodes, and one at most', owned(0), undefined, sizes(0, 1, 0)],
    ['begins with a count that is somebody else’s', initial(4), { maxSize: 10 }, sizes(4, 10, 4)],
    ['of nobody’s count has one node', external, undefined, sizes(1, 1, 1)],
    ['of nobody’s count has one node where none would do', external, { minSize: 0, maxSize: 5 }, sizes(0, 5, 1)],
    ['of nobody’s count has one node of many', external, { maxSize: 5 }, sizes(1, 5, 1)],
    ['of nobody’s count has its minimum', external, { minSize: 2 }, sizes(2, 2, 2)],
    ['of nobody’s count has room for one node', external, { minSize: 0 }, sizes(0, 1, 1)],
  ])('%s', (_, replicas, scaling, expected) =>
    expect(sizesFor(replicas, scaling, null)).toEqual({ sizes: expected, holds: [], findings: [] }),
  )
})

describe('a group that is there', () => {
  it.each<readonly [string, Replicas, Scaling | undefined, ScalingConfig | undefined, Sizes | null]>([
    ['that shows no sizes keeps them', owned(3), { minSize: 1 }, undefined, null],
    ['without a minimum keeps its sizes', owned(3), {}, { maxSize: 5, desiredSize: 3 }, null],
    ['without a maximum keeps its sizes', owned(3), {}, { minSize: 1, desiredSize: 3 }, null],
    ['without a size keeps its sizes', owned(3), {}, { minSize: 1, maxSize: 5 }, null],
    ['keeps bounds that have room', owned(4), undefined, sizesOf(1, 5, 3), sizes(1, 5, 4)],
    ['gets a smaller minimum that nobody wrote', owned(0), undefined, sizesOf(1, 5, 3), sizes(0, 5, 0)],
    ['gets a greater maximum that nobody wrote', owned(7), undefined, sizesOf(1, 5, 3), sizes(1, 7, 7)],
    ['has one node at most at least', owned(0), { minSize: 0 }, sizesOf(0, 0, 0), sizes(0, 1, 0)],
    ['keeps a size that is somebody else’s', external, undefined, sizesOf(1, 5, 3), sizes(1, 5, null)],
    ['takes a beginning for no wish', initial(2), { minSize: 1, maxSize: 5 }, sizesOf(1, 5, 4), sizes(1, 5, null)],
    ['gets bounds that are written', external, { minSize: 2, maxSize: 9 }, sizesOf(1, 5, 3), sizes(2, 9, null)],
    ['grows to a minimum above its maximum', external, { minSize: 8 }, sizesOf(1, 5, 3), sizes(8, 8, 8)],
    ['shrinks to a maximum below its minimum', external, { maxSize: 2 }, sizesOf(3, 5, 4), sizes(2, 2, 2)],
  ])('%s', (_, replicas, scaling, observed, expected) => {
    const wish = sizesFor(replicas, scaling, observed)
    expect(wish.sizes).toEqual(expected)
    expect(wish.holds).toEqual([])
    const moves = replicas._tag !== 'Owned' && typeof expected?.desiredSize === 'number'
    expect(wish.findings.map((f) => [f.code, f.paths])).toEqual(moves ? [['PW-SIZE-MOVED', ['scaling.minSize', 'scaling.maxSize']]] : [])
  })

  it('that has to grow or shrink for its bounds says from what to what', () =>
    expect(sizesFor(external, { minSize: 8, maxSize: 9 }, sizesOf(1, 5, 3)).findings[0]?.message).toMatch(/8–9 .*3 nodes.*will be 8$/))
})

it.each<readonly [string, Replicas, Scaling, RegExp]>([
  ['a maximum of none', owned(0), { maxSize: 0 }, /maxSize of 0/],
  ['a minimum above the maximum', external, { minSize: 6, maxSize: 5 }, /minSize 6 .*maxSize 5$/],
  ['a count below the minimum', owned(1), { minSize: 2 }, /^1 replicas .* 2–$/],
  ['a count above the maximum', owned(9), { maxSize: 5 }, /^9 replicas .* 0–5$/],
])('%s is refused, and the sizes stay', (_, replicas, scaling, why) => {
  for (const observed of [null, sizesOf(1, 5, 3)]) {
    const wish = sizesFor(replicas, scaling, observed)
    expect(wish).toMatchObject({
      sizes: null,
      holds: [{ _tag: 'Refused', code: 'PW-SIZE-BOUNDS', paths: ['MachinePool.spec.replicas', 'scaling.minSize', 'scaling.maxSize'] }],
      findings: [],
    })
    expect(wish.holds[0]?.why).toMatch(why)
  }
})

describe('a count of a MachinePool that somebody else sets is a beginning within the bounds', () => {
  it.each<readonly [number, Scaling | undefined, Replicas]>([
    [2, undefined, initial(2)],
    [2, { minSize: 2, maxSize: 5 }, initial(2)],
    [5, { minSize: 2, maxSize: 5 }, initial(5)],
    [1, { minSize: 2 }, external],
    [6, { maxSize: 5 }, external],
  ])('%s of %j', (replicas, scaling, expected) => {
    const annotations = { 'cluster.x-k8s.io/replicas-managed-by': 'somebody' }
    const pools = manifestsOf({ annotations, machinePool: { replicas } }).machinePools
    expect(pools.map(({ value }) => replicasFor(value, scaling))).toEqual([expected])
  })
})
