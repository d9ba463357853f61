/**
 * A Secret with bootstrap data: what an instance runs when it first starts.
 * @since 0.1.0
 */
import { isPlain } from '@poolwright/core/Json'
import { type Secret, secretOf } from '@poolwright/core/Secret'
import { digestUserData, type UserData, volatileKeysOf, volatileName } from '@poolwright/core/UserData'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { fromBase64, utf8 } from './internal/bytes.js'
import { type Metadata, metadataOf, type ObjectMeta } from './Metadata.js'

export interface BootstrapSecret {
  readonly metadata: Metadata
  /** `cloud-config` or `ignition`; what rendered it may know others. */
  readonly format: string
  /** The bytes are in the vault, under this digest. */
  readonly value: Secret
  /** Keys whose values change without meaning a new configuration, such as join tokens: the annotation `poolwright.dev/volatile`. */
  readonly volatile: ReadonlyArray<string>
  /** What is known of the bytes without them. */
  readonly userData: UserData
}

export type BadKey = { readonly path: string; readonly expected: string; readonly got: string }
/** Decoded, with the bytes apart; `null` for a Secret that holds no bootstrap data. */
export type ReadSecret = { readonly secret: BootstrapSecret; readonly bytes: Uint8Array } | null

/** Reads `data` (base64) and `stringData`, which wins, as the API server does. What it says of a bad key never holds a value. */
export const bootstrapSecretOf = (
  meta: ObjectMeta,
  written: { readonly [key: string]: unknown },
): E.Either<ReadonlyArray<BadKey>, ReadSecret> => {
  const value = keyOf(written, 'value')
  const format = keyOf(written, 'format')
  const bad = [value, format].flatMap((key) => (E.isLeft(key) ? [key.left] : []))
  if (E.isLeft(value) || E.isLeft(format)) return E.left(bad)
  if (O.isNone(value.right)) return E.right(null)
  const bytes = value.right.value
  const metadata = metadataOf(meta)
  const volatile = volatileKeysOf(metadata.annotations[volatileName])
  return E.right({
    secret: {
      metadata,
      format: O.isSome(format.right) ? ascii(format.right.value) : 'cloud-config',
      value: secretOf(bytes),
      volatile,
      userData: digestUserData(bytes, volatile),
    },
    bytes,
  })
}

const keyOf = (written: { readonly [key: string]: unknown }, key: string): E.Either<BadKey, O.Option<Uint8Array>> => {
  const { data, stringData } = written
  const plain = isPlain(stringData) ? stringData[key] : undefined
  if (typeof plain === 'string') return E.right(O.some(utf8(plain)))
  if (plain !== undefined && plain !== null) return E.left({ path: `stringData.${key}`, expected: 'text', got: 'something else' })
  const encoded = isPlain(data) ? data[key] : undefined
  if (encoded === undefined || encoded === null) return E.right(O.none)
  const bytes = typeof encoded === 'string' ? fromBase64(encoded) : O.none
  return O.isSome(bytes) ? E.right(bytes) : E.left({ path: `data.${key}`, expected: 'base64', got: 'something else' })
}

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes.slice(0, 64)).trim()
