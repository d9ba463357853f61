/**
 * Why a step does not run now. Steps that wait stay in the plan, shown and priced. `code` is stable, `why` is for people.
 * @since 0.1.0
 */
import * as t from 'io-ts'
import { KeyText } from './Change.js'
import { oneOf } from './codec.js'
import type { Key } from './Key.js'

export type Rule = 'paused' | 'budget' | 'window' | 'approval' | 'breaker'

export type Hold =
  /** A fact has to be read, or to become something else, first. */
  | { readonly _tag: 'Await'; readonly code: string; readonly fact: Key; readonly why: string }
  /** A thing of that name is somebody else's. */
  | { readonly _tag: 'NotOurs'; readonly code: string; readonly fact: Key; readonly why: string }
  /** It cannot be done as asked: the spec contradicts itself or AWS's limits, or the cloud refused it. */
  | { readonly _tag: 'Refused'; readonly code: string; readonly paths: ReadonlyArray<string>; readonly why: string }
  /** Something that the manifests leave open was assumed; the settings say whether assumptions may be acted on. */
  | { readonly _tag: 'Assumption'; readonly code: string; readonly fact: Key; readonly why: string }
  /** Somebody's rule. */
  | { readonly _tag: 'Rule'; readonly code: string; readonly rule: Rule; readonly why: string }

const held = <T extends 'Await' | 'NotOurs' | 'Assumption'>(tag: T) =>
  t.readonly(t.exact(t.type({ _tag: t.literal(tag), code: t.string, fact: KeyText, why: t.string })))

export const Hold: t.Type<Hold, unknown> = t.union(
  [
    held('Await'),
    held('NotOurs'),
    held('Assumption'),
    t.readonly(t.exact(t.type({ _tag: t.literal('Refused'), code: t.string, paths: t.readonlyArray(t.string), why: t.string }))),
    t.readonly(
      t.exact(
        t.type({
          _tag: t.literal('Rule'),
          code: t.string,
          rule: oneOf('paused', 'budget', 'window', 'approval', 'breaker'),
          why: t.string,
        }),
      ),
    ),
  ],
  'Hold',
)

export const awaits = (code: string, fact: Key, why: string): Hold => ({ _tag: 'Await', code, fact, why })
export const notOurs = (code: string, fact: Key, why: string): Hold => ({ _tag: 'NotOurs', code, fact, why })
export const refused = (code: string, paths: ReadonlyArray<string>, why: string): Hold => ({ _tag: 'Refused', code, paths, why })
export const assumption = (code: string, fact: Key, why: string): Hold => ({ _tag: 'Assumption', code, fact, why })
export const rule = (code: string, name: Rule, why: string): Hold => ({ _tag: 'Rule', code, rule: name, why })
