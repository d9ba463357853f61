import { describe, expect, it } from 'vitest'
import { check, flips } from './check.js'

const outcome = {
  calls: [{ op: 'ec2:CreateTags', input: { Resources: ['lt-1'], Tags: [{ Key: 'a', Value: 'b' }] } }],
  holds: [],
  findings: [{ code: 'PW-A', says: 'so many words' }],
  problems: [],
  refused: [],
  requeue: 15,
}
const findings = [{ code: 'PW-A' }]
const call = (input: object) => ({ calls: [{ op: 'ec2:CreateTags', input: JSON.parse(JSON.stringify(input)) as never }], findings })

describe('an expectation', () => {
  it('holds when what it states is so, and says nothing of what it does not state', () =>
    expect(check(call({ Resources: ['lt-1'] }), outcome)).toEqual([]))
  it('says where something is another value', () =>
    expect(check(call({ Resources: ['lt-2'] }), outcome)).toEqual(['calls[0].input.Resources[0]: expected "lt-2", came "lt-1"']))
  it('takes lists whole', () => {
    expect(check(call({ Tags: [] }), outcome)).toHaveLength(1)
    expect(check({ calls: [], findings }, outcome)).toHaveLength(1)
  })
  it('takes null for absence', () => {
    expect(check(call({ DryRun: null }), outcome)).toEqual([])
    expect(check(call({ Resources: null }), outcome)).toHaveLength(1)
  })
  it('does not pass over what came unasked', () => expect(check({ calls: call({}).calls }, outcome)).toHaveLength(1))
  it('looks for words in messages', () => {
    expect(check({ ...call({}), findings: [{ code: 'PW-A', says: ['so', 'words'] }] }, outcome)).toEqual([])
    expect(check({ ...call({}), findings: [{ code: 'PW-A', says: ['few'] }] }, outcome)).toHaveLength(1)
  })
})

it('a changed expectation differs in each leaf and each length', () =>
  expect(flips({ calls: [{ op: 'x' }], holds: [], findings: [{ code: 'c', says: ['w'] }], requeue: 15 }).map((f) => f.at)).toEqual([
    'calls[0].op',
    'calls shortened',
    'calls extended',
    'holds extended',
    'findings[0].code',
    'findings[0].says[0]',
    'findings[0].says extended',
    'findings shortened',
    'findings extended',
    'requeue',
  ]))
