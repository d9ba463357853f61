import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fill, isFilled, secretsIn, stepsNamedIn } from './Action.js'
import * as Payload from './Payload.js'
import { secretOf } from './Secret.js'

const bytes = new TextEncoder().encode('hidden')
const input = {
  Name: { $out: ['make', 'Name'] },
  Parts: [{ Body: secretOf(bytes) }, { Body: Payload.text('plain ✓'), Size: 3 }],
}
const name = (step: string, field: string) => (step === 'make' && field === 'Name' ? 'a' : undefined)
const vault = () => bytes

describe('an input', () => {
  it('is filled with outputs, with secret bytes, and with the bytes of its texts', () => {
    const filled = fill(input, name, vault)
    expect(filled).toEqual({ Name: 'a', Parts: [{ Body: bytes }, { Body: new TextEncoder().encode('plain ✓'), Size: 3 }] })
    expect(isFilled(filled)).toBe(true)
  })
  it('is not filled while any of the three is left in it', () => {
    expect(isFilled(input)).toBe(false)
    expect(isFilled(fill(input, () => undefined, vault))).toBe(false)
    expect(isFilled(fill(input, name, () => undefined))).toBe(false)
    expect(isFilled({ Parts: [Payload.text('')] })).toBe(false)
  })
  it('names its steps and its secrets, of which a text is none', () => {
    expect(stepsNamedIn(input)).toEqual(['make'])
    expect(secretsIn(input)).toEqual([secretOf(bytes)])
  })
  it('without anything symbolic stays as it is', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (u) => {
        expect(fill(u, name, vault)).toEqual(u)
        expect(isFilled(u)).toBe(true)
      }),
    ))
})

describe('a payload', () => {
  it('is a secret or a text, and nothing else', () => {
    for (const good of [secretOf(bytes), Payload.text('')]) expect(Payload.Payload.decode(good)).toEqual({ _tag: 'Right', right: good })
    for (const bad of ['text', { $text: 1 }, {}, null]) expect(Payload.Payload.decode(bad)._tag).toBe('Left')
  })
})
