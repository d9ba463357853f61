/**
 * Text to trees. The parser's own sentences are not repeated, since they may quote a secret; depth is bounded while it reads, because
 * some inputs would take it minutes or the whole memory.
 */
import { Composer, CST, type Document, Lexer, Parser, type YAMLError } from 'yaml'
import { treeOfJson } from './json.js'
import { type Tree, treeOf } from './Tree.js'

export type TextFault = {
  readonly code: 'PW-YAML' | 'PW-YAML-DUPLICATE' | 'PW-YAML-ALIASES' | 'PW-YAML-DEPTH' | 'PW-YAML-BYTES'
  readonly at: number
  readonly expected: string
  readonly got: string
}
/** `trees` are the documents that could be read; empty ones are left out. */
export type Text = { readonly trees: ReadonlyArray<Tree>; readonly faults: ReadonlyArray<TextFault> }

/** Brackets in brackets, or list marks on one line. Manifests stay under 20. */
const deepest = 100
/** Columns of indentation. */
const widest = 1_000
/** Pieces on one line outside of brackets, and directives in one source: far more than anybody writes, few enough to read in no time. */
const busiest = 1_000
/** Pieces of a document, and documents of a source, after which what was read has to look like manifests: so many take no time. */
const patience = { pieces: 50_000, documents: 5_000 }
/** Characters on average. Manifests have more than three a piece, the shortest objects one and three quarters, and forty a document. */
const least = { piece: 1.75, document: 32 }
/** Characters in one source. */
const longest = 64 * 1024 * 1024

/** What may stand many times on a line, one inside of the other. */
const nesting = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind'])

const deep = (at: number): TextFault => ({ code: 'PW-YAML-DEPTH', at, expected: `values nested at most ${deepest} deep`, got: 'more' })
const thin = (at: number, count: number, of: string): TextFault => ({
  code: 'PW-YAML-DEPTH',
  at,
  expected: 'manifests',
  got: `${count} ${of} of next to no length; what follows was not read`,
})

/** `begun` is the document in which reading ended early: what stands in it is known in part. */
type Composed = {
  readonly documents: ReadonlyArray<Document.Parsed>
  readonly begun: ReadonlyArray<Document.Parsed>
  readonly ended: TextFault | null
}

/** Piece by piece, so that what is nested too deeply is never handed on. */
const compose = (text: string): Composed => {
  const parser = new Parser()
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })
  const documents: Document.Parsed[] = []
  const rest = (): ReadonlyArray<Document.Parsed> => [...[...parser.end()].flatMap((token) => [...composer.next(token)]), ...composer.end()]
  let brackets = 0
  let marks = 0
  let onLine = 0
  let directives = 0
  let pieces = 0
  let starts = 0
  let start = 0
  let verbatim = false
  for (const piece of new Lexer().lex(text)) {
    const kind: CST.TokenType | null = verbatim ? null : CST.tokenType(piece)
    verbatim = kind === 'scalar'
    if (kind === 'flow-map-start' || kind === 'flow-seq-start') brackets += 1
    else if (kind === 'flow-map-end' || kind === 'flow-seq-end') brackets -= 1
    else if (kind === 'doc-mode') brackets = 0
    else if (kind === 'directive-line') directives += 1
    else if (kind === 'newline') marks = onLine = 0
    else if (brackets <= 0 && nesting.has(kind ?? '')) marks += 1
    if (brackets <= 0) onLine += 1
    const tooDeep =
      brackets > deepest || marks > deepest || onLine > busiest || directives > busiest || (kind === 'space' && piece.length > widest)
    if (tooDeep) return { documents, begun: [], ended: deep(parser.offset) }
    pieces += 1
    if (kind === 'doc-start') {
      starts += 1
      pieces = 0
      start = parser.offset
    }
    const tooThin =
      pieces > patience.pieces && parser.offset - start < pieces * least.piece
        ? thin(parser.offset, patience.pieces, 'keys, values and marks')
        : starts > patience.documents && parser.offset < starts * least.document
          ? thin(parser.offset, patience.documents, 'documents')
          : null
    if (tooThin !== null) return { documents, begun: rest(), ended: tooThin }
    for (const token of parser.next(piece)) documents.push(...composer.next(token))
  }
  return { documents: [...documents, ...rest()], begun: [], ended: null }
}

