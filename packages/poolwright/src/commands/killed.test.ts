import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ObservedWorld } from '../observed.js'
import { testFolder } from '../testing/folder.js'
import { changed, wholePool } from '../testing/manifests.js'

const { poolwright, write, read, path, cwd } = testFolder('killed', afterAll)
const main = join(import.meta.dirname, '../../dist/main.js')
const killAfter = join(import.meta.dirname, '../testing/killAfter.mjs')
const twenty = changed(changed(wholePool, 'replicas: 3', 'replicas: 20'), 'maxSize: 5', 'maxSize: 30')
beforeAll(() => {
  write('pool.yaml', wholePool)
  write('twenty.yaml', twenty)
  write('large.yaml', changed(twenty, 'm6i.large', 'm6i.xlarge'))
})

/** The built command, ended as by kill -9 after the n-th change of its state; true when it lived to its end. */
const killed = (args: string, state: string, n: number): boolean => {
  const env = { PATH: process.env['PATH'], POOLWRIGHT_TEST_FILE: path(state), POOLWRIGHT_TEST_WRITES: String(n) }
  const { signal, status, stderr } = spawnSync(process.execPath, ['--import', killAfter, main, ...args.split(' '), '--state', state], {
    cwd,
    env,
  })
  expect(signal === 'SIGKILL' || status === 0, stderr.toString()).toBe(true)
  return signal === null
}

/** What must be the same however often it was interrupted: everything but times. */
const endOf = async (state: string) => {
  const world = JSON.parse((await poolwright(`observe --state ${state} --output json`)).out) as ObservedWorld
  const groups = world.groups.map(({ refreshes, ...g }) => ({
    ...g,
    refreshes: refreshes.map((r) => r.status),
    instances: g.instances.map(({ age: _a, launchedAt: _l, ...i }) => i),
  }))
  return { groups, templates: world.templates, holds: world.holds }
}

it('is built', () => expect(existsSync(main), 'run "npm run build" first').toBe(true))

it.each([
  ['creation', [], 'apply -f pool.yaml'],
  ['rollout-of-twenty', ['apply -f twenty.yaml'], 'apply -f large.yaml --yes'],
  ['deletion', ['apply -f pool.yaml'], 'destroy -f pool.yaml --yes'],
])(
  '%s: killed after every change of the state and run again, it ends where one run ends',
  async (name, before, args) => {
    const begun = `${name}/begun.json`
    for (const line of before) await poolwright(`${line} --state ${begun}`)
    const begin = (state: string) => {
      if (before.length > 0) copyFileSync(path(begun), path(state))
    }
    begin(`${name}/whole.json`)
    await poolwright(`${args} --state ${name}/whole.json`)
    const wanted = await endOf(`${name}/whole.json`)
    let n = 1
    for (; ; n++) {
      const state = `${name}/${n}.json`
      begin(state)
      const lived = killed(args, state, n)
      if (lived) break
      const again = await poolwright(`${args} --state ${state}`)
      expect(again.code, again.err).toBe(0)
      expect(await endOf(state)).toEqual(wanted)
      const world = JSON.parse(read(state)) as { readonly world: { readonly calls: ReadonlyArray<{ op: string; code?: string }> } }
      const made = world.world.calls.filter((c) => /:(Create|Start|Delete)/.test(c.op) && c.code === undefined).map((c) => c.op)
      expect(new Set(made).size, `twice: ${made.join(', ')}`).toBe(made.length)
    }
    expect(n).toBeGreaterThan(2)
    expect(readdirSync(path(name)).filter((f) => !f.endsWith('.json'))).toEqual([])
  },
  120_000,
)
