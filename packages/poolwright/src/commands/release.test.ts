import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { PlanDocument } from '../document.js'
import { testFolder } from '../testing/folder.js'
import { changed, wholePool } from '../testing/manifests.js'

// The first command loads everything.
vi.setConfig({ testTimeout: 30_000 })
const { poolwright, write } = testFolder('release', afterAll)
beforeAll(() => {
  write('pool.yaml', wholePool)
  write('large.yaml', changed(wholePool, 'm6i.large', 'm6i.xlarge'))
})
const planned = async (file: string): Promise<PlanDocument['plans'][number] | undefined> =>
  (JSON.parse((await poolwright(`plan -f ${file} --output json`)).out) as PlanDocument).plans[0]
const groupNow = async (): Promise<string> => (await poolwright('cloud dump')).out

it('puts the group back to the latest version, leaves the pool alone from then on, and takes it back', async () => {
  expect((await poolwright('apply -f pool.yaml')).code).toBe(0)
  expect((await poolwright('apply -f large.yaml --yes')).code).toBe(0)
  expect(await groupNow()).not.toContain('$Latest')

  const { code, out } = await poolwright('release -f large.yaml')
  expect(code, out).toBe(0)
  expect(out).toContain('1 call sent')
  expect(out).toContain('Another controller finds what it expects')
  expect(await groupNow()).toContain('$Latest')

  const released = await planned('pool.yaml')
  expect(released?.steps).toEqual([])
  expect(released?.findings.map((f) => f.code)).toContain('PW-RELEASED')
  const kept = await poolwright('destroy -f pool.yaml --yes')
  expect(kept.out).toContain('PW-RELEASED')
  expect(await groupNow()).toContain('$Latest')
  expect((await poolwright('release -f pool.yaml')).out).toContain('Nothing to send')

  const back = await poolwright('release -f pool.yaml --undo')
  expect(back.out).toBe('1 pool taken back: poolwright plan shows what would be done now.\n')
  expect((await planned('pool.yaml'))?.steps.map((s) => s.call.operation)).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
  expect((await poolwright('destroy -f pool.yaml --yes')).code).toBe(0)
})
