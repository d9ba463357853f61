/**
 * Bytes that a request carries: secret ones as a reference, all others as the text that they are. Either becomes bytes when the request
 * is made, so that whoever sends it need not know which it was.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { fill } from '@poolwright/core/Action'
 * import * as Payload from '@poolwright/core/Payload'
 * const input = { Body: Payload.text('#!') }
 * assert.deepStrictEqual(fill(input, () => undefined, () => undefined), { Body: Uint8Array.of(35, 33) })
 * @since 0.1.0
 */
import { utf8ToBytes } from '@noble/hashes/utils.js'
import * as t from 'io-ts'
import { Secret } from './Secret.js'

/** Text that goes out as its UTF-8 bytes. It is shown as it is, so it holds nothing that must be hidden. */
export type Text = { readonly $text: string }
const Text: t.Type<Text, Text, unknown> = t.readonly(t.exact(t.type({ $text: t.string })), 'Text')

export const text = (s: string): Text => ({ $text: s })

export const isText = (u: unknown): u is Text => typeof u === 'object' && u !== null && '$text' in u && typeof u.$text === 'string'

/** What is sent for it, and what a digest of it is made from. */
export const bytesOf = (x: Text): Uint8Array => utf8ToBytes(x.$text)

export type Payload = Secret | Text
export const Payload: t.Type<Payload, Payload, unknown> = t.union([Secret, Text], 'Payload')
