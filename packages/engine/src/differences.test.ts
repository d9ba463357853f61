import type { Change } from '@poolwright/core/Change'
import type { Plan, Step } from '@poolwright/core/Plan'
import * as Requeue from '@poolwright/core/Requeue'
import { expect, it } from 'vitest'
import { type CounterAct, counterKey, poolKey, provider, scope } from './counters.fixture.js'
import { differences } from './differences.js'

const change = (before: number, after: number): Change => ({
  _tag: 'Change',
  paths: ['value'],
  fact: counterKey('a'),
  row: 'Value',
  before,
  after,
  verdict: 'inPlace',
})
const set = (id: string, before: number, after: number): Step<CounterAct> => ({
  id,
  scope,
  action: { op: 'count:Set', input: { Id: 'c-1', Value: after } },
  after: [],
  causes: [change(before, after)],
  holds: [],
  disruption: { _tag: 'None' },
  basis: null,
})
const plan = (...steps: ReadonlyArray<Step<CounterAct>>): Plan<CounterAct> => ({
  pool: poolKey('a'),
  steps,
  holds: [],
  findings: [],
  status: null,
  next: Requeue.awaitChange,
})
const between = (was: Plan<CounterAct>, is: Plan<CounterAct>) => differences(provider.ops, was, is)

it('finds none where the same is done, whatever the causes and holds', () => {
  const held = { ...set('x', 5, 2), holds: [{ _tag: 'Rule' as const, code: 'PW-PAUSED', rule: 'paused' as const, why: 'paused' }] }
  expect(between(plan(set('x', 1, 2)), plan(held))).toEqual([])
})

it('names rows with what they were and are', () => {
  expect(between(plan(set('x', 1, 2)), plan(set('x', 1, 3)))).toEqual([
    {
      pool: poolKey('a'),
      step: 'x',
      what: 'changed',
      rows: [{ fact: counterKey('a'), row: 'Value', was: change(1, 2), is: change(1, 3) }],
    },
  ])
})

it('names steps that are new or gone, and tells of an order that is another', () => {
  const found = between(plan(set('x', 1, 2), set('y', 1, 2)), plan(set('z', 1, 2), set('y', 1, 2)))
  expect(found.map((d) => [d.step, d.what, d.rows.length])).toEqual([
    ['x', 'gone', 1],
    ['z', 'new', 1],
  ])
  expect(between(plan(set('x', 1, 2), set('y', 1, 2)), plan(set('y', 1, 2), set('x', 1, 2))).map((d) => d.what)).toEqual([
    'changed',
    'changed',
  ])
})
