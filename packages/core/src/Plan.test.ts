import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fill as filled, isFilled, secretsIn, stepsNamedIn } from './Action.js'
import * as Disruption from './Disruption.js'
import { before, effects, effectsOf, token, waitsFor } from './Plan.js'
import { apart, create, fill, ops, planOf } from './samples.fixture.js'

describe('a token', () => {
  it('is the same for the same intention, in whatever order its input was written', () => {
    const { input } = create.action
    const turned = { ...create, action: { ...create.action, input: Object.fromEntries(Object.entries(input).reverse()) as typeof input } }
    expect(token('uid', turned)).toBe(token('uid', create))
    expect(token('uid', { ...create, holds: [], disruption: Disruption.inPlace, after: ['x'] })).toBe(token('uid', create))
  })

  it('is another one for another pool, step, scope, operation, input or basis', () => {
    const others = [
      token('other', create),
      token('uid', { ...create, id: 'again' }),
      token('uid', { ...create, scope: 'box:2/r' }),
      token('uid', { ...create, basis: 7 }),
      token('uid', { ...create, action: { op: 'box:Create', input: { Name: 'b' } } }),
      token('uid', create),
    ]
    expect(new Set(others).size).toBe(others.length)
    expect(others.every((t) => /^[0-9a-f]{64}$/.test(t))).toBe(true)
  })
})

it('waits for what it says and for the steps whose outputs it names', () => {
  expect(waitsFor(fill)).toEqual(['create'])
  expect(waitsFor({ ...fill, after: ['create', 'apart'] })).toEqual(['create', 'apart'])
  expect(before([create], [apart]).map((s) => s.after)).toEqual([[], ['create']])
  expect(before([], [apart])).toEqual([apart])
})

it('compares effects without causes, holds and disruption, and leaves reports out', () => {
  const plan = planOf(create, fill)
  const told = planOf(
    { ...create, causes: [{ _tag: 'World', fact: 'box:box:1/r/a', says: 'odd' }], disruption: Disruption.destroys(1) },
    fill,
  )
  expect(effects(ops, told)).toBe(effects(ops, plan))
  expect(effects(ops, planOf(create))).not.toBe(effects(ops, plan))
  const reporting = { ...ops, 'box:Fill': { ...ops['box:Fill'], effect: 'report' as const } }
  expect(effectsOf(reporting, plan)).toEqual([create])
})

describe('an input', () => {
  it('names the outputs and secrets that it needs, and is filled when all are put in', () => {
    const input = { a: [{ $out: ['create', 'Id'] }, { $out: ['create', 'Arn'] }], b: { $secret: 'd' }, c: { $out: ['apart', 'Id'] } }
    expect(stepsNamedIn(input)).toEqual(['create', 'apart'])
    expect(secretsIn(input)).toEqual([{ $secret: 'd' }])
    const bytes = new Uint8Array([1])
    const whole = filled(
      input,
      (step, field) => `${step}.${field}`,
      () => bytes,
    )
    expect(whole).toEqual({ a: ['create.Id', 'create.Arn'], b: bytes, c: 'apart.Id' })
    expect([isFilled(input), isFilled(whole)]).toEqual([false, true])
    expect(
      isFilled(
        filled(
          input,
          () => undefined,
          () => bytes,
        ),
      ),
    ).toBe(false)
  })

  it('without anything symbolic stays as it is', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (v) => {
        const same = filled(
          v,
          () => 'x',
          () => 'y',
        )
        expect(same).toEqual(v)
      }),
    ))
})

it('counts the machines that a step ends', () => {
  const rolls = { _tag: 'Rolls', count: 2, of: 5, floor: 1, surge: 0, seconds: 60 } as const
  expect([Disruption.none, Disruption.inPlace, rolls, Disruption.destroys(3)].map(Disruption.machinesEnded)).toEqual([0, 0, 2, 3])
})
