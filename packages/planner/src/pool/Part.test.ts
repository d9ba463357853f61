import * as Change from '@poolwright/core/Change'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import { describe, expect, it } from 'vitest'
import { region } from '../baseline.fixture.js'
import { causes, found, held, onceEach, type Part, quiet, step, steps, sum } from './Part.js'

const fact = 'group:aws:1/r/workers'
const s = step('group', region, 'autoscaling:DeleteAutoScalingGroup', { AutoScalingGroupName: 'workers' }, [Change.missing(fact)])
const hold = Hold.refused('PW-A', [], 'a')
const other = Hold.awaits('PW-B', fact, 'b')
const finding = Finding.info('PW-C', 'c')
const moving: Part = { ...quiet, moving: true }

describe('parts of a plan', () => {
  it('say one thing each', () => {
    expect([steps([s]), held(hold), found(finding)]).toEqual([
      { steps: [s], holds: [], findings: [], moving: false },
      { steps: [], holds: [hold], findings: [], moving: false },
      { steps: [], holds: [], findings: [finding], moving: false },
    ])
  })

  it.each<readonly [string, ReadonlyArray<Part>, Part]>([
    ['nothing', [], quiet],
    ['one', [quiet, held(hold)], held(hold)],
    [
      'several, in order',
      [held(hold), quiet, steps([s]), held(other), found(finding)],
      { ...quiet, steps: [s], holds: [hold, other], findings: [finding] },
    ],
    ['one that moves among those that rest', [held(hold), moving], { ...held(hold), moving: true }],
    ['those that rest', [held(hold), found(finding)], { ...held(hold), findings: [finding] }],
  ])('add up: %s', (_, parts, expected) => expect(sum(parts)).toEqual(expected))

  it('have a cause at least', () => {
    const [x, y, z] = [Change.missing('a:1/r/x'), Change.missing('a:1/r/y'), Change.missing('a:1/r/z')]
    expect(causes([], x)).toEqual([x])
    expect(causes([y, z], x)).toEqual([y, z])
  })

  it('say equal holds once, and keep the order', () => {
    expect(onceEach([])).toEqual([])
    expect(onceEach([hold])).toEqual([hold])
    expect(onceEach([hold, other, { ...hold }, { ...other, why: 'c' }])).toEqual([hold, other, { ...other, why: 'c' }])
  })
})
