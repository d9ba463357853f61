/**
 * What is wanted, as plain JSON documents by name, and places in it. A place is a list of member names; a list's items go by their
 * index. Names of members may hold dots and slashes, as annotations do, so a place is never one text.
 *
 * @example
 * import * as assert from 'node:assert'
 * import * as Desired from '@poolwright/testing/Desired'
 * const wanted = { pool: { size: 2 } }
 * assert.deepStrictEqual(Desired.put(['pool', 'colour'], 'red')(wanted), { pool: { size: 2, colour: 'red' } })
 * assert.deepStrictEqual(Desired.put(['pool', 'size'], undefined)(wanted), { pool: {} })
 * @since 0.1.0
 */
import { isPlain, type Json } from '@poolwright/core/Json'

export type Desired = { readonly [document: string]: Json }
export type Place = ReadonlyArray<string>

/** The value at a place; `undefined` where there is none. */
export const get =
  (place: Place) =>
  (d: Json | undefined): Json | undefined => {
    let at = d
    for (const name of place) {
      if (Array.isArray(at)) at = (at as ReadonlyArray<Json>)[Number(name)]
      else at = isPlain(at) && Object.hasOwn(at, name) ? at[name] : undefined
    }
    return at
  }

/** The same with another value at a place; `undefined` takes the member out. Objects on the way are made, lists are never made longer. */
export const put =
  (place: Place, to: Json | undefined) =>
  (d: Desired): Desired =>
    // What is put under a member of an object is an object again.
    (within(place, to)(d) ?? {}) as Desired

const within =
  (place: Place, to: Json | undefined) =>
  (d: Json | undefined): Json | undefined => {
    const [name, ...rest] = place
    if (name === undefined) return to
    if (Array.isArray(d)) return (d as ReadonlyArray<Json>).map((x, i) => (String(i) === name ? (within(rest, to)(x) ?? null) : x))
    const members: { readonly [k: string]: Json } = isPlain(d) ? d : {}
    if (to === undefined && !Object.hasOwn(members, name)) return d
    const value = within(rest, to)(members[name])
    if (value !== undefined) return { ...members, [name]: value }
    const { [name]: _gone, ...others } = members
    return others
  }
