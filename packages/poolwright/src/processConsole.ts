/**
 * The process that the command runs in, as a Console.
 * @since 0.1.0
 */
import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Console } from './Console.js'
import { systemCode } from './Failure.js'

/** The first Ctrl-C asks the command to stop between two steps, the second ends the process. */
const stopped = (): AbortSignal => {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return controller.signal
}

export const processConsole = (): Console => {
  // Whoever reads the output may stop reading, as `head` does: that is no error.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error) => {
      if (systemCode(error) === 'EPIPE') process.exit(process.exitCode)
      throw error
    })
  let asked: AbortSignal | undefined
  /** Listened for from the first use on: a command that cannot stop half-way ends at once, as usual. */
  const signal = () => (asked ??= stopped())
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: Boolean(process.stdout.isTTY),
    columns: Math.min(process.stdout.columns > 0 ? process.stdout.columns : 100, 140),
    env: process.env,
    cwd: process.cwd(),
    stdin: {
      isTerminal: Boolean(process.stdin.isTTY),
      read: async () => {
        const parts: Array<Buffer> = []
        for await (const part of process.stdin) parts.push(Buffer.from(part as Uint8Array))
        return Buffer.concat(parts)
      },
      ask: async (question) => {
        const lines = createInterface({ input: process.stdin, output: process.stdout })
        try {
          return await lines.question(question, { signal: signal() })
        } catch {
          return ''
        } finally {
          lines.close()
        }
      },
    },
    now: () => Date.now(),
    sleep: (milliseconds) => sleep(milliseconds).then(() => undefined),
    get signal() {
      return signal()
    },
  }
}
