/**
 * Manifests as a command reads them: every problem on standard error, one a line.
 * @since 0.1.0
 */
import { hasErrors, read, type Read, render } from '@poolwright/schema/read'
import type { Console } from '../Console.js'
import { Failure } from '../Failure.js'
import type { ManifestOptions } from '../options.js'
import { count } from '../render/value.js'
import { readSources } from './files.js'

const setVariables = (env: Console['env']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

/** Ends with PW-MANIFESTS when one problem is an error; the problems are printed by then. */
export const load = async (options: ManifestOptions, console: Console): Promise<Read> => {
  const paths = options.filename ?? []
  if (paths.length === 0) throw new Failure('PW-USAGE', 'name the manifests: -f FILE, -f FOLDER or -f - for standard input')
  const sources = await readSources(paths, console)
  const result = read({
    environment: setVariables(console.env),
    substitute: options.substitute,
    unknown: options.unknown,
    strict: options.strict === true,
  })(sources)
  if (result.problems.length > 0) console.err(`${result.problems.map(render).join('\n')}\n`)
  if (hasErrors(result.problems)) {
    const errors = result.problems.filter((p) => p.severity === 'error').length
    throw new Failure('PW-MANIFESTS', `${count(errors, 'error')} in the manifests, so nothing was planned`)
  }
  if (result.manifests.others > 0) console.err(`${count(result.manifests.others, 'other object')} ignored\n`)
  return result
}