/** Reads every document; one that is broken is reported once, by its first fault, and the others are still read. Never throws. */
export const readText = (text: string): Text => {
  if (text.length > longest) {
    const got = `${text.length} characters`
    return { trees: [], faults: [{ code: 'PW-YAML-DEPTH', at: 0, expected: `at most ${longest} characters`, got }] }
  }
  // a stray control character or a replacement for bytes that are no UTF-8: whatever follows would be guesswork
  const stray = /[\0\uFFFD]/.exec(text)
  if (stray !== null) {
    const got = stray[0] === '\0' ? 'a NUL byte' : 'bytes that are not UTF-8'
    return { trees: [], faults: [{ code: 'PW-YAML-BYTES', at: stray.index, expected: 'UTF-8 text', got }] }
  }
  const json = treeOfJson(text)
  return json === undefined ? readYaml(text) : { trees: [json], faults: [] }
}

/** The same by the YAML parser alone, of text without stray characters. */
export const readYaml = (text: string): Text => {
  try {
    const { documents, begun, ended } = compose(text)
    const read = documents.map(readDocument)
    const repeated = begun.flatMap((d) => readDocument(d).faults).filter((f) => f.code === 'PW-YAML-DUPLICATE')
    return {
      trees: read.flatMap((r) => r.trees),
      faults: [...read.flatMap((r) => r.faults), ...repeated, ...(ended === null ? [] : [ended])],
    }
  } catch {
    return { trees: [], faults: [deep(0)] }
  }
}

const readDocument = (document: Document.Parsed): Text => {
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) return { trees: [], faults: [faultOf(fault)] }
  const root = document.contents
  if (root === null) return { trees: [], faults: [] }
  const { tree, faults } = treeOf(root, root.range[0])
  if (faults.some((f) => f.code === 'PW-YAML-ALIASES')) return { trees: [], faults }
  const blank = tree._tag === 'Scalar' && tree.value === null
  return { trees: blank ? [] : [tree], faults }
}

const sentences: Readonly<Record<string, readonly [expected: string, got: string]>> = {
  ALIAS_PROPS: ['an alias alone', 'an alias with a tag or anchor'],
  BAD_ALIAS: ['a well-formed alias', 'another character; quote text that begins with * or &'],
  BAD_DIRECTIVE: ['a YAML directive', 'an unknown line that begins with %'],
  BAD_DQ_ESCAPE: ['an escape that YAML knows', 'another one; use single quotes for text with backslashes'],
  BAD_INDENT: ['this line indented like its siblings', 'another indentation'],
  BAD_SCALAR_START: ['a value', 'a character that begins no plain text; put the text in quotes'],
  BLOCK_AS_IMPLICIT_KEY: ['one key and one value', 'a second key on the same line; quote text that holds ": "'],
  BLOCK_IN_FLOW: ['a value within brackets', 'an indented block'],
  KEY_OVER_1024_CHARS: ['a key of at most 1024 characters', 'a longer one'],
  MISSING_CHAR: ['a closing quote, bracket, comma or colon', 'none'],
  MULTILINE_IMPLICIT_KEY: ['a key on one line, then a colon', 'a line without a colon'],
  TAB_AS_INDENT: ['blanks for indentation', 'a tab'],
  TAG_RESOLVE_FAILED: ['a value without a tag', 'a tag that Kubernetes does not know'],
  RESOURCE_EXHAUSTION: [`values nested at most ${deepest} deep`, 'more'],
}

const faultOf = (error: YAMLError): TextFault => {
  const [expected, got] = sentences[error.code] ?? ['well-formed YAML', 'something else']
  return { code: error.code === 'RESOURCE_EXHAUSTION' ? 'PW-YAML-DEPTH' : 'PW-YAML', at: error.pos[0], expected, got }
}

/** Line and column of an offset, from 1; a carriage return belongs to the line it ends. */
export const linesOf = (text: string): ((at: number) => { readonly line: number; readonly column: number }) => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (at) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= at) low = middle
      else high = middle
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1 }
  }
}
