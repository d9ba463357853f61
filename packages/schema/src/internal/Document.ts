/**
 * One object of a source: its tree, its names, and where things stand in it.
 */
import { isPlain, type Json } from '@poolwright/core/Json'
import type { Place, Problem } from '../Manifest.js'
import type { Flaw } from './check.js'
import { keyOffsetOf, offsetOf, parsePath, type Path, printPath, type Tree } from './Tree.js'

/** A place for an offset. */
export type Locate = (at: number) => Place

export type Document = {
  readonly tree: Tree
  readonly json: Json
  readonly locate: Locate
  readonly apiVersion: string
  readonly kind: string
  /** Null while it is missing or stands in a variable that is not set. */
  readonly name: string | null
  readonly namespace: string
  /** Paths whose variables are not set: what is said about them is not worth saying. */
  readonly holes: ReadonlyArray<Path>
}

/** The value at a path when it is text. */
export const textAt = (json: Json, path: Path): string | null => {
  const found = path.reduce<unknown>((at, part) => (isPlain(at) && Object.hasOwn(at, part) ? at[part] : undefined), json)
  return typeof found === 'string' ? found : null
}

const longest = 253
/** As in `AWSMachinePool default/p`; a name that is longer than names can be is cut. */
export const objectOf = (d: Pick<Document, 'kind' | 'name' | 'namespace'>): string =>
  d.name === null ? d.kind : `${d.kind} ${d.namespace.slice(0, longest)}/${d.name.slice(0, longest)}`

export const placeOf = (d: Document, path: Path): Place => d.locate(offsetOf(d.tree, path))
/** For paths as people write them; `moved` says where a path of the normal form stands in the document. */
export const placeFinder =
  (d: Document, moved: Readonly<Record<string, string>>) =>
  (path: string): Place => {
    const from = Object.keys(moved).find((normal) => path === normal || path.startsWith(`${normal}.`))
    return placeOf(d, parsePath(from === undefined ? path : `${moved[from] ?? from}${path.slice(from.length)}`))
  }

/** The sentence of a problem. */
export const sentence = (expected: string, got: string, advice: string): string =>
  `expected ${expected}, got ${got}.${advice === '' ? '' : ` ${advice}`}`

/** A flaw of a document as a problem: an unknown field is at its key, everything else at its value. */
export const problemOf =
  (d: Document, severity: Problem['severity']) =>
  (flaw: Flaw): Problem => ({
    code: flaw.code,
    severity,
    place: flaw.code === 'PW-FIELD-UNKNOWN' ? d.locate(keyOffsetOf(d.tree, flaw.path)) : placeOf(d, flaw.path),
    path: printPath(flaw.path),
    object: objectOf(d),
    expected: flaw.expected,
    got: flaw.got,
    message: sentence(flaw.expected, flaw.got, flaw.advice),
  })
