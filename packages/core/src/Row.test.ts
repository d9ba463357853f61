import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { change, differing, leaf, namesOf, write } from './Row.js'

type Spec = {
  readonly min: number
  readonly tags: Readonly<Record<string, string>>
  readonly zones: ReadonlyArray<string>
  readonly note?: string
}
type Cloud = {
  readonly Size: { readonly Min: number; readonly Note?: string }
  readonly Tags: ReadonlyArray<string>
  readonly Zones?: string
}

const row = leaf<Spec, Cloud>()
const rows = {
  Min: row({ paths: ['min'], verdict: 'inPlace', want: (s) => s.min, read: (c) => c.Size.Min, write: (Min) => ({ Size: { Min } }) }),
  Note: row({
    paths: ['note'],
    verdict: 'roll',
    want: (s): string | null => s.note ?? null,
    read: (c) => c.Size.Note ?? null,
    // Rows that share an object write their own member only; the type of a whole body is for whole bodies.
    write: (Note) => (Note === null ? {} : { Size: { Note } as Cloud['Size'] }),
  }),
  Tags: row({
    paths: ['tags'],
    verdict: 'inPlace',
    want: (s) => Object.entries(s.tags).map(([k, v]) => `${k}=${v}`),
    read: (c) => c.Tags,
    write: (Tags) => ({ Tags }),
    eq: (x, y) => x.length === y.length && [...x].sort().join() === [...y].sort().join(),
  }),
  Zones: row({
    paths: ['zones'],
    verdict: 'newOnly',
    ownership: 'createOnly',
    want: (s) => [...s.zones].sort(),
    read: (c) =>
      (c.Zones ?? '')
        .split(',')
        .filter((z) => z !== '')
        .sort(),
    write: (z) => ({ Zones: z.join(',') }),
    show: (z) => z.join(' '),
  }),
}
const zone = fc.constantFrom('a', 'b', 'c')
const spec: fc.Arbitrary<Spec> = fc.record(
  { min: fc.nat(3), tags: fc.dictionary(zone, zone, { maxKeys: 3 }), zones: fc.uniqueArray(zone), note: fc.constantFrom('x', 'y') },
  { requiredKeys: ['min', 'tags', 'zones'] },
)

describe('rows', () => {
  it('find nothing to do once everything they write was written', () =>
    fc.assert(
      fc.property(spec, (s) => {
        expect(differing(rows, s, write(rows, s) as Cloud)).toEqual([])
      }),
    ))

  it('differ in a leaf exactly when its value differs, and the sparse write makes them agree', () =>
    fc.assert(
      fc.property(spec, spec, (was, is) => {
        const cloud = write(rows, was) as Cloud
        const names = differing(rows, is, cloud)
        expect(names.includes('Min')).toBe(was.min !== is.min)
        expect(names.includes('Zones')).toBe([...was.zones].sort().join() !== [...is.zones].sort().join())
        expect(names.includes('Note')).toBe(was.note !== is.note)
        const sparse = write(rows, is, names)
        expect('Tags' in sparse).toBe(names.includes('Tags'))
        for (const name of names) {
          const { before, after, paths } = change(rows, is, cloud, 'group:aws:1/r/g')(name)
          expect(paths).toEqual(rows[name as keyof typeof rows].paths)
          if (name !== 'Tags') expect(before).not.toEqual(after)
        }
      }),
    ))

  it('merge objects and join lists that several of them write', () => {
    const body = write(rows, { min: 1, note: 'n', tags: {}, zones: ['b', 'a'] })
    expect(body).toEqual({ Size: { Min: 1, Note: 'n' }, Tags: [], Zones: 'a,b' })
    const list = leaf<Spec, { readonly Tags: ReadonlyArray<string> }>()
    const tag = (text: string) => list({ paths: [], verdict: 'inPlace', want: () => text, read: () => text, write: (x) => ({ Tags: [x] }) })
    expect(write({ a: tag('a'), b: tag('b') }, { min: 0, tags: {}, zones: [] })).toEqual({ Tags: ['a', 'b'] })
  })

  it('never take an output or a secret apart', () => {
    const whole = leaf<Spec, { readonly X: unknown }>()
    const put = (x: unknown) => whole({ paths: [], verdict: 'inPlace', want: () => null, read: () => null, write: () => ({ X: x }) })
    const two = { a: put({ $out: ['s', 'F'] }), b: put({ $secret: 'd' }) }
    expect(write(two, { min: 0, tags: {}, zones: [] })).toEqual({ X: { $secret: 'd' } })
  })

  it('are owned unless they say otherwise, keep their order, and show what they are told to show', () => {
    expect([rows.Min.ownership, rows.Zones.ownership]).toEqual(['owned', 'createOnly'])
    expect(namesOf(rows)).toEqual(['Min', 'Note', 'Tags', 'Zones'])
    expect(rows.Zones.after({ min: 0, tags: {}, zones: ['b', 'a'] })).toBe('a b')
  })
})
