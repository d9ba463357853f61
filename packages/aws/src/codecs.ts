/**
 * How tables of operations are put together: a pair of codecs each, from which their actions and their rows follow.
 * @since 0.1.0
 */
import type { Act, Answer, In } from '@poolwright/core/Action'
import { struct } from '@poolwright/core/codec'
import type * as Key from '@poolwright/core/Key'
import type { Effect, OpRow, Repeat } from '@poolwright/core/Operation'
import * as t from 'io-ts'

export const list = <A>(codec: t.Type<A, unknown>) => t.readonlyArray(codec)
/** An answer that says nothing anybody reads. */
export const none = struct('Empty', {})

/** Answers that later steps refer to are flattened: an output is one field. Both AWS's form and the flat one decode. */
export const flattened = <R, A>(flat: t.Type<A, unknown>, raw: t.Type<R, unknown>, from: (r: R) => A): t.Type<A, unknown> =>
  new t.Type<A, unknown>(
    flat.name,
    flat.is,
    (u, c) => {
      const answered = raw.validate(u, c)
      return answered._tag === 'Right' ? t.success(from(answered.right)) : flat.validate(u, c)
    },
    flat.encode,
  )

type Pairs = { readonly [op: string]: readonly [request: t.Mixed, answer: t.Mixed] }
/** The actions that pairs of codecs speak of. */
export type ActsIn<C extends Pairs> = { [K in keyof C & string]: Act<K, t.TypeOf<C[K][0]>, t.TypeOf<C[K][1]>> }[keyof C & string]

type Names = {
  /** Operations of one bucket share a rate limit. */
  readonly bucketOf: (op: string) => string
  /** Where IAM's action is called otherwise than the operation. */
  readonly permissionOf?: (op: string) => string
}
const nothing = (): ReadonlyArray<Key.Key> => []

/** Makes the rows of a table: the codecs of the operation of that name, and what is said of it here. */
export const rowsOf =
  <C extends Pairs>(codecs: C, names: Names) =>
  <K extends keyof C & string>(
    op: K,
    effect: Effect,
    repeat: Repeat,
    touches: (scope: Key.Scope, input: In<ActsIn<C>, K>) => ReadonlyArray<Key.Key> = nothing,
    shows?: (answer: Answer<ActsIn<C>, K>, seen: unknown) => boolean,
  ): OpRow<In<ActsIn<C>, K>, Answer<ActsIn<C>, K>> => {
    const [input, answer] = codecs[op] ?? [none, none]
    const permission = names.permissionOf?.(op) ?? op
    // The pair of codecs is the one that the actions were derived from for this very `op`.
    return { effect, repeat, permission, bucket: names.bucketOf(op), input, answer, touches, ...(shows === undefined ? {} : { shows }) }
  }
