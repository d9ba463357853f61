/**
 * Behaviours as data: what is wanted and observed, and what follows. Each is a file of its own, named by the rule of the reference that
 * it shows; this is their form.
 * @since 0.1.0
 */
import { oneOf, struct } from '@poolwright/core/codec'
import { isPlain, Json } from '@poolwright/core/Json'
import * as t from 'io-ts'

const list = <A>(codec: t.Type<A, unknown>): t.Type<ReadonlyArray<A>, unknown> => t.readonlyArray(codec)
export type Document = { readonly [member: string]: Json }
const Document: t.Type<Document, unknown> = t.readonly(t.record(t.string, Json))
/** Texts that a message must hold, each of them. */
const says = list(t.string)

/** One call that runs now. Of its input only what is stated is compared; lists are compared whole, and `null` means: not sent. */
export const ExpectedCall = struct('a call', { op: t.string }, { input: Document })
/** Why something does not run. `on`: the step's name, or `pool` for a hold that is about no single step; `fact`: the noun it is about. */
export const ExpectedHold = struct('a hold', { on: t.string, code: t.string }, { fact: t.string, says })
export const ExpectedFinding = struct('a finding', { code: t.string }, { severity: t.string, paths: list(t.string), says })
/** What is wrong with the manifests. `path` and `kind` say where. */
export const ExpectedProblem = struct(
  'a problem',
  { severity: oneOf('error', 'warning', 'info'), code: t.string, kind: t.string, path: t.string },
  { got: t.string },
)

export const Then = struct(
  'then',
  {
    /** Every call that runs now, in the plan's order: no other one does. */
    calls: list(ExpectedCall),
  },
  {
    /** All of them; none unless stated. */
    holds: list(ExpectedHold),
    /** All of them, in order of code; none unless stated. */
    findings: list(ExpectedFinding),
    /** All of them; none unless stated. With an error among them nothing is planned. */
    problems: list(ExpectedProblem),
    /** The same when manifests are read strictly; not compared unless stated. */
    strict: list(ExpectedProblem),
    /** By type; others are not compared. */
    conditions: Document,
    /** Members of the pool's status; others are not compared. */
    status: Document,
    /** Seconds until the pool is looked at again, or `change`: when something changes. */
    requeue: t.union([t.number, t.literal('change')]),
    /** By noun, all that was asked: ids, or filters of look-ups. */
    asked: Document,
    /** By document, members of what was read of it, defaults filled in, as it is after planning. */
    manifests: Document,
  },
)
export type Then = t.TypeOf<typeof Then>

/** What happens between two plans: the first is carried out, seconds pass, what is wanted changes. */
const Event: t.Type<Event, unknown> = t.union([
  t.literal('apply'),
  struct('advance', { advance: t.number }),
  struct('change', { change: Document }),
])
export type Event = 'apply' | { readonly advance: number } | { readonly change: Document }

const Later = struct('a later pass', { when: list(Event), then: Then })
const CaseFile = struct('a case', { name: t.string, then: Then }, { given: Document, again: list(Later) })
export const BehaviourFile = struct(
  'a behaviour',
  { title: t.string },
  { given: Document, then: Then, again: list(Later), cases: list(CaseFile), differs: t.string },
)

export type Case = {
  /** Empty when the behaviour has one case only. */
  readonly name: string
  /** What differs from the baseline, as merge patches by document. */
  readonly given: Document
  readonly then: Then
  /** Passes after the first, on a simulated cloud. */
  readonly again: ReadonlyArray<t.TypeOf<typeof Later>>
}
export type Behaviour = {
  /** As in `ASG-D1`. */
  readonly id: string
  /** What happens, in a sentence. */
  readonly title: string
  readonly cases: ReadonlyArray<Case>
  /** Why it is not what Cluster API Provider AWS does or the reference's row says; `null` where it is. */
  readonly differs: string | null
}

/** A merge patch (RFC 7396): members that are `null` are taken away, lists are replaced. */
export const merged = (to: Json, patch: Json): Json => {
  if (!isPlain(patch)) return patch
  const base: { readonly [k: string]: Json } = isPlain(to) ? to : {}
  const patched = Object.entries(patch).reduce<Document>((all, [k, x]) => {
    if (x !== null) return { ...all, [k]: merged(all[k] ?? null, x) }
    const { [k]: _gone, ...others } = all
    return others
  }, base)
  return patched
}

/** A file's content with its cases written out. */
export const behaviourOf = (id: string, file: t.TypeOf<typeof BehaviourFile>): Behaviour => {
  const shared = file.given ?? {}
  const single: ReadonlyArray<Case> = file.then === undefined ? [] : [{ name: '', given: shared, then: file.then, again: file.again ?? [] }]
  const several = (file.cases ?? []).map((c): Case => ({
    name: c.name,
    given: joined(shared, c.given ?? {}),
    then: c.then,
    again: c.again ?? [],
  }))
  return { id, title: file.title, cases: [...single, ...several], differs: file.differs ?? null }
}

/** Two patches as one: unlike `merged` it keeps the `null`s that take members away. */
export const joined = (first: Document, second: Document): Document =>
  Object.entries(second).reduce<Document>((all, [k, x]) => {
    const before = all[k]
    return { ...all, [k]: isPlain(before) && isPlain(x) ? joined(before, x) : x }
  }, first)
