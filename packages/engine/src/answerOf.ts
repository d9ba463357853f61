/**
 * One request, whatever the port does.
 * @since 0.1.0
 */
import * as Calls from '@poolwright/core/Calls'
import type { AnyAct } from '@poolwright/core/Action'
import { lost } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import type { StepAnswer } from '@poolwright/core/Run'
import * as E from 'fp-ts/lib/Either.js'

/** A port that throws or rejects breaks its contract; nobody knows what happened, so it counts as no answer. */
export const answerOf =
  <A extends AnyAct>(calls: Calls.Calls<A>) =>
  async (op: string, scope: Scope, input: unknown, token: string): Promise<StepAnswer> => {
    try {
      return await Calls.send(calls)(op, scope, input, token)()
    } catch {
      return E.left(lost)
    }
  }
