import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { retype, substitute } from './template.js'

const environment = { A: 'x', B: 'b', EMPTY: '', '1A': 'one', NESTED: '${B}' }
const filled = (text: string) => {
  const result = substitute(text, environment)
  return E.isLeft(result) ? result.left : result.right.missing.length > 0 ? result.right.missing : result.right.text
}

describe('a template', () => {
  it.each<readonly [string, unknown]>([
    ['${A}', 'x'],
    ['p-${A}-${B}s', 'p-x-bs'],
    ['${ A }', 'x'],
    ['${1A}', 'one'],
    ['${EMPTY}', ''],
    ['${UNSET:-d}', 'd'],
    ['${UNSET:=d}', 'd'],
    ['${UNSET=d}', 'd'],
    ['${EMPTY:-d}', 'd'],
    ['${A:-d}', 'x'],
    ['${UNSET:-}', ['UNSET']],
    ['${UNSET:-p${B}-${C:-c}s}', 'pb-cs'],
    ['${UNSET:-${ALSO}}', ['ALSO']],
    ['${A:-{"x":1}}', 'x}'],
    ['$${A}', '${A}'],
    ['$$${A}', '$x'],
    ['$$$${A}', '$${A}'],
    ['$A $(A) $$A 5$', '$A $(A) $$A 5$'],
    ['a}b', 'a}b'],
    ['{{ ds.meta_data.local_hostname }}', '{{ ds.meta_data.local_hostname }}'],
    ['${NESTED}', '${B}'],
    ['${a}', ['a']],
    ['${ONE} ${TWO:-2} ${THREE}', ['ONE', 'THREE']],
    ['${constructor}', ['constructor']],
  ])('%s', (text, expected) => {
    expect(filled(text)).toEqual(expected)
  })

  it.each(['${', '${}', '${A', '${A:-d', '${A-d}', '${A^^}', '${A/x/y}', '${#A}', '${A.B}', '${A:?d}'])('%s is refused', (text) => {
    expect(E.isLeft(substitute(text, environment))).toBe(true)
  })

  it('without a variable is itself', () =>
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('${'))
        expect(substitute(text, environment)).toEqual(E.right({ text, missing: [] }))
      }),
    ))

  it('never throws, and what is set is never missing', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('$', '{', '}', 'A', ':', '-', '=', ' ', '$$', '${', '${A}', ':-')), (pieces) => {
        const result = substitute(pieces.join(''), { A: 'x' })
        if (E.isRight(result)) expect(result.right.missing.filter((name) => /^A$/.test(name))).toEqual([])
      }),
    ))
})

it('types a plain scalar as a YAML parser does', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constantFrom(
          '',
          '~',
          'null',
          'true',
          'TRUE',
          'False',
          'yes',
          'on',
          '0x1F',
          '0o17',
          '1e3',
          '-.5',
          '5.',
          '+7',
          '007',
          'v1.34.0',
          '1.34',
          '1.2.3',
        ),
        fc.integer().map(String),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      ),
      (text) => {
        expect(retype(text)).toEqual(parse(text === '' ? '~' : text, { version: '1.2', schema: 'core' }))
      },
    ),
  ))
