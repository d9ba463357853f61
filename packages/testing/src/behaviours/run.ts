/**
 * Playing a behaviour: what it is given is read and planned, and what came of it is laid out as an expectation speaks of it.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Hold } from '@poolwright/core/Hold'
import { byText, type Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { type Plan, type Step, token, waitsFor } from '@poolwright/core/Plan'
import { vaultOf } from '@poolwright/core/Secret'
import { pools } from '@poolwright/planner/pool/pools'
import { hasErrors, type Problem } from '@poolwright/schema/Manifest'
import { aws } from '@poolwright/simulator/aws'
import type { Read } from '@poolwright/schema/read'
import type { Case, Then } from './Behaviour.js'
import { joined } from './Behaviour.js'
import type { Outcome } from './check.js'
import { carryOut, cloudOf, seenIn } from './cloud.js'
import { askedOf } from './observed.js'
import { listOf, members, textOf } from './parts.js'
import type { Baseline } from './parse.js'
import { attempted, described, failing, lookThrough, observed, scope, type Seen, type Situation, situationOf, start } from './situation.js'

/** Steps that run now: not held, and waiting for nothing that is. */
const running = (plan: Plan<AwsAct>): ReadonlyArray<Step<AwsAct>> => {
  const runs = new Set<string>()
  return plan.steps.filter((s) => {
    const goes = s.holds.length === 0 && waitsFor(s).every((id) => runs.has(id))
    if (goes) runs.add(s.id)
    return goes
  })
}

const problemsOf = (read: Read): Json =>
  read.problems.map(({ severity, code, object, path, got }: Problem) => ({ severity, code, kind: object.split(' ')[0] ?? '', path, got }))

const conditionsIn = (status: Json): Json =>
  Object.fromEntries(listOf(members(status)['conditions']).map((c) => [textOf(members(c)['type']), c]))

const held =
  (on: string) =>
  (h: Hold): Json => ({ on, code: h.code, fact: 'fact' in h ? Key.nounOf(h.fact) : null, says: h.why })

const json = (u: unknown): Json => JSON.parse(JSON.stringify(u)) as Json

const outcomeOf = (s: Situation, plan: Plan<AwsAct> | null, seen: Seen, then: Then): Outcome => {
  const nouns = [...new Set([...seen.asked].map(Key.nounOf))]
  const asked = [...new Set([...nouns, ...Object.keys(pools.nouns)])].map((noun) => {
    const ids = [...seen.asked].filter((key) => Key.nounOf(key) === noun).map((key) => Key.parse(key).id)
    return [noun, askedOf(noun, ids)] as const
  })
  const planned = plan ?? { steps: [], holds: [], findings: [], status: null, next: { _tag: 'AwaitChange' as const } }
  const holds = [...planned.holds.map(held('pool')), ...planned.steps.flatMap((step) => step.holds.map(held(step.id)))]
  const findings = [...planned.findings]
    .sort((x, y) => byText(x.code, y.code) || byText(x.message, y.message))
    .map((f) => ({ severity: f.severity, code: f.code, paths: f.paths, says: f.message }))
  return {
    refused: [],
    problems: problemsOf(s.read),
    strict: then.strict === undefined ? null : problemsOf(s.strictly()),
    calls: plan === null ? [] : running(plan).map((step) => ({ op: step.action.op, input: json(step.action.input) })),
    holds,
    findings,
    conditions: conditionsIn(planned.status),
    status: planned.status,
    requeue: planned.next._tag === 'After' ? planned.next.delay / 1_000 : 'change',
    asked: Object.fromEntries(asked),
    manifests: json({ pool: ownOf(s) ?? null }),
  }
}

const bucketsIn = (s: Situation): ReadonlyArray<string> =>
  s.read.manifests.awsClusters.flatMap(({ value }) => value.spec.s3Bucket?.name ?? [])

/** Nothing is planned from manifests with an error in them. */
const planOf = (s: Situation, seen: Seen, now: number): Plan<AwsAct> | null =>
  s.pool === null || hasErrors(s.read.problems) ? null : pools.plan(s.pool, seen.look, now)

/** The pool that the behaviour is about, among those that there are. */
const ownOf = ({ read: { manifests }, namespace, name }: Situation) =>
  [...manifests.awsMachinePools, ...manifests.awsManagedMachinePools].find(
    ({ value: { metadata } }) => metadata.namespace === namespace && metadata.name === name,
  )?.value
/** Files know no uid; then the name stands for the pool, as it does in the planner. */
const uidOf = (s: Situation): string => ownOf(s)?.metadata.uid ?? `${s.namespace}/${s.name}`

/** One pass: what was planned from what was seen, and that as an expectation speaks of it. */
export type Played = { readonly plan: Plan<AwsAct> | null; readonly asked: ReadonlySet<string>; readonly outcome: Outcome }

/** The first pass and every later one, in order. Deterministic. */
export const play = (baseline: Baseline, c: Case): ReadonlyArray<Outcome> => playWhole(baseline, c).map((pass) => pass.outcome)

/** The same with the plans themselves. */
export const playWhole = (baseline: Baseline, c: Case): ReadonlyArray<Played> => {
  const first = situationOf(baseline, c.given)
  const around = (s: Situation, now: number) => [failing(c.given), described(s, now)] as const
  const known = [...around(first, start), observed(first, start)]
  const bare = c.given['attempts'] === undefined ? null : planOf(first, lookThrough(start, ...known), start)
  const tokenOf = (id: string): string | null => {
    const found = bare?.steps.find((s) => s.id === id)
    return found === undefined ? null : token(uidOf(first), found)
  }
  const seen = lookThrough(start, attempted(first, c.given, tokenOf, start), ...known)
  const plan = planOf(first, seen, start)
  const passes: Array<Played> = [{ plan, asked: seen.asked, outcome: outcomeOf(first, plan, seen, c.then) }]

  let world = cloudOf(members(first.documents['observed']), bucketsIn(first), scope, start)
  let latest = { situation: first, plan, given: c.given }
  for (const later of c.again) {
    let refused: ReadonlyArray<string> = []
    for (const event of later.when) {
      if (event === 'apply') {
        const { situation, plan: applied } = latest
        if (applied === null) continue
        const carried = carryOut(world, applied, vaultOf(situation.read.vault), uidOf(situation))
        world = carried.world
        refused = [...refused, ...carried.refused]
      } else if ('advance' in event) {
        world = aws.tick(world, event.advance * 1_000)
      } else {
        const given = joined(latest.given, event.change)
        latest = { ...latest, given, situation: situationOf(baseline, given) }
      }
    }
    const { situation, given } = latest
    const now = world.now
    const again = lookThrough(now, ...around(situation, now), seenIn(world))
    const next = planOf(situation, again, now)
    passes.push({ plan: next, asked: again.asked, outcome: { ...outcomeOf(situation, next, again, later.then), refused } })
    latest = { situation, plan: next, given }
  }
  return passes
}
