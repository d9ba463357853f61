import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Key from './Key.js'

const noun = fc.stringMatching(/^[a-z][a-zA-Z]*$/)
const part = fc.stringMatching(/^[^/]*$/)
const scope = fc.tuple(noun, part, part).map(([scheme, a, b]) => `${scheme}:${a}/${b}`)

it('comes apart into what it was made of, slashes of the id included', () => {
  fc.assert(
    fc.property(noun, scope, fc.string(), (n, s, id) => {
      expect(Key.parse(Key.of(n, s, id))).toEqual({ noun: n, scope: s, id })
      expect(Key.nounOf(Key.of(n, s, id))).toBe(n)
    }),
  )
})

it('is total: of what is no key, what is missing is empty', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { noun: n, scope: s, id } = Key.parse(text)
      expect([typeof n, typeof s, typeof id]).toEqual(['string', 'string', 'string'])
    }),
  )
  expect(Key.parse('group:aws:1/r')).toEqual({ noun: 'group', scope: 'aws:1/r', id: '' })
})

it('spells scopes with one slash', () => {
  expect(Key.awsScope('1', 'r')).toBe('aws:1/r')
  expect(Key.awsScope('1', 'r', 'role')).toBe('aws:role@1/r')
  expect(Key.kubeScope('ns')).toBe('kube:/ns')
  expect(Key.kubeScope('ns', 'c')).toBe('kube:c/ns')
})
