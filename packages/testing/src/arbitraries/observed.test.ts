import { struct } from '@poolwright/core/codec'
import { Group } from '@poolwright/aws/Group'
import { decodeWorld, encodeWorld } from '@poolwright/simulator/worldFile'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { plainTrial as trial } from '../awsMachinePool.js'
import { lastSaid } from '../History.js'
import { agreeing, explainedItself, sane } from '../judging.js'
import { play } from '../play.js'
import { schedule, settle } from '../Schedule.js'
import { nearTo, worldsFrom } from './observed.js'

const Shelf = struct('Shelf', { size: t.Int, kind: t.keyof({ oak: null, ash: null }) }, { labels: t.record(t.string, t.string) })

describe('values near an observed one', () => {
  const observed = { size: 3, kind: 'oak', labels: { a: '1' } }

  it('differ from it in one leaf, each sooner or later, and are taken', () => {
    const differing = new Set<string>()
    for (const near of fc.sample(nearTo(Shelf, observed), { numRuns: 200, seed: 1 })) {
      const shelf = near as { readonly [k: string]: unknown }
      const names = (['size', 'kind', 'labels'] as const).filter((n) => JSON.stringify(shelf[n]) !== JSON.stringify(observed[n]))
      expect(names).toHaveLength(1)
      expect(E.isRight(Shelf.decode(near))).toBe(true)
      differing.add(names.join())
    }
    expect([...differing].sort()).toEqual(['kind', 'labels', 'size'])
  })

  it('are drawn for what AWS answers, too', () => {
    const group = {
      AutoScalingGroupName: 'g',
      MinSize: 1,
      MaxSize: 3,
      DesiredCapacity: 2,
      AvailabilityZones: ['a'],
      Instances: [],
      Tags: [],
    }
    const [seen] = [Group.decode(group)]
    if (E.isLeft(seen)) throw new Error('the group is one')
    for (const near of fc.sample(nearTo(Group, group), { numRuns: 50, seed: 1 })) expect(near).not.toEqual(group)
  })
})

describe('worlds near an observed one', () => {
  /** As `observe --out` writes it and `--observed` reads it. */
  const observedWorld = async () => {
    const { world } = await play(trial, schedule([], [settle]))
    const again = decodeWorld(JSON.parse(JSON.stringify(encodeWorld(world))))
    if (E.isLeft(again)) throw new Error('a world is read as it was written')
    return again.right
  }

  it('are those that others and time make of it', async () => {
    const observed = await observedWorld()
    const texts = fc.sample(worldsFrom(trial, observed), { numRuns: 60, seed: 1 }).map(trial.agreement.text)
    expect(new Set(texts).size).toBeGreaterThan(20)
    expect(texts).toContain(trial.agreement.text(observed))
    const untouched = fc.sample(worldsFrom(trial, observed, { most: 0 }), 3)
    expect(untouched).toEqual([observed, observed, observed])
  })

  it('are led to what is wanted, or a reason is given', async () => {
    const observed = await observedWorld()
    for (const world of fc.sample(worldsFrom(trial, observed), { numRuns: 60, seed: 2 })) {
      const h = await play({ ...trial, inputs: { ...trial.inputs, world } }, schedule([], [settle]))
      const isTold = explainedItself(h) || (lastSaid(h)?.told ?? []).length > 0
      expect([...sane(trial.agreement, h), ...(isTold ? [] : agreeing(trial.agreement, h))]).toEqual([])
    }
  })
})
