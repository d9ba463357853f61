import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '@poolwright/core/Json'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import type { Behaviour, Then } from './Behaviour.js'
import { check, flips } from './check.js'
import { type Baseline, parseBaseline, parseBehaviour } from './parse.js'
import { linesOf } from './record.js'
import { type Played, playWhole } from './run.js'

const folder = join(import.meta.dirname, '../../behaviours')
const fileOf = (path: string): string => readFileSync(join(folder, path), 'utf8')
const right = <A>(e: E.Either<string, A>): A => {
  if (E.isLeft(e)) throw new Error(e.left)
  return e.right
}

/** D2 before D10. */
const inOrder = (x: string, y: string): number => x.localeCompare(y, 'en', { numeric: true })

type Told = { readonly behaviour: Behaviour; readonly baseline: Baseline }
const told = (family: string): ReadonlyArray<Told> => {
  const baseline = right(parseBaseline(fileOf(`${family}/baseline.yaml`)))
  return readdirSync(join(folder, family))
    .filter((file) => file !== 'baseline.yaml')
    .map((file) => file.replace('.yaml', ''))
    .sort(inOrder)
    .map((id) => ({
      behaviour: right(parseBehaviour(baseline)({ name: `${family}-${id}`, text: fileOf(`${family}/${id}.yaml`) })),
      baseline,
    }))
}
const families = { ASG: told('ASG'), EKS: told('EKS') }
const all = Object.values(families).flat()
const behaviours = all.map((t) => t.behaviour)
const baselineOf = new Map(all.map((t) => [t.behaviour.id, t.baseline]))

type Pass = Played & { readonly at: string; readonly then: Then }
/** Every pass of every case with what came of it, played once. */
const passesOf = (b: Behaviour): ReadonlyArray<Pass> =>
  b.cases.flatMap((c) => {
    const stated = [c.then, ...c.again.map((a) => a.then)]
    return playWhole(baselineOf.get(b.id) ?? {}, c).map((pass, i) => ({
      ...pass,
      at: [c.name, ...(i === 0 ? [] : [`pass ${i + 1}`])].filter((part) => part !== '').join(', '),
      then: stated[i] ?? { calls: [] },
    }))
  })
const played = new Map<string, ReadonlyArray<Pass>>()
const passes = (b: Behaviour): ReadonlyArray<Pass> => {
  const known = played.get(b.id) ?? passesOf(b)
  played.set(b.id, known)
  return known
}
const wrongIn = (b: Behaviour): ReadonlyArray<string> =>
  passes(b).flatMap(({ at, then, outcome }) => check(then as Json, outcome).map((line) => (at === '' ? line : `${at}: ${line}`)))

/** The whole of what came, where chai would cut it. */
const holds = (b: Behaviour): void => {
  const wrong = wrongIn(b)
  if (wrong.length > 0) expect.fail(`${b.id} ${b.title}\n  ${wrong.join('\n  ')}`)
}

const planned = (b: Behaviour): ReadonlyArray<string> =>
  passes(b).flatMap(({ at, plan }) =>
    [...(at === '' ? [] : [`# ${at}`]), ...(plan === null ? ['nothing is planned'] : linesOf(plan))].map((line) => `  ${line}`),
  )
/**
 * A file states what a behaviour is about; plans whole, with every cause and every word, are on record beside it. After a change that
 * is meant, run this file with `POOLWRIGHT_RECORD=1` and read what the record's difference says.
 */
const recordOf = (family: string): string => join(folder, `../plans/${family}.txt`)
const recording = process.env['POOLWRIGHT_RECORD'] === '1'
const recorded: ReadonlyMap<string, ReadonlyArray<string>> = new Map(
  Object.keys(families)
    .flatMap((family) => (recording ? '' : readFileSync(recordOf(family), 'utf8')).split(/^(?=\S)/m))
    .map((text) => text.trimEnd().split('\n'))
    .map(([id = '', ...lines]) => [id, lines]),
)
if (recording)
  afterAll(() =>
    Object.entries(families).forEach(([family, list]) =>
      writeFileSync(recordOf(family), list.map(({ behaviour: b }) => `${[b.id, ...planned(b)].join('\n')}\n`).join('')),
    ),
  )

describe('behaviours', () => {
  for (const b of behaviours)
    it(`${b.id} ${b.title}`, () => {
      holds(b)
      if (!recording) expect(planned(b), 'the plan on record; if another one is meant: POOLWRIGHT_RECORD=1').toEqual(recorded.get(b.id))
    })

  it('are on record, each of them and no other', () => {
    if (!recording) expect([...recorded.keys()]).toEqual(behaviours.map((b) => b.id))
  })

  it('are all there: each row of the reference that can be told from plans', () => {
    const rows = {
      ASG: [
        'G1-2',
        'G7-11',
        'C1-19',
        'L1-26',
        'I1-11',
        'D1-33',
        'D35-35',
        'R1-17',
        'A1-2',
        'A4-22',
        'S1-14',
        'P1-6',
        'H1-9',
        'T1-9',
        'X1-11',
        'V1-19',
        'W1-2',
        'W5-7',
      ],
      EKS: ['N01-17', 'V01-29', 'P01-09', 'C01-22', 'G01-18', 'S01-14', 'L01-16', 'U01-17', 'LT01-26', 'T01-13', 'R01-17', 'D01-17'],
    }
    const wanted = Object.entries(rows).flatMap(([family, ranges]) =>
      ranges.flatMap((range) => {
        const [, section = '', from = '', to = ''] = /^([A-Z]+)(\d+)-(\d+)$/.exec(range) ?? []
        return Array.from(
          { length: Number(to) - Number(from) + 1 },
          (_, i) => `${family}-${section}${String(Number(from) + i).padStart(from.length, '0')}`,
        )
      }),
    )
    expect(behaviours.map((b) => b.id).sort(inOrder)).toEqual([...wanted].sort(inOrder))
  })

  it('are named among the differences, those that differ on purpose', () => {
    const page = readFileSync(join(folder, '../../../docs/differences.md'), 'utf8')
    // Of Auto Scaling pools the page leaves the family out.
    const named = (id: string) => new RegExp(`(?<!EKS-)\\b${id.replace('ASG-', '')}\\b`).test(page)
    expect(behaviours.filter((b) => b.differs !== null && !named(b.id)).map((b) => b.id)).toEqual([])
  })

  it('would fail, each of them, if any one thing that they expect were another', () => {
    const blind = behaviours.flatMap((b) =>
      passes(b).flatMap((p) => flips(p.then).flatMap((f) => (check(f.then, p.outcome).length === 0 ? [`${b.id} ${p.at}: ${f.at}`] : []))),
    )
    if (blind.length > 0) expect.fail(blind.join('\n'))
  })
})
