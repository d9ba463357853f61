import { describe, expect, it } from 'vitest'
import { after, group, pool, refresh, scope, SECOND, update } from './account.fixture.js'
import { aws } from './aws.js'
import * as Events from './events.js'
import type { World } from './World.js'

const MINUTE = 60 * SECOND
const suspend = (...ScalingProcesses: ReadonlyArray<string>) =>
  ['autoscaling:SuspendProcesses', { AutoScalingGroupName: 'pool', ScalingProcesses }] as const
const zones = (w: World): string =>
  group(w)
    .instances.map((i) => i.zone.slice(-1))
    .sort()
    .join('')
const serving = (w: World): number => group(w).instances.filter((i) => i.state === 'InService').length
const staying = (w: World): number => group(w).instances.filter((i) => !i.state.startsWith('Terminating')).length

/** Ten minutes, looked at every five seconds. */
const lapse = (w: World): ReadonlyArray<World> => {
  const all: Array<World> = [w]
  for (let i = 0; i < 120; i++) all.push(aws.tick(all[all.length - 1] ?? w, 5 * SECOND))
  return all
}
const last = (all: ReadonlyArray<World>): World | undefined => all[all.length - 1]
const ends = (all: ReadonlyArray<World>): string => all.slice(-1).map(zones).join('')
const only = (...subnets: ReadonlyArray<string>) => update({ VPCZoneIdentifier: subnets.map((x) => `subnet-${x}`).join() })

describe('AZRebalance', () => {
  it('moves instances out of zones that the group has left, the new ones in service before the old ones end', () => {
    const all = lapse(after(pool(3), only('c')))
    expect(ends(all)).toBe('ccc')
    expect(Math.min(...all.map(serving))).toBe(3)
  })
  it('spreads them over zones that the group has got', () => {
    expect(ends(lapse(after(pool(4, { VPCZoneIdentifier: 'subnet-a' }), only('a', 'b'))))).toBe('aabb')
  })
  it.each([
    [3, 4],
    [10, 11],
    [20, 22],
  ])('of a group that is at its maximum of %d goes up to %d meanwhile', (size, most) => {
    const all = lapse(after(pool(size, { MaxSize: size }), only('c')))
    expect(ends(all.map((w) => aws.tick(w, 30 * MINUTE)))).toBe('c'.repeat(size))
    expect(Math.max(...all.map(staying))).toBe(most)
    expect(Math.min(...all.map(serving))).toBe(size)
  })
  it('leaves a difference of one as it is', () => {
    const w = pool(4)
    expect(ends(lapse(w))).toBe('aabc')
    expect(last(lapse(w))?.scopes).toBe(w.scopes)
  })
  it.each(['AZRebalance', 'Launch', 'Terminate'])('moves nothing while %s is suspended', (process) => {
    expect(ends(lapse(after(pool(3), suspend(process), only('c'))))).toBe('abc')
  })
  it('puts right what a shortage left uneven, once it is over', () => {
    const w = pool(4, { VPCZoneIdentifier: 'subnet-a,subnet-b' })
    const lost = group(w).instances.filter((i) => i.zone.endsWith('b'))
    const short = lost.slice(0, 1).map(({ zone }) => ({ zone }))[0] ?? {}
    const gone = lost.reduce((x, i) => Events.terminateInstance(x, scope, i.id), Events.setShortage(w, scope, short, true))
    const uneven = aws.tick(gone, 10 * MINUTE)
    expect(zones(uneven)).toBe('aaaa')
    expect(ends(lapse(Events.setShortage(uneven, scope, short, false)))).toBe('aabb')
  })
  it('waits for a refresh, which replaces them anyway', () => {
    const w = after(pool(3), refresh(), only('c'))
    expect(zones(aws.tick(w, 40 * MINUTE))).toBe('ccc')
    expect(group(aws.tick(w, 40 * MINUTE)).instances.map((i) => i.n)).toEqual([4, 5, 6])
  })
  it('keeps those that are protected from scale-in', () => {
    expect(ends(lapse(after(pool(3, { NewInstancesProtectedFromScaleIn: true }), only('c'))))).toBe('abc')
  })
  it('comes to the same however time is cut', () => {
    const w = after(pool(5, { MaxSize: 5 }), only('b', 'c'))
    expect(ends(lapse(w))).toBe(zones(aws.tick(w, 10 * MINUTE)))
  })
})
