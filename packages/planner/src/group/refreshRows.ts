/**
 * How a rollout goes about replacing instances. A refresh keeps the preferences that it was started with: a change of them waits for
 * the next one, so these rows are written and never compared.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
 * @since 0.1.0
 */
import type { InstanceRefresh, Preferences } from '@poolwright/aws/InstanceRefresh'
import type * as Disruption from '@poolwright/core/Disruption'
import { leaf, type RowFaces, write } from '@poolwright/core/Row'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import type { Settings } from '../pool/Settings.js'
import { durationsOf } from './groupRows.js'

export type WantedRefresh = {
  readonly spec: AWSMachinePoolSpec
  readonly settings: Settings
  /** Some instances are as wanted already and stay. */
  readonly skipMatching: boolean
  /** The refresh says what the group is to become, so that AWS knows what to go back to. */
  readonly pinned: boolean
}
const row = leaf<WantedRefresh, InstanceRefresh, Preferences>()
const p = 'refreshPreferences'

/** Ascending, and up to the end: AWS ends a rollout at its last checkpoint, whoever is left. */
const whole = (checkpoints: Settings['checkpoints']): Settings['checkpoints'] =>
  checkpoints === null ? null : { ...checkpoints, percentages: [...new Set([...checkpoints.percentages, 100])].sort((x, y) => x - y) }

export const refreshRows = {
  MinHealthyPercentage: row({
    paths: [`${p}.minHealthyPercentage`],
    verdict: 'inPlace',
    want: (c) => c.spec.refreshPreferences?.minHealthyPercentage ?? null,
    read: (r) => r.Preferences?.MinHealthyPercentage ?? null,
    write: (a) => (a === null ? {} : { MinHealthyPercentage: a }),
  }),
  MaxHealthyPercentage: row({
    paths: [`${p}.maxHealthyPercentage`],
    verdict: 'inPlace',
    want: (c) => c.spec.refreshPreferences?.maxHealthyPercentage ?? null,
    read: (r) => r.Preferences?.MaxHealthyPercentage ?? null,
    write: (a) => (a === null ? {} : { MaxHealthyPercentage: a }),
  }),
  InstanceWarmup: row({
    paths: [`${p}.instanceWarmup`],
    verdict: 'inPlace',
    want: (c) => c.spec.refreshPreferences?.instanceWarmup ?? null,
    read: (r) => r.Preferences?.InstanceWarmup ?? null,
    write: (a) => (a === null ? {} : { InstanceWarmup: a }),
  }),
  SkipMatching: row({
    paths: [],
    verdict: 'inPlace',
    want: (c) => c.skipMatching,
    read: (r) => r.Preferences?.SkipMatching === true,
    write: (a) => (a ? { SkipMatching: true } : {}),
  }),
  AutoRollback: row({
    paths: ['settings.autoRollback'],
    verdict: 'inPlace',
    want: (c) => c.settings.autoRollback && c.pinned,
    read: (r) => r.Preferences?.AutoRollback === true,
    write: (a) => (a ? { AutoRollback: true } : {}),
  }),
  Checkpoints: row({
    paths: ['settings.checkpoints'],
    verdict: 'inPlace',
    want: (c) => whole(c.settings.checkpoints),
    read: (r) => {
      const { CheckpointPercentages: percentages, CheckpointDelay: delay } = r.Preferences ?? {}
      return percentages === undefined ? null : { percentages, ...(delay === undefined ? {} : { delay }) }
    },
    write: (a) =>
      a === null ? {} : { CheckpointPercentages: a.percentages, ...(a.delay === undefined ? {} : { CheckpointDelay: a.delay }) },
  }),
  BakeTime: row({
    paths: ['settings.bakeTime'],
    verdict: 'inPlace',
    want: (c) => c.settings.bakeTime,
    read: (r) => r.Preferences?.BakeTime ?? null,
    write: (a) => (a === null ? {} : { BakeTime: a }),
  }),
  Alarms: row({
    paths: ['settings.alarms'],
    verdict: 'inPlace',
    want: (c) => c.settings.alarms,
    read: (r) => r.Preferences?.AlarmSpecification?.Alarms ?? [],
    write: (a) => (a.length === 0 ? {} : { AlarmSpecification: { Alarms: a } }),
  }),
}

/** What else steers a rollout without being part of its preferences. */
export const refreshFaces = {
  Disable: { paths: [`${p}.disable`], verdict: 'inPlace', ownership: 'owned' },
  Strategy: { paths: [`${p}.strategy`], verdict: 'inPlace', ownership: 'owned' },
} as const satisfies RowFaces

export const preferencesOf = (c: WantedRefresh): Preferences => write<WantedRefresh, InstanceRefresh, Preferences>(refreshRows, c)

/** What replacing `count` of `of` instances takes. AWS replaces at least one at a time, whatever the percentage says. */
export const disruptionOf = (spec: AWSMachinePoolSpec, count: number, of: number): Disruption.Disruption => {
  const { minHealthyPercentage: min = 90, maxHealthyPercentage: max = 100, instanceWarmup } = spec.refreshPreferences ?? {}
  const surge = Math.ceil((of * (max - 100)) / 100)
  const floor = Math.max(0, Math.min(Math.ceil((of * min) / 100), surge > 0 ? of : of - 1))
  const batch = Math.max(1, of - floor + surge)
  const warmup = instanceWarmup ?? durationsOf(spec).warmup
  return { _tag: 'Rolls', count, of, floor, surge, seconds: Math.ceil(count / batch) * warmup }
}
