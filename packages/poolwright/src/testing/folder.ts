/**
 * A folder for one test file, with manifests in it, and commands run in it.
 * @since 0.1.0
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from '../program.js'
import { testConsole, type TestOptions } from './testConsole.js'

export type Ran = { readonly code: number; readonly out: string; readonly err: string }

/** Gone once `afterAll` lets it. */
export const testFolder = (name: string, afterAll: (remove: () => void) => void) => {
  const cwd = mkdtempSync(join(tmpdir(), `poolwright-${name}-`))
  afterAll(() => rmSync(cwd, { recursive: true, force: true }))
  const path = (file: string) => join(cwd, file)
  return {
    cwd,
    path,
    write: (file: string, text: string): string => {
      mkdirSync(dirname(path(file)), { recursive: true })
      writeFileSync(path(file), text)
      return file
    },
    read: (file: string): string => readFileSync(path(file), 'utf8'),
    /** Runs a command line in this process; words are split at blanks. */
    poolwright: async (args: string, options: TestOptions = {}): Promise<Ran> => {
      const { console, out, err } = testConsole({ cwd, now: () => Date.UTC(2026, 0, 1), ...options })
      const code = await run(args.split(' '), console)
      return { code, out: out(), err: err() }
    },
  }
}

/** The folder of the examples that come with the source. */
export const examples = join(import.meta.dirname, '../../../../examples')
/** What the documentation's example leaves open. */
export const variables = {
  AWS_AVAILABILITY_ZONE: 'us-east-1a',
  AWS_CONTROL_PLANE_MACHINE_TYPE: 't3.large',
  AWS_SSH_KEY_NAME: 'default',
  AWS_SUBNET: 'subnet-0123456789abcdef0',
}
