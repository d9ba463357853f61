import fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { expect, it } from 'vitest'
import { fromBase64, utf8 } from './bytes.js'

const anyText = fc.array(fc.integer({ min: 0, max: 0x10ffff })).map((points) => String.fromCodePoint(...points))

it('encodes text as the platform does', () =>
  fc.assert(
    fc.property(anyText, (text) => {
      expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)])
    }),
  ))

it('encodes a lone surrogate as U+FFFD', () => {
  expect([...utf8('a\ud800b')]).toEqual([...new TextEncoder().encode('a\ufffdb')])
})

it('reads back the base64 of any bytes, broken into lines or not', () =>
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 80 }), (bytes, width) => {
      const text = Buffer.from(bytes).toString('base64')
      const lines = text.replace(new RegExp(`.{${width}}`, 'g'), '$&\n')
      expect(fromBase64(lines)).toEqual(O.some(bytes))
    }),
  ))

it.each(['a', 'ab', 'abc', 'ab=c', '====', 'ab%=', 'YQ==YQ=='])('%j is no base64', (text) => {
  expect(fromBase64(text)).toEqual(O.none)
})
