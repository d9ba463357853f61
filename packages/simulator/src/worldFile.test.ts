import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { account, after, body, newGroup, newTemplate, pool, scope } from './account.fixture.js'
import { aws } from './aws.js'
import { provision } from './seed.js'
import { empty } from './World.js'
import { decodeWorld, encodeWorld } from './worldFile.js'

describe('a world file', () => {
  it('of an empty world is short', () =>
    expect(encodeWorld(empty(7))).toEqual({ format: 1, now: 7, serial: 1, called: 0, calls: [], scopes: {} }))
  it('says every fault with its path and never the value', () => {
    const file = JSON.parse(
      JSON.stringify(encodeWorld(pool(1)))
        .replace('"InService"', '17')
        .replace('"serial":3', '"serial":"canary"'),
    ) as object
    expect(decodeWorld(file)).toEqual(
      E.left(['serial: expected whole number', 'scopes.aws:111122223333/eu-west-1.groups.pool.instances.0.state: expected string']),
    )
  })
  it('of another format says that alone', () => {
    expect(decodeWorld({ ...(encodeWorld(empty(7)) as object), format: 2, now: 'x' })).toEqual(
      E.left(['format: this is format 2, and only format 1 can be read']),
    )
    for (const u of [null, 7, 'text', []]) expect(E.isLeft(decodeWorld(u))).toBe(true)
  })
  it('holds no user data, only its digests', () => {
    const UserData = new TextEncoder().encode('canary-secret')
    const template = newTemplate({ ...body, UserData })
    const w = aws.tick(after(account, [template[0], template[1]], newGroup({ DesiredCapacity: 1 })), 60_000)
    expect(JSON.stringify(encodeWorld(w))).not.toMatch(/canary|Y2FuYXJ5/)
  })
  it('is the same text for equal worlds, whatever the order in which they were made', () => {
    const ids = Array.from({ length: 20 }, (_, i) => ({ id: `ami-${i}` }))
    const text = (images: typeof ids) => JSON.stringify(encodeWorld(images.reduce((w, x) => provision(w, scope, { images: [x] }), account)))
    expect(text([...ids].reverse())).toBe(text(ids))
  })
})
