import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { NodeTaint } from '@poolwright/schema/AWSManagedMachinePool'
import { describe, expect, it } from 'vitest'
import { labelsFor, type Mine, type Payload, taintId, taintsFor, taintsOf } from './labels.js'

const fact = 'nodegroup:aws:1/r/c/p'
const ours = (...keys: ReadonlyArray<string>): Mine => ({ strict: false, keys })
const strict: Mine = { strict: true, keys: [] }
const nothing = { body: {}, changes: [], findings: [] }
const changed = (p: Payload) => p.changes.map((c) => [c.row, c.before, c.after])

describe('labels', () => {
  const of = (wanted: Readonly<Record<string, string>>, seen: Nodegroup['labels'], mine: Mine = ours()) =>
    labelsFor(fact, wanted, seen, mine)

  it.each<readonly [string, () => Payload]>([
    ['none of either', () => of({}, undefined)],
    ['none that are wanted and an empty list', () => of({}, {})],
    ['equal ones, in any order', () => of({ a: '1', b: '2' }, { b: '2', a: '1' })],
  ])('are left: %s', (_, p) => expect(p()).toEqual(nothing))

  it.each<readonly [string, () => Payload, object, ReadonlyArray<unknown>]>([
    [
      'new ones',
      () => of({ b: '2', a: '1' }, undefined),
      { addOrUpdateLabels: { a: '1', b: '2' } },
      [
        ['Labels.a', null, '1'],
        ['Labels.b', null, '2'],
      ],
    ],
    ['another value', () => of({ a: '1' }, { a: '0' }), { addOrUpdateLabels: { a: '1' } }, [['Labels.a', '0', '1']]],
    ['an empty value', () => of({ a: '' }, {}), { addOrUpdateLabels: { a: '' } }, [['Labels.a', null, '']]],
    [
      'what was the pool’s',
      () => of({}, { b: '2', a: '1' }, ours('a', 'b')),
      { removeLabels: ['a', 'b'] },
      [
        ['Labels.a', '1', null],
        ['Labels.b', '2', null],
      ],
    ],
    ['anything, where nothing else may be there', () => of({}, { a: '1' }, strict), { removeLabels: ['a'] }, [['Labels.a', '1', null]]],
    [
      'both',
      () => of({ a: '1' }, { b: '2' }, ours('b')),
      { addOrUpdateLabels: { a: '1' }, removeLabels: ['b'] },
      [
        ['Labels.a', null, '1'],
        ['Labels.b', '2', null],
      ],
    ],
  ])('are changed: %s', (_, made, labels, changes) => {
    const p = made()
    expect([p.body, changed(p), p.findings]).toEqual([{ labels }, changes, []])
    for (const c of p.changes) expect(c).toMatchObject({ _tag: 'Change', paths: ['labels'], fact, verdict: 'inPlace' })
  })

  it('of others stay, and are told of, whether or not anything else changes', () => {
    const alone = of({}, { b: '2', a: '1' })
    expect([alone.body, alone.changes]).toEqual([{}, []])
    const beside = of({ c: '3' }, { b: '2', a: '1' })
    expect(beside.body).toEqual({ labels: { addOrUpdateLabels: { c: '3' } } })
    for (const { findings } of [alone, beside]) {
      expect(findings).toMatchObject([{ code: 'PW-FOREIGN-LABELS', severity: 'info' }])
      expect(findings[0]?.message).toMatch(/labels .*: a, b$/)
    }
  })
})

