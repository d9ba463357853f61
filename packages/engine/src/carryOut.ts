/**
 * Carries a plan out: the shell around core's run machine. It sends what may go, several requests at a time, and hands the answers
 * back to the machine. It never repeats a request: a failure becomes a fact, and the next plan is made from it.
 * @since 0.1.0
 */
import { type AnyAct, fill, isFilled, secretsIn } from '@poolwright/core/Action'
import type { Calls } from '@poolwright/core/Calls'
import * as CloudError from '@poolwright/core/CloudError'
import type { Millis } from '@poolwright/core/Fact'
import type { Key } from '@poolwright/core/Key'
import { type OpTable, rowOf } from '@poolwright/core/Operation'
import { type Plan, type Step, token as tokenOf } from '@poolwright/core/Plan'
import * as Run from '@poolwright/core/Run'
import type { Vault } from '@poolwright/core/Secret'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { answerOf } from './answerOf.js'
import type { Attempts } from './Attempts.js'
import type { Emit } from './Event.js'
import { isAborted, type Signal } from './Signal.js'
import type { Slots } from './Slots.js'
import type { Store } from './Store.js'

export type Shell<A extends AnyAct> = {
  readonly ops: OpTable<A>
  readonly calls: Calls<A>
  readonly vault: Vault
  readonly store: Store
  readonly attempts: Attempts
  readonly uidOf: (pool: Key) => string
  readonly now: () => Millis
  /** Bounds the requests that change something, over all plans that are carried out at the same time. */
  readonly slots: Slots
  readonly emit: Emit<A>
}

/** The request with nothing symbolic left in it, or why there is none. */
const inputOf = <A extends AnyAct>(shell: Shell<A>, run: Run.Run<A>, step: Step<A>): Run.StepAnswer => {
  const closed = secretsIn(step.action.input).filter((secret) => O.isNone(shell.vault.open(secret)))
  if (closed.length > 0) return E.left(CloudError.refused('SecretNotAtHand', 'the bytes that this request carries were not handed in'))
  const input = fill(step.action.input, Run.outputOf(run), (secret) => O.toUndefined(shell.vault.open(secret)))
  return isFilled(input)
    ? E.right(input as object)
    : E.left(CloudError.refused('OutputMissing', 'an earlier step did not answer what this one needs'))
}

/**
 * Ends when nothing can go any more. Once the signal is raised nothing more is sent, and what is on its way is waited for. A step that
 * fails takes with it only those that wait for it.
 */
export const carryOut =
  <A extends AnyAct>(shell: Shell<A>) =>
  async (plan: Plan<A>, signal?: Signal): Promise<Run.Run<A>> => {
    const answer = answerOf(shell.calls)
    const uid = shell.uidOf(plan.pool)
    let run = Run.start(plan)

    const send = async (step: Step<A>): Promise<Run.StepAnswer | undefined> => {
      if (isAborted(signal)) return undefined
      run = Run.sent(run, step.id)
      const at = shell.now()
      const token = tokenOf(uid, step)
      const about = { pool: plan.pool, step: step.id, op: step.action.op }
      shell.emit({ _tag: 'StepSent', at, ...about })
      const input = inputOf(shell, run, step)
      const answered = E.isLeft(input) ? input : await request(step, input.right, token)
      if (E.isLeft(answered)) shell.attempts.failed(plan.pool, step.id, token, answered.left)
      else shell.attempts.succeeded(plan.pool, step.id)
      const error = E.isLeft(answered) ? O.some(answered.left) : O.none
      shell.emit({ _tag: 'StepAnswered', at: shell.now(), ...about, took: shell.now() - at, error })
      return answered
    }
    const request = async (step: Step<A>, input: object, token: string): Promise<Run.StepAnswer> => {
      const row = rowOf(shell.ops, step.action.op)
      const writing = shell.store.writing(row?.touches(step.scope, input) ?? [])
      const got = await answer(step.action.op, step.scope, input, token)
      if (E.isLeft(got)) writing.answered()
      else writing.answered(row?.effect, (seen) => row?.shows?.(got.right, seen) ?? true)
      return got
    }

    const inFlight = new Map<string, Promise<void>>()
    for (;;) {
      for (const step of isAborted(signal) ? [] : Run.ready(run)) {
        if (inFlight.has(step.id)) continue
        const done = shell
          .slots(() => send(step))
          .then((answered) => {
            inFlight.delete(step.id)
            if (answered !== undefined) run = Run.answered(run, step.id, answered)
          })
        inFlight.set(step.id, done)
      }
      if (inFlight.size === 0) return run
      await Promise.race(inFlight.values())
    }
  }
