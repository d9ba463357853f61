/**
 * Stable codes of errors, holds and findings (`PW-…`), each with a paragraph that says what to do. Packages keep a table of their
 * own; the command and the docs print all of them.
 * @since 0.1.0
 */
export type CodeEntry = {
  /** Never reused for something else. */
  readonly code: `PW-${string}`
  /** A few words, as a heading. */
  readonly title: string
  /** One paragraph: what it means and what to do. */
  readonly text: string
}
export type CodeTable = ReadonlyArray<CodeEntry>
