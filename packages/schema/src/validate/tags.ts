/**
 * Tags as AWS and Cluster API Provider AWS take them (V8).
 */
import { type Breach, breach, when } from '../internal/Rule.js'
import type { Path } from '../internal/Tree.js'

const characters = /^[\p{L}\p{N}\s_.:/=+\-@]*$/u
const most = 50

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
export const tagRules = (tags: Readonly<Record<string, string>>, path: Path): ReadonlyArray<Breach> => [
  ...when(Object.keys(tags).length > most, () =>
    breach('PW-TAGS', 'error', path, { expected: `at most ${most} tags`, got: String(Object.keys(tags).length) }),
  ),
  ...Object.entries(tags).flatMap(([key, value]) => {
    const at = [...path, key]
    const size = [...key].length
    return [
      ...when(size < 1 || size > 128, () =>
        breach('PW-TAGS', 'error', at, { expected: 'a tag key of 1 to 128 characters', got: `${size}` }),
      ),
      ...when(/^aws:/i.test(key), () =>
        breach('PW-TAGS', 'error', at, {
          expected: 'a tag key without the prefix aws:',
          got: JSON.stringify(key),
          advice: 'AWS keeps that prefix for itself.',
        }),
      ),
      ...when([...value].length > 256, () =>
        breach('PW-TAGS', 'error', at, { expected: 'a tag value of at most 256 characters', got: `${[...value].length}` }),
      ),
      ...when(!characters.test(key) || !characters.test(value), () =>
        breach('PW-TAGS', 'error', at, {
          expected: 'letters, digits, blanks and _ . : / = + - @ in a tag',
          got: JSON.stringify(characters.test(key) ? value.slice(0, 60) : key.slice(0, 60)),
        }),
      ),
    ]
  }),
]
