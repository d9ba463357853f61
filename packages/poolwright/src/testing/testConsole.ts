/**
 * A console for tests: no terminal, no environment, time that passes only by sleeping.
 * @since 0.1.0
 */
import type { Console } from '../Console.js'

export type TestConsole = {
  readonly console: Console
  readonly out: () => string
  readonly err: () => string
  /** Milliseconds slept in all. */
  readonly slept: () => number
  readonly abort: () => void
}

export type TestOptions = Partial<Omit<Console, 'stdin'>> & {
  /** What standard input holds. */
  readonly input?: string
  /** What a person at a terminal answers, one after the other. */
  readonly answers?: ReadonlyArray<string>
  readonly onSleep?: (slept: number) => void
}

export const testConsole = (more: TestOptions = {}): TestConsole => {
  const { input = '', answers, onSleep, ...rest } = more
  const controller = new AbortController()
  const left = [...(answers ?? [])]
  let out = ''
  let err = ''
  let slept = 0
  return {
    console: {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      isTerminal: answers !== undefined,
      columns: 100,
      env: {},
      cwd: process.cwd(),
      stdin: {
        isTerminal: answers !== undefined,
        read: () => Promise.resolve(new TextEncoder().encode(input)),
        ask: (question) => {
          out += question
          return Promise.resolve(left.shift() ?? '')
        },
      },
      now: () => slept,
      sleep: (milliseconds) => {
        slept += milliseconds
        onSleep?.(slept)
        return Promise.resolve()
      },
      signal: controller.signal,
      ...rest,
    },
    out: () => out,
    err: () => err,
    slept: () => slept,
    abort: () => controller.abort(),
  }
}
