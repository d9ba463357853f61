/** The example of node groups on the embedded cloud, as a person would go through it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PlanDocument } from '../document.js'
import { examples, testFolder } from '../testing/folder.js'

// Each of these is several commands.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const { poolwright, write } = testFolder('eks', afterAll)
const names = ['cluster', 'general', 'batch', 'custom'] as const
type Name = (typeof names)[number]
const text = (name: Name) => readFileSync(join(examples, 'eks', `${name}.yaml`), 'utf8')
const changed = (name: Name, before: string, after: string): void => {
  expect(text(name)).toContain(before)
  write(`pools/${name}.yaml`, text(name).replace(before, after))
}
/** The files as they come with the source, and the pools made from them. */
const asGiven = async (): Promise<void> => {
  names.forEach((name) => write(`pools/${name}.yaml`, text(name)))
  expect((await poolwright('apply -f pools --yes')).code).toBe(0)
}

const planned = async (): Promise<PlanDocument> => {
  const { out, err } = await poolwright('plan -f pools --output json')
  expect(err).toBe('')
  return JSON.parse(out) as PlanDocument
}
const steps = ({ plans }: PlanDocument) => plans.flatMap((p) => p.steps.map((s) => `${p.pool} ${s.call.operation}`)).sort()
const inputs = ({ plans }: PlanDocument) => plans.flatMap((p) => p.steps.map((s) => s.call.input))
const settled = async (): Promise<string> => {
  const { code, out, err } = await poolwright('apply -f pools --yes')
  expect([code, err]).toEqual([0, ''])
  return out
}
const noChanges = 'No changes. All 3 pools are as the manifests say.\n'

describe('the example of EKS node groups', () => {
  beforeEach(asGiven)

  it('is made and then as the manifests say', async () => {
    expect((await poolwright('plan -f pools')).out).toBe(noChanges)
    expect((await planned()).summary).toMatchObject({ pools: 3, calls: 0, held: 0, changes: false })
  })

  it('says of each pool what kind it is, and of each step which node group it is about', async () => {
    await poolwright('cloud reset --yes')
    const { out } = await poolwright('plan -f pools')
    expect(out).toContain('default/general AWSManagedMachinePool · eu-west-1 · account 000000000000')
    expect(out).toContain('create node group general')
    expect(out).toContain('because  node group prod/general is not there')
    expect(out).toContain('create node group custom, after template')
  })

  it('sizes and labels a group in one update, and points at the line', async () => {
    changed('general', 'replicas: 2', 'replicas: 3')
    const plan = await planned()
    expect([steps(plan), inputs(plan)[0]]).toEqual([
      ['default/general UpdateNodegroupConfig'],
      expect.objectContaining({ nodegroupName: 'general', scalingConfig: expect.objectContaining({ desiredSize: 3 }) as unknown }),
    ])
    expect((await poolwright('plan -f pools')).out).toMatch(/replicas:\s+2 → 3\s+pools\/general\.yaml:10/)
    await settled()
    expect((await poolwright('plan -f pools')).out).toBe(noChanges)
  })

  it('leaves the size of a group to its autoscaler, and only moves it where a new bound leaves it outside', async () => {
    changed('batch', 'minSize: 0', 'minSize: 4')
    expect(inputs(await planned())).toEqual([
      expect.objectContaining({
        nodegroupName: 'batch',
        scalingConfig: expect.objectContaining({ minSize: 4, desiredSize: 4 }) as unknown,
      }),
    ])
    await settled()
    expect((await poolwright('plan -f pools')).out).toBe(noChanges)
    changed('batch', 'minSize: 0', 'minSize: 1')
    await settled()
    const { groups } = JSON.parse((await poolwright('observe --output json')).out) as {
      readonly groups: ReadonlyArray<{ readonly name: string; readonly min: number; readonly desired: number }>
    }
    expect(groups.find((g) => g.name.startsWith('eks-batch-'))).toMatchObject({ min: 1, desired: 4 })
  })

  it('rolls a group onto a new version of its template', async () => {
    changed('custom', 'size: 100', 'size: 120')
    expect(steps(await planned())).toEqual(['default/custom CreateLaunchTemplateVersion', 'default/custom UpdateNodegroupVersion'])
    await settled()
    expect((await poolwright('plan -f pools')).out).toBe(noChanges)
  })

  it('waits with a version that the cluster does not have yet, and rolls once it has', async () => {
    changed('general', 'version: v1.34.0', 'version: v1.35.0')
    const early = await planned()
    expect([early.summary.calls, early.summary.held > 0]).toEqual([0, true])
    changed('cluster', 'version: v1.34', 'version: v1.35')
    const late = await planned()
    expect([late.summary.calls, steps(late)]).toEqual([1, ['default/general UpdateNodegroupVersion']])
  })

  it('is observed: node groups, and the Auto Scaling groups behind them', async () => {
    const { out } = await poolwright('observe')
    expect(out).toMatch(/prod\/general {2}ACTIVE, 2 wanted of 1–5, version 1\.34, release 1\.34\.4-20260101/)
    expect(out).toMatch(/Auto Scaling group eks-general-[0-9a-f-]+\n/)
    expect(out).toMatch(/3 groups, \d+ instances in service, 3 node groups, 4 templates, no holds/)
  })

  it('goes with its pools, launch template and all', async () => {
    const { code, err } = await poolwright('destroy -f pools --yes')
    expect([code, err]).toEqual([0, ''])
    const left = JSON.parse((await poolwright('observe --output json')).out) as { readonly groups: unknown; readonly templates: unknown }
    expect([left.groups, left.templates]).toEqual([[], []])
  })
})
