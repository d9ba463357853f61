/**
 * What ends a command with one line instead of a stack trace: something that the person who ran it can do something about.
 * @since 0.1.0
 */
export class Failure extends Error {
  readonly code: `PW-${string}`
  /** Further lines, one for each thing that is wrong. */
  readonly details: ReadonlyArray<string>
  constructor(code: `PW-${string}`, message: string, details: ReadonlyArray<string> = []) {
    super(message)
    this.name = 'Failure'
    this.code = code
    this.details = details
  }
}

/** What the operating system says of a file, in a few words: `no such file or directory`. */
export const sayOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error)
  return /^[A-Z]+: ([^,]+),/.exec(text)?.[1] ?? text
}

/** The system's code of an error, such as `ENOENT`. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
