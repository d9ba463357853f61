/**
 * Parts of JSON values that are read from files: what is of another kind counts as empty.
 * @since 0.1.0
 */
import { isPlain, type Json } from '@poolwright/core/Json'
import type { Document } from './Behaviour.js'

export const members = (u: Json | undefined): Document => (isPlain(u) ? u : {})
export const listOf = (u: Json | undefined): ReadonlyArray<Json> => (Array.isArray(u) ? (u as ReadonlyArray<Json>) : [])
export const textOf = (u: Json | undefined): string => (typeof u === 'string' ? u : '')
export const numberOf = (u: Json | undefined): number => (typeof u === 'number' ? u : 0)
