import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Json } from './Json.js'
import { nouns, ops, saved } from './samples.fixture.js'
import * as SavedPlan from './SavedPlan.js'

const encode = SavedPlan.encode(ops, nouns)
const decode = SavedPlan.decode(ops, nouns)
const text = JSON.stringify(encode(saved))
const faultsOf = (edited: string) => {
  const read = decode(JSON.parse(edited) as Json)
  return E.isLeft(read) ? read.left : []
}

describe('a saved plan', () => {
  it('is read back as it was written, and writes the same text again', () => {
    const read = decode(JSON.parse(text) as Json)
    expect(read).toEqual(E.right(saved))
    expect(E.isRight(read) && JSON.stringify(encode(read.right))).toBe(text)
    expect(E.isRight(read) && SavedPlan.digest(ops, nouns)(read.right)).toBe(SavedPlan.digest(ops, nouns)(saved))
  })

  it('names every place that is wrong', () => {
    const wrong = text.replace('"Amount":3', '"Amount":"three"').replace('"Id":"c"', '"Id":7').replace('"Name":"b"', '"Name":null')
    expect(faultsOf(wrong)).toEqual([
      'plans.0.steps.fill.action.input.Amount: expected number',
      'plans.0.steps.apart.action.input.Name: expected string',
      'reads.box:box:1/r/c.value.Id: expected string',
    ])
  })

  it('refuses an operation that nobody knows, and a step that waits for none before it', () => {
    expect(faultsOf(text.replace('box:Fill', 'box:Burn'))).toEqual(['plans.0.steps.fill.action.op: no such operation: box:Burn'])
    expect(faultsOf(text.replace('"$out":["create"', '"$out":["later"'))).toEqual([
      'plans.0.steps.fill: waits for later, which is no step before it',
    ])
  })

  it('refuses a format that it does not know, and anything else', () => {
    expect(faultsOf(text.replace('"format":1', '"format":2'))).toEqual(['format: expected 1'])
    expect(faultsOf('[]').length).toBeGreaterThan(0)
  })

  it('keeps secrets as digests', () => expect(text).toContain('{"$secret":"d1"}'))
})
