/**
 * Text to bytes and back, without what only some platforms have.
 */
import * as O from 'fp-ts/lib/Option.js'

/** UTF-8; a lone surrogate becomes U+FFFD, as in every other encoder. */
export const utf8 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length * 3)
  let size = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point
    if (code < 0x80) bytes[size++] = code
    else {
      const tail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3
      bytes[size++] = (code >> (6 * tail)) | ((0xff00 >> (tail + 1)) & 0xff)
      for (let i = tail - 1; i >= 0; i--) bytes[size++] = ((code >> (6 * i)) & 0x3f) | 0x80
    }
  }
  return bytes.slice(0, size)
}

const alphabet = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((c, i) => [c, i]))

/** The bytes of standard base64 with padding, as Secrets have it; white space is passed over. `None` for anything else. */
export const fromBase64 = (text: string): O.Option<Uint8Array> => {
  const digits = text.replace(/\s/g, '')
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return O.none
  const data = digits.replace(/=+$/, '')
  const bytes = new Uint8Array(Math.floor((data.length * 3) / 4))
  let size = 0
  let buffer = 0
  let bits = 0
  for (const digit of data) {
    buffer = ((buffer << 6) | (alphabet.get(digit) ?? 0)) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[size++] = (buffer >> bits) & 0xff
    }
  }
  return O.some(bytes)
}
