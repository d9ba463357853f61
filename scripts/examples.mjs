/** Finds the examples in documentation: fenced blocks of Markdown, `@example` blocks of doc comments. Pure. */

/** @typedef {{ readonly line: number, readonly code: string }} Example - `line` is where the code's first line stands, from 1 */

const fence = /^([ \t]*)```ts([^\n]*)\n([\s\S]*?)^[ \t]*```[ \t]*$/gm
const lineAt = (text, index) => text.slice(0, index).split('\n').length
const withoutIndent = (indent, code) => code.replace(new RegExp(`^${indent}`, 'gm'), '')

/** The blocks of `text` that open with three backticks and `ts`, and whose other words satisfy `marked`. */
const fenced = (text, marked) =>
  [...text.matchAll(fence)]
    .filter(([, , words = '']) => marked(words.trim()))
    .map((m) => ({ line: lineAt(text, m.index) + 1, code: withoutIndent(m[1], m[3]) }))

/**
 * Markdown: blocks marked `ts example`.
 *
 * @returns {ReadonlyArray<Example>}
 */
export const ofMarkdown = (/** @type {string} */ text) => fenced(text, (words) => /^example\b/.test(words))

/** A doc comment without its stars, line for line. */
const unstarred = (comment) =>
  comment
    .replace(/^[ \t]*\/\*\*/, '')
    .replace(/\*\/$/, '')
    .replace(/^[ \t]*\* ?/gm, '')

/**
 * TypeScript: what follows `@example` in a doc comment, up to the next tag. With fences in it, the `ts` ones are the code.
 *
 * @returns {ReadonlyArray<Example>}
 */
export const ofSource = (/** @type {string} */ text) =>
  [...text.matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm)].flatMap((comment) => {
    const first = lineAt(text, comment.index)
    const plain = unstarred(comment[0])
    return [...plain.matchAll(/^@example[^\n]*\n([\s\S]*?)(?=^@[a-z]|(?![\s\S]))/gim)].flatMap((block) => {
      const line = first + lineAt(plain, block.index)
      const body = block[1]
      const inFences = fenced(body, () => true)
      if (body.includes('```')) return inFences.map((e) => ({ line: line + e.line - 1, code: e.code }))
      return [{ line, code: body.trimEnd() + '\n' }]
    })
  })

/**
 * Sorts the compiler's messages to the files they are about; `general` holds those about no file of ours.
 *
 * @param {string} output - of `tsc --pretty false`
 * @param {(file: string, line: number) => string | undefined} placeOf - where a line of a written file comes from
 * @param {(file: string) => string} nameOf - the key of a written file
 */
export const messagesByFile = (output, placeOf, nameOf) => {
  const messages = new Map()
  let at = 'general'
  for (const text of output.split('\n')) {
    const found = /^(.+?)\((\d+),(\d+)\): (error .*)$/.exec(text)
    const place = found ? placeOf(nameOf(found[1]), Number(found[2])) : undefined
    if (found && place !== undefined) at = nameOf(found[1])
    else if (/^(\S.*)?error TS\d+/.test(text)) at = 'general'
    if (text.trim() === '') continue
    messages.set(at, [...(messages.get(at) ?? []), found && place !== undefined ? `${place}:${found[3]} ${found[4]}` : text])
  }
  return messages
}

/**
 * Every fenced block of a guide in its order: language, the other words behind the fence, and the code.
 *
 * @returns {ReadonlyArray<{ readonly language: string, readonly words: string, readonly code: string }>}
 */
export const guideBlocks = (/** @type {string} */ text) =>
  [...text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```[ \t]*$/gm)].map(([, language, words, code]) => ({
    language,
    words: words.trim(),
    code,
  }))

/** The lines of `expected` that are not found in `printed` in their order; space around them and lines that are only `…` do not count. */
export const missingLines = (/** @type {string} */ expected, /** @type {string} */ printed) => {
  const lines = printed.split('\n').map((l) => l.trim())
  let from = 0
  return expected.split('\n').flatMap((l) => {
    const wanted = l.trim()
    if (wanted === '' || wanted === '…') return []
    const found = lines.findIndex((x, i) => i >= from && x.includes(wanted))
    if (found < 0) return [wanted]
    from = found + 1
    return []
  })
}
