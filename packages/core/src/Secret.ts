/**
 * Bytes that must never be seen: outside a vault they exist as a digest only.
 * @since 0.1.0
 */
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import { digest } from './digest.js'

/** A reference to bytes by their SHA-256 in hex. It is safe to show; it says nothing of what it stands for. */
export type Secret = { readonly $secret: string }

export const Secret: t.Type<Secret, Secret, unknown> = t.readonly(t.exact(t.type({ $secret: t.string })), 'Secret')

export const secretOf = (bytes: Uint8Array): Secret => ({ $secret: digest(bytes) })

export const isSecret = (u: unknown): u is Secret => typeof u === 'object' && u !== null && '$secret' in u

/** Where the bytes are. It has no encoding on purpose: nothing that is written out can hold one. */
export type Vault = {
  /** `None` when these bytes were never handed in; the request that needs them is not sent. */
  readonly open: (secret: Secret) => O.Option<Uint8Array>
}

export const emptyVault: Vault = { open: () => O.none }

/** A vault over bytes by digest; safe to build again from the same sources. */
export const vaultOf = (bytes: ReadonlyMap<string, Uint8Array>): Vault => ({ open: (s) => O.fromNullable(bytes.get(s.$secret)) })
