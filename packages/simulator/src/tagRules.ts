/**
 * What every service of AWS says of tags.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
 * @since 0.1.0
 */
import type { CloudError } from '@poolwright/core/CloudError'
import { broken, invalid, refusal } from './Handler.js'

const isReserved = (key: string): boolean => key.toLowerCase().startsWith('aws:')
/** At most this many of its owner's tags on one resource; AWS's own do not count. */
export const tagLimit = 50
export const isOverLimit = (keys: ReadonlyArray<string>): boolean => keys.filter((k) => !isReserved(k)).length > tagLimit

const firstRepeated = (keys: ReadonlyArray<string>): string | undefined => keys.find((k, i) => keys.indexOf(k) !== i)

/** EC2's words for keys that may not be. */
export const tagsWrong = (keys: ReadonlyArray<string>): CloudError | undefined =>
  broken(
    () =>
      keys.some(isReserved) ? refusal('InvalidParameterValue', "Tag keys starting with 'aws:' are reserved for internal use") : undefined,
    () =>
      keys.some((k) => k === '' || k.length > 127) ? refusal('InvalidParameterValue', 'Tag key must have 1 to 127 characters') : undefined,
    () => {
      const key = firstRepeated(keys)
      return key === undefined ? undefined : refusal('InvalidParameterValue', `Duplicate tag key '${key}' specified.`)
    },
    () => (isOverLimit(keys) ? refusal('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.') : undefined),
  )

/** Auto Scaling's. */
export const groupTagsWrong = (keys: ReadonlyArray<string>): CloudError | undefined =>
  broken(
    () => (keys.some(isReserved) ? invalid('Tag keys beginning with aws: are reserved for internal use') : undefined),
    () => (keys.some((k) => k === '' || k.length > 128) ? invalid('Tag keys must have 1 to 128 characters') : undefined),
    () => {
      const key = firstRepeated(keys)
      return key === undefined ? undefined : invalid(`Duplicate tag key: ${key}`)
    },
    () => (isOverLimit(keys) ? refusal('LimitExceeded', `A resource can have at most ${tagLimit} tags`) : undefined),
  )
