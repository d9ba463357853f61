/**
 * Which leaves of a codec two documents differ in, and the pairs of wishes within reach that differ in one leaf only. With them a test
 * can tell of each leaf whether anything is ever drawn for it.
 * @since 0.1.0
 */
import { canonical, isPlain, type Json } from '@poolwright/core/Json'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { type Desired, get, type Place, put } from '../Desired.js'
import type { Setting } from '../Schedule.js'
import type { Inputs } from '../Trial.js'
import { type AnyCodec, structureOf } from './codec.js'

type Members = { readonly [name: string]: AnyCodec }
const dotted = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
const membersOf = (s: { readonly required: Members; readonly optional: Members }): Members => ({ ...s.required, ...s.optional })

/** The paths of a codec's leaves as rows spell them: members after dots, items of lists under `[]`. A dictionary is a leaf. */
export const pathsOf = (codec: AnyCodec, path = ''): ReadonlyArray<string> => {
  const s = structureOf(codec)
  if (s._tag === 'Object') return Object.entries(membersOf(s)).flatMap(([name, c]) => pathsOf(c, dotted(path, name)))
  return s._tag === 'List' && structureOf(s.item)._tag === 'Object' ? pathsOf(s.item, `${path}[]`) : [path]
}

/** What stands at each leaf of a decoded value, items of lists in their order. That an object is there, even empty, is something by itself. */
const standing = (codec: AnyCodec, value: unknown, path = ''): ReadonlyArray<readonly [path: string, value: Json]> => {
  if (value === undefined) return []
  const s = structureOf(codec)
  if (s._tag === 'Object') {
    const members = isPlain(value) ? value : {}
    const there: readonly [string, Json] = [`${path}{}`, true]
    return [there, ...Object.entries(membersOf(s)).flatMap(([name, c]) => standing(c, members[name], dotted(path, name)))]
  }
  if (s._tag === 'List' && structureOf(s.item)._tag === 'Object' && Array.isArray(value))
    return (value as ReadonlyArray<unknown>).flatMap((x, i) =>
      standing(s.item, x, `${path}[]`).map(([at, y]): readonly [string, Json] => [at, [i, y]]),
    )
  // What a codec of manifests decodes to is JSON.
  return [[path, value as Json]]
}

const leavesIn = (codec: AnyCodec, u: Json | undefined): ReadonlyMap<string, string> | null => {
  const read = codec.decode(u)
  if (E.isLeft(read)) return null
  const all = new Map<string, string>()
  for (const [path, value] of standing(codec, read.right)) all.set(path, `${all.get(path) ?? ''} ${canonical(value)}`)
  return all
}
const apart = (x: ReadonlyMap<string, string> | null, y: ReadonlyMap<string, string> | null): ReadonlyArray<string> =>
  x === null || y === null ? [] : [...new Set([...x.keys(), ...y.keys()])].filter((path) => x.get(path) !== y.get(path))

/** The leaves in which two values differ; none where the codec does not take one of them. */
export const differingIn = (codec: AnyCodec, x: Json | undefined, y: Json | undefined): ReadonlyArray<string> =>
  apart(leavesIn(codec, x), leavesIn(codec, y))

export type Pair = readonly [Desired, Desired]

const putAll = (d: Desired, settings: ReadonlyArray<Setting>): Desired => settings.reduce((x, s) => put(s.at, s.to)(x), d)
const distinct = (all: ReadonlyArray<Desired>): ReadonlyArray<Desired> => [...new Map(all.map((d) => [canonical(d), d])).values()]

/**
 * By leaf: pairs of wishes, both one move away from the same third, that differ in nothing else that the codec knows. `place` is where the
 * codec's value stands. What is drawn is that of one seed; whether an API server takes it is not asked.
 */
export const pairsByLeaf = <W>(inputs: Inputs<W>, codec: AnyCodec, place: Place): ReadonlyMap<string, ReadonlyArray<Pair>> => {
  const sampled = <A>(of: fc.Arbitrary<A>): ReadonlyArray<A> => fc.sample(of, { numRuns: 80, seed: 1 })
  const together = (inputs.together ?? []).map((of) => distinct(sampled(of).map((settings) => putAll(inputs.base, settings))))
  // Two of a kind are enough to begin from.
  const beginnings = distinct([inputs.base, ...together.flatMap((all) => all.slice(0, 2))])
  const values = inputs.leaves.map((leaf) => {
    const each = new Map(sampled(leaf.values).map((to) => [to === undefined ? '' : canonical(to), to]))
    return { place: leaf.place, each: [...each.values()] }
  })
  const wishes = [...together, ...beginnings.flatMap((d) => values.map(({ place, each }) => each.map((to) => put(place, to)(d))))]
  const found = new Map<string, Array<Pair>>()
  for (const all of wishes) {
    const read = all.map((d) => [d, leavesIn(codec, get(place)(d))] as const)
    read.forEach(([x, a], i) => {
      for (const [y, b] of read.slice(i + 1)) {
        const [only, another] = apart(a, b)
        if (only === undefined || another !== undefined) continue
        found.set(only, [...(found.get(only) ?? []), [x, y], [y, x]])
      }
    })
  }
  return found
}
