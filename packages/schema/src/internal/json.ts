/**
 * Text that is JSON, as API servers and `kubectl get -o json` write it: the tree that reading it as YAML gives, several times faster. What is
 * wrong with a text is the YAML reader's to say, so that it is said in one place.
 */
import type { Tree } from './Tree.js'

/** Brackets in brackets; values and keys after which a text has to look like a manifest, and how many characters each has then at least. */
const most = { deep: 100, pieces: 50_000 }
const roomy = 4

/** `undefined` where the text is not JSON, and where it is but repeats a key, nests deeply or has next to nothing but marks. Never throws. */
export const treeOfJson = (text: string): Tree | undefined => {
  if (!/^[ \t\r\n]*[[{]/.test(text) || !isJson(text)) return undefined
  let at = 0
  let pieces = 0
  let odd = false
  const passBlank = (): void => {
    while (isBlank(text.charCodeAt(at))) at += 1
  }
  const readString = (): string => {
    const start = at
    do at = text.indexOf('"', at + 1)
    while (isEscaped(text, at))
    at += 1
    return JSON.parse(text.slice(start, at)) as string
  }
  const readItems = (close: string, readItem: () => void): void => {
    at += 1
    for (passBlank(); text[at] !== close && !odd; passBlank()) {
      readItem()
      passBlank()
      if (text[at] === ',') at += 1
    }
    at += 1
  }
  const readList = (deep: number): Tree => {
    const start = at
    const items: Tree[] = []
    readItems(']', () => items.push(readValue(deep)))
    return { _tag: 'List', at: start, items }
  }
  const readMap = (deep: number): Tree => {
    const start = at
    const entries = new Map<string, { readonly at: number; readonly value: Tree }>()
    readItems('}', () => {
      const keyAt = at
      const name = readString()
      passBlank()
      at += 1
      passBlank()
      pieces += 1
      odd ||= entries.has(name)
      entries.set(name, { at: keyAt, value: readValue(deep) })
    })
    return { _tag: 'Map', at: start, entries }
  }
  const readValue = (deep: number): Tree => {
    pieces += 1
    odd ||= deep >= most.deep || (pieces > most.pieces && at < pieces * roomy)
    const start = at
    switch (text[at]) {
      case '{':
        return readMap(deep + 1)
      case '[':
        return readList(deep + 1)
      case '"':
        return { _tag: 'Scalar', at: start, value: readString(), plain: false }
      default: {
        while (!endsWord(text.charCodeAt(at))) at += 1
        return { _tag: 'Scalar', at: start, value: JSON.parse(text.slice(start, at)) as number | boolean | null, plain: true }
      }
    }
  }
  passBlank()
  const tree = readValue(0)
  return odd ? undefined : tree
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
/** A comma or a closing bracket, or what is blank. */
const endsWord = (code: number): boolean => code === 0x2c || code === 0x5d || code === 0x7d || isBlank(code)

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Whether the character there stands behind an odd number of backslashes. */
const isEscaped = (text: string, at: number): boolean => {
  let before = at
  while (text[before - 1] === '\\') before -= 1
  return (at - before) % 2 === 1
}
