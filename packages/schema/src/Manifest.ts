/**
 * What is said of manifests: where a value stands, and what is wrong with it.
 * @since 0.1.0
 */

/** A position in a file, both counted from 1; `file` is as the host named it, `-` for standard input. */
export type Place = { readonly file: string; readonly line: number; readonly column: number }

/** Something wrong, or worth saying, about the manifests. Secrets are never part of it. */
export type Problem = {
  /** Stable; `schemaCodes` says what to do about it. */
  readonly code: string
  /** One error is enough for nothing to be planned; the others are only shown. */
  readonly severity: 'error' | 'warning' | 'info'
  /** `null` when it is about no particular file. */
  readonly place: Place | null
  /** As in `spec.subnets[0].id`; empty for the whole object. */
  readonly path: string
  /** Kind, namespace and name, as in `AWSMachinePool default/capa-mp-0`; empty when it is about no object. */
  readonly object: string
  readonly expected: string
  readonly got: string
  /** The whole sentence: what was expected, what was found, what to do. */
  readonly message: string
}

/** A decoded object and where its values are written. */
export type Placed<A> = {
  readonly value: A
  /** Where the object begins. */
  readonly place: Place
  /** The place of a path such as `spec.minSize`, or of the nearest part around it when it is not written. Total. */
  readonly placeOf: (path: string) => Place
}

/** True when nothing may be planned from what was read. */
export const hasErrors = (problems: ReadonlyArray<Problem>): boolean => problems.some((p) => p.severity === 'error')

/**
 * One line: place, severity when it is no error, object, path, sentence, code. A line without an object or a path leaves them out.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { render } from '@poolwright/schema/Manifest'
 * const problem = {
 *   code: 'PW-TYPE', severity: 'error', place: { file: 'pool.yaml', line: 7, column: 14 }, path: 'spec.minSize',
 *   object: 'AWSMachinePool default/p', expected: 'a whole number', got: '"one"', message: 'expected a whole number, got "one".',
 * } as const
 * assert.strictEqual(
 *   render(problem),
 *   'pool.yaml:7:14: AWSMachinePool default/p: spec.minSize: expected a whole number, got "one". [PW-TYPE]',
 * )
 */
export const render = (p: Problem): string => {
  const place = p.place === null ? '' : `${p.place.file}:${p.place.line}:${p.place.column}`
  const severity = p.severity === 'error' ? '' : p.severity
  return `${[place, severity, p.object, p.path, p.message].filter((part) => part !== '').join(': ')} [${p.code}]`
}

const rank = { error: 0, warning: 1, info: 2 } as const
const compare = (x: number | string, y: number | string): number => (x < y ? -1 : x > y ? 1 : 0)

/** By file, line and column, then by severity and text: the same problems always make the same report. */
export const inOrder = (problems: ReadonlyArray<Problem>): ReadonlyArray<Problem> =>
  [...problems].sort(
    (x, y) =>
      compare(x.place?.file ?? '', y.place?.file ?? '') ||
      compare(x.place?.line ?? 0, y.place?.line ?? 0) ||
      compare(x.place?.column ?? 0, y.place?.column ?? 0) ||
      compare(rank[x.severity], rank[y.severity]) ||
      compare(x.path, y.path) ||
      compare(x.code, y.code),
  )
