import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lost } from './CloudError.js'
import * as Hold from './Hold.js'
import { isQuiet, mayGo, type Step } from './Plan.js'
import * as Run from './Run.js'
import { apart, type BoxAct, boxKey, create, fill, planOf } from './samples.fixture.js'

const hold = Hold.awaits('PW-X', boxKey('a'), 'not yet')
const ok = E.right({ Id: 'i-1', Size: 2 })
const ids = (steps: ReadonlyArray<Step<BoxAct>>) => steps.map((s) => s.id)

it('lets go what waits for nothing, then what waited for its answer', () => {
  const start = Run.start(planOf(create, fill, apart))
  expect(ids(Run.ready(start))).toEqual(['create', 'apart'])
  const sent = Run.sent(start, 'create')
  expect(ids(Run.ready(sent))).toEqual(['apart'])
  const answered = Run.answered(sent, 'create', ok)
  expect(ids(Run.ready(answered))).toEqual(['fill', 'apart'])
  expect(Run.outputOf(answered)('create', 'Id')).toBe('i-1')
  expect(Run.outputOf(answered)('apart', 'Id')).toBe(undefined)
})

it('drops what waits for a step that failed or is held, and nothing else', () => {
  const failed = Run.answered(Run.start(planOf(create, fill, apart)), 'create', E.left(lost))
  expect(ids(Run.ready(failed))).toEqual(['apart'])
  expect(Run.isOver(failed)).toBe(false)
  expect(Run.isOver(Run.answered(failed, 'apart', ok))).toBe(true)
  const held = planOf({ ...create, holds: [hold] }, fill)
  expect(Run.ready(Run.start(held))).toEqual([])
  expect([isQuiet(held), mayGo(held)]).toEqual([true, []])
  expect(ids(mayGo(planOf({ ...create, holds: [hold] }, fill, apart)))).toEqual(['apart'])
})

describe('any graph, whatever fails and in whatever order answers come', () => {
  /** Steps that wait for some of the steps before them; some are held. */
  const steps = fc
    .array(fc.record({ waits: fc.array(fc.nat(6), { maxLength: 2 }), held: fc.boolean(), fails: fc.boolean() }), { maxLength: 7 })
    .map((drawn) =>
      drawn.map(({ waits, held, fails }, i) => ({
        step: { ...apart, id: `s${i}`, after: waits.filter((w) => w < i).map((w) => `s${w}`), holds: held ? [hold] : [] },
        fails,
      })),
    )

  it('sends each step at most once, exactly those whose forerunners all succeeded', () =>
    fc.assert(
      fc.property(steps, fc.array(fc.nat(6), { minLength: 20, maxLength: 20 }), (drawn, order) => {
        const plan = planOf(...drawn.map((d) => d.step))
        const succeeds = new Set<string>()
        const goes = new Set<string>()
        for (const { step, fails } of drawn)
          if (step.holds.length === 0 && step.after.every((id) => succeeds.has(id))) {
            goes.add(step.id)
            if (!fails) succeeds.add(step.id)
          }
        let run = Run.start(plan)
        let turn = 0
        while (!Run.isOver(run)) {
          for (const s of Run.ready(run)) run = Run.sent(run, s.id)
          const waiting = [...run.sent].filter((id) => !run.answers.has(id))
          const id = waiting[(order[turn++] ?? 0) % waiting.length] ?? ''
          run = Run.answered(run, id, succeeds.has(id) ? ok : E.left(lost))
        }
        expect(run.sent).toEqual(goes)
        expect(isQuiet(plan)).toBe(goes.size === 0)
        if (drawn.every((d) => !d.fails)) expect(new Set(ids(mayGo(plan)))).toEqual(goes)
      }),
    ))
})
