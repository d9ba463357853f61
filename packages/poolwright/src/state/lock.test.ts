import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { testConsole } from '../testing/testConsole.js'
import { writeAtomically } from './atomicFile.js'
import { acquire } from './lock.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poolwright-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const endedProcess = (): number => spawnSync(process.execPath, ['-e', '0']).pid

it('holds, releases and leaves nothing behind', async () => {
  const { console } = testConsole()
  const state = join(folder, 'deep', 'state.json')
  const lock = await acquire(state, console)
  expect(JSON.parse(readFileSync(`${state}.lock`, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() })
  expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700)
  lock.check()
  lock.release()
  expect(readdirSync(join(folder, 'deep'))).toEqual([])
})

it('waits for the holder, and after 10 s says who it is', async () => {
  const first = testConsole()
  const state = join(folder, 'state.json')
  const held = await acquire(state, first.console)
  const second = testConsole({ onSleep: (slept) => (slept === 12_000 ? held.release() : undefined) })
  const lock = await acquire(state, second.console)
  expect(second.slept()).toBe(12_000)
  expect(second.err()).toBe(
    `waiting for ${state}: in use by process ${process.pid} on ${hostname()}, since ${new Date(0).toISOString()}. If nothing is running there, delete ${state}.lock.\n`,
  )
  lock.release()
})

it('takes over the lock of a process that has ended, and one that names nobody', async () => {
  const state = join(folder, 'state.json')
  for (const text of [JSON.stringify({ pid: endedProcess(), host: hostname(), since: '', id: 'x' }), 'not a lock', '']) {
    writeFileSync(`${state}.lock`, text)
    const { console, slept } = testConsole()
    const lock = await acquire(state, console)
    expect(slept()).toBe(0)
    lock.release()
    expect(readdirSync(folder)).toEqual([])
  }
})

it('never takes over the lock of another machine; who stops waiting is told', async () => {
  const state = join(folder, 'state.json')
  writeFileSync(`${state}.lock`, JSON.stringify({ pid: 1, host: 'elsewhere', since: '2026-01-01T00:00:00.000Z', id: 'x' }))
  const { console, abort } = testConsole({ onSleep: (slept) => (slept === 500 ? abort() : undefined) })
  await expect(acquire(state, console)).rejects.toMatchObject({
    code: 'PW-STATE-LOCKED',
    message: `${state} is in use by process 1 on elsewhere, since 2026-01-01T00:00:00.000Z`,
  })
})

it('notices that its lock was taken away', async () => {
  const state = join(folder, 'state.json')
  const lock = await acquire(state, testConsole().console)
  rmSync(`${state}.lock`)
  expect(lock.check).toThrow(expect.objectContaining({ code: 'PW-STATE-LOCK-LOST' }))
  const other = await acquire(state, testConsole().console)
  lock.release()
  expect(existsSync(`${state}.lock`)).toBe(true)
  other.release()
})

it('writes whole files that only their owner may read', () => {
  const path = join(folder, 'state.json')
  writeAtomically(path, 'one')
  writeAtomically(path, 'two')
  expect(readFileSync(path, 'utf8')).toBe('two')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['state.json'])
  expect(() => writeAtomically(join(folder, 'missing', 'x'), '')).toThrow(expect.objectContaining({ code: 'PW-FILE' }))
})
