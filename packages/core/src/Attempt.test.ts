import * as O from 'fp-ts/lib/Option.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Attempt from './Attempt.js'
import { busy, type CloudError, denied, lost, refused, throttled } from './CloudError.js'
import * as Fact from './Fact.js'
import { token } from './Plan.js'
import * as Requeue from './Requeue.js'
import { create, fill, planOf, pool } from './samples.fixture.js'

const plan = planOf(create, fill)
const heed = (attempt: Partial<Attempt.Attempt>, now: number) => {
  const whole: Attempt.Attempt = {
    token: token('uid', create),
    error: refused('Full', 'no room'),
    at: 0,
    count: 1,
    notBefore: 100,
    ...attempt,
  }
  const look = Fact.lookIn<Attempt.AttemptNouns>({ [Attempt.keyOf(pool, 'create')]: Fact.present(whole, 0) })
  return Attempt.heed('uid', look, now)(plan)
}

describe('a plan that heeds failures', () => {
  it('holds the step that was refused until its time, and comes back then', () => {
    const held = heed({}, 40)
    expect(held.steps[0]?.holds).toMatchObject([
      { _tag: 'Refused', code: 'PW-CLOUD-REFUSED', why: 'box:Create was refused: Full: no room' },
    ])
    expect(held.steps[1]).toBe(plan.steps[1])
    expect(held.next).toEqual(Requeue.after(60))
  })

  it('awaits what passes by itself', () =>
    expect(heed({ error: busy('Moving') }, 0).steps[0]?.holds).toMatchObject([{ _tag: 'Await', code: 'PW-CLOUD-RETRY' }]))

  it('is the same object when the time has come, the request is another, or nothing failed', () => {
    expect(heed({}, 100)).toBe(plan)
    expect(heed({ token: 'other' }, 0)).toBe(plan)
    expect(
      Attempt.heed(
        'uid',
        Fact.lookIn<Attempt.AttemptNouns>({}, () => Fact.absent(0)),
        0,
      )(plan),
    ).toBe(plan)
  })
})

describe('the wait after a failure', () => {
  const error: fc.Arbitrary<CloudError> = fc.constantFrom(throttled(), busy('B'), refused('R'), denied('D'), lost)
  it('grows, and ends at ten minutes', () =>
    fc.assert(
      fc.property(error, fc.integer({ min: 1, max: 60 }), (e, count) => {
        expect(Attempt.delayOf(e, count + 1)).toBeGreaterThanOrEqual(Attempt.delayOf(e, count))
        expect(Attempt.delayOf(e, count)).toBeLessThanOrEqual(600_000)
        expect(Attempt.delayOf(e, count)).toBeGreaterThanOrEqual(1_000)
      }),
    ))

  it('lets at most four refused requests go in a minute', () => {
    const times = [1, 2, 3, 4]
      .map((n) => Attempt.delayOf(refused('R'), n))
      .reduce<ReadonlyArray<number>>((at, d) => [...at, (at.at(-1) ?? 0) + d], [0])
    expect(times.filter((at) => at <= 60_000).length).toBeLessThanOrEqual(4)
  })

  it('is never shorter than what the service asked for', () => expect(Attempt.delayOf(throttled(O.some(90_000)), 1)).toBe(90_000))
})

it('is named after its pool and step', () => expect(Attempt.keyOf(pool, 'create')).toBe('attempt:kube:/default/pool/p#create'))
