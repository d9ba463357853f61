/**
 * Plans together with the facts they were made from: `plan.json`, a recorded world and a golden test are this one format.
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { type AnyAct, stepsNamedIn } from './Action.js'
import { Cause } from './Change.js'
import { faults } from './codec.js'
import { digestOf } from './digest.js'
import { Disruption } from './Disruption.js'
import { codecOf, type Fact, type Facts } from './Fact.js'
import { Finding } from './Finding.js'
import { Hold } from './Hold.js'
import { Json } from './Json.js'
import * as JsonSchema from './JsonSchema.js'
import * as Key from './Key.js'
import { type OpTable, rowOf } from './Operation.js'
import type { Plan, Step } from './Plan.js'
import type { AnyNoun } from './Provider.js'
import { Requeue } from './Requeue.js'

/** Raised when the meaning of what is written changes; a reader refuses what it does not know. */
export const format = 1

export type SavedPlan<A extends AnyAct> = {
  readonly format: typeof format
  /** Who wrote it: `poolwright 0.1.0`. */
  readonly by: string
  readonly plans: ReadonlyArray<Plan<A>>
  /** Every fact that the plans looked at. To apply: look again, plan again, compare effects. */
  readonly reads: Facts
}

/** What is known of the values behind keys; nouns without a codec are kept as plain JSON. */
export type Codecs = { readonly [noun: string]: Pick<AnyNoun, 'codec'> }

const ActionFrame = t.type({ op: t.string, input: t.UnknownRecord })
const planFrame = <C extends t.Mixed>(action: C) =>
  t.type({
    pool: t.string,
    steps: t.array(
      t.type({
        id: t.string,
        scope: t.string,
        action,
        after: t.array(t.string),
        causes: t.array(Cause),
        holds: t.array(Hold),
        disruption: Disruption,
        basis: Json,
      }),
    ),
    holds: t.array(Hold),
    findings: t.array(Finding),
    status: Json,
    next: Requeue,
  })
/** The outer form, before inputs and facts are read by the codecs of their own operation and noun. */
export const Frame = t.type({
  format: t.literal(format),
  by: t.string,
  plans: t.array(planFrame(ActionFrame)),
  reads: t.record(t.string, t.unknown),
})

/** Plain JSON; digests stand for secrets. */
export const encode =
  <A extends AnyAct>(ops: OpTable<A>, nouns: Codecs) =>
  (saved: SavedPlan<A>): Json => {
    const input = (s: Step<A>): unknown => rowOf(ops, s.action.op)?.input.encode(s.action.input) ?? s.action.input
    const plans = saved.plans.map((p) => ({
      ...p,
      steps: p.steps.map((s) => ({ ...s, action: { op: s.action.op, input: input(s) } })),
    }))
    const reads = Object.fromEntries(Object.entries(saved.reads).map(([key, fact]) => [key, factCodec(nouns, key).encode(fact)]))
    // Codecs encode to `unknown`; what they make here is JSON by construction, and the tests decode it again.
    return { ...saved, plans, reads } as unknown as Json
  }

const factCodec = (nouns: Codecs, key: string): t.Type<Fact<unknown>, unknown> => {
  const codec: t.Mixed = nouns[Key.nounOf(key)]?.codec ?? Json
  return codecOf<unknown>(codec)
}

/** Every fault at once, each with its path. An operation that the table does not know, and an output of no earlier step, are faults. */
export const decode =
  <A extends AnyAct>(ops: OpTable<A>, nouns: Codecs) =>
  (u: unknown): E.Either<ReadonlyArray<string>, SavedPlan<A>> => {
    const frame = Frame.decode(u)
    if (E.isLeft(frame)) return E.left(faults(frame.left))
    const bad: Array<string> = []
    const plans = frame.right.plans.map((p, i) => {
      const seen = new Set<string>()
      const steps = p.steps.map((s) => {
        const at = `plans.${i}.steps.${s.id}`
        const row = rowOf(ops, s.action.op)
        if (row === undefined) bad.push(`${at}.action.op: no such operation: ${s.action.op}`)
        const input = row?.input.decode(s.action.input)
        if (input?._tag === 'Left') bad.push(...faults(input.left).map((f) => `${at}.action.input.${f}`))
        for (const name of [...s.after, ...stepsNamedIn(s.action.input)])
          if (!seen.has(name)) bad.push(`${at}: waits for ${name}, which is no step before it`)
        seen.add(s.id)
        return { ...s, action: { op: s.action.op, input: input?._tag === 'Right' ? input.right : {} } }
      })
      return { ...p, steps }
    })
    const reads: Record<string, Fact<unknown>> = {}
    for (const [key, raw] of Object.entries(frame.right.reads)) {
      const fact = factCodec(nouns, key).decode(raw)
      if (E.isLeft(fact)) bad.push(...faults(fact.left).map((f) => `reads.${key}.${f}`))
      else reads[key] = fact.right
    }
    // Every input went through the codec of its own operation, so the steps are of the union that the table is about.
    return bad.length > 0 ? E.left(bad) : E.right({ ...frame.right, plans, reads } as unknown as SavedPlan<A>)
  }

/** The schema of what `encode` writes: steps by their operation, facts by their noun. */
export const schema = <A extends AnyAct>(ops: OpTable<A>, nouns: Codecs): JsonSchema.JsonSchema => {
  const frame = JsonSchema.document(Frame, { title: 'A saved plan' })
  const actions = Object.keys(ops).flatMap((op) => {
    const row = rowOf(ops, op)
    return row === undefined || row.effect === 'read' ? [] : [JsonSchema.of(t.type({ op: t.literal(op), input: row.input }))]
  })
  const facts = Object.entries(nouns).map(([noun, { codec }]) => [`^${noun}:`, JsonSchema.of(codecOf<unknown>(codec))] as const)
  return {
    ...frame,
    $defs: { action: { anyOf: actions } },
    properties: {
      ...(frame['properties'] as JsonSchema.JsonSchema),
      plans: { type: 'array', items: JsonSchema.of(planFrame(JsonSchema.describe({ $ref: '#/$defs/action' }, ActionFrame))) },
      reads: { type: 'object', patternProperties: Object.fromEntries(facts) },
    },
  }
}

/** One digest of what a plan file says, made when asked for: names an approval's subject. */
export const digest =
  <A extends AnyAct>(ops: OpTable<A>, nouns: Codecs) =>
  (saved: SavedPlan<A>): string =>
    digestOf(encode(ops, nouns)(saved))
