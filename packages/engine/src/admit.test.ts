import { destroys, none } from '@poolwright/core/Disruption'
import * as Hold from '@poolwright/core/Hold'
import { isQuiet, type Plan } from '@poolwright/core/Plan'
import * as Requeue from '@poolwright/core/Requeue'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { admit, disruptionBudget, machinesAtStake } from './admit.js'
import { type CounterAct, counterKey, poolKey, scope } from './counters.fixture.js'

const planOf = (name: string, ends: number, more: Partial<Plan<CounterAct>> = {}): Plan<CounterAct> => ({
  pool: poolKey(name),
  steps: [
    {
      id: 'set',
      scope,
      action: { op: 'count:Set', input: { Id: name, Value: 0 } },
      after: [],
      causes: [{ _tag: 'World', fact: counterKey(name), says: 'too many' }],
      holds: [],
      disruption: ends === 0 ? none : destroys(ends),
      basis: null,
    },
  ],
  holds: [],
  findings: [],
  status: null,
  next: Requeue.awaitChange,
  ...more,
})
const inProgress = (plan: Plan<CounterAct>): number => (typeof plan.status === 'number' ? plan.status : 0)
const budget = (machines: number, pools: number) => admit<CounterAct>([disruptionBudget({ machines, pools, inProgress })])
const going = (plans: ReadonlyArray<Plan<CounterAct>>) => plans.filter((p) => !isQuiet(p)).map((p) => p.pool)

it('lets as many pools go as the budget allows, in their order, and everything that disrupts nothing', () => {
  const plans = [planOf('a', 2), planOf('b', 2), planOf('c', 0), planOf('d', 1)]
  const admitted = budget(3, 9)([], plans)
  expect(going(admitted)).toEqual(['a', 'c', 'd'].map(poolKey))
  expect(admitted[0]).toBe(plans[0])
  expect(admitted[1]?.steps[0]?.holds).toMatchObject([{ code: 'PW-RULE-BUDGET', rule: 'budget' }])
  expect(going(budget(9, 2)([], plans))).toEqual(['a', 'b', 'c'].map(poolKey))
})

it('counts what other pools were admitted with, and what is being replaced already', () => {
  expect(going(budget(3, 9)([planOf('z', 2)], [planOf('a', 2)]))).toEqual([])
  expect(going(budget(3, 9)([planOf('z', 0, { steps: [], status: 2 })], [planOf('a', 2)]))).toEqual([])
  expect(going(budget(4, 9)([planOf('z', 2)], [planOf('a', 2)]))).toEqual([poolKey('a')])
})

it('delays a pool that needs more than all of it, and does not forbid it', () => {
  expect(going(budget(3, 9)([], [planOf('a', 5)]))).toEqual([poolKey('a')])
  expect(going(budget(3, 9)([planOf('z', 1)], [planOf('a', 5)]))).toEqual([])
})

it('only ever adds holds, and never lets more go than the budget but for one pool alone', () => {
  const plan = fc.tuple(fc.nat(4), fc.nat(2)).map(([ends, status]) => ({ ends, status }))
  fc.assert(
    fc.property(
      fc.array(plan, { maxLength: 8 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 4 }),
      (drawn, machines, pools) => {
        const plans = drawn.map(({ ends, status }, i) => planOf(`p${i}`, ends, { status }))
        const admitted = budget(machines, pools)([], plans)
        const strip = (p: Plan<CounterAct>) => ({ ...p, steps: p.steps.map((s) => ({ ...s, holds: [] })) })
        expect(admitted.map(strip)).toEqual(plans)
        const going = admitted.filter((p) => machinesAtStake(p) > 0)
        const already = plans.reduce((sum, p) => sum + inProgress(p), 0)
        if (going.length > 1 || already > 0) {
          const all = going.reduce((sum, p) => sum + machinesAtStake(p), already)
          if (going.length > 0) expect(all).toBeLessThanOrEqual(machines)
          expect(going.length).toBeLessThanOrEqual(pools)
        }
      },
    ),
  )
})

it('keeps the holds that are there', () => {
  const held = planOf('a', 2)
  const paused = Hold.rule('PW-PAUSED', 'paused', 'paused')
  const plan = { ...held, steps: held.steps.map((s) => ({ ...s, holds: [paused] })) }
  expect(admit<CounterAct>([() => () => [Hold.rule('X', 'window', 'closed')]])([], [plan])[0]?.steps[0]?.holds.map((h) => h.code)).toEqual([
    'PW-PAUSED',
    'X',
  ])
})
