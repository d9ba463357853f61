/**
 * Planning by hand: read what is asked for, plan, until nobody asks; and carrying out a plan, one step after the other. No cache, no
 * limits, no back-off: the shortest loop around a provider that is right, for laws about plans and for trying a provider alone.
 * @since 0.1.0
 */
import { type AnyAct, fill, isFilled } from '@poolwright/core/Action'
import { type Calls, send } from '@poolwright/core/Calls'
import type { CloudError } from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { callsOf, type Model } from '@poolwright/core/Model'
import { type OpTable, rowOf } from '@poolwright/core/Operation'
import { type Plan, type Step, token } from '@poolwright/core/Plan'
import type { PoolProvider, Reading } from '@poolwright/core/Provider'
import * as Run from '@poolwright/core/Run'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Desired } from './Desired.js'
import { isWrite } from './History.js'
import type { Planning } from './Trial.js'

type Ask = (scope: Key.Scope, op: string, input: unknown) => Promise<E.Either<CloudError, object>>

/** Asking deeper than this is a provider that never has enough. */
const rounds = 16

const readOne = async (
  ask: Ask,
  scope: Key.Scope,
  r: Reading<unknown>,
  noun: string,
  now: number,
): Promise<Array<[string, Fact.Fact<unknown>]>> => {
  const pages: Array<object> = []
  let next: O.Option<AnyAct> = O.some(r.action)
  while (O.isSome(next)) {
    const answer: E.Either<CloudError, object> = await ask(scope, next.value.op, next.value.input)
    if (E.isLeft(answer)) {
      const e = answer.left
      const absent = e._tag === 'Stale' && r.absentOn.includes(e.code)
      return r.ids.map((id) => [Key.of(noun, scope, id), absent ? Fact.absent(now) : Fact.unknown('unreadable', O.some(e))])
    }
    pages.push(answer.right)
    next = r.more(answer.right)
  }
  const found = r.facts(pages)
  return r.ids.map((id) => [Key.of(noun, scope, id), found.has(id) ? Fact.present(found.get(id), now) : Fact.absent(now)])
}

/** Facts for keys of a cloud, read in as few requests as the nouns say. */
export const readFacts = async (
  provider: Pick<PoolProvider<never, never>, 'nouns'>,
  ask: Ask,
  keys: Iterable<string>,
  now: number,
): Promise<Fact.Facts> => {
  const byScope = new Map<string, { readonly noun: string; readonly scope: string; readonly ids: Array<string> }>()
  for (const key of keys) {
    const { noun, scope, id } = Key.parse(key)
    const group = byScope.get(`${noun} ${scope}`) ?? { noun, scope, ids: [] }
    group.ids.push(id)
    byScope.set(`${noun} ${scope}`, group)
  }
  const facts: Array<[string, Fact.Fact<unknown>]> = []
  for (const { noun, scope, ids } of byScope.values())
    for (const reading of provider.nouns[noun]?.requests(scope, ids) ?? []) facts.push(...(await readOne(ask, scope, reading, noun, now)))
  return Object.fromEntries(facts)
}

export type Planned<A extends AnyAct> = { readonly plans: ReadonlyArray<Plan<A>>; readonly facts: Fact.Facts }

/** Plans of all pools from what can be read now. Facts of manifests and of the host are never read from the cloud. */
export const planWith = async <A extends AnyAct, N>(
  planning: Planning<A, N>,
  ask: Ask,
  desired: Desired,
  now: number,
  record: Json = null,
): Promise<Planned<A>> => {
  const { provider } = planning
  const own = planning.facts(desired, now, record)
  let facts: Fact.Facts = own
  for (let round = 0; ; round++) {
    const wanted = new Set<string>()
    const look = Fact.lookIn<N>(facts, (key) => {
      if (Object.hasOwn(provider.nouns, Key.nounOf(key))) {
        wanted.add(key)
        return Fact.unread
      }
      return Fact.absent(now)
    })
    const plans = planning.pools(desired).map((pool) => provider.plan(pool, look, now))
    if (wanted.size === 0 || round === rounds) return { plans, facts }
    facts = { ...facts, ...(await readFacts(provider, ask, wanted, now)) }
  }
}

/** Plans for a world as it is, without changing it. */
export const planIn = <A extends AnyAct, W, N>(
  planning: Planning<A, N>,
  model: Model<W>,
  world: W,
  desired: Desired,
  echo: (op: string, answer: object) => object = (_, answer) => answer,
): Promise<Planned<A>> => {
  const calls = callsOf(planning.provider.ops, model, { get: () => world, set: () => undefined })
  const ask: Ask = async (scope, op, input) => {
    const answer = await send<A>(calls)(op, scope, input, '')()
    return E.isRight(answer) ? E.right(echo(op, answer.right)) : answer
  }
  return planWith(planning, ask, desired, model.now(world))
}

/** Carries out the steps that are not held, one after the other; a step that fails holds up what waits for it and nothing else. */
export const carryOut = async <A extends AnyAct, N>(
  planning: Planning<A, N>,
  calls: Calls<A>,
  desired: Desired,
  plan: Plan<A>,
): Promise<Run.Run<A>> => {
  const vault = planning.vault(desired)
  const uid = planning.uid(desired, plan.pool)
  let run = Run.start(plan)
  for (let s: Step<A> | undefined = Run.ready(run)[0]; s !== undefined; s = Run.ready(run)[0]) {
    const input = fill(s.action.input, Run.outputOf(run), (secret) => O.toUndefined(vault.open(secret)))
    const answer: Run.StepAnswer = isFilled(input)
      ? await send(calls)(s.action.op, s.scope, input, token(uid, s))()
      : E.left({ _tag: 'Refused', code: 'NotFilled', message: 'an output or a secret is missing' })
    run = Run.answered(run, s.id, answer)
  }
  return run
}

/** What a world becomes when a plan is carried out on it. */
export const worldAfter = async <A extends AnyAct, W, N>(
  planning: Planning<A, N>,
  model: Model<W>,
  world: W,
  desired: Desired,
  plan: Plan<A>,
): Promise<{ readonly world: W; readonly run: Run.Run<A> }> => {
  let at = world
  const calls = callsOf(planning.provider.ops, model, {
    get: () => at,
    set: (w) => {
      at = w
    },
  })
  const run = await carryOut(planning, calls, desired, plan)
  return { world: at, run }
}

export const effectSteps = <A extends AnyAct>(ops: OpTable<A>, plan: Plan<A>): ReadonlyArray<Step<A>> =>
  plan.steps.filter((s) => isWrite(rowOf(ops, s.action.op)?.effect ?? 'read'))
