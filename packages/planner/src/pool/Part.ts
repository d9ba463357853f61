/**
 * What one part of a plan comes to; a plan is the sum of its parts.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Cause } from '@poolwright/core/Change'
import type { Finding } from '@poolwright/core/Finding'
import type { Hold } from '@poolwright/core/Hold'
import { equals } from '@poolwright/core/Json'
import { step as stepOf, type Step } from '@poolwright/core/Plan'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'

export type Part = {
  readonly steps: ReadonlyArray<Step<AwsAct>>
  readonly holds: ReadonlyArray<Hold>
  readonly findings: ReadonlyArray<Finding>
  /** Something is under way that will look different soon without anybody's doing. */
  readonly moving: boolean
}
export const quiet: Part = { steps: [], holds: [], findings: [], moving: false }

export const steps = (list: ReadonlyArray<Step<AwsAct>>): Part => (list.length === 0 ? quiet : { ...quiet, steps: list })
export const held = (...holds: ReadonlyArray<Hold>): Part => ({ ...quiet, holds })
export const found = (...findings: ReadonlyArray<Finding>): Part => (findings.length === 0 ? quiet : { ...quiet, findings })

export const sum = (parts: ReadonlyArray<Part>): Part => {
  const live = parts.filter((p) => p !== quiet)
  const [only] = live
  if (only === undefined) return quiet
  if (live.length === 1) return only
  return {
    steps: live.flatMap((p) => p.steps),
    holds: live.flatMap((p) => p.holds),
    findings: live.flatMap((p) => p.findings),
    moving: live.some((p) => p.moving),
  }
}

export const step = stepOf<AwsAct>()

/** Causes with at least one among them; `otherwise` speaks where there would be none. */
export const causes = (list: ReadonlyArray<Cause>, otherwise: Cause): NonEmptyArray<Cause> => {
  const [first, ...rest] = list
  return first === undefined ? [otherwise] : [first, ...rest]
}

/** How old, in milliseconds, a fact may be that something is made, ended or taken away on. */
export const FRESH = 10_000

/** Several parts may wait for the same: equal holds about one thing are one. */
export const onceEach = (holds: ReadonlyArray<Hold>): ReadonlyArray<Hold> =>
  holds.length < 2 ? holds : holds.filter((h, i) => holds.findIndex((x) => equals(x, h)) === i)