describe('taints', () => {
  const a = { key: 'a', effect: 'NO_SCHEDULE', value: '1' } as const
  const b = { key: 'b', effect: 'NO_EXECUTE', value: '' } as const
  const of = (wanted: ReadonlyArray<typeof a | typeof b>, seen: Nodegroup['taints'], mine: Mine = ours()) =>
    taintsFor(fact, wanted, seen, mine)

  it.each<readonly [string, ReadonlyArray<NodeTaint> | undefined, ReadonlyArray<object>]>([
    ['none', undefined, []],
    [
      'each effect, by key within an effect',
      [
        { key: 'x', effect: 'prefer-no-schedule', value: '' },
        { key: 'b', effect: 'no-schedule', value: '1' },
        { key: 'a', effect: 'no-schedule', value: '2' },
        { key: 'x', effect: 'no-execute', value: '' },
      ],
      [
        { key: 'x', effect: 'NO_EXECUTE', value: '' },
        { key: 'a', effect: 'NO_SCHEDULE', value: '2' },
        { key: 'b', effect: 'NO_SCHEDULE', value: '1' },
        { key: 'x', effect: 'PREFER_NO_SCHEDULE', value: '' },
      ],
    ],
    [
      'the later of two of one name',
      [
        { key: 'a', effect: 'no-schedule', value: '1' },
        { key: 'a', effect: 'no-schedule', value: '2' },
      ],
      [{ key: 'a', effect: 'NO_SCHEDULE', value: '2' }],
    ],
  ])('are spelt as EKS does: %s', (_, written, expected) => expect(taintsOf(written)).toEqual(expected))

  it.each([
    [{ key: 'a', effect: 'NO_SCHEDULE' }, 'NO_SCHEDULE:a'],
    [{ key: 'a' }, ':a'],
    [{ effect: 'NO_SCHEDULE' }, 'NO_SCHEDULE:'],
  ])('have a name: %j', (taint, expected) => expect(taintId(taint)).toBe(expected))

  it.each<readonly [string, () => Payload]>([
    ['none of either', () => of([], undefined)],
    ['equal ones, in any order', () => of([a, b], [b, a])],
    ['an empty value and none', () => of([b], [{ key: 'b', effect: 'NO_EXECUTE' }])],
  ])('are left: %s', (_, p) => expect(p()).toEqual(nothing))

  it.each<readonly [string, () => Payload, object, ReadonlyArray<unknown>]>([
    ['a new one', () => of([a], undefined), { addOrUpdateTaints: [a] }, [['Taints.NO_SCHEDULE:a', null, '1']]],
    ['another value', () => of([a], [{ ...a, value: '0' }]), { addOrUpdateTaints: [a] }, [['Taints.NO_SCHEDULE:a', '0', '1']]],
    [
      'another effect',
      () => of([a], [{ ...a, effect: 'NO_EXECUTE' }], ours('NO_EXECUTE:a')),
      { addOrUpdateTaints: [a], removeTaints: [{ ...a, effect: 'NO_EXECUTE' }] },
      [
        ['Taints.NO_SCHEDULE:a', null, '1'],
        ['Taints.NO_EXECUTE:a', '1', null],
      ],
    ],
    [
      'what was the pool’s, in order',
      () => of([], [a, b], ours('NO_SCHEDULE:a', 'NO_EXECUTE:b')),
      { removeTaints: [b, a] },
      [
        ['Taints.NO_EXECUTE:b', '', null],
        ['Taints.NO_SCHEDULE:a', '1', null],
      ],
    ],
    ['anything, where nothing else may be there', () => of([], [a], strict), { removeTaints: [a] }, [['Taints.NO_SCHEDULE:a', '1', null]]],
    [
      'one without a key or a value',
      () => of([], [{ effect: 'NO_SCHEDULE' }], strict),
      { removeTaints: [{ key: '', effect: 'NO_SCHEDULE', value: '' }] },
      [['Taints.NO_SCHEDULE:', '', null]],
    ],
    [
      'one without an effect',
      () => of([], [{ key: 'a' }], strict),
      { removeTaints: [{ key: 'a', effect: '', value: '' }] },
      [['Taints.:a', '', null]],
    ],
  ])('are changed: %s', (_, made, taints, changes) => {
    const p = made()
    expect([p.body, changed(p), p.findings]).toEqual([{ taints }, changes, []])
    for (const c of p.changes) expect(c).toMatchObject({ _tag: 'Change', paths: ['taints'], fact, verdict: 'inPlace' })
  })

  it('of others stay, and are told of, whether or not anything else changes', () => {
    const c = { key: 'c', effect: 'NO_SCHEDULE', value: '' } as const
    const alone = of([], [a, b])
    expect([alone.body, alone.changes]).toEqual([{}, []])
    const beside = of([a], [c, b])
    expect(beside.body).toEqual({ taints: { addOrUpdateTaints: [a] } })
    expect(alone.findings[0]?.message).toMatch(/taints .*: NO_EXECUTE:b, NO_SCHEDULE:a$/)
    expect(beside.findings[0]?.message).toMatch(/taints .*: NO_EXECUTE:b, NO_SCHEDULE:c$/)
    for (const { findings } of [alone, beside]) expect(findings).toMatchObject([{ code: 'PW-FOREIGN-TAINTS' }])
  })
})
