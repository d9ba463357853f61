import type { AnyAct } from '@poolwright/core/Action'
import { canonical, type Json } from '@poolwright/core/Json'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { plainTrial as groups } from './awsMachinePool.js'
import { plainTrial as nodegroups } from './awsManagedMachinePool.js'
import { agreeing, sane } from './judging.js'
import { play } from './play.js'
import { set, type Setting, settle } from './Schedule.js'
import type { Leaf, SubjectTrial } from './Trial.js'

/** Of a leaf that may have any text, the first few that are drawn. */
const most = 5
const valuesOf = ({ values }: Leaf): ReadonlyArray<Json | undefined> =>
  [...new Map(fc.sample(values, { numRuns: 60, seed: 1 }).map((value) => [canonical([value]), value])).values()].slice(0, most)

/** Where a value is not followed by another as it should be; a change that no API server takes is none. */
const unfollowed = async <A extends AnyAct, W>(trial: SubjectTrial<A, W>) => {
  const wrong: Array<string> = []
  let followed = 0
  for (const { path, place, values } of trial.inputs.leaves.map((leaf) => ({ ...leaf, values: valuesOf(leaf) })))
    for (const from of values)
      for (const to of values) {
        const setting = (x: Json | undefined): Setting => (x === undefined ? { at: place } : { at: place, to: x })
        const h = await play(trial, { format: 1, first: [setting(from)], atRest: true, events: [set(setting(to)), settle] })
        if (h.moments[0]?.took !== true) continue
        followed += 1
        wrong.push(...[...sane(trial.agreement, h), ...agreeing(trial.agreement, h)].map((x) => `${path}, ${canonical([from, to])}: ${x}`))
      }
  return { wrong, followed }
}

it.each([
  ['AWSMachinePool', () => unfollowed(groups)],
  ['AWSManagedMachinePool', () => unfollowed(nodegroups)],
] as const)(
  'every value of every leaf of %s is followed by every other',
  async (_, judge) => {
    const { wrong, followed } = await judge()
    expect(wrong).toEqual([])
    expect(followed).toBeGreaterThan(400)
  },
  120_000,
)
