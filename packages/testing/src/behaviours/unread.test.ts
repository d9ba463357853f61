/** What every behaviour shows besides what its file states: what is left of its plan while something is not known, or not known lately. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AwsAct } from '@poolwright/aws/actions'
import * as Fact from '@poolwright/core/Fact'
import { canonical } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { mayGo, type Plan } from '@poolwright/core/Plan'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import { pools } from '@poolwright/planner/pool/pools'
import { hasErrors } from '@poolwright/schema/Manifest'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type Baseline, parseBaseline, parseBehaviour } from './parse.js'
import { described, failing, lookThrough, observed, situationOf, start } from './situation.js'

const folder = join(import.meta.dirname, '../../behaviours')
const fileOf = (path: string): string => readFileSync(join(folder, path), 'utf8')
const right = <A>(e: E.Either<string, A>): A => {
  if (E.isLeft(e)) throw new Error(e.left)
  return e.right
}
const idsOf = (family: string): ReadonlyArray<string> =>
  readdirSync(join(folder, family))
    .filter((file) => file !== 'baseline.yaml')
    .map((file) => file.replace('.yaml', ''))

type Planned = Plan<AwsAct>
type View = {
  readonly at: string
  readonly whole: Planned
  /** All that was asked and answered. */
  readonly known: ReadonlyArray<Key.Key>
  readonly without: (key: Key.Key) => Planned
  /** Whatever may only be so old is older. */
  readonly stale: () => Planned
}

/** The first passes of a behaviour from which something is planned. */
const viewsOf = (baseline: Baseline, family: string, id: string): ReadonlyArray<View> =>
  right(parseBehaviour(baseline)({ name: `${family}-${id}`, text: fileOf(`${family}/${id}.yaml`) })).cases.flatMap((c) => {
    const s = situationOf(baseline, c.given)
    const { pool } = s
    if (pool === null || hasErrors(s.read.problems)) return []
    const answers = [failing(c.given), described(s, start), observed(s, start)]
    const seen = lookThrough(start, ...answers)
    const whole = pools.plan(pool, seen.look, start)
    const known = [...seen.asked].flatMap((key) => {
      const full = key as Key.Key<keyof PoolNouns & string>
      return seen.look(full)._tag === 'Unknown' ? [] : [full]
    })
    const without = (key: Key.Key) =>
      pools.plan(pool, lookThrough(start, (k) => (k === key ? Fact.unread : undefined), ...answers).look, start)
    const lately: Fact.Look<PoolNouns> = (key, maxAge) => (maxAge === undefined ? seen.look(key) : Fact.unknown('stale'))
    return [{ at: `${id} ${c.name}`.trim(), whole, known, without, stale: () => pools.plan(pool, lately, start) }]
  })

const goingIn = (plan: Planned): ReadonlyMap<string, string> =>
  new Map(mayGo(plan).map((s) => [s.id, canonical([s.action.op, s.action.input])]))
const factsHeld = (plan: Planned): ReadonlySet<string> =>
  new Set([...plan.holds, ...plan.steps.flatMap((s) => s.holds)].flatMap((h) => ('fact' in h ? [h.fact] : [])))

/** Of what is asked for by one step about several things, what is known of the others is asked for all the same. */
const several: ReadonlyArray<string> = ['EKS-L01 record', 'EKS-L07 record', 'EKS-T09 group']
/** A version of a template waits for the end of a rollout that leads elsewhere, where one is known. */
const early = (noun: string, step: string): boolean => step === 'template' && (noun === 'group' || noun === 'refresh')
/** Tidying up, which may be left for later without a word. */
const tidies = /^(prune|resume|predecessor|role|unstore-.*|unhook-.*|.*-untag|role-(detach|remove)-.*)$/
/** What only follows from what is known: a hidden group is there, labels were ours, a release is newer; versions are waited for as one. */
const follows: ReadonlyArray<string> = [
  'group group-tags',
  'group hook-h',
  'record config',
  'parameter version',
  'version template',
  'versionNumbers template',
]

describe.each(['ASG', 'EKS'])('every behaviour of %s', (family) => {
  const baseline = right(parseBaseline(fileOf(`${family}/baseline.yaml`)))
  it.each(idsOf(family))('%s runs less while a thing is not known, never anything else, and says what it waits for', (id) => {
    for (const { at, whole, known, without, stale } of viewsOf(baseline, family, id)) {
      const before = goingIn(whole)
      expect([...goingIn(stale()).keys()], `${at}: on what was not seen lately`).toEqual([])
      const wrong = known.flatMap((key) => {
        const plan = without(key)
        const noun = Key.nounOf(key)
        const now = goingIn(plan)
        const others = [...now].filter(([name, call]) => before.get(name) !== call && !early(noun, name)).map(([name]) => name)
        const gone = [...before.keys()].filter((name) => !now.has(name) && !tidies.test(name) && !follows.includes(`${noun} ${name}`))
        return [
          ...(others.length === 0 || several.includes(`${family}-${id} ${noun}`) ? [] : [`${key}: runs ${others.join(', ')}`]),
          ...(gone.length === 0 || factsHeld(plan).has(key) ? [] : [`${key}: says nothing of ${gone.join(', ')}`]),
        ]
      })
      expect(wrong, at).toEqual([])
    }
  })
})
