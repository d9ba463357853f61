/**
 * The plan document, in plain types: no option, no codec, unions told apart by `_tag`.
 * @since 0.1.0
 */
export type JsonValue = null | boolean | number | string | ReadonlyArray<JsonValue> | { readonly [key: string]: JsonValue }

/** Why a step exists. `fact` is the key of what was looked at, `paths` where in the manifests the wanted value is written. */
export type PlannedCause =
  | {
      readonly _tag: 'Change'
      readonly paths: ReadonlyArray<string>
      readonly fact: string
      readonly row: string
      readonly before: JsonValue
      readonly after: JsonValue
      /** What the change does: `inPlace`, `newOnly` (new machines only), `roll`, `replace`, `refused`, `ignored`, `report`. */
      readonly verdict: string
    }
  | { readonly _tag: 'Missing'; readonly fact: string }
  | { readonly _tag: 'World'; readonly fact: string; readonly says: string }

/** What a step does to machines that run. */
export type PlannedDisruption =
  | { readonly _tag: 'None' }
  | { readonly _tag: 'InPlace' }
  | {
      readonly _tag: 'Rolls'
      readonly count: number
      readonly of: number
      readonly floor: number
      readonly surge: number
      readonly seconds: number
    }
  | { readonly _tag: 'Destroys'; readonly count: number }

/** Why something does not happen now. `code` is stable: `poolwright explain` says what to do about it. */
export type Hold =
  | { readonly _tag: 'Await' | 'NotOurs' | 'Assumption'; readonly code: string; readonly fact: string; readonly why: string }
  | { readonly _tag: 'Refused'; readonly code: string; readonly paths: ReadonlyArray<string>; readonly why: string }
  | { readonly _tag: 'Rule'; readonly code: string; readonly rule: string; readonly why: string }

/** Something that a person should know; it holds nothing up. */
export type Finding = {
  readonly severity: 'info' | 'warning' | 'error'
  readonly code: string
  readonly message: string
  readonly paths: ReadonlyArray<string>
}

export type PlannedStep = {
  readonly id: string
  /** Where the call goes and as whom: `aws:111122223333/eu-west-1`. */
  readonly scope: string
  /** In the cloud's own names. Secrets are `{"$secret": digest}`, outputs of earlier steps `{"$out": [step, field]}`. */
  readonly call: { readonly service: string; readonly operation: string; readonly input: JsonValue }
  readonly after: ReadonlyArray<string>
  readonly causes: ReadonlyArray<PlannedCause>
  readonly holds: ReadonlyArray<Hold>
  readonly disruption: PlannedDisruption
}

export type PlannedPool = {
  /** `namespace/name`. */
  readonly pool: string
  readonly steps: ReadonlyArray<PlannedStep>
  readonly holds: ReadonlyArray<Hold>
  readonly findings: ReadonlyArray<Finding>
  /** The pool's status as its API spells it; `null` where nothing can be said yet. */
  readonly status: JsonValue
  /** When to look again: on a change only, or after `delay` milliseconds. */
  readonly next: { readonly _tag: 'AwaitChange' } | { readonly _tag: 'After'; readonly delay: number }
}

export type PlanSummary = {
  readonly pools: number
  /** Steps that may run now, by what they do. */
  readonly create: number
  readonly change: number
  readonly roll: number
  readonly destroy: number
  readonly calls: number
  /** Steps and pools that something holds. */
  readonly held: number
  /** False only when there is neither a step nor a hold. */
  readonly changes: boolean
}

export type PlanDocument = {
  readonly format: 1
  readonly plans: ReadonlyArray<PlannedPool>
  readonly summary: PlanSummary
}
