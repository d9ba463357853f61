/**
 * `${VAR}` in one scalar. Taken from clusterctl's grammar: plain variables and defaults; its string functions are refused, not
 * guessed at. A `$` that no brace follows is only a `$`.
 */
import * as E from 'fp-ts/lib/Either.js'

type Part =
  | { readonly _tag: 'Text'; readonly text: string }
  /** `otherwise` stands in when the variable is unset or empty; empty when none was given. */
  | { readonly _tag: 'Variable'; readonly name: string; readonly otherwise: ReadonlyArray<Part> }

const named = /^\s*([\p{L}\p{Nd}_]+)/u

type Parsed = { readonly parts: ReadonlyArray<Part>; readonly end: number }
const textPart = (text: string): ReadonlyArray<Part> => (text === '' ? [] : [{ _tag: 'Text', text }])

/** Reads until the closing brace of a default, or to the end outside of one. */
const parts = (source: string, from: number, inside: boolean): E.Either<string, Parsed> => {
  const found: Part[] = []
  let text = ''
  let at = from
  while (at < source.length) {
    const rest = source.slice(at)
    if (inside && rest.startsWith('}')) return E.right({ parts: [...found, ...textPart(text)], end: at + 1 })
    const dollars = /^\$+(?=\{)/.exec(rest)?.[0].length ?? 0
    if (dollars === 0) {
      const plain = /^(?:[^$}]+|\$+(?!\{)|\})/.exec(rest)?.[0] ?? rest.charAt(0)
      text += plain
      at += plain.length
      continue
    }
    text += '$'.repeat(Math.floor(dollars / 2))
    at += dollars
    if (dollars % 2 === 0) {
      text += '{'
      at += 1
      continue
    }
    const variable = expression(source, at + 1)
    if (E.isLeft(variable)) return variable
    found.push(...textPart(text), variable.right.part)
    text = ''
    at = variable.right.end
  }
  return inside ? E.left('the brace of ${…} is never closed') : E.right({ parts: [...found, ...textPart(text)], end: at })
}

const expression = (source: string, from: number): E.Either<string, { readonly part: Part; readonly end: number }> => {
  const head = named.exec(source.slice(from))
  const name = head?.[1]
  if (head === null || name === undefined) return E.left('a name of letters, digits and _ must follow ${')
  const at = from + head[0].length
  const rest = source.slice(at)
  const close = /^\s*\}/.exec(rest)
  if (close !== null) return E.right({ part: { _tag: 'Variable', name, otherwise: [] }, end: at + close[0].length })
  const operator = /^(?::-|:=|=)/.exec(rest)
  if (operator === null) return E.left(`only \${${name}}, \${${name}:-default} and \${${name}:=default} are replaced`)
  const otherwise = parts(source, at + operator[0].length, true)
  if (E.isLeft(otherwise)) return otherwise
  return E.right({ part: { _tag: 'Variable', name, otherwise: otherwise.right.parts }, end: otherwise.right.end })
}

/** True for text that may hold a variable or an escape. */
export const mayVary = (text: string): boolean => text.includes('${')

export type Filled = { readonly text: string; readonly missing: ReadonlyArray<string> }

const fill = (from: ReadonlyArray<Part>, environment: Readonly<Record<string, string>>): Filled => {
  const filled = from.map((part): Filled => {
    if (part._tag === 'Text') return { text: part.text, missing: [] }
    const value = Object.hasOwn(environment, part.name) ? environment[part.name] : undefined
    if (part.otherwise.length === 0) return value === undefined ? { text: '', missing: [part.name] } : { text: value, missing: [] }
    return value === undefined || value === '' ? fill(part.otherwise, environment) : { text: value, missing: [] }
  })
  return { text: filled.map((f) => f.text).join(''), missing: filled.flatMap((f) => f.missing) }
}

/** The text with its variables replaced and the names of those that are not set; or why it is no template. A value is not read again. */
export const substitute = (text: string, environment: Readonly<Record<string, string>>): E.Either<string, Filled> => {
  const parsed = parts(text, 0, false)
  return E.isLeft(parsed) ? parsed : E.right(fill(parsed.right.parts, environment))
}

/** What a plain scalar of this text means: YAML 1.2's core schema. */
export const retype = (text: string): null | boolean | number | string => {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return null
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  if (/^[-+]?\d+$/.test(text)) return Number.parseInt(text, 10)
  if (/^0o[0-7]+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text)) return Number(text)
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return Number.parseFloat(text)
  return text
}
