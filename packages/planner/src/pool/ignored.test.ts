import type { Covered, LeafPath, RowFaces } from '@poolwright/core/Row'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { covered, ignored, rows } from './ignored.js'

describe('the field table', () => {
  it('covers every leaf of the spec, and would name one that it did not', () => {
    expectTypeOf(covered).toEqualTypeOf<true>()
    type Without = Exclude<LeafPath<AWSMachinePoolSpec>, 'awsLaunchTemplate.rootVolume.size' | 'minSize'>
    expectTypeOf<Covered<AWSMachinePoolSpec, Without>>().toEqualTypeOf<'awsLaunchTemplate.rootVolume.size' | 'minSize'>()
    expect(covered).toBe(true)
  })

  it('says of no leaf both that it is written and that it is ignored', () => {
    const written = Object.values<RowFaces>(rows).flatMap((table) => Object.values(table).flatMap((row) => row.paths))
    expect(written.filter((path) => Object.hasOwn(ignored, path))).toEqual([])
  })
})
