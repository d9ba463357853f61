import { struct } from '@poolwright/core/codec'
import { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { edges, leavesOf, nearMiss, written } from './codec.js'

const Shelf = struct(
  'Shelf',
  { size: t.refinement(t.Int, (n) => n >= 0 && n <= 9, 'a whole number from 0 to 9'), kind: t.keyof({ oak: null, ash: null }) },
  { labels: t.record(t.string, t.string), boards: t.readonlyArray(t.type({ thick: t.boolean })), gone: t.literal(true) },
)

describe('values from codecs', () => {
  it('are taken by their codec', () => {
    const codecs: ReadonlyArray<t.Mixed> = [Shelf, AWSMachinePoolSpec]
    for (const codec of codecs)
      fc.assert(
        fc.property(written(codec), (x) => {
          expect(E.isRight(codec.decode(x))).toBe(true)
        }),
        { numRuns: 100 },
      )
  })

  it('stand at and within the boundaries that a codec names, and beside none of them', () => {
    expect(edges(t.refinement(t.Int, (n) => n >= 3 && n <= 70, 'a whole number from 3 to 70'))).toEqual(
      expect.arrayContaining([3, 4, 69, 70]),
    )
    expect(edges(t.keyof({ oak: null, ash: null }))).toEqual(['oak', 'ash'])
  })

  it('leave out every optional member sooner or later, and keep it sooner or later', () => {
    const some = fc.sample(written(Shelf), { numRuns: 200, seed: 1 })
    for (const name of ['labels', 'boards', 'gone'])
      expect(new Set(some.map((x) => typeof x === 'object' && x !== null && name in x))).toEqual(new Set([true, false]))
  })
})

describe('near misses', () => {
  it('differ in one leaf, and both are taken', () =>
    fc.assert(
      fc.property(nearMiss(Shelf), ([x, y]) => {
        expect([E.isRight(Shelf.decode(x)), E.isRight(Shelf.decode(y))]).toEqual([true, true])
        const names = ['size', 'kind', 'labels', 'boards', 'gone'] as const
        const [a, b] = [x as { readonly [k: string]: unknown }, y as { readonly [k: string]: unknown }]
        expect(names.filter((n) => JSON.stringify(a[n]) !== JSON.stringify(b[n]))).toHaveLength(1)
      }),
    ))

  it('reach every leaf of a pool by its path', () => {
    const paths = leavesOf(AWSMachinePoolSpec, ['spec']).map((l) => l.path)
    expect(paths).toEqual(
      expect.arrayContaining(['minSize', 'awsLaunchTemplate.instanceType', 'awsLaunchTemplate.rootVolume.size', 'subnets']),
    )
    expect(new Set(paths).size).toBe(paths.length)
  })
})
