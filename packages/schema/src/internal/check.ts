/**
 * Decoding with reasons: what does not fit a codec, as findings by path, and fields that no codec knows.
 */
import { isPlain, type Json } from '@poolwright/core/Json'
import * as E from 'fp-ts/lib/Either.js'
import { closest, distance } from 'fastest-levenshtein'
import type * as t from 'io-ts'
import { ChoiceCodec, DictionaryCodec, ListCodec, ObjectCodec, ShorthandCodec } from './codec.js'
import type { Path } from './Tree.js'

/** One thing wrong with a value; the caller knows the object and the place. */
export type Flaw = {
  readonly code: string
  readonly path: Path
  readonly expected: string
  readonly got: string
  /** What to do; empty when the rest says it. */
  readonly advice: string
}

/** How a value is shown in a sentence: short, on one line; of what may be secret only its kind. */
const show = (value: unknown, secretive: boolean): string => {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (isPlain(value)) return 'a mapping'
  if (secretive) return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'a number' : 'true or false'
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'something else'
}

/** The known word that was probably meant: at most a third of its letters away. */
export const nearest = (word: string, known: ReadonlyArray<string>): string | null => {
  const same = known.find((k) => k.toLowerCase() === word.toLowerCase())
  if (same !== undefined) return same
  if (known.length === 0 || word.length > 100) return null
  const found = closest(word, known)
  return distance(word, found) <= Math.max(2, Math.floor(found.length / 3)) ? found : null
}
const didYouMean = (word: string, known: ReadonlyArray<string>): string => {
  const found = nearest(word, known)
  return found === null ? '' : `Did you mean ${found}?`
}

const pathOf = (context: t.Context): Path =>
  context.slice(1).map((entry, i) => (context[i]?.type instanceof ListCodec ? Number(entry.key) : entry.key))

const isChoice = (codec: unknown): codec is ChoiceCodec<string> => codec instanceof ChoiceCodec

const adviceFor = (codec: t.Decoder<never, unknown> | undefined, value: unknown): string => {
  if (isChoice(codec)) return typeof value === 'string' ? didYouMean(value, codec.values) : ''
  const name = codec?.name ?? ''
  const wantsText = /^(?:text|a duration|a name|a namespace)/.test(name)
  if (wantsText && (typeof value === 'number' || typeof value === 'boolean')) return 'Put it in quotes.'
  if (typeof value === 'string' && name.startsWith('a whole number') && /^-?\d+$/.test(value)) return 'Take the quotes off.'
  if (typeof value === 'string' && name === 'true or false' && /^(?:yes|no|on|off|true|false)$/i.test(value)) {
    return 'Write true or false, without quotes.'
  }
  return ''
}
const nameOf = (codec: t.Decoder<never, unknown> | undefined): string =>
  codec instanceof ObjectCodec || codec instanceof DictionaryCodec ? 'a mapping' : (codec?.name ?? 'something else')

/** The value, or all that is wrong with it, in the order in which the codec names its members. */
export const decode = <A>(codec: t.Type<A, unknown, unknown>, value: Json, secretive: boolean): E.Either<ReadonlyArray<Flaw>, A> => {
  const read = codec.decode(value)
  if (E.isRight(read)) return read
  return E.left(
    read.left.map((error): Flaw => {
      const type = error.context[error.context.length - 1]?.type
      return {
        code: error.message ?? 'PW-TYPE',
        path: pathOf(error.context),
        expected: nameOf(type),
        got: show(error.value, secretive),
        advice: secretive ? '' : adviceFor(type, error.value),
      }
    }),
  )
}

/** Fields that a codec does not know, each with the nearest that it does. */
export const unknownFields = (codec: t.Mixed, value: unknown, path: Path = []): ReadonlyArray<Flaw> => {
  if (codec instanceof ShorthandCodec) return unknownFields(codec.full, value, path)
  if (codec instanceof ListCodec && Array.isArray(value)) {
    const { item } = codec
    return value.flatMap((x, i) => unknownFields(item, x, [...path, i]))
  }
  if (codec instanceof DictionaryCodec && isPlain(value)) {
    return Object.entries(value).flatMap(([key, x]) => unknownFields(codec.item, x, [...path, key]))
  }
  if (!(codec instanceof ObjectCodec) || !isPlain(value)) return []
  const members: Readonly<Record<string, t.Mixed>> = codec.members
  return Object.entries(value).flatMap(([key, x]) => {
    const member = Object.hasOwn(members, key) ? members[key] : undefined
    if (member !== undefined) return unknownFields(member, x, [...path, key])
    const known = Object.keys(members)
    const guess = didYouMean(key, known)
    const expected = guess === '' && known.length <= 12 ? `one of ${known.join(', ')}` : 'a known field'
    return [{ code: 'PW-FIELD-UNKNOWN', path: [...path, key], expected, got: show(key, false), advice: guess }]
  })
}

/** The value without the members that these paths lead into, so that the rest can still be judged; a list is left out as a whole. */
export const without = (value: Json, paths: ReadonlyArray<Path>): Json => {
  if (paths.length === 0 || !isPlain(value)) return value
  const under = new Map<string | number, Path[]>()
  for (const [head, ...rest] of paths) {
    const known = under.get(head ?? '')
    if (known === undefined) under.set(head ?? '', [rest])
    else known.push(rest)
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      const inside = under.get(key) ?? []
      const gone = inside.some((p) => p.length === 0 || typeof p[0] === 'number') || (inside.length > 0 && !isPlain(member))
      return gone ? [] : [[key, without(member, inside)] as const]
    }),
  )
}

/** True when one path is the other or leads into it. */
export const overlaps = (x: Path, y: Path): boolean => x.slice(0, y.length).every((part, i) => part === y[i])
