import { join } from 'node:path'
import { expect, it } from 'vitest'
import { apply, embeddedCloud, plan, type PlanDocument, PoolwrightError, readManifests } from './index.js'
import { examples, variables } from './testing/folder.js'
import { changed, wholePool } from './testing/manifests.js'

const operations = ({ plans }: PlanDocument) => plans.flatMap((p) => p.steps.map((s) => s.call.operation))

it('plans against nothing, a cloud, or a world that was written down; planning changes none of them', async () => {
  const cloud = embeddedCloud()
  const before = JSON.stringify(cloud.dump())
  expect(operations(await plan({ manifests: wholePool }))).toEqual(['CreateLaunchTemplate', 'CreateAutoScalingGroup'])
  expect(operations(await plan({ manifests: wholePool, cloud }))).toEqual(['CreateLaunchTemplate', 'CreateAutoScalingGroup'])
  expect(JSON.stringify(cloud.dump())).toBe(before)
  await apply({ manifests: wholePool, cloud })
  const observed = cloud.dump()
  expect((await plan({ manifests: wholePool, observed })).summary.changes).toBe(false)
  expect(operations(await plan({ manifests: changed(wholePool, 'm6i.large', 'm6i.xlarge'), observed }))).toEqual([
    'CreateLaunchTemplateVersion',
    'StartInstanceRefresh',
  ])
})

it('applies, tells of each call, and goes on in a copy of the world', async () => {
  const told: Array<string> = []
  const cloud = embeddedCloud({ now: 0 })
  const applied = await apply({ manifests: wholePool, cloud, onStep: (s) => told.push(`${s.pool} ${s.operation}`) })
  expect(applied.ended).toBe('settled')
  expect(told).toEqual(['default/workers ec2:CreateLaunchTemplate', 'default/workers autoscaling:CreateAutoScalingGroup'])
  expect(applied.steps.map((s) => s.error)).toEqual([undefined, undefined])
  const copy = embeddedCloud({ world: cloud.dump() })
  const [instance] = copy.observe().groups[0]?.instances ?? []
  copy.terminate(instance?.id ?? '')
  copy.advance(600_000)
  expect(copy.observe().groups[0]?.instances.filter((i) => i.state === 'InService')).toHaveLength(3)
  expect(cloud.observe().groups[0]?.instances.some((i) => i.id === instance?.id)).toBe(true)
  expect(() => copy.terminate('i-0')).toThrow(PoolwrightError)
})

it('nothing is done that was not approved', async () => {
  const cloud = embeddedCloud()
  const applied = await apply({ manifests: wholePool, cloud, approve: ({ summary }) => summary.create > 2 })
  expect([applied.ended, applied.steps, cloud.observe().groups]).toEqual(['refused', [], []])
})

it('stops when it is told to', async () => {
  const stop = new AbortController()
  const applied = await apply({ manifests: wholePool, cloud: embeddedCloud(), signal: stop.signal, onStep: () => stop.abort() })
  expect([applied.ended, applied.steps.length]).toEqual(['aborted', 1])
})

it('reads folders, takes variables from its options only, and rejects with a code and lines', async () => {
  const manifests = await readManifests(join(examples, 'documentation'))
  expect((await plan({ manifests, environment: variables })).plans.map((p) => p.pool)).toEqual(['default/capa-mp-0'])
  const rejected = await plan({ manifests }).catch((error: unknown) => error)
  expect(rejected).toBeInstanceOf(PoolwrightError)
  expect(rejected).toMatchObject({ code: 'PW-MANIFESTS', details: [expect.stringContaining('AWS_SUBNET')] })
  await expect(plan({ manifests, environment: variables, pools: ['default/x'] })).rejects.toMatchObject({ code: 'PW-NO-POOL' })
  await expect(plan({ manifests, environment: variables, settings: { adopt: 'perhaps' } })).rejects.toMatchObject({ code: 'PW-SETTINGS' })
  await expect(plan({ manifests: wholePool, observed: {} })).rejects.toMatchObject({ code: 'PW-WORLD-FORMAT' })
  await expect(readManifests('missing')).rejects.toMatchObject({ code: 'PW-FILE' })
})
