/**
 * Tags, in the two spellings AWS has.
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'

/** Tags by key. Keys that begin with `aws:` are AWS's own and never ours. */
export type Tags = { readonly [key: string]: string }

export const Tag = struct('Tag', { Key: t.string, Value: t.string })
export type Tag = t.TypeOf<typeof Tag>

export const TagSpecification = struct('TagSpecification', { ResourceType: t.string, Tags: t.readonlyArray(Tag) })
export type TagSpecification = t.TypeOf<typeof TagSpecification>

/** Tags of an Auto Scaling group, which say whether new instances get them. */
export const GroupTag = struct('GroupTag', {
  Key: t.string,
  Value: t.string,
  PropagateAtLaunch: t.boolean,
  ResourceId: t.string,
  ResourceType: t.string,
})
export type GroupTag = t.TypeOf<typeof GroupTag>

/** Sorted by key, so that equal tags make equal requests. */
export const tagList = (tags: Tags): ReadonlyArray<Tag> =>
  Object.keys(tags)
    .sort()
    .map((Key) => ({ Key, Value: tags[Key] ?? '' }))

export const tagsOf = (list: ReadonlyArray<{ readonly Key: string; readonly Value: string }>): Tags =>
  Object.fromEntries(list.map((x) => [x.Key, x.Value]))
