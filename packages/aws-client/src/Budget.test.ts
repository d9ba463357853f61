import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Bucket from './Bucket.js'
import { makeBudget } from './Budget.js'

const account = '111122223333/eu-west-1'
const rates = { small: Bucket.published(2, 1), other: Bucket.published(2, 1) }

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

/** Takes `n` tokens at once; when each was given, so far. */
const ask = (budget: ReturnType<typeof makeBudget>, n: number, at = account, bucket = 'small') => {
  const given: Array<{ readonly i: number; readonly at: number; readonly waited: number }> = []
  for (let i = 0; i < n; i++) void budget.take(at, bucket).then((waited) => given.push({ i, at: Date.now(), waited }))
  return given
}

describe('the budget of an account', () => {
  it('lets a burst through and makes the rest wait, first come, first served', async () => {
    const given = ask(makeBudget({ rates }), 4)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(given).toEqual([
      { i: 0, at: 0, waited: 0 },
      { i: 1, at: 0, waited: 0 },
      { i: 2, at: 1_000, waited: 1_000 },
      { i: 3, at: 2_000, waited: 2_000 },
    ])
  })

  it('is one for everybody who asks the same account and region, and another for others', async () => {
    const budget = makeBudget({ rates })
    const first = ask(budget, 2)
    const second = ask(budget, 1)
    const elsewhere = ask(budget, 1, '111122223333/us-east-1')
    const otherwise = ask(budget, 1, account, 'other')
    await vi.advanceTimersByTimeAsync(0)
    expect([first.length, second.length, elsewhere.length, otherwise.length]).toEqual([2, 0, 1, 1])
  })

  it('slows everybody down after a throttle, those who wait already included', async () => {
    const budget = makeBudget({ rates })
    const given = ask(budget, 3)
    await vi.advanceTimersByTimeAsync(500)
    budget.throttled(account, 'small', 4_000)
    await vi.advanceTimersByTimeAsync(3_999)
    expect(given).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(given).toHaveLength(3)
  })

  it('is divided among replicas', async () => {
    const budget = makeBudget({ rates: { small: Bucket.published(4, 2) } })
    budget.divide(2)
    const given = ask(budget, 5)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(given.map((g) => g.at)).toEqual([0, 0, 1_000, 2_000, 3_000])
    budget.divide(1)
    const more = ask(budget, 4)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(more).toHaveLength(4)
  })

  it("uses AWS's own numbers where there are any, and tells what it has learnt", async () => {
    const budget = makeBudget()
    const given = ask(budget, 60, account, 'ec2:CreateLaunchTemplate')
    await vi.advanceTimersByTimeAsync(999)
    expect(given).toHaveLength(54)
    expect(budget.seen()).toEqual([{ account, bucket: 'ec2:CreateLaunchTemplate', perSecond: 5, waiting: 6 }])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(budget.seen()).toMatchObject([{ waiting: 0 }])
  })
})
