/**
 * Filters of EC2's Describe requests: any value of a filter, all filters, `*` and `?` as wildcards.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 * @since 0.1.0
 */
import type { Filter } from '@poolwright/aws/lookups'
import type { CloudError } from '@poolwright/core/CloudError'
import * as E from 'fp-ts/lib/Either.js'
import { refusal } from './Handler.js'

const escaped = (s: string) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** Case counts; a backslash takes the meaning from a wildcard. */
const asPattern = (value: string): RegExp =>
  new RegExp(
    `^${value.replace(/\\([*?\\])|([*?])|[^*?\\]+|\\/g, (all, literal: string | undefined, wild: string | undefined) =>
      literal !== undefined ? escaped(literal) : wild === '*' ? '[^]*' : wild === '?' ? '[^]' : escaped(all),
    )}$`,
  )

type Test = { readonly name: string; readonly passes: (values: ReadonlyArray<string>) => boolean }
const testOf = (f: Filter): Test => {
  const plain = new Set(f.Values)
  const patterns = f.Values.filter((v) => /[*?\\]/.test(v)).map(asPattern)
  return { name: f.Name, passes: (values) => values.some((v) => plain.has(v) || patterns.some((p) => p.test(v))) }
}

/** What passes, in the order given. `valuesOf` answers `undefined` for a filter that the request does not have: an error. */
export const filtered = <A>(
  filters: ReadonlyArray<Filter>,
  all: ReadonlyArray<A>,
  valuesOf: (a: A) => (filter: string) => ReadonlyArray<string> | undefined,
): E.Either<CloudError, ReadonlyArray<A>> => {
  const tests = filters.map(testOf)
  const [first] = all
  const unknown = first === undefined ? undefined : tests.find((x) => valuesOf(first)(x.name) === undefined)
  if (unknown !== undefined) return E.left(refusal('InvalidParameterValue', `The filter '${unknown.name}' is invalid`))
  return E.right(all.filter((a) => tests.every((x) => x.passes(valuesOf(a)(x.name) ?? []))))
}
