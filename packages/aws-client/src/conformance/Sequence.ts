/**
 * Sequences of operations with what AWS documents that each answers, and how they are performed on anything that claims to be AWS.
 * @since 0.1.0
 */
import type { Answer, AnyAct, Filled, In } from '@poolwright/core/Action'
import { type Calls, send } from '@poolwright/core/Calls'
import { type CloudError, codeOf } from '@poolwright/core/CloudError'
import { equals, type Json } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'

/** What every sequence needs of the account it runs in; more is said by the suite. */
export type Place = {
  readonly scope: Scope
  /** In front of every name that is made; nothing else in the account has it. */
  readonly prefix: string
}

/** What earlier steps of the sequence answered, by the name they were given. */
export type Seen = { readonly [name: string]: unknown }

export type Step<A extends AnyAct, G> = {
  /** What AWS documents, as a sentence; unique within its sequence. */
  readonly says: string
  readonly op: A['op']
  readonly input: (ground: G, seen: Seen) => object
  /** What matters of the answer. */
  readonly sees: (answer: object) => Json
  /** `Stale AlreadyExists` for an error: what follows from it and the service's own code. */
  readonly wants: (ground: G, seen: Seen) => Json
  /** Asked again until it is as wanted: what takes time. */
  readonly settles: boolean
  /** The answer's name for later steps. */
  readonly as: string | undefined
  /** Equal tokens are one request; a step has its own unless said. */
  readonly token: string | undefined
}

export type Sequence<A extends AnyAct, G> = {
  readonly name: string
  readonly steps: ReadonlyArray<Step<A, G>>
  /** Takes away what the steps may have left; what it answers does not matter. */
  readonly tidy: ReadonlyArray<Step<A, G>>
}

type Wanted<G> = Json | ((ground: G, seen: Seen) => Json)
type More<A extends AnyAct, G, K extends A['op']> = {
  readonly sees?: (answer: Answer<A, K>) => Json
  readonly wants?: Wanted<G>
  readonly settles?: true
  readonly as?: string
  readonly token?: string
}

/** Steps of a suite, typed by their operations. Without `wants` a step has to succeed; what it answers is not looked at without `sees`. */
export const stepOf =
  <A extends AnyAct, G>() =>
  <K extends A['op']>(
    says: string,
    op: K,
    input: (ground: G, seen: Seen) => Filled<In<A, K>>,
    { wants = 'done', ...more }: More<A, G, K> = {},
  ): Step<A, G> => ({
    says,
    op,
    // `op`, `input` and `sees` belong together by the signature.
    input: input as (ground: G, seen: Seen) => object,
    sees: more.sees ?? (() => 'done'),
    wants: typeof wants === 'function' ? wants : () => wants,
    settles: more.settles ?? false,
    as: more.as,
    token: more.token,
  })

/** An answer that an earlier step was named to give. */
export const textOf = (seen: Seen, name: string, field: string): string => {
  const answer = seen[name]
  const value = typeof answer === 'object' && answer !== null ? (answer as { readonly [k: string]: unknown })[field] : undefined
  return typeof value === 'string' ? value : `nothing was seen of ${name}.${field}`
}

/** What answers sequences. */
export type Stage<A extends AnyAct, G extends Place> = {
  readonly calls: Calls<A>
  readonly ground: G
  /** Lets some time pass before a step that has not settled is asked again. */
  readonly pause: () => Promise<void>
  /** How often a step is asked again before it counts as different. */
  readonly patience: number
}

export type Heard = { readonly sequence: string; readonly says: string; readonly wants: Json; readonly got: Json }

const shown = (e: CloudError): string => (codeOf(e) === e._tag ? e._tag : `${e._tag} ${codeOf(e)}`)

/** Performs a sequence to its end, whatever its steps answer, and tidies up. One entry a step. */
export const perform = async <A extends AnyAct, G extends Place>(
  stage: Stage<A, G>,
  sequence: Sequence<A, G>,
): Promise<ReadonlyArray<Heard>> => {
  const { ground } = stage
  const ask = send(stage.calls)
  const heard: Array<Heard> = []
  const seen: Record<string, unknown> = {}
  const once = async (s: Step<A, G>, i: number): Promise<Heard> => {
    const token = `${ground.prefix}-${sequence.name}-${s.token ?? i}`
    const answer = await ask(s.op, ground.scope, s.input(ground, seen), token)()
    if (s.as !== undefined && E.isRight(answer)) seen[s.as] = answer.right
    const got = E.isRight(answer) ? s.sees(answer.right) : shown(answer.left)
    return { sequence: sequence.name, says: s.says, wants: s.wants(ground, seen), got }
  }
  for (const [i, s] of sequence.steps.entries()) {
    let last = await once(s, i)
    for (let again = 0; s.settles && again < stage.patience && !equals(last.got, last.wants); again++) {
      await stage.pause()
      last = await once(s, i)
    }
    heard.push(last)
  }
  for (const [i, s] of sequence.tidy.entries()) await once(s, sequence.steps.length + i)
  return heard
}

/** What was answered otherwise than AWS documents. */
export const differing = (heard: ReadonlyArray<Heard>): ReadonlyArray<Heard> => heard.filter((h) => !equals(h.got, h.wants))
