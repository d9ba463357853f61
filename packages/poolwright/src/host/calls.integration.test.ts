import { operations } from '@poolwright/aws/operations'
import { rowOf } from '@poolwright/core/Operation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { all, type Change, callsSince, clear, farm, type Ids, idsIn, metered, pools, unchanged, withToken } from '../testing/farm.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const prefix = `calls-${process.pid}`
const isRead = (op: string) => rowOf(operations, op)?.effect === 'read'

const one: Change = (text) => text.replace('replicas: 3', 'replicas: 1')
/** Other bootstrap data under the same name. */
const rotated: Change = (text) => text.replace(/value: .*/, 'value: I2Nsb3VkLWNvbmZpZwpydW5jbWQ6CiAgLSBlY2hvIHR3aWNlCg==')
const resized: Change = (text) => text.replace('maxSize: 5', 'maxSize: 7')
const larger: Change = (text) => text.replace('m5.large', 'm5.xlarge')
const deleted: Change = (text) =>
  text.replace('kind: AWSMachinePool\nmetadata:\n', "kind: AWSMachinePool\nmetadata:\n  deletionTimestamp: '2026-01-01T00:00:00Z'\n")

describe.skipIf(endpoint === undefined)('calls that change something, over the whole history', () => {
  const { calls, counts } = metered()
  let ids: Ids
  beforeAll(async () => {
    ids = await idsIn(calls)
  })
  afterAll(() => clear(calls, [`${prefix}-pinned-0`, `${prefix}-following-0`]), 120_000)

  it.each<[string, Change, Change, number]>([
    ['pinned', unchanged, rotated, 2],
    ['following', withToken('first'), withToken('second'), 1],
  ])(
    'of a group that is %s',
    async (name, mode, forNew, count) => {
      const text = (...changes: ReadonlyArray<Change>) => pools(ids, `${prefix}-${name}`, 1, all(one, ...changes)).text
      const f = farm(calls, text(mode))
      const changing = async (next: string) => {
        f.become(next)
        f.engine.changed(f.pools())
        f.engine.forget()
        const before = counts()
        const outcome = await f.engine.runUntilStable(f.pools())
        expect(outcome.ended, JSON.stringify(outcome.last.pools.get(f.pools()[0] ?? 'a:b/c')?.plan)).toBe('settled')
        return Object.fromEntries(Object.entries(callsSince(before, counts())).filter(([op]) => !isRead(op)))
      }
      const version = 'ec2:CreateLaunchTemplateVersion'
      const update = 'autoscaling:UpdateAutoScalingGroup'
      expect(await changing(text(mode))).toEqual({ 'ec2:CreateLaunchTemplate': 1, 'autoscaling:CreateAutoScalingGroup': 1 })
      expect(await changing(text(mode, resized))).toEqual({ [update]: 1 })
      expect(await changing(text(forNew, resized))).toEqual(count === 1 ? { [version]: 1 } : { [version]: 1, [update]: 1 })
      expect(await changing(text(forNew, resized, larger))).toEqual({ [version]: 1, 'autoscaling:StartInstanceRefresh': 1 })
      expect(await changing(text(forNew, resized, larger, deleted))).toEqual({
        'autoscaling:DeleteAutoScalingGroup': 1,
        'ec2:DeleteLaunchTemplate': 1,
      })
    },
    300_000,
  )
})
