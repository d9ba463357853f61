import { expect, it } from 'vitest'
import { pastOf } from './faults.js'

/** Something grows by itself, one a minute, and is cut by somebody. */
type Hedge = { readonly now: number; readonly height: number }
const model = {
  now: ({ now }: Hedge) => now,
  tick: ({ now, height }: Hedge, by: number): Hedge => ({ now: now + by, height: height + by / 60_000 }),
}

it('what was so a while ago is what somebody had done by then, and what happened by itself since', () => {
  const past = pastOf(model, [{ now: 0, height: 5 }])
  past.set(model.tick(past.get(), 600_000))
  past.set({ ...past.get(), height: 1 })
  past.set(model.tick(past.get(), 3_600_000))
  expect([0, 60_000, 3_540_000, 3_600_000, 3_660_000, 9_000_000].map((ms) => past.ago(ms).height)).toEqual([61, 60, 2, 1, 14, 5])
})
