/**
 * Everything that a command knows of the process it runs in. Tests hand in another one.
 * @since 0.1.0
 */
export type Console = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether output goes to a person's terminal. */
  readonly isTerminal: boolean
  /** Width of the terminal in characters. */
  readonly columns: number
  readonly env: { readonly [name: string]: string | undefined }
  readonly cwd: string
  readonly stdin: {
    readonly isTerminal: boolean
    /** Everything up to the end of the input. */
    readonly read: () => Promise<Uint8Array>
    /** One line, after the question was shown; empty when the input ended. */
    readonly ask: (question: string) => Promise<string>
  }
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Aborted when the person wants it to stop. */
  readonly signal: AbortSignal
}
