import { operations } from '@poolwright/aws/operations'
import type { Cell } from '@poolwright/core/Model'
import { rowOf } from '@poolwright/core/Operation'
import { templateIn, type World } from '@poolwright/simulator/World'
import { beforeAll, describe, expect, it } from 'vitest'
import { account, cellOf, groupOf, readOf, scope, toRest, type Wanted, wait } from './rollouts.fixture.js'

const plain: Wanted = { replicas: 20, instanceType: 'm5.large', data: '#cloud-config\nruncmd: [join]\n' }
const withToken: Wanted = { ...plain, data: '#cloud-config\ntoken: one\n', volatile: 'token' }

/** Everything but the names and times that the cloud gives, once AWS has ended what it does after the last replacement. */
const endOf = (cell: Cell<World>) => {
  wait(cell, 600_000)
  const g = groupOf(cell)
  return {
    group: { min: g.min, max: g.max, desired: g.desired, source: g.source, tags: g.tags, hooks: g.hooks },
    instances: g.instances.map((i) => `${i.type} from version ${i.template.Version}, ${i.state}`).sort(),
    launches: g.launches,
    refreshes: g.refreshes.map((r) => r.status),
    versions: [...(templateIn(cell.get(), scope, 'workers')?.versions.keys() ?? [])],
  }
}
const isWrite = (op: string): boolean => rowOf(operations, op)?.effect !== 'read'

describe.each([
  ['a group that is kept on a version', plain, '2'],
  ['a group that follows the latest version', withToken, '$Latest'],
] as const)('a rollout of twenty instances of %s', (_, wanted, version) => {
  const before = readOf(wanted)
  const after = readOf({ ...wanted, instanceType: 'm5.xlarge' })
  let begun: World = account
  let calls: ReadonlyArray<{ readonly op: string; readonly world: World }> = []
  let whole: ReturnType<typeof endOf> | undefined

  beforeAll(async () => {
    const cell = cellOf(account)
    await toRest(cell, () => before)
    wait(cell, 3_600_000)
    begun = cell.get()
    const seen: Array<{ readonly op: string; readonly world: World }> = []
    await toRest(
      cell,
      () => after,
      (op) => {
        seen.push({ op, world: cell.get() })
        return false
      },
    )
    calls = seen
    whole = endOf(cell)
  })

  it('is one refresh that replaces each of them once', () => {
    expect(whole).toMatchObject({
      group: { desired: 20, source: { LaunchTemplate: { Version: version } } },
      instances: Array.from({ length: 20 }, () => 'm5.xlarge from version 2, InService'),
      launches: 40,
      refreshes: ['Successful'],
      versions: [1, 2],
    })
    expect(calls.filter((c) => isWrite(c.op)).map((c) => c.op)).toEqual([
      'ec2:CreateLaunchTemplateVersion',
      'autoscaling:StartInstanceRefresh',
    ])
    expect(calls.length).toBeGreaterThan(30)
  })

  it('ends the same whichever call the process was killed after', async () => {
    for (const [n, { op, world }] of calls.entries()) {
      const cell = cellOf(world)
      wait(cell, 5_000)
      await toRest(cell, () => after)
      expect(endOf(cell), `killed after call ${n + 1}, ${op}`).toEqual(whole)
    }
  })

  it('ends the same when every process is killed after the first thing that it changes', async () => {
    const cell = cellOf(begun)
    expect(await toRest(cell, () => after, isWrite)).toBe(3)
    expect(endOf(cell)).toEqual(whole)
  })

  it.each([6, 7, 8, 9, 10, 11, 12, 13])('ends the same when no process ever lives for more than %i calls', async (most) => {
    const cell = cellOf(begun)
    let n = 0
    const lives = await toRest(
      cell,
      () => after,
      () => (n = (n + 1) % most) === 0,
    )
    expect(lives).toBeGreaterThan(2)
    expect(endOf(cell)).toEqual(whole)
  })
})
