import * as Attempt from '@poolwright/core/Attempt'
import * as Change from '@poolwright/core/Change'
import { denied } from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import { token } from '@poolwright/core/Plan'
import type { Metadata } from '@poolwright/schema/Metadata'
import { describe, expect, it } from 'vitest'
import { type Asked, heldCalls, lookOf, now, plan, region } from '../baseline.fixture.js'
import { failureNoted, finish, isDue, isProvisioned } from './frame.js'
import type { Surroundings } from './objects.js'
import { quiet, step } from './Part.js'

describe('a failure that the status notes', () => {
  it.each([
    [{}, null],
    [{ failureReason: 'R' }, 'R'],
    [{ failureMessage: 'M' }, 'M'],
    [{ failureReason: 'R', failureMessage: 'M' }, 'M'],
  ])('%j is told by its message, or its reason', (status, told) => {
    const found = failureNoted(status)
    expect(found.map((f) => [f.code, f.paths])).toEqual(told === null ? [] : [['PW-FAILED', ['status.failureReason']]])
    if (told !== null) expect(found[0]?.message).toMatch(new RegExp(`notes a failure: ${told}$`))
  })
})

it.each<readonly [string, Asked, string]>([
  ['its cluster', { cluster: { paused: true } }, 'Cluster.spec.paused'],
  ['its annotation', { annotations: { 'cluster.x-k8s.io/paused': '' } }, 'annotation cluster.x-k8s.io/paused'],
])('a pool that is paused by %s says so', (_, asked, word) => {
  const p = plan({ ...asked, spec: { maxSize: 8 } })
  expect(heldCalls(p)).toEqual(['UpdateAutoScalingGroup'])
  expect(p.steps[0]?.holds).toMatchObject([{ _tag: 'Rule', code: 'PW-PAUSED', rule: 'paused' }])
  expect(p.steps[0]?.holds[0]?.why).toContain(word)
})

describe('infrastructure', () => {
  const around = (cluster: object | null, network: object | null | undefined) =>
    ({
      cluster: cluster === null ? Fact.absent(0) : Fact.present(cluster, 0),
      network: network === null ? null : network === undefined ? Fact.absent(0) : Fact.present(network, 0),
    }) as unknown as Surroundings
  const cluster = (infrastructureProvisioned?: boolean, uid?: string) => ({ status: { infrastructureProvisioned }, metadata: { uid } })
  const network = (ready?: boolean) => ({ status: { ready } })
  it.each<readonly [string, Surroundings, boolean]>([
    ['nobody says there is a cluster', around(null, network(false)), true],
    ['the cluster says it is', around(cluster(true), network(false)), true],
    ['the cluster says it is not', around(cluster(false), network(true)), false],
    ['its network says it is', around(cluster(undefined, 'u'), network(true)), true],
    ['its network says it is not', around(cluster(), network(false)), false],
    ['nobody says so of what is in a file', around(cluster(), network()), true],
    ['nobody says so of what an API server has', around(cluster(undefined, 'u'), network()), false],
    ['there is no network of a kind that is known', around(cluster(undefined, 'u'), null), false],
    ['the network is not there', around(cluster(), undefined), true],
  ])('is ready or not where %s', (_, s, expected) => expect(isProvisioned(s)).toBe(expected))
})

it.each<readonly [Fact.Fact<unknown>, boolean]>([
  [Fact.unread, true],
  [Fact.unknown('stale'), true],
  [Fact.unknown('justWritten'), true],
  [Fact.unknown('unreadable'), false],
  [Fact.unknown('invalid'), false],
  [Fact.absent(0), false],
  [Fact.present(1, 0), false],
])('%j is worth waiting for: %s', (fact, expected) => expect(isDue(fact)).toBe(expected))

describe('a request that was refused', () => {
  const key = 'awsmachinepool:kube:/ns/workers'
  const made = step('group', region, 'autoscaling:DeleteAutoScalingGroup', { AutoScalingGroupName: 'workers' }, [Change.missing(key)])
  const holdsOf = (metadata: object | null, of: string) => {
    const attempt = { token: token(of, made), error: denied('AccessDenied'), at: now, count: 1, notBefore: now + 60_000 }
    const look = lookOf({}, { more: { [Attempt.keyOf(key, 'group')]: Fact.present(attempt, now) } })
    const plan = finish(key, metadata as Metadata | null, look, now, { ...quiet, steps: [made] }, null, [])
    return plan.steps.flatMap((s) => s.holds.map((h) => h.code))
  }
  it.each<readonly [string, object | null, string]>([
    ['its uid', { namespace: 'ns', name: 'workers', uid: 'u-1' }, 'u-1'],
    ['its name, where it has no uid', { namespace: 'ns', name: 'workers' }, 'ns/workers'],
    ['what its key says, where it is not known', null, 'workers'],
  ])('is known again by %s', (_, metadata, of) => {
    expect(holdsOf(metadata, of)).toEqual(['PW-CLOUD-REFUSED'])
    expect(holdsOf(metadata, 'another')).toEqual([])
  })
})

describe('the next look', () => {
  const next = (moving: boolean, again: number | null) =>
    finish('awsmachinepool:kube:/ns/workers', null, lookOf(), now, { ...quiet, moving }, again, []).next
  it.each<readonly [boolean, number | null, number]>([
    [false, null, 600_000],
    [true, null, 15_000],
    [false, 60_000, 60_000],
    [true, 60_000, 15_000],
    [false, 0, 1],
    [false, -5, 1],
    [false, 900_000, 600_000],
  ])('moving %s, wanted in %s: in %s ms', (moving, again, delay) => expect(next(moving, again)).toEqual({ _tag: 'After', delay }))
})
