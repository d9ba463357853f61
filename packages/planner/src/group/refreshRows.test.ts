import type { InstanceRefresh } from '@poolwright/aws/InstanceRefresh'
import { differing, namesOf } from '@poolwright/core/Row'
import { describe, expect, it } from 'vitest'
import { manifestsOf } from '../baseline.fixture.js'
import { defaults } from '../pool/Settings.js'
import { disruptionOf, preferencesOf, refreshRows, type WantedRefresh } from './refreshRows.js'

const specWith = (refreshPreferences: { readonly [k: string]: number }, defaultInstanceWarmup = '300s') => {
  const [pool] = manifestsOf({ spec: { refreshPreferences, defaultInstanceWarmup } }).awsMachinePools
  if (pool === undefined) throw new Error('no pool')
  return pool.value.spec
}
const wanted = { spec: specWith({}), settings: defaults, skipMatching: false, pinned: true }

describe('the preferences of a rollout', () => {
  it.each([
    ['nothing', {}, {}],
    [
      'all that a manifest says',
      { minHealthyPercentage: 80, maxHealthyPercentage: 110, instanceWarmup: 10 },
      { MinHealthyPercentage: 80, MaxHealthyPercentage: 110, InstanceWarmup: 10 },
    ],
    ['zeros', { minHealthyPercentage: 0, instanceWarmup: 0 }, { MinHealthyPercentage: 0, InstanceWarmup: 0 }],
  ])('%s', (_, asked, sent) => expect(preferencesOf({ ...wanted, spec: specWith(asked) })).toStrictEqual(sent))

  it.each([
    ['a way back, where a refresh says what the group is to become', { autoRollback: true }, { AutoRollback: true }],
    [
      'stops on the way, in order, and one at the end',
      { checkpoints: { percentages: [50, 20, 50], delay: 60 } },
      { CheckpointPercentages: [20, 50, 100], CheckpointDelay: 60 },
    ],
    ['stops of the usual length', { checkpoints: { percentages: [100] } }, { CheckpointPercentages: [100] }],
    ['a while to bake', { bakeTime: 30 }, { BakeTime: 30 }],
    ['alarms', { alarms: ['a'] }, { AlarmSpecification: { Alarms: ['a'] } }],
  ])('by settings: %s', (_, settings, sent) => {
    expect(preferencesOf({ ...wanted, settings: { ...defaults, ...settings } })).toStrictEqual(sent)
  })

  it('what matches stays, and without a desired configuration nothing leads back', () => {
    const settings = { ...defaults, autoRollback: true }
    expect(preferencesOf({ ...wanted, settings, skipMatching: true, pinned: false })).toStrictEqual({ SkipMatching: true })
  })

  it('of a refresh are read as they were written', () => {
    const bare: WantedRefresh = { ...wanted, pinned: false }
    const full: WantedRefresh = {
      spec: specWith({ minHealthyPercentage: 80, maxHealthyPercentage: 110, instanceWarmup: 10 }),
      settings: { ...defaults, autoRollback: true, checkpoints: { percentages: [50], delay: 60 }, bakeTime: 30, alarms: ['a'] },
      skipMatching: true,
      pinned: true,
    }
    const undelayed: WantedRefresh = { ...full, settings: { ...full.settings, checkpoints: { percentages: [100] } } }
    const made = (c: WantedRefresh): InstanceRefresh => ({
      InstanceRefreshId: 'r-1',
      AutoScalingGroupName: 'workers',
      Status: 'InProgress',
      Preferences: preferencesOf(c),
    })
    const { Preferences: _, ...unsaid } = made(bare)
    for (const c of [bare, full, undelayed]) expect(differing(refreshRows, c, made(c))).toEqual([])
    expect(differing(refreshRows, bare, unsaid)).toEqual([])
    for (const other of [unsaid, made(bare)]) expect(differing(refreshRows, full, other)).toEqual(namesOf(refreshRows))
    expect(differing(refreshRows, full, made(undelayed))).toEqual(['Checkpoints'])
    expect(refreshRows.Checkpoints.before(made(undelayed))).toStrictEqual({ percentages: [100] })
  })
})

describe('what a rollout takes', () => {
  const rolls = (asked: { readonly [k: string]: number }, count: number, of: number, warmup?: string) => {
    const { _tag, ...numbers } = disruptionOf(specWith(asked, warmup), count, of)
    return [_tag, numbers]
  }
  it.each([
    ['one at a time of ten', {}, 10, 10, { floor: 9, surge: 0, seconds: 3_000 }],
    ['a fifth at a time', { minHealthyPercentage: 80 }, 10, 10, { floor: 8, surge: 0, seconds: 1_500 }],
    ['a fifth at a time, the last batch not full', { minHealthyPercentage: 80 }, 5, 10, { floor: 8, surge: 0, seconds: 900 }],
    ['at least one, though all are to stay', { minHealthyPercentage: 100 }, 3, 3, { floor: 2, surge: 0, seconds: 900 }],
    ['all at once', { minHealthyPercentage: 0 }, 4, 4, { floor: 0, surge: 0, seconds: 300 }],
    ['above the wanted number', { minHealthyPercentage: 100, maxHealthyPercentage: 150 }, 4, 4, { floor: 4, surge: 2, seconds: 600 }],
    [
      'above it, a part of one is one',
      { minHealthyPercentage: 100, maxHealthyPercentage: 110 },
      3,
      3,
      { floor: 3, surge: 1, seconds: 900 },
    ],
    ['its own time to warm up', { instanceWarmup: 10 }, 2, 2, { floor: 1, surge: 0, seconds: 20 }],
    ['none', {}, 0, 0, { floor: 0, surge: 0, seconds: 0 }],
  ])('%s', (_, asked, count, of, numbers) => expect(rolls(asked, count, of)).toEqual(['Rolls', { count, of, ...numbers }]))

  it('takes the group’s time to warm up where it has none of its own', () =>
    expect(rolls({}, 2, 2, '1m')).toEqual(['Rolls', { count: 2, of: 2, floor: 1, surge: 0, seconds: 120 }]))
})
