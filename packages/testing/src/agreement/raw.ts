/**
 * Raw JSON, read without asking what it is.
 * @since 0.1.0
 */
import { isPlain, type Json } from '@poolwright/core/Json'
import { get } from '../Desired.js'

export type Maybe = Json | undefined
export type Members = { readonly [k: string]: Json }
export const members = (u: Maybe): Members => (isPlain(u) ? u : {})
export const items = (u: Maybe): ReadonlyArray<Json> => (Array.isArray(u) ? (u as ReadonlyArray<Json>) : [])
export const at = (u: Maybe, ...place: ReadonlyArray<string>): Maybe => get(place)(u)
/** Blank text and no text are one thing to AWS. */
export const text = (u: Maybe): Json => (u === undefined || u === '' ? null : u)
export const set = (xs: ReadonlyArray<Maybe>): Json => [...new Set(xs.map(word))].sort()
/** Text, numbers and yes or no, as text; anything else is blank. */
export const word = (u: Maybe): string => (typeof u === 'string' || typeof u === 'number' || typeof u === 'boolean' ? String(u) : '')
