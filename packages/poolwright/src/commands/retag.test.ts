import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { PlanDocument } from '../document.js'
import { testFolder } from '../testing/folder.js'
import { changed, wholePool } from '../testing/manifests.js'

// The first command loads everything.
vi.setConfig({ testTimeout: 30_000 })
const { poolwright, write } = testFolder('retag', afterAll)
beforeAll(() => {
  write('pool.yaml', wholePool)
  write('team.yaml', changed(wholePool, 'team: platform', 'team: platform\n    cost: low'))
  write('settings.yaml', 'retag: true\n')
})
const steps = async (file: string) =>
  (JSON.parse((await poolwright(`plan -f ${file} --settings settings.yaml --output json`)).out) as PlanDocument).plans[0]?.steps.map(
    (s) => s.id,
  )

it('tags what runs, takes away what it put there, and then has nothing to do', async () => {
  expect((await poolwright('apply -f pool.yaml --settings settings.yaml')).code).toBe(0)
  expect(await steps('team.yaml')).toContain('retag')
  expect((await poolwright('apply -f team.yaml --settings settings.yaml')).code).toBe(0)
  expect(await steps('team.yaml')).toEqual([])
  expect(await steps('pool.yaml')).toContain('untag')
  expect((await poolwright('apply -f pool.yaml --settings settings.yaml')).code).toBe(0)
  expect(await steps('pool.yaml')).toEqual([])
  const world = (await poolwright('cloud dump')).out
  expect(world.match(/"volumeTags"/g)).toHaveLength(3)
})
