/**
 * SHA-256, the only digest in use: for secrets, tokens and saved plans.
 * @since 0.1.0
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import * as Json from './Json.js'

/** 64 lower-case hex digits. Text is taken as UTF-8. */
export const digest = (data: Uint8Array | string): string => bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data))

/** The digest of a value's canonical JSON: equal values, equal digests. */
export const digestOf = (value: unknown): string => digest(Json.canonical(value))
