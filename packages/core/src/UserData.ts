/**
 * User data as it may be known: two digests, never the bytes.
 *
 * A bootstrap token changes every few minutes and must neither roll machines nor count as a change of their configuration. So the
 * reader makes a digest of all bytes, and one with the declared volatile spans blanked. Declared are the token of a kubeadm join
 * configuration, by its place, and the values of the keys that the annotation `poolwright.dev/volatile` of the Secret names; those
 * names travel with the template as an instance tag of the same name, so that what was written is read the same way.
 *
 * @since 0.1.0
 */
import { digest } from './digest.js'
import * as t from 'io-ts'
import { struct } from './codec.js'

export type UserData = {
  /** SHA-256 of all bytes, in hex. */
  readonly all: string
  /** SHA-256 with the volatile spans blanked. */
  readonly stable: string
  /** Whether there was anything to blank. */
  readonly volatile: boolean
  /** How many bytes, before base64; AWS takes 16,384 of it for an instance. */
  readonly size: number
}
export const UserData: t.Type<UserData, unknown> = struct('UserData', {
  all: t.string,
  stable: t.string,
  volatile: t.boolean,
  size: t.number,
})

/** The annotation on a bootstrap Secret, and the instance tag, that name volatile keys, separated by blanks. */
export const volatileName = 'poolwright.dev/volatile'

const latin = (bytes: Uint8Array): string => {
  let text = ''
  for (const b of bytes) text += String.fromCharCode(b)
  return text
}

const escaped = (s: string) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** `key: value` and `"key": "value"`: everything after the colon up to the end of the line, a comma or a brace. */
const valuesOf = (key: string): RegExp => new RegExp(`(^|[\\s{,"'])(${escaped(key)}["']?\\s*:[ \\t]*)[^\\r\\n,}]+`, 'gm')

/** A kubeadm token where a join configuration has it: below `discovery.bootstrapToken`, or as `discovery.tlsBootstrapToken`. */
const isJoinConfiguration = /kind["']?\s*:\s*["']?JoinConfiguration/
const joinTokens: ReadonlyArray<RegExp> = [
  /(\bbootstrapToken["']?\s*:[\s\S]{0,4000}?\btoken["']?\s*:\s*["']?)[a-z0-9]{6}\.[a-z0-9]{16}\b/g,
  /(\btlsBootstrapToken["']?\s*:\s*["']?)[a-z0-9]{6}\.[a-z0-9]{16}\b/g,
]

/** Both digests. `volatileKeys` come from the Secret's annotation; keys that do not occur are no error. Safe to repeat. */
export const digestUserData = (bytes: Uint8Array, volatileKeys: ReadonlyArray<string> = []): UserData => {
  const text = latin(bytes)
  const joined = isJoinConfiguration.test(text) ? joinTokens.reduce((s, at) => s.replace(at, '$1'), text) : text
  const blanked = volatileKeys.reduce((s, key) => s.replace(valuesOf(key), '$1$2'), joined)
  const all = digest(bytes)
  const volatile = blanked !== text
  return { all, stable: volatile ? digest(blanked) : all, volatile, size: bytes.length }
}

/** The keys that an annotation or a tag names. */
export const volatileKeysOf = (text: string | undefined): ReadonlyArray<string> => (text ?? '').split(/\s+/).filter((k) => k !== '')
