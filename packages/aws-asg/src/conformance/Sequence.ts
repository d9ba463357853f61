/**
 * Sequences of operations with what AWS documents that each answers, and how they are performed on anything that claims to be AWS.
 * @since 0.1.0
 */
import type { AsgAct } from '@poolwright/aws'
import type { Answer, Filled, In } from '@poolwright/core/Action'
import { type Calls, send } from '@poolwright/core/Calls'
import { type CloudError, codeOf } from '@poolwright/core/CloudError'
import { equals, type Json } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'

/** What sequences find in the account they run in. */
export type Ground = {
  readonly scope: Scope
  /** In front of every name that is made; nothing else in the account has it. */
  readonly prefix: string
  readonly subnet: string
  readonly zone: string
  /** Two images that `instanceType` can run. */
  readonly images: readonly [string, string]
  readonly instanceType: string
}

/** What earlier steps of the sequence answered, by the name they were given. */
export type Seen = { readonly [name: string]: unknown }

export type Step = {
  /** What AWS documents, as a sentence; unique within its sequence. */
  readonly says: string
  readonly op: AsgAct['op']
  readonly input: (ground: Ground, seen: Seen) => object
  /** What matters of the answer. */
  readonly sees: (answer: object) => Json
  /** `Stale AlreadyExists` for an error: what follows from it and the service's own code. */
  readonly wants: (ground: Ground, seen: Seen) => Json
  /** Asked again until it is as wanted: what takes time. */
  readonly settles: boolean
  /** The answer's name for later steps. */
  readonly as: string | undefined
  /** Equal tokens are one request; a step has its own unless said. */
  readonly token: string | undefined
}

export type Sequence = {
  readonly name: string
  readonly steps: ReadonlyArray<Step>
  /** Takes away what the steps may have left; what it answers does not matter. */
  readonly tidy: ReadonlyArray<Step>
}

type Wanted = Json | ((ground: Ground, seen: Seen) => Json)
type More<K extends AsgAct['op']> = {
  readonly sees?: (answer: Answer<AsgAct, K>) => Json
  readonly wants?: Wanted
  readonly settles?: true
  readonly as?: string
  readonly token?: string
}

/** A step, typed by its operation. Without `wants` it has to succeed; what it answers is not looked at without `sees`. */
export const step = <K extends AsgAct['op']>(
  says: string,
  op: K,
  input: (ground: Ground, seen: Seen) => Filled<In<AsgAct, K>>,
  more: More<K> = {},
): Step => {
  const { wants = 'done' } = more
  return {
    says,
    op,
    // `op` and `input` belong together by the signature.
    input: input,
    sees: (more.sees ?? (() => 'done')) as (answer: object) => Json,
    wants: typeof wants === 'function' ? wants : () => wants,
    settles: more.settles ?? false,
    as: more.as,
    token: more.token,
  }
}

/** An answer that an earlier step was named to give. */
export const textOf = (seen: Seen, name: string, field: string): string => {
  const answer = seen[name]
  const value = typeof answer === 'object' && answer !== null ? (answer as { readonly [k: string]: unknown })[field] : undefined
  return typeof value === 'string' ? value : `nothing was seen of ${name}.${field}`
}

/** What answers sequences. */
export type Stage = {
  readonly calls: Calls<AsgAct>
  readonly ground: Ground
  /** Lets some time pass before a step that has not settled is asked again. */
  readonly pause: () => Promise<void>
  /** How often a step is asked again before it counts as different. */
  readonly patience: number
}

export type Heard = { readonly sequence: string; readonly says: string; readonly wants: Json; readonly got: Json }

const shown = (e: CloudError): string => (codeOf(e) === e._tag ? e._tag : `${e._tag} ${codeOf(e)}`)

/** Performs a sequence to its end, whatever its steps answer, and tidies up. One entry a step. */
export const perform = async (stage: Stage, sequence: Sequence): Promise<ReadonlyArray<Heard>> => {
  const { ground } = stage
  const ask = send(stage.calls)
  const heard: Array<Heard> = []
  const seen: Record<string, unknown> = {}
  const once = async (s: Step, i: number): Promise<Heard> => {
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
