import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { treeOfJson } from './json.js'
import { readYaml } from './yaml.js'

/** Numbers with every way to write them, and strings with every escape. */
const spelled = fc.constantFrom(
  '-0',
  '1e3',
  '1.50',
  '12345678901234567890',
  '0.1E-7',
  '"\\/\\b\\f\\n\\r\\t\\u00e9\\\\"',
  '"\\ud83d\\ude00"',
  '"\\""',
)
const blank = fc.constantFrom('', ' ', '\n', '\r\n  ')
const key = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('<<', '__proto__', 'null', '1', 'a.b/c'))
const value = fc.letrec<{ value: string; list: string; map: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 0 }).map((x) => JSON.stringify(x)),
    spelled,
    tie('list'),
    tie('map'),
  ),
  list: fc.tuple(blank, fc.array(tie('value'), { maxLength: 4 })).map(([b, items]) => `[${b}${items.join(`${b},${b}`)}${b}]`),
  map: fc
    .tuple(blank, fc.uniqueArray(fc.tuple(key, tie('value')), { maxLength: 4, selector: ([k]) => k }))
    .map(([b, entries]) => `{${b}${entries.map(([k, v]) => `${JSON.stringify(k)}${b}:${b}${v}`).join(`${b},${b}`)}${b}}`),
}))

it('is what reading it as YAML gives, with every place', () => {
  fc.assert(
    fc.property(fc.oneof(value.list, value.map), (text) => {
      const { trees, faults } = readYaml(text)
      fc.pre(faults.length === 0)
      expect([treeOfJson(text)]).toEqual(trees)
    }),
    { numRuns: 500 },
  )
})

const deep = (n: number) => '['.repeat(n) + ']'.repeat(n)
it.each([
  ['YAML', 'a: {}'],
  ['JSON with a comment', '{"a": 1} # one'],
  ['two documents', '{}\n---\n{}'],
  ['a scalar', '"a"'],
  ['cut short', '{"a": ['],
  ['a key again', '{"a": {"b": 1, "b": 1}}'],
  ['nested deeply', deep(101)],
  ['next to nothing but marks', `[${'1,'.repeat(60_000)}1]`],
])('leaves %s to the YAML reader', (_, text) => {
  expect(treeOfJson(text)).toBeUndefined()
})

it('reads what is nested as deeply as YAML may be, and a list of many', () => {
  expect([treeOfJson(deep(100))]).toEqual(readYaml(deep(100)).trees)
  expect(treeOfJson(`[${'"value",'.repeat(60_000)}0]`)).toMatchObject({ _tag: 'List' })
})
