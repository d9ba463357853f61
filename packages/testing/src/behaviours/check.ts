/**
 * Whether what came is what was expected, and every way in which an expectation could be another one.
 * @since 0.1.0
 */
import { isPlain, type Json } from '@poolwright/core/Json'
import type { Document, Then } from './Behaviour.js'

/** What one pass came to, member by member as `Then` speaks of it. */
export type Outcome = { readonly [member: string]: Json }

/** All that is not as expected, one line each; empty when everything is. */
export const check = (then: Json, outcome: Outcome): ReadonlyArray<string> => {
  const stated: Document = isPlain(then) ? then : {}
  return matches({ holds: [], findings: [], problems: [], refused: [], ...stated }, outcome, '')
}

/** Objects hold at least what is stated, lists are whole, `null` is absent, and a list of texts against a text: each is in it. */
const matches = (expected: Json, came: Json | undefined, at: string): ReadonlyArray<string> => {
  const wrong = [`${at === '' ? 'all of it' : at}: expected ${JSON.stringify(expected)}, came ${JSON.stringify(came ?? null)}`]
  if (expected === null) return came === null || came === undefined ? [] : wrong
  if (Array.isArray(expected)) {
    const list = expected as ReadonlyArray<Json>
    if (typeof came === 'string') return list.every((x) => typeof x === 'string' && came.includes(x)) ? [] : wrong
    if (!Array.isArray(came) || came.length !== list.length) return wrong
    return list.flatMap((x, i) => matches(x, (came as ReadonlyArray<Json>)[i], `${at}[${i}]`))
  }
  if (isPlain(expected)) {
    if (!isPlain(came)) return wrong
    return Object.entries(expected).flatMap(([k, x]) => matches(x, came[k], at === '' ? k : `${at}.${k}`))
  }
  return Object.is(expected, came) ? [] : wrong
}

/** An expectation with one thing in it changed, and where. */
export type Flip = { readonly at: string; readonly then: Json }

/**
 * Every leaf as another value, every list without its last item and with one more. A list of texts that a message must hold is only
 * made longer: what says less is no contradiction.
 */
export const flips = (then: Then): ReadonlyArray<Flip> => changed(JSON.parse(JSON.stringify(then)) as Json, '')

const changed = (u: Json, at: string): ReadonlyArray<Flip> => {
  if (Array.isArray(u)) {
    const list = u as ReadonlyArray<Json>
    const shorter: ReadonlyArray<Flip> =
      list.length === 0 || at.endsWith('.says') ? [] : [{ at: `${at} shortened`, then: list.slice(0, -1) }]
    const inside = list.flatMap((x, i) =>
      changed(x, `${at}[${i}]`).map((f) => ({ ...f, then: list.map((y, j) => (i === j ? f.then : y)) })),
    )
    return [...inside, ...shorter, { at: `${at} extended`, then: [...list, '~'] }]
  }
  if (isPlain(u)) {
    const object = u
    return Object.entries(object).flatMap(([k, x]) =>
      changed(x, at === '' ? k : `${at}.${k}`).map((f) => ({ ...f, then: { ...object, [k]: f.then } })),
    )
  }
  return [{ at, then: otherThan(u) }]
}
const otherThan = (leaf: Json): Json =>
  typeof leaf === 'string' ? `${leaf}~` : typeof leaf === 'number' ? leaf + 1 : typeof leaf === 'boolean' ? !leaf : '~'
